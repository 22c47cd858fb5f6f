'use strict';

// Checks and completes what programs give to spawn and its kin.

const { ArrayIsArray, NumberIsInteger } = primordials;
const { codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_OUT_OF_RANGE } } = require('internal/errors');
const { convertToValidSignal } = require('internal/util');
const { isInt32, validateBoolean, validateFunction, validateObject, validateString } = require('internal/validators');
const { getValidatedPath } = require('fs/validate');

function checkNoNull(text, name) {
  if (typeof text === 'string' && text.includes('\u0000')) {
    throw new ERR_INVALID_ARG_VALUE(name, text, 'must be a string without null bytes');
  }
}

function checkNoNulls(texts, name) {
  for (let i = 0; i < texts.length; i++) checkNoNull(texts[i], `${name}[${i}]`);
}

/** @param {number} [timeout] milliseconds */
function validateTimeout(timeout) {
  if (timeout != null && !(NumberIsInteger(timeout) && timeout >= 0)) {
    throw new ERR_OUT_OF_RANGE('timeout', 'an unsigned integer', timeout);
  }
}

/** @param {number} [maxBuffer] bytes */
function validateMaxBuffer(maxBuffer) {
  if (maxBuffer != null && !(typeof maxBuffer === 'number' && maxBuffer >= 0)) {
    throw new ERR_OUT_OF_RANGE('options.maxBuffer', 'a positive number', maxBuffer);
  }
}

/** @returns {number | undefined} the signal's number */
function sanitizeKillSignal(killSignal) {
  if (typeof killSignal === 'string' || typeof killSignal === 'number') return convertToValidSignal(killSignal);
  if (killSignal != null) throw new ERR_INVALID_ARG_TYPE('options.killSignal', ['string', 'number'], killSignal);
}

let warnedOfShell = false;

function withShell(file, args, shell) {
  checkNoNull(shell, 'options.shell');
  if (args.length > 0 && !warnedOfShell) {
    warnedOfShell = true;
    process.emitWarning(
      'Passing args to a child process with shell option true can lead to security vulnerabilities, as the arguments ' +
      'are not escaped, only concatenated.', 'DeprecationWarning', 'DEP0190');
  }
  const command = args.length > 0 ? `${file} ${args.join(' ')}` : file;
  return [typeof shell === 'string' ? shell : '/bin/sh', ['-c', command]];
}

/** `NAME=value` for each entry, inherited ones too. */
function environmentPairs(env) {
  const pairs = [];
  for (const key in env) {
    const value = env[key];
    if (value === undefined) continue;
    checkNoNull(key, `options.env['${key}']`);
    checkNoNull(value, `options.env['${key}']`);
    pairs.push(`${key}=${value}`);
  }
  return pairs;
}

/**
 * The arguments of spawn as ChildProcess's spawn takes them.
 * @param {string} file
 * @param {string[] | object} [args] may be left out
 * @param {object} [options]
 */
function normalizeSpawnArguments(file, args, options) {
  validateString(file, 'file');
  checkNoNull(file, 'file');
  if (file.length === 0) throw new ERR_INVALID_ARG_VALUE('file', file, 'cannot be empty');
  if (ArrayIsArray(args)) {
    args = args.slice();
  } else if (args == null) {
    args = [];
  } else if (typeof args !== 'object') {
    throw new ERR_INVALID_ARG_TYPE('args', 'object', args);
  } else {
    options = args;
    args = [];
  }
  checkNoNulls(args, 'args');
  if (options !== undefined) validateObject(options, 'options');
  options = { __proto__: null, ...options };

  let { cwd } = options;
  if (cwd != null) {
    cwd = getValidatedPath(cwd, 'options.cwd');
    if (typeof cwd !== 'string') cwd = require('buffer').Buffer.from(cwd).toString();
  }
  if (options.detached != null) validateBoolean(options.detached, 'options.detached');
  if (options.uid != null && !isInt32(options.uid)) throw new ERR_INVALID_ARG_TYPE('options.uid', 'int32', options.uid);
  if (options.gid != null && !isInt32(options.gid)) throw new ERR_INVALID_ARG_TYPE('options.gid', 'int32', options.gid);
  if (options.shell != null && typeof options.shell !== 'boolean' && typeof options.shell !== 'string') {
    throw new ERR_INVALID_ARG_TYPE('options.shell', ['boolean', 'string'], options.shell);
  }
  if (options.argv0 != null) {
    validateString(options.argv0, 'options.argv0');
    checkNoNull(options.argv0, 'options.argv0');
  }
  if (options.windowsHide != null) validateBoolean(options.windowsHide, 'options.windowsHide');
  if (options.windowsVerbatimArguments != null) {
    validateBoolean(options.windowsVerbatimArguments, 'options.windowsVerbatimArguments');
  }

  if (options.shell) [file, args] = withShell(file, args, options.shell);
  args.unshift(typeof options.argv0 === 'string' ? options.argv0 : file);

  const env = options.env || process.env;
  // A child of ours adds its coverage to ours, unless its environment says otherwise.
  if (env !== process.env && process.env.NODE_V8_COVERAGE !== undefined && !('NODE_V8_COVERAGE' in env)) {
    env.NODE_V8_COVERAGE = process.env.NODE_V8_COVERAGE;
  }
  return {
    __proto__: null,
    ...options,
    args,
    cwd,
    detached: !!options.detached,
    envPairs: environmentPairs(env),
    file,
    windowsHide: !!options.windowsHide,
    windowsVerbatimArguments: !!options.windowsVerbatimArguments,
  };
}

/** The arguments of exec and execSync. */
function normalizeExecArguments(command, options, callback) {
  validateString(command, 'command');
  checkNoNull(command, 'command');
  if (typeof options === 'function') {
    callback = options;
    options = undefined;
  }
  options = { __proto__: null, ...options };
  options.shell = typeof options.shell === 'string' ? options.shell : true;
  return { file: command, options, callback };
}

/** The arguments of execFile and execFileSync; all but the first may be left out. */
function normalizeExecFileArguments(file, args, options, callback) {
  if (ArrayIsArray(args)) {
    args = args.slice();
  } else if (args != null && typeof args === 'object') {
    callback = options;
    options = args;
    args = null;
  } else if (typeof args === 'function') {
    callback = args;
    options = null;
    args = null;
  }
  args ??= [];
  if (typeof options === 'function') callback = options;
  else if (options != null) validateObject(options, 'options');
  if (typeof options !== 'object') options = null;
  options ??= {};
  if (callback != null) validateFunction(callback, 'callback');
  // Never the argument of a shell's -c.
  if (options.argv0 != null) {
    validateString(options.argv0, 'options.argv0');
    checkNoNull(options.argv0, 'options.argv0');
  }
  return { file, args, options, callback };
}

module.exports = {
  checkNoNull,
  checkNoNulls,
  normalizeExecArguments,
  normalizeExecFileArguments,
  normalizeSpawnArguments,
  sanitizeKillSignal,
  validateMaxBuffer,
  validateTimeout,
};
