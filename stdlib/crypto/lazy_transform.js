'use strict';

// A Transform whose stream state is made when something of a stream is first used: a Hash that is only updated and digested
// never pays for it.

const { FunctionPrototypeCall, ObjectDefineProperty, ObjectSetPrototypeOf } = primordials;
const { Transform } = require('stream');

function LazyTransform(options) {
  this._options = options;
}
ObjectSetPrototypeOf(LazyTransform.prototype, Transform.prototype);
ObjectSetPrototypeOf(LazyTransform, Transform);

function makeState(name) {
  return {
    configurable: true,
    enumerable: true,
    get() {
      FunctionPrototypeCall(Transform, this, this._options);
      this._writableState.decodeStrings = false;
      return this[name];
    },
    set(value) {
      ObjectDefineProperty(this, name, { configurable: true, enumerable: true, value, writable: true });
    },
  };
}

for (const name of ['_readableState', '_writableState']) ObjectDefineProperty(LazyTransform.prototype, name, makeState(name));

module.exports = LazyTransform;
