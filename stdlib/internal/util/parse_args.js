'use strict';

// util.parseArgs: options and positionals of a command line.

const {
  ArrayIsArray, ObjectEntries, ObjectPrototypeHasOwnProperty,
} = primordials;

const {
  codes: {
    ERR_INVALID_ARG_VALUE, ERR_PARSE_ARGS_INVALID_OPTION_VALUE, ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL,
    ERR_PARSE_ARGS_UNKNOWN_OPTION,
  },
} = require('internal/errors');
const { kEmptyObject } = require('internal/util');
const {
  validateArray, validateBoolean, validateBooleanArray, validateObject, validateString, validateStringArray,
  validateUnion,
} = require('internal/validators');

// What a name can be taken for; `-` alone is a positional.
function isShortOption(text) {
  return text.length === 2 && text[0] === '-' && text[1] !== '-';
}

function isShortGroup(text) {
  return text.length > 2 && text[0] === '-' && text[1] !== '-';
}

function isLongOption(text) {
  return text.length > 2 && text.startsWith('--');
}

function looksLikeOption(text) {
  return text != null && text.length > 1 && text[0] === '-';
}

/** A configured property of an option, not an inherited one. */
function optionProperty(options, name, property) {
  return ObjectPrototypeHasOwnProperty(options, name) ? options[name][property] : undefined;
}

function longNameOf(short, options) {
  for (const [name, option] of ObjectEntries(options)) {
    if (ObjectPrototypeHasOwnProperty(option, 'short') && option.short === short) return name;
  }
  return short;
}

/**
 * The arguments as tokens: { kind: 'option' | 'positional' | 'option-terminator', index, ... }
 */
function tokenize(args, options) {
  const tokens = [];
  let index = -1;
  // Arguments still to be read; a group of short options is put back as single ones.
  const remaining = [...args];
  let groupCount = 0;
  while (remaining.length > 0) {
    const argument = remaining.shift();
    const next = remaining[0];
    if (groupCount > 0) groupCount--;
    else index++;

    if (argument === '--') {
      tokens.push({ kind: 'option-terminator', index });
      for (const value of remaining) tokens.push({ kind: 'positional', index: ++index, value });
      break;
    }

    if (isShortOption(argument)) {
      const name = longNameOf(argument[1], options);
      let value;
      let inlineValue;
      if (optionProperty(options, name, 'type') === 'string' && next != null) {
        // -f value
        value = remaining.shift();
        inlineValue = false;
      }
      tokens.push({ kind: 'option', name, rawName: argument, index, value, inlineValue });
      if (value != null) ++index;
      continue;
    }

    if (isShortGroup(argument)) {
      const name = longNameOf(argument[1], options);
      if (optionProperty(options, name, 'type') === 'string') {
        // -fvalue
        tokens.push({ kind: 'option', name, rawName: `-${argument[1]}`, index, value: argument.slice(2), inlineValue: true });
        continue;
      }
      // -rfvalue: flags, of which one may take the rest as its value
      const expanded = [];
      for (let i = 1; i < argument.length; i++) {
        const long = longNameOf(argument[i], options);
        if (optionProperty(options, long, 'type') !== 'string' || i === argument.length - 1) {
          expanded.push(`-${argument[i]}`);
        } else {
          expanded.push(`-${argument.slice(i)}`);
          break;
        }
      }
      remaining.unshift(...expanded);
      groupCount = expanded.length;
      continue;
    }

    if (isLongOption(argument)) {
      const equals = argument.indexOf('=');
      if (equals > 2) {
        // --file=value
        const name = argument.slice(2, equals);
        tokens.push({
          kind: 'option', name, rawName: `--${name}`, index, value: argument.slice(equals + 1), inlineValue: true,
        });
        continue;
      }
      const name = argument.slice(2);
      let value;
      let inlineValue;
      if (optionProperty(options, name, 'type') === 'string' && next != null) {
        // --file value
        value = remaining.shift();
        inlineValue = false;
      }
      tokens.push({ kind: 'option', name, rawName: argument, index, value, inlineValue });
      if (value != null) ++index;
      continue;
    }

    tokens.push({ kind: 'positional', index, value: argument });
  }
  return tokens;
}

function shownOption(options, token) {
  const short = optionProperty(options, token.name, 'short');
  return `${short ? `-${short}, ` : ''}--${token.name}`;
}

/** What strict parsing refuses: unknown options, values where there must be none, none where there must be one. */
function checkOption({ strict, options, allowPositionals, allowNegative }, token) {
  let { name } = token;
  if (!ObjectPrototypeHasOwnProperty(options, name)) {
    const positive = name.startsWith('no-') ? name.slice(3) : name;
    if (!(allowNegative && name !== positive && ObjectPrototypeHasOwnProperty(options, positive))) {
      throw new ERR_PARSE_ARGS_UNKNOWN_OPTION(token.rawName, allowPositionals);
    }
    if (optionProperty(options, positive, 'type') !== 'boolean') {
      throw new ERR_PARSE_ARGS_UNKNOWN_OPTION(token.rawName, allowPositionals);
    }
    name = positive;
  }
  const shown = shownOption(options, { ...token, name });
  const type = optionProperty(options, name, 'type');
  if (type === 'string' && typeof token.value !== 'string') {
    throw new ERR_PARSE_ARGS_INVALID_OPTION_VALUE(`Option '${shown} <value>' argument missing`);
  }
  if (type === 'boolean' && token.value != null) {
    throw new ERR_PARSE_ARGS_INVALID_OPTION_VALUE(`Option '${shown}' does not take an argument`);
  }
}

/** `--file --other`: was the second meant as the value? */
function checkValue(token) {
  if (token.inlineValue || !looksLikeOption(token.value)) return;
  const example = token.rawName.startsWith('--') ?
    `'${token.rawName}=-XYZ'` : `'--${token.name}=-XYZ' or '${token.rawName}-XYZ'`;
  throw new ERR_PARSE_ARGS_INVALID_OPTION_VALUE(`Option '${token.rawName}' argument is ambiguous.
Did you forget to specify the option argument for '${token.rawName}'?
To specify an option argument starting with a dash use ${example}.`);
}

function storeOption(token, { options, allowNegative }, values) {
  let { name, value } = token;
  if (allowNegative && name.startsWith('no-') && value === undefined &&
      !ObjectPrototypeHasOwnProperty(options, name)) {
    token.name = name = name.slice(3);
    value = false;
  }
  // The value of a flag is that it was given.
  value ??= true;
  if (name === '__proto__') return;
  if (optionProperty(options, name, 'multiple')) {
    values[name] ??= [];
    values[name].push(value);
  } else {
    values[name] = value;
  }
}

function validateDefault(option, name) {
  const { default: value } = option;
  if (value === undefined) return;
  const where = `options.${name}.default`;
  if (option.type === 'string') (option.multiple ? validateStringArray : validateString)(value, where);
  else (option.multiple ? validateBooleanArray : validateBoolean)(value, where);
}

function validateOptions(options) {
  validateObject(options, 'options');
  for (const [name, option] of ObjectEntries(options)) {
    validateObject(option, `options.${name}`);
    validateUnion(option.type, `options.${name}.type`, ['string', 'boolean']);
    if (ObjectPrototypeHasOwnProperty(option, 'short')) {
      validateString(option.short, `options.${name}.short`);
      if (option.short.length !== 1) {
        throw new ERR_INVALID_ARG_VALUE(`options.${name}.short`, option.short, 'must be a single character');
      }
    }
    if (ObjectPrototypeHasOwnProperty(option, 'multiple')) validateBoolean(option.multiple, `options.${name}.multiple`);
    validateDefault(option, name);
  }
}

/** The program's own arguments: after the script, or after the options where code comes from the command line. */
function mainArgs() {
  const { execArgv } = process;
  for (const flag of ['-e', '--eval', '-p', '--print']) {
    if (execArgv.includes(flag)) return process.argv.slice(1);
  }
  return process.argv.slice(2);
}

/**
 * @param {{ args?: string[], options?: object, strict?: boolean, allowPositionals?: boolean, allowNegative?: boolean,
 *   tokens?: boolean }} [config]
 * @returns {{ values: object, positionals: string[], tokens?: object[] }}
 */
function parseArgs(config = kEmptyObject) {
  validateObject(config, 'config');
  const own = (name, fallback) => ObjectPrototypeHasOwnProperty(config, name) ? config[name] ?? fallback : fallback;
  const args = own('args', undefined) ?? mainArgs();
  const strict = own('strict', true);
  const allowPositionals = own('allowPositionals', !strict);
  const returnTokens = own('tokens', false);
  const allowNegative = own('allowNegative', false);
  const options = own('options', { __proto__: null });
  const settings = { args, strict, options, allowPositionals, allowNegative };

  validateArray(args, 'args');
  validateBoolean(strict, 'strict');
  validateBoolean(allowPositionals, 'allowPositionals');
  validateBoolean(returnTokens, 'tokens');
  validateBoolean(allowNegative, 'allowNegative');
  validateOptions(options);

  const tokens = tokenize(args, options);
  const result = { values: { __proto__: null }, positionals: [] };
  if (returnTokens) result.tokens = tokens;
  for (const token of tokens) {
    if (token.kind === 'option') {
      if (strict) {
        checkOption(settings, token);
        checkValue(token);
      }
      storeOption(token, settings, result.values);
    } else if (token.kind === 'positional') {
      if (!allowPositionals) throw new ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL(token.value);
      result.positionals.push(token.value);
    }
  }
  for (const [name, option] of ObjectEntries(options)) {
    if (option.default !== undefined && result.values[name] === undefined) {
      result.values[name] = ArrayIsArray(option.default) ? [...option.default] : option.default;
    }
  }
  return result;
}

module.exports = { parseArgs };
