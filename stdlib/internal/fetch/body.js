'use strict';

// What requests and responses have in common: a body that is read once (https://fetch.spec.whatwg.org/#bodies).

const { ArrayBufferIsView, ArrayBufferPrototypeSlice, Uint8Array } = primordials;

const { isAnyArrayBuffer } = require('internal/util/types');
const { TextDecoder, TextEncoder } = require('internal/encoding');

function isStream(value) {
  return value instanceof require('internal/webstreams/readable').ReadableStream;
}

function isBlob(value) {
  return typeof value === 'object' && value !== null && typeof value.stream === 'function' &&
    typeof value.arrayBuffer === 'function' && typeof value.size === 'number';
}

/**
 * @param {any} source what was given as a body; not null
 * @returns {{ bytes?: Uint8Array, stream?: ReadableStream, blob?: Blob, type: string | null }}
 */
function extract(source) {
  if (isStream(source)) {
    if (source.locked) throw new TypeError('Response body object should not be disturbed or locked');
    return { stream: source, type: null };
  }
  if (isBlob(source)) return { blob: source, type: source.type || null };
  if (isAnyArrayBuffer(source)) return { bytes: new Uint8Array(ArrayBufferPrototypeSlice(source, 0)), type: null };
  if (ArrayBufferIsView(source)) {
    return { bytes: new Uint8Array(source.buffer, source.byteOffset, source.byteLength).slice(), type: null };
  }
  if (source instanceof require('internal/url').URLSearchParams) {
    return {
      bytes: new TextEncoder().encode(source.toString()), type: 'application/x-www-form-urlencoded;charset=UTF-8',
    };
  }
  if (typeof source === 'object' && typeof source[Symbol.asyncIterator] === 'function') {
    return { stream: require('internal/webstreams/readable').ReadableStream.from(source), type: null };
  }
  return { bytes: new TextEncoder().encode(`${source}`), type: 'text/plain;charset=UTF-8' };
}

class Body {
  #source;
  #stream;
  #used = false;

  constructor(source) {
    this.#source = source;
    this.#stream = source?.stream;
  }

  get type() {
    return this.#source?.type ?? null;
  }

  /** Null for no body. Making the stream is put off: most bodies are read as a whole. */
  get stream() {
    if (this.#source === null) return null;
    if (this.#stream === undefined) {
      const { bytes, blob } = this.#source;
      this.#stream = blob !== undefined ? blob.stream() :
        new (require('internal/webstreams/readable').ReadableStream)({
          type: 'bytes',
          start(controller) {
            if (bytes.byteLength > 0) controller.enqueue(new Uint8Array(bytes));
            controller.close();
          },
        });
    }
    return this.#stream;
  }

  get used() {
    return this.#used || this.#isDisturbed();
  }

  #isDisturbed() {
    return this.#stream !== undefined && require('stream').isDisturbed(this.#stream);
  }

  get unusable() {
    return this.used || this.#stream?.locked === true;
  }

  /** For clone(): both get all of the bytes. */
  fork() {
    if (this.#source === null) return new Body(null);
    if (this.#stream === undefined) return new Body(this.#source);
    const [mine, other] = this.#stream.tee();
    this.#stream = mine;
    return new Body({ stream: other, type: this.type });
  }

  /** The bytes without copying, where they are at hand. */
  get known() {
    return this.#stream === undefined ? this.#source?.bytes : undefined;
  }

  async bytes() {
    if (this.#source === null) return new Uint8Array(0);
    if (this.unusable) throw new TypeError('Body is unusable: Body has already been read');
    this.#used = true;
    if (this.#stream === undefined) {
      const { bytes, blob } = this.#source;
      return bytes !== undefined ? bytes : new Uint8Array(await blob.arrayBuffer());
    }
    const chunks = [];
    let length = 0;
    const reader = this.#stream.getReader();
    for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
      if (!(value instanceof Uint8Array)) throw new TypeError('Received non-Uint8Array chunk');
      chunks.push(value);
      length += value.byteLength;
    }
    const all = new Uint8Array(length);
    let at = 0;
    for (const chunk of chunks) {
      all.set(chunk, at);
      at += chunk.byteLength;
    }
    return all;
  }
}

/** Adds the reading methods to a class; `bodyOf(instance)` is its Body. */
function mixin(target, bodyOf) {
  const methods = {
    get body() { return bodyOf(this).stream; },
    get bodyUsed() { return bodyOf(this).used; },
    async arrayBuffer() {
      const bytes = await bodyOf(this).bytes();
      return ArrayBufferPrototypeSlice(bytes.buffer, bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
    },
    async blob() {
      const { Blob } = require('buffer');
      return new Blob([await bodyOf(this).bytes()], { type: this.headers.get('content-type') ?? '' });
    },
    async bytes() { return (await bodyOf(this).bytes()).slice(); },
    async json() { return JSON.parse(await this.text()); },
    async text() { return new TextDecoder().decode(await bodyOf(this).bytes()); },
  };
  for (const name of Object.keys(methods)) {
    Object.defineProperty(target.prototype, name, {
      ...Object.getOwnPropertyDescriptor(methods, name), enumerable: true, configurable: true,
    });
  }
}

module.exports = { Body, extract, mixin };
