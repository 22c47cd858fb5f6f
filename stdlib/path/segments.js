'use strict';

// What both flavours of paths share.

const { validateObject, validateString } = require('internal/validators');

/**
 * Drops empty and `.` segments and resolves `..`. Where `aboveRoot` is true a `..` that has nothing to remove stays.
 * @param {string} path
 * @param {boolean} aboveRoot
 * @param {string} separator between the segments of the result
 * @param {(path: string, from: number) => number} nextSeparator its index, or the path's length
 * @returns {string} without separators at either end
 */
function collapse(path, aboveRoot, separator, nextSeparator) {
  let result = '';
  let removable = 0;
  for (let start = 0; start < path.length;) {
    const end = nextSeparator(path, start);
    const length = end - start;
    if (length === 0 || (length === 1 && path[start] === '.')) {
      // Nothing to add.
    } else if (length === 2 && path[start] === '.' && path[start + 1] === '.') {
      if (removable > 0) {
        const cut = result.lastIndexOf(separator);
        result = cut === -1 ? '' : result.slice(0, cut);
        removable--;
      } else if (aboveRoot) {
        result += result.length > 0 ? `${separator}..` : '..';
      }
    } else {
      const segment = path.slice(start, end);
      result += result.length > 0 ? separator + segment : segment;
      removable++;
    }
    start = end + 1;
  }
  return result;
}

/** The extension of a base name with its dot; names that only begin with a dot have none. */
function extension(base) {
  if (base === '..') return '';
  const dot = base.lastIndexOf('.');
  return dot > 0 ? base.slice(dot) : '';
}

/**
 * The base name that lies in `path` from `start` to `end`, without `suffix` unless nothing would be left. A suffix that
 * is longer and ends in the whole base name leaves the path as it is, with the separators at its end: programs have come
 * to see that, so it stays.
 */
function withoutSuffix(path, start, end, suffix) {
  const base = path.slice(start, end);
  if (suffix.length === 0 || suffix.length > path.length || base === suffix) return base;
  if (base.endsWith(suffix)) return base.slice(0, base.length - suffix.length);
  return suffix.endsWith(base) ? path.slice(start) : base;
}

function format(separator, object) {
  validateObject(object, 'pathObject');
  const dir = object.dir || object.root;
  const base = object.base ||
    `${object.name || ''}${object.ext ? `${object.ext[0] === '.' ? '' : '.'}${object.ext}` : ''}`;
  if (!dir) return base;
  return dir === object.root ? `${dir}${base}` : `${dir}${separator}${base}`;
}

function matchesGlob(path, pattern, windows) {
  validateString(path, 'path');
  validateString(pattern, 'pattern');
  return require('internal/glob').matchesGlob(path, pattern, windows);
}

module.exports = { collapse, extension, format, matchesGlob, withoutSuffix };
