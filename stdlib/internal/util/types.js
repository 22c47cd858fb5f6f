'use strict';

// What kind of object something is, by its internal slots: nothing a program defines can deceive these.

const { ArrayBufferIsView, ObjectDefineProperty, TypedArrayPrototypeGetSymbolToStringTag } = primordials;

const native = binding('types');

function isTypedArray(value) {
  return TypedArrayPrototypeGetSymbolToStringTag(value) !== undefined;
}

const typedArrayChecks = {};
for (const name of ['Uint8Array', 'Uint8ClampedArray', 'Uint16Array', 'Uint32Array', 'Int8Array', 'Int16Array',
                    'Int32Array', 'Float16Array', 'Float32Array', 'Float64Array', 'BigInt64Array', 'BigUint64Array']) {
  typedArrayChecks[`is${name}`] = {
    [`is${name}`](value) {
      return TypedArrayPrototypeGetSymbolToStringTag(value) === name;
    },
  }[`is${name}`];
}

const types = {
  isArgumentsObject: native.isArgumentsObject,
  isArrayBuffer: native.isArrayBuffer,
  isAsyncFunction: native.isAsyncFunction,
  isBigIntObject: native.isBigIntObject,
  isBooleanObject: native.isBooleanObject,
  isDataView: native.isDataView,
  isDate: native.isDate,
  isExternal: native.isExternal,
  isGeneratorFunction: native.isGeneratorFunction,
  isGeneratorObject: native.isGeneratorObject,
  isMap: native.isMap,
  isMapIterator: native.isMapIterator,
  isModuleNamespaceObject: native.isModuleNamespaceObject,
  isNativeError: native.isNativeError,
  isNumberObject: native.isNumberObject,
  isPromise: native.isPromise,
  isProxy: native.isProxy,
  isRegExp: native.isRegExp,
  isSet: native.isSet,
  isSetIterator: native.isSetIterator,
  isSharedArrayBuffer: native.isSharedArrayBuffer,
  isStringObject: native.isStringObject,
  isSymbolObject: native.isSymbolObject,
  isWeakMap: native.isWeakMap,
  isWeakSet: native.isWeakSet,
  isAnyArrayBuffer: native.isAnyArrayBuffer,
  isBoxedPrimitive: native.isBoxedPrimitive,
  isArrayBufferView: ArrayBufferIsView,
  isTypedArray,
  ...typedArrayChecks,
};

// Keys are made by a module that most programs never load. It registers its checks; before that no key exists.
let keyChecks;
for (const name of ['isKeyObject', 'isCryptoKey']) {
  ObjectDefineProperty(types, name, {
    __proto__: null,
    configurable: false,
    enumerable: true,
    value: { [name](value) { return keyChecks !== undefined && keyChecks[name](value); } }[name],
  });
}

ObjectDefineProperty(types, 'registerKeyChecks', {
  __proto__: null,
  enumerable: false,
  value(checks) { keyChecks = checks; },
});

module.exports = types;
