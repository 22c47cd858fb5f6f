'use strict';

// Arguments that the functions of crypto share.

const { ReflectConstruct } = primordials;
const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { Buffer } = require('buffer');
const { isAnyArrayBuffer, isArrayBufferView } = require('internal/util/types');

/**
 * Bytes of a key, salt, password: a string in an encoding, a buffer, a view, an ArrayBuffer, or a secret KeyObject.
 * @param {unknown} value
 * @param {string} name of the argument, for the error
 * @param {BufferEncoding} [encoding]
 * @returns {string | ArrayBufferView | ArrayBuffer} a string is to be taken as UTF-8
 */
function toBytes(value, name, encoding) {
  if (typeof value === 'string') {
    return encoding === undefined || encoding === 'buffer' || encoding === 'utf8' ? value : Buffer.from(value, encoding);
  }
  if (isArrayBufferView(value) || isAnyArrayBuffer(value)) return value;
  if (require.has('crypto/keys')) {
    const bytes = require('crypto/keys').secretBytes(value);
    if (bytes !== undefined) return bytes;
  }
  throw new ERR_INVALID_ARG_TYPE(name, ['ArrayBuffer', 'Buffer', 'TypedArray', 'DataView', 'string', 'KeyObject', 'CryptoKey'], value);
}

/** As toBytes, for what cannot be a key. */
function toPlainBytes(value, name) {
  if (typeof value === 'string' || isArrayBufferView(value) || isAnyArrayBuffer(value)) return value;
  throw new ERR_INVALID_ARG_TYPE(name, ['string', 'ArrayBuffer', 'Buffer', 'TypedArray', 'DataView'], value);
}

/** The class as programs get it: calling `crypto.Hash()` themselves is deprecated. */
function deprecateInstantiation(Class, code, name) {
  const { deprecate } = require('internal/util');
  const warn = deprecate((args, target) => ReflectConstruct(Class, args, target), `${name} is deprecated.`, code);
  function Deprecated(...args) {
    return warn(args, new.target ?? Class);
  }
  Object.defineProperty(Deprecated, 'name', { value: Class.name });
  Deprecated.prototype = Class.prototype;
  Object.defineProperty(Class.prototype, 'constructor', { configurable: true, enumerable: false, value: Deprecated, writable: true });
  Object.setPrototypeOf(Deprecated, Object.getPrototypeOf(Class));
  return Deprecated;
}

module.exports = { deprecateInstantiation, toBytes, toPlainBytes };
