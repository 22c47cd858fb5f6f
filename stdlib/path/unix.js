'use strict';

// Paths as POSIX has them: `/` separates, everything else is a name.

const { validateString } = require('internal/validators');
const { collapse, extension, format, matchesGlob, withoutSuffix } = require('path/segments');

const SLASH = 47;

function nextSeparator(path, from) {
  const at = path.indexOf('/', from);
  return at === -1 ? path.length : at;
}

/** The end of a path without the slashes after its last segment. */
function endOfLastSegment(path) {
  let end = path.length;
  while (end > 0 && path.charCodeAt(end - 1) === SLASH) end--;
  return end;
}

const posix = {
  /**
   * Joins segments from the right until they make an absolute path; the working directory helps if they don't.
   * @param {...string} paths
   * @returns {string}
   */
  resolve(...paths) {
    let joined = '';
    let absolute = false;
    for (let i = paths.length - 1; i >= 0 && !absolute; i--) {
      const path = paths[i];
      validateString(path, `paths[${i}]`);
      if (path.length === 0) continue;
      joined = joined.length === 0 ? path : `${path}/${joined}`;
      absolute = path.charCodeAt(0) === SLASH;
    }
    if (!absolute) {
      const directory = process.cwd();
      joined = joined.length === 0 ? directory : `${directory}/${joined}`;
      absolute = directory.charCodeAt(0) === SLASH;
    }
    const resolved = collapse(joined, !absolute, '/', nextSeparator);
    if (absolute) return `/${resolved}`;
    return resolved.length > 0 ? resolved : '.';
  },

  /**
   * @param {string} path
   * @returns {string}
   */
  normalize(path) {
    validateString(path, 'path');
    if (path.length === 0) return '.';
    const absolute = path.charCodeAt(0) === SLASH;
    const trailing = path.charCodeAt(path.length - 1) === SLASH;
    let normal = collapse(path, !absolute, '/', nextSeparator);
    if (normal.length === 0) {
      if (absolute) return '/';
      return trailing ? './' : '.';
    }
    if (trailing) normal += '/';
    return absolute ? `/${normal}` : normal;
  },

  /**
   * @param {string} path
   * @returns {boolean}
   */
  isAbsolute(path) {
    validateString(path, 'path');
    return path.charCodeAt(0) === SLASH;
  },

  /**
   * @param {...string} paths
   * @returns {string}
   */
  join(...paths) {
    let joined = '';
    for (let i = 0; i < paths.length; i++) {
      const path = paths[i];
      validateString(path, 'path');
      if (path.length > 0) joined = joined.length === 0 ? path : `${joined}/${path}`;
    }
    return joined.length === 0 ? '.' : posix.normalize(joined);
  },

  /**
   * The way from one path to the other.
   * @param {string} from
   * @param {string} to
   * @returns {string}
   */
  relative(from, to) {
    validateString(from, 'from');
    validateString(to, 'to');
    if (from === to) return '';
    from = posix.resolve(from);
    to = posix.resolve(to);
    if (from === to) return '';

    const shorter = from.length < to.length ? from.length : to.length;
    let same = 0;
    let separator = 0;
    for (; same < shorter; same++) {
      const code = from.charCodeAt(same);
      if (code !== to.charCodeAt(same)) break;
      if (code === SLASH) separator = same;
    }
    // One lies below the other.
    if (same === shorter && (from.charCodeAt(same) === SLASH || to.charCodeAt(same) === SLASH)) separator = same;

    let up = '';
    for (let i = separator + 1; i < from.length; i = nextSeparator(from, i) + 1) up += up.length === 0 ? '..' : '/..';
    const down = to.slice(separator + 1);
    if (up.length === 0) return down;
    return down.length === 0 ? up : `${up}/${down}`;
  },

  /**
   * @param {string} path
   * @returns {string} the path: other systems have namespaces
   */
  toNamespacedPath(path) {
    return path;
  },

  /**
   * @param {string} path
   * @returns {string}
   */
  dirname(path) {
    validateString(path, 'path');
    if (path.length === 0) return '.';
    const absolute = path.charCodeAt(0) === SLASH;
    const separator = path.lastIndexOf('/', endOfLastSegment(path) - 1);
    if (separator <= 0 || endOfLastSegment(path) === 0) return absolute ? '/' : '.';
    if (absolute && separator === 1) return '//';
    return path.slice(0, separator);
  },

  /**
   * @param {string} path
   * @param {string} [suffix] removed from the end
   * @returns {string}
   */
  basename(path, suffix) {
    if (suffix !== undefined) validateString(suffix, 'suffix');
    validateString(path, 'path');
    if (suffix === path) return '';
    const end = endOfLastSegment(path);
    const start = end === 0 ? 0 : path.lastIndexOf('/', end - 1) + 1;
    return suffix === undefined ? path.slice(start, end) : withoutSuffix(path, start, end, suffix);
  },

  /**
   * @param {string} path
   * @returns {string} with its dot, or empty
   */
  extname(path) {
    validateString(path, 'path');
    const end = endOfLastSegment(path);
    return end === 0 ? '' : extension(path.slice(path.lastIndexOf('/', end - 1) + 1, end));
  },

  /** @type {(object: { root?: string, dir?: string, base?: string, name?: string, ext?: string }) => string} */
  format: format.bind(null, '/'),

  /**
   * @param {string} path
   * @returns {{ root: string, dir: string, base: string, ext: string, name: string }}
   */
  parse(path) {
    validateString(path, 'path');
    const root = path.charCodeAt(0) === SLASH ? '/' : '';
    const end = endOfLastSegment(path);
    if (end === 0) return { root, dir: root, base: '', ext: '', name: '' };
    const start = path.lastIndexOf('/', end - 1) + 1;
    const base = path.slice(start, end);
    // Below the root `..` counts as a name with an empty extension.
    const ext = base === '..' && start === 1 ? '.' : extension(base);
    return {
      root,
      dir: start > 1 ? path.slice(0, start - 1) : root,
      base,
      ext,
      name: base.slice(0, base.length - ext.length),
    };
  },

  /**
   * @param {string} path
   * @param {string} pattern
   * @returns {boolean}
   */
  matchesGlob(path, pattern) {
    return matchesGlob(path, pattern, false);
  },

  sep: '/',
  delimiter: ':',
  win32: null,
  posix: null,
};

module.exports = posix;
