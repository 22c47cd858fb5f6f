'use strict';

// fs.cp: copies of trees. Without a filter one native job does it all; with one JavaScript walks and asks the filter, and the
// native side copies entry by entry under the same rules.

const { ArrayIsArray, Error, PromisePrototypeThen } = primordials;

const {
  codes: { ERR_INVALID_RETURN_VALUE },
  errnoError,
} = require('internal/errors');
const { isPromise } = require('internal/util/types');
const { checkCallback, getValidatedPath, joinPath, validateCpOptions } = require('fs/validate');
const { jobError, promised, same } = require('fs/request');
const natives = binding('fs');

// Bits of the native side's options, and of its answer for a directory.
const kRecursive = 1;
const kForce = 2;
const kErrorOnExist = 4;
const kFollowLinks = 8;
const kVerbatimLinks = 16;
const kKeepTimes = 32;
const kIsDirectory = 1 << 16;

function bitsOf(options) {
  return (options.recursive ? kRecursive : 0) | (options.force ? kForce : 0) |
    (options.errorOnExist ? kErrorOnExist : 0) | (options.dereference ? kFollowLinks : 0) |
    (options.verbatimSymlinks ? kVerbatimLinks : 0) | (options.preserveTimestamps ? kKeepTimes : 0);
}

/** The synchronous form words what it refuses more plainly, except for what it finds while it copies. */
function syncError(failure) {
  const { 2: path, 4: code, 5: reason } = failure;
  if (code === undefined || code === 'ERR_FS_CP_EEXIST' || code === 'ERR_FS_CP_SYMLINK_TO_SUBDIRECTORY') return jobError(failure);
  let message = reason.replace(/^cannot/, 'Cannot');
  if (code === 'ERR_FS_EISDIR') message = `Recursive option not enabled, cannot copy a directory: ${path}`;
  else if (message === reason) message = `${reason} ${path}`;
  const error = new Error(message);
  error.code = code;
  return error;
}

function cpSync(src, dest, options) {
  options = validateCpOptions(options);
  src = getValidatedPath(src, 'src');
  dest = getValidatedPath(dest, 'dest');
  if (options.filter) return walkSync(src, dest, options, bitsOf(options), true);
  const failed = natives.cpTree(src, dest, bitsOf(options), options.mode, undefined);
  if (ArrayIsArray(failed)) throw syncError(failed);
}

function walkSync(src, dest, options, bits, top) {
  const chosen = options.filter(src, dest);
  if (isPromise(chosen)) throw new ERR_INVALID_RETURN_VALUE('boolean', 'filter', chosen);
  if (!chosen) return;
  const result = natives.cpEntry(src, dest, bits, options.mode, top, undefined);
  if (ArrayIsArray(result)) throw syncError(result);
  if (result === 0) return;
  const names = natives.readdir(src, false, false, undefined);
  if (typeof names === 'number') throw errnoError(names, 'opendir', src);
  for (let i = 0; i < names.length; i++) {
    walkSync(joinPath(src, names[i]), joinPath(dest, names[i]), options, bits, false);
  }
  const errno = natives.chmod(dest, result & ~kIsDirectory, undefined);
  if (errno < 0) throw errnoError(errno, 'chmod', dest);
}

async function walk(src, dest, options, bits, top) {
  if (!await options.filter(src, dest)) return;
  const result = await promised((request) => natives.cpEntry(src, dest, bits, options.mode, top, request),
                                'cp', src, dest, same);
  if (result === 0) return;
  const names = await promised((request) => natives.readdir(src, false, false, request), 'opendir', src, undefined, same);
  for (let i = 0; i < names.length; i++) {
    await walk(joinPath(src, names[i]), joinPath(dest, names[i]), options, bits, false);
  }
  await promised((request) => natives.chmod(dest, result & ~kIsDirectory, request), 'chmod', dest);
}

async function start(src, dest, options) {
  if (options.filter) await walk(src, dest, options, bitsOf(options), true);
  else await promised((request) => natives.cpTree(src, dest, bitsOf(options), options.mode, request), 'cp', src, dest);
}

function cp(src, dest, options, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = undefined;
  }
  callback = checkCallback(callback);
  options = validateCpOptions(options);
  src = getValidatedPath(src, 'src');
  dest = getValidatedPath(dest, 'dest');
  PromisePrototypeThen(start(src, dest, options),
                       () => process.nextTick(callback, null),
                       (error) => process.nextTick(callback, error));
}

async function cpPromise(src, dest, options) {
  options = validateCpOptions(options);
  src = getValidatedPath(src, 'src');
  dest = getValidatedPath(dest, 'dest');
  return start(src, dest, options);
}

module.exports = { cp, cpPromise, cpSync };
