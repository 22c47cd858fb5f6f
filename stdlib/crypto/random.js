'use strict';

// randomBytes, randomFill, randomInt, randomUUID, getRandomValues and timingSafeEqual
// (https://nodejs.org/api/crypto.html#cryptorandombytessize-callback).

const { NumberIsSafeInteger } = primordials;
const {
  codes: { ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH, ERR_INVALID_ARG_TYPE, ERR_OUT_OF_RANGE },
} = require('internal/errors');
const { FastBuffer } = require('internal/buffer');
const { isAnyArrayBuffer, isArrayBufferView, isTypedArray } = require('internal/util/types');
const { validateBoolean, validateFunction, validateNumber, validateObject } = require('internal/validators');
const native = binding('crypto_random');

const kMaxInt32 = 2 ** 31 - 1;

function checkSize(size, name, elementSize, offset, length) {
  validateNumber(size, name);
  size *= elementSize;
  if (size !== size || size > kMaxInt32 || size < 0) throw new ERR_OUT_OF_RANGE(name, `>= 0 && <= ${kMaxInt32}`, size);
  if (size + offset > length) throw new ERR_OUT_OF_RANGE('size + offset', `<= ${length}`, size + offset);
  return size >>> 0;
}

function checkOffset(offset, elementSize, length) {
  validateNumber(offset, 'offset');
  offset *= elementSize;
  const most = length < kMaxInt32 ? length : kMaxInt32;
  if (offset !== offset || offset > most || offset < 0) throw new ERR_OUT_OF_RANGE('offset', `>= 0 && <= ${most}`, offset);
  return offset >>> 0;
}

/** @param {number} size @param {(error: Error | null, buffer: Buffer) => void} [callback] @returns {Buffer | undefined} */
function randomBytes(size, callback) {
  size = checkSize(size, 'size', 1, 0, Infinity);
  if (callback !== undefined) validateFunction(callback, 'callback');
  const buffer = new FastBuffer(size);
  if (callback === undefined) {
    native.fill(buffer.buffer, 0, size);
    return buffer;
  }
  native.fill(buffer.buffer, 0, size, (error) => {
    if (error) callback(error);
    else callback(null, buffer);
  });
}

function target(buffer, name = 'buf') {
  if (!isAnyArrayBuffer(buffer) && !isArrayBufferView(buffer)) {
    throw new ERR_INVALID_ARG_TYPE(name, ['ArrayBuffer', 'ArrayBufferView'], buffer);
  }
  const elementSize = buffer.BYTES_PER_ELEMENT || 1;
  return { store: buffer.buffer ?? buffer, start: buffer.byteOffset ?? 0, elementSize };
}

function randomFillSync(buffer, offset = 0, size) {
  const { store, start, elementSize } = target(buffer);
  offset = checkOffset(offset, elementSize, buffer.byteLength);
  size = size === undefined ? buffer.byteLength - offset : checkSize(size, 'size', elementSize, offset, buffer.byteLength);
  if (size > 0) native.fill(store, start + offset, size);
  return buffer;
}

function randomFill(buffer, offset, size, callback) {
  const { store, start, elementSize } = target(buffer);
  if (typeof offset === 'function') {
    callback = offset;
    offset = 0;
    size = buffer.length;
  } else if (typeof size === 'function') {
    callback = size;
    size = (buffer.length ?? buffer.byteLength) - offset;
  } else {
    validateFunction(callback, 'callback');
  }
  offset = checkOffset(offset, elementSize, buffer.byteLength);
  size = size === undefined ? buffer.byteLength - offset : checkSize(size, 'size', elementSize, offset, buffer.byteLength);
  if (size === 0) {
    callback(null, buffer);
    return;
  }
  native.fill(store, start + offset, size, (error) => {
    if (error) callback(error);
    else callback(null, buffer);
  });
}

// Random numbers of 48 bits, taken from a pool of bytes so that one call fetches many.
const kPoolSize = 3072;
let pool;
let poolOffset = kPoolSize;

/** @param {number} [min] @param {number} max exclusive @param {(error: undefined, n: number) => void} [callback] */
function randomInt(min, max, callback) {
  const minNotSpecified = max === undefined || typeof max === 'function';
  if (minNotSpecified) {
    callback = max;
    max = min;
    min = 0;
  }
  if (callback !== undefined) validateFunction(callback, 'callback');
  if (!NumberIsSafeInteger(min)) throw new ERR_INVALID_ARG_TYPE('min', 'a safe integer', min);
  if (!NumberIsSafeInteger(max)) throw new ERR_INVALID_ARG_TYPE('max', 'a safe integer', max);
  if (max <= min) throw new ERR_OUT_OF_RANGE('max', `greater than the value of "min" (${min})`, max);
  const range = max - min;
  const kLimit = 2 ** 48 - 1;
  if (!(range <= kLimit)) {
    throw new ERR_OUT_OF_RANGE(minNotSpecified ? 'max' : 'max - min', `<= ${kLimit}`, range);
  }
  // Values above the largest multiple of range would favour the small results.
  const fair = kLimit - kLimit % range;
  for (;;) {
    if (poolOffset + 6 > kPoolSize) {
      pool ??= new FastBuffer(kPoolSize);
      randomFillSync(pool);
      poolOffset = 0;
    }
    const drawn = pool.readUIntBE(poolOffset, 6);
    poolOffset += 6;
    if (drawn >= fair) continue;
    const n = drawn % range + min;
    if (callback === undefined) return n;
    process.nextTick(callback, undefined, n);
    return undefined;
  }
}

// UUIDs are made from a pool too: 16 bytes each.
const kUuids = 128;
let uuidPool;
let uuidsUsed = kUuids;
const hex = [];
for (let i = 0; i < 256; i++) hex.push((i + 0x100).toString(16).slice(1));

function format(bytes, at) {
  const b = (i) => hex[bytes[at + i]];
  return b(0) + b(1) + b(2) + b(3) + '-' + b(4) + b(5) + '-' + hex[(bytes[at + 6] & 0x0f) | 0x40] + b(7) + '-' +
    hex[(bytes[at + 8] & 0x3f) | 0x80] + b(9) + '-' + b(10) + b(11) + b(12) + b(13) + b(14) + b(15);
}

/** @param {{ disableEntropyCache?: boolean }} [options] @returns {string} a version 4 UUID (RFC 9562) */
function randomUUID(options) {
  if (options !== undefined) validateObject(options, 'options');
  const { disableEntropyCache = false } = options ?? {};
  validateBoolean(disableEntropyCache, 'options.disableEntropyCache');
  if (disableEntropyCache) return format(randomBytes(16), 0);
  if (uuidsUsed === kUuids) {
    uuidPool ??= new FastBuffer(16 * kUuids);
    randomFillSync(uuidPool);
    uuidsUsed = 0;
  }
  const at = 16 * uuidsUsed++;
  const uuid = format(uuidPool, at);
  uuidPool.fill(0, at, at + 16);
  return uuid;
}

/** https://w3c.github.io/webcrypto/#Crypto-method-getRandomValues */
function getRandomValues(array) {
  const { DOMException } = require('internal/dom_exception');
  const name = isTypedArray(array) ? array[Symbol.toStringTag] : '';
  if (name === '' || name === 'Float32Array' || name === 'Float64Array' || name === 'Float16Array') {
    throw new DOMException('The data argument must be an integer-type TypedArray', 'TypeMismatchError');
  }
  if (array.byteLength > 65536) {
    throw new DOMException(`The requested length exceeds 65,536 bytes`, 'QuotaExceededError');
  }
  randomFillSync(array, 0);
  return array;
}

/** @returns {boolean} */
function timingSafeEqual(a, b) {
  for (const [value, name] of [[a, 'buf1'], [b, 'buf2']]) {
    if (!isAnyArrayBuffer(value) && !isArrayBufferView(value)) {
      throw new ERR_INVALID_ARG_TYPE(name, ['ArrayBuffer', 'Buffer', 'TypedArray', 'DataView'], value);
    }
  }
  if (a.byteLength !== b.byteLength) throw new ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH();
  return native.timingSafeEqual(a, b);
}

module.exports = { getRandomValues, randomBytes, randomFill, randomFillSync, randomInt, randomUUID, timingSafeEqual };
