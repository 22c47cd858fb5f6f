'use strict';

// Hash, Hmac and the one-shot hash (https://nodejs.org/api/crypto.html#class-hash). Both are Transform streams, but few programs
// use them so: the stream's state is made when a stream method is first touched.

const { FunctionPrototypeCall, ObjectSetPrototypeOf, StringPrototypeToLowerCase, Symbol } = primordials;
const {
  codes: { ERR_CRYPTO_HASH_FINALIZED, ERR_CRYPTO_HASH_UPDATE_FAILED, ERR_CRYPTO_INVALID_DIGEST, ERR_INVALID_ARG_TYPE },
} = require('internal/errors');
const { Buffer } = require('buffer');
const { isArrayBufferView } = require('internal/util/types');
const { validateEncoding, validateObject, validateString, validateUint32 } = require('internal/validators');
const { deprecateInstantiation, toBytes } = require('crypto/util');
const LazyTransform = require('crypto/lazy_transform');
const native = binding('crypto_hash');

const kNative = Symbol('kHandle');
const kFinalized = Symbol('kFinalized');
const kResult = Symbol('kResult');
const kAlgorithm = Symbol('kAlgorithm');

function output(bytes, encoding) {
  const buffer = Buffer.from(bytes);
  return encoding === undefined || encoding === 'buffer' ? buffer : buffer.toString(encoding);
}

/** @returns {string | Buffer} the digest of a native context, in an encoding */
function finish(context, encoding) {
  if (encoding === 'hex') return context.digest(native.kHex);
  return output(context.digest(native.kBytes), encoding);
}

function normalize(encoding) {
  if (encoding === undefined || encoding === null) return undefined;
  return encoding === 'buffer' ? 'buffer' : `${encoding}`;
}

function update(self, data, encoding) {
  encoding = encoding || 'utf8';
  if (self[kFinalized]) throw new ERR_CRYPTO_HASH_FINALIZED();
  if (typeof data === 'string') {
    validateEncoding(data, encoding);
    if (encoding !== 'utf8' && encoding !== 'utf-8' && encoding !== 'buffer') data = Buffer.from(data, encoding);
  } else if (!isArrayBufferView(data)) {
    throw new ERR_INVALID_ARG_TYPE('data', ['string', 'Buffer', 'TypedArray', 'DataView'], data);
  }
  if (!self[kNative].update(data)) throw new ERR_CRYPTO_HASH_UPDATE_FAILED();
  return self;
}

function Hash(algorithm, options) {
  if (!new.target) return new Hash(algorithm, options);
  const copied = typeof algorithm === 'object' && algorithm !== null ? algorithm[kNative] : undefined;
  if (copied === undefined) validateString(algorithm, 'algorithm');
  const length = typeof options === 'object' && options !== null ? options.outputLength : undefined;
  if (length !== undefined) validateUint32(length, 'options.outputLength');
  this[kNative] = new native.Hash(copied ?? algorithm, length);
  this[kAlgorithm] = copied === undefined ? algorithm : algorithm[kAlgorithm];
  this[kFinalized] = false;
  this[kResult] = undefined;
  FunctionPrototypeCall(LazyTransform, this, options);
}
ObjectSetPrototypeOf(Hash.prototype, LazyTransform.prototype);
ObjectSetPrototypeOf(Hash, LazyTransform);

/** @param {object} [options] @returns {Hash} */
Hash.prototype.copy = function copy(options) {
  if (this[kFinalized]) throw new ERR_CRYPTO_HASH_FINALIZED();
  return new Hash(this, options);
};

Hash.prototype._transform = function _transform(chunk, encoding, callback) {
  this[kNative].update(typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk);
  callback();
};

Hash.prototype._flush = function _flush(callback) {
  this.push(this.digest());
  callback();
};

Hash.prototype.update = function(data, encoding) {
  return update(this, data, encoding);
};

/** @param {string} [encoding] @returns {string | Buffer} */
Hash.prototype.digest = function digest(encoding) {
  if (this[kFinalized]) throw new ERR_CRYPTO_HASH_FINALIZED();
  this[kFinalized] = true;
  return finish(this[kNative], normalize(encoding));
};

function Hmac(algorithm, key, options) {
  if (!new.target) return new Hmac(algorithm, key, options);
  validateString(algorithm, 'hmac');
  const bytes = toBytes(key, 'key', options?.encoding);
  this[kNative] = new native.Hmac(algorithm, bytes);
  if (!this[kNative].ready()) throw new ERR_CRYPTO_INVALID_DIGEST(algorithm);
  this[kFinalized] = false;
  FunctionPrototypeCall(LazyTransform, this, options);
}
ObjectSetPrototypeOf(Hmac.prototype, LazyTransform.prototype);
ObjectSetPrototypeOf(Hmac, LazyTransform);

Hmac.prototype.update = Hash.prototype.update;
Hmac.prototype._transform = Hash.prototype._transform;
Hmac.prototype._flush = Hash.prototype._flush;

// A second digest() of an Hmac is empty rather than an error: documented, if odd.
Hmac.prototype.digest = function digest(encoding) {
  const wanted = normalize(encoding);
  if (this[kFinalized]) return wanted === undefined || wanted === 'buffer' ? Buffer.from('') : '';
  this[kFinalized] = true;
  return finish(this[kNative], wanted);
};

let hashes;
/** @returns {string[]} */
function getHashes() {
  hashes ??= native.getHashes();
  return [...hashes];
}

/**
 * @param {string} algorithm
 * @param {string | ArrayBufferView} input
 * @param {string | { outputEncoding?: string, outputLength?: number }} [options]
 */
function hash(algorithm, input, options) {
  validateString(algorithm, 'algorithm');
  if (typeof input !== 'string' && !isArrayBufferView(input)) {
    throw new ERR_INVALID_ARG_TYPE('input', ['Buffer', 'TypedArray', 'DataView', 'string'], input);
  }
  let encoding = 'hex';
  let length;
  if (typeof options === 'string') {
    encoding = options;
  } else if (options !== undefined) {
    validateObject(options, 'options');
    encoding = options.outputEncoding ?? 'hex';
    length = options.outputLength;
    if (length !== undefined) validateUint32(length, 'options.outputLength');
  }
  validateString(encoding, 'outputEncoding');
  const lower = StringPrototypeToLowerCase(encoding);
  if (lower !== 'buffer' && !Buffer.isEncoding(lower)) {
    throw new (require('internal/errors').codes.ERR_INVALID_ARG_VALUE)('outputEncoding', encoding);
  }
  const result = native.hash(algorithm, input, lower === 'hex' ? native.kHex : native.kBytes, length);
  if (result === undefined) throw new ERR_CRYPTO_INVALID_DIGEST(algorithm);
  return lower === 'hex' ? result : output(result, lower);
}

function createHash(algorithm, options) {
  return new Hash(algorithm, options);
}
function createHmac(algorithm, key, options) {
  return new Hmac(algorithm, key, options);
}

module.exports = {
  Hash: deprecateInstantiation(Hash, 'DEP0179', 'crypto.Hash()'),
  Hmac: deprecateInstantiation(Hmac, 'DEP0181', 'crypto.Hmac()'),
  createHash,
  createHmac,
  getHashes,
  hash,
};
