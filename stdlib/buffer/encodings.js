'use strict';

// What each encoding knows: how many bytes a string takes, how to write it, how to read it back and how to find it.
// All names of the encodings, in lower case, lead to one of seven such descriptions.

const {
  byteLengthUtf8,
  asciiSlice, base64Slice, base64urlSlice, hexSlice, latin1Slice, ucs2Slice, utf8Slice,
  base64Write, hexWrite, latin1Write, ucs2Write, utf8Write,
  kAscii, kBase64, kBase64url, kHex, kLatin1, kUcs2, kUtf8,
} = binding('buffer');

function base64ByteLength(string) {
  let length = string.length;
  if (string.charCodeAt(length - 1) === 0x3d) length--;
  if (length > 1 && string.charCodeAt(length - 1) === 0x3d) length--;
  return Math.floor(length * 3 / 4);
}

/**
 * @typedef {object} Encoding
 * @property {string} name the canonical name
 * @property {number} id what the native functions call it
 * @property {number} widest the most bytes one UTF-16 code unit can take
 * @property {(string: string) => number} byteLength exact, but for base64 an upper bound when the string is malformed
 * @property {(view: ArrayBufferView, string: string, offset: number, length: number) => number} write
 *   returns the bytes written
 * @property {(view: ArrayBufferView, start: number, end: number) => string | undefined} slice
 *   undefined when the string would be too long
 */

/** @type {Record<string, Encoding>} */
const utf8 = { name: 'utf8', id: kUtf8, widest: 3, byteLength: byteLengthUtf8, write: utf8Write, slice: utf8Slice };
const ucs2 = {
  name: 'utf16le', id: kUcs2, widest: 2, byteLength: (string) => string.length * 2, write: ucs2Write, slice: ucs2Slice,
};
const latin1 = {
  name: 'latin1', id: kLatin1, widest: 1, byteLength: (string) => string.length, write: latin1Write, slice: latin1Slice,
};
const ascii = {
  name: 'ascii', id: kAscii, widest: 1, byteLength: (string) => string.length, write: latin1Write, slice: asciiSlice,
};
const base64 = {
  name: 'base64', id: kBase64, widest: 1, byteLength: base64ByteLength, write: base64Write, slice: base64Slice,
};
const base64url = {
  name: 'base64url', id: kBase64url, widest: 1, byteLength: base64ByteLength, write: base64Write, slice: base64urlSlice,
};
const hex = {
  name: 'hex', id: kHex, widest: 1, byteLength: (string) => string.length >>> 1, write: hexWrite, slice: hexSlice,
};

const byName = {
  '__proto__': null,
  utf8, 'utf-8': utf8,
  ucs2, 'ucs-2': ucs2, 'utf16le': ucs2, 'utf-16le': ucs2,
  latin1, 'binary': latin1,
  ascii, base64, base64url, hex,
};

/**
 * The description of an encoding, or undefined when there is no such encoding.
 * @param {unknown} name
 * @returns {Encoding | undefined}
 */
function findEncoding(name) {
  if (typeof name === 'string') {
    const known = byName[name];
    if (known !== undefined) return known;
    // The longest name has nine characters; nothing longer can become one by lower-casing.
    return name.length > 9 ? undefined : byName[name.toLowerCase()];
  }
  return byName[`${name}`.toLowerCase()];
}

module.exports = { findEncoding, utf8, latin1, ucs2, ascii, base64, base64url, hex };
