'use strict';

// The class under Buffer and the pool that small buffers are cut from. Whoever makes a Buffer out of memory it already
// has (`new FastBuffer(arrayBuffer, offset, length)`) needs this file only.

const native = binding('buffer');

/** What `Buffer.prototype` belongs to: a Uint8Array whose constructor takes no detours. */
class FastBuffer extends Uint8Array {
  // An explicit constructor: the implicit one spreads its arguments through user-patchable array iteration.
  // eslint-disable-next-line no-useless-constructor
  constructor(bufferOrLength, byteOffset, length) {
    super(bufferOrLength, byteOffset, length);
  }
}

// --zero-fill-buffers: nothing is ever left of what the memory held before.
let zeroFill;

function mustZeroFill() {
  return zeroFill ??= require('internal/options').getOptionValue('--zero-fill-buffers') === true;
}

// Under this size a fresh zeroed array, which the engine places in its own heap, is cheaper than a call for raw memory.
const kSmall = 512;

/**
 * Memory whose contents are unspecified.
 * @param {number} size a valid size in bytes
 * @returns {FastBuffer}
 */
function createUnsafe(size) {
  if (size <= kSmall || mustZeroFill()) return new FastBuffer(size);
  const memory = native.allocateUnsafe(size);
  // Let the engine report that there is not that much memory.
  return memory === undefined ? new FastBuffer(size) : new FastBuffer(memory);
}

/**
 * A slab for the pool of small buffers.
 * @param {number} size
 * @returns {ArrayBuffer}
 */
function createPool(size) {
  return native.allocatePool(size, mustZeroFill());
}

module.exports = { FastBuffer, createPool, createUnsafe };
