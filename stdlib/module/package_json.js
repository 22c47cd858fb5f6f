'use strict';
// Reads package.json files for both loaders. A file that was read is remembered for the life of the process; a file that
// was missing is asked for again, since a program may install packages while it runs.

const { ArrayIsArray, JSONParse, SafeMap } = primordials;
const { codes: { ERR_INVALID_PACKAGE_CONFIG } } = require('internal/errors');
const { dirname } = require('path');
const { readFileUtf8 } = binding('fs');

/**
 * @typedef {object} PackageConfig
 * @property {boolean} exists false when there is no such file
 * @property {string} path of the package.json itself
 * @property {string} dir the folder it stands in
 * @property {string | undefined} name
 * @property {string | undefined} main
 * @property {'module' | 'commonjs' | 'none'} type
 * @property {unknown} exports undefined when absent
 * @property {Record<string, unknown> | undefined} imports
 */

/** @type {Map<string, PackageConfig>} */
const known = new SafeMap();

function missing(path) {
  return {
    __proto__: null, exists: false, path, dir: dirname(path), name: undefined, main: undefined, type: 'none', exports: undefined,
    imports: undefined,
  };
}

function invalid(path, base, specifier) {
  // The reason is left out, as the parser's wording is no part of the message programs see.
  const from = base === undefined ? undefined : `"${specifier}" from ${base}`;
  return new ERR_INVALID_PACKAGE_CONFIG(path, from, '');
}

/**
 * @param {string} path absolute path of a package.json
 * @param {string} [base] the importing file, for the message
 * @param {string} [specifier] what it imports, for the message
 * @returns {PackageConfig}
 */
function read(path, base, specifier) {
  const before = known.get(path);
  if (before !== undefined) return before;
  const text = readFileUtf8(path);
  if (typeof text !== 'string') return missing(path);
  let json;
  try {
    json = JSONParse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
  } catch {
    throw invalid(path, base, specifier);
  }
  if (json === null || typeof json !== 'object' || ArrayIsArray(json)) throw invalid(path, base, specifier);
  // Only what stands in the file itself.
  const { name, main, type, exports, imports } = { __proto__: null, ...json };
  if (name !== undefined && typeof name !== 'string') throw invalid(path, base, specifier);
  const config = {
    __proto__: null,
    exists: true,
    path,
    dir: dirname(path),
    name,
    main: typeof main === 'string' ? main : undefined,
    type: type === 'module' || type === 'commonjs' ? type : 'none',
    exports: exports === null ? undefined : exports,
    imports: imports !== null && typeof imports === 'object' ? imports : undefined,
  };
  known.set(path, config);
  return config;
}

/**
 * The package that a file belongs to: the nearest package.json upwards, not looking past a node_modules folder.
 * @param {string} filename absolute
 * @returns {PackageConfig | undefined}
 */
function scopeOf(filename) {
  let dir = dirname(filename);
  // What a hook made up is in no package.
  if (dir[0] !== '/') return undefined;
  for (;;) {
    if (dir.endsWith('/node_modules')) return undefined;
    const config = read(dir === '/' ? '/package.json' : `${dir}/package.json`);
    if (config.exists) return config;
    if (dir === '/') return undefined;
    dir = dirname(dir);
  }
}

/**
 * @param {string} filename
 * @returns {'module' | 'commonjs' | 'none'}
 */
function typeOf(filename) {
  return scopeOf(filename)?.type ?? 'none';
}

module.exports = { read, scopeOf, typeOf };
