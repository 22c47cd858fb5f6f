'use strict';
// Which kind of module a URL names.

const { RegExpPrototypeExec } = primordials;
const { codes: { ERR_UNKNOWN_FILE_EXTENSION } } = require('internal/errors');
const { extname } = require('path');
const { fileURLToPath } = require('internal/url');
const packageJson = require('module/package_json');
const { isWasmFile } = binding('modules');

const kByExtension = {
  '__proto__': null,
  '.cjs': 'commonjs',
  '.js': 'module',
  '.json': 'json',
  '.mjs': 'module',
  '.wasm': 'wasm',
};

/** The format of a data: URL from its media type; the type itself when no module comes in it. */
function formatOfData(url) {
  const type = RegExpPrototypeExec(/^([^;,]*)[^,]*,/, url.pathname)?.[1];
  if (type === undefined) return null;
  if (/^\s*(text|application)\/javascript\s*$/i.test(type)) return 'module';
  if (/^\s*application\/json\s*$/i.test(type)) return 'json';
  if (/^\s*application\/wasm\s*$/i.test(type)) return 'wasm';
  return type;
}

/**
 * @param {URL} url
 * @param {boolean} [strict] throw for an extension that is not known
 * @returns {string | null | undefined} null: to be found out from the text; undefined: unknown
 */
function formatOf(url, strict = false) {
  const { protocol } = url;
  if (protocol === 'node:') return 'builtin';
  if (protocol === 'data:') return formatOfData(url);
  if (protocol !== 'file:') return undefined;
  const { pathname } = url;
  const extension = extname(pathname);
  if (extension === '.js') {
    const type = packageJson.typeOf(fileURLToPath(url));
    return type === 'none' ? null : type;
  }
  if (extension === '') {
    const path = fileURLToPath(url);
    const type = packageJson.typeOf(path);
    if (type === 'module') return isWasmFile(path) ? 'wasm' : 'module';
    return type === 'none' ? null : type;
  }
  const format = kByExtension[extension];
  if (format !== undefined) return format;
  if (strict) throw new ERR_UNKNOWN_FILE_EXTENSION(extension, fileURLToPath(url));
  return undefined;
}

module.exports = { formatOf };
