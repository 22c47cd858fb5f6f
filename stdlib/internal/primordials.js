'use strict';

// The intrinsics as they are before any user code runs. Programs may patch what they like afterwards: code that reads
// from here keeps working and cannot be observed. Statics are found as `ObjectKeys`, prototype methods take their
// receiver first (`ArrayPrototypePush(list, x)`), accessors are `MapPrototypeGetSize(map)`, and the Safe* classes
// are copies whose prototypes nobody else can reach.

const { bind, call, apply } = Function.prototype;

/** Turns a method into a function that takes its receiver as the first argument. */
const uncurryThis = bind.bind(call);

/** Turns a method into a function of a receiver and an array of arguments. */
const applyBind = bind.bind(apply);

const { defineProperty, getOwnPropertyDescriptor, getPrototypeOf, setPrototypeOf, freeze } = Object;
const { ownKeys } = Reflect;

const names = { __proto__: null };
names.uncurryThis = uncurryThis;
names.applyBind = applyBind;

function capitalized(key) {
  return typeof key === 'symbol' ?
    `Symbol${key.description[7].toUpperCase()}${key.description.slice(8)}` :
    `${key[0].toUpperCase()}${key.slice(1)}`;
}

// These take any number of arguments where a spread would go through the array iterator that users can patch.
const applied = new Set([
  'ArrayOf', 'ArrayPrototypeConcat', 'ArrayPrototypePush', 'ArrayPrototypeUnshift', 'MathMax', 'MathMin',
  'StringFromCharCode', 'StringFromCodePoint', 'StringPrototypeConcat', 'TypedArrayOf',
]);

/** Records own accessor and data properties of `source` under `prefix`, passing functions through `wrap`. */
function record(source, prefix, wrap, wrapApplied) {
  for (const key of ownKeys(source)) {
    const { get, set, value } = getOwnPropertyDescriptor(source, key);
    const name = `${prefix}${capitalized(key)}`;
    if (get !== undefined) {
      names[`${prefix}Get${capitalized(key)}`] = uncurryThis(get);
      if (set !== undefined) names[`${prefix}Set${capitalized(key)}`] = uncurryThis(set);
      continue;
    }
    names[name] = typeof value === 'function' ? wrap(value) : value;
    if (applied.has(name)) names[`${name}Apply`] = wrapApplied(value);
  }
}

const asIs = (fn) => fn;

for (const name of ['Atomics', 'JSON', 'Math', 'Reflect']) {
  record(globalThis[name], name, asIs, (fn) => applyBind(fn, globalThis[name]));
}

names.Proxy = Proxy;
names.globalThis = globalThis;
for (const name of ['decodeURI', 'decodeURIComponent', 'encodeURI', 'encodeURIComponent', 'escape', 'eval', 'unescape']) {
  names[name] = globalThis[name];
}

function recordClass(name, constructor, wrapStatic = asIs) {
  names[name] = constructor;
  record(constructor, name, wrapStatic, (fn) => applyBind(fn, constructor));
  record(constructor.prototype, `${name}Prototype`, uncurryThis, applyBind);
  names[`${name}Prototype`] = constructor.prototype;
}

for (const name of [
  'AggregateError', 'Array', 'ArrayBuffer', 'BigInt', 'BigInt64Array', 'BigUint64Array', 'Boolean', 'DataView', 'Date',
  'Error', 'EvalError', 'FinalizationRegistry', 'Float32Array', 'Float64Array', 'Function', 'Int16Array', 'Int32Array',
  'Int8Array', 'Map', 'Number', 'Object', 'RangeError', 'ReferenceError', 'RegExp', 'Set', 'SharedArrayBuffer',
  'String', 'Symbol', 'SyntaxError', 'TypeError', 'URIError', 'Uint16Array', 'Uint32Array', 'Uint8Array',
  'Uint8ClampedArray', 'WeakMap', 'WeakRef', 'WeakSet',
]) {
  if (globalThis[name] !== undefined) recordClass(name, globalThis[name]);
}

names.SafeArrayPrototypePushApply = names.ArrayPrototypePushApply;

// Promise's statics need their receiver.
recordClass('Promise', Promise, (fn) => fn.bind(Promise));

// Intrinsics that have no global name.
recordClass('TypedArray', getPrototypeOf(Uint8Array));
recordClass('AsyncFunction', (async () => {}).constructor);
recordClass('GeneratorFunction', (function* () {}).constructor);
recordClass('AsyncGeneratorFunction', (async function* () {}).constructor);
for (const [name, prototype] of [
  ['ArrayIterator', getPrototypeOf([][Symbol.iterator]())],
  ['StringIterator', getPrototypeOf(''[Symbol.iterator]())],
  ['MapIterator', getPrototypeOf(new Map()[Symbol.iterator]())],
  ['SetIterator', getPrototypeOf(new Set()[Symbol.iterator]())],
  ['RegExpStringIterator', getPrototypeOf(/a/[Symbol.matchAll](''))],
  ['Iterator', getPrototypeOf(getPrototypeOf([][Symbol.iterator]()))],
  ['AsyncIterator', getPrototypeOf(getPrototypeOf(async function* () {}.prototype))],
  ['Generator', getPrototypeOf((function* () {}).prototype)],
  ['AsyncGenerator', getPrototypeOf((async function* () {}).prototype)],
]) {
  names[`${name}Prototype`] = prototype;
  record(prototype, `${name}Prototype`, uncurryThis, applyBind);
}

// Iterating without the user-visible iterator protocol.

const { ArrayIteratorPrototypeNext, ArrayPrototypeSymbolIterator, StringIteratorPrototypeNext,
  StringPrototypeSymbolIterator, MapIteratorPrototypeNext, SetIteratorPrototypeNext, PromisePrototypeThen } = names;

function safeIteratorClass(iterate, next) {
  class SafeIterator {
    #iterator;
    constructor(iterable) {
      this.#iterator = iterate(iterable);
    }
    next() {
      return next(this.#iterator);
    }
    [Symbol.iterator]() {
      return this;
    }
  }
  setPrototypeOf(SafeIterator.prototype, null);
  freeze(SafeIterator.prototype);
  freeze(SafeIterator);
  return SafeIterator;
}

names.SafeArrayIterator = safeIteratorClass(ArrayPrototypeSymbolIterator, ArrayIteratorPrototypeNext);
names.SafeStringIterator = safeIteratorClass(StringPrototypeSymbolIterator, StringIteratorPrototypeNext);

// Copies of the collection classes. Their methods sit on a prototype without parent, so neither lookups nor `for…of`
// reach anything a program can change.

const SafeMapIterator = safeIteratorClass((x) => x, MapIteratorPrototypeNext);
const SafeSetIterator = safeIteratorClass((x) => x, SetIteratorPrototypeNext);

/**
 * Copies the properties of `Unsafe` (static and prototype) onto `safe`, makes methods that return iterators return safe
 * ones, and detaches the prototype.
 */
function makeSafe(Unsafe, safe, SafeIterator) {
  for (const key of ownKeys(Unsafe.prototype)) {
    if (key === 'constructor') continue;
    const descriptor = getOwnPropertyDescriptor(Unsafe.prototype, key);
    if (SafeIterator !== undefined && typeof descriptor.value === 'function' &&
        (key === 'keys' || key === 'values' || key === 'entries' || key === Symbol.iterator)) {
      const method = uncurryThis(descriptor.value);
      descriptor.value = function() {
        return new SafeIterator(method(this));
      };
    }
    if (getOwnPropertyDescriptor(safe.prototype, key) === undefined) defineProperty(safe.prototype, key, descriptor);
  }
  for (const key of ownKeys(Unsafe)) {
    if (getOwnPropertyDescriptor(safe, key) === undefined) {
      defineProperty(safe, key, getOwnPropertyDescriptor(Unsafe, key));
    }
  }
  setPrototypeOf(safe.prototype, null);
  freeze(safe.prototype);
  freeze(safe);
  return safe;
}
names.makeSafe = (Unsafe, safe) => makeSafe(Unsafe, safe);

// The constructors are spelled out: a default one would spread its arguments through the array iterator, and given
// something to iterate over the originals would call the patched `set` or `add`; here `this.set` is our own.
names.SafeMap = makeSafe(Map, class SafeMap extends Map {
  constructor(entries) { super(entries); } // eslint-disable-line no-useless-constructor
}, SafeMapIterator);
names.SafeSet = makeSafe(Set, class SafeSet extends Set {
  constructor(values) { super(values); } // eslint-disable-line no-useless-constructor
}, SafeSetIterator);
names.SafeWeakMap = makeSafe(WeakMap, class SafeWeakMap extends WeakMap {
  constructor(entries) { super(entries); } // eslint-disable-line no-useless-constructor
});
names.SafeWeakSet = makeSafe(WeakSet, class SafeWeakSet extends WeakSet {
  constructor(values) { super(values); } // eslint-disable-line no-useless-constructor
});
names.SafeFinalizationRegistry = makeSafe(FinalizationRegistry, class SafeFinalizationRegistry
  extends FinalizationRegistry {
  constructor(cleanup) { super(cleanup); } // eslint-disable-line no-useless-constructor
});
names.SafeWeakRef = makeSafe(WeakRef, class SafeWeakRef extends WeakRef {
  constructor(target) { super(target); } // eslint-disable-line no-useless-constructor
});

const SafePromise = makeSafe(Promise, class SafePromise extends Promise {
  constructor(executor) { super(executor); } // eslint-disable-line no-useless-constructor
});

/** The `catch` of a promise, without looking up its patched `then`. */
names.PromisePrototypeCatch = (promise, onRejected) => PromisePrototypeThen(promise, undefined, onRejected);

/** The `finally` of a promise; the result is an ordinary promise. */
names.SafePromisePrototypeFinally = (promise, onFinally) => new Promise((resolve, reject) => {
  PromisePrototypeThen(new SafePromise((a, b) => PromisePrototypeThen(promise, a, b)).finally(onFinally), resolve, reject);
});

// Combinators over arrays of our own: no iterator protocol, no species, no patched `then` or `Promise.resolve`.

const PromiseResolve = names.PromiseResolve;

function settleEach(promises, mapFn, onEach) {
  for (let i = 0; i < promises.length; i++) {
    const value = mapFn !== undefined ? mapFn(promises[i], i) : promises[i];
    onEach(PromiseResolve(value), i);
  }
}

names.SafePromiseAllReturnArrayLike = (promises, mapFn) => new Promise((resolve, reject) => {
  const results = new Array(promises.length);
  let left = promises.length;
  if (left === 0) resolve(results);
  settleEach(promises, mapFn, (promise, i) => {
    PromisePrototypeThen(promise, (value) => {
      results[i] = value;
      if (--left === 0) resolve(results);
    }, reject);
  });
});
names.SafePromiseAll = names.SafePromiseAllReturnArrayLike;

names.SafePromiseAllReturnVoid = (promises, mapFn) => new Promise((resolve, reject) => {
  let left = promises.length;
  if (left === 0) resolve();
  settleEach(promises, mapFn, (promise) => {
    PromisePrototypeThen(promise, () => {
      if (--left === 0) resolve();
    }, reject);
  });
});

names.SafePromiseAllSettled = (promises, mapFn) => new Promise((resolve) => {
  const results = new Array(promises.length);
  let left = promises.length;
  if (left === 0) resolve(results);
  const settle = (i, result) => {
    results[i] = result;
    if (--left === 0) resolve(results);
  };
  settleEach(promises, mapFn, (promise, i) => {
    PromisePrototypeThen(promise,
                         (value) => settle(i, { status: 'fulfilled', value }),
                         (reason) => settle(i, { status: 'rejected', reason }));
  });
});

names.SafePromiseAllSettledReturnVoid = async (promises, mapFn) => {
  await names.SafePromiseAllSettled(promises, mapFn);
};

names.SafePromiseRace = (promises, mapFn) => new Promise((resolve, reject) => {
  settleEach(promises, mapFn, (promise) => PromisePrototypeThen(promise, resolve, reject));
});

names.SafePromiseAny = (promises, mapFn) => new Promise((resolve, reject) => {
  const errors = new Array(promises.length);
  let left = promises.length;
  const fail = () => reject(new AggregateError(errors, 'All promises were rejected'));
  if (left === 0) fail();
  settleEach(promises, mapFn, (promise, i) => {
    PromisePrototypeThen(promise, resolve, (error) => {
      errors[i] = error;
      if (--left === 0) fail();
    });
  });
});

// Regular expressions look up `exec`, `flags` and friends on themselves first; own properties shield ours.

const { RegExpPrototype, RegExpPrototypeGetFlags, RegExpPrototypeGetGlobal, RegExpPrototypeGetUnicode } = names;
const shields = ['dotAll', 'global', 'hasIndices', 'ignoreCase', 'multiline', 'source', 'sticky', 'unicode'];
const originalExec = RegExpPrototype.exec;
const exec = uncurryThis(originalExec);

/** Gives a regular expression its own copies of everything the matching algorithms look up. */
names.hardenRegExp = (pattern) => {
  const shield = (key, value) => defineProperty(pattern, key, { __proto__: null, value, configurable: true, writable: true });
  shield(Symbol.match, RegExpPrototype[Symbol.match]);
  shield(Symbol.matchAll, RegExpPrototype[Symbol.matchAll]);
  shield(Symbol.replace, RegExpPrototype[Symbol.replace]);
  shield(Symbol.search, RegExpPrototype[Symbol.search]);
  shield(Symbol.split, RegExpPrototype[Symbol.split]);
  shield('exec', originalExec);
  const flags = RegExpPrototypeGetFlags(pattern);
  for (const key of shields) shield(key, names[`RegExpPrototypeGet${capitalized(key)}`](pattern));
  shield('flags', flags);
  return pattern;
};

/** The index of the first match, or -1. The expression is not advanced. */
names.SafeStringPrototypeSearch = (string, pattern) => {
  if (RegExpPrototypeGetGlobal(pattern) || RegExpPrototypeGetUnicode(pattern)) pattern.lastIndex = 0;
  const match = exec(pattern, string);
  return match ? match.index : -1;
};


module.exports = freeze(names);
