'use strict';

// How chunks are counted: https://streams.spec.whatwg.org/#qs

const { ObjectDefineProperty } = primordials;
const { codes: { ERR_INVALID_THIS, ERR_MISSING_OPTION } } = require('internal/errors');
const { validateObject } = require('internal/validators');
const { defineEnumerable, defineInspect } = require('internal/webstreams/util');

// One function each, whichever strategy it is taken from; neither is a constructor.
const { size: byteLengthSize } = { size: (chunk) => chunk.byteLength };
const { size: countSize } = { size() { return 1; } };
ObjectDefineProperty(byteLengthSize, 'name', { __proto__: null, value: 'size' });

function highWaterMarkOf(init) {
  validateObject(init, 'init');
  if (init.highWaterMark === undefined) throw new ERR_MISSING_OPTION('options.highWaterMark');
  return +init.highWaterMark;
}

class ByteLengthQueuingStrategy {
  #highWaterMark;

  /**
   * @param {{ highWaterMark: number }} init
   */
  constructor(init) {
    this.#highWaterMark = highWaterMarkOf(init);
  }

  get highWaterMark() {
    if (!(#highWaterMark in this)) throw new ERR_INVALID_THIS('ByteLengthQueuingStrategy');
    return this.#highWaterMark;
  }

  get size() {
    if (!(#highWaterMark in this)) throw new ERR_INVALID_THIS('ByteLengthQueuingStrategy');
    return byteLengthSize;
  }
}
defineEnumerable(ByteLengthQueuingStrategy, 'highWaterMark', 'size');
defineInspect(ByteLengthQueuingStrategy, (self) => ({ highWaterMark: self.highWaterMark }));

class CountQueuingStrategy {
  #highWaterMark;

  /**
   * @param {{ highWaterMark: number }} init
   */
  constructor(init) {
    this.#highWaterMark = highWaterMarkOf(init);
  }

  get highWaterMark() {
    if (!(#highWaterMark in this)) throw new ERR_INVALID_THIS('CountQueuingStrategy');
    return this.#highWaterMark;
  }

  get size() {
    if (!(#highWaterMark in this)) throw new ERR_INVALID_THIS('CountQueuingStrategy');
    return countSize;
  }
}
defineEnumerable(CountQueuingStrategy, 'highWaterMark', 'size');
defineInspect(CountQueuingStrategy, (self) => ({ highWaterMark: self.highWaterMark }));

module.exports = { ByteLengthQueuingStrategy, CountQueuingStrategy };
