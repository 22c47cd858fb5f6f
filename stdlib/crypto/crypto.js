'use strict';

// node:crypto, put together from its subjects. What is not written yet is absent.

const { Hash, Hmac, createHash, createHmac, getHashes, hash } = require('crypto/hash');
const {
  getRandomValues, randomBytes, randomFill, randomFillSync, randomInt, randomUUID, timingSafeEqual,
} = require('crypto/random');
const { hkdf, hkdfSync, pbkdf2, pbkdf2Sync, scrypt, scryptSync } = require('crypto/derive');

module.exports = {
  Hash,
  Hmac,
  createHash,
  createHmac,
  getHashes,
  getRandomValues,
  hash,
  hkdf,
  hkdfSync,
  pbkdf2,
  pbkdf2Sync,
  randomBytes,
  randomFill,
  randomFillSync,
  randomInt,
  randomUUID,
  scrypt,
  scryptSync,
  timingSafeEqual,
};
Object.defineProperty(module.exports, 'webcrypto', {
  configurable: false, enumerable: true, get: () => require('internal/webcrypto').crypto, set: undefined,
});
// Old names of randomBytes.
for (const name of ['pseudoRandomBytes', 'prng', 'rng']) {
  Object.defineProperty(module.exports, name, { configurable: true, enumerable: false, value: randomBytes, writable: true });
}
