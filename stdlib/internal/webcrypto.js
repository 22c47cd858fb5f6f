'use strict';

// globalThis.crypto (https://w3c.github.io/webcrypto/): randomness. `subtle` is absent.

const { ObjectDefineProperties, SymbolToStringTag } = primordials;
const { codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_THIS, ERR_MISSING_ARGS } } = require('internal/errors');
const { getRandomValues, randomUUID } = require('crypto/random');

const kCreate = Symbol('kCreate');

class Crypto {
  #own = true;

  constructor(token) {
    if (token !== kCreate) throw new ERR_ILLEGAL_CONSTRUCTOR();
  }

  static #check(value) {
    if (typeof value !== 'object' || value === null || !(#own in value)) throw new ERR_INVALID_THIS('Crypto');
  }

  getRandomValues(array) {
    Crypto.#check(this);
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('typedArray');
    return getRandomValues(array);
  }

  randomUUID() {
    Crypto.#check(this);
    return randomUUID();
  }
}
const kEnumerable = { __proto__: null, enumerable: true };
ObjectDefineProperties(Crypto.prototype, {
  [SymbolToStringTag]: { __proto__: null, configurable: true, value: 'Crypto' },
  getRandomValues: kEnumerable,
  randomUUID: kEnumerable,
});

module.exports = { Crypto, crypto: new Crypto(kCreate) };
