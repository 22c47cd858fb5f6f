'use strict';

// Text to bytes and back, as transform streams: https://encoding.spec.whatwg.org/#interface-textencoderstream

const { codes: { ERR_INVALID_THIS } } = require('internal/errors');
const { TextDecoder, TextEncoder } = require('internal/encoding');
const { TransformStream } = require('internal/webstreams/transform');
const { defineEnumerable, defineInspect } = require('internal/webstreams/util');

let isEncoder;
let isDecoder;

class TextEncoderStream {
  #handle;
  #transform;
  #pending = null; // a high surrogate whose other half is in the next chunk

  constructor() {
    this.#handle = new TextEncoder();
    this.#transform = new TransformStream({
      transform: (chunk, controller) => {
        chunk = `${chunk}`;
        if (chunk === '') return;
        if (this.#pending !== null) {
          chunk = this.#pending + chunk;
          this.#pending = null;
        }
        const last = chunk.charCodeAt(chunk.length - 1);
        if (last >= 0xd800 && last <= 0xdbff) {
          this.#pending = chunk[chunk.length - 1];
          chunk = chunk.slice(0, -1);
        }
        const value = this.#handle.encode(chunk);
        if (value.byteLength !== 0) controller.enqueue(value);
      },
      flush: (controller) => {
        // A half that stays alone becomes U+FFFD.
        if (this.#pending !== null) controller.enqueue(new Uint8Array([0xef, 0xbf, 0xbd]));
      },
    });
  }

  get encoding() {
    return this.#handle.encoding;
  }

  get readable() {
    return this.#transform.readable;
  }

  get writable() {
    return this.#transform.writable;
  }

  static {
    isEncoder = (value) => value !== null && typeof value === 'object' && #handle in value;
  }
}
defineEnumerable(TextEncoderStream, 'encoding', 'readable', 'writable');
defineInspect(TextEncoderStream, (self) => {
  if (!isEncoder(self)) throw new ERR_INVALID_THIS('TextEncoderStream');
  const { encoding, readable, writable } = self;
  return { encoding, readable, writable };
});

class TextDecoderStream {
  #handle;
  #transform;

  /**
   * @param {string} [encoding]
   * @param {{ fatal?: boolean, ignoreBOM?: boolean }} [options]
   */
  constructor(encoding = 'utf-8', options = { __proto__: null }) {
    this.#handle = new TextDecoder(encoding, options);
    this.#transform = new TransformStream({
      transform: (chunk, controller) => {
        if (chunk === undefined) throw new TypeError('chunk is not a BufferSource');
        const value = this.#handle.decode(chunk, { stream: true });
        if (value) controller.enqueue(value);
      },
      flush: (controller) => {
        const value = this.#handle.decode();
        if (value) controller.enqueue(value);
      },
    });
  }

  get encoding() {
    return this.#handle.encoding;
  }

  get fatal() {
    return this.#handle.fatal;
  }

  get ignoreBOM() {
    return this.#handle.ignoreBOM;
  }

  get readable() {
    return this.#transform.readable;
  }

  get writable() {
    return this.#transform.writable;
  }

  static {
    isDecoder = (value) => value !== null && typeof value === 'object' && #handle in value;
  }
}
defineEnumerable(TextDecoderStream, 'encoding', 'fatal', 'ignoreBOM', 'readable', 'writable');
defineInspect(TextDecoderStream, (self) => {
  if (!isDecoder(self)) throw new ERR_INVALID_THIS('TextDecoderStream');
  const { encoding, fatal, ignoreBOM, readable, writable } = self;
  return { encoding, fatal, ignoreBOM, readable, writable };
});

module.exports = { TextDecoderStream, TextEncoderStream };
