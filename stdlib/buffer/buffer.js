'use strict';

// `node:buffer`: the Buffer class. Its numeric accessors are in numbers.js, the encodings in encodings.js, Blob and File
// in files of their own.

const {
  ArrayBufferIsView, ArrayIsArray, ObjectDefineProperties, ObjectDefineProperty, ObjectSetPrototypeOf,
  SymbolFor, SymbolSpecies, SymbolToPrimitive,
  TypedArrayPrototypeCopyWithin, TypedArrayPrototypeFill, TypedArrayPrototypeGetByteLength,
  TypedArrayPrototypeGetLength, TypedArrayPrototypeGetSymbolToStringTag, TypedArrayPrototypeSet,
  TypedArrayPrototypeSlice,
} = primordials;
const {
  codes: {
    ERR_BUFFER_OUT_OF_BOUNDS, ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_BUFFER_SIZE,
    ERR_OUT_OF_RANGE, ERR_STRING_TOO_LONG, ERR_UNKNOWN_ENCODING,
  },
} = require('internal/errors');
const { validateBuffer, validateInteger, validateNumber, validateString } = require('internal/validators');
const { FastBuffer, createPool, createUnsafe } = require('internal/buffer');
const { findEncoding, utf8, latin1, ucs2, ascii, base64, base64url, hex } = require('buffer/encodings');
const { addNumbers } = require('buffer/numbers');
const native = binding('buffer');
const { kMaxLength, kStringMaxLength, isAnyArrayBuffer } = native;

const kInspect = SymbolFor('nodejs.util.inspect.custom');
const isUint8Array = (value) => TypedArrayPrototypeGetSymbolToStringTag(value) === 'Uint8Array';

// Small buffers are cut from a slab. It is made at its first use, as each process needs its own.
let pool;
let poolBytes;
let poolSize = 0;
let poolOffset = 0;

function newPool() {
  poolSize = Buffer.poolSize;
  pool = createPool(poolSize);
  poolBytes = new Uint8Array(pool);
  poolOffset = 0;
}

/** A program may have detached the slab under all of its buffers with ArrayBuffer.prototype.transfer(). */
function poolIsLost() {
  return poolBytes.length === 0;
}

/** Cuts `size` bytes, known to be at most half a slab, from the pool; offsets stay multiples of eight. */
function fromPool(size) {
  if (size > poolSize - poolOffset || poolIsLost()) newPool();
  const buf = new FastBuffer(pool, poolOffset, size);
  poolOffset = (poolOffset + size + 7) & ~7;
  return buf;
}

function allocate(size) {
  if (size <= 0) return new FastBuffer();
  if (size < Buffer.poolSize >>> 1) return fromPool(size);
  return createUnsafe(size);
}

function validateSize(size) {
  validateNumber(size, 'size');
  if (!(size >= 0 && size <= kMaxLength)) {
    throw new ERR_OUT_OF_RANGE('size', `>= 0 && <= ${kMaxLength}`, size);
  }
}

function validateOffset(value, name, min = 0, max = kMaxLength) {
  validateInteger(value, name, min, max);
}

// The constructor, deprecated, and whether its use has been reported.
let warned = false;
let constructed = 0;

function warnOfConstructor() {
  // Finding out where the call comes from is slow, so give up when there are very many.
  if (warned || ++constructed > 10000) return;
  const { getOptionValue } = require('internal/options');
  if (!getOptionValue('--pending-deprecation') && require('internal/util').isInsideNodeModules()) return;
  warned = true;
  process.emitWarning(
    'Buffer() is deprecated due to security and usability issues. Please use the Buffer.alloc(), ' +
    'Buffer.allocUnsafe(), or Buffer.from() methods instead.', 'DeprecationWarning', 'DEP0005');
}

/**
 * @deprecated Use Buffer.from, Buffer.alloc or Buffer.allocUnsafe.
 * @param {string | Array | ArrayBuffer | Uint8Array | number} arg
 * @param {string | number} [encodingOrOffset]
 * @param {number} [length]
 */
function Buffer(arg, encodingOrOffset, length) {
  warnOfConstructor();
  if (typeof arg === 'number') {
    if (typeof encodingOrOffset === 'string') throw new ERR_INVALID_ARG_TYPE('string', 'string', arg);
    return Buffer.alloc(arg);
  }
  return Buffer.from(arg, encodingOrOffset, length);
}

ObjectSetPrototypeOf(Buffer, Uint8Array);
Buffer.prototype = FastBuffer.prototype;
ObjectDefineProperty(Buffer.prototype, 'constructor', { value: Buffer, writable: true, configurable: true });
ObjectDefineProperty(Buffer, SymbolSpecies, { configurable: true, enumerable: false, get() { return FastBuffer; } });

/** The size of a slab of the pool, in bytes. */
Buffer.poolSize = 8 * 1024;

const kFirstArgument = ['string', 'Buffer', 'ArrayBuffer', 'Array', 'Array-like Object'];

/**
 * A buffer with a copy of the bytes of a string, an array or another buffer, or one over the memory of an ArrayBuffer.
 * @param {string | Array | ArrayBuffer | SharedArrayBuffer | object} value
 * @param {string | number} [encodingOrOffset]
 * @param {number} [length]
 * @returns {Buffer}
 */
Buffer.from = function from(value, encodingOrOffset, length) {
  if (typeof value === 'string') return fromString(value, encodingOrOffset);
  if (typeof value === 'object' && value !== null) {
    if (isAnyArrayBuffer(value)) return fromArrayBuffer(value, encodingOrOffset, length);
    const primitive = value.valueOf && value.valueOf();
    if (primitive != null && primitive !== value && (typeof primitive === 'string' || typeof primitive === 'object')) {
      return from(primitive, encodingOrOffset, length);
    }
    const buf = fromObject(value);
    if (buf) return buf;
    if (typeof value[SymbolToPrimitive] === 'function') {
      const string = value[SymbolToPrimitive]('string');
      if (typeof string === 'string') return fromString(string, encodingOrOffset);
    }
  }
  throw new ERR_INVALID_ARG_TYPE('first argument', kFirstArgument, value);
};

function fromString(string, encoding) {
  let codec = utf8;
  if (typeof encoding === 'string' && encoding.length !== 0 && encoding !== 'utf8') {
    codec = findEncoding(encoding);
    if (codec === undefined) throw new ERR_UNKNOWN_ENCODING(encoding);
  }
  if (string.length === 0) return new FastBuffer();
  // The room that a string of this length can need at most; when it fits into the pool, nothing has to be counted first.
  const half = Buffer.poolSize >>> 1;
  let room = string.length * codec.widest;
  if (room >= half) room = codec.byteLength(string);
  if (room < half) {
    if (room > poolSize - poolOffset || poolIsLost()) newPool();
    const start = poolOffset;
    const written = codec.write(poolBytes, string, start, room);
    poolOffset = (start + written + 7) & ~7;
    return new FastBuffer(pool, start, written);
  }
  const buf = createUnsafe(room);
  const written = codec.write(buf, string, 0, room);
  return written === room ? buf : new FastBuffer(buf.buffer, 0, written);
}

function fromArrayBuffer(memory, byteOffset, length) {
  if (byteOffset === undefined) {
    byteOffset = 0;
  } else {
    byteOffset = +byteOffset;
    if (byteOffset !== byteOffset) byteOffset = 0;
  }
  const rest = memory.byteLength - byteOffset;
  if (rest < 0) throw new ERR_BUFFER_OUT_OF_BOUNDS('offset');
  if (length !== undefined) {
    length = +length;
    if (length > 0) {
      if (length > rest) throw new ERR_BUFFER_OUT_OF_BOUNDS('length');
    } else {
      length = 0;
    }
  }
  // Without a length the view follows a resizable buffer.
  return new FastBuffer(memory, byteOffset, length);
}

function fromObject(object) {
  if (object.length !== undefined || isAnyArrayBuffer(object.buffer)) {
    return typeof object.length === 'number' ? fromArrayLike(object) : new FastBuffer();
  }
  if (object.type === 'Buffer' && ArrayIsArray(object.data)) return fromArrayLike(object.data);
}

function fromArrayLike(list) {
  const { length } = list;
  if (!(length > 0)) return new FastBuffer();
  const buf = allocate(length);
  TypedArrayPrototypeSet(buf, list, 0);
  return buf;
}

/**
 * Copies the memory under (a part of) a typed array.
 * @param {ArrayBufferView} view
 * @param {number} [offset] in elements of the view
 * @param {number} [length] in elements of the view
 * @returns {Buffer}
 */
Buffer.copyBytesFrom = function copyBytesFrom(view, offset, length) {
  if (TypedArrayPrototypeGetSymbolToStringTag(view) === undefined) {
    throw new ERR_INVALID_ARG_TYPE('view', ['TypedArray'], view);
  }
  const total = TypedArrayPrototypeGetLength(view);
  if (total === 0) return new FastBuffer();
  if (offset !== undefined || length !== undefined) {
    let end = total;
    if (offset === undefined) {
      offset = 0;
    } else {
      validateInteger(offset, 'offset', 0);
      if (offset >= total) return new FastBuffer();
    }
    if (length !== undefined) {
      validateInteger(length, 'length', 0);
      end = offset + length;
    }
    view = TypedArrayPrototypeSlice(view, offset, end);
  }
  return fromArrayLike(new Uint8Array(view.buffer, view.byteOffset, TypedArrayPrototypeGetByteLength(view)));
};

/**
 * @param {...number} items
 * @returns {Buffer}
 */
Buffer.of = function of(...items) {
  const buf = allocate(items.length);
  for (let i = 0; i < items.length; i++) buf[i] = items[i];
  return buf;
};

/**
 * A buffer of `size` bytes, zeroed or filled.
 * @param {number} size
 * @param {string | Uint8Array | number} [fill]
 * @param {string} [encoding]
 * @returns {Buffer}
 */
Buffer.alloc = function alloc(size, fill, encoding) {
  validateSize(size);
  if (fill !== undefined && fill !== 0 && size > 0) {
    if (encoding !== undefined) validateString(encoding, 'encoding');
    return fillRange(createUnsafe(Math.floor(size)), fill, encoding);
  }
  return new FastBuffer(size);
};

/**
 * A buffer of `size` bytes of unspecified contents, from the pool when it is small.
 * @param {number} size
 * @returns {Buffer}
 */
Buffer.allocUnsafe = function allocUnsafe(size) {
  validateSize(size);
  return allocate(Math.floor(size));
};

/**
 * A buffer of `size` bytes of unspecified contents, never from the pool.
 * @param {number} size
 * @returns {Buffer}
 */
Buffer.allocUnsafeSlow = function allocUnsafeSlow(size) {
  validateSize(size);
  return createUnsafe(Math.floor(size));
};

/** @deprecated Use Buffer.allocUnsafeSlow. */
function SlowBuffer(size) {
  validateSize(size);
  return createUnsafe(Math.floor(size));
}
ObjectSetPrototypeOf(SlowBuffer.prototype, Uint8Array.prototype);
ObjectSetPrototypeOf(SlowBuffer, Uint8Array);

/**
 * @param {unknown} value
 * @returns {value is Buffer}
 */
Buffer.isBuffer = function isBuffer(value) {
  return value instanceof Buffer;
};

/**
 * -1, 0 or 1 by the order of the bytes.
 * @param {Uint8Array} buf1
 * @param {Uint8Array} buf2
 */
Buffer.compare = function compare(buf1, buf2) {
  if (!isUint8Array(buf1)) throw new ERR_INVALID_ARG_TYPE('buf1', ['Buffer', 'Uint8Array'], buf1);
  if (!isUint8Array(buf2)) throw new ERR_INVALID_ARG_TYPE('buf2', ['Buffer', 'Uint8Array'], buf2);
  if (buf1 === buf2) return 0;
  return native.compare(buf1, 0, buf1.length, buf2, 0, buf2.length);
};

/**
 * @param {unknown} encoding
 * @returns {boolean}
 */
Buffer.isEncoding = function isEncoding(encoding) {
  return typeof encoding === 'string' && encoding.length !== 0 && findEncoding(encoding) !== undefined;
};

/**
 * All bytes of a list of buffers in a row, cut or zero-padded to `length`.
 * @param {Uint8Array[]} list
 * @param {number} [length]
 * @returns {Buffer}
 */
Buffer.concat = function concat(list, length) {
  if (!ArrayIsArray(list)) throw new ERR_INVALID_ARG_TYPE('list', 'Array', list);
  if (list.length === 0) return new FastBuffer();
  if (length === undefined) {
    length = 0;
    for (let i = 0; i < list.length; i++) {
      if (list[i].length) length += list[i].length;
    }
  } else {
    validateOffset(length, 'length');
  }
  const buf = Buffer.allocUnsafe(length);
  let position = 0;
  for (let i = 0; i < list.length; i++) {
    const item = list[i];
    if (!isUint8Array(item)) throw new ERR_INVALID_ARG_TYPE(`list[${i}]`, ['Buffer', 'Uint8Array'], item);
    const size = TypedArrayPrototypeGetLength(item);
    if (size <= length - position) {
      // The engine's own copy is cheaper than a call out of it.
      TypedArrayPrototypeSet(buf, item, position);
      position += size;
    } else {
      native.copy(item, buf, position, 0, length - position);
      position = length;
    }
  }
  // What is left over must not leak old memory.
  if (position < length) TypedArrayPrototypeFill(buf, 0, position, length);
  return buf;
};

/**
 * The bytes that a string takes in an encoding, or the size of a buffer.
 * @param {string | ArrayBufferView | ArrayBuffer | SharedArrayBuffer} value
 * @param {string} [encoding]
 */
Buffer.byteLength = function byteLength(value, encoding) {
  if (typeof value !== 'string') {
    if (ArrayBufferIsView(value) || isAnyArrayBuffer(value)) return value.byteLength;
    throw new ERR_INVALID_ARG_TYPE('string', ['string', 'Buffer', 'ArrayBuffer'], value);
  }
  if (value.length === 0) return 0;
  if (encoding) {
    const codec = findEncoding(encoding);
    if (codec !== undefined) return codec.byteLength(value);
  }
  return utf8.byteLength(value);
};

// Reading and writing strings.

addNumbers(Buffer.prototype);

function nativeError(Constructor, code, message) {
  const error = new Constructor(message);
  error.code = code;
  return error;
}

function sliceMethod(name, codec) {
  // Made as a method so that it has the right name and is no constructor.
  return {
    [name](start, end) {
      if (!ArrayBufferIsView(this)) {
        throw nativeError(TypeError, 'ERR_INVALID_ARG_TYPE', 'argument must be a buffer');
      }
      const length = this.byteLength;
      start = start === undefined ? 0 : Math.trunc(start) || 0;
      end = end === undefined ? length : Math.trunc(end) || 0;
      if (end < start) end = start;
      if (start < 0 || end > length) throw nativeError(RangeError, 'ERR_OUT_OF_RANGE', 'Index out of range');
      return checked(codec.slice(this, start, end));
    },
  }[name];
}

function writeMethod(name, codec) {
  return {
    [name](string, offset, length) {
      if (!ArrayBufferIsView(this)) {
        throw nativeError(TypeError, 'ERR_INVALID_ARG_TYPE', 'argument must be a buffer');
      }
      if (typeof string !== 'string') {
        throw nativeError(TypeError, 'ERR_INVALID_ARG_TYPE', 'argument must be a string');
      }
      const size = this.byteLength;
      offset = offset === undefined ? 0 : Math.trunc(offset) || 0;
      if (offset < 0 || offset > size) throw new ERR_BUFFER_OUT_OF_BOUNDS('offset');
      const rest = size - offset;
      length = length === undefined ? rest : Math.trunc(length) || 0;
      // Some have always taken a length beyond the end for "all that fits".
      const clamps = codec !== utf8 && codec !== latin1 && codec !== ascii;
      if (length < 0 || (length > rest && !clamps)) throw new ERR_BUFFER_OUT_OF_BOUNDS('length');
      return codec.write(this, string, offset, Math.min(length, rest));
    },
  }[name];
}

for (const { 0: name, 1: codec } of Object.entries({ ascii, base64, base64url, latin1, hex, ucs2, utf8 })) {
  Buffer.prototype[`${name}Slice`] = sliceMethod(`${name}Slice`, codec);
  Buffer.prototype[`${name}Write`] = writeMethod(`${name}Write`, codec);
}

function checked(string) {
  if (string === undefined) throw new ERR_STRING_TOO_LONG(kStringMaxLength);
  return string;
}

Buffer.prototype.toString = function toString(encoding, start, end) {
  const { length } = this;
  if (arguments.length === 0) return checked(utf8.slice(this, 0, length));
  if (!(start > 0)) {
    start = 0;
  } else {
    if (start >= length) return '';
    start = Math.trunc(start);
  }
  if (end === undefined || end > length) end = length;
  else end = Math.trunc(end) || 0;
  if (end <= start) return '';
  if (encoding === undefined) return checked(utf8.slice(this, start, end));
  const codec = findEncoding(encoding);
  if (codec === undefined) throw new ERR_UNKNOWN_ENCODING(encoding);
  return checked(codec.slice(this, start, end));
};
Buffer.prototype.toLocaleString = Buffer.prototype.toString;

Buffer.prototype.write = function write(string, offset, length, encoding) {
  const size = this.length;
  if (offset === undefined) {
    offset = 0;
    length = size;
  } else if (length === undefined && typeof offset === 'string') {
    encoding = offset;
    offset = 0;
    length = size;
  } else {
    validateOffset(offset, 'offset', 0, size);
    const rest = size - offset;
    if (length === undefined) {
      length = rest;
    } else if (typeof length === 'string') {
      encoding = length;
      length = rest;
    } else {
      validateOffset(length, 'length', 0, size);
      if (length > rest) length = rest;
    }
  }
  if (typeof string !== 'string') {
    throw nativeError(TypeError, 'ERR_INVALID_ARG_TYPE', 'argument must be a string');
  }
  if (!encoding) return utf8.write(this, string, offset, length);
  const codec = findEncoding(encoding);
  if (codec === undefined) throw new ERR_UNKNOWN_ENCODING(encoding);
  return codec.write(this, string, offset, length);
};

// Comparing, searching, copying.

Buffer.prototype.equals = function equals(otherBuffer) {
  if (!isUint8Array(otherBuffer)) {
    throw new ERR_INVALID_ARG_TYPE('otherBuffer', ['Buffer', 'Uint8Array'], otherBuffer);
  }
  if (this === otherBuffer) return true;
  const { length } = this;
  if (length !== TypedArrayPrototypeGetLength(otherBuffer)) return false;
  return length === 0 || native.compare(this, 0, length, otherBuffer, 0, length) === 0;
};

Buffer.prototype.compare = function compare(target, targetStart, targetEnd, sourceStart, sourceEnd) {
  if (!isUint8Array(target)) throw new ERR_INVALID_ARG_TYPE('target', ['Buffer', 'Uint8Array'], target);
  if (targetStart === undefined) targetStart = 0;
  else validateOffset(targetStart, 'targetStart');
  if (targetEnd === undefined) targetEnd = target.length;
  else validateOffset(targetEnd, 'targetEnd', 0, target.length);
  if (sourceStart === undefined) sourceStart = 0;
  else validateOffset(sourceStart, 'sourceStart');
  if (sourceEnd === undefined) sourceEnd = this.length;
  else validateOffset(sourceEnd, 'sourceEnd', 0, this.length);
  if (sourceStart >= sourceEnd) return targetStart >= targetEnd ? 0 : -1;
  if (targetStart >= targetEnd) return 1;
  return native.compare(this, sourceStart, sourceEnd, target, targetStart, targetEnd);
};

function find(buffer, value, byteOffset, encoding, forward) {
  if (!ArrayBufferIsView(buffer)) validateBuffer(buffer);
  if (typeof byteOffset === 'string') {
    encoding = byteOffset;
    byteOffset = undefined;
  }
  byteOffset = +byteOffset;
  if (byteOffset !== byteOffset) byteOffset = forward ? 0 : buffer.length ?? buffer.byteLength;
  else byteOffset = Math.trunc(byteOffset);
  if (typeof value === 'number') return native.indexOfByte(buffer, value & 255, byteOffset, forward);
  if (typeof value === 'string') {
    const codec = encoding === undefined ? utf8 : findEncoding(encoding);
    if (codec === undefined) throw new ERR_UNKNOWN_ENCODING(encoding);
    return native.indexOfString(buffer, value, byteOffset, codec.id, forward);
  }
  if (isUint8Array(value)) {
    const codec = encoding === undefined ? utf8 : findEncoding(encoding) ?? utf8;
    return native.indexOfBytes(buffer, value, byteOffset, codec === ucs2, forward);
  }
  throw new ERR_INVALID_ARG_TYPE('value', ['number', 'string', 'Buffer', 'Uint8Array'], value);
}

Buffer.prototype.indexOf = function indexOf(value, byteOffset, encoding) {
  return find(this, value, byteOffset, encoding, true);
};

Buffer.prototype.lastIndexOf = function lastIndexOf(value, byteOffset, encoding) {
  return find(this, value, byteOffset, encoding, false);
};

Buffer.prototype.includes = function includes(value, byteOffset, encoding) {
  return find(this, value, byteOffset, encoding, true) !== -1;
};

function toInteger(value, otherwise) {
  value = +value;
  return value === value && value >= -Number.MAX_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ?
    Math.trunc(value) : otherwise;
}

Buffer.prototype.copy = function copy(target, targetStart, sourceStart, sourceEnd) {
  if (!isUint8Array(this)) throw new ERR_INVALID_ARG_TYPE('source', ['Buffer', 'Uint8Array'], this);
  if (!ArrayBufferIsView(target)) throw new ERR_INVALID_ARG_TYPE('target', ['Buffer', 'Uint8Array'], target);
  const { length } = this;
  if (targetStart === undefined) {
    targetStart = 0;
  } else {
    targetStart = typeof targetStart === 'number' ? Math.trunc(targetStart) || 0 : toInteger(targetStart, 0);
    if (targetStart < 0) throw new ERR_OUT_OF_RANGE('targetStart', '>= 0', targetStart);
  }
  if (sourceStart === undefined) {
    sourceStart = 0;
  } else {
    sourceStart = toInteger(sourceStart, 0);
    if (sourceStart < 0 || sourceStart > length) {
      throw new ERR_OUT_OF_RANGE('sourceStart', `>= 0 && <= ${length}`, sourceStart);
    }
  }
  if (sourceEnd === undefined) {
    sourceEnd = length;
  } else {
    sourceEnd = toInteger(sourceEnd, 0);
    if (sourceEnd < 0) throw new ERR_OUT_OF_RANGE('sourceEnd', '>= 0', sourceEnd);
    if (sourceEnd > length) sourceEnd = length;
  }
  const count = Math.min(sourceEnd - sourceStart, target.byteLength - targetStart);
  if (count <= 0) return 0;
  if (count === length && isUint8Array(target)) TypedArrayPrototypeSet(target, this, targetStart);
  else native.copy(this, target, targetStart, sourceStart, count);
  return count;
};

Buffer.prototype.fill = function fill(value, offset, end, encoding) {
  return fillRange(this, value, offset, end, encoding);
};

function fillRange(buf, value, offset, end, encoding) {
  let codec = utf8;
  if (typeof value === 'string') {
    if (offset === undefined || typeof offset === 'string') {
      encoding = offset;
      offset = undefined;
    } else if (typeof end === 'string') {
      encoding = end;
      end = buf.length;
    }
    if (encoding !== undefined && encoding !== null && encoding !== '') {
      codec = findEncoding(encoding);
      if (codec === undefined) {
        validateString(encoding, 'encoding');
        throw new ERR_UNKNOWN_ENCODING(encoding);
      }
    }
    if (value.length === 0) {
      value = 0;
    } else if (value.length === 1) {
      const code = value.charCodeAt(0);
      if (codec === utf8 ? code < 128 : codec === latin1 || codec === ascii) value = code & 255;
    }
  } else if (typeof value === 'boolean') {
    value = +value;
  }
  if (offset === undefined) {
    offset = 0;
    end = buf.length;
  } else {
    validateOffset(offset, 'offset');
    if (end === undefined) end = buf.length;
    else validateOffset(end, 'end', 0, buf.length);
    if (offset >= end) return buf;
  }
  if (typeof value === 'number') {
    // A user may have given the object a `length` of its own.
    if (end > TypedArrayPrototypeGetLength(buf)) throw new ERR_BUFFER_OUT_OF_BOUNDS();
    return TypedArrayPrototypeFill(buf, value & 255, offset, end);
  }
  if (typeof value !== 'string' && !ArrayBufferIsView(value)) {
    return TypedArrayPrototypeFill(buf, value & 255, offset, end);
  }
  if (end > TypedArrayPrototypeGetLength(buf)) throw new ERR_BUFFER_OUT_OF_BOUNDS();
  // Write the pattern once, then let it copy itself, twice as much each time.
  let filled;
  if (typeof value === 'string') {
    filled = fillString(buf, value, codec, offset, end);
  } else {
    filled = Math.min(value.byteLength, end - offset);
    if (filled > 0) native.copy(value, buf, offset, 0, filled);
  }
  if (filled === 0) {
    if (offset === end) return buf;
    throw new ERR_INVALID_ARG_VALUE('value', value);
  }
  while (offset + filled < end) {
    const count = Math.min(filled, end - offset - filled);
    TypedArrayPrototypeCopyWithin(buf, offset + filled, offset, offset + count);
    filled += count;
  }
  return buf;
}

/** Writes as many bytes of `string` as fit, unlike write() also a part of a character at the end. */
function fillString(buf, string, codec, offset, end) {
  const room = end - offset;
  const size = codec.byteLength(string);
  if (size <= room) return codec.write(buf, string, offset, room);
  const bytes = fromString(string, codec.name);
  const count = Math.min(bytes.length, room);
  native.copy(bytes, buf, offset, 0, count);
  return count;
}

// Views and conversions.

function clampIndex(index, length) {
  // Like the relative indices of typed arrays: truncated, negative ones count from the end.
  index = Math.trunc(index);
  if (index === 0 || index !== index) return 0;
  if (index < 0) {
    index += length;
    return index > 0 ? index : 0;
  }
  return index < length ? index : length;
}

Buffer.prototype.subarray = function subarray(start, end) {
  const { length } = this;
  start = start === undefined ? 0 : clampIndex(start, length);
  end = end === undefined ? length : clampIndex(end, length);
  return new FastBuffer(this.buffer, this.byteOffset + start, end > start ? end - start : 0);
};

/** @deprecated Use subarray. */
Buffer.prototype.slice = function slice(start, end) {
  return this.subarray(start, end);
};

Buffer.prototype.toJSON = function toJSON() {
  const { length } = this;
  const data = new Array(length);
  for (let i = 0; i < length; i++) data[i] = this[i];
  return { type: 'Buffer', data };
};

function swapMethod(name, size, swapNative) {
  return {
    [name]() {
      const { length } = this;
      if (length % size !== 0) throw new ERR_INVALID_BUFFER_SIZE(`${size * 8}-bits`);
      // A native call pays from about this length on.
      if (length >= 128) {
        swapNative(this);
        return this;
      }
      for (let i = 0; i < length; i += size) {
        for (let low = i, high = i + size - 1; low < high; low++, high--) {
          const byte = this[low];
          this[low] = this[high];
          this[high] = byte;
        }
      }
      return this;
    },
  }[name];
}
Buffer.prototype.swap16 = swapMethod('swap16', 2, native.swap16);
Buffer.prototype.swap32 = swapMethod('swap32', 4, native.swap32);
Buffer.prototype.swap64 = swapMethod('swap64', 8, native.swap64);

ObjectDefineProperties(Buffer.prototype, {
  parent: { __proto__: null, enumerable: true, get() { return this instanceof Buffer ? this.buffer : undefined; } },
  offset: { __proto__: null, enumerable: true, get() { return this instanceof Buffer ? this.byteOffset : undefined; } },
});

let inspectMaxBytes = 50;

Buffer.prototype[kInspect] = function inspect(recurseTimes, context) {
  const max = inspectMaxBytes;
  const shown = Math.min(max, this.length);
  let text = '';
  for (let i = 0; i < shown; i++) {
    text += `${i === 0 ? '' : ' '}${this[i] < 16 ? '0' : ''}${this[i].toString(16)}`;
  }
  const more = this.length - max;
  if (more > 0) text += ` ... ${more} more byte${more > 1 ? 's' : ''}`;
  if (context) {
    const extras = { __proto__: null };
    let some = false;
    for (const key of native.ownNonIndexKeys(this, !context.showHidden)) {
      some = true;
      extras[key] = this[key];
    }
    if (some) {
      if (this.length !== 0) text += ', ';
      // Strip the "[Object: null prototype] {" and the brace around the properties.
      text += require('internal/util/inspect')
        .inspect(extras, { ...context, breakLength: Infinity, compact: true }).slice(27, -2);
    }
  }
  let name;
  try {
    ({ constructor: { name } } = this);
  } catch {
    // Any object may stand where the constructor was.
  }
  return `<${typeof name === 'string' && name !== '' ? name : 'Buffer'} ${text}>`;
};
Buffer.prototype.inspect = Buffer.prototype[kInspect];

/**
 * Converts bytes from one of utf8, utf16le, latin1 and ascii to another; what the target cannot say becomes `?`.
 * @param {Uint8Array} source
 * @param {string} fromEncoding
 * @param {string} toEncoding
 * @returns {Buffer}
 */
function transcode(source, fromEncoding, toEncoding) {
  if (!isUint8Array(source)) throw new ERR_INVALID_ARG_TYPE('source', ['Buffer', 'Uint8Array'], source);
  if (source.length === 0) return Buffer.alloc(0);
  const from = findEncoding(fromEncoding);
  const to = findEncoding(toEncoding);
  const memory = from === undefined || to === undefined ? 'U_ILLEGAL_ARGUMENT_ERROR' :
    native.transcode(source, from.id, to.id);
  if (typeof memory === 'string') {
    const error = new Error(`Unable to transcode Buffer [${memory}]`);
    error.code = memory;
    error.errno = memory === 'U_ILLEGAL_ARGUMENT_ERROR' ? 1 : 10;
    throw error;
  }
  return new FastBuffer(memory);
}

function checkBytes(input, check) {
  if (TypedArrayPrototypeGetSymbolToStringTag(input) === undefined && !isAnyArrayBuffer(input)) {
    throw new ERR_INVALID_ARG_TYPE('input', ['ArrayBuffer', 'Buffer', 'TypedArray'], input);
  }
  const result = check(input);
  if (result === undefined) {
    const { codes: { ERR_INVALID_STATE } } = require('internal/errors');
    throw new ERR_INVALID_STATE('Cannot validate on a detached buffer');
  }
  return result;
}

/**
 * @param {ArrayBufferView | ArrayBuffer} input
 * @returns {boolean}
 */
function isUtf8(input) {
  return checkBytes(input, native.isUtf8);
}

/**
 * @param {ArrayBufferView | ArrayBuffer} input
 * @returns {boolean}
 */
function isAscii(input) {
  return checkBytes(input, native.isAscii);
}

const constants = { MAX_LENGTH: kMaxLength, MAX_STRING_LENGTH: kStringMaxLength };
const { atob, btoa } = require('buffer/base64');
let slowBuffer;

module.exports = {
  Buffer, SlowBuffer: undefined, transcode, isUtf8, isAscii, kMaxLength, kStringMaxLength, btoa, atob,
};

function lazy(file, name) {
  return {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get() {
      const value = require(file)[name];
      ObjectDefineProperty(module.exports, name, {
        __proto__: null, configurable: true, enumerable: true, writable: true, value,
      });
      return value;
    },
    set(value) {
      ObjectDefineProperty(module.exports, name, {
        __proto__: null, configurable: true, enumerable: true, writable: true, value,
      });
    },
  };
}

ObjectDefineProperties(module.exports, {
  constants: { __proto__: null, configurable: false, enumerable: true, value: constants },
  SlowBuffer: {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get() {
      return slowBuffer ??= require('internal/util').deprecate(
        SlowBuffer, 'SlowBuffer() is deprecated. Please use Buffer.allocUnsafeSlow()', 'DEP0030');
    },
  },
  INSPECT_MAX_BYTES: {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get() { return inspectMaxBytes; },
    set(value) {
      validateNumber(value, 'INSPECT_MAX_BYTES', 0);
      inspectMaxBytes = value;
    },
  },
  Blob: lazy('buffer/blob', 'Blob'),
  resolveObjectURL: lazy('buffer/blob', 'resolveObjectURL'),
  File: lazy('buffer/file', 'File'),
});
