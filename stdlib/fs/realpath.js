'use strict';

// realpath: the path without links, "." and "..", resolved by the C library in one call. What fails is looked at again, component by
// component, so that the error names the one at fault; realpath.native names the whole path.

const { errnoError } = require('internal/errors');
const { checkCallback, decodeName, getOptions, getValidatedPath, isUtf8, kEmptyObject } = require('fs/validate');
const { Request, withoutTrace } = require('fs/request');
const { S_IFIFO, S_IFLNK, S_IFMT, S_IFSOCK } = require('fs/constants');
const natives = binding('fs');
const { statValues } = natives;

function encode(path, { encoding }) {
  if (isUtf8(encoding)) return path;
  const bytes = require('buffer').Buffer.from(path);
  return encoding === 'buffer' ? bytes : bytes.toString(encoding);
}

/** An absolute path as text, from what realpath was given. */
function start(path) {
  path = getValidatedPath(path);
  return require('path').resolve(typeof path === 'string' ? path : require('buffer').Buffer.from(path).toString());
}

/**
 * What to make of a path that the C library could not resolve: an error that names the first component at fault; or the text of
 * a link to a pipe or socket (as /dev/stdin may be), which names no file but leads to something all the same.
 */
function explain(path, errno) {
  let end = 0;
  do {
    end = path.indexOf('/', end + 1);
    const part = end === -1 ? path : path.slice(0, end);
    const failed = natives.lstat(part, false, undefined);
    if (failed < 0) return errnoError(failed, 'lstat', part);
    if ((statValues[1] & S_IFMT) !== S_IFLNK) continue;
    const broken = natives.stat(part, false, undefined);
    if (broken < 0) return errnoError(broken, 'stat', part);
    const kind = statValues[1] & S_IFMT;
    if (end === -1 && (kind === S_IFIFO || kind === S_IFSOCK)) return followText(path);
  } while (end !== -1);
  return errnoError(errno, 'realpath', path);
}

function followText(path) {
  const { dirname, resolve } = require('path');
  for (let link; typeof (link = natives.readlink(path, false, undefined)) === 'string';) path = resolve(dirname(path), link);
  return path;
}

function realpathSync(path, options) {
  options = getOptions(options, kEmptyObject);
  path = start(path);
  const found = natives.realpath(path, false, undefined);
  if (typeof found === 'string') return encode(found, options);
  const explained = explain(path, found);
  if (typeof explained === 'string') return encode(explained, options);
  throw explained;
}

function realpath(path, options, callback) {
  callback = checkCallback(typeof options === 'function' ? options : callback);
  options = getOptions(options, kEmptyObject);
  path = start(path);
  const request = new Request(callback, 'realpath', path);
  request.finish = (errno, found) => {
    if (errno < 0) found = withoutTrace(explain, path, errno);
    if (typeof found === 'string') callback(null, encode(found, options));
    else callback(found);
  };
  natives.realpath(path, false, request);
}

realpathSync.native = (path, options) => {
  const { encoding } = getOptions(options, kEmptyObject);
  path = getValidatedPath(path);
  const found = natives.realpath(path, !isUtf8(encoding), undefined);
  if (typeof found === 'number') throw errnoError(found, 'realpath', path);
  return decodeName(found, encoding);
};

realpath.native = (path, options, callback) => {
  callback = checkCallback(callback || options);
  const { encoding } = getOptions(options, kEmptyObject);
  path = getValidatedPath(path);
  natives.realpath(path, !isUtf8(encoding),
                   new Request(callback, 'realpath', path, undefined, (found) => decodeName(found, encoding)));
};

module.exports = { realpath, realpathSync };
