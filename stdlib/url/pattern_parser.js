'use strict';

// The pattern language of the URL Pattern standard (https://urlpattern.spec.whatwg.org): its tokens, its parts, the regular
// expression and the normal form that they make.

const { RegExp, String } = primordials;

function isNameStart(character) {
  return /^[$_\p{ID_Start}]$/u.test(character);
}

function isNamePart(character) {
  return /^[$_\u200c\u200d\p{ID_Continue}]$/u.test(character);
}

/**
 * @param {string} input
 * @param {boolean} lenient whether what is malformed becomes an 'invalid' token instead of an error
 * @returns {{ type: string, index: number, value: string }[]} ends with an 'end' token
 */
function tokenize(input, lenient) {
  const tokens = [];
  let at = 0;
  const add = (type, next, value) => {
    tokens.push({ type, index: at, value });
    at = next;
  };
  const malformed = (message) => {
    if (!lenient) throw new TypeError(message);
    const character = String.fromCodePoint(input.codePointAt(at));
    add('invalid', at + character.length, character);
  };
  while (at < input.length) {
    const character = String.fromCodePoint(input.codePointAt(at));
    switch (character) {
      case '*': add('asterisk', at + 1, '*'); break;
      case '+': case '?': add('modifier', at + 1, character); break;
      case '{': add('open', at + 1, '{'); break;
      case '}': add('close', at + 1, '}'); break;
      case '\\': {
        if (at + 1 === input.length) {
          malformed('A pattern must not end with a backslash');
          break;
        }
        const escaped = String.fromCodePoint(input.codePointAt(at + 1));
        add('escaped', at + 1 + escaped.length, escaped);
        break;
      }
      case ':': {
        let end = at + 1;
        while (end < input.length) {
          const next = String.fromCodePoint(input.codePointAt(end));
          if (!(end === at + 1 ? isNameStart(next) : isNamePart(next))) break;
          end += next.length;
        }
        if (end === at + 1) malformed('A name is missing after a colon');
        else add('name', end, input.slice(at + 1, end));
        break;
      }
      case '(': {
        const end = endOfGroup(input, at + 1);
        if (end === -1) malformed('A group in a pattern is malformed');
        else add('regexp', end + 1, input.slice(at + 1, end));
        break;
      }
      default: add('char', at + character.length, character);
    }
  }
  tokens.push({ type: 'end', index: input.length, value: '' });
  return tokens;
}

/** Where the parenthesis is that closes a group; -1 when there is none or the group is not allowed. */
function endOfGroup(input, start) {
  let depth = 1;
  for (let i = start; i < input.length; i++) {
    const code = input.charCodeAt(i);
    if (code > 0x7f) return -1;
    switch (input[i]) {
      case '?':
        if (i === start) return -1;
        break;
      case '\\':
        if (i + 1 === input.length || input.charCodeAt(i + 1) > 0x7f) return -1;
        i++;
        break;
      case ')':
        if (--depth === 0) return i === start ? -1 : i;
        break;
      case '(':
        // Only groups that do not capture.
        if (input[i + 1] !== '?') return -1;
        depth++;
        break;
    }
  }
  return -1;
}

const escapeRegExp = (text) => text.replace(/[.+*?^${}()[\]|/\\]/g, '\\$&');
const escapePattern = (text) => text.replace(/[+*?:{}()\\]/g, '\\$&');
const segmentRegExp = ({ delimiter }) => `[^${escapeRegExp(delimiter)}]+?`;

/**
 * The parts of a pattern: { type: 'fixed' | 'regexp' | 'segment' | 'full', value, modifier, name, prefix, suffix }.
 * @param {string} input
 * @param {{ delimiter: string, prefix: string }} options
 * @param {(text: string) => string} canonicalize for the fixed text
 */
function parsePattern(input, options, canonicalize) {
  const tokens = tokenize(input, false);
  const segment = segmentRegExp(options);
  const parts = [];
  const names = new Set();
  let at = 0;
  let pending = '';
  let nextNumber = 0;
  const take = (...types) => (types.includes(tokens[at].type) ? tokens[at++] : null);
  const takeModifier = () => take('modifier', 'asterisk');
  const takeRegExp = (name) => take('regexp') ?? (name === null ? take('asterisk') : null);
  const takeText = () => {
    let text = '';
    for (let token = take('char', 'escaped'); token !== null; token = take('char', 'escaped')) text += token.value;
    return text;
  };
  const require = (type) => {
    if (take(type) === null) throw new TypeError(`Unexpected ${tokens[at].type} in a pattern`);
  };
  const flush = () => {
    if (pending === '') return;
    parts.push({ type: 'fixed', value: canonicalize(pending), modifier: '', name: '', prefix: '', suffix: '' });
    pending = '';
  };
  const add = (prefix, name, regexp, suffix, modifier) => {
    modifier = modifier?.value ?? '';
    if (name === null && regexp === null && modifier === '') {
      pending += prefix;
      return;
    }
    flush();
    if (name === null && regexp === null) {
      if (prefix !== '') parts.push({ type: 'fixed', value: canonicalize(prefix), modifier, name: '', prefix: '', suffix: '' });
      return;
    }
    let value = regexp === null ? segment : regexp.type === 'asterisk' ? '.*' : regexp.value;
    let type = 'regexp';
    if (value === segment) type = 'segment';
    else if (value === '.*') type = 'full';
    if (type !== 'regexp') value = '';
    const partName = name === null ? String(nextNumber++) : name.value;
    if (names.has(partName)) throw new TypeError(`The name ${partName} occurs twice in a pattern`);
    names.add(partName);
    parts.push({ type, value, modifier, name: partName, prefix: canonicalize(prefix), suffix: canonicalize(suffix) });
  };

  while (at < tokens.length) {
    const character = take('char');
    let name = take('name');
    let regexp = takeRegExp(name);
    if (name !== null || regexp !== null) {
      let prefix = character?.value ?? '';
      if (prefix !== '' && prefix !== options.prefix) {
        pending += prefix;
        prefix = '';
      }
      flush();
      add(prefix, name, regexp, '', takeModifier());
      continue;
    }
    const fixed = character ?? take('escaped');
    if (fixed !== null) {
      pending += fixed.value;
      continue;
    }
    if (take('open') !== null) {
      const prefix = takeText();
      name = take('name');
      regexp = takeRegExp(name);
      const suffix = takeText();
      require('close');
      add(prefix, name, regexp, suffix, takeModifier());
      continue;
    }
    flush();
    require('end');
  }
  return parts;
}

function regExpOf(parts, options) {
  let text = '^';
  const names = [];
  for (const { type, value, modifier, name, prefix, suffix } of parts) {
    if (type === 'fixed') {
      text += modifier === '' ? escapeRegExp(value) : `(?:${escapeRegExp(value)})${modifier}`;
      continue;
    }
    names.push(name);
    const inner = type === 'segment' ? segmentRegExp(options) : type === 'full' ? '.*' : value;
    const repeats = modifier === '*' || modifier === '+';
    if (prefix === '' && suffix === '') {
      text += repeats ? `((?:${inner})${modifier})` : `(${inner})${modifier}`;
    } else if (!repeats) {
      text += `(?:${escapeRegExp(prefix)}(${inner})${escapeRegExp(suffix)})${modifier}`;
    } else {
      const [before, after] = [escapeRegExp(prefix), escapeRegExp(suffix)];
      text += `(?:${before}((?:${inner})(?:${after}${before}(?:${inner}))*)${after})${modifier === '*' ? '?' : ''}`;
    }
  }
  return { text: `${text}$`, names };
}

/** The pattern that the parts spell, in its normal form. */
function patternOf(parts, options) {
  let text = '';
  for (let i = 0; i < parts.length; i++) {
    const { type, value, modifier, name, prefix, suffix } = parts[i];
    const previous = parts[i - 1];
    const next = parts[i + 1];
    if (type === 'fixed') {
      text += modifier === '' ? escapePattern(value) : `{${escapePattern(value)}}${modifier}`;
      continue;
    }
    const named = !/^\d/.test(name);
    let grouped = suffix !== '' || (prefix !== '' && prefix !== options.prefix);
    if (!grouped && named && type === 'segment' && modifier === '' && next !== undefined && next.prefix === '' &&
        next.suffix === '') {
      // What follows must not be read as a part of the name.
      grouped = next.type === 'fixed' ? isNamePart(String.fromCodePoint(next.value.codePointAt(0))) : /^\d/.test(next.name);
    }
    if (!grouped && prefix === '' && previous?.type === 'fixed' && options.prefix !== '' &&
        previous.value.endsWith(options.prefix)) {
      grouped = true;
    }
    if (grouped) text += '{';
    text += escapePattern(prefix);
    if (named) text += `:${name}`;
    if (type === 'regexp') {
      text += `(${value})`;
    } else if (type === 'segment' && !named) {
      text += `(${segmentRegExp(options)})`;
    } else if (type === 'full') {
      const star = !named && (previous === undefined || previous.type === 'fixed' || previous.modifier !== '' || grouped ||
                              prefix !== '');
      text += star ? '*' : '(.*)';
    }
    if (type === 'segment' && named && suffix !== '' && isNamePart(String.fromCodePoint(suffix.codePointAt(0)))) text += '\\';
    text += escapePattern(suffix);
    if (grouped) text += '}';
    text += modifier;
  }
  return text;
}

/** A compiled pattern for one component of a URL. */
class Component {
  /**
   * @param {string} pattern
   * @param {(text: string) => string} canonicalize
   * @param {{ delimiter: string, prefix: string, ignoreCase?: boolean }} options
   */
  constructor(pattern, canonicalize, options) {
    const parts = parsePattern(pattern, options, canonicalize);
    const { text, names } = regExpOf(parts, options);
    this.pattern = patternOf(parts, options);
    this.regExp = new RegExp(text, options.ignoreCase ? 'vi' : 'v');
    this.names = names;
    this.hasRegExpGroups = parts.some(({ type }) => type === 'regexp');
  }

  /** @returns {{ input: string, groups: object } | null} */
  exec(input) {
    const match = this.regExp.exec(input);
    if (match === null) return null;
    const groups = {};
    for (let i = 0; i < this.names.length; i++) groups[this.names[i]] = match[i + 1];
    return { input, groups };
  }

  test(input) {
    return this.regExp.test(input);
  }
}

module.exports = { Component, escapePattern, tokenize };
