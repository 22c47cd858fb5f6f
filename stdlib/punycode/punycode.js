'use strict';

// Punycode (RFC 3492), by which names beyond ASCII are written in the domain name system. Deprecated as a module: a package
// of the same name takes its place.

const { RangeError, RegExpPrototypeExec, RegExpPrototypeSymbolReplace, StringFromCodePoint } = primordials;

process.emitWarning(
  'The `punycode` module is deprecated. Please use a userland alternative instead.', 'DeprecationWarning', 'DEP0040');

// RFC 3492, section 5.
const kBase = 36;
const kMin = 1;
const kMax = 26;
const kSkew = 38;
const kDamp = 700;
const kInitialBias = 72;
const kInitialN = 128;
const kLimit = 2147483647;

const messages = {
  'overflow': 'Overflow: input needs wider integers to process',
  'not-basic': 'Illegal input >= 0x80 (not a basic code point)',
  'invalid-input': 'Invalid input',
};

function fail(kind) {
  throw new RangeError(messages[kind]);
}

/** Section 6.1: the bias for the next number, from the last difference. */
function adapt(delta, points, first) {
  delta = first ? Math.floor(delta / kDamp) : delta >> 1;
  delta += Math.floor(delta / points);
  let k = 0;
  for (; delta > ((kBase - kMin) * kMax) >> 1; k += kBase) delta = Math.floor(delta / (kBase - kMin));
  return Math.floor(k + (kBase - kMin + 1) * delta / (delta + kSkew));
}

function threshold(k, bias) {
  if (k <= bias) return kMin;
  return k >= bias + kMax ? kMax : k - bias;
}

function digitOf(code) {
  if (code >= 0x30 && code < 0x3A) return 26 + (code - 0x30);
  if (code >= 0x41 && code < 0x5B) return code - 0x41;
  if (code >= 0x61 && code < 0x7B) return code - 0x61;
  return kBase;
}

function codeOf(digit) {
  return digit < 26 ? digit + 97 : digit - 26 + 48;
}

/** Code points of a string; unpaired surrogates count as they are. */
function ucs2decode(text) {
  const points = [];
  for (let i = 0; i < text.length; i++) {
    const point = text.codePointAt(i);
    points.push(point);
    if (point > 0xFFFF) i++;
  }
  return points;
}

function ucs2encode(points) {
  let text = '';
  for (const point of points) text += StringFromCodePoint(point);
  return text;
}

/**
 * @param {string} input ASCII, without `xn--`
 * @returns {string}
 */
function decode(input) {
  const output = [];
  const delimiter = Math.max(input.lastIndexOf('-'), 0);
  for (let i = 0; i < delimiter; i++) {
    if (input.charCodeAt(i) >= 0x80) fail('not-basic');
    output.push(input.charCodeAt(i));
  }
  let n = kInitialN;
  let bias = kInitialBias;
  let i = 0;
  for (let at = delimiter > 0 ? delimiter + 1 : 0; at < input.length;) {
    const before = i;
    for (let weight = 1, k = kBase; ; k += kBase) {
      if (at >= input.length) fail('invalid-input');
      const digit = digitOf(input.charCodeAt(at++));
      if (digit >= kBase) fail('invalid-input');
      if (digit > Math.floor((kLimit - i) / weight)) fail('overflow');
      i += digit * weight;
      const t = threshold(k, bias);
      if (digit < t) break;
      if (weight > Math.floor(kLimit / (kBase - t))) fail('overflow');
      weight *= kBase - t;
    }
    const length = output.length + 1;
    bias = adapt(i - before, length, before === 0);
    if (Math.floor(i / length) > kLimit - n) fail('overflow');
    n += Math.floor(i / length);
    i %= length;
    output.splice(i++, 0, n);
  }
  return ucs2encode(output);
}

/**
 * @param {string} input
 * @returns {string}
 */
function encode(input) {
  const points = ucs2decode(input);
  let output = '';
  for (const point of points) {
    if (point < 0x80) output += String.fromCharCode(point);
  }
  const basic = output.length;
  let handled = basic;
  if (basic > 0) output += '-';
  let n = kInitialN;
  let bias = kInitialBias;
  let delta = 0;
  while (handled < points.length) {
    let next = kLimit;
    for (const point of points) {
      if (point >= n && point < next) next = point;
    }
    if (next - n > Math.floor((kLimit - delta) / (handled + 1))) fail('overflow');
    delta += (next - n) * (handled + 1);
    n = next;
    for (const point of points) {
      if (point < n && ++delta > kLimit) fail('overflow');
      if (point !== n) continue;
      let q = delta;
      for (let k = kBase; ; k += kBase) {
        const t = threshold(k, bias);
        if (q < t) break;
        output += String.fromCharCode(codeOf(t + (q - t) % (kBase - t)));
        q = Math.floor((q - t) / (kBase - t));
      }
      output += String.fromCharCode(codeOf(q));
      bias = adapt(delta, handled + 1, handled === basic);
      delta = 0;
      handled++;
    }
    delta++;
    n++;
  }
  return output;
}

/** Applies `convert` to each label of a domain name or of an address's domain. */
function mapLabels(domain, convert) {
  const at = domain.split('@');
  let prefix = '';
  if (at.length > 1) {
    prefix = `${at[0]}@`;
    domain = at[1];
  }
  // The other full stops that IDNA knows (RFC 3490, section 3.1).
  const labels = RegExpPrototypeSymbolReplace(/[\x2E\u3002\uFF0E\uFF61]/g, domain, '.').split('.');
  return prefix + labels.map(convert).join('.');
}

/**
 * @param {string} domain
 * @returns {string}
 */
function toUnicode(domain) {
  return mapLabels(domain, (label) => label.startsWith('xn--') ? decode(label.slice(4).toLowerCase()) : label);
}

/**
 * @param {string} domain
 * @returns {string}
 */
function toASCII(domain) {
  return mapLabels(domain, (label) => RegExpPrototypeExec(/[^\0-\x7F]/, label) !== null ? `xn--${encode(label)}` : label);
}

module.exports = {
  version: '2.1.0',
  ucs2: { decode: ucs2decode, encode: ucs2encode },
  decode,
  encode,
  toASCII,
  toUnicode,
};
