'use strict';

// Blob: immutable bytes in pieces, some of which may be parts of files that are read when they are asked for.

const {
  MathMin, ObjectDefineProperties, PromiseReject, StringPrototypeToWellFormed, SymbolFor, SymbolIterator,
  SymbolToStringTag, TypedArrayPrototypeSlice,
} = primordials;
const {
  codes: { ERR_BUFFER_TOO_LARGE, ERR_INVALID_ARG_TYPE, ERR_INVALID_STATE, ERR_INVALID_THIS },
} = require('internal/errors');
const { validateOneOf } = require('internal/validators');
const { Buffer, kMaxLength } = require('buffer');
const { kClone, kCloneable, kTransferMode } = require('internal/transferable');
const { isAnyArrayBuffer } = binding('buffer');
const { encode } = binding('encoding');

const kInspect = SymbolFor('nodejs.util.inspect.custom');
const kChunk = 64 * 1024;

/**
 * Bytes in memory (`bytes`), or in a file (`path`), from `start` on.
 * @typedef {{ bytes?: Uint8Array, path?: string, modified?: number, start: number, length: number }} Piece
 */

function notReadable(cause) {
  const { DOMException } = require('internal/dom_exception');
  return new DOMException('The blob could not be read', { name: 'NotReadableError', cause });
}

/** Reads from a file that must still be what it was when the blob was made. */
async function readFile(piece, start, length) {
  const { open } = require('fs/promises');
  let handle;
  try {
    handle = await open(piece.path);
    const { mtimeMs, size } = await handle.stat();
    if (mtimeMs !== piece.modified || size < start + length) throw new Error('The file has changed');
    const bytes = Buffer.allocUnsafeSlow(length);
    let done = 0;
    while (done < length) {
      const { bytesRead } = await handle.read(bytes, done, length - done, start + done);
      if (bytesRead === 0) throw new Error('The file has changed');
      done += bytesRead;
    }
    return bytes;
  } catch (error) {
    throw notReadable(error);
  } finally {
    await handle?.close();
  }
}

function piecesOf(source, endings) {
  if (isBlob(source)) return pieces(source);
  let bytes;
  if (isAnyArrayBuffer(source)) {
    bytes = new Uint8Array(source).slice();
  } else if (ArrayBuffer.isView(source)) {
    bytes = new Uint8Array(source.buffer, source.byteOffset, source.byteLength).slice();
  } else {
    let text = StringPrototypeToWellFormed(`${source}`);
    if (endings === 'native') text = text.replace(/\r\n|\r/g, '\n');
    // Not a Buffer, which might be a part of the pool.
    bytes = encode(text);
  }
  return [{ bytes, start: 0, length: bytes.byteLength }];
}

/** The type in the form that Blob keeps: lower case, or empty when it is no printable ASCII. */
function normalizeType(type) {
  type = `${type}`;
  return /[^\x20-\x7e]/.test(type) ? '' : type.toLowerCase();
}

let pieces;
let assemble;
let isBlob;

/** @see https://w3c.github.io/FileAPI/#blob-section */
class Blob {
  #pieces = [];
  #size = 0;
  #type = '';

  static {
    isBlob = (value) => typeof value === 'object' && value !== null && #pieces in value;
    pieces = (blob) => blob.#pieces;
    assemble = (blob, list, type) => {
      blob.#pieces = list;
      blob.#size = list.reduce((sum, piece) => sum + piece.length, 0);
      blob.#type = type;
      return blob;
    };
  }

  /**
   * @param {Iterable<string | ArrayBuffer | ArrayBufferView | Blob>} [sources]
   * @param {{ endings?: 'transparent' | 'native', type?: string }} [options]
   */
  constructor(sources = [], options = undefined) {
    if (sources === null || typeof sources === 'string' || typeof sources[SymbolIterator] !== 'function') {
      throw new ERR_INVALID_ARG_TYPE('sources', 'a sequence', sources);
    }
    if (options !== undefined && options !== null && typeof options !== 'object' && typeof options !== 'function') {
      throw new ERR_INVALID_ARG_TYPE('options', 'Object', options);
    }
    const { type = '', endings = 'transparent' } = options ?? {};
    validateOneOf(`${endings}`, 'options.endings', ['transparent', 'native']);
    const list = [];
    let size = 0;
    for (const source of sources) {
      for (const piece of piecesOf(source, `${endings}`)) {
        if (piece.length === 0) continue;
        list.push(piece);
        size += piece.length;
      }
    }
    if (size > kMaxLength) throw new ERR_BUFFER_TOO_LARGE(kMaxLength);
    this.#pieces = list;
    this.#size = size;
    this.#type = normalizeType(type);
  }

  [kInspect](depth, options) {
    if (depth < 0) return this;
    const { inspect } = require('internal/util/inspect');
    const inner = { ...options, depth: options.depth == null ? null : options.depth - 1 };
    return `Blob ${inspect({ size: this.#size, type: this.#type }, inner)}`;
  }

  [kClone]() {
    if (this.#pieces.some((piece) => piece.bytes === undefined)) {
      throw new ERR_INVALID_STATE('File-backed Blobs are not cloneable');
    }
    return { data: { pieces: this.#pieces, type: this.#type }, deserializeInfo: 'buffer/blob:revive' };
  }

  get type() {
    check(this);
    return this.#type;
  }

  get size() {
    check(this);
    return this.#size;
  }

  /**
   * A part of the blob, without a copy. Negative positions count from the end.
   * @param {number} [start]
   * @param {number} [end]
   * @param {string} [contentType]
   * @returns {Blob}
   */
  slice(start = 0, end = this.size, contentType = '') {
    check(this);
    const clamp = (position) => {
      position = Math.trunc(position) || 0;
      return position < 0 ? Math.max(this.#size + position, 0) : MathMin(position, this.#size);
    };
    let skip = clamp(start);
    let rest = clamp(end) - skip;
    const list = [];
    for (const piece of this.#pieces) {
      if (rest <= 0) break;
      if (skip >= piece.length) {
        skip -= piece.length;
        continue;
      }
      const length = MathMin(piece.length - skip, rest);
      list.push({ ...piece, start: piece.start + skip, length });
      skip = 0;
      rest -= length;
    }
    return assemble(new Blob(), list, normalizeType(contentType));
  }

  async #read() {
    const all = new Uint8Array(this.#size);
    let position = 0;
    for (const piece of this.#pieces) {
      const bytes = piece.bytes === undefined ? await readFile(piece, piece.start, piece.length) :
        piece.bytes.subarray(piece.start, piece.start + piece.length);
      all.set(bytes, position);
      position += piece.length;
    }
    return all;
  }

  /** @returns {Promise<ArrayBuffer>} */
  arrayBuffer() {
    if (!isBlob(this)) return PromiseReject(new ERR_INVALID_THIS('Blob'));
    return this.#read().then((bytes) => bytes.buffer);
  }

  /** @returns {Promise<Uint8Array>} */
  bytes() {
    if (!isBlob(this)) return PromiseReject(new ERR_INVALID_THIS('Blob'));
    return this.#read();
  }

  /** @returns {Promise<string>} */
  text() {
    if (!isBlob(this)) return PromiseReject(new ERR_INVALID_THIS('Blob'));
    const { TextDecoder } = require('internal/encoding');
    return this.#read().then((bytes) => new TextDecoder().decode(bytes));
  }

  /** @returns {ReadableStream} */
  stream() {
    check(this);
    const { ReadableStream } = require('stream/web');
    const list = this.#pieces;
    let index = 0;
    let done = 0;
    return new ReadableStream({
      type: 'bytes',
      async pull(controller) {
        while (index < list.length && done === list[index].length) {
          index++;
          done = 0;
        }
        if (index === list.length) {
          controller.close();
          // A reader with a buffer of its own waits for that buffer.
          controller.byobRequest?.respond(0);
          return;
        }
        const piece = list[index];
        const length = MathMin(kChunk, piece.length - done);
        const start = piece.start + done;
        const bytes = piece.bytes === undefined ? await readFile(piece, start, length) : TypedArrayPrototypeSlice(piece.bytes, start, start + length);
        done += length;
        controller.enqueue(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength));
      },
    }, { highWaterMark: 0 });
  }
}

function check(value) {
  if (!isBlob(value)) throw new ERR_INVALID_THIS('Blob');
}

const enumerable = { __proto__: null, enumerable: true };
ObjectDefineProperties(Blob.prototype, {
  size: enumerable,
  type: enumerable,
  slice: enumerable,
  stream: enumerable,
  text: enumerable,
  arrayBuffer: enumerable,
  bytes: enumerable,
  [kTransferMode]: { __proto__: null, value: kCloneable },
  [SymbolToStringTag]: { __proto__: null, configurable: true, value: 'Blob' },
});

/** The blob that was cloned. */
function revive({ pieces: list, type }) {
  return assemble(new Blob(), list, type);
}

/**
 * A blob over a file, which is read when the blob is.
 * @param {string} path
 * @param {{ mtimeMs: number, size: number }} stats what the file must still be by then
 * @param {string} type
 * @returns {Blob}
 */
function blobOfFile(path, { mtimeMs, size }, type) {
  return assemble(new Blob(), [{ path, modified: mtimeMs, start: 0, length: size }], normalizeType(type));
}

/**
 * `fs.openAsBlob()`.
 * @param {string | Buffer | URL} path
 * @param {{ type?: string }} [options]
 * @returns {Promise<Blob>}
 */
async function openAsBlob(path, options = {}) {
  const { validateObject, validateString } = require('internal/validators');
  validateObject(options, 'options');
  const type = options.type || '';
  validateString(type, 'options.type');
  const { toPathIfFileURL } = require('internal/url');
  path = toPathIfFileURL(path);
  return blobOfFile(path, require('fs').statSync(path), type);
}

module.exports = {
  Blob, assemble, openAsBlob, isBlob, pieces, revive, resolveObjectURL: (url) => require('buffer/object_url').resolveObjectURL(url),
};
