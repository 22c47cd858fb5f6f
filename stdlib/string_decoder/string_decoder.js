'use strict';

// `node:string_decoder`: turns a stream of bytes into strings without tearing characters apart at the ends of chunks.

const { ArrayBufferIsView, ObjectDefineProperties, Symbol } = primordials;
const {
  codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_THIS, ERR_STRING_TOO_LONG, ERR_UNKNOWN_ENCODING },
} = require('internal/errors');
const { FastBuffer } = require('internal/buffer');
const { findEncoding, utf8, ucs2, base64, base64url } = require('buffer/encodings');
const { kStringMaxLength } = binding('buffer');

const kState = Symbol('kState');

/** The bytes of a character that is not complete yet: `have` of them, `need` more are missing. */
class State {
  bytes = new FastBuffer(4);
  have = 0;
  need = 0;
  constructor(codec) {
    this.codec = codec;
  }
}

/**
 * @param {string} [encoding]
 * @constructor
 */
function StringDecoder(encoding) {
  const codec = encoding === undefined || encoding === null || encoding === '' ? utf8 : findEncoding(encoding);
  if (codec === undefined) throw new ERR_UNKNOWN_ENCODING(encoding);
  this.encoding = codec.name;
  this[kState] = new State(codec);
}

function slice(codec, bytes, start, end) {
  const text = codec.slice(bytes, start, end);
  if (text === undefined) throw new ERR_STRING_TOO_LONG(kStringMaxLength);
  return text;
}

const isHighSurrogate = (bytes, at) => (bytes[at] & 0xfc) === 0xd8;

/** Of the bytes from `start` on, takes what the started character lacks; returns how many were taken. */
function complete(state, bytes, start) {
  const { codec } = state;
  let at = start;
  while (state.need > 0 && at < bytes.length) {
    const byte = bytes[at];
    if (codec === utf8 && (byte & 0xc0) !== 0x80) {
      // The character is broken off here; the byte begins another one.
      state.need = 0;
      break;
    }
    state.bytes[state.have++] = byte;
    state.need--;
    at++;
    // Half a pair: its other half is wanted too.
    if (codec === ucs2 && state.need === 0 && state.have === 2 && isHighSurrogate(state.bytes, 1)) state.need = 2;
  }
  return at - start;
}

/** How many bytes at the end belong to a character that is not complete; sets `need` and `have` for them. */
function measureTail(state, bytes, start) {
  const { codec } = state;
  const { length } = bytes;
  if (codec === utf8) {
    for (let back = 1; back <= 3 && length - back >= start; back++) {
      const byte = bytes[length - back];
      if ((byte & 0xc0) === 0x80) continue;
      const total = (byte & 0xe0) === 0xc0 ? 2 : (byte & 0xf0) === 0xe0 ? 3 : (byte & 0xf8) === 0xf0 ? 4 : 0;
      if (back >= total) return 0;
      state.need = total - back;
      return back;
    }
    return 0;
  }
  if (codec === ucs2) {
    if ((length - start) % 2 === 1) {
      state.need = 1;
      return 1;
    }
    if (length - start >= 2 && isHighSurrogate(bytes, length - 1)) {
      state.need = 2;
      return 2;
    }
    return 0;
  }
  if (codec === base64 || codec === base64url) {
    const rest = (length - start) % 3;
    if (rest !== 0) state.need = 3 - rest;
    return rest;
  }
  return 0;
}

function checked(self) {
  const state = self?.[kState];
  if (state === undefined) throw new ERR_INVALID_THIS('StringDecoder');
  return state;
}

/**
 * The text that is complete with this chunk.
 * @param {string | Buffer | TypedArray | DataView} chunk
 * @returns {string}
 */
StringDecoder.prototype.write = function write(chunk) {
  if (typeof chunk === 'string') return chunk;
  if (!ArrayBufferIsView(chunk)) throw new ERR_INVALID_ARG_TYPE('buf', ['Buffer', 'TypedArray', 'DataView'], chunk);
  const state = checked(this);
  const bytes = chunk instanceof Uint8Array ? chunk : new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  const { length } = bytes;
  if (length === 0) return '';
  let text = '';
  let start = 0;
  if (state.need > 0) {
    start = complete(state, bytes, 0);
    if (state.need > 0) return '';
    text = slice(state.codec, state.bytes, 0, state.have);
    state.have = 0;
    if (start === length) return text;
  }
  const tail = measureTail(state, bytes, start);
  for (let i = 0; i < tail; i++) state.bytes[i] = bytes[length - tail + i];
  state.have = tail;
  if (start === length - tail) return text;
  const rest = slice(state.codec, bytes, start, length - tail);
  return text === '' ? rest : text + rest;
};

/**
 * The last text: what is left of an incomplete character becomes what the encoding makes of it.
 * @param {string | Buffer | TypedArray | DataView} [chunk]
 * @returns {string}
 */
StringDecoder.prototype.end = function end(chunk) {
  const text = chunk === undefined ? '' : this.write(chunk);
  const state = checked(this);
  const { codec } = state;
  const { have } = state;
  state.have = 0;
  state.need = 0;
  if (have === 0) return text;
  return text + slice(codec, state.bytes, 0, codec === ucs2 ? have & ~1 : have);
};

/**
 * @param {Buffer} buf
 * @param {number} offset
 * @returns {string}
 */
StringDecoder.prototype.text = function text(buf, offset) {
  const state = checked(this);
  state.have = 0;
  state.need = 0;
  return this.write(buf.slice(offset));
};

ObjectDefineProperties(StringDecoder.prototype, {
  lastChar: {
    __proto__: null, configurable: true, enumerable: true,
    get() { return this[kState].bytes; },
  },
  lastNeed: {
    __proto__: null, configurable: true, enumerable: true,
    get() { return this[kState].need; },
  },
  lastTotal: {
    __proto__: null, configurable: true, enumerable: true,
    get() { return this[kState].have + this[kState].need; },
  },
});

module.exports = { StringDecoder };
