'use strict';
// Brings the text (or bytes) of a module: the default step of the `load` hooks.

const { RegExpPrototypeExec, decodeURIComponent, ObjectKeys } = primordials;
const {
  codes: {
    ERR_IMPORT_ATTRIBUTE_MISSING, ERR_IMPORT_ATTRIBUTE_TYPE_INCOMPATIBLE, ERR_IMPORT_ATTRIBUTE_UNSUPPORTED,
    ERR_INVALID_URL, ERR_UNSUPPORTED_ESM_URL_SCHEME,
  },
} = require('internal/errors');
const { URL, fileURLToPath } = require('internal/url');
const { sourcesRead } = require('module/cjs');
const { formatOf } = require('module/esm/formats');
const { containsModuleSyntax } = binding('contextify');
const fs = require('fs');

/** What `with { type }` has to say, by format; undefined: nothing at all. */
const kTypeOfFormat = {
  __proto__: null, builtin: undefined, commonjs: undefined, json: 'json', module: undefined, wasm: undefined,
};

function checkAttributes(url, format, attributes) {
  const keys = ObjectKeys(attributes);
  for (let i = 0; i < keys.length; i++) {
    if (keys[i] !== 'type') throw new ERR_IMPORT_ATTRIBUTE_UNSUPPORTED(keys[i], attributes[keys[i]], url);
  }
  const { type } = attributes;
  if (!(format in kTypeOfFormat)) return;
  const wanted = kTypeOfFormat[format];
  if (type === wanted) return;
  if (type === undefined) throw new ERR_IMPORT_ATTRIBUTE_MISSING(url, 'type', wanted);
  if (type !== 'json') throw new ERR_IMPORT_ATTRIBUTE_UNSUPPORTED('type', type, url);
  throw new ERR_IMPORT_ATTRIBUTE_TYPE_INCOMPATIBLE(url, type);
}

function decodeData(url) {
  const match = RegExpPrototypeExec(/^[^,;]*[^,]*?(;base64)?,([\s\S]*)$/, url.pathname + url.search);
  if (match === null) throw new ERR_INVALID_URL(url.href);
  const { Buffer } = require('buffer');
  return Buffer.from(decodeURIComponent(match[2]), match[1] ? 'base64' : 'utf8');
}

/**
 * @param {string} url
 * @param {{format: string | null | undefined, importAttributes: object}} context
 * @returns {{format: string, source: string | Uint8Array | null}}
 */
function defaultLoad(url, context) {
  const parsed = new URL(url);
  const { protocol } = parsed;
  if (protocol !== 'file:' && protocol !== 'data:' && protocol !== 'node:') {
    const network = protocol === 'http:' || protocol === 'https:';
    throw new ERR_UNSUPPORTED_ESM_URL_SCHEME(parsed, network ? ['file', 'data'] : ['file', 'data', 'node']);
  }
  const { importAttributes } = context;
  let { format } = context;
  if (protocol === 'node:') {
    checkAttributes(url, 'builtin', importAttributes);
    return { format: format ?? 'builtin', source: null };
  }
  format ??= formatOf(parsed, true);
  // Node's order of complaints: a wrong attribute is told before the file is read.
  if (format !== null) checkAttributes(url, format, importAttributes);
  if (protocol === 'data:') {
    const bytes = decodeData(parsed);
    return { format, source: format === 'wasm' ? bytes : bytes.toString('utf8') };
  }
  if (format === 'wasm') return { format, source: fs.readFileSync(parsed) };
  if (format === 'commonjs') return { format, source: null };
  const source = fs.readFileSync(fileURLToPath(parsed), 'utf8');
  if (format === null) {
    format = containsModuleSyntax(source, fileURLToPath(parsed)) ? 'module' : 'commonjs';
    checkAttributes(url, format, importAttributes);
    if (format === 'commonjs') {
      // Left to the CommonJS loader, which is to find the text read.
      sourcesRead.set(fileURLToPath(parsed), source);
      return { format, source: null };
    }
  }
  return { format, source };
}

/** A load hook's (or the default step's) source as text. */
function toText(source) {
  if (typeof source === 'string') return source;
  const { Buffer } = require('buffer');
  const bytes = source.buffer === undefined ? Buffer.from(source) :
    Buffer.from(source.buffer, source.byteOffset, source.byteLength);
  return bytes.toString('utf8');
}

module.exports = { defaultLoad, toText };
