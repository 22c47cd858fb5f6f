'use strict';

// require('node:fs/promises').

const { SymbolAsyncDispose } = primordials;

const constants = require('fs/constants');
const { codes: { ERR_METHOD_NOT_IMPLEMENTED } } = require('internal/errors');
const { parseFileMode, validateBoolean, validateOneOf } = require('internal/validators');
const {
  decodeName, getOptions, getValidMode, getValidatedPath, isUtf8, kEmptyObject, stringToFlags, toUnixTimestamp,
  validateOwner, validateRmOptions, validateRmdirOptions,
} = require('fs/validate');
const { isFileHandle } = require('fs/handle_symbols');
const { promised, same } = require('fs/request');
const { FileHandle, checkAborted, isIterable, withSignalPromised } = require('fs/file_handle');
const { checkPrefix, entriesOf, mkdirOptions, readdirOptions, shownPrefix, warnOfRecursion } = require('fs/directories');
const { appendDefaults, bytesOf, contents, decodesNatively, readDefaults, writeDefaults } = require('fs/files');
const { takeStatFs, takeStats } = require('fs/stats');
const natives = binding('fs');

async function access(path, mode) {
  path = getValidatedPath(path);
  mode = getValidMode(mode, 0);
  return await promised((request) => natives.access(path, mode, request), 'access', path);
}

async function copyFile(src, dest, mode) {
  src = getValidatedPath(src, 'src');
  dest = getValidatedPath(dest, 'dest');
  mode = getValidMode(mode, 0);
  return await promised((request) => natives.copyFile(src, dest, mode, request), 'copyfile', src, dest);
}

async function cp(src, dest, options) {
  return require('fs/cp').cpPromise(src, dest, options);
}

function glob(pattern, options) {
  return require('fs/glob').globIterator(pattern, options);
}

async function open(path, flags, mode) {
  path = getValidatedPath(path);
  const flagsNumber = stringToFlags(flags);
  mode = parseFileMode(mode, 'mode', 0o666);
  return await promised((request) => natives.open(path, flagsNumber, mode, request), 'open', path, undefined,
                        (fd) => new FileHandle(fd));
}

async function opendir(path, options) {
  return await require('fs/dir').opendirPromise(path, options);
}

async function rename(oldPath, newPath) {
  oldPath = getValidatedPath(oldPath, 'oldPath');
  newPath = getValidatedPath(newPath, 'newPath');
  return await promised((request) => natives.rename(oldPath, newPath, request), 'rename', oldPath, newPath);
}

async function truncate(path, len = 0) {
  const handle = await open(path, 'r+');
  try {
    await handle.truncate(len);
  } finally {
    await handle.close();
  }
}

async function rm(path, options) {
  path = getValidatedPath(path);
  options = validateRmOptions(options);
  return await promised(
    (request) => natives.rm(path, options.recursive, options.force, options.maxRetries, options.retryDelay, request),
    'rm', path);
}

async function rmdir(path, options) {
  path = getValidatedPath(path);
  if (options?.recursive) {
    warnOfRecursion();
    options = validateRmdirOptions(options);
    if ((await stat(path)).isDirectory()) return rm(path, { ...options, force: false });
  } else {
    validateRmdirOptions(options);
  }
  return await promised((request) => natives.rmdir(path, request), 'rmdir', path);
}

async function mkdir(path, options) {
  const { mode, recursive } = mkdirOptions(options);
  path = getValidatedPath(path);
  return recursive ?
    await promised((request) => natives.mkdirTree(path, mode, request), 'mkdir', path, undefined, same) :
    await promised((request) => natives.mkdir(path, mode, request), 'mkdir', path);
}

async function readdir(path, options) {
  const wanted = readdirOptions(options);
  path = getValidatedPath(path);
  const start = wanted.recursive ? natives.readdirTree : natives.readdir;
  return await promised((request) => start(path, !isUtf8(wanted.encoding), wanted.withTypes, request),
                        'scandir', path, undefined, (listing) => entriesOf(path, listing, wanted));
}

async function readlink(path, options) {
  const { encoding } = getOptions(options, kEmptyObject);
  path = getValidatedPath(path);
  return await promised((request) => natives.readlink(path, !isUtf8(encoding), request), 'readlink', path, undefined,
                        (name) => decodeName(name, encoding));
}

async function symlink(target, path, type) {
  validateOneOf(type, 'type', ['dir', 'file', 'junction', null, undefined]);
  target = getValidatedPath(target, 'target');
  path = getValidatedPath(path);
  return await promised((request) => natives.symlink(target, path, request), 'symlink', target, path);
}

async function lstat(path, options = { bigint: false }) {
  path = getValidatedPath(path);
  const big = Boolean(options.bigint);
  return await promised((request) => natives.lstat(path, big, request), 'lstat', path, undefined, () => takeStats(big));
}

async function stat(path, options = { bigint: false }) {
  path = getValidatedPath(path);
  const big = Boolean(options.bigint);
  return await promised((request) => natives.stat(path, big, request), 'stat', path, undefined, () => takeStats(big));
}

async function statfs(path, options = { bigint: false }) {
  path = getValidatedPath(path);
  const big = Boolean(options.bigint);
  return await promised((request) => natives.statfs(path, big, request), 'statfs', path, undefined, () => takeStatFs(big));
}

async function link(existingPath, newPath) {
  existingPath = getValidatedPath(existingPath, 'existingPath');
  newPath = getValidatedPath(newPath, 'newPath');
  return await promised((request) => natives.link(existingPath, newPath, request), 'link', existingPath, newPath);
}

async function unlink(path) {
  path = getValidatedPath(path);
  return await promised((request) => natives.unlink(path, request), 'unlink', path);
}

async function chmod(path, mode) {
  path = getValidatedPath(path);
  mode = parseFileMode(mode, 'mode');
  return await promised((request) => natives.chmod(path, mode, request), 'chmod', path);
}

async function lchmod(path, mode) {
  throw new ERR_METHOD_NOT_IMPLEMENTED('lchmod()');
}

async function lchown(path, uid, gid) {
  path = getValidatedPath(path);
  validateOwner(uid, gid);
  return await promised((request) => natives.lchown(path, uid, gid, request), 'lchown', path);
}

async function chown(path, uid, gid) {
  path = getValidatedPath(path);
  validateOwner(uid, gid);
  return await promised((request) => natives.chown(path, uid, gid, request), 'chown', path);
}

async function utimes(path, atime, mtime) {
  path = getValidatedPath(path);
  atime = toUnixTimestamp(atime);
  mtime = toUnixTimestamp(mtime);
  return await promised((request) => natives.utimes(path, atime, mtime, request), 'utime', path);
}

async function lutimes(path, atime, mtime) {
  path = getValidatedPath(path);
  atime = toUnixTimestamp(atime);
  mtime = toUnixTimestamp(mtime);
  return await promised((request) => natives.lutimes(path, atime, mtime, request), 'lutime', path);
}

async function realpath(path, options) {
  const { encoding } = getOptions(options, kEmptyObject);
  path = getValidatedPath(path);
  return await promised((request) => natives.realpath(path, !isUtf8(encoding), request), 'realpath', path, undefined,
                        (name) => decodeName(name, encoding));
}

async function mkdtemp(prefix, options) {
  const { encoding } = getOptions(options, kEmptyObject);
  prefix = checkPrefix(prefix);
  return await promised((request) => natives.mkdtemp(prefix, !isUtf8(encoding), request), 'mkdtemp',
                        shownPrefix(prefix), undefined, (name) => decodeName(name, encoding));
}

/** A temporary directory that `await using` removes with everything in it. */
async function mkdtempDisposable(prefix, options) {
  const cwd = process.cwd();
  const path = await mkdtemp(prefix, options);
  // Absolute, so that a change of the working directory meanwhile does no harm.
  const absolute = require('path').resolve(cwd, typeof path === 'string' ? path : path.toString());
  const remove = async () => rm(absolute, { recursive: true, force: true, maxRetries: 0, retryDelay: 100 });
  return { __proto__: null, path, remove, async [SymbolAsyncDispose]() { await remove(); } };
}

async function writeFile(path, data, options) {
  options = getOptions(options, writeDefaults);
  return write(path, data, options, options.flag || 'w');
}

async function appendFile(path, data, options) {
  options = getOptions(options, appendDefaults);
  return write(path, data, options, options.flag || 'a');
}

async function write(path, data, options, flag) {
  const flush = options.flush ?? false;
  validateBoolean(flush, 'options.flush');
  const { encoding, signal } = options;
  const iterable = isIterable(data);
  if (!iterable) data = bytesOf(data, encoding);
  validateMode(options.mode);
  if (isFileHandle(path)) return path.writeFile(data, options);
  checkAborted(signal);
  if (iterable || flush) {
    const handle = await open(path, flag, options.mode);
    try {
      await handle.writeFile(data, { encoding, signal, flush });
    } finally {
      await handle.close();
    }
    return;
  }
  path = getValidatedPath(path);
  const flags = stringToFlags(flag);
  const mode = parseFileMode(options.mode, 'mode', 0o666);
  return await withSignalPromised(signal, (request) => natives.writeFile(path, data, flags, mode, false, request));
}

function validateMode(mode) {
  if (mode != null) parseFileMode(mode, 'mode');
}

async function readFile(path, options) {
  options = getOptions(options, readDefaults);
  if (isFileHandle(path)) return path.readFile(options);
  const { encoding, signal } = options;
  checkAborted(signal);
  path = getValidatedPath(path);
  const flags = stringToFlags(options.flag || 'r');
  return await withSignalPromised(signal, (request) => natives.readFile(path, flags, !decodesNatively(encoding), request),
                                  (value) => contents(value, encoding));
}

function watch(filename, options) {
  return require('fs/watch').watchIterator(filename, options);
}

module.exports = {
  access, copyFile, cp, glob, open, opendir, rename, truncate, rm, rmdir, mkdir, readdir, readlink, symlink, lstat,
  stat, statfs, link, unlink, chmod, lchmod, lchown, chown, utimes, lutimes, realpath, mkdtemp, mkdtempDisposable,
  writeFile, appendFile, readFile, watch, constants,
};
