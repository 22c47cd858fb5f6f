'use strict';

// require('node:fs'). The functions stand by subject in the files beside this one; what few programs need is loaded when
// it is asked for.

const { ObjectDefineProperties, ObjectDefineProperty, Promise } = primordials;

const constants = require('fs/constants');
const { customPromisifyArgs, promisify } = require('internal/util');
const descriptors = require('fs/descriptors');
const directories = require('fs/directories');
const files = require('fs/files');
const paths = require('fs/paths');
const { realpath, realpathSync } = require('fs/realpath');
const { Dirent } = require('fs/dirent');
const { Stats } = require('fs/stats');
const { toUnixTimestamp } = require('fs/validate');

/** A function that loads the file it stands in when it is first called. */
function lazy(id, name, length) {
  const fn = { [name](...args) { return require(id)[name](...args); } }[name];
  ObjectDefineProperty(fn, 'length', { __proto__: null, value: length, configurable: true });
  return fn;
}

let Deprecated;

/** Stats with the warning that it is not for programs to make. */
function deprecatedStats() {
  return Deprecated ??= require('internal/util').deprecate(Stats, 'fs.Stats constructor is deprecated.', 'DEP0180');
}

function createReadStream(path, options) {
  return new (require('fs/streams').ReadStream)(path, options);
}

function createWriteStream(path, options) {
  return new (require('fs/streams').WriteStream)(path, options);
}

const fs = {
  appendFile: files.appendFile,
  appendFileSync: files.appendFileSync,
  access: paths.access,
  accessSync: paths.accessSync,
  chown: paths.chown,
  chownSync: paths.chownSync,
  chmod: paths.chmod,
  chmodSync: paths.chmodSync,
  close: descriptors.close,
  closeSync: descriptors.closeSync,
  copyFile: paths.copyFile,
  copyFileSync: paths.copyFileSync,
  cp: lazy('fs/cp', 'cp', 4),
  cpSync: lazy('fs/cp', 'cpSync', 3),
  createReadStream,
  createWriteStream,
  exists: paths.exists,
  existsSync: paths.existsSync,
  fchown: descriptors.fchown,
  fchownSync: descriptors.fchownSync,
  fchmod: descriptors.fchmod,
  fchmodSync: descriptors.fchmodSync,
  fdatasync: descriptors.fdatasync,
  fdatasyncSync: descriptors.fdatasyncSync,
  fstat: descriptors.fstat,
  fstatSync: descriptors.fstatSync,
  fsync: descriptors.fsync,
  fsyncSync: descriptors.fsyncSync,
  ftruncate: descriptors.ftruncate,
  ftruncateSync: descriptors.ftruncateSync,
  futimes: descriptors.futimes,
  futimesSync: descriptors.futimesSync,
  glob: lazy('fs/glob', 'glob', 3),
  globSync: lazy('fs/glob', 'globSync', 2),
  lchown: paths.lchown,
  lchownSync: paths.lchownSync,
  // Links have no permissions of their own here.
  lchmod: undefined,
  lchmodSync: undefined,
  link: paths.link,
  linkSync: paths.linkSync,
  lstat: paths.lstat,
  lstatSync: paths.lstatSync,
  lutimes: paths.lutimes,
  lutimesSync: paths.lutimesSync,
  mkdir: directories.mkdir,
  mkdirSync: directories.mkdirSync,
  mkdtemp: directories.mkdtemp,
  mkdtempSync: directories.mkdtempSync,
  mkdtempDisposableSync: directories.mkdtempDisposableSync,
  open: descriptors.open,
  openAsBlob: lazy('buffer/blob', 'openAsBlob', 1),
  openSync: descriptors.openSync,
  readdir: directories.readdir,
  readdirSync: directories.readdirSync,
  read: descriptors.read,
  readSync: descriptors.readSync,
  readv: descriptors.readv,
  readvSync: descriptors.readvSync,
  readFile: files.readFile,
  readFileSync: files.readFileSync,
  readlink: paths.readlink,
  readlinkSync: paths.readlinkSync,
  realpath,
  realpathSync,
  rename: paths.rename,
  renameSync: paths.renameSync,
  rm: directories.rm,
  rmSync: directories.rmSync,
  rmdir: directories.rmdir,
  rmdirSync: directories.rmdirSync,
  stat: paths.stat,
  statfs: paths.statfs,
  statSync: paths.statSync,
  statfsSync: paths.statfsSync,
  symlink: paths.symlink,
  symlinkSync: paths.symlinkSync,
  truncate: files.truncate,
  truncateSync: files.truncateSync,
  unwatchFile: lazy('fs/watch_file', 'unwatchFile', 2),
  unlink: paths.unlink,
  unlinkSync: paths.unlinkSync,
  utimes: paths.utimes,
  utimesSync: paths.utimesSync,
  watch: lazy('fs/watch', 'watch', 3),
  watchFile: lazy('fs/watch_file', 'watchFile', 3),
  writeFile: files.writeFile,
  writeFileSync: files.writeFileSync,
  write: descriptors.write,
  writeSync: descriptors.writeSync,
  writev: descriptors.writev,
  writevSync: descriptors.writevSync,
  Dirent,
  get Stats() { return deprecatedStats(); },
  set Stats(value) { Deprecated = value; },
  _toUnixTimestamp: toUnixTimestamp,
};
module.exports = fs;

/** A property that is loaded when it is first read, and that programs may replace. */
function defineLazy(name, load) {
  let value;
  let known = false;
  ObjectDefineProperty(fs, name, {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get() {
      if (!known) {
        value = load();
        known = true;
      }
      return value;
    },
    set(replacement) {
      value = replacement;
      known = true;
    },
  });
}

defineLazy('ReadStream', () => require('fs/streams').ReadStream);
defineLazy('WriteStream', () => require('fs/streams').WriteStream);
// Their names of old.
defineLazy('FileReadStream', () => require('fs/streams').ReadStream);
defineLazy('FileWriteStream', () => require('fs/streams').WriteStream);
defineLazy('Utf8Stream', () => require('fs/utf8_stream').Utf8Stream);
defineLazy('Dir', () => require('fs/dir').Dir);
fs.opendir = lazy('fs/dir', 'opendir', 3);
fs.opendirSync = lazy('fs/dir', 'opendirSync', 2);

function deprecatedConstant(name) {
  return {
    __proto__: null,
    configurable: false,
    enumerable: false,
    get: require('internal/util').deprecate(
      () => constants[name], `fs.${name} is deprecated, use fs.constants.${name} instead`, 'DEP0176'),
  };
}

ObjectDefineProperties(fs, {
  F_OK: deprecatedConstant('F_OK'),
  R_OK: deprecatedConstant('R_OK'),
  W_OK: deprecatedConstant('W_OK'),
  X_OK: deprecatedConstant('X_OK'),
  constants: { __proto__: null, configurable: false, enumerable: true, value: constants },
  promises: {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get() { return require('fs/promises'); },
  },
});

// What util.promisify makes of functions whose callbacks get two results, or no error.
for (const [fn, names] of [
  [fs.read, ['bytesRead', 'buffer']],
  [fs.readv, ['bytesRead', 'buffers']],
  [fs.write, ['bytesWritten', 'buffer']],
  [fs.writev, ['bytesWritten', 'buffers']],
]) {
  ObjectDefineProperty(fn, customPromisifyArgs, { __proto__: null, value: names, enumerable: false });
}
ObjectDefineProperty(fs.exists, promisify.custom, {
  __proto__: null,
  value: function exists(path) { // eslint-disable-line func-name-matching
    return new Promise((resolve) => fs.exists(path, resolve));
  },
});
