'use strict';

// Entries of directories.

const { Symbol } = primordials;

const {
  UV_DIRENT_UNKNOWN, UV_DIRENT_FILE, UV_DIRENT_DIR, UV_DIRENT_LINK, UV_DIRENT_FIFO, UV_DIRENT_SOCKET, UV_DIRENT_CHAR,
  UV_DIRENT_BLOCK,
  S_IFMT, S_IFBLK, S_IFCHR, S_IFDIR, S_IFIFO, S_IFLNK, S_IFREG, S_IFSOCK,
} = require('fs/constants');
const { decodeName, joinPath } = require('fs/validate');
const { errnoError } = require('internal/errors');
const { statValues, lstat } = binding('fs');

const kType = Symbol('type');

class Dirent {
  constructor(name, path, type) {
    this.name = name;
    this.parentPath = path;
    this[kType] = type;
  }

  isDirectory() {
    return this[kType] === UV_DIRENT_DIR;
  }

  isFile() {
    return this[kType] === UV_DIRENT_FILE;
  }

  isBlockDevice() {
    return this[kType] === UV_DIRENT_BLOCK;
  }

  isCharacterDevice() {
    return this[kType] === UV_DIRENT_CHAR;
  }

  isSymbolicLink() {
    return this[kType] === UV_DIRENT_LINK;
  }

  isFIFO() {
    return this[kType] === UV_DIRENT_FIFO;
  }

  isSocket() {
    return this[kType] === UV_DIRENT_SOCKET;
  }
}

const typeOfMode = {
  __proto__: null,
  [S_IFBLK]: UV_DIRENT_BLOCK,
  [S_IFCHR]: UV_DIRENT_CHAR,
  [S_IFDIR]: UV_DIRENT_DIR,
  [S_IFIFO]: UV_DIRENT_FIFO,
  [S_IFLNK]: UV_DIRENT_LINK,
  [S_IFREG]: UV_DIRENT_FILE,
  [S_IFSOCK]: UV_DIRENT_SOCKET,
};

/** The type that a file system left out of its directory. */
function lookUpType(path) {
  const errno = lstat(path, false, undefined);
  if (errno < 0) throw errnoError(errno, 'lstat', path);
  return typeOfMode[statValues[1] & S_IFMT] ?? UV_DIRENT_UNKNOWN;
}

function makeDirent(directory, name, type) {
  if (type === UV_DIRENT_UNKNOWN) type = lookUpType(joinPath(directory, name));
  return new Dirent(name, directory, type);
}

/**
 * @param {string | Uint8Array} directory
 * @param {[names: any[], types: number[]]} listing
 * @param {string} [encoding]
 * @returns {Dirent[]}
 */
function makeDirents(directory, [names, types], encoding) {
  const entries = new Array(names.length);
  for (let i = 0; i < names.length; i++) entries[i] = makeDirent(directory, decodeName(names[i], encoding), types[i]);
  return entries;
}

/** As makeDirents, for names that are relative to the directory and may lead below it. */
function makeDirentsOfTree(directory, [names, types], encoding) {
  const path = require('path');
  const entries = new Array(names.length);
  for (let i = 0; i < names.length; i++) {
    const name = decodeName(names[i], encoding);
    if (typeof name !== 'string' || typeof directory !== 'string' || !name.includes('/')) {
      entries[i] = makeDirent(directory, name, types[i]);
    } else {
      const slash = name.lastIndexOf('/');
      entries[i] = makeDirent(path.join(directory, name.slice(0, slash)), name.slice(slash + 1), types[i]);
    }
  }
  return entries;
}

module.exports = { Dirent, kType, makeDirents, makeDirentsOfTree };
