'use strict';
// `module.enableCompileCache()`: compiled code is kept on disk for the next run.

const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { validateBoolean, validateString } = require('internal/validators');
const path = require('path');
const natives = binding('compile_cache');

const kDisabled = 3;
const kAlreadyEnabled = 2;

function debugWanted() {
  return /(^|,)\s*COMPILE_CACHE\b/.test(process.env.NODE_DEBUG_NATIVE ?? '');
}

/**
 * @param {string | {directory?: string, portable?: boolean}} [options]
 * @returns {{status: number, message?: string, directory?: string}}
 */
function enableCompileCache(options) {
  let directory = options;
  let portable = process.env.NODE_COMPILE_CACHE_PORTABLE === '1';
  if (options !== null && typeof options === 'object') {
    ({ directory } = options);
    if (options.portable !== undefined) {
      validateBoolean(options.portable, 'options.portable');
      ({ portable } = options);
    }
    if (directory !== undefined) validateString(directory, 'options.directory');
  } else if (options !== undefined && typeof options !== 'string') {
    throw new ERR_INVALID_ARG_TYPE('options', ['string', 'Object'], options);
  }
  if (process.env.NODE_DISABLE_COMPILE_CACHE) {
    if (debugWanted()) binding('modules').writeStderr('[compile cache] Disabled by NODE_DISABLE_COMPILE_CACHE.\n');
    return { __proto__: null, status: kDisabled, message: 'Disabled by NODE_DISABLE_COMPILE_CACHE' };
  }
  if (!directory) {
    directory = process.env.NODE_COMPILE_CACHE || path.join(require('os').tmpdir(), 'node-compile-cache');
  }
  const [status, message, used] = natives.enable(path.resolve(directory), portable, debugWanted());
  const result = { __proto__: null, status };
  if (message !== '') result.message = message;
  if (used !== '' && status <= kAlreadyEnabled) result.directory = used;
  return result;
}

/** Writes what has been compiled so far. */
function flushCompileCache() {
  natives.flush();
}

/** @returns {string | undefined} */
function getCompileCacheDir() {
  return natives.directory() || undefined;
}

module.exports = { enableCompileCache, flushCompileCache, getCompileCacheDir };
