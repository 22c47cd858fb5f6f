'use strict';

// Whole files: read, write, append, truncate. A read or write of a whole file is one job on the pool.

const { AbortError, codes: { ERR_STRING_TOO_LONG } } = require('internal/errors');
const { isInt32, parseFileMode, validateBoolean, validateInteger } = require('internal/validators');
const {
  checkCallback, getOptions, getValidatedFd, getValidatedPath, isUtf8, isView, stringToFlags,
  validateStringAfterArrayBufferView,
} = require('fs/validate');
const { Request, jobError } = require('fs/request');
const { FastBuffer } = require('internal/buffer');
const natives = binding('fs');

const readDefaults = { __proto__: null, flag: 'r' };
const writeDefaults = { __proto__: null, encoding: 'utf8', mode: 0o666, flag: 'w', flush: false };
const appendDefaults = { __proto__: null, encoding: 'utf8', mode: 0o666, flag: 'a', flush: false };

/** A path for the native side, or a descriptor. */
function pathOrFd(path) {
  return isInt32(path) ? getValidatedFd(path) : getValidatedPath(path);
}

/** What a read of a whole file gives, from memory or from a string that was decoded already. */
function contents(value, encoding) {
  if (typeof value === 'string') return value;
  if (value === null) throw new ERR_STRING_TOO_LONG(0x1fffffe8);
  const bytes = new FastBuffer(value, 0, value.byteLength);
  return encoding && encoding !== 'buffer' ? bytes.toString(encoding) : bytes;
}

/** Whether the native side decodes: it does so without a buffer in between. */
function decodesNatively(encoding) {
  return Boolean(encoding) && encoding !== 'buffer' && isUtf8(encoding);
}

function abortError(signal) {
  return new AbortError(undefined, { cause: signal.reason });
}

/**
 * Starts `start(request)`, whose callback comes once: with the result, or with an AbortError as soon as the signal says so. The
 * operation on the pool then ends before its next system call.
 */
function withSignal(signal, callback, start, map) {
  if (signal == null) return start(new Request(callback, '', undefined, undefined, map));
  let over = false;
  let onAbort = null;
  const id = start(new Request((error, value) => {
    if (over) return;
    over = true;
    if (onAbort !== null) signal.removeEventListener('abort', onAbort);
    if (signal.aborted) callback(abortError(signal));
    else callback(error, value);
  }, '', undefined, undefined, map));
  const listener = () => {
    if (over) return;
    over = true;
    natives.stop(id);
    callback(abortError(signal));
  };
  try {
    const { kResistStopPropagation } = require('internal/event_target');
    signal.addEventListener('abort', listener, { __proto__: null, once: true, [kResistStopPropagation]: true });
    onAbort = listener;
  } catch {
    // A signal wrapped in something (a Proxy) that can only be asked: at the end.
  }
}

function isAborted(signal, callback) {
  if (!signal?.aborted) return false;
  callback(abortError(signal));
  return true;
}

function readFile(path, options, callback) {
  callback ||= options;
  checkCallback(callback);
  options = getOptions(options, readDefaults);
  const { encoding, signal } = options;
  if (isAborted(signal, callback)) return;
  const flags = stringToFlags(options.flag, 'options.flag');
  const source = pathOrFd(path);
  withSignal(signal, callback,
             (request) => natives.readFile(source, flags, !decodesNatively(encoding), request),
             (value) => contents(value, encoding));
}

function readFileSync(path, options) {
  const { encoding, flag } = getOptions(options, readDefaults);
  const source = pathOrFd(path);
  const flags = stringToFlags(flag);
  const value = decodesNatively(encoding) ? natives.readFileUtf8(source, flags, undefined) :
    natives.readFile(source, flags, true, undefined);
  // A failure is a list of details.
  if (typeof value === 'object' && value !== null && value.length !== undefined) throw jobError(value);
  return contents(value, encoding);
}

/** The bytes to write: a view as it is, a string as itself when the native side can encode it. */
function bytesOf(data, encoding) {
  if (isView(data)) return data;
  validateStringAfterArrayBufferView(data, 'data');
  return isUtf8(encoding) ? data : require('buffer').Buffer.from(data, encoding);
}

function prepareWrite(options, defaults) {
  options = getOptions(options, defaults);
  const flush = options.flush ?? false;
  validateBoolean(flush, 'options.flush');
  return { options, flush };
}

function writeFile(path, data, options, callback) {
  callback ||= options;
  checkCallback(callback);
  write(path, data, prepareWrite(options, writeDefaults), 'w', callback);
}

function write(path, data, { options, flush }, flag, callback) {
  const { encoding, signal } = options;
  data = bytesOf(data, encoding);
  const target = pathOrFd(path);
  const flags = stringToFlags(options.flag || flag, 'flags');
  const mode = parseFileMode(options.mode, 'mode', 0o666);
  if (isAborted(signal, callback)) return;
  if (flush) return writeAndFlush(target, data, options.flag || flag, mode, signal, callback);
  withSignal(signal, callback, (request) => natives.writeFile(target, data, flags, mode, false, request));
}

// Flushing goes through fs.fsync, which programs replace when they test that it happens.
function writeAndFlush(target, data, flag, mode, signal, callback) {
  const fs = require('fs');
  const onOpen = (error, fd) => {
    if (error) return callback(error);
    const finish = (error) => {
      if (typeof target === 'number') return callback(error);
      fs.close(fd, (closeError) => callback(error ?? closeError));
    };
    withSignal(signal, (error) => {
      if (error) finish(error);
      else fs.fsync(fd, finish);
    }, (request) => natives.writeFile(fd, data, 0, 0, false, request));
  };
  if (typeof target === 'number') onOpen(null, target);
  else fs.open(target, flag, mode, onOpen);
}

function writeFileSync(path, data, options) {
  writeSync(path, data, prepareWrite(options, writeDefaults), 'w');
}

function writeSync(path, data, { options, flush }, flag) {
  data = bytesOf(data, options.encoding);
  const target = pathOrFd(path);
  const flags = stringToFlags(options.flag || flag);
  const mode = parseFileMode(options.mode, 'mode', 0o666);
  if (flush) {
    const fs = require('fs');
    const fd = typeof target === 'number' ? target : fs.openSync(target, flags, mode);
    try {
      const failed = natives.writeFile(fd, data, 0, 0, false, undefined);
      if (typeof failed === 'object') throw jobError(failed);
      fs.fsyncSync(fd);
    } finally {
      if (typeof target !== 'number') fs.closeSync(fd);
    }
    return;
  }
  const failed = natives.writeFile(target, data, flags, mode, false, undefined);
  if (typeof failed === 'object') throw jobError(failed);
}

function appendFile(path, data, options, callback) {
  callback ||= options;
  checkCallback(callback);
  write(path, data, prepareWrite(options, appendDefaults), 'a', callback);
}

function appendFileSync(path, data, options) {
  writeSync(path, data, prepareWrite(options, appendDefaults), 'a');
}

function truncate(path, len, callback) {
  if (typeof len === 'function') {
    callback = len;
    len = 0;
  } else if (len === undefined) {
    len = 0;
  }
  validateInteger(len, 'len');
  len = len < 0 ? 0 : len;
  callback = checkCallback(callback);
  const fs = require('fs');
  fs.open(path, 'r+', (error, fd) => {
    if (error) return callback(error);
    natives.ftruncate(fd, len, new Request((error) => fs.close(fd, (closeError) => {
      callback(error ?? closeError);
    }), 'ftruncate'));
  });
}

function truncateSync(path, len) {
  if (len === undefined) len = 0;
  const fs = require('fs');
  const fd = fs.openSync(path, 'r+');
  try {
    fs.ftruncateSync(fd, len);
  } finally {
    fs.closeSync(fd);
  }
}

module.exports = {
  appendDefaults, appendFile, appendFileSync, bytesOf, contents, decodesNatively, prepareWrite, readDefaults, readFile,
  readFileSync, truncate, truncateSync, withSignal, writeDefaults, writeFile, writeFileSync,
};
