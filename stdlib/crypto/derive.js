'use strict';

// Keys from passwords and from keys: pbkdf2 (RFC 8018), scrypt (RFC 7914), hkdf (RFC 5869).

const {
  codes: {
    ERR_CRYPTO_INVALID_DIGEST, ERR_CRYPTO_INVALID_KEYLEN, ERR_CRYPTO_INVALID_SCRYPT_PARAMS, ERR_INCOMPATIBLE_OPTION_PAIR,
    ERR_OUT_OF_RANGE,
  },
} = require('internal/errors');
const { Buffer } = require('buffer');
const { validateFunction, validateInt32, validateInteger, validateString, validateUint32 } = require('internal/validators');
const { toBytes, toPlainBytes } = require('crypto/util');
const native = binding('crypto_random');

function asBuffer(callback) {
  return (error, bytes) => {
    if (error) callback(error);
    else callback(null, Buffer.from(bytes));
  };
}

function pbkdf2Arguments(password, salt, iterations, size, digest) {
  validateString(digest, 'digest');
  password = toPlainBytes(password, 'password');
  salt = toPlainBytes(salt, 'salt');
  validateInt32(iterations, 'iterations', 1);
  validateInt32(size, 'keylen', 0);
  return [password, salt, iterations, size, digest];
}

function pbkdf2(password, salt, iterations, size, digest, callback) {
  if (typeof digest === 'function') {
    callback = digest;
    digest = undefined;
  }
  const args = pbkdf2Arguments(password, salt, iterations, size, digest);
  validateFunction(callback, 'callback');
  if (native.pbkdf2(...args, asBuffer(callback)) === false) throw new ERR_CRYPTO_INVALID_DIGEST(digest);
}

function pbkdf2Sync(password, salt, iterations, size, digest) {
  const bytes = native.pbkdf2(...pbkdf2Arguments(password, salt, iterations, size, digest));
  if (bytes === false) throw new ERR_CRYPTO_INVALID_DIGEST(digest);
  return Buffer.from(bytes);
}

const kScryptDefaults = { N: 16384, r: 8, p: 1, maxmem: 32 << 20 };
const kScryptNames = [['N', 'cost'], ['r', 'blockSize'], ['p', 'parallelization']];

function scryptArguments(password, salt, size, options) {
  password = toPlainBytes(password, 'password');
  salt = toPlainBytes(salt, 'salt');
  validateInt32(size, 'keylen', 0);
  const { N: n0, r: r0, p: p0, maxmem: m0 } = kScryptDefaults;
  const values = { N: n0, r: r0, p: p0, maxmem: m0 };
  if (options !== undefined && options !== null) {
    for (const [short, long] of kScryptNames) {
      if (options[short] !== undefined && options[long] !== undefined) throw new ERR_INCOMPATIBLE_OPTION_PAIR(short, long);
      const name = options[short] !== undefined ? short : long;
      if (options[name] !== undefined) {
        validateUint32(options[name], name);
        values[short] = options[name];
      }
    }
    if (options.maxmem !== undefined) {
      validateInteger(options.maxmem, 'maxmem', 0);
      values.maxmem = options.maxmem;
    }
    // Zero stands for the default, as OpenSSL has it.
    for (const key of ['N', 'r', 'p', 'maxmem']) if (values[key] === 0) values[key] = kScryptDefaults[key];
  }
  if (!native.scryptFits(values.N, values.r, values.p, values.maxmem)) throw new ERR_CRYPTO_INVALID_SCRYPT_PARAMS();
  return [password, salt, size, values.N, values.r, values.p, values.maxmem];
}

function scrypt(password, salt, size, options, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = undefined;
  }
  const args = scryptArguments(password, salt, size, options);
  validateFunction(callback, 'callback');
  native.scrypt(...args, asBuffer(callback));
}

function scryptSync(password, salt, size, options) {
  return Buffer.from(native.scrypt(...scryptArguments(password, salt, size, options)));
}

function hkdfArguments(digest, key, salt, info, size) {
  validateString(digest, 'digest');
  key = toBytes(key, 'ikm');
  salt = toPlainBytes(salt, 'salt');
  info = toPlainBytes(info, 'info');
  validateInteger(size, 'length', 0, 2 ** 31 - 1);
  const infoLength = typeof info === 'string' ? Buffer.byteLength(info) : info.byteLength;
  if (infoLength > 1024) throw new ERR_OUT_OF_RANGE('info', 'must not contain more than 1024 bytes', infoLength);
  return [digest, key, salt, info, size];
}

function checkHkdf(result, digest) {
  if (result === false) throw new ERR_CRYPTO_INVALID_DIGEST(digest);
  if (result === null) throw new ERR_CRYPTO_INVALID_KEYLEN();
  return result;
}

// Web Crypto's and Node's: the result is an ArrayBuffer.
function hkdf(digest, key, salt, info, size, callback) {
  const args = hkdfArguments(digest, key, salt, info, size);
  validateFunction(callback, 'callback');
  checkHkdf(native.hkdf(...args, (error, bytes) => {
    if (error) callback(error);
    else callback(null, bytes);
  }), digest);
}

function hkdfSync(digest, key, salt, info, size) {
  return checkHkdf(native.hkdf(...hkdfArguments(digest, key, salt, info, size)), digest);
}

module.exports = { hkdf, hkdfSync, pbkdf2, pbkdf2Sync, scrypt, scryptSync };
