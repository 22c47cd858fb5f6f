'use strict';

// Chunks that are bytes, in whatever view they come.

const { ArrayBufferIsView, TypedArrayPrototypeGetSymbolToStringTag } = primordials;
const { Buffer } = require('buffer');

function isUint8Array(value) {
  return TypedArrayPrototypeGetSymbolToStringTag(value) === 'Uint8Array';
}

/** The same bytes as a Buffer, not copied. */
function toBuffer(view) {
  return Buffer.from(view.buffer, view.byteOffset, view.byteLength);
}

module.exports = { isArrayBufferView: ArrayBufferIsView, isUint8Array, toBuffer };
