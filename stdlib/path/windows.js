'use strict';

// Paths as Windows has them: both slashes separate, and a root is a drive (`C:\`), a share (`\\server\share\`), a
// device (`\\.\COM1`) or just a separator.

const { validateString } = require('internal/validators');
const { collapse, extension, format, matchesGlob, withoutSuffix } = require('path/segments');

const SLASH = 47;
const BACKSLASH = 92;
const COLON = 58;

function isSeparator(code) {
  return code === SLASH || code === BACKSLASH;
}

function isDriveLetter(code) {
  return (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
}

function nextSeparator(path, from) {
  while (from < path.length && !isSeparator(path.charCodeAt(from))) from++;
  return from;
}

function lastSeparator(path, from, floor) {
  while (from >= floor && !isSeparator(path.charCodeAt(from))) from--;
  return from;
}

function skipSeparators(path, from) {
  while (from < path.length && isSeparator(path.charCodeAt(from))) from++;
  return from;
}

// Names that mean a device wherever they stand, whatever comes after the colon.
const devices = new Set(['CON', 'PRN', 'AUX', 'NUL']);
for (const digit of '123456789\u00b9\u00b2\u00b3') {
  devices.add(`COM${digit}`);
  devices.add(`LPT${digit}`);
}

function isReservedName(path, colon) {
  return devices.has(path.slice(0, colon).toUpperCase());
}

/**
 * Takes the root off a path.
 * @returns {{ device: string, end: number, absolute: boolean }} the drive or share as written with `\`, the index of
 *   what follows the root, and whether the root makes the path absolute
 */
function splitRoot(path) {
  if (path.length === 0) return { device: '', end: 0, absolute: false };
  if (isSeparator(path.charCodeAt(0))) {
    if (path.length === 1 || !isSeparator(path.charCodeAt(1))) return { device: '', end: 1, absolute: true };
    const serverEnd = nextSeparator(path, 2);
    if (serverEnd === 2 || serverEnd === path.length) return { device: '', end: 1, absolute: true };
    const server = path.slice(2, serverEnd);
    const shareStart = skipSeparators(path, serverEnd);
    const shareEnd = nextSeparator(path, shareStart);
    if (shareEnd === shareStart) return { device: '', end: 1, absolute: true };
    if (server === '.' || server === '?') return { device: `\\\\${server}`, end: 4, absolute: true };
    return { device: `\\\\${server}\\${path.slice(shareStart, shareEnd)}`, end: shareEnd, absolute: true };
  }
  if (path.length > 1 && isDriveLetter(path.charCodeAt(0)) && path.charCodeAt(1) === COLON) {
    const absolute = path.length > 2 && isSeparator(path.charCodeAt(2));
    return { device: path.slice(0, 2), end: absolute ? 3 : 2, absolute };
  }
  return { device: '', end: 0, absolute: false };
}

/** The working directory, of `drive` if that is given: Windows keeps one for each. */
function workingDirectory(drive) {
  if (drive === '') return process.cwd();
  let path = process.env[`=${drive}`] || process.cwd();
  if (path.slice(0, 2).toLowerCase() !== drive.toLowerCase() && path.charCodeAt(2) === BACKSLASH) path = `${drive}\\`;
  return path;
}

function endOfLastSegment(path, floor) {
  let end = path.length;
  while (end > floor && isSeparator(path.charCodeAt(end - 1))) end--;
  return end;
}

/** Where the segments begin in `basename` and `extname`, which know drives but no shares. */
function driveLength(path) {
  return path.length >= 2 && isDriveLetter(path.charCodeAt(0)) && path.charCodeAt(1) === COLON ? 2 : 0;
}

/** Where the root ends in `dirname` and `parse`, and whether that is all there is. */
function rootLength(path) {
  if (path.length > 1 && isSeparator(path.charCodeAt(0)) && isSeparator(path.charCodeAt(1))) {
    const serverEnd = nextSeparator(path, 2);
    if (serverEnd > 2 && serverEnd < path.length) {
      const shareStart = skipSeparators(path, serverEnd);
      if (shareStart < path.length) {
        const shareEnd = nextSeparator(path, shareStart);
        return shareEnd === path.length ? { length: shareEnd, whole: true } : { length: shareEnd + 1, whole: false };
      }
    }
    return { length: 1, whole: false };
  }
  if (isSeparator(path.charCodeAt(0))) return { length: 1, whole: false };
  const drive = driveLength(path);
  if (drive === 0) return { length: 0, whole: false };
  return { length: path.length > 2 && isSeparator(path.charCodeAt(2)) ? 3 : 2, whole: false };
}

const win32 = {
  /**
   * Joins paths from the right until drive and root are known; the working directories help if they aren't.
   * @param {...string} paths
   * @returns {string}
   */
  resolve(...paths) {
    let device = '';
    let tail = '';
    let absolute = false;
    for (let i = paths.length - 1; i >= -1; i--) {
      let path;
      if (i >= 0) {
        path = paths[i];
        validateString(path, `paths[${i}]`);
        if (path.length === 0) continue;
      } else {
        path = workingDirectory(device);
      }
      const root = splitRoot(path);
      if (root.device.length > 0) {
        if (device.length === 0) device = root.device;
        else if (device.toLowerCase() !== root.device.toLowerCase()) continue;
      }
      if (absolute) {
        if (device.length > 0) break;
      } else {
        tail = `${path.slice(root.end)}\\${tail}`;
        absolute = root.absolute;
        if (absolute && device.length > 0) break;
      }
    }
    const collapsed = collapse(tail, !absolute, '\\', nextSeparator);
    return absolute ? `${device}\\${collapsed}` : `${device}${collapsed}` || '.';
  },

  /**
   * @param {string} path
   * @returns {string}
   */
  normalize(path) {
    validateString(path, 'path');
    if (path.length === 0) return '.';
    if (path.length === 1) return path === '/' ? '\\' : path;
    let { device, end, absolute } = splitRoot(path);
    if (end === 0) {
      const colon = path.indexOf(':');
      if (colon > 0 && isReservedName(path, colon)) {
        device = path.slice(0, colon + 1);
        end = colon + 1;
      }
    }
    // A share alone is a directory.
    if (device.length > 2 && end === path.length && absolute && device.charCodeAt(2) !== 46 &&
        device.charCodeAt(2) !== 63) {
      return `${device}\\`;
    }
    const trailing = isSeparator(path.charCodeAt(path.length - 1));
    let tail = end < path.length ? collapse(path.slice(end), !absolute, '\\', nextSeparator) : '';
    if (tail.length === 0 && !absolute) tail = '.';
    if (tail.length > 0 && trailing) tail += '\\';
    if (!absolute && device === '' && path.includes(':')) {
      // What has no drive must not come to have one by losing its `..\` in front, and neither a device name.
      if (tail.length >= 2 && isDriveLetter(tail.charCodeAt(0)) && tail.charCodeAt(1) === COLON) return `.\\${tail}`;
      for (let colon = path.indexOf(':'); colon !== -1; colon = path.indexOf(':', colon + 1)) {
        if (colon === path.length - 1 || isSeparator(path.charCodeAt(colon + 1))) return `.\\${tail}`;
      }
    }
    const colon = path.indexOf(':');
    // Without a colon this looks at all but the last character, so `CON\` is a device too.
    if (isReservedName(path, colon)) return `.\\${device}${tail}`;
    return absolute ? `${device}\\${tail}` : `${device}${tail}`;
  },

  /**
   * @param {string} path
   * @returns {boolean}
   */
  isAbsolute(path) {
    validateString(path, 'path');
    return isSeparator(path.charCodeAt(0)) ||
      (driveLength(path) === 2 && path.length > 2 && isSeparator(path.charCodeAt(2)));
  },

  /**
   * @param {...string} paths
   * @returns {string}
   */
  join(...paths) {
    let joined;
    let first;
    for (let i = 0; i < paths.length; i++) {
      const path = paths[i];
      validateString(path, 'path');
      if (path.length === 0) continue;
      if (joined === undefined) joined = first = path;
      else joined += `\\${path}`;
    }
    if (joined === undefined) return '.';

    // Two separators in front mean a share, but only if the first path says so itself: it must begin with exactly two
    // and go on. Otherwise what joining brought together is squeezed into one.
    let squeeze = true;
    let separators = 0;
    if (isSeparator(first.charCodeAt(0))) {
      separators = 1;
      if (first.length > 1 && isSeparator(first.charCodeAt(1))) {
        separators = 2;
        if (first.length > 2) {
          if (isSeparator(first.charCodeAt(2))) separators = 3;
          else squeeze = false;
        }
      }
    }
    if (squeeze) {
      separators = skipSeparators(joined, separators);
      if (separators >= 2) joined = `\\${joined.slice(separators)}`;
    }

    // Segments that name a device (`COM1:`) are no files: `..` must not be applied to them.
    if (joined.includes(':')) {
      for (const segment of joined.split('\\')) {
        const colon = segment.indexOf(':');
        if (colon !== -1 && isReservedName(segment, colon)) return joined.replaceAll('/', '\\');
      }
    }
    return win32.normalize(joined);
  },

  /**
   * The way from one path to the other; the other itself if they have no root in common.
   * @param {string} from
   * @param {string} to
   * @returns {string}
   */
  relative(from, to) {
    validateString(from, 'from');
    validateString(to, 'to');
    if (from === to) return '';
    const origin = win32.resolve(from);
    const target = win32.resolve(to);
    if (origin === target) return '';
    const originFolded = origin.toLowerCase();
    const targetFolded = target.toLowerCase();
    if (originFolded === targetFolded) return '';

    if (originFolded.length !== origin.length || targetFolded.length !== target.length) {
      // Some letters change their length with their case, so indexes don't carry over.
      const a = origin.split('\\');
      const b = target.split('\\');
      if (a.at(-1) === '') a.pop();
      if (b.at(-1) === '') b.pop();
      let same = 0;
      while (same < a.length && same < b.length && a[same].toLowerCase() === b[same].toLowerCase()) same++;
      if (same === 0) return target;
      return [...new Array(a.length - same).fill('..'), ...b.slice(same)].join('\\');
    }

    const bounds = (path) => {
      let start = 0;
      let end = path.length;
      while (start < end && path.charCodeAt(start) === BACKSLASH) start++;
      while (end - 1 > start && path.charCodeAt(end - 1) === BACKSLASH) end--;
      return [start, end];
    };
    const [fromStart, fromEnd] = bounds(originFolded);
    const [toStart, toEnd] = bounds(targetFolded);
    const shorter = Math.min(fromEnd - fromStart, toEnd - toStart);
    let separator = -1;
    let same = 0;
    for (; same < shorter; same++) {
      const code = originFolded.charCodeAt(fromStart + same);
      if (code !== targetFolded.charCodeAt(toStart + same)) break;
      if (code === BACKSLASH) separator = same;
    }
    if (same !== shorter) {
      if (separator === -1) return target;
    } else {
      if (toEnd - toStart > shorter) {
        // `from` is a parent of `to`: exactly, or as a drive's root.
        if (targetFolded.charCodeAt(toStart + same) === BACKSLASH) return target.slice(toStart + same + 1);
        if (same === 2) return target.slice(toStart + same);
      }
      if (fromEnd - fromStart > shorter) {
        if (originFolded.charCodeAt(fromStart + same) === BACKSLASH) separator = same;
        else if (same === 2) separator = 3;
      }
      if (separator === -1) separator = 0;
    }

    let up = '';
    for (let i = fromStart + separator + 1; i <= fromEnd; i++) {
      if (i === fromEnd || origin.charCodeAt(i) === BACKSLASH) up += up.length === 0 ? '..' : '\\..';
    }
    let down = toStart + separator;
    if (up.length > 0) return `${up}${target.slice(down, toEnd)}`;
    if (target.charCodeAt(down) === BACKSLASH) down++;
    return target.slice(down, toEnd);
  },

  /**
   * The form that Windows takes as it is: `\\?\C:\…`, `\\?\UNC\server\share\…`.
   * @param {string} path
   * @returns {string}
   */
  toNamespacedPath(path) {
    if (typeof path !== 'string' || path.length === 0) return path;
    const resolved = win32.resolve(path);
    if (resolved.length <= 2) return path;
    if (resolved.charCodeAt(0) === BACKSLASH) {
      if (resolved.charCodeAt(1) === BACKSLASH && resolved[2] !== '?' && resolved[2] !== '.') {
        return `\\\\?\\UNC\\${resolved.slice(2)}`;
      }
    } else if (isDriveLetter(resolved.charCodeAt(0)) && resolved.charCodeAt(1) === COLON &&
               resolved.charCodeAt(2) === BACKSLASH) {
      return `\\\\?\\${resolved}`;
    }
    return resolved;
  },

  /**
   * @param {string} path
   * @returns {string}
   */
  dirname(path) {
    validateString(path, 'path');
    if (path.length === 0) return '.';
    if (path.length === 1) return isSeparator(path.charCodeAt(0)) ? path : '.';
    const { length, whole } = rootLength(path);
    if (whole) return path;
    const last = endOfLastSegment(path, length);
    const separator = lastSeparator(path, last - 1, length);
    if (last > length && separator >= length) return path.slice(0, separator);
    return length > 0 ? path.slice(0, length) : '.';
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
    const floor = driveLength(path);
    const end = endOfLastSegment(path, floor);
    const start = end === floor ? floor : lastSeparator(path, end - 1, floor) + 1;
    return suffix === undefined ? path.slice(start, end) : withoutSuffix(path, start, end, suffix);
  },

  /**
   * @param {string} path
   * @returns {string} with its dot, or empty
   */
  extname(path) {
    validateString(path, 'path');
    const floor = driveLength(path);
    const end = endOfLastSegment(path, floor);
    return extension(path.slice(lastSeparator(path, end - 1, floor) + 1, end));
  },

  /** @type {(object: { root?: string, dir?: string, base?: string, name?: string, ext?: string }) => string} */
  format: format.bind(null, '\\'),

  /**
   * @param {string} path
   * @returns {{ root: string, dir: string, base: string, ext: string, name: string }}
   */
  parse(path) {
    validateString(path, 'path');
    if (path.length === 0) return { root: '', dir: '', base: '', ext: '', name: '' };
    const { length } = rootLength(path);
    const root = path.slice(0, length);
    const end = endOfLastSegment(path, length);
    const start = lastSeparator(path, end - 1, length) + 1;
    const base = end > length ? path.slice(start, end) : '';
    const ext = extension(base);
    return {
      root,
      dir: end > length && start > length ? path.slice(0, start - 1) : root,
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
    return matchesGlob(path, pattern, true);
  },

  sep: '\\',
  delimiter: ';',
  win32: null,
  posix: null,
};

module.exports = win32;
