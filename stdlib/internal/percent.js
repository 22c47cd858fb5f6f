'use strict';

// Percent-decoding into bytes, for text that need not be UTF-8 underneath.

const { Buffer } = require('buffer');

function hexDigit(code) {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  code |= 0x20;
  return code >= 0x61 && code <= 0x66 ? code - 0x57 : -1;
}

/**
 * The bytes of the text's UTF-8 form with each `%xx` replaced by its byte; a `%` that begins none stays.
 * @param {string} text
 * @returns {Buffer}
 */
function decodeToBuffer(text) {
  const bytes = Buffer.from(text);
  let length = 0;
  for (let i = 0; i < bytes.length; i++) {
    let byte = bytes[i];
    if (byte === 0x25 && i + 2 < bytes.length) {
      const high = hexDigit(bytes[i + 1]);
      const low = hexDigit(bytes[i + 2]);
      if (high >= 0 && low >= 0) {
        byte = high << 4 | low;
        i += 2;
      }
    }
    bytes[length++] = byte;
  }
  return bytes.subarray(0, length);
}

module.exports = { decodeToBuffer };
