'use strict';

// Functions on file descriptors, in their callback and synchronous forms.

const {
  codes: { ERR_INVALID_ARG_VALUE },
  errnoError,
} = require('internal/errors');
const {
  kValidateObjectAllowNullable, parseFileMode, validateBuffer, validateFunction, validateInteger, validateObject,
} = require('internal/validators');
const {
  checkCallback, getValidatedFd, getValidatedPath, isView, kEmptyObject, stringToFlags, toUnixTimestamp,
  validateBufferArray, validateOffsetLengthRead, validateOffsetLengthWrite, validateOwner, validatePosition,
  validateStringAfterArrayBufferView,
} = require('fs/validate');
const { Buffer } = require('buffer');
const { Request, same } = require('fs/request');
const { takeStats } = require('fs/stats');
const natives = binding('fs');

// ---- open and close ----

function open(path, flags, mode, callback) {
  path = getValidatedPath(path);
  if (arguments.length < 3) {
    callback = flags;
    flags = 'r';
    mode = 0o666;
  } else if (typeof mode === 'function') {
    callback = mode;
    mode = 0o666;
  } else {
    mode = parseFileMode(mode, 'mode', 0o666);
  }
  const flagsNumber = stringToFlags(flags);
  callback = checkCallback(callback);
  natives.open(path, flagsNumber, mode, new Request(callback, 'open', path, undefined, same));
}

function openSync(path, flags, mode) {
  path = getValidatedPath(path);
  const fd = natives.open(path, stringToFlags(flags), parseFileMode(mode, 'mode', 0o666), undefined);
  if (fd < 0) throw errnoError(fd, 'open', path);
  return fd;
}

function throwUnhandled(error) {
  if (error) throw error;
}

function close(fd, callback = throwUnhandled) {
  fd = getValidatedFd(fd);
  if (callback !== throwUnhandled) callback = checkCallback(callback);
  natives.close(fd, new Request(callback, 'close'));
}

function closeSync(fd) {
  fd = getValidatedFd(fd);
  const errno = natives.close(fd, undefined);
  if (errno < 0) throw errnoError(errno, 'close');
}

// ---- read ----

/** Checks what read, readSync and FileHandle's read have in common; fills in what was left out. */
function readRange(buffer, offset, length, position) {
  if (offset == null) offset = 0;
  else validateInteger(offset, 'offset', 0);
  length = length === undefined ? buffer.byteLength - offset : length | 0;
  if (length === 0) return { offset, length, position: -1 };
  if (buffer.byteLength === 0) {
    throw new ERR_INVALID_ARG_VALUE('buffer', buffer, 'is empty and cannot be written');
  }
  validateOffsetLengthRead(offset, length, buffer.byteLength);
  if (position == null) position = -1;
  else validatePosition(position, 'position', length);
  return { offset, length, position };
}

/** read(fd, buffer, offset, length, position, callback), read(fd, buffer[, options], callback), read(fd[, options], callback) */
function read(fd, buffer, offsetOrOptions, length, position, callback) {
  fd = getValidatedFd(fd);
  let offset = offsetOrOptions;
  let params = null;
  if (arguments.length <= 4) {
    if (arguments.length === 4) {
      validateObject(offsetOrOptions, 'options', kValidateObjectAllowNullable);
      callback = length;
      params = offsetOrOptions;
    } else if (arguments.length === 3) {
      if (!isView(buffer)) {
        params = buffer;
        ({ buffer = Buffer.alloc(16384) } = params ?? kEmptyObject);
      }
      callback = offsetOrOptions;
    } else {
      callback = buffer;
      buffer = Buffer.alloc(16384);
    }
    if (params !== undefined) validateObject(params, 'options', kValidateObjectAllowNullable);
    ({ offset = 0, length = buffer?.byteLength - offset, position = null } = params ?? kEmptyObject);
  }
  validateBuffer(buffer);
  validateFunction(callback, 'cb');
  const range = readRange(buffer, offset, length, position);
  if (range.length === 0) return process.nextTick(callback, null, 0, buffer);
  const done = (error, count) => {
    if (error) callback(error, count || 0, buffer);
    else callback(null, count, buffer);
  };
  natives.read(fd, buffer, range.offset, range.length, range.position,
               new Request(done, 'read', undefined, undefined, same));
}

function readSync(fd, buffer, offsetOrOptions, length, position) {
  fd = getValidatedFd(fd);
  validateBuffer(buffer);
  let offset = offsetOrOptions;
  if (arguments.length <= 3 || (offsetOrOptions !== null && typeof offsetOrOptions === 'object')) {
    if (offsetOrOptions !== undefined) validateObject(offsetOrOptions, 'options', kValidateObjectAllowNullable);
    ({ offset = 0, length = buffer.byteLength - offset, position = null } = offsetOrOptions ?? kEmptyObject);
  }
  if (offset === undefined) offset = 0;
  const range = readRange(buffer, offset, length, position);
  if (range.length === 0) return 0;
  const count = natives.read(fd, buffer, range.offset, range.length, range.position, undefined);
  if (count < 0) throw errnoError(count, 'read');
  return count;
}

function readv(fd, buffers, position, callback) {
  fd = getValidatedFd(fd);
  validateBufferArray(buffers);
  callback = checkCallback(callback || position);
  const done = (error, count) => callback(error, count || 0, buffers);
  if (typeof position !== 'number') position = null;
  natives.readv(fd, buffers, position, new Request(done, 'read', undefined, undefined, same));
}

function readvSync(fd, buffers, position) {
  fd = getValidatedFd(fd);
  validateBufferArray(buffers);
  if (typeof position !== 'number') position = null;
  const count = natives.readv(fd, buffers, position, undefined);
  if (count < 0) throw errnoError(count, 'read');
  return count;
}

// ---- write ----

/** Checks the range of a write from a buffer. */
function writeRange(buffer, offset, length) {
  if (offset == null || typeof offset === 'function') offset = 0;
  else validateInteger(offset, 'offset', 0);
  if (typeof length !== 'number') length = buffer.byteLength - offset;
  validateOffsetLengthWrite(offset, length, buffer.byteLength);
  return { offset, length };
}

function isUtf8Name(encoding) {
  return encoding === undefined || encoding === null || encoding === 'utf8' || encoding === 'utf-8';
}

/** write(fd, buffer[, offset[, length[, position]]], cb), write(fd, buffer, options, cb), write(fd, string[, position[, encoding]], cb) */
function write(fd, buffer, offsetOrOptions, length, position, callback) {
  fd = getValidatedFd(fd);
  let offset = offsetOrOptions;
  if (isView(buffer)) {
    callback = checkCallback(callback || position || length || offset);
    if (typeof offset === 'object') {
      ({ offset = 0, length = buffer.byteLength - offset, position = null } = offsetOrOptions ?? kEmptyObject);
    }
    const range = writeRange(buffer, offset, length);
    if (typeof position !== 'number') position = null;
    const done = (error, count) => callback(error, count || 0, buffer);
    natives.writeBuffer(fd, buffer, range.offset, range.length, position,
                        new Request(done, 'write', undefined, undefined, same));
    return;
  }
  validateStringAfterArrayBufferView(buffer, 'buffer');
  // (fd, string, position, encoding, callback)
  if (typeof position !== 'function') {
    if (typeof offset === 'function') {
      position = offset;
      offset = null;
    } else {
      position = length;
    }
    length = 'utf8';
  }
  const text = buffer;
  validateEncoding(text, length);
  callback = checkCallback(position);
  if (typeof offset !== 'number') offset = null;
  const done = (error, count) => callback(error, count || 0, text);
  writeText(fd, text, offset, length, new Request(done, 'write', undefined, undefined, same));
}

function validateEncoding(text, encoding) {
  require('internal/validators').validateEncoding(text, encoding);
}

function writeText(fd, text, position, encoding, request) {
  if (isUtf8Name(encoding) || !Buffer.isEncoding(encoding)) return natives.writeString(fd, text, position, request);
  const bytes = Buffer.from(text, encoding);
  return natives.writeBuffer(fd, bytes, 0, bytes.length, position, request);
}

function writeSync(fd, buffer, offsetOrOptions, length, position) {
  fd = getValidatedFd(fd);
  let offset = offsetOrOptions;
  let count;
  if (isView(buffer)) {
    if (position === undefined) position = null;
    if (typeof offset === 'object') {
      ({ offset = 0, length = buffer.byteLength - offset, position = null } = offsetOrOptions ?? kEmptyObject);
    }
    const range = writeRange(buffer, offset, length);
    if (typeof position !== 'number') position = null;
    count = natives.writeBuffer(fd, buffer, range.offset, range.length, position, undefined);
  } else {
    validateStringAfterArrayBufferView(buffer, 'buffer');
    validateEncoding(buffer, length);
    if (offset === undefined || typeof offset !== 'number') offset = null;
    count = writeText(fd, buffer, offset, length, undefined);
  }
  if (count < 0) throw errnoError(count, 'write');
  return count;
}

function writev(fd, buffers, position, callback) {
  fd = getValidatedFd(fd);
  validateBufferArray(buffers);
  callback = checkCallback(callback || position);
  if (buffers.length === 0) return process.nextTick(callback, null, 0, buffers);
  const done = (error, count) => callback(error, count || 0, buffers);
  if (typeof position !== 'number') position = null;
  natives.writev(fd, buffers, position, new Request(done, 'write', undefined, undefined, same));
}

function writevSync(fd, buffers, position) {
  fd = getValidatedFd(fd);
  validateBufferArray(buffers);
  if (buffers.length === 0) return 0;
  if (typeof position !== 'number') position = null;
  const count = natives.writev(fd, buffers, position, undefined);
  if (count < 0) throw errnoError(count, 'write');
  return count;
}

// ---- the rest ----

function fsync(fd, callback) {
  fd = getValidatedFd(fd);
  callback = checkCallback(callback);
  natives.fsync(fd, new Request(callback, 'fsync'));
}

function fsyncSync(fd) {
  fd = getValidatedFd(fd);
  const errno = natives.fsync(fd, undefined);
  if (errno < 0) throw errnoError(errno, 'fsync');
}

function fdatasync(fd, callback) {
  fd = getValidatedFd(fd);
  callback = checkCallback(callback);
  natives.fdatasync(fd, new Request(callback, 'fdatasync'));
}

function fdatasyncSync(fd) {
  fd = getValidatedFd(fd);
  const errno = natives.fdatasync(fd, undefined);
  if (errno < 0) throw errnoError(errno, 'fdatasync');
}

function ftruncate(fd, len = 0, callback) {
  if (typeof len === 'function') {
    callback = len;
    len = 0;
  }
  fd = getValidatedFd(fd);
  validateInteger(len, 'len');
  callback = checkCallback(callback);
  natives.ftruncate(fd, len < 0 ? 0 : len, new Request(callback, 'ftruncate'));
}

function ftruncateSync(fd, len = 0) {
  fd = getValidatedFd(fd);
  validateInteger(len, 'len');
  const errno = natives.ftruncate(fd, len < 0 ? 0 : len, undefined);
  if (errno < 0) throw errnoError(errno, 'ftruncate');
}

function fstat(fd, options = { bigint: false }, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = kEmptyObject;
  }
  fd = getValidatedFd(fd);
  callback = checkCallback(callback);
  const big = Boolean(options.bigint);
  natives.fstat(fd, big, new Request(callback, 'fstat', undefined, undefined, () => takeStats(big)));
}

function fstatSync(fd, options = { bigint: false }) {
  fd = getValidatedFd(fd);
  const big = Boolean(options.bigint);
  const errno = natives.fstat(fd, big, undefined);
  if (errno < 0) throw errnoError(errno, 'fstat');
  return takeStats(big);
}

function fchmod(fd, mode, callback) {
  fd = getValidatedFd(fd);
  mode = parseFileMode(mode, 'mode');
  callback = checkCallback(callback);
  natives.fchmod(fd, mode, new Request(callback, 'fchmod'));
}

function fchmodSync(fd, mode) {
  fd = getValidatedFd(fd);
  const errno = natives.fchmod(fd, parseFileMode(mode, 'mode'), undefined);
  if (errno < 0) throw errnoError(errno, 'fchmod');
}

function fchown(fd, uid, gid, callback) {
  fd = getValidatedFd(fd);
  validateOwner(uid, gid);
  callback = checkCallback(callback);
  natives.fchown(fd, uid, gid, new Request(callback, 'fchown'));
}

function fchownSync(fd, uid, gid) {
  fd = getValidatedFd(fd);
  validateOwner(uid, gid);
  const errno = natives.fchown(fd, uid, gid, undefined);
  if (errno < 0) throw errnoError(errno, 'fchown');
}

function futimes(fd, atime, mtime, callback) {
  fd = getValidatedFd(fd);
  atime = toUnixTimestamp(atime, 'atime');
  mtime = toUnixTimestamp(mtime, 'mtime');
  callback = checkCallback(callback);
  natives.futimes(fd, atime, mtime, new Request(callback, 'futime'));
}

function futimesSync(fd, atime, mtime) {
  fd = getValidatedFd(fd);
  const errno = natives.futimes(fd, toUnixTimestamp(atime, 'atime'), toUnixTimestamp(mtime, 'mtime'), undefined);
  if (errno < 0) throw errnoError(errno, 'futime');
}

module.exports = {
  close, closeSync, fchmod, fchmodSync, fchown, fchownSync, fdatasync, fdatasyncSync, fstat, fstatSync, fsync,
  fsyncSync, ftruncate, ftruncateSync, futimes, futimesSync, open, openSync, read, readRange, readSync, readv,
  readvSync, write, writeRange, writeSync, writeText, writev, writevSync,
};
