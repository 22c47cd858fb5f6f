'use strict';

// The numeric accessors of Buffer.prototype: integers of 1 to 6 bytes, 64-bit BigInts, floats and doubles in both byte
// orders. The reads test the first and the last byte for `undefined`, so that a valid offset costs two loads and no
// calls; what is wrong with an invalid one is found out only then.

const {
  codes: { ERR_BUFFER_OUT_OF_BOUNDS, ERR_INVALID_ARG_TYPE, ERR_OUT_OF_RANGE },
} = require('internal/errors');
const { validateNumber } = require('internal/validators');

const float32 = new Float32Array(1);
const float64 = new Float64Array(1);
const bytes32 = new Uint8Array(float32.buffer);
const bytes64 = new Uint8Array(float64.buffer);

/**
 * Throws for an access at `value` when the last valid position is `last`.
 * @param {unknown} value
 * @param {number} last
 * @returns {never}
 */
function offsetError(value, last) {
  validateNumber(value, 'offset');
  if (Math.floor(value) !== value) throw new ERR_OUT_OF_RANGE('offset', 'an integer', value);
  if (last < 0) throw new ERR_BUFFER_OUT_OF_BOUNDS();
  throw new ERR_OUT_OF_RANGE('offset', `>= 0 and <= ${last}`, value);
}

function byteLengthError(value) {
  if (value === undefined) throw new ERR_INVALID_ARG_TYPE('byteLength', 'number', value);
  validateNumber(value, 'byteLength');
  if (Math.floor(value) !== value) throw new ERR_OUT_OF_RANGE('byteLength', 'an integer', value);
  throw new ERR_OUT_OF_RANGE('byteLength', '>= 1 and <= 6', value);
}

/** The sentence for a value that does not fit into `size` bytes; up to three bytes the limits are spelt out. */
function valueError(value, min, max, size) {
  if (size <= 3 && typeof min !== 'bigint') {
    throw new ERR_OUT_OF_RANGE('value', `>= ${min} and <= ${max}`, value);
  }
  const n = typeof min === 'bigint' ? 'n' : '';
  const bits = size * 8;
  const range = min < 0 ?
    `>= -(2${n} ** ${bits - 1}${n}) and < 2${n} ** ${bits - 1}${n}` :
    `>= 0${n} and < 2${n} ** ${bits}${n}`;
  throw new ERR_OUT_OF_RANGE('value', range, value);
}

/** Checks what a write of `size` bytes needs; the value goes first, as the errors are reported in that order. */
function checkWrite(buf, value, offset, min, max, size, spelled) {
  if (value > max || value < min) valueError(value, min, max, spelled);
  if (typeof offset !== 'number' || buf[offset] === undefined || buf[offset + size - 1] === undefined) {
    offsetError(offset, buf.length - size);
  }
}

const methods = {
  // Unsigned reads.

  readUInt8(offset = 0) {
    const value = this[offset];
    if (value === undefined || typeof offset !== 'number') offsetError(offset, this.length - 1);
    return value;
  },

  readUInt16LE(offset = 0) {
    const first = this[offset];
    const last = this[offset + 1];
    if (first === undefined || last === undefined || typeof offset !== 'number') offsetError(offset, this.length - 2);
    return first | last << 8;
  },

  readUInt16BE(offset = 0) {
    const first = this[offset];
    const last = this[offset + 1];
    if (first === undefined || last === undefined || typeof offset !== 'number') offsetError(offset, this.length - 2);
    return first << 8 | last;
  },

  readUInt32LE(offset = 0) {
    const first = this[offset];
    const last = this[offset + 3];
    if (first === undefined || last === undefined || typeof offset !== 'number') offsetError(offset, this.length - 4);
    return (first | this[offset + 1] << 8 | this[offset + 2] << 16 | last << 24) >>> 0;
  },

  readUInt32BE(offset = 0) {
    const first = this[offset];
    const last = this[offset + 3];
    if (first === undefined || last === undefined || typeof offset !== 'number') offsetError(offset, this.length - 4);
    return (first << 24 | this[offset + 1] << 16 | this[offset + 2] << 8 | last) >>> 0;
  },

  readUIntLE(offset, byteLength) {
    const high = readLowHighLE(this, offset, byteLength);
    return low + high * 2 ** 32;
  },

  readUIntBE(offset, byteLength) {
    const high = readLowHighBE(this, offset, byteLength);
    return low + high * 2 ** 32;
  },

  // Signed reads.

  readInt8(offset = 0) {
    const value = this[offset];
    if (value === undefined || typeof offset !== 'number') offsetError(offset, this.length - 1);
    return value << 24 >> 24;
  },

  readInt16LE(offset = 0) {
    const first = this[offset];
    const last = this[offset + 1];
    if (first === undefined || last === undefined || typeof offset !== 'number') offsetError(offset, this.length - 2);
    return (first | last << 8) << 16 >> 16;
  },

  readInt16BE(offset = 0) {
    const first = this[offset];
    const last = this[offset + 1];
    if (first === undefined || last === undefined || typeof offset !== 'number') offsetError(offset, this.length - 2);
    return (first << 8 | last) << 16 >> 16;
  },

  readInt32LE(offset = 0) {
    const first = this[offset];
    const last = this[offset + 3];
    if (first === undefined || last === undefined || typeof offset !== 'number') offsetError(offset, this.length - 4);
    return first | this[offset + 1] << 8 | this[offset + 2] << 16 | last << 24;
  },

  readInt32BE(offset = 0) {
    const first = this[offset];
    const last = this[offset + 3];
    if (first === undefined || last === undefined || typeof offset !== 'number') offsetError(offset, this.length - 4);
    return first << 24 | this[offset + 1] << 16 | this[offset + 2] << 8 | last;
  },

  readIntLE(offset, byteLength) {
    return signed(readLowHighLE(this, offset, byteLength), byteLength);
  },

  readIntBE(offset, byteLength) {
    return signed(readLowHighBE(this, offset, byteLength), byteLength);
  },

  // 64-bit reads.

  readBigUInt64LE(offset = 0) {
    const high = read64LE(this, offset);
    return BigInt(low) | BigInt(high >>> 0) << 32n;
  },

  readBigUInt64BE(offset = 0) {
    const high = read64BE(this, offset);
    return BigInt(low) | BigInt(high >>> 0) << 32n;
  },

  readBigInt64LE(offset = 0) {
    const high = read64LE(this, offset);
    return BigInt(low) | BigInt(high) << 32n;
  },

  readBigInt64BE(offset = 0) {
    const high = read64BE(this, offset);
    return BigInt(low) | BigInt(high) << 32n;
  },

  // Unsigned writes.

  writeUInt8(value, offset = 0) {
    return writeByte(this, +value, offset, 0, 0xff);
  },

  writeUInt16LE(value, offset = 0) {
    return write16LE(this, +value, offset, 0, 0xffff);
  },

  writeUInt16BE(value, offset = 0) {
    return write16BE(this, +value, offset, 0, 0xffff);
  },

  writeUInt32LE(value, offset = 0) {
    return write32LE(this, +value, offset, 0, 0xffffffff);
  },

  writeUInt32BE(value, offset = 0) {
    return write32BE(this, +value, offset, 0, 0xffffffff);
  },

  writeUIntLE(value, offset, byteLength) {
    if (!(byteLength >= 1 && byteLength <= 6) || Math.floor(byteLength) !== byteLength) byteLengthError(byteLength);
    return writeLE(this, +value, offset, 0, 2 ** (8 * byteLength) - 1, byteLength);
  },

  writeUIntBE(value, offset, byteLength) {
    if (!(byteLength >= 1 && byteLength <= 6) || Math.floor(byteLength) !== byteLength) byteLengthError(byteLength);
    return writeBE(this, +value, offset, 0, 2 ** (8 * byteLength) - 1, byteLength);
  },

  // Signed writes.

  writeInt8(value, offset = 0) {
    return writeByte(this, +value, offset, -0x80, 0x7f);
  },

  writeInt16LE(value, offset = 0) {
    return write16LE(this, +value, offset, -0x8000, 0x7fff);
  },

  writeInt16BE(value, offset = 0) {
    return write16BE(this, +value, offset, -0x8000, 0x7fff);
  },

  writeInt32LE(value, offset = 0) {
    return write32LE(this, +value, offset, -0x80000000, 0x7fffffff);
  },

  writeInt32BE(value, offset = 0) {
    return write32BE(this, +value, offset, -0x80000000, 0x7fffffff);
  },

  writeIntLE(value, offset, byteLength) {
    if (!(byteLength >= 1 && byteLength <= 6) || Math.floor(byteLength) !== byteLength) byteLengthError(byteLength);
    const max = 2 ** (8 * byteLength - 1) - 1;
    return writeLE(this, +value, offset, -max - 1, max, byteLength);
  },

  writeIntBE(value, offset, byteLength) {
    if (!(byteLength >= 1 && byteLength <= 6) || Math.floor(byteLength) !== byteLength) byteLengthError(byteLength);
    const max = 2 ** (8 * byteLength - 1) - 1;
    return writeBE(this, +value, offset, -max - 1, max, byteLength);
  },

  // 64-bit writes.

  writeBigUInt64LE(value, offset = 0) {
    return write64LE(this, value, offset, 0n, 0xffffffffffffffffn);
  },

  writeBigUInt64BE(value, offset = 0) {
    return write64BE(this, value, offset, 0n, 0xffffffffffffffffn);
  },

  writeBigInt64LE(value, offset = 0) {
    return write64LE(this, value, offset, -0x8000000000000000n, 0x7fffffffffffffffn);
  },

  writeBigInt64BE(value, offset = 0) {
    return write64BE(this, value, offset, -0x8000000000000000n, 0x7fffffffffffffffn);
  },

  // Floating point. The machine is little-endian wherever the engine runs, so "LE" copies the scratch bytes in order.

  readFloatLE(offset = 0) {
    const first = this[offset];
    const last = this[offset + 3];
    if (first === undefined || last === undefined || typeof offset !== 'number') offsetError(offset, this.length - 4);
    bytes32[0] = first;
    bytes32[1] = this[offset + 1];
    bytes32[2] = this[offset + 2];
    bytes32[3] = last;
    return float32[0];
  },

  readFloatBE(offset = 0) {
    const first = this[offset];
    const last = this[offset + 3];
    if (first === undefined || last === undefined || typeof offset !== 'number') offsetError(offset, this.length - 4);
    bytes32[3] = first;
    bytes32[2] = this[offset + 1];
    bytes32[1] = this[offset + 2];
    bytes32[0] = last;
    return float32[0];
  },

  readDoubleLE(offset = 0) {
    const first = this[offset];
    const last = this[offset + 7];
    if (first === undefined || last === undefined || typeof offset !== 'number') offsetError(offset, this.length - 8);
    bytes64[0] = first;
    bytes64[1] = this[offset + 1];
    bytes64[2] = this[offset + 2];
    bytes64[3] = this[offset + 3];
    bytes64[4] = this[offset + 4];
    bytes64[5] = this[offset + 5];
    bytes64[6] = this[offset + 6];
    bytes64[7] = last;
    return float64[0];
  },

  readDoubleBE(offset = 0) {
    const first = this[offset];
    const last = this[offset + 7];
    if (first === undefined || last === undefined || typeof offset !== 'number') offsetError(offset, this.length - 8);
    bytes64[7] = first;
    bytes64[6] = this[offset + 1];
    bytes64[5] = this[offset + 2];
    bytes64[4] = this[offset + 3];
    bytes64[3] = this[offset + 4];
    bytes64[2] = this[offset + 5];
    bytes64[1] = this[offset + 6];
    bytes64[0] = last;
    return float64[0];
  },

  writeFloatLE(value, offset = 0) {
    value = +value;
    checkWrite(this, value, offset, -Infinity, Infinity, 4, 4);
    float32[0] = value;
    for (let i = 0; i < 4; i++) this[offset + i] = bytes32[i];
    return offset + 4;
  },

  writeFloatBE(value, offset = 0) {
    value = +value;
    checkWrite(this, value, offset, -Infinity, Infinity, 4, 4);
    float32[0] = value;
    for (let i = 0; i < 4; i++) this[offset + i] = bytes32[3 - i];
    return offset + 4;
  },

  writeDoubleLE(value, offset = 0) {
    value = +value;
    checkWrite(this, value, offset, -Infinity, Infinity, 8, 8);
    float64[0] = value;
    for (let i = 0; i < 8; i++) this[offset + i] = bytes64[i];
    return offset + 8;
  },

  writeDoubleBE(value, offset = 0) {
    value = +value;
    checkWrite(this, value, offset, -Infinity, Infinity, 8, 8);
    float64[0] = value;
    for (let i = 0; i < 8; i++) this[offset + i] = bytes64[7 - i];
    return offset + 8;
  },
};

// The low 32 bits of what the readers below have read, unsigned; the high part is what they return. A pair of numbers
// without an object.
let low = 0;

function checkSpan(buf, offset, byteLength) {
  if (offset === undefined) throw new ERR_INVALID_ARG_TYPE('offset', 'number', offset);
  if (!(byteLength >= 1 && byteLength <= 6) || Math.floor(byteLength) !== byteLength) byteLengthError(byteLength);
  if (typeof offset !== 'number' || buf[offset] === undefined || buf[offset + byteLength - 1] === undefined) {
    offsetError(offset, buf.length - byteLength);
  }
}

function readLowHighLE(buf, offset, byteLength) {
  checkSpan(buf, offset, byteLength);
  let value = 0;
  const lower = Math.min(byteLength, 4);
  for (let i = 0; i < lower; i++) value |= buf[offset + i] << 8 * i;
  low = value >>> 0;
  let high = 0;
  for (let i = 4; i < byteLength; i++) high |= buf[offset + i] << 8 * (i - 4);
  return high;
}

function readLowHighBE(buf, offset, byteLength) {
  checkSpan(buf, offset, byteLength);
  let value = 0;
  const lower = Math.min(byteLength, 4);
  const last = offset + byteLength - 1;
  for (let i = 0; i < lower; i++) value |= buf[last - i] << 8 * i;
  low = value >>> 0;
  let high = 0;
  for (let i = 4; i < byteLength; i++) high |= buf[last - i] << 8 * (i - 4);
  return high;
}

/** Takes the number in (`high`, `low`) for a two's complement one of `byteLength` bytes. */
function signed(high, byteLength) {
  if (byteLength <= 4) {
    const shift = 32 - 8 * byteLength;
    return low << shift >> shift;
  }
  const shift = 64 - 8 * byteLength;
  return (high << shift >> shift) * 2 ** 32 + low;
}

function read64LE(buf, offset) {
  const first = buf[offset];
  const last = buf[offset + 7];
  if (first === undefined || last === undefined || typeof offset !== 'number') offsetError(offset, buf.length - 8);
  low = (first | buf[offset + 1] << 8 | buf[offset + 2] << 16 | buf[offset + 3] << 24) >>> 0;
  return buf[offset + 4] | buf[offset + 5] << 8 | buf[offset + 6] << 16 | last << 24;
}

function read64BE(buf, offset) {
  const first = buf[offset];
  const last = buf[offset + 7];
  if (first === undefined || last === undefined || typeof offset !== 'number') offsetError(offset, buf.length - 8);
  low = (buf[offset + 4] << 24 | buf[offset + 5] << 16 | buf[offset + 6] << 8 | last) >>> 0;
  return first << 24 | buf[offset + 1] << 16 | buf[offset + 2] << 8 | buf[offset + 3];
}

function writeByte(buf, value, offset, min, max) {
  if (typeof offset !== 'number') validateNumber(offset, 'offset');
  checkWrite(buf, value, offset, min, max, 1, 1);
  buf[offset] = value;
  return offset + 1;
}

function write16LE(buf, value, offset, min, max) {
  checkWrite(buf, value, offset, min, max, 2, 2);
  buf[offset] = value;
  buf[offset + 1] = value >>> 8;
  return offset + 2;
}

function write16BE(buf, value, offset, min, max) {
  checkWrite(buf, value, offset, min, max, 2, 2);
  buf[offset] = value >>> 8;
  buf[offset + 1] = value;
  return offset + 2;
}

function write32LE(buf, value, offset, min, max) {
  checkWrite(buf, value, offset, min, max, 4, 1);
  buf[offset] = value;
  buf[offset + 1] = value >>> 8;
  buf[offset + 2] = value >>> 16;
  buf[offset + 3] = value >>> 24;
  return offset + 4;
}

function write32BE(buf, value, offset, min, max) {
  checkWrite(buf, value, offset, min, max, 4, 1);
  buf[offset] = value >>> 24;
  buf[offset + 1] = value >>> 16;
  buf[offset + 2] = value >>> 8;
  buf[offset + 3] = value;
  return offset + 4;
}

function writeLE(buf, value, offset, min, max, size) {
  if (offset === undefined) throw new ERR_INVALID_ARG_TYPE('offset', 'number', offset);
  checkWrite(buf, value, offset, min, max, size, size <= 4 ? 1 : size);
  const high = Math.floor(value / 2 ** 32);
  const lower = Math.min(size, 4);
  for (let i = 0; i < lower; i++) buf[offset + i] = value >>> 8 * i;
  for (let i = 4; i < size; i++) buf[offset + i] = high >>> 8 * (i - 4);
  return offset + size;
}

function writeBE(buf, value, offset, min, max, size) {
  if (offset === undefined) throw new ERR_INVALID_ARG_TYPE('offset', 'number', offset);
  checkWrite(buf, value, offset, min, max, size, size <= 4 ? 1 : size);
  const high = Math.floor(value / 2 ** 32);
  const lower = Math.min(size, 4);
  const last = offset + size - 1;
  for (let i = 0; i < lower; i++) buf[last - i] = value >>> 8 * i;
  for (let i = 4; i < size; i++) buf[last - i] = high >>> 8 * (i - 4);
  return offset + size;
}

function write64LE(buf, value, offset, min, max) {
  checkWrite(buf, value, offset, min, max, 8, 8);
  const lower = Number(value & 0xffffffffn);
  write32LE(buf, lower, offset, 0, 0xffffffff);
  write32LE(buf, Number(value >> 32n & 0xffffffffn), offset + 4, 0, 0xffffffff);
  return offset + 8;
}

function write64BE(buf, value, offset, min, max) {
  checkWrite(buf, value, offset, min, max, 8, 8);
  const lower = Number(value & 0xffffffffn);
  write32BE(buf, Number(value >> 32n & 0xffffffffn), offset, 0, 0xffffffff);
  write32BE(buf, lower, offset + 4, 0, 0xffffffff);
  return offset + 8;
}

/**
 * Puts the numeric accessors on `prototype`, each unsigned one also under its name with a small "int".
 * @param {object} prototype
 */
function addNumbers(prototype) {
  for (const name of Object.keys(methods)) {
    prototype[name] = methods[name];
    if (name.includes('UInt')) prototype[name.replace('UInt', 'Uint')] = methods[name];
  }
}

module.exports = { addNumbers };
