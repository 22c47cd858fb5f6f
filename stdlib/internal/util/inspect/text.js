'use strict';

// Text as inspect shows it: quoted strings, grouped digits, the columns a string takes on a terminal.

const {
  NumberIsFinite, ObjectIs, RegExpPrototypeExec, RegExpPrototypeSymbolReplace, String, StringPrototypeNormalize,
} = primordials;

// What must not stand in a quoted string: control characters, backslashes, single quotes, halves of surrogate pairs.
// eslint-disable-next-line no-control-regex
const needsEscape = /[\x00-\x1f\x27\x5c\x7f-\x9f]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;
const escapes = new RegExp(needsEscape, 'g');
const shortEscapes = { '\b': '\\b', '\t': '\\t', '\n': '\\n', '\f': '\\f', '\r': '\\r', '\\': '\\\\', '\'': '\\\'' };

function escapeOne(character) {
  const short = shortEscapes[character];
  if (short !== undefined) return short;
  const code = character.charCodeAt(0);
  return code < 0x100 ? `\\x${code < 16 ? '0' : ''}${code.toString(16).toUpperCase()}` : `\\u${code.toString(16)}`;
}

function escapeOneButQuotes(character) {
  return character === '\'' ? character : escapeOne(character);
}

/** A string in quotes: single ones, or those that need no escapes. */
function quote(text) {
  let mark = '\'';
  if (text.includes('\'')) {
    if (!text.includes('"')) mark = '"';
    else if (!text.includes('`') && !text.includes('${')) mark = '`';
  }
  if (RegExpPrototypeExec(needsEscape, text) === null) return `${mark}${text}${mark}`;
  return `${mark}${RegExpPrototypeSymbolReplace(escapes, text, mark === '\'' ? escapeOne : escapeOneButQuotes)}${mark}`;
}

/** The same without quotes, for names. */
function escapeText(text) {
  return RegExpPrototypeExec(needsEscape, text) === null ? text : RegExpPrototypeSymbolReplace(escapes, text, escapeOne);
}

/** 1234567 → 1_234_567 */
function groupThousands(digits) {
  const start = digits[0] === '-' ? 1 : 0;
  let grouped = '';
  let end = digits.length;
  for (; end >= start + 4; end -= 3) grouped = `_${digits.slice(end - 3, end)}${grouped}`;
  return end === digits.length ? digits : `${digits.slice(0, end)}${grouped}`;
}

/** Decimals, which are grouped from the left. */
function groupDecimals(digits) {
  let grouped = '';
  let start = 0;
  for (; start < digits.length - 3; start += 3) grouped += `${digits.slice(start, start + 3)}_`;
  return start === 0 ? digits : `${grouped}${digits.slice(start)}`;
}

function numberText(number, grouped) {
  if (ObjectIs(number, -0)) return grouped ? '0' : '-0';
  const text = `${number}`;
  if (!grouped || !NumberIsFinite(number) || text.includes('e')) return text;
  const point = text.indexOf('.');
  if (point === -1) return groupThousands(text);
  return `${groupThousands(text.slice(0, point))}.${groupDecimals(text.slice(point + 1))}`;
}

function bigintText(bigint, grouped) {
  const text = String(bigint);
  return `${grouped ? groupThousands(text) : text}n`;
}

// Escape sequences of terminals (ECMA-48): control sequences, and operating system commands with their terminator.
// eslint-disable-next-line no-control-regex
const controlSequences = /(?:\u001b\]|\u009d)[^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)|[\u001b\u009b][[\]()#;?]*(?:\d{1,4}(?:;\d{0,4})*)?[\dA-PR-TZcf-nq-uy=><~]/g;

/** Text without the sequences that control a terminal. */
function withoutControlSequences(text) {
  return text.includes('\u001b') || text.includes('\u009b') || text.includes('\u009d') ?
    RegExpPrototypeSymbolReplace(controlSequences, text, '') : text;
}

// eslint-disable-next-line no-control-regex
const colorSequences = /\u001b\[\d\d?m/g;

/** Text without the sequences with which inspect colours it. */
function withoutColors(text) {
  return RegExpPrototypeSymbolReplace(colorSequences, text, '');
}

// East Asian Width W and F.
const wideRanges = [
  0x1100, 0x115f, 0x231a, 0x231b, 0x2329, 0x232a, 0x23e9, 0x23ec, 0x23f0, 0x23f0, 0x23f3, 0x23f3, 0x25fd, 0x25fe,
  0x2614, 0x2615, 0x2630, 0x2637, 0x2648, 0x2653, 0x267f, 0x267f, 0x268a, 0x268f, 0x2693, 0x2693, 0x26a1, 0x26a1,
  0x26aa, 0x26ab, 0x26bd, 0x26be, 0x26c4, 0x26c5, 0x26ce, 0x26ce, 0x26d4, 0x26d4, 0x26ea, 0x26ea, 0x26f2, 0x26f3,
  0x26f5, 0x26f5, 0x26fa, 0x26fa, 0x26fd, 0x26fd, 0x2705, 0x2705, 0x270a, 0x270b, 0x2728, 0x2728, 0x274c, 0x274c,
  0x274e, 0x274e, 0x2753, 0x2755, 0x2757, 0x2757, 0x2795, 0x2797, 0x27b0, 0x27b0, 0x27bf, 0x27bf, 0x2b1b, 0x2b1c,
  0x2b50, 0x2b50, 0x2b55, 0x2b55, 0x2e80, 0x303e, 0x3041, 0x3247, 0x3250, 0xa48c, 0xa490, 0xa4c6, 0xa960, 0xa97c,
  0xac00, 0xd7a3, 0xf900, 0xfaff, 0xfe10, 0xfe19, 0xfe30, 0xfe6b, 0xff01, 0xff60, 0xffe0, 0xffe6, 0x16fe0, 0x18cff,
  0x1aff0, 0x1b2fb, 0x1d300, 0x1d356, 0x1d360, 0x1d376, 0x1f004, 0x1f004, 0x1f0cf, 0x1f0cf, 0x1f18e, 0x1f18e,
  0x1f191, 0x1f19a, 0x1f1e6, 0x1f1ff, 0x1f200, 0x1f320, 0x1f32d, 0x1f335, 0x1f337, 0x1f37c, 0x1f37e, 0x1f393, 0x1f3a0, 0x1f3ca,
  0x1f3cf, 0x1f3d3, 0x1f3e0, 0x1f3f0, 0x1f3f4, 0x1f3f4, 0x1f3f8, 0x1f43e, 0x1f440, 0x1f440, 0x1f442, 0x1f4fc,
  0x1f4ff, 0x1f53d, 0x1f54b, 0x1f54e, 0x1f550, 0x1f567, 0x1f57a, 0x1f57a, 0x1f595, 0x1f596, 0x1f5a4, 0x1f5a4,
  0x1f5fb, 0x1f64f, 0x1f680, 0x1f6c5, 0x1f6cc, 0x1f6cc, 0x1f6d0, 0x1f6d2, 0x1f6d5, 0x1f6d7, 0x1f6dc, 0x1f6df,
  0x1f6eb, 0x1f6ec, 0x1f6f4, 0x1f6fc, 0x1f7e0, 0x1f7eb, 0x1f7f0, 0x1f7f0, 0x1f90c, 0x1f93a, 0x1f93c, 0x1f945,
  0x1f947, 0x1f9ff, 0x1fa70, 0x1faff, 0x20000, 0x2fffd, 0x30000, 0x3fffd,
];

function isWide(code) {
  let low = 0;
  let high = wideRanges.length / 2 - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (code < wideRanges[middle * 2]) high = middle - 1;
    else if (code > wideRanges[middle * 2 + 1]) low = middle + 1;
    else return true;
  }
  return false;
}

// Combining marks, controls and format characters (but the soft hyphen is printed).
const zeroWidth = /[\p{Cc}\p{Cf}\p{Me}\p{Mn}]/u;

/**
 * The columns that text takes on a terminal.
 * @param {string} text
 * @param {boolean} [removeControls] do not count control sequences
 */
function getStringWidth(text, removeControls = true) {
  if (removeControls) text = withoutControlSequences(text);
  let width = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 127) return width + unicodeWidth(StringPrototypeNormalize(text.slice(i), 'NFC'));
    if (code >= 32) width++;
  }
  return width;
}

function unicodeWidth(text) {
  let width = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.codePointAt(i);
    if (code > 0xffff) i++;
    if (isWide(code)) width += 2;
    else if (code === 0xad || RegExpPrototypeExec(zeroWidth, String.fromCodePoint(code)) === null) width++;
  }
  return width;
}

module.exports = {
  bigintText,
  escapeText,
  getStringWidth,
  numberText,
  quote,
  withoutColors,
  withoutControlSequences,
};
