'use strict';

// Directories that are read entry by entry.

const { ObjectDefineProperty, Promise, PromiseReject, SymbolAsyncDispose, SymbolAsyncIterator, SymbolDispose } = primordials;

const {
  codes: { ERR_DIR_CLOSED, ERR_DIR_CONCURRENT_OPERATION, ERR_INVALID_THIS, ERR_MISSING_ARGS },
  errnoError,
} = require('internal/errors');
const { validateFunction, validateUint32 } = require('internal/validators');
const { getOptions, getValidatedPath, isUtf8, joinPath } = require('fs/validate');
const { makeDirents } = require('fs/dirent');
const { Request, promised, same } = require('fs/request');
const natives = binding('fs_dir');

const defaults = { __proto__: null, encoding: 'utf8' };

class Dir {
  #handle;
  #path;
  // Where the handle reads now: the path itself, or with `recursive` a directory below it.
  #directory;
  #bytes;
  #encoding;
  #recursive;
  #bufferSize;
  #entries = [];
  #next = 0;
  #below = [];
  #closed = false;
  // Whether an operation is on the pool; others wait for it in a queue.
  #busy = false;
  #waiting = [];

  constructor(handle, path, options) {
    if (handle == null) throw new ERR_MISSING_ARGS('handle');
    this.#handle = handle;
    this.#path = path;
    this.#directory = path;
    options = { bufferSize: 32, ...getOptions(options, defaults) };
    validateUint32(options.bufferSize, 'options.bufferSize', true);
    this.#bufferSize = options.bufferSize;
    this.#encoding = options.encoding;
    this.#bytes = !isUtf8(options.encoding);
    this.#recursive = Boolean(options.recursive);
  }

  get path() {
    if (!(#path in this)) throw new ERR_INVALID_THIS('Dir');
    return this.#path;
  }

  #take() {
    const entry = this.#entries[this.#next++];
    if (this.#recursive && entry.isDirectory()) this.#below.push(joinPath(entry.parentPath, entry.name));
    return entry;
  }

  #fill(listing) {
    this.#entries = makeDirents(this.#directory, listing, this.#encoding);
    this.#next = 0;
  }

  read(callback) {
    if (callback === undefined) {
      return new Promise((resolve, reject) => {
        this.#read((error, entry) => {
          if (error) reject(error);
          else resolve(entry);
        }, reject);
      });
    }
    validateFunction(callback, 'callback');
    let thrown;
    this.#read(callback, (error) => { thrown = error; });
    if (thrown !== undefined) throw thrown;
  }

  #read(callback, refuse) {
    if (this.#closed) return refuse(new ERR_DIR_CLOSED());
    if (this.#busy) return this.#waiting.push(() => this.#read(callback, callback));
    if (this.#next < this.#entries.length) {
      let entry;
      try {
        entry = this.#take();
      } catch (error) {
        return process.nextTick(callback, error);
      }
      return process.nextTick(callback, null, entry);
    }
    this.#busy = true;
    this.#readMore((error) => {
      let entry = null;
      if (!error && this.#next < this.#entries.length) {
        try {
          entry = this.#take();
        } catch (failed) {
          error = failed;
        }
      }
      this.#over();
      if (error) callback(error);
      else callback(null, entry);
    });
  }

  // The next entries, or none at the end of all directories.
  #readMore(callback) {
    const request = new Request((error, listing) => {
      if (error) return callback(error);
      try {
        this.#fill(listing);
      } catch (failed) {
        return callback(failed);
      }
      if (this.#entries.length > 0 || this.#below.length === 0) return callback(null);
      this.#handle.close(undefined);
      this.#directory = this.#below.shift();
      natives.openDirectory(this.#directory, new Request((error, handle) => {
        if (error) return callback(error);
        this.#handle = handle;
        this.#readMore(callback);
      }, 'opendir', this.#directory, undefined, same));
    }, 'scandir', this.#directory, undefined, same);
    request.handle = this.#handle;
    this.#handle.read(this.#bytes, this.#bufferSize, request);
  }

  #over() {
    this.#busy = false;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (let i = 0; i < waiting.length; i++) waiting[i]();
  }

  readSync() {
    if (this.#closed) throw new ERR_DIR_CLOSED();
    if (this.#busy) throw new ERR_DIR_CONCURRENT_OPERATION();
    while (this.#next >= this.#entries.length) {
      const listing = this.#handle.read(this.#bytes, this.#bufferSize, undefined);
      if (typeof listing === 'number') throw errnoError(listing, 'scandir', this.#directory);
      this.#fill(listing);
      if (this.#entries.length > 0) break;
      if (this.#below.length === 0) return null;
      this.#handle.close(undefined);
      this.#directory = this.#below.shift();
      this.#handle = openHandle(this.#directory);
    }
    return this.#take();
  }

  close(callback) {
    if (callback === undefined) {
      if (this.#closed) return PromiseReject(new ERR_DIR_CLOSED());
      return new Promise((resolve, reject) => {
        this.#close((error) => {
          if (error) reject(error);
          else resolve();
        });
      });
    }
    validateFunction(callback, 'callback');
    this.#close(callback);
  }

  #close(callback) {
    if (this.#closed) return process.nextTick(callback, new ERR_DIR_CLOSED());
    if (this.#busy) {
      this.#waiting.push(() => this.#close(callback));
      return;
    }
    this.#closed = true;
    this.#handle.close(new Request(callback, 'closedir', this.#directory));
  }

  closeSync() {
    if (this.#closed) throw new ERR_DIR_CLOSED();
    if (this.#busy) throw new ERR_DIR_CONCURRENT_OPERATION();
    this.#closed = true;
    const errno = this.#handle.close(undefined);
    if (errno < 0) throw errnoError(errno, 'closedir', this.#directory);
  }

  async* entries() {
    try {
      while (true) {
        const entry = await this.read();
        if (entry === null) break;
        yield entry;
      }
    } finally {
      if (!this.#closed) await this.close();
    }
  }

  [SymbolDispose]() {
    if (!this.#closed) this.closeSync();
  }

  async [SymbolAsyncDispose]() {
    if (!this.#closed) await this.close();
  }
}

ObjectDefineProperty(Dir.prototype, SymbolAsyncIterator, {
  __proto__: null,
  value: Dir.prototype.entries,
  enumerable: false,
  writable: true,
  configurable: true,
});

function openHandle(path) {
  const handle = natives.openDirectory(path, undefined);
  if (typeof handle === 'number') throw errnoError(handle, 'opendir', path);
  return handle;
}

function checkOptions(options) {
  const bufferSize = getOptions(options, defaults).bufferSize;
  if (bufferSize !== undefined) validateUint32(bufferSize, 'options.bufferSize', true);
}

function opendir(path, options, callback) {
  callback = typeof options === 'function' ? options : callback;
  validateFunction(callback, 'callback');
  path = getValidatedPath(path);
  if (typeof options === 'function') options = undefined;
  checkOptions(options);
  natives.openDirectory(path, new Request(callback, 'opendir', path, undefined, (handle) => new Dir(handle, path, options)));
}

function opendirSync(path, options) {
  path = getValidatedPath(path);
  checkOptions(options);
  return new Dir(openHandle(path), path, options);
}

/** @returns {Promise<Dir>} */
async function opendirPromise(path, options) {
  path = getValidatedPath(path);
  checkOptions(options);
  return await promised((request) => natives.openDirectory(path, request), 'opendir', path, undefined,
                        (handle) => new Dir(handle, path, options));
}

module.exports = { Dir, opendir, opendirPromise, opendirSync };
