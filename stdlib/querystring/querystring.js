'use strict';

// `node:querystring`. `escape` and `unescape` may be replaced by programs; parse and stringify use what stands there then.

const {
  ArrayIsArray, MathAbs, NumberIsFinite, ObjectKeys, RegExpPrototypeExec, String, StringFromCodePoint, decodeURIComponent,
  encodeURIComponent,
} = primordials;
const { Buffer } = require('buffer');
const { codes: { ERR_INVALID_URI } } = require('internal/errors');

const kPercent = 0x25;
const kPlus = 0x2b;
const kSpace = 0x20;
const kEncoded = /%[\da-f]{2}/i;
const kDefaultPairs = 1000;

/** The value of a hexadecimal digit, or -1. */
function digit(code) {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = code | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x61 + 10 : -1;
}

/**
 * Decodes %xx to bytes; what is no such sequence stays as it is. Never throws for a string.
 * @param {string | Buffer} text
 * @param {boolean} [decodeSpaces] whether + is a space
 * @returns {Buffer}
 */
function unescapeBuffer(text, decodeSpaces) {
  const { length } = text;
  const bytes = Buffer.allocUnsafe(length);
  const at = typeof text === 'string' ? (i) => text.charCodeAt(i) : (i) => text[i];
  let size = 0;
  for (let i = 0; i < length; i++) {
    let code = at(i);
    if (code === kPlus && decodeSpaces) {
      code = kSpace;
    } else if (code === kPercent && i + 2 < length) {
      const high = digit(at(i + 1));
      const low = digit(at(i + 2));
      if (high >= 0 && low >= 0) {
        code = high * 16 + low;
        i += 2;
      }
    }
    bytes[size++] = code;
  }
  return bytes.slice(0, size);
}

/**
 * @param {string} s
 * @param {boolean} [decodeSpaces] whether + is a space, should s be malformed
 * @returns {string}
 */
function qsUnescape(s, decodeSpaces) {
  try {
    return decodeURIComponent(s);
  } catch {
    return querystring.unescapeBuffer(s, decodeSpaces).toString();
  }
}

/**
 * @param {any} str
 * @returns {string}
 */
function qsEscape(str) {
  if (typeof str !== 'string') {
    if (typeof str === 'object') str = String(str);
    else str += '';
  }
  try {
    return encodeURIComponent(str);
  } catch {
    return encodeURIComponent(pairSurrogates(str));
  }
}

/** A half of a surrogate pair makes one with whatever follows it; at the end it is an error. */
function pairSurrogates(text) {
  let paired = '';
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if ((code & 0xf800) !== 0xd800) {
      paired += text[i];
    } else {
      if (++i === text.length) throw new ERR_INVALID_URI();
      paired += StringFromCodePoint(0x10000 + ((code & 0x3ff) << 10) + (text.charCodeAt(i) & 0x3ff));
    }
  }
  return paired;
}

/** What of a value appears in a query; the rest (objects, functions, NaN) is empty. */
function textOf(value) {
  switch (typeof value) {
    case 'string': return value;
    case 'number': return NumberIsFinite(value) ? '' + value : '';
    case 'bigint': return '' + value;
    case 'boolean': return value ? 'true' : 'false';
    default: return '';
  }
}

function escapeText(value) {
  const text = textOf(value);
  if (text === '') return '';
  // Digits need no escape; the sign of an exponent does.
  if (typeof value === 'string' || (typeof value === 'number' && MathAbs(value) >= 1e21)) return qsEscape(text);
  return text;
}

/**
 * @param {Record<string, string | number | bigint | boolean | Array<string | number | bigint | boolean> | null>} obj
 * @param {string} [sep]
 * @param {string} [eq]
 * @param {{ encodeURIComponent?: (text: string) => string }} [options]
 * @returns {string}
 */
function stringify(obj, sep, eq, options) {
  sep ||= '&';
  eq ||= '=';
  if (obj === null || typeof obj !== 'object') return '';
  let encode = querystring.escape;
  if (options && typeof options.encodeURIComponent === 'function') encode = options.encodeURIComponent;
  const convert = encode === qsEscape ? escapeText : (value) => encode(textOf(value));

  let text = '';
  const add = (key, value) => {
    if (text !== '') text += sep;
    text += key + convert(value);
  };
  const keys = ObjectKeys(obj);
  for (let i = 0; i < keys.length; i++) {
    const value = obj[keys[i]];
    const key = convert(keys[i]) + eq;
    if (ArrayIsArray(value)) {
      for (let j = 0; j < value.length; j++) add(key, value[j]);
    } else {
      add(key, value);
    }
  }
  return text;
}

function decodeWith(decode, text) {
  try {
    return decode(text);
  } catch {
    return querystring.unescape(text, true);
  }
}

/**
 * @param {string} qs
 * @param {string} [sep]
 * @param {string} [eq]
 * @param {{ maxKeys?: number, decodeURIComponent?: (text: string) => string }} [options] maxKeys: 0 is no limit
 * @returns {Record<string, string | string[]>}
 */
function parse(qs, sep, eq, options) {
  const result = { __proto__: null };
  if (typeof qs !== 'string' || qs.length === 0) return result;
  const separator = sep ? sep + '' : '&';
  const equals = eq ? eq + '' : '=';
  let decode = querystring.unescape;
  if (options && typeof options.decodeURIComponent === 'function') decode = options.decodeURIComponent;
  const custom = decode !== qsUnescape;
  // Any other number than a positive integer is never counted down to 0: no limit.
  let left = options && typeof options.maxKeys === 'number' ? options.maxKeys : kDefaultPairs;

  const convert = (text) => {
    if (text === '') return text;
    if (text.includes('+')) text = text.replaceAll('+', custom ? '%20' : ' ');
    return custom || RegExpPrototypeExec(kEncoded, text) !== null ? decodeWith(decode, text) : text;
  };

  for (let start = 0; start < qs.length;) {
    let end = separator === '' ? -1 : qs.indexOf(separator, start);
    if (end === -1) end = qs.length;
    if (end > start) {
      const pair = qs.slice(start, end);
      const middle = pair.indexOf(equals);
      const key = convert(middle === -1 ? pair : pair.slice(0, middle));
      const value = middle === -1 ? '' : convert(pair.slice(middle + equals.length));
      const before = result[key];
      if (before === undefined) result[key] = value;
      else if (ArrayIsArray(before)) before.push(value);
      else result[key] = [before, value];
    }
    if (--left === 0) break;
    start = end + separator.length;
  }
  return result;
}

const querystring = module.exports = {
  unescapeBuffer,
  unescape: qsUnescape,
  escape: qsEscape,
  stringify,
  encode: stringify,
  parse,
  decode: parse,
};
