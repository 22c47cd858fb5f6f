'use strict';

// fs.ReadStream and fs.WriteStream: a file as a stream.

const {
  FunctionPrototypeBind, FunctionPrototypeCall, MathMin, ObjectAssign, ObjectDefineProperty, ObjectGetPrototypeOf,
  ObjectSetPrototypeOf, PromisePrototypeThen, ReflectApply, Symbol,
} = primordials;

const {
  codes: {
    ERR_INVALID_ARG_TYPE, ERR_INVALID_THIS, ERR_METHOD_NOT_IMPLEMENTED, ERR_OUT_OF_RANGE, ERR_STREAM_DESTROYED,
  },
} = require('internal/errors');
const { validateBoolean, validateFunction, validateInteger } = require('internal/validators');
const { deprecate } = require('internal/util');
const { getOptions, getValidatedFd, getValidatedPath, isURL, kEmptyObject } = require('fs/validate');
const { kRef, kUnref, isFileHandle } = require('fs/handle_symbols');
const { Buffer } = require('buffer');
const { Readable, Writable, finished } = require('stream');

const kFs = Symbol('kFs');
const kHandle = Symbol('kHandle');
const kIoDone = Symbol('kIoDone');
const kIsPerformingIO = Symbol('kIsPerformingIO');

const kReadChunk = 64 * 1024;
// How often in a row nothing may be written before that counts as failure.
const kMostRetries = 5;

/** The functions of `fs` that a stream over a FileHandle uses. */
function operationsOf(handle) {
  return {
    open() {
      throw new ERR_METHOD_NOT_IMPLEMENTED('open()');
    },
    close(fd, callback) {
      handle[kUnref]();
      PromisePrototypeThen(handle.close(), () => callback(), callback);
    },
    fsync(fd, callback) {
      PromisePrototypeThen(handle.sync(), () => callback(), callback);
    },
    read(fd, buffer, offset, length, position, callback) {
      PromisePrototypeThen(handle.read(buffer, offset, length, position),
                           (result) => callback(null, result.bytesRead, result.buffer),
                           (error) => callback(error, 0, buffer));
    },
    write(fd, buffer, offset, length, position, callback) {
      PromisePrototypeThen(handle.write(buffer, offset, length, position),
                           (result) => callback(null, result.bytesWritten, result.buffer),
                           (error) => callback(error, 0, buffer));
    },
    writev(fd, buffers, position, callback) {
      PromisePrototypeThen(handle.writev(buffers, position),
                           (result) => callback(null, result.bytesWritten, result.buffers),
                           (error) => callback(error, 0, buffers));
    },
  };
}

/** The descriptor that the options bring along. */
function importFd(stream, options) {
  const { fd } = options;
  if (typeof fd === 'number') {
    stream[kFs] = options.fs || require('fs');
    return getValidatedFd(fd);
  }
  if (typeof fd === 'object' && isFileHandle(fd)) {
    if (options.fs) throw new ERR_METHOD_NOT_IMPLEMENTED('FileHandle with fs');
    stream[kHandle] = fd;
    fd[kRef]();
    stream[kFs] = operationsOf(fd);
    fd.on('close', FunctionPrototypeBind(stream.close, stream));
    return fd.fd;
  }
  throw new ERR_INVALID_ARG_TYPE('options.fd', ['number', 'FileHandle'], fd);
}

/** A copy of the options, with what they inherit. */
function copyOptions(options) {
  return ObjectAssign({ __proto__: ObjectGetPrototypeOf(options) }, options);
}

/** What both kinds of stream have to open and check. */
function setUp(stream, path, options, flags) {
  if (options.fd == null) {
    stream.fd = null;
    stream[kFs] = options.fs || require('fs');
    validateFunction(stream[kFs].open, 'options.fs.open');
    stream.path = isURL(path) ? require('url').fileURLToPath(path) : path;
    stream.flags = options.flags === undefined ? flags : options.flags;
    stream.mode = options.mode === undefined ? 0o666 : options.mode;
    getValidatedPath(stream.path);
  } else {
    stream.fd = getValidatedFd(importFd(stream, options));
  }
  options.autoDestroy = options.autoClose === undefined ? true : options.autoClose;
}

/** Opens the file before the stream's first read or write. */
function _construct(callback) {
  const stream = this;
  if (typeof stream.fd === 'number') {
    callback();
    return;
  }
  if (stream.open !== openReadStream && stream.open !== openWriteStream) {
    // Programs that replaced `open` tell by events that it is done.
    const emit = stream.emit;
    stream.emit = function(...args) {
      if (args[0] === 'open') {
        this.emit = emit;
        callback();
        ReflectApply(emit, this, args);
      } else if (args[0] === 'error') {
        this.emit = emit;
        callback(args[1]);
      } else {
        ReflectApply(emit, this, args);
      }
    };
    stream.open();
    return;
  }
  stream[kFs].open(stream.path, stream.flags, stream.mode, (error, fd) => {
    if (error) {
      callback(error);
      return;
    }
    stream.fd = fd;
    callback();
    stream.emit('open', stream.fd);
    stream.emit('ready');
  });
}

function closeFile(stream, error, callback) {
  // A descriptor 0 is the process's standard input, which stays open.
  if (!stream.fd) return callback(error);
  const fd = stream.fd;
  const close = (error) => {
    stream[kFs].close(fd, (closeError) => callback(closeError || error));
    stream.fd = null;
  };
  if (!stream.flush) return close(error);
  stream[kFs].fsync(fd, (flushError) => close(error || flushError));
}

function destroy(error, callback) {
  // Not before the operation under way is over: another file might get its descriptor.
  if (this[kIsPerformingIO]) this.once(kIoDone, (ioError) => closeFile(this, error || ioError, callback));
  else closeFile(this, error, callback);
}

// ---- reading ----

function ReadStream(path, options) {
  if (!(this instanceof ReadStream)) return new ReadStream(path, options);
  options = copyOptions(getOptions(options, kEmptyObject));
  if (options.highWaterMark === undefined) options.highWaterMark = kReadChunk;
  setUp(this, path, options, 'r');
  validateFunction(this[kFs].read, 'options.fs.read');
  if (options.autoDestroy) validateFunction(this[kFs].close, 'options.fs.close');

  this.start = options.start;
  this.end = options.end;
  this.pos = undefined;
  this.bytesRead = 0;
  this[kIsPerformingIO] = false;

  if (this.start !== undefined) {
    validateInteger(this.start, 'start', 0);
    this.pos = this.start;
  }
  if (this.end === undefined) {
    this.end = Infinity;
  } else if (this.end !== Infinity) {
    validateInteger(this.end, 'end', 0);
    if (this.start !== undefined && this.start > this.end) {
      throw new ERR_OUT_OF_RANGE('start', `<= "end" (here: ${this.end})`, this.start);
    }
  }
  FunctionPrototypeCall(Readable, this, options);
  if (options.encoding) this.setEncoding(options.encoding);
}
ObjectSetPrototypeOf(ReadStream.prototype, Readable.prototype);
ObjectSetPrototypeOf(ReadStream, Readable);

ObjectDefineProperty(ReadStream.prototype, 'autoClose', {
  __proto__: null,
  get() {
    if (!this._readableState) throw new ERR_INVALID_THIS('ReadStream');
    return this._readableState.autoDestroy;
  },
  set(value) {
    if (!this._readableState) throw new ERR_INVALID_THIS('ReadStream');
    this._readableState.autoDestroy = value;
  },
});

const openReadStream = deprecate(() => {}, 'ReadStream.prototype.open() is deprecated', 'DEP0135');
ReadStream.prototype.open = openReadStream;
ReadStream.prototype._construct = _construct;

ReadStream.prototype._read = function(size) {
  const left = this.end - (this.pos !== undefined ? this.pos : this.bytesRead) + 1;
  size = MathMin(left, size);
  if (size <= 0) {
    this.push(null);
    return;
  }
  this[kIsPerformingIO] = true;
  this[kFs].read(this.fd, Buffer.allocUnsafeSlow(size), 0, size, this.pos, (error, count, buffer) => {
    this[kIsPerformingIO] = false;
    if (this.destroyed) {
      this.emit(kIoDone, error);
      return;
    }
    if (error) {
      require('internal/streams/destroy').errorOrDestroy(this, error);
      return;
    }
    if (!(count > 0)) {
      this.push(null);
      return;
    }
    if (this.pos !== undefined) this.pos += count;
    this.bytesRead += count;
    if (count !== buffer.length) {
      // Don't keep 64 KiB alive for a few bytes.
      const part = Buffer.allocUnsafeSlow(count);
      buffer.copy(part, 0, 0, count);
      buffer = part;
    }
    this.push(buffer);
  });
};

ReadStream.prototype._destroy = destroy;

ReadStream.prototype.close = function(callback) {
  if (typeof callback === 'function') finished(this, callback);
  this.destroy();
};

ObjectDefineProperty(ReadStream.prototype, 'pending', {
  __proto__: null,
  get() { return this.fd === null; },
  configurable: true,
});

// ---- writing ----

function WriteStream(path, options) {
  if (!(this instanceof WriteStream)) return new WriteStream(path, options);
  options = copyOptions(getOptions(options, kEmptyObject));
  options.decodeStrings = true;
  setUp(this, path, options, 'w');

  const fs = this[kFs];
  if (!fs.write && !fs.writev) throw new ERR_INVALID_ARG_TYPE('options.fs.write', 'function', fs.write);
  if (fs.write) validateFunction(fs.write, 'options.fs.write');
  if (fs.writev) validateFunction(fs.writev, 'options.fs.writev');
  if (options.autoDestroy) validateFunction(fs.close, 'options.fs.close');
  this.flush = options.flush;
  if (this.flush == null) {
    this.flush = false;
  } else {
    validateBoolean(this.flush, 'options.flush');
    if (this.flush) validateFunction(fs.fsync, 'options.fs.fsync');
  }
  // With one of them replaced only that one is used.
  if (!fs.write) this._write = null;
  if (!fs.writev) this._writev = null;

  this.start = options.start;
  this.pos = undefined;
  this.bytesWritten = 0;
  this[kIsPerformingIO] = false;
  if (this.start !== undefined) {
    validateInteger(this.start, 'start', 0);
    this.pos = this.start;
  }
  FunctionPrototypeCall(Writable, this, options);
  if (options.encoding) this.setDefaultEncoding(options.encoding);
}
ObjectSetPrototypeOf(WriteStream.prototype, Writable.prototype);
ObjectSetPrototypeOf(WriteStream, Writable);

ObjectDefineProperty(WriteStream.prototype, 'autoClose', {
  __proto__: null,
  get() {
    if (!this._writableState) throw new ERR_INVALID_THIS('WriteStream');
    return this._writableState.autoDestroy;
  },
  set(value) {
    if (!this._writableState) throw new ERR_INVALID_THIS('WriteStream');
    this._writableState.autoDestroy = value;
  },
});

const openWriteStream = deprecate(() => {}, 'WriteStream.prototype.open() is deprecated', 'DEP0135');
WriteStream.prototype.open = openWriteStream;
WriteStream.prototype._construct = _construct;

/** What is left after a write: [bytes not written, tries in a row that wrote nothing], or an error. */
function afterWrite(stream, error, written, retries) {
  if (error?.code === 'EAGAIN') {
    error = null;
    written = 0;
  }
  if (stream.destroyed || error) return { error: error || new ERR_STREAM_DESTROYED('write') };
  stream.bytesWritten += written;
  retries = written ? 0 : retries + 1;
  if (retries > kMostRetries) return { error: new Error('write failed') };
  return { error: null, written, retries };
}

function writeAll(stream, data, size, position, callback, retries = 0) {
  stream[kFs].write(stream.fd, data, 0, size, position, (error, written, buffer) => {
    const result = afterWrite(stream, error, written, retries);
    if (result.error) return callback(result.error);
    size -= result.written;
    if (size === 0) return callback();
    if (position !== undefined) position += result.written;
    writeAll(stream, buffer.slice(result.written), size, position, callback, result.retries);
  });
}

function writevAll(stream, chunks, size, position, callback, retries = 0) {
  stream[kFs].writev(stream.fd, chunks, position, (error, written, buffers) => {
    const result = afterWrite(stream, error, written, retries);
    if (result.error) return callback(result.error);
    size -= result.written;
    if (size === 0) return callback();
    if (position !== undefined) position += result.written;
    writevAll(stream, [Buffer.concat(buffers).slice(result.written)], size, position, callback, result.retries);
  });
}

function ioDone(stream, callback) {
  return (error) => {
    stream[kIsPerformingIO] = false;
    callback(error);
    if (stream.destroyed) stream.emit(kIoDone, error);
  };
}

WriteStream.prototype._write = function(data, encoding, callback) {
  this[kIsPerformingIO] = true;
  writeAll(this, data, data.length, this.pos, ioDone(this, callback));
  if (this.pos !== undefined) this.pos += data.length;
};

WriteStream.prototype._writev = function(data, callback) {
  const chunks = new Array(data.length);
  let size = 0;
  for (let i = 0; i < data.length; i++) {
    chunks[i] = data[i].chunk;
    size += chunks[i].length;
  }
  this[kIsPerformingIO] = true;
  writevAll(this, chunks, size, this.pos, ioDone(this, callback));
  if (this.pos !== undefined) this.pos += size;
};

WriteStream.prototype._destroy = destroy;

WriteStream.prototype.close = function(callback) {
  if (callback) {
    if (this.closed) {
      process.nextTick(callback);
      return;
    }
    this.on('close', callback);
  }
  // Without autoClose the end doesn't destroy, which is what was asked for now.
  if (!this.autoClose) this.on('finish', this.destroy);
  this.end();
};

WriteStream.prototype.destroySoon = WriteStream.prototype.end;

ObjectDefineProperty(WriteStream.prototype, 'pending', {
  __proto__: null,
  get() { return this.fd === null; },
  configurable: true,
});

module.exports = { ReadStream, WriteStream };
