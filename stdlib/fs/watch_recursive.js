'use strict';

// fs.watch with `recursive`: one watch a directory, kept in step with the tree. Links are not followed.

const { SafeMap } = primordials;

const { S_IFMT, S_IFDIR } = require('fs/constants');
const { isUtf8 } = require('fs/validate');
const { watchError } = require('fs/watch');
const EventEmitter = require('events');
const path = require('path');
const natives = binding('fs');
const { FsEvent } = binding('fs_watch');

const kRename = 1;
const kENOENT = -2;
const kENOTDIR = -20;

/** Whether there is a directory, and not a link to one. */
function isDirectory(name) {
  return natives.lstat(name, false, undefined) === 0 && (natives.statValues[1] & S_IFMT) === S_IFDIR;
}

class RecursiveWatcher extends EventEmitter {
  #persistent;
  #encoding;
  #root = '';
  // What is watched by the path of its directory; '' is the root.
  #watched = new SafeMap();
  #closed = false;

  constructor({ persistent, encoding }) {
    super();
    this.#persistent = persistent;
    this.#encoding = encoding;
  }

  _start(root) {
    this.#root = path.resolve(typeof root === 'string' ? root : root.toString());
    const kind = natives.internalModuleStat(this.#root);
    if (kind < 0) throw watchError(kind, root);
    if (kind === 1) {
      this.#add('', false);
    } else {
      this.#watch('', path.basename(this.#root));
    }
  }

  /** Watches a directory and all below; `tell` reports their entries, made before anybody watched. */
  #add(directory, tell) {
    if (this.#closed || this.#watched.has(directory)) return;
    if (!this.#watch(directory)) return;
    const listing = natives.readdir(path.join(this.#root, directory), false, true, undefined);
    if (typeof listing === 'number') return;
    const { 0: names } = listing;
    for (let i = 0; i < names.length && !this.#closed; i++) {
      const name = path.join(directory, names[i]);
      if (tell) this.#emit('rename', name);
      if (isDirectory(path.join(this.#root, name))) this.#add(name, tell);
    }
  }

  #watch(directory, file) {
    const handle = new FsEvent();
    const full = path.join(this.#root, directory);
    const errno = handle.start(full, false);
    if (errno < 0) {
      handle.close();
      // Gone again already, which its parent's watch tells.
      if (directory !== '' && (errno === kENOENT || errno === kENOTDIR)) return false;
      const error = watchError(errno, full);
      if (directory === '') throw error;
      process.nextTick(() => this.emit('error', error));
      return false;
    }
    if (!this.#persistent) handle.unref();
    handle.onchange = (events, name) => {
      if (!this.#closed && this.#watched.get(directory) === handle) this.#changed(directory, file, events, name);
    };
    this.#watched.set(directory, handle);
    return true;
  }

  #changed(directory, file, events, name) {
    if (file !== undefined) return this.#emit(events & kRename ? 'rename' : 'change', file);
    const entry = path.join(directory, name);
    const full = path.join(this.#root, entry);
    if (events & kRename) {
      // Events of a directory about itself carry its own name: its parent's watch tells of it.
      if (name === path.basename(path.join(this.#root, directory)) && natives.internalModuleStat(full) < 0) {
        if (natives.internalModuleStat(path.join(this.#root, directory)) < 0) return this.#remove(directory);
      }
      this.#emit('rename', entry);
      if (isDirectory(full)) this.#add(entry, true);
      else this.#remove(entry);
    } else {
      this.#emit('change', entry);
    }
  }

  #remove(directory) {
    if (directory === '' || !this.#watched.has(directory)) return;
    const below = `${directory}/`;
    for (const [name, handle] of [...this.#watched]) {
      if (name !== directory && !name.startsWith(below)) continue;
      this.#watched.delete(name);
      handle.close();
    }
  }

  #emit(type, name) {
    if (this.#closed) return;
    const { Buffer } = require('buffer');
    const shown = isUtf8(this.#encoding) ? name :
      this.#encoding === 'buffer' ? Buffer.from(name) : Buffer.from(name).toString(this.#encoding);
    this.emit('change', type, shown);
  }

  close() {
    if (this.#closed) return;
    this.#closed = true;
    for (const { 1: handle } of this.#watched) handle.close();
    this.#watched.clear();
    process.nextTick(() => this.emit('close'));
  }

  ref() {
    for (const { 1: handle } of this.#watched) handle.ref();
    return this;
  }

  unref() {
    for (const { 1: handle } of this.#watched) handle.unref();
    return this;
  }
}

module.exports = { RecursiveWatcher };
