'use strict';

// TextEncoder and TextDecoder of the Encoding standard. UTF-8 and UTF-16 are decoded by our own code, which is where nearly all
// text goes; what else there is by a table of 128 characters or by a native converter that keeps its state.

const { ArrayBufferIsView, ObjectDefineProperties, SymbolFor, SymbolToStringTag } = primordials;
const {
  codes: {
    ERR_ENCODING_INVALID_ENCODED_DATA, ERR_ENCODING_NOT_SUPPORTED, ERR_INVALID_ARG_TYPE, ERR_INVALID_THIS,
  },
} = require('internal/errors');
const { validateString } = require('internal/validators');
const { encodingOf } = require('encoding/labels');
const native = binding('encoding');
const { isAnyArrayBuffer } = binding('buffer');

const kInspect = SymbolFor('nodejs.util.inspect.custom');

/** @see https://encoding.spec.whatwg.org/#interface-textencoder */
class TextEncoder {
  #brand;

  static #check(value) {
    if (typeof value !== 'object' || value === null || !(#brand in value)) throw new ERR_INVALID_THIS('TextEncoder');
  }

  get encoding() {
    TextEncoder.#check(this);
    return 'utf-8';
  }

  /**
   * @param {string} [input]
   * @returns {Uint8Array}
   */
  encode(input = '') {
    TextEncoder.#check(this);
    return native.encode(`${input}`);
  }

  /**
   * Writes as many whole characters as fit.
   * @param {string} src
   * @param {Uint8Array} dest
   * @returns {{ read: number, written: number }} in UTF-16 units and in bytes
   */
  encodeInto(src, dest) {
    TextEncoder.#check(this);
    validateString(src, 'src');
    if (!(dest instanceof Uint8Array)) throw new ERR_INVALID_ARG_TYPE('dest', 'Uint8Array', dest);
    native.encodeInto(src, dest);
    return { read: native.encoded[0], written: native.encoded[1] };
  }

  [kInspect](depth, options) {
    TextEncoder.#check(this);
    if (typeof depth === 'number' && depth < 0) return this;
    const shown = { __proto__: { constructor: this.constructor === undefined ? TextEncoder : this.constructor } };
    shown.encoding = this.encoding;
    return require('internal/util/inspect').inspect(shown, options);
  }
}

const kEmpty = new Uint8Array(0);

/** @see https://encoding.spec.whatwg.org/#interface-textdecoder */
class TextDecoder {
  #encoding;
  #fatal;
  #ignoreBOM;
  // How the native side names the encodings that it decodes without keeping state; -1 for the others.
  #kind;
  // From here on: the state between chunks.
  #pending = null;
  #bomSeen = false;
  #converter = null;

  static #check(value) {
    if (typeof value !== 'object' || value === null || !(#encoding in value)) throw new ERR_INVALID_THIS('TextDecoder');
  }

  /**
   * @param {string} [label]
   * @param {{ fatal?: boolean, ignoreBOM?: boolean }} [options]
   */
  constructor(label = 'utf-8', options = undefined) {
    const encoding = encodingOf(`${label}`);
    if (options !== undefined && options !== null && typeof options !== 'object' && typeof options !== 'function') {
      throw new ERR_INVALID_ARG_TYPE('options', 'Object', options);
    }
    if (encoding === undefined) throw new ERR_ENCODING_NOT_SUPPORTED(label);
    this.#encoding = encoding;
    this.#fatal = Boolean(options?.fatal);
    this.#ignoreBOM = Boolean(options?.ignoreBOM);
    this.#kind = encoding === 'utf-8' ? native.kUtf8 : encoding === 'utf-16le' ? native.kUtf16le :
      encoding === 'utf-16be' ? native.kUtf16be : -1;
  }

  /**
   * @param {ArrayBuffer | SharedArrayBuffer | ArrayBufferView} [input]
   * @param {{ stream?: boolean }} [options]
   * @returns {string}
   */
  decode(input = kEmpty, options = undefined) {
    TextDecoder.#check(this);
    if (!ArrayBufferIsView(input) && !isAnyArrayBuffer(input)) {
      const error = new TypeError(
        'The "list" argument must be an instance of SharedArrayBuffer, ArrayBuffer or ArrayBufferView.');
      error.code = 'ERR_INVALID_ARG_TYPE';
      throw error;
    }
    const stream = Boolean(options?.stream);
    const text = this.#kind === -1 ? this.#convert(input, stream) : this.#decodeUnicode(input, stream);
    if (text === undefined) {
      this.#reset();
      throw new ERR_ENCODING_INVALID_ENCODED_DATA(this.#encoding, undefined);
    }
    if (!stream) this.#reset();
    return text;
  }

  #reset() {
    this.#pending = null;
    this.#bomSeen = false;
    this.#converter = null;
  }

  #decodeUnicode(input, stream) {
    let bytes = input;
    if (this.#pending !== null) {
      bytes = new Uint8Array(this.#pending.length + input.byteLength);
      bytes.set(this.#pending);
      bytes.set(ArrayBufferIsView(input) ? new Uint8Array(input.buffer, input.byteOffset, input.byteLength) :
        new Uint8Array(input), this.#pending.length);
      this.#pending = null;
    }
    let length = bytes.byteLength;
    if (stream) {
      const tail = native.incompleteTail(this.#kind, bytes);
      if (tail > 0) {
        length -= tail;
        const offset = ArrayBufferIsView(bytes) ? bytes.byteOffset : 0;
        this.#pending = new Uint8Array(ArrayBufferIsView(bytes) ? bytes.buffer : bytes, offset + length, tail).slice();
      }
    }
    const text = native.decode(this.#kind, bytes, length, this.#fatal, !this.#ignoreBOM && !this.#bomSeen);
    if (length > 0) this.#bomSeen = true;
    return text;
  }

  #convert(input, stream) {
    this.#converter ??= new native.Converter(this.#encoding, this.#fatal);
    return this.#converter.decode(input, !stream);
  }

  get encoding() {
    TextDecoder.#check(this);
    return this.#encoding;
  }

  get fatal() {
    TextDecoder.#check(this);
    return this.#fatal;
  }

  get ignoreBOM() {
    TextDecoder.#check(this);
    return this.#ignoreBOM;
  }

  [kInspect](depth, options) {
    TextDecoder.#check(this);
    if (typeof depth === 'number' && depth < 0) return this;
    const shown = { __proto__: { constructor: this.constructor === undefined ? TextDecoder : this.constructor } };
    shown.encoding = this.#encoding;
    shown.fatal = this.#fatal;
    shown.ignoreBOM = this.#ignoreBOM;
    return `TextDecoder ${require('internal/util/inspect').inspect(shown, options)}`;
  }
}

const enumerable = { __proto__: null, enumerable: true };
ObjectDefineProperties(TextEncoder.prototype, {
  encode: enumerable,
  encodeInto: enumerable,
  encoding: enumerable,
  [kInspect]: { __proto__: null, enumerable: false },
  [SymbolToStringTag]: { __proto__: null, configurable: true, value: 'TextEncoder' },
});
ObjectDefineProperties(TextDecoder.prototype, {
  decode: enumerable,
  encoding: enumerable,
  fatal: enumerable,
  ignoreBOM: enumerable,
  [kInspect]: { __proto__: null, enumerable: false },
  [SymbolToStringTag]: { __proto__: null, configurable: true, value: 'TextDecoder' },
});

module.exports = { TextEncoder, TextDecoder };
