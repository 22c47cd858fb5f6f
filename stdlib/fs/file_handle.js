'use strict';

// FileHandle: what fs.promises.open gives.

const {
  FinalizationRegistry, Promise, PromisePrototypeThen, PromiseResolve, Symbol, SymbolAsyncDispose,
} = primordials;

const {
  AbortError,
  codes: { ERR_INTERNAL_ASSERTION, ERR_INVALID_STATE },
} = require('internal/errors');
const { parseFileMode, validateBoolean, validateBuffer, validateEncoding, validateInteger, validateObject } =
  require('internal/validators');
const {
  getOptions, isView, kEmptyObject, toUnixTimestamp, validateBufferArray, validateOwner,
  validateStringAfterArrayBufferView,
} = require('fs/validate');
const { kFd, kFileHandle, kRef, kUnref } = require('fs/handle_symbols');
const { promised, same } = require('fs/request');
const { readRange, writeRange, writeText } = require('fs/descriptors');
const { appendDefaults, bytesOf, contents, decodesNatively, readDefaults, withSignal, writeDefaults } = require('fs/files');
const { takeStats } = require('fs/stats');
const { kTransfer, kTransferMode, kTransferable } = require('internal/transferable');
const { Buffer } = require('buffer');
const EventEmitter = require('events');
const natives = binding('fs');

const kHandle = Symbol('kHandle');
const kRefs = Symbol('kRefs');
const kClosePromise = Symbol('kClosePromise');
const kCloseResolve = Symbol('kCloseResolve');
const kCloseReject = Symbol('kCloseReject');
const kLocked = Symbol('kLocked');
const kTransferred = Symbol('kTransferred');

let registry;
let warned = false;

/** Closes what a program forgot; not a service to rely on. */
function forgotten(fd) {
  process.emitWarning(`Closing file descriptor ${fd} on garbage collection`);
  if (!warned) {
    warned = true;
    process.emitWarning(
      'Closing a FileHandle object on garbage collection is deprecated. ' +
      'Please close FileHandle objects explicitly using FileHandle.prototype.close(). ' +
      'In the future, an error will be thrown if a file descriptor is closed during garbage collection.',
      'DeprecationWarning', 'DEP0137');
  }
  natives.close(fd, undefined);
}

class FileHandle extends EventEmitter {
  constructor(fd) {
    super();
    this[kHandle] = { fd };
    this[kFd] = fd;
    this[kRefs] = 1;
    this[kClosePromise] = null;
    registry ??= new FinalizationRegistry(forgotten);
    registry.register(this, fd, this[kHandle]);
  }

  get [kFileHandle]() {
    return true;
  }

  getAsyncId() {
    return this[kHandle].asyncId ??= require('internal/async_hooks').newAsyncId();
  }

  get fd() {
    return this[kFd];
  }

  appendFile(data, options) {
    return use(this, writeFile, data, getOptions(options, appendDefaults));
  }

  chmod(mode) {
    return use(this, fchmod, mode);
  }

  chown(uid, gid) {
    return use(this, fchown, uid, gid);
  }

  datasync() {
    return use(this, fdatasync);
  }

  sync() {
    return use(this, fsync);
  }

  read(buffer, offset, length, position) {
    return use(this, read, buffer, offset, length, position);
  }

  readv(buffers, position) {
    return use(this, readv, buffers, position);
  }

  readFile(options) {
    return use(this, readFile, options);
  }

  readLines(options = undefined) {
    return require('readline').createInterface({
      input: this.createReadStream(options),
      crlfDelay: Infinity,
    });
  }

  stat(options) {
    return use(this, fstat, options);
  }

  truncate(len = 0) {
    return use(this, ftruncate, len);
  }

  utimes(atime, mtime) {
    return use(this, futimes, atime, mtime);
  }

  write(buffer, offset, length, position) {
    return use(this, write, buffer, offset, length, position);
  }

  writev(buffers, position) {
    return use(this, writev, buffers, position);
  }

  writeFile(data, options) {
    return use(this, writeFile, data, options);
  }

  // An own property of each handle in the original too: it can be handed on by itself.
  close = () => {
    if (this[kFd] === -1) return PromiseResolve();
    if (this[kClosePromise]) return this[kClosePromise];
    this[kRefs]--;
    if (this[kRefs] === 0) {
      this[kClosePromise] = PromisePrototypeThen(closeNow(this), () => {
        this[kClosePromise] = undefined;
      }, (error) => {
        this[kClosePromise] = undefined;
        throw error;
      });
    } else {
      // When the last operation under way is over.
      this[kClosePromise] = new Promise((resolve, reject) => {
        this[kCloseResolve] = resolve;
        this[kCloseReject] = reject;
      });
      PromisePrototypeThen(this[kClosePromise], () => {
        this[kClosePromise] = undefined;
        this[kCloseReject] = undefined;
        this[kCloseResolve] = undefined;
      }, () => {});
    }
    this.emit('close');
    return this[kClosePromise];
  };

  async [SymbolAsyncDispose]() {
    return this.close();
  }

  /** @returns {ReadableStream} of bytes */
  readableWebStream(options = kEmptyObject) {
    if (this[kFd] === -1) throw new ERR_INVALID_STATE('The FileHandle is closed');
    if (this[kClosePromise]) throw new ERR_INVALID_STATE('The FileHandle is closing');
    if (this[kLocked]) throw new ERR_INVALID_STATE('The FileHandle is locked');
    this[kLocked] = true;
    validateObject(options, 'options');
    const { autoClose = false } = options;
    validateBoolean(autoClose, 'options.autoClose');
    if (options.type !== undefined && options.type !== 'bytes') {
      process.emitWarning(
        'A non-"bytes" options.type has no effect. A byte-oriented steam is always created.', 'ExperimentalWarning');
    }
    const { ReadableStream } = require('stream/web');
    let controller;
    let over = false;
    const finish = async () => {
      if (over) return;
      over = true;
      this[kUnref]();
      if (autoClose) await this.close();
    };
    const end = () => {
      controller.close();
      controller.byobRequest?.respond(0);
    };
    const stream = new ReadableStream({
      type: 'bytes',
      autoAllocateChunkSize: 16384,
      start: (given) => { controller = given; },
      pull: async () => {
        const { view } = controller.byobRequest;
        const { bytesRead } = await this.read(view, 0, view.byteLength);
        if (over) return;
        if (bytesRead > 0) {
          controller.byobRequest.respond(bytesRead);
        } else {
          end();
          await finish();
        }
      },
      cancel: finish,
    });
    this[kRef]();
    // A reader gets its end when the handle is closed under it.
    this.once('close', () => {
      if (over) return;
      end();
      finish();
    });
    return stream;
  }

  createReadStream(options = undefined) {
    return new (require('fs/streams').ReadStream)(undefined, { ...options, fd: this });
  }

  createWriteStream(options = undefined) {
    return new (require('fs/streams').WriteStream)(undefined, { ...options, fd: this });
  }

  [kRef]() {
    this[kRefs]++;
  }

  get [kTransferMode]() {
    return kTransferable;
  }

  /** Gives the descriptor to another thread; this handle is as good as closed then. */
  [kTransfer]() {
    if (this[kClosePromise] || this[kRefs] > 1) {
      const { DOMException } = require('internal/dom_exception');
      throw new DOMException('Cannot transfer FileHandle while in use', 'DataCloneError');
    }
    const fd = this[kFd];
    registry.unregister(this[kHandle]);
    binding('fs_descriptors').releaseDescriptor(fd);
    this[kFd] = -1;
    this[kRefs] = 0;
    this[kTransferred] = true;
    return { data: { fd }, deserializeInfo: 'fs/file_handle:receive' };
  }

  [kUnref]() {
    this[kRefs]--;
    if (this[kRefs] === 0) PromisePrototypeThen(closeNow(this), this[kCloseResolve], this[kCloseReject]);
  }
}

function closeNow(handle) {
  const fd = handle[kFd];
  handle[kFd] = -1;
  registry.unregister(handle[kHandle]);
  return promised((request) => natives.close(fd, request), 'close');
}

/** Runs an operation on a handle, which is not closed before it is over. Errors show the function's name as system call. */
async function use(handle, operation, ...args) {
  if (handle?.[kFileHandle] !== true) throw new ERR_INTERNAL_ASSERTION('handle must be an instance of FileHandle');
  if (handle[kFd] === -1) throw closedError(operation.name, handle[kTransferred]);
  try {
    handle[kRef]();
    return await operation(handle, ...args);
  } finally {
    handle[kUnref]();
  }
}

function closedError(syscall, transferred) {
  const error = new Error(transferred ? 'The FileHandle has been transferred' : 'file closed');
  error.code = 'EBADF';
  error.syscall = syscall;
  return error;
}

async function fchmod(handle, mode) {
  mode = parseFileMode(mode, 'mode');
  return await promised((request) => natives.fchmod(handle[kFd], mode, request), 'fchmod');
}

async function fchown(handle, uid, gid) {
  validateOwner(uid, gid);
  return await promised((request) => natives.fchown(handle[kFd], uid, gid, request), 'fchown');
}

async function fdatasync(handle) {
  return await promised((request) => natives.fdatasync(handle[kFd], request), 'fdatasync');
}

async function fsync(handle) {
  return await promised((request) => natives.fsync(handle[kFd], request), 'fsync');
}

async function fstat(handle, options = { bigint: false }) {
  const big = Boolean(options.bigint);
  return await promised((request) => natives.fstat(handle[kFd], big, request), 'fstat', undefined, undefined,
                        () => takeStats(big));
}

async function ftruncate(handle, len = 0) {
  validateInteger(len, 'len');
  return await promised((request) => natives.ftruncate(handle[kFd], len < 0 ? 0 : len, request), 'ftruncate');
}

async function futimes(handle, atime, mtime) {
  atime = toUnixTimestamp(atime, 'atime');
  mtime = toUnixTimestamp(mtime, 'mtime');
  return await promised((request) => natives.futimes(handle[kFd], atime, mtime, request), 'futime');
}

/** read(buffer, offset, length, position), read(buffer, options), read(options) */
async function read(handle, buffer, offsetOrOptions, length, position) {
  let offset = offsetOrOptions;
  if (buffer == null || !isView(buffer)) {
    // read(options)
    if (buffer != null) validateObject(buffer, 'options');
    ({ buffer = Buffer.alloc(16384), offset = 0, length = buffer.byteLength - offset, position = null } = buffer ?? kEmptyObject);
  }
  if (offset !== null && typeof offset === 'object') {
    ({ offset = 0, length = buffer.byteLength - offset, position = null } = offset);
  }
  validateBuffer(buffer);
  length ??= buffer.byteLength - (offset ?? 0);
  const range = readRange(buffer, offset, length, position);
  if (range.length === 0) return { __proto__: null, bytesRead: 0, buffer };
  const bytesRead = await promised(
    (request) => natives.read(handle[kFd], buffer, range.offset, range.length, range.position, request),
    'read', undefined, undefined, same);
  return { __proto__: null, bytesRead, buffer };
}

async function readv(handle, buffers, position) {
  validateBufferArray(buffers);
  if (typeof position !== 'number') position = null;
  const bytesRead = await promised((request) => natives.readv(handle[kFd], buffers, position, request),
                                   'read', undefined, undefined, same);
  return { __proto__: null, bytesRead, buffers };
}

/** write(buffer, offset, length, position), write(buffer, options), write(string, position, encoding) */
async function write(handle, buffer, offsetOrOptions, length, position) {
  if (buffer?.byteLength === 0) return { __proto__: null, bytesWritten: 0, buffer };
  let offset = offsetOrOptions;
  if (isView(buffer)) {
    if (typeof offset === 'object') {
      ({ offset = 0, length = buffer.byteLength - offset, position = null } = offsetOrOptions ?? kEmptyObject);
    }
    const range = writeRange(buffer, offset, length);
    if (typeof position !== 'number') position = null;
    const bytesWritten = await promised(
      (request) => natives.writeBuffer(handle[kFd], buffer, range.offset, range.length, position, request),
      'write', undefined, undefined, same);
    return { __proto__: null, bytesWritten, buffer };
  }
  validateStringAfterArrayBufferView(buffer, 'buffer');
  validateEncoding(buffer, length);
  if (typeof offset !== 'number') offset = null;
  const bytesWritten = await promised((request) => writeText(handle[kFd], buffer, offset, length, request),
                                      'write', undefined, undefined, same);
  return { __proto__: null, bytesWritten, buffer };
}

async function writev(handle, buffers, position) {
  validateBufferArray(buffers);
  if (typeof position !== 'number') position = null;
  if (buffers.length === 0) return { __proto__: null, bytesWritten: 0, buffers };
  const bytesWritten = await promised((request) => natives.writev(handle[kFd], buffers, position, request),
                                      'write', undefined, undefined, same);
  return { __proto__: null, bytesWritten, buffers };
}

function checkAborted(signal) {
  if (signal?.aborted) throw new AbortError(undefined, { cause: signal.reason });
}

/** As a promise what files.js does with callbacks. */
function withSignalPromised(signal, start, map) {
  return new Promise((resolve, reject) => withSignal(signal, (error, value) => {
    if (error) reject(error);
    else resolve(value);
  }, start, map));
}

/** From the position of the descriptor to the end of the file. */
async function readFile(handle, options) {
  options = getOptions(options, readDefaults);
  checkAborted(options.signal);
  return await withSignalPromised(
    options.signal,
    (request) => natives.readFile(handle[kFd], 0, !decodesNatively(options.encoding), request),
    (value) => contents(value, options.encoding));
}

/** Also takes streams and other iterables. */
async function writeFile(handle, data, options) {
  options = getOptions(options, writeDefaults);
  const flush = options.flush ?? false;
  validateBoolean(flush, 'options.flush');
  const { signal, encoding } = options;
  checkAborted(signal);
  if (isIterable(data)) {
    for await (const chunk of data) {
      checkAborted(signal);
      await writeWhole(handle, isView(chunk) ? chunk : Buffer.from(chunk, encoding || 'utf8'), signal);
      checkAborted(signal);
    }
  } else {
    await writeWhole(handle, bytesOf(data, encoding), signal);
  }
  if (flush) await handle.sync();
}

function writeWhole(handle, bytes, signal) {
  return withSignalPromised(signal, (request) => natives.writeFile(handle[kFd], bytes, 0, 0, false, request));
}

/** The other end of a transfer. */
function receive({ fd }) {
  binding('fs_descriptors').adoptDescriptor(fd);
  return new FileHandle(fd);
}

function isIterable(data) {
  return data !== null && typeof data === 'object' && !isView(data) &&
    (typeof data[Symbol.asyncIterator] === 'function' || typeof data[Symbol.iterator] === 'function');
}

module.exports = { FileHandle, checkAborted, isIterable, receive, withSignalPromised };
