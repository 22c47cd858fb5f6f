'use strict';

// Functions on paths, in their callback and synchronous forms; those on directories are in directories.js.

const { errnoError } = require('internal/errors');
const { parseFileMode, validateOneOf } = require('internal/validators');
const {
  checkCallback, decodeName, getOptions, getValidMode, getValidatedPath, isUtf8, kEmptyObject, toUnixTimestamp,
  validateOwner,
} = require('fs/validate');
const { Request } = require('fs/request');
const { takeStatFs, takeStats } = require('fs/stats');
const natives = binding('fs');

const kENOENT = -2;
const kENOTDIR = -20;

// ---- looking ----

function access(path, mode, callback) {
  if (typeof mode === 'function') {
    callback = mode;
    mode = 0;
  }
  path = getValidatedPath(path);
  mode = getValidMode(mode, 0);
  callback = checkCallback(callback);
  natives.access(path, mode, new Request(callback, 'access', path));
}

function accessSync(path, mode) {
  path = getValidatedPath(path);
  const errno = natives.access(path, getValidMode(mode, 0), undefined);
  if (errno < 0) throw errnoError(errno, 'access', path);
}

function exists(path, callback) {
  checkCallback(callback);
  let checked;
  try {
    checked = getValidatedPath(path);
  } catch {
    return callback(false);
  }
  natives.access(checked, 0, new Request((error) => callback(!error), 'access', checked));
}

let warnedOfArgument = false;

function existsSync(path) {
  try {
    path = getValidatedPath(path);
  } catch (error) {
    if (error?.code === 'ERR_INVALID_ARG_TYPE' && !warnedOfArgument) {
      warnedOfArgument = true;
      process.emitWarning('Passing invalid argument types to fs.existsSync is deprecated', 'DeprecationWarning', 'DEP0187');
    }
    return false;
  }
  return natives.exists(path);
}

function stat(path, options = { bigint: false }, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = kEmptyObject;
  }
  callback = checkCallback(callback);
  path = getValidatedPath(path);
  const big = Boolean(options.bigint);
  natives.stat(path, big, new Request(callback, 'stat', path, undefined, () => takeStats(big)));
}

function lstat(path, options = { bigint: false }, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = kEmptyObject;
  }
  callback = checkCallback(callback);
  path = getValidatedPath(path);
  const big = Boolean(options.bigint);
  natives.lstat(path, big, new Request(callback, 'lstat', path, undefined, () => takeStats(big)));
}

function statSync(path, options = { bigint: false, throwIfNoEntry: true }) {
  path = getValidatedPath(path);
  const big = Boolean(options.bigint);
  const errno = natives.stat(path, big, undefined);
  if (errno < 0) {
    if (options.throwIfNoEntry === false && (errno === kENOENT || errno === kENOTDIR)) return undefined;
    throw errnoError(errno, 'stat', path);
  }
  return takeStats(big);
}

function lstatSync(path, options = { bigint: false, throwIfNoEntry: true }) {
  path = getValidatedPath(path);
  const big = Boolean(options.bigint);
  const errno = natives.lstat(path, big, undefined);
  if (errno < 0) {
    if (options.throwIfNoEntry === false && errno === kENOENT) return undefined;
    throw errnoError(errno, 'lstat', path);
  }
  return takeStats(big);
}

function statfs(path, options = { bigint: false }, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = kEmptyObject;
  }
  callback = checkCallback(callback);
  path = getValidatedPath(path);
  const big = Boolean(options.bigint);
  natives.statfs(path, big, new Request(callback, 'statfs', path, undefined, () => takeStatFs(big)));
}

function statfsSync(path, options = { bigint: false }) {
  path = getValidatedPath(path);
  const big = Boolean(options.bigint);
  const errno = natives.statfs(path, big, undefined);
  if (errno < 0) throw errnoError(errno, 'statfs', path);
  return takeStatFs(big);
}

// ---- names ----

function rename(oldPath, newPath, callback) {
  callback = checkCallback(callback);
  oldPath = getValidatedPath(oldPath, 'oldPath');
  newPath = getValidatedPath(newPath, 'newPath');
  natives.rename(oldPath, newPath, new Request(callback, 'rename', oldPath, newPath));
}

function renameSync(oldPath, newPath) {
  oldPath = getValidatedPath(oldPath, 'oldPath');
  newPath = getValidatedPath(newPath, 'newPath');
  const errno = natives.rename(oldPath, newPath, undefined);
  if (errno < 0) throw errnoError(errno, 'rename', oldPath, newPath);
}

function unlink(path, callback) {
  callback = checkCallback(callback);
  path = getValidatedPath(path);
  natives.unlink(path, new Request(callback, 'unlink', path));
}

function unlinkSync(path) {
  path = getValidatedPath(path);
  const errno = natives.unlink(path, undefined);
  if (errno < 0) throw errnoError(errno, 'unlink', path);
}

function link(existingPath, newPath, callback) {
  callback = checkCallback(callback);
  existingPath = getValidatedPath(existingPath, 'existingPath');
  newPath = getValidatedPath(newPath, 'newPath');
  natives.link(existingPath, newPath, new Request(callback, 'link', existingPath, newPath));
}

function linkSync(existingPath, newPath) {
  existingPath = getValidatedPath(existingPath, 'existingPath');
  newPath = getValidatedPath(newPath, 'newPath');
  const errno = natives.link(existingPath, newPath, undefined);
  if (errno < 0) throw errnoError(errno, 'link', existingPath, newPath);
}

// The type matters on Windows alone, and is checked everywhere.
function checkLinkType(type) {
  validateOneOf(type, 'type', ['dir', 'file', 'junction', null, undefined]);
}

function symlink(target, path, type, callback) {
  if (callback === undefined) {
    callback = checkCallback(type);
    type = undefined;
  } else {
    checkLinkType(type);
    callback = checkCallback(callback);
  }
  target = getValidatedPath(target, 'target');
  path = getValidatedPath(path);
  natives.symlink(target, path, new Request(callback, 'symlink', target, path));
}

function symlinkSync(target, path, type) {
  checkLinkType(type);
  target = getValidatedPath(target, 'target');
  path = getValidatedPath(path);
  const errno = natives.symlink(target, path, undefined);
  if (errno < 0) throw errnoError(errno, 'symlink', target, path);
}

function readlink(path, options, callback) {
  callback = checkCallback(typeof options === 'function' ? options : callback);
  const { encoding } = getOptions(options, kEmptyObject);
  path = getValidatedPath(path);
  natives.readlink(path, !isUtf8(encoding),
                   new Request(callback, 'readlink', path, undefined, (name) => decodeName(name, encoding)));
}

function readlinkSync(path, options) {
  const { encoding } = getOptions(options, kEmptyObject);
  path = getValidatedPath(path);
  const name = natives.readlink(path, !isUtf8(encoding), undefined);
  if (typeof name === 'number') throw errnoError(name, 'readlink', path);
  return decodeName(name, encoding);
}

// ---- permissions, owner, times ----

function chmod(path, mode, callback) {
  path = getValidatedPath(path);
  mode = parseFileMode(mode, 'mode');
  callback = checkCallback(callback);
  natives.chmod(path, mode, new Request(callback, 'chmod', path));
}

function chmodSync(path, mode) {
  path = getValidatedPath(path);
  const errno = natives.chmod(path, parseFileMode(mode, 'mode'), undefined);
  if (errno < 0) throw errnoError(errno, 'chmod', path);
}

function chown(path, uid, gid, callback) {
  callback = checkCallback(callback);
  path = getValidatedPath(path);
  validateOwner(uid, gid);
  natives.chown(path, uid, gid, new Request(callback, 'chown', path));
}

function chownSync(path, uid, gid) {
  path = getValidatedPath(path);
  validateOwner(uid, gid);
  const errno = natives.chown(path, uid, gid, undefined);
  if (errno < 0) throw errnoError(errno, 'chown', path);
}

function lchown(path, uid, gid, callback) {
  callback = checkCallback(callback);
  path = getValidatedPath(path);
  validateOwner(uid, gid);
  natives.lchown(path, uid, gid, new Request(callback, 'lchown', path));
}

function lchownSync(path, uid, gid) {
  path = getValidatedPath(path);
  validateOwner(uid, gid);
  const errno = natives.lchown(path, uid, gid, undefined);
  if (errno < 0) throw errnoError(errno, 'lchown', path);
}

function utimes(path, atime, mtime, callback) {
  callback = checkCallback(callback);
  path = getValidatedPath(path);
  natives.utimes(path, toUnixTimestamp(atime), toUnixTimestamp(mtime), new Request(callback, 'utime', path));
}

function utimesSync(path, atime, mtime) {
  path = getValidatedPath(path);
  const errno = natives.utimes(path, toUnixTimestamp(atime), toUnixTimestamp(mtime), undefined);
  if (errno < 0) throw errnoError(errno, 'utime', path);
}

function lutimes(path, atime, mtime, callback) {
  callback = checkCallback(callback);
  path = getValidatedPath(path);
  natives.lutimes(path, toUnixTimestamp(atime), toUnixTimestamp(mtime), new Request(callback, 'lutime', path));
}

function lutimesSync(path, atime, mtime) {
  path = getValidatedPath(path);
  const errno = natives.lutimes(path, toUnixTimestamp(atime), toUnixTimestamp(mtime), undefined);
  if (errno < 0) throw errnoError(errno, 'lutime', path);
}

// ---- copies ----

function copyFile(src, dest, mode, callback) {
  if (typeof mode === 'function') {
    callback = mode;
    mode = 0;
  }
  src = getValidatedPath(src, 'src');
  dest = getValidatedPath(dest, 'dest');
  callback = checkCallback(callback);
  mode = getValidMode(mode, 0);
  natives.copyFile(src, dest, mode, new Request(callback, 'copyfile', src, dest));
}

function copyFileSync(src, dest, mode) {
  src = getValidatedPath(src, 'src');
  dest = getValidatedPath(dest, 'dest');
  const errno = natives.copyFile(src, dest, getValidMode(mode, 0), undefined);
  if (errno < 0) throw errnoError(errno, 'copyfile', src, dest);
}

module.exports = {
  access, accessSync, chmod, chmodSync, chown, chownSync, copyFile, copyFileSync, exists, existsSync, lchown,
  lchownSync, link, linkSync, lstat, lstatSync, lutimes, lutimesSync, readlink, readlinkSync, rename, renameSync,
  stat, statSync, statfs, statfsSync, symlink, symlinkSync, unlink, unlinkSync, utimes, utimesSync,
};
