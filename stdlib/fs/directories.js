'use strict';

// Functions on directories and trees, in their callback and synchronous forms.

const { Buffer } = require('buffer');
const { errnoError } = require('internal/errors');
const { parseFileMode, validateBoolean } = require('internal/validators');
const {
  checkCallback, decodeName, getOptions, getValidatedPath, isUtf8, kEmptyObject, validateRmOptions,
  validateRmdirOptions,
} = require('fs/validate');
const { makeDirents, makeDirentsOfTree } = require('fs/dirent');
const { Request, jobError } = require('fs/request');
const natives = binding('fs');

const { isArray } = Array;

// ---- make ----

/** The mode and whether parents are made too; numbers and strings are the mode. */
function mkdirOptions(options) {
  let mode = 0o777;
  let recursive = false;
  if (typeof options === 'number' || typeof options === 'string') {
    mode = parseFileMode(options, 'mode');
  } else if (options) {
    if (options.recursive !== undefined) {
      recursive = options.recursive;
      validateBoolean(recursive, 'options.recursive');
    }
    if (options.mode !== undefined) mode = parseFileMode(options.mode, 'options.mode');
  }
  return { mode, recursive };
}

function mkdir(path, options, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = undefined;
  }
  const { mode, recursive } = mkdirOptions(options);
  callback = checkCallback(callback);
  path = getValidatedPath(path);
  if (recursive) {
    const request = new Request(callback, 'mkdir', path);
    // Without a directory made there is no second argument.
    request.finish = function(errno, value) {
      if (errno < 0) callback(this.error(errno, value));
      else if (value === undefined) callback(null);
      else callback(null, value);
    };
    natives.mkdirTree(path, mode, request);
  } else {
    natives.mkdir(path, mode, new Request(callback, 'mkdir', path));
  }
}

function mkdirSync(path, options) {
  const { mode, recursive } = mkdirOptions(options);
  path = getValidatedPath(path);
  if (recursive) {
    const first = natives.mkdirTree(path, mode, undefined);
    if (isArray(first)) throw jobError(first);
    return first;
  }
  const errno = natives.mkdir(path, mode, undefined);
  if (errno < 0) throw errnoError(errno, 'mkdir', path);
}

let warnedOfPrefix = false;

/** A trailing X is no part of the random six: older systems replaced it as well. */
function checkPrefix(prefix) {
  prefix = getValidatedPath(prefix, 'prefix');
  const last = typeof prefix === 'string' ? prefix.endsWith('X') : prefix[prefix.length - 1] === 88;
  if (last && !warnedOfPrefix) {
    warnedOfPrefix = true;
    process.emitWarning('mkdtemp() templates ending with X are not portable. For details see: https://nodejs.org/api/fs.html');
  }
  return prefix;
}

/** What an error shows as the path of a temporary directory that could not be made. */
function shownPrefix(prefix) {
  return `${typeof prefix === 'string' ? prefix : Buffer.from(prefix).toString()}XXXXXX`;
}

function mkdtemp(prefix, options, callback) {
  callback = checkCallback(typeof options === 'function' ? options : callback);
  const { encoding } = getOptions(options, kEmptyObject);
  prefix = checkPrefix(prefix);
  natives.mkdtemp(prefix, !isUtf8(encoding),
                  new Request(callback, 'mkdtemp', shownPrefix(prefix), undefined, (name) => decodeName(name, encoding)));
}

function mkdtempSync(prefix, options) {
  const { encoding } = getOptions(options, kEmptyObject);
  prefix = checkPrefix(prefix);
  const name = natives.mkdtemp(prefix, !isUtf8(encoding), undefined);
  if (typeof name === 'number') throw errnoError(name, 'mkdtemp', shownPrefix(prefix));
  return decodeName(name, encoding);
}

/** A temporary directory that `using` removes with everything in it. */
function mkdtempDisposableSync(prefix, options) {
  const path = mkdtempSync(prefix, options);
  // Absolute, so that a change of the working directory meanwhile does no harm.
  const absolute = require('path').resolve(typeof path === 'string' ? path : path.toString());
  const remove = () => rmSync(absolute, { recursive: true, force: true, maxRetries: 0, retryDelay: 100 });
  return { path, remove, [Symbol.dispose]() { remove(); } };
}

// ---- list ----

function readdirOptions(options) {
  options = getOptions(options, kEmptyObject);
  if (options.recursive != null) validateBoolean(options.recursive, 'options.recursive');
  return { encoding: options.encoding, recursive: Boolean(options.recursive), withTypes: Boolean(options.withFileTypes) };
}

/** What readdir gives, from what the native side found. */
function entriesOf(path, listing, { encoding, recursive, withTypes }) {
  if (withTypes) return recursive ? makeDirentsOfTree(path, listing, encoding) : makeDirents(path, listing, encoding);
  if (isUtf8(encoding)) return listing;
  for (let i = 0; i < listing.length; i++) listing[i] = decodeName(listing[i], encoding);
  return listing;
}

function readdir(path, options, callback) {
  callback = checkCallback(typeof options === 'function' ? options : callback);
  const wanted = readdirOptions(options);
  path = getValidatedPath(path);
  const start = wanted.recursive ? natives.readdirTree : natives.readdir;
  start(path, !isUtf8(wanted.encoding), wanted.withTypes,
        new Request(callback, 'scandir', path, undefined, (listing) => entriesOf(path, listing, wanted)));
}

function readdirSync(path, options) {
  const wanted = readdirOptions(options);
  path = getValidatedPath(path);
  if (wanted.recursive) {
    const listing = natives.readdirTree(path, !isUtf8(wanted.encoding), wanted.withTypes, undefined);
    if (typeof listing[0] === 'number') throw jobError(listing);
    return entriesOf(path, listing, wanted);
  }
  const listing = natives.readdir(path, !isUtf8(wanted.encoding), wanted.withTypes, undefined);
  if (typeof listing === 'number') throw errnoError(listing, 'scandir', path);
  return entriesOf(path, listing, wanted);
}

// ---- remove ----

let warnedOfRecursion = false;

function warnOfRecursion() {
  if (warnedOfRecursion) return;
  warnedOfRecursion = true;
  process.emitWarning(
    'In future versions of Node.js, fs.rmdir(path, { recursive: true }) will be removed. ' +
    'Use fs.rm(path, { recursive: true }) instead', 'DeprecationWarning', 'DEP0147');
}

function isDirectory(path) {
  return natives.internalModuleStat(path) === 1;
}

function rmdir(path, options, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = undefined;
  }
  if (options?.recursive) {
    callback = checkCallback(callback);
    warnOfRecursion();
    options = validateRmdirOptions(options);
    path = getValidatedPath(path);
    natives.lstat(path, false, new Request((error) => {
      if (error) return callback(error);
      if (!isDirectory(path)) return natives.rmdir(path, new Request(callback, 'rmdir', path));
      removeTree(path, { ...options, force: false }, callback);
    }, 'lstat', path));
    return;
  }
  validateRmdirOptions(options);
  callback = checkCallback(callback);
  path = getValidatedPath(path);
  natives.rmdir(path, new Request(callback, 'rmdir', path));
}

function rmdirSync(path, options) {
  path = getValidatedPath(path);
  if (options?.recursive) {
    warnOfRecursion();
    options = validateRmdirOptions(options);
    const errno = natives.lstat(path, false, undefined);
    if (errno < 0) throw errnoError(errno, 'lstat', path);
    if (isDirectory(path)) return removeTreeSync(path, { ...options, force: false });
  } else {
    validateRmdirOptions(options);
  }
  const errno = natives.rmdir(path, undefined);
  if (errno < 0) throw errnoError(errno, 'rmdir', path);
}

function removeTree(path, options, callback) {
  natives.rm(path, options.recursive, options.force, options.maxRetries, options.retryDelay,
             new Request(callback, 'rm', path));
}

function removeTreeSync(path, options) {
  const failed = natives.rm(path, options.recursive, options.force, options.maxRetries, options.retryDelay, undefined);
  if (isArray(failed)) throw jobError(failed);
}

function rm(path, options, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = undefined;
  }
  path = getValidatedPath(path);
  options = validateRmOptions(options);
  removeTree(path, options, checkCallback(callback));
}

function rmSync(path, options) {
  removeTreeSync(getValidatedPath(path), validateRmOptions(options));
}

module.exports = {
  checkPrefix, entriesOf, mkdir, mkdirOptions, mkdirSync, mkdtemp, mkdtempDisposableSync, mkdtempSync, readdir,
  readdirOptions, readdirSync, rm, rmSync, rmdir, rmdirSync, shownPrefix, warnOfRecursion,
};
