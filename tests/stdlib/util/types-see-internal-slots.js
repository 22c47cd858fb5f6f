'use strict';

const assert = require('node:assert');
const { types } = require('node:util');

const samples = {
  isMap: new Map(),
  isSet: new Set(),
  isDate: new Date(),
  isRegExp: /x/,
  isPromise: Promise.resolve(),
  isProxy: new Proxy({}, {}),
  isNativeError: new TypeError(),
  isArrayBuffer: new ArrayBuffer(1),
  isSharedArrayBuffer: new SharedArrayBuffer(1),
  isDataView: new DataView(new ArrayBuffer(1)),
  isUint8Array: new Uint8Array(1),
  isFloat64Array: new Float64Array(1),
  isWeakMap: new WeakMap(),
  isWeakSet: new WeakSet(),
  isMapIterator: new Map().keys(),
  isSetIterator: new Set().values(),
  isGeneratorFunction: function* () {},
  isGeneratorObject: (function* () {})(),
  isAsyncFunction: async () => {},
  isNumberObject: Object(1),
  isStringObject: Object(''),
  isSymbolObject: Object(Symbol()),
  isBigIntObject: Object(1n),
  isBooleanObject: Object(true),
  isArgumentsObject: (function() { return arguments; })(),
};

for (const [check, sample] of Object.entries(samples)) {
  for (const [other, value] of Object.entries(samples)) {
    // What only pretends is not taken for it.
    const wanted = check === other;
    assert.strictEqual(types[check](value), wanted, `${check} of ${other}`);
  }
  assert.strictEqual(types[check](Object.create(Object(sample))), false);
  assert.strictEqual(types[check](), false);
}
assert.ok(types.isTypedArray(new Int8Array(1)) && !types.isTypedArray(new DataView(new ArrayBuffer(1))));
assert.ok(types.isAnyArrayBuffer(new SharedArrayBuffer(1)) && types.isBoxedPrimitive(Object(1)));
assert.strictEqual(types.isKeyObject({}), false);
