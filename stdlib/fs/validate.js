'use strict';

// Checks of arguments that the functions on files share, and their translation into what the native side takes.

const {
  ArrayIsArray, BigInt, DateNow, DatePrototypeGetTime, NumberIsFinite, ObjectFreeze, ObjectIs, TypedArrayPrototypeIncludes,
} = primordials;

const {
  codes: { ERR_INCOMPATIBLE_OPTION_PAIR, ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_OUT_OF_RANGE },
} = require('internal/errors');
const {
  validateAbortSignal, validateBoolean, validateFunction, validateInt32, validateInteger, validateObject,
  validateUint32,
} = require('internal/validators');
const {
  O_RDONLY, O_WRONLY, O_RDWR, O_APPEND, O_CREAT, O_EXCL, O_SYNC, O_TRUNC,
} = require('fs/constants');

const { isView } = ArrayBuffer;

/** The largest file that is read into one buffer or string. */
const kIoMaxLength = 2 ** 31 - 1;

const kMaxUserId = 2 ** 32 - 1;

function isDate(value) {
  if (!(typeof value === 'object' && value !== null)) return false;
  try {
    DatePrototypeGetTime(value);
    return true;
  } catch {
    return false;
  }
}

function isUint8Array(value) {
  return value instanceof Uint8Array || (isView(value) && require('internal/util/types').isUint8Array(value));
}

function isURL(value) {
  return Boolean(value?.href && value.protocol && value.auth === undefined && value.path === undefined);
}

/**
 * A path as the native side takes it: a string or bytes, without NULs.
 * @param {string | Uint8Array | URL} path
 * @param {string} [name] of the argument
 * @returns {string | Uint8Array}
 */
function getValidatedPath(path, name = 'path') {
  if (typeof path === 'string') {
    if (path.includes('\0')) throw nullBytes(path, name);
    return path;
  }
  if (path !== null && typeof path === 'object' && isURL(path)) {
    path = require('url').fileURLToPath(path);
    if (path.includes('\0')) throw nullBytes(path, name);
    return path;
  }
  if (!isUint8Array(path)) throw new ERR_INVALID_ARG_TYPE(name, ['string', 'Buffer', 'URL'], path);
  if (TypedArrayPrototypeIncludes(path, 0)) throw nullBytes(path, name);
  return path;
}

function nullBytes(path, name) {
  return new ERR_INVALID_ARG_VALUE(name, path, 'must be a string, Uint8Array, or URL without null bytes');
}

/** @returns {number} */
function getValidatedFd(fd, name = 'fd') {
  if (ObjectIs(fd, -0)) return 0;
  validateInt32(fd, name, 0);
  return fd;
}

/** Checks a callback; it is called without a receiver. */
function checkCallback(callback) {
  validateFunction(callback, 'cb');
  return callback;
}

/**
 * Options given as an object, an encoding, or not at all.
 * @template {object} T
 * @param {unknown} options
 * @param {T} defaults
 * @returns {T}
 */
function getOptions(options, defaults) {
  if (options === null || options === undefined || typeof options === 'function') return defaults;
  if (typeof options === 'string') {
    options = { ...defaults, encoding: options };
  } else if (typeof options !== 'object') {
    throw new ERR_INVALID_ARG_TYPE('options', ['string', 'Object'], options);
  }
  if (options.encoding !== 'buffer') checkEncoding(options.encoding);
  if (options.signal !== undefined) validateAbortSignal(options.signal, 'options.signal');
  return options;
}

function checkEncoding(encoding) {
  if (encoding && encoding !== 'utf8' && encoding !== 'utf-8' && !require('buffer').Buffer.isEncoding(encoding)) {
    throw new ERR_INVALID_ARG_VALUE('encoding', encoding, 'is invalid encoding');
  }
}

const flagNumbers = {
  '__proto__': null,
  'r': O_RDONLY,
  'rs': O_RDONLY | O_SYNC,
  'sr': O_RDONLY | O_SYNC,
  'r+': O_RDWR,
  'rs+': O_RDWR | O_SYNC,
  'sr+': O_RDWR | O_SYNC,
  'w': O_TRUNC | O_CREAT | O_WRONLY,
  'wx': O_TRUNC | O_CREAT | O_WRONLY | O_EXCL,
  'xw': O_TRUNC | O_CREAT | O_WRONLY | O_EXCL,
  'w+': O_TRUNC | O_CREAT | O_RDWR,
  'wx+': O_TRUNC | O_CREAT | O_RDWR | O_EXCL,
  'xw+': O_TRUNC | O_CREAT | O_RDWR | O_EXCL,
  'a': O_APPEND | O_CREAT | O_WRONLY,
  'ax': O_APPEND | O_CREAT | O_WRONLY | O_EXCL,
  'xa': O_APPEND | O_CREAT | O_WRONLY | O_EXCL,
  'as': O_APPEND | O_CREAT | O_WRONLY | O_SYNC,
  'sa': O_APPEND | O_CREAT | O_WRONLY | O_SYNC,
  'a+': O_APPEND | O_CREAT | O_RDWR,
  'ax+': O_APPEND | O_CREAT | O_RDWR | O_EXCL,
  'xa+': O_APPEND | O_CREAT | O_RDWR | O_EXCL,
  'as+': O_APPEND | O_CREAT | O_RDWR | O_SYNC,
  'sa+': O_APPEND | O_CREAT | O_RDWR | O_SYNC,
};

/**
 * @param {string | number | null | undefined} flags
 * @param {string} [name] of the argument
 * @returns {number}
 */
function stringToFlags(flags, name = 'flags') {
  if (typeof flags === 'number') {
    validateInt32(flags, name);
    return flags;
  }
  if (flags == null) return O_RDONLY;
  const known = typeof flags === 'string' ? flagNumbers[flags] : undefined;
  if (known === undefined) throw new ERR_INVALID_ARG_VALUE(name, flags);
  return known;
}

/** Seconds since the epoch, from a Date, a number or its text. */
function toUnixTimestamp(time, name = 'time') {
  // eslint-disable-next-line eqeqeq
  if (typeof time === 'string' && +time == time) return +time;
  if (NumberIsFinite(time)) return time < 0 ? DateNow() / 1000 : time;
  if (isDate(time)) return DatePrototypeGetTime(time) / 1000;
  throw new ERR_INVALID_ARG_TYPE(name, ['Date', 'Time in seconds'], time);
}

function validateOwner(uid, gid) {
  validateInteger(uid, 'uid', -1, kMaxUserId);
  validateInteger(gid, 'gid', -1, kMaxUserId);
}

/** The mode of `access` or `copyFile`: three bits. */
function getValidMode(mode, fallback) {
  if (mode == null) return fallback;
  validateInteger(mode, 'mode', 0, 7);
  return mode;
}

function validateOffsetLengthRead(offset, length, byteLength) {
  if (offset < 0) throw new ERR_OUT_OF_RANGE('offset', '>= 0', offset);
  if (length < 0) throw new ERR_OUT_OF_RANGE('length', '>= 0', length);
  if (offset + length > byteLength) throw new ERR_OUT_OF_RANGE('length', `<= ${byteLength - offset}`, length);
}

function validateOffsetLengthWrite(offset, length, byteLength) {
  if (offset > byteLength) throw new ERR_OUT_OF_RANGE('offset', `<= ${byteLength}`, offset);
  if (length > byteLength - offset) throw new ERR_OUT_OF_RANGE('length', `<= ${byteLength - offset}`, length);
  if (length < 0) throw new ERR_OUT_OF_RANGE('length', '>= 0', length);
  validateInt32(length, 'length', 0);
}

const kMaxPosition = 2n ** 63n - 1n;

function validatePosition(position, name, length) {
  if (typeof position === 'number') {
    validateInteger(position, name, -1);
  } else if (typeof position === 'bigint') {
    const most = kMaxPosition - BigInt(length);
    if (!(position >= -1n && position <= most)) throw new ERR_OUT_OF_RANGE(name, `>= -1 && <= ${most}`, position);
  } else {
    throw new ERR_INVALID_ARG_TYPE(name, ['integer', 'bigint'], position);
  }
}

function validateBufferArray(buffers, name = 'buffers') {
  if (!ArrayIsArray(buffers)) throw new ERR_INVALID_ARG_TYPE(name, 'ArrayBufferView[]', buffers);
  for (let i = 0; i < buffers.length; i++) {
    if (!isView(buffers[i])) throw new ERR_INVALID_ARG_TYPE(name, 'ArrayBufferView[]', buffers);
  }
  return buffers;
}

function validateStringAfterArrayBufferView(value, name) {
  if (typeof value !== 'string') {
    throw new ERR_INVALID_ARG_TYPE(name, ['string', 'Buffer', 'TypedArray', 'DataView'], value);
  }
}

/** Options of `rm`. */
function validateRmOptions(options) {
  const checked = { retryDelay: 100, maxRetries: 0, recursive: false, force: false };
  if (options === undefined) return checked;
  validateObject(options, 'options');
  for (const key of ['retryDelay', 'maxRetries', 'recursive', 'force']) {
    if (key in options) checked[key] = options[key];
  }
  validateBoolean(checked.force, 'options.force');
  validateRetries(checked);
  return checked;
}

function validateRetries(options) {
  validateBoolean(options.recursive, 'options.recursive');
  validateInt32(options.retryDelay, 'options.retryDelay', 0);
  validateUint32(options.maxRetries, 'options.maxRetries');
}

/** Options of `rmdir`. */
function validateRmdirOptions(options) {
  const checked = { retryDelay: 100, maxRetries: 0, recursive: false };
  if (options === undefined) return checked;
  validateObject(options, 'options');
  for (const key of ['retryDelay', 'maxRetries', 'recursive']) {
    if (key in options) checked[key] = options[key];
  }
  validateRetries(checked);
  return checked;
}

/** Options of `cp`. */
function validateCpOptions(options) {
  const checked = {
    dereference: false, errorOnExist: false, filter: undefined, force: true, preserveTimestamps: false,
    recursive: false, verbatimSymlinks: false, mode: 0,
  };
  if (options === undefined) return checked;
  validateObject(options, 'options');
  for (const key of ['dereference', 'errorOnExist', 'force', 'preserveTimestamps', 'recursive', 'verbatimSymlinks']) {
    if (key in options) checked[key] = options[key];
    validateBoolean(checked[key], `options.${key}`);
  }
  checked.mode = getValidMode(options.mode, 0);
  if (checked.dereference && checked.verbatimSymlinks) {
    throw new ERR_INCOMPATIBLE_OPTION_PAIR('dereference', 'verbatimSymlinks');
  }
  if (options.filter !== undefined) {
    validateFunction(options.filter, 'options.filter');
    checked.filter = options.filter;
  }
  return checked;
}

/** Whether names in this encoding come from the native side as strings. */
function isUtf8(encoding) {
  return !encoding || encoding === 'utf8' || encoding === 'utf-8' ||
    (encoding.length <= 5 && (encoding = encoding.toLowerCase(), encoding === 'utf8' || encoding === 'utf-8'));
}

/** A name or text that the native side gave as a string, or as memory when the encoding is another one. */
function decodeName(value, encoding) {
  if (typeof value === 'string') return value;
  const { FastBuffer } = require('internal/buffer');
  const bytes = new FastBuffer(value, 0, value.byteLength);
  return encoding === 'buffer' ? bytes : bytes.toString(encoding);
}

/** Joins a directory and a name, either of which may be bytes. */
function joinPath(directory, name) {
  if (typeof directory === 'string' && typeof name === 'string') return require('path').join(directory, name);
  const { Buffer } = require('buffer');
  return Buffer.concat([
    typeof directory === 'string' ? Buffer.from(directory) : directory,
    Buffer.from('/'),
    typeof name === 'string' ? Buffer.from(name) : name,
  ]);
}

module.exports = {
  checkCallback,
  decodeName,
  getOptions,
  getValidMode,
  getValidatedFd,
  getValidatedPath,
  isURL,
  isUint8Array,
  isUtf8,
  isView,
  joinPath,
  kEmptyObject: ObjectFreeze({ __proto__: null }),
  kIoMaxLength,
  stringToFlags,
  toUnixTimestamp,
  validateBufferArray,
  validateCpOptions,
  validateOffsetLengthRead,
  validateOffsetLengthWrite,
  validateOwner,
  validatePosition,
  validateRmOptions,
  validateRmdirOptions,
  validateStringAfterArrayBufferView,
};
