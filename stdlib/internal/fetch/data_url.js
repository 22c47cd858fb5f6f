'use strict';

// data: URLs (https://fetch.spec.whatwg.org/#data-urls).

const { StringFromCharCode, Uint8Array } = primordials;

const { MIMEType } = require('internal/mime');

/** The bytes of percent-encoded ASCII. */
function percentDecode(text) {
  const bytes = new Uint8Array(text.length);
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    const hex = text.slice(i + 1, i + 3);
    if (text[i] === '%' && /^[0-9a-fA-F]{2}$/.test(hex)) {
      bytes[length++] = Number.parseInt(hex, 16);
      i += 2;
    } else {
      bytes[length++] = text.charCodeAt(i);
    }
  }
  return bytes.subarray(0, length);
}

/** "Forgiving" base64: blanks are skipped, padding may be missing; null for anything else. */
function forgivingBase64(text) {
  text = text.replace(/[\t\n\f\r ]/g, '');
  if (text.length % 4 === 0) text = text.replace(/={1,2}$/, '');
  if (text.length % 4 === 1 || /[^A-Za-z0-9+/]/.test(text)) return null;
  return new Uint8Array(require('buffer').Buffer.from(text, 'base64'));
}

/**
 * @param {URL} url
 * @returns {{ bytes: Uint8Array, type: string } | null}
 */
function parseDataURL(url) {
  const input = url.href.slice(5, url.hash ? -url.hash.length : undefined);
  const comma = input.indexOf(',');
  if (comma === -1) return null;
  let type = input.slice(0, comma).trim();
  let bytes = percentDecode(input.slice(comma + 1));
  const base64 = /; *base64$/i.exec(type);
  if (base64 !== null) {
    let text = '';
    for (let i = 0; i < bytes.length; i++) text += StringFromCharCode(bytes[i]);
    bytes = forgivingBase64(text);
    if (bytes === null) return null;
    type = type.slice(0, base64.index);
  }
  if (type.startsWith(';')) type = `text/plain${type}`;
  try {
    type = new MIMEType(type).toString();
  } catch {
    type = 'text/plain;charset=US-ASCII';
  }
  return { bytes, type };
}

module.exports = { parseDataURL };
