'use strict';

const { Symbol } = primordials;
const Duplex = require('internal/streams/duplex');

const kCallback = Symbol('Callback');
const kOther = Symbol('Other');

class DuplexSide extends Duplex {
  constructor(options) {
    super(options);
    this[kCallback] = null;
    this[kOther] = null;
  }

  _read() {
    const callback = this[kCallback];
    if (callback) {
      this[kCallback] = null;
      callback();
    }
  }

  _write(chunk, encoding, callback) {
    if (chunk.length === 0) {
      process.nextTick(callback);
      return;
    }
    this[kOther].push(chunk);
    this[kOther][kCallback] = callback; // called when the other side wants more
  }

  _final(callback) {
    this[kOther].on('end', callback);
    this[kOther].push(null);
  }
}

/**
 * Two streams: what is written to one is read from the other.
 * @param {object} [options] of both
 * @returns {[Duplex, Duplex]}
 */
module.exports = function duplexPair(options) {
  const a = new DuplexSide(options);
  const b = new DuplexSide(options);
  a[kOther] = b;
  b[kOther] = a;
  return [a, b];
};
