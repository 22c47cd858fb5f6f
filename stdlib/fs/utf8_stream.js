'use strict';

// fs.Utf8Stream: writes text to a file as fast as it comes, for logs. What is written while a write is under way is gathered and
// goes out in one piece next time; with `sync` every write is over when the call returns.

const { AtomicsWait, Int32Array, SymbolDispose } = primordials;

const {
  codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_STATE, ERR_OPERATION_FAILED },
} = require('internal/errors');
const {
  validateBoolean, validateFunction, validateObject, validateOneOf, validateUint32,
} = require('internal/validators');
const { isUint8Array, kEmptyObject } = require('fs/validate');
const { Buffer } = require('buffer');
const EventEmitter = require('events');
const path = require('path');
const { clearInterval, setImmediate, setInterval, setTimeout } = require('timers');

const kMaxWrite = 16 * 1024;
const kHighWaterMark = 16387;
const kRetryDelay = 100;

const replaceable = ['write', 'writeSync', 'fsync', 'fsyncSync', 'close', 'open', 'openSync', 'mkdir', 'mkdirSync'];

let sleeper;

/** Blocks the thread. */
function sleep(milliseconds) {
  sleeper ??= new Int32Array(new SharedArrayBuffer(4));
  AtomicsWait(sleeper, 0, 0, milliseconds);
}

function isBusy(error) {
  return error.code === 'EAGAIN' || error.code === 'EBUSY';
}

class Utf8Stream extends EventEmitter {
  #fs;
  #fd = -1;
  #file = null;
  // What waits to be written; each piece at most #maxWrite long.
  #queue = [];
  // What is being written, or failed to be.
  #current = '';
  // Characters (or bytes) in both.
  #length = 0;
  // A write or an open is under way.
  #writing = false;
  #opening = false;
  #reopening = false;
  #ending = false;
  #destroyed = false;
  #closeWhenWritten = false;
  #drainScheduled = false;
  #flushPending = false;
  #timer;
  #minLength;
  #maxLength;
  #maxWrite;
  #periodicFlush;
  #sync;
  #fsync;
  #append;
  #mode;
  #mkdir;
  #retryEAGAIN;
  #bytes;

  /** @param {object} [options] */
  constructor(options = kEmptyObject) {
    super();
    validateObject(options, 'options');
    let { fd } = options;
    const {
      dest, minLength = 0, maxLength = 0, maxWrite = kMaxWrite, periodicFlush = 0, sync = false, append = true,
      mode, mkdir = false, fsync = false, contentMode = 'utf8', retryEAGAIN = () => true, fs: overrides = {},
    } = options;
    fd ??= dest;
    if (typeof fd !== 'number' && typeof fd !== 'string') {
      throw new ERR_INVALID_ARG_TYPE('fd', ['number', 'string'], fd);
    }
    validateUint32(minLength, 'options.minLength');
    validateUint32(maxLength, 'options.maxLength');
    validateUint32(maxWrite, 'options.maxWrite');
    validateUint32(periodicFlush, 'options.periodicFlush');
    validateBoolean(sync, 'options.sync');
    validateBoolean(append, 'options.append');
    validateBoolean(mkdir, 'options.mkdir');
    validateBoolean(fsync, 'options.fsync');
    validateFunction(retryEAGAIN, 'options.retryEAGAIN');
    validateOneOf(contentMode, 'options.contentMode', ['utf8', 'buffer']);
    validateObject(overrides, 'options.fs');
    for (const name of replaceable) {
      if (overrides[name] !== undefined) validateFunction(overrides[name], `options.fs.${name}`);
    }
    this.#minLength = minLength;
    this.#maxLength = maxLength;
    this.#maxWrite = maxWrite || kMaxWrite;
    if (this.#minLength >= this.#maxWrite) {
      throw new ERR_INVALID_ARG_VALUE.RangeError('minLength', minLength, `should be smaller than maxWrite (${this.#maxWrite})`);
    }
    this.#periodicFlush = periodicFlush;
    this.#sync = sync;
    this.#append = append;
    this.#mode = mode;
    this.#mkdir = mkdir;
    this.#fsync = fsync;
    this.#retryEAGAIN = retryEAGAIN;
    this.#bytes = contentMode === 'buffer';
    const fs = require('fs');
    this.#fs = { fsync: fs.fsync, fsyncSync: fs.fsyncSync };
    for (const name of replaceable) this.#fs[name] = overrides[name] ?? fs[name];

    if (typeof fd === 'number') {
      this.#fd = fd;
      process.nextTick(() => this.emit('ready'));
    } else {
      this.#open(fd);
    }
    if (periodicFlush > 0) {
      this.#timer = setInterval(() => {
        if (!this.#destroyed) this.flush();
      }, periodicFlush);
      this.#timer.unref();
    }
  }

  get mode() { return this.#mode; }
  get file() { return this.#file; }
  get fd() { return this.#fd; }
  get minLength() { return this.#minLength; }
  get maxLength() { return this.#maxLength; }
  get writing() { return this.#writing; }
  get sync() { return this.#sync; }
  get fsync() { return this.#fsync; }
  get append() { return this.#append; }
  get periodicFlush() { return this.#periodicFlush; }
  get contentMode() { return this.#bytes ? 'buffer' : 'utf8'; }
  get mkdir() { return this.#mkdir; }

  /** @returns {boolean} whether there is room for more */
  write(data) {
    this.#assertUsable();
    if (this.#bytes) {
      if (!isUint8Array(data)) throw new ERR_INVALID_ARG_TYPE('data', ['Buffer', 'Uint8Array'], data);
      if (!Buffer.isBuffer(data)) data = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    } else if (typeof data !== 'string') {
      throw new ERR_INVALID_ARG_TYPE('data', 'string', data);
    }
    if (this.#maxLength && this.#length + data.length > this.#maxLength) {
      this.emit('drop', data);
      return this.#length < kHighWaterMark;
    }
    const last = this.#queue.length - 1;
    if (last < 0 || this.#queue[last].length + data.length > this.#maxWrite) this.#queue.push(data);
    else this.#queue[last] = this.#bytes ? Buffer.concat([this.#queue[last], data]) : this.#queue[last] + data;
    this.#length += data.length;
    if (!this.#writing && this.#length >= this.#minLength) this.#writeNext();
    return this.#length < kHighWaterMark;
  }

  /** Writes what is gathered, whatever its length. */
  flush(callback) {
    if (callback !== undefined) validateFunction(callback, 'cb');
    if (this.#destroyed) {
      const error = new ERR_INVALID_STATE('Utf8Stream is destroyed');
      if (callback === undefined) throw error;
      callback(error);
      return;
    }
    if (this.#minLength <= 0) {
      callback?.();
      return;
    }
    if (callback !== undefined) this.#callWhenFlushed(callback);
    if (this.#writing) return;
    if (this.#queue.length === 0) this.#queue.push(this.#bytes ? Buffer.alloc(0) : '');
    this.#writeNext();
  }

  #callWhenFlushed(callback) {
    this.#flushPending = true;
    const onDrain = () => {
      this.off('error', onError);
      this.#flushPending = false;
      if (this.#destroyed || this.#fsync) return callback();
      // Closed meanwhile: then it has been written too.
      this.#fs.fsync(this.#fd, (error) => callback(error?.code === 'EBADF' ? null : error));
    };
    const onError = (error) => {
      this.off('drain', onDrain);
      this.#flushPending = false;
      callback(error);
    };
    this.once('drain', onDrain);
    this.once('error', onError);
  }

  flushSync() {
    this.#assertUsable();
    if (this.#fd < 0) throw new ERR_INVALID_STATE('Utf8Stream is not ready yet');
    if (!this.#writing && this.#current.length > 0) {
      this.#queue.unshift(this.#current);
      this.#current = '';
    }
    while (this.#queue.length > 0) {
      const piece = this.#queue[0];
      let written;
      try {
        written = this.#fs.writeSync(this.#fd, piece, 'utf8');
      } catch (error) {
        if (!isBusy(error) || !this.#retryEAGAIN(error, piece.length, this.#length - piece.length)) throw error;
        sleep(kRetryDelay);
        continue;
      }
      const rest = this.#without(piece, written);
      if (rest.length > 0) this.#queue[0] = rest;
      else this.#queue.shift();
    }
    try {
      this.#fs.fsyncSync(this.#fd);
    } catch {
      // Pipes and terminals have nothing to sync.
    }
  }

  /** What is left of a piece after a write of so many bytes; takes them off the length. */
  #without(piece, written) {
    const size = typeof piece === 'string' ? Buffer.byteLength(piece) : piece.length;
    if (typeof written !== 'number' || written >= size) {
      this.#length -= piece.length;
      return '';
    }
    let rest;
    if (typeof piece === 'string') {
      // A character may have been cut in two: it is written again as a whole.
      const done = written === size ? piece.length : completeCharacters(piece, written);
      rest = piece.slice(done);
    } else {
      rest = piece.subarray(written);
    }
    this.#length -= piece.length - rest.length;
    return rest;
  }

  #writeNext() {
    this.#writing = true;
    if (this.#current.length === 0) this.#current = this.#queue.shift() ?? '';
    if (this.#sync) this.#writeCurrentSync();
    else this.#writeCurrent();
  }

  #writeCurrent() {
    const done = (error, written) => this.#written(error, written);
    if (this.#bytes) this.#fs.write(this.#fd, this.#current, done);
    else this.#fs.write(this.#fd, this.#current, 'utf8', done);
  }

  #writeCurrentSync() {
    let error = null;
    let written = 0;
    try {
      written = this.#bytes ? this.#fs.writeSync(this.#fd, this.#current) :
        this.#fs.writeSync(this.#fd, this.#current, 'utf8');
    } catch (failed) {
      error = failed;
    }
    this.#written(error, written);
  }

  #written(error, written) {
    if (error) {
      if (isBusy(error) && this.#retryEAGAIN(error, this.#current.length, this.#length - this.#current.length)) {
        if (this.#sync) {
          sleep(kRetryDelay);
          this.#writeCurrentSync();
        } else {
          setTimeout(() => this.#writeCurrent(), kRetryDelay);
        }
        return;
      }
      this.#writing = false;
      this.emit('error', error);
      return;
    }
    this.emit('write', written);
    this.#current = this.#without(this.#current, written);
    if (this.#current.length > 0) {
      if (this.#sync) this.#writeCurrentSync();
      else this.#writeCurrent();
      return;
    }
    if (this.#fsync) this.#fs.fsyncSync(this.#fd);
    if (this.#closeWhenWritten) {
      this.#writing = false;
      this.emit('drain');
      this.#close();
    } else if (this.#reopening) {
      this.#writing = false;
      this.#reopening = false;
      this.reopen();
    } else if (this.#length > 0 && (this.#length > this.#minLength || this.#ending)) {
      this.#writeNext();
    } else if (this.#ending) {
      this.#writing = false;
      this.#close();
    } else {
      this.#writing = false;
      this.#drained();
    }
  }

  #drained() {
    if (!this.#sync) {
      this.emit('drain');
      return;
    }
    // Not inside of write: its caller has had no chance to listen.
    if (this.#drainScheduled) return;
    this.#drainScheduled = true;
    process.nextTick(() => {
      this.#drainScheduled = false;
      this.emit('drain');
    });
  }

  #open(file) {
    this.#opening = true;
    this.#writing = true;
    const flags = this.#append ? 'a' : 'w';
    if (this.#sync) {
      try {
        if (this.#mkdir) this.#fs.mkdirSync(path.dirname(file), { recursive: true });
        this.#opened(null, this.#fs.openSync(file, flags, this.#mode), file);
      } catch (error) {
        this.#opened(error);
        throw error;
      }
      return;
    }
    const open = () => this.#fs.open(file, flags, this.#mode, (error, fd) => this.#opened(error, fd, file));
    if (!this.#mkdir) return open();
    this.#fs.mkdir(path.dirname(file), { recursive: true }, (error) => {
      if (error) this.#opened(error);
      else open();
    });
  }

  #opened(error, fd, file) {
    const again = this.#fd !== -1;
    this.#opening = false;
    this.#writing = false;
    this.#reopening = false;
    if (error) {
      if (this.#sync) {
        process.nextTick(() => {
          if (this.listenerCount('error') > 0) this.emit('error', error);
        });
      } else {
        this.emit('error', error);
      }
      return;
    }
    this.#fd = fd;
    this.#file = file;
    if (this.#sync) process.nextTick(() => this.emit('ready'));
    else this.emit('ready');
    if (this.#destroyed || this.#writing) return;
    if (this.#length > this.#minLength || this.#flushPending) this.#writeNext();
    else if (again) process.nextTick(() => this.emit('drain'));
  }

  /** Goes on in the file of that name, or in a new one of the same name: for log rotation. */
  reopen(file) {
    this.#assertUsable();
    if (this.#opening) {
      this.once('ready', () => this.reopen(file));
      return;
    }
    if (this.#ending) return;
    if (!this.#file) {
      throw new ERR_OPERATION_FAILED('Unable to reopen a file descriptor, you must pass a file to Utf8Stream');
    }
    if (file) this.#file = file;
    if (this.#writing) {
      this.#reopening = true;
      return;
    }
    const before = this.#fd;
    this.once('ready', () => {
      if (before === this.#fd) return;
      this.#fs.close(before, (error) => {
        if (error) this.emit('error', error);
      });
    });
    this.#open(this.#file);
  }

  end() {
    this.#assertUsable();
    if (this.#opening) {
      this.once('ready', () => this.end());
      return;
    }
    if (this.#ending) return;
    this.#ending = true;
    if (this.#writing) return;
    if (this.#length > 0 && this.#fd >= 0) this.#writeNext();
    else this.#close();
  }

  destroy() {
    if (this.#destroyed) return;
    this.#destroyed = true;
    if (this.#writing && !this.#opening) this.#closeWhenWritten = true;
    else this.#close();
  }

  #close() {
    if (this.#fd === -1) {
      this.once('ready', () => this.#close());
      return;
    }
    if (this.#timer !== undefined) clearInterval(this.#timer);
    const finished = this.#ending;
    this.#destroyed = true;
    this.#queue = [];
    this.#length = 0;
    const done = (error) => {
      if (error) {
        this.emit('error', error);
        return;
      }
      if (finished) this.emit('finish');
      this.emit('close');
    };
    // Standard output and error belong to the process.
    if (this.#fd === 1 || this.#fd === 2) {
      setImmediate(done);
      return;
    }
    const close = () => this.#fs.close(this.#fd, done);
    if (this.#fsync) close();
    else this.#fs.fsync(this.#fd, close);
  }

  [SymbolDispose]() {
    this.destroy();
  }

  #assertUsable() {
    if (this.#destroyed) throw new ERR_INVALID_STATE('Utf8Stream is destroyed');
  }
}

/** How many units of a string are wholly within its first bytes. */
function completeCharacters(text, bytes) {
  const head = Buffer.from(text).subarray(0, bytes).toString();
  let length = head.length;
  while (length > 0 && head.slice(0, length) !== text.slice(0, length)) length--;
  return length;
}

module.exports = { Utf8Stream };
