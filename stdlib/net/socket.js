'use strict';

// net.Socket: a Duplex over a TCP, Pipe or TTY handle (https://nodejs.org/api/net.html#class-netsocket).

const { FunctionPrototypeCall, ObjectDefineProperty, ObjectSetPrototypeOf, Symbol } = primordials;
const { Buffer } = require('buffer');
const { Duplex } = require('stream');
const {
  codes: {
    ERR_INVALID_ARG_VALUE, ERR_INVALID_FD_TYPE, ERR_INVALID_HANDLE_TYPE, ERR_SOCKET_CLOSED, ERR_SOCKET_CLOSED_BEFORE_CONNECTION,
  },
  errnoException, genericNodeError,
} = require('internal/errors');
const { validateAbortSignal, validateFunction, validateInt32, validateNumber } = require('internal/validators');
const { getTimerDuration } = require('internal/timers');
const { kEof, owner, write, writev } = require('net/handles');
const timers = require('timers');

const kBytesRead = Symbol('kBytesRead');
const kBytesWritten = Symbol('kBytesWritten');
const kLastWriteQueueSize = Symbol('lastWriteQueueSize');
const kBuffer = Symbol('kBuffer');
const kBufferCallback = Symbol('kBufferCb');
const kSetNoDelay = Symbol('kSetNoDelay');
const kSetKeepAlive = Symbol('kSetKeepAlive');
const kKeepAliveDelay = Symbol('kSetKeepAliveInitialDelay');
const kTimeout = Symbol('timeout');

const { TCP } = binding('tcp_wrap');
const { Pipe } = binding('pipe_wrap');

/** A new handle of the kind that an open descriptor is for. */
function handleForDescriptor(fd) {
  validateInt32(fd, 'fd', 0);
  const kind = binding('pipe_wrap').guessHandleType(fd);
  if (kind === 'PIPE') return new Pipe(false);
  if (kind === 'TCP') return new TCP();
  throw new ERR_INVALID_FD_TYPE(kind);
}

function Socket(options) {
  if (!(this instanceof Socket)) return new Socket(options);
  if (options?.objectMode) {
    throw new ERR_INVALID_ARG_VALUE('options.objectMode', options.objectMode, 'is not supported');
  } else if (options?.readableObjectMode || options?.writableObjectMode) {
    const name = `options.${options.readableObjectMode ? 'readableObjectMode' : 'writableObjectMode'}`;
    throw new ERR_INVALID_ARG_VALUE(name, options.readableObjectMode || options.writableObjectMode, 'is not supported');
  }
  if (typeof options?.keepAliveInitialDelay !== 'undefined') {
    validateNumber(options.keepAliveInitialDelay, 'options.keepAliveInitialDelay');
    if (options.keepAliveInitialDelay < 0) options.keepAliveInitialDelay = 0;
  }

  this.connecting = false;
  this._hadError = false;
  this._handle = null;
  this._parent = null;
  this._host = null;
  this[kLastWriteQueueSize] = 0;
  this[kTimeout] = null;
  this[kBuffer] = null;
  this[kBufferCallback] = null;
  this.timeout = undefined;

  if (typeof options === 'number') options = { fd: options };
  else options = { ...options };
  const { allowHalfOpen } = options;
  // The stream is not to close itself when the peer ends: onReadableStreamEnd does, once what is queued has gone out.
  options.allowHalfOpen = true;
  options.emitClose = false;
  options.autoDestroy = true;
  options.decodeStrings = false;
  FunctionPrototypeCall(Duplex, this, options);

  if (options.handle) {
    this._handle = options.handle;
  } else if (options.fd !== undefined) {
    const { fd } = options;
    this._handle = handleForDescriptor(fd);
    const error = this._handle.open(fd);
    // Past this point the descriptor belongs to the handle.
    if (error) throw errnoException(error, 'open');
    if (fd >= 0 && fd <= 2 && this._handle instanceof Pipe && options.writable !== false && fd !== 0) {
      // Standard output must not lose what is queued when the process exits.
      this._handle.setBlocking(true);
    }
  }
  const { onread } = options;
  if (onread !== null && typeof onread === 'object' && (onread.buffer instanceof Uint8Array || typeof onread.buffer === 'function') &&
      typeof onread.callback === 'function') {
    this[kBuffer] = onread.buffer;
    this[kBufferCallback] = onread.callback;
  }
  this[kSetNoDelay] = Boolean(options.noDelay);
  this[kSetKeepAlive] = Boolean(options.keepAlive);
  this[kKeepAliveDelay] = ~~(options.keepAliveInitialDelay / 1000);

  this.on('end', onReadableStreamEnd);
  this._pendingData = null;
  this._pendingEncoding = '';
  this.allowHalfOpen = Boolean(allowHalfOpen);

  initHandle(this);
  // A handle given: it may be read from at once, unless the caller says it is not readable or wants to start by itself.
  if (this._handle && options.readable !== false && !options.noDelayedRead) {
    if (options.pauseOnCreate) {
      this._handle.reading = false;
      this._handle.readStop();
      this.readableFlowing = false;
    } else if (!options.manualStart) {
      this.read(0);
    }
  }
  if (options.signal) addClientAbortSignal(this, options);
  this.server = null;
  this._server = null;
  this[kBytesRead] = 0;
  this[kBytesWritten] = 0;
}
ObjectSetPrototypeOf(Socket.prototype, Duplex.prototype);
ObjectSetPrototypeOf(Socket, Duplex);

function addClientAbortSignal(self, options) {
  validateAbortSignal(options.signal, 'options.signal');
  require('stream').addAbortSignal(options.signal, self);
}

function initHandle(self) {
  self._undestroy();
  self._sockname = undefined;
  if (self._handle) self._handle[owner] = self;
}

const noop = () => {};

// --- reading ---

Socket.prototype._read = function(n) {
  if (this.connecting || !this._handle) {
    this.once('connect', () => this._read(n));
  } else if (!this._handle.reading) {
    tryReadStart(this);
  }
};

function tryReadStart(socket) {
  socket._handle.reading = true;
  const error = socket._handle.readStart();
  if (error) socket.destroy(errnoException(error, 'read'));
}

// From native code, by way of net/handles.
Socket.prototype._onRead = function(count, buffer) {
  const handle = this._handle;
  if (handle === null || handle === undefined) return;
  this._updateTimer();
  if (count > 0) {
    let result;
    if (this[kBuffer] !== null) {
      let target = this[kBuffer];
      let offset = 0;
      // What is read may be larger than the program's buffer: it gets it in pieces.
      while (offset < buffer.length) {
        if (typeof this[kBuffer] === 'function') target = this[kBuffer]();
        const part = buffer.subarray(offset, offset + target.length);
        target.set(part);
        offset += part.length;
        result = FunctionPrototypeCall(this[kBufferCallback], this, part.length, target);
      }
    } else {
      result = this.push(buffer);
    }
    if (result === false) {
      if (handle.reading) {
        handle.reading = false;
        const error = handle.readStop();
        if (error) this.destroy(errnoException(error, 'read'));
      }
    }
    return;
  }
  if (count !== kEof) {
    this.destroy(errnoException(count, 'read'));
    return;
  }
  // The end: everything read before is consumed first.
  if (this._readableState.endEmitted) {
    if (this[kBytesRead] === 0) this[kBytesRead] = handle.bytesRead;
    return;
  }
  this.push(null);
  this.read(0);
};

function onReadableStreamEnd() {
  // The writable side is ended by Duplex, when the listeners of 'end' have been called.
  if (!this.allowHalfOpen) this.write = writeAfterFin;
}

function writeAfterFin(chunk, encoding, callback) {
  if (!this.writableEnded) return FunctionPrototypeCall(Duplex.prototype.write, this, chunk, encoding, callback);
  if (typeof encoding === 'function') callback = encoding;
  const error = genericNodeError('This socket has been ended by the other party', { code: 'EPIPE' });
  if (typeof callback === 'function') process.nextTick(callback, error);
  this.destroy(error);
  return false;
}

Socket.prototype.pause = function() {
  if (this[kBuffer] !== null && !this.connecting && this._handle?.reading) {
    this._handle.reading = false;
    if (!this.destroyed) {
      const error = this._handle.readStop();
      if (error) this.destroy(errnoException(error, 'read'));
    }
  }
  return FunctionPrototypeCall(Duplex.prototype.pause, this);
};

Socket.prototype.resume = function() {
  if (this[kBuffer] !== null && !this.connecting && this._handle && !this._handle.reading) tryReadStart(this);
  return FunctionPrototypeCall(Duplex.prototype.resume, this);
};

Socket.prototype.read = function(n) {
  if (this[kBuffer] !== null && !this.connecting && this._handle && !this._handle.reading) tryReadStart(this);
  return FunctionPrototypeCall(Duplex.prototype.read, this, n);
};

// --- writing ---

Socket.prototype._writeGeneric = function(many, data, encoding, callback) {
  if (this.connecting) {
    this._pendingData = data;
    this._pendingEncoding = encoding;
    const onClose = () => callback(new ERR_SOCKET_CLOSED_BEFORE_CONNECTION());
    this.once('connect', function connect() {
      this.off('close', onClose);
      this._writeGeneric(many, data, encoding, callback);
    });
    this.once('close', onClose);
    return;
  }
  this._pendingData = null;
  this._pendingEncoding = '';
  if (!this._handle) {
    callback(new ERR_SOCKET_CLOSED());
    return;
  }
  this._updateTimer();
  const done = (error) => {
    if (!error && !this.destroyed) this._updateTimer();
    callback(error);
  };
  if (many) writev(this, this._handle, data, done);
  else write(this, this._handle, data, encoding, done);
  this[kLastWriteQueueSize] = this._handle?.writeQueueSize ?? 0;
};

Socket.prototype._writev = function(chunks, callback) {
  this._writeGeneric(true, chunks, '', callback);
};

Socket.prototype._write = function(data, encoding, callback) {
  this._writeGeneric(false, data, encoding, callback);
};

Socket.prototype._final = function(callback) {
  // Nothing to half-close yet: the connection is still being made.
  if (this.connecting) {
    this.once('connect', () => this._final(callback));
    return;
  }
  if (!this._handle) {
    callback();
    return;
  }
  const request = { oncomplete: (status) => {
    if (status < 0 && status !== -107 /* ENOTCONN */ && status !== -125 /* ECANCELED */) callback(errnoException(status, 'shutdown'));
    else callback();
  } };
  const error = this._handle.shutdown === undefined ? -107 : this._handle.shutdown(request);
  if (error === 0) return;
  // A peer that is gone already is no error: there is nobody left to tell.
  if (error === -107) callback();
  else callback(errnoException(error, 'shutdown'));
};

Socket.prototype.end = function(data, encoding, callback) {
  FunctionPrototypeCall(Duplex.prototype.end, this, data, encoding, callback);
  return this;
};

// --- time-outs ---

Socket.prototype.setTimeout = function(msecs, callback) {
  if (this.destroyed) return this;
  this.timeout = msecs;
  msecs = getTimerDuration(msecs, 'msecs');
  timers.clearTimeout(this[kTimeout]);
  if (msecs === 0) {
    this[kTimeout] = null;
    if (callback !== undefined) {
      validateFunction(callback, 'callback');
      this.removeListener('timeout', callback);
    }
  } else {
    this[kTimeout] = timers.setTimeout(() => this._onTimeout(), msecs).unref();
    if (callback !== undefined) {
      validateFunction(callback, 'callback');
      this.once('timeout', callback);
    }
  }
  return this;
};

Socket.prototype._updateTimer = function() {
  for (let socket = this; socket !== null && socket !== undefined; socket = socket._parent) socket[kTimeout]?.refresh();
};
Socket.prototype._unrefTimer = Socket.prototype._updateTimer;

Socket.prototype._onTimeout = function() {
  const handle = this._handle;
  // A write that makes progress is no idleness.
  if (handle && this[kLastWriteQueueSize] > 0) {
    const queued = handle.writeQueueSize;
    if (this[kLastWriteQueueSize] !== queued) {
      this[kLastWriteQueueSize] = queued;
      this._updateTimer();
      return;
    }
  }
  this.emit('timeout');
};

// --- options of the handle ---

Socket.prototype.setNoDelay = function(enable) {
  enable = Boolean(enable === undefined ? true : enable);
  if (!this._handle) {
    this[kSetNoDelay] = enable;
    return this;
  }
  if (this._handle.setNoDelay && enable !== this[kSetNoDelay]) {
    this[kSetNoDelay] = enable;
    this._handle.setNoDelay(enable);
  }
  return this;
};

Socket.prototype.setKeepAlive = function(enable, initialDelayMsecs) {
  enable = Boolean(enable);
  const seconds = ~~(initialDelayMsecs / 1000);
  if (!this._handle) {
    this[kSetKeepAlive] = enable;
    this[kKeepAliveDelay] = seconds;
    return this;
  }
  if (!this._handle.setKeepAlive) return this;
  if (enable !== this[kSetKeepAlive] || (enable && this[kKeepAliveDelay] !== seconds)) {
    this[kSetKeepAlive] = enable;
    this[kKeepAliveDelay] = seconds;
    this._handle.setKeepAlive(enable, seconds < 0 ? 0 : seconds);
  }
  return this;
};

Socket.prototype.ref = function() {
  if (!this._handle) this.once('connect', this.ref);
  else this._handle.ref?.();
  return this;
};
Socket.prototype.unref = function() {
  if (!this._handle) this.once('connect', this.unref);
  else this._handle.unref?.();
  return this;
};

// --- the end ---

Socket.prototype.destroySoon = function() {
  if (this.writable) this.end();
  if (this.writableFinished) this.destroy();
  else this.once('finish', this.destroy);
};

Socket.prototype._destroy = function(exception, callback) {
  this.connecting = false;
  for (let socket = this; socket !== null && socket !== undefined; socket = socket._parent) {
    timers.clearTimeout(socket[kTimeout]);
  }
  const handle = this._handle;
  if (handle) {
    const hadError = exception !== null && exception !== undefined;
    this[kBytesRead] = handle.bytesRead;
    this[kBytesWritten] = handle.bytesWritten;
    const closed = () => this.emit('close', hadError);
    if (this.resetAndClosing) {
      this.resetAndClosing = false;
      const error = handle.reset(closed);
      if (error) this.emit('error', errnoException(error, 'reset'));
    } else {
      handle.close(closed);
    }
    handle[owner] = null;
    this._handle = null;
    this._sockname = undefined;
    callback(exception);
  } else {
    callback(exception);
    process.nextTick(() => this.emit('close', exception !== null && exception !== undefined));
  }
  const server = this._server;
  if (server) {
    server._connections--;
    server._emitCloseIfDrained?.();
  }
};

Socket.prototype.resetAndDestroy = function() {
  if (this._handle) {
    if (!(this._handle instanceof TCP)) throw new ERR_INVALID_HANDLE_TYPE();
    const reset = () => {
      this.resetAndClosing = true;
      return this.destroy();
    };
    if (this.connecting) this.once('connect', reset);
    else reset();
  } else {
    this.destroy(new ERR_SOCKET_CLOSED());
  }
  return this;
};

// --- addresses and counts ---

Socket.prototype._getpeername = function() {
  if (!this._handle?.getpeername || this.connecting) return this._peername ?? {};
  if (!this._peername) {
    const out = {};
    if (this._handle.getpeername(out)) return out;
    this._peername = out;
  }
  return this._peername;
};
Socket.prototype._getsockname = function() {
  if (!this._handle?.getsockname) return {};
  if (!this._sockname) {
    const out = {};
    if (this._handle.getsockname(out)) return out;
    this._sockname = out;
  }
  return this._sockname;
};
Socket.prototype.address = function() {
  return this._getsockname();
};

function getter(name, get, enumerable = true) {
  ObjectDefineProperty(Socket.prototype, name, { configurable: true, enumerable, get });
}
getter('pending', function() { return !this._handle || this.connecting; });
getter('_connecting', function() { return this.connecting; }, false);
getter('readyState', function() {
  if (this.connecting) return 'opening';
  if (this.readable && this.writable) return 'open';
  if (this.readable && !this.writable) return 'readOnly';
  if (!this.readable && this.writable) return 'writeOnly';
  return 'closed';
});
getter('bufferSize', function() { return this._handle ? this.writableLength : undefined; }, false);
getter('bytesRead', function() { return this._handle ? this._handle.bytesRead : this[kBytesRead]; }, false);
getter('bytesWritten', function() {
  let bytes = this._handle ? this._handle.bytesWritten : this[kBytesWritten];
  // What the stream still holds counts as written.
  const pending = this._pendingData;
  for (const entry of this.writableBuffer ?? this._writableState.getBuffer?.() ?? []) {
    const { chunk, encoding } = entry;
    bytes += typeof chunk === 'string' ? Buffer.byteLength(chunk, encoding) : chunk.length;
  }
  if (Array.isArray(pending)) {
    for (const { chunk, encoding } of pending) bytes += typeof chunk === 'string' ? Buffer.byteLength(chunk, encoding) : chunk.length;
  } else if (pending) {
    bytes += typeof pending === 'string' ? Buffer.byteLength(pending, this._pendingEncoding) : pending.length;
  }
  return bytes;
}, false);
getter('_bytesDispatched', function() { return this._handle ? this._handle.bytesWritten : this[kBytesWritten]; }, false);
getter('remoteAddress', function() { return this._getpeername().address; });
getter('remoteFamily', function() { return this._getpeername().family; });
getter('remotePort', function() { return this._getpeername().port; });
getter('localAddress', function() { return this._getsockname().address; });
getter('localPort', function() { return this._getsockname().port; });
getter('localFamily', function() { return this._getsockname().family; });

module.exports = {
  Socket, handleForDescriptor, initHandle, kKeepAliveDelay, kSetKeepAlive, kSetNoDelay, noop,
};
