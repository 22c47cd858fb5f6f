'use strict';

// Deep equality: loose (==, no prototypes, no symbols), strict, strict without asking for the class, and partial, where the
// first value may have more than the second.

const {
  ArrayIsArray, BigIntPrototypeValueOf, BooleanPrototypeValueOf, DatePrototypeGetTime, Error, MapPrototypeGetSize,
  NumberIsNaN, NumberPrototypeValueOf, ObjectGetOwnPropertySymbols, ObjectGetPrototypeOf, ObjectIs, ObjectKeys,
  ObjectPrototypeHasOwnProperty, ObjectPrototypePropertyIsEnumerable, ObjectPrototypeToString, RegExpPrototypeGetFlags,
  RegExpPrototypeGetSource, SafeMap, SafeSet, SetPrototypeGetSize, StringPrototypeValueOf, SymbolPrototypeValueOf,
  TypedArrayPrototypeGetSymbolToStringTag, Uint8Array,
} = primordials;

const { getOwnNonIndexProperties } = binding('util');
const types = require('internal/util/types');

const kLoose = 0;
const kStrict = 1;
const kPartial = 2;
const kStrictButClass = 3;

// Whose instances differ by nothing but what is compared anyway.
const wellKnownConstructors = new SafeSet([
  Array, ArrayBuffer, BigInt, Boolean, DataView, Date, Error, Float32Array, Float64Array, Function, Int16Array,
  Int32Array, Int8Array, Map, Number, Object, Promise, RegExp, Set, String, Symbol, Uint16Array, Uint32Array,
  Uint8Array, Uint8ClampedArray, BigInt64Array, BigUint64Array, WeakMap, WeakRef, WeakSet,
]);

/** Whether two objects are of the same class. */
function sameClass(a, b) {
  const { constructor } = a;
  if (wellKnownConstructors.has(constructor) ||
      (constructor !== undefined && !ObjectPrototypeHasOwnProperty(a, 'constructor'))) {
    return constructor === b.constructor;
  }
  return ObjectGetPrototypeOf(a) === ObjectGetPrototypeOf(b);
}

/**
 * @param {any} a
 * @param {any} b
 * @param {0 | 1 | 2 | 3} mode
 * @param {Pairs} [pairs] that are being compared further up
 */
function equal(a, b, mode, pairs) {
  if (a === b) return a !== 0 || mode === kLoose || ObjectIs(a, b);
  if (mode === kLoose) {
    if (a === null || typeof a !== 'object') {
      return (b === null || typeof b !== 'object') &&
        // eslint-disable-next-line eqeqeq
        (a == b || (NumberIsNaN(a) && NumberIsNaN(b)));
    }
    if (b === null || typeof b !== 'object') return false;
  } else {
    if (typeof a !== 'object') return typeof a === 'number' && NumberIsNaN(a) && NumberIsNaN(b);
    if (typeof b !== 'object' || a === null || b === null) return false;
    if (mode === kStrict && !sameClass(a, b)) return false;
  }
  const tag = ObjectPrototypeToString(a);
  if (tag !== ObjectPrototypeToString(b)) return false;
  // Nearly everything is one of these two.
  if (tag === '[object Object]' && !(a instanceof Error)) {
    return equalProperties(a, b, mode, pairs, ObjectKeys(a), ObjectKeys(b), noContent);
  }
  return equalObjects(a, b, mode, pairs);
}

function equalObjects(a, b, mode, pairs) {
  if (ArrayIsArray(a)) {
    if (!ArrayIsArray(b) || (mode === kPartial ? a.length < b.length : a.length !== b.length)) return false;
    return equalProperties(a, b, mode, pairs, listKeys(a, mode), listKeys(b, mode), arrayContent);
  }
  if (types.isDate(a)) {
    if (!types.isDate(b) || DatePrototypeGetTime(a) !== DatePrototypeGetTime(b)) return false;
  } else if (types.isRegExp(a)) {
    if (!types.isRegExp(b) || RegExpPrototypeGetSource(a) !== RegExpPrototypeGetSource(b) ||
        RegExpPrototypeGetFlags(a) !== RegExpPrototypeGetFlags(b) || a.lastIndex !== b.lastIndex) {
      return false;
    }
  } else if (types.isNativeError(a) || a instanceof Error) {
    if (!types.isNativeError(b) && !(b instanceof Error)) return false;
    for (const key of ['message', 'name', 'cause', 'errors']) {
      if (!equalHidden(a, b, key, mode, pairs)) return false;
    }
    // A cause of undefined is not the same as none.
    const caused = ObjectPrototypeHasOwnProperty(a, 'cause');
    if (caused !== ObjectPrototypeHasOwnProperty(b, 'cause') && !(mode === kPartial && caused)) return false;
  } else if (ArrayBuffer.isView(a)) {
    const kind = TypedArrayPrototypeGetSymbolToStringTag(a);
    if (kind !== TypedArrayPrototypeGetSymbolToStringTag(b)) return false;
    if (kind === undefined) {
      if (!types.isDataView(b) || !equalBytes(bytesOf(a), bytesOf(b), mode)) return false;
    } else if (mode === kPartial || (mode === kLoose && kind.startsWith('Float'))) {
      if (!(mode === kPartial ? containsInOrder(a, b) : equalFloats(a, b))) return false;
    } else if (!equalBytes(bytesOf(a), bytesOf(b), mode)) {
      return false;
    }
    return equalProperties(a, b, mode, pairs, listKeys(a, mode), listKeys(b, mode), noContent);
  } else if (types.isSet(a)) {
    if (!types.isSet(b) || !fittingSizes(SetPrototypeGetSize(a), SetPrototypeGetSize(b), mode)) return false;
    return equalProperties(a, b, mode, pairs, ObjectKeys(a), ObjectKeys(b), setContent);
  } else if (types.isMap(a)) {
    if (!types.isMap(b) || !fittingSizes(MapPrototypeGetSize(a), MapPrototypeGetSize(b), mode)) return false;
    return equalProperties(a, b, mode, pairs, ObjectKeys(a), ObjectKeys(b), mapContent);
  } else if (types.isAnyArrayBuffer(a)) {
    if (!types.isAnyArrayBuffer(b) || !equalBytes(new Uint8Array(a), new Uint8Array(b), mode)) return false;
  } else if (types.isBoxedPrimitive(a)) {
    if (!equalBoxed(a, b)) return false;
  } else if (ArrayIsArray(b) || ArrayBuffer.isView(b) || types.isSet(b) || types.isMap(b) || types.isDate(b) ||
             types.isRegExp(b) || types.isAnyArrayBuffer(b) || types.isBoxedPrimitive(b) || types.isNativeError(b) ||
             b instanceof Error) {
    return false;
  } else if (types.isKeyObject(a)) {
    if (!types.isKeyObject(b) || !a.equals(b)) return false;
  } else if (types.isWeakMap(a) || types.isWeakSet(a)) {
    // Nobody can say what is inside.
    return false;
  } else if (isURL(a)) {
    if (!isURL(b) || a.href !== b.href) return false;
  }
  return equalProperties(a, b, mode, pairs, ObjectKeys(a), ObjectKeys(b), noContent);
}

function isURL(value) {
  return 'href' in value && 'searchParams' in value && require('internal/url').isURL(value);
}

function fittingSizes(a, b, mode) {
  return mode === kPartial ? a >= b : a === b;
}

function listKeys(value, mode) {
  const keys = getOwnNonIndexProperties(value, true);
  // Symbols are looked at apart.
  return keys.some((key) => typeof key === 'symbol') ? keys.filter((key) => typeof key !== 'symbol') : keys;
}

/** Properties that errors have hidden: the same on both, unless they are enumerable and so compared with the others. */
function equalHidden(a, b, key, mode, pairs) {
  const enumerable = ObjectPrototypePropertyIsEnumerable(a, key);
  if (mode === kPartial && (key === 'message' ? !ObjectPrototypeHasOwnProperty(b, key) : b[key] === undefined)) return true;
  return (enumerable && ObjectPrototypePropertyIsEnumerable(b, key)) || equal(a[key], b[key], mode, pairs);
}

// Bytes and numbers

function bytesOf(view) {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}

function equalBytes(a, b, mode) {
  if (mode === kPartial) return containsInOrder(a, b);
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) {
    if (a[i] !== b[i]) return false;
  }
  return true;
}

function equalFloats(a, b) {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) {
    if (a[i] !== b[i]) return false;
  }
  return true;
}

/** Whether all elements of `b` come in `a`, in their order. */
function containsInOrder(a, b) {
  if (a.length < b.length) return false;
  let at = 0;
  for (let i = 0; i < b.length; i++, at++) {
    while (at < a.length && !ObjectIs(a[at], b[i])) at++;
    if (at === a.length) return false;
  }
  return true;
}

function equalBoxed(a, b) {
  if (types.isNumberObject(a)) {
    return types.isNumberObject(b) && ObjectIs(NumberPrototypeValueOf(a), NumberPrototypeValueOf(b));
  }
  if (types.isStringObject(a)) return types.isStringObject(b) && StringPrototypeValueOf(a) === StringPrototypeValueOf(b);
  if (types.isBooleanObject(a)) {
    return types.isBooleanObject(b) && BooleanPrototypeValueOf(a) === BooleanPrototypeValueOf(b);
  }
  if (types.isBigIntObject(a)) return types.isBigIntObject(b) && BigIntPrototypeValueOf(a) === BigIntPrototypeValueOf(b);
  return types.isSymbolObject(b) && SymbolPrototypeValueOf(a) === SymbolPrototypeValueOf(b);
}

// Properties

/** Pairs of objects whose comparison is under way: meeting one again, it counts as equal if its partner is the same. */
class Pairs {
  #left = [];
  #right = [];
  // Takes over when a structure is so deep that looking through the lists takes time.
  #known;

  /** Whether `b` is the partner of `a`; undefined if neither has one. */
  partners(a, b) {
    if (this.#known !== undefined) {
      const left = this.#known.left.get(a);
      const right = this.#known.right.get(b);
      return left === undefined && right === undefined ? undefined : left === b && right === a;
    }
    for (let i = this.#left.length - 1; i >= 0; i--) {
      if (this.#left[i] === a || this.#right[i] === b) return this.#left[i] === a && this.#right[i] === b;
    }
    return undefined;
  }

  push(a, b) {
    this.#left.push(a);
    this.#right.push(b);
    if (this.#known === undefined && this.#left.length > 50) {
      this.#known = { left: new SafeMap(), right: new SafeMap() };
      for (let i = 0; i < this.#left.length; i++) {
        this.#known.left.set(this.#left[i], this.#right[i]);
        this.#known.right.set(this.#right[i], this.#left[i]);
      }
    } else if (this.#known !== undefined) {
      this.#known.left.set(a, b);
      this.#known.right.set(b, a);
    }
  }

  pop() {
    const a = this.#left.pop();
    const b = this.#right.pop();
    if (this.#known !== undefined) {
      this.#known.left.delete(a);
      this.#known.right.delete(b);
    }
  }
}

function equalProperties(a, b, mode, pairs, keysA, keysB, content) {
  if (mode !== kPartial && keysA.length !== keysB.length) return false;
  for (let i = 0; i < keysB.length; i++) {
    if (!ObjectPrototypePropertyIsEnumerable(a, keysB[i])) return false;
  }
  let symbols = noSymbols;
  if (mode !== kLoose) {
    symbols = enumerableSymbols(b);
    if (mode !== kPartial && enumerableSymbols(a).length !== symbols.length) return false;
    for (let i = 0; i < symbols.length; i++) {
      if (!ObjectPrototypePropertyIsEnumerable(a, symbols[i])) return false;
    }
  }
  if (keysB.length === 0 && symbols.length === 0 && content === noContent) return true;

  if (pairs === undefined) {
    pairs = new Pairs();
  } else {
    const partners = pairs.partners(a, b);
    if (partners !== undefined) return partners;
  }
  pairs.push(a, b);
  const same = content(a, b, mode, pairs) && sameValues(a, b, keysB, mode, pairs) &&
    sameValues(a, b, symbols, mode, pairs);
  pairs.pop();
  return same;
}

const noSymbols = [];

function enumerableSymbols(object) {
  const symbols = ObjectGetOwnPropertySymbols(object);
  return symbols.length === 0 ? noSymbols :
    symbols.filter((symbol) => ObjectPrototypePropertyIsEnumerable(object, symbol));
}

function sameValues(a, b, keys, mode, pairs) {
  for (let i = 0; i < keys.length; i++) {
    if (!equal(a[keys[i]], b[keys[i]], mode, pairs)) return false;
  }
  return true;
}

// Contents

function noContent() {
  return true;
}

function arrayContent(a, b, mode, pairs) {
  if (mode === kPartial) return arrayContains(a, b, pairs);
  for (let i = 0; i < b.length; i++) {
    const hole = b[i] === undefined && !ObjectPrototypeHasOwnProperty(b, i);
    if (hole) return sameSparse(a, b, mode, pairs);
    if (a[i] === undefined && !ObjectPrototypeHasOwnProperty(a, i)) return false;
    // Elements are not as loose as properties: null stands for something, undefined for nothing.
    if ((a[i] === undefined) !== (b[i] === undefined) || !equal(a[i], b[i], mode, pairs)) return false;
  }
  return true;
}

/** The indexes at which there is something; the holes may be billions. */
function indexesOf(array) {
  const keys = ObjectKeys(array);
  let count = 0;
  while (count < keys.length && `${keys[count] >>> 0}` === keys[count] && +keys[count] < array.length) count++;
  keys.length = count;
  return keys;
}

function sameSparse(a, b, mode, pairs) {
  const keys = indexesOf(b);
  if (indexesOf(a).length !== keys.length) return false;
  for (const key of keys) {
    if (!ObjectPrototypeHasOwnProperty(a, key) || (a[key] === undefined) !== (b[key] === undefined) ||
        !equal(a[key], b[key], mode, pairs)) {
      return false;
    }
  }
  return true;
}

/** Whether all elements of `b` come in `a`, in their order; holes don't count. */
function arrayContains(a, b, pairs) {
  const keysOfA = indexesOf(a);
  let at = 0;
  for (const key of indexesOf(b)) {
    while (at < keysOfA.length && !equal(a[keysOfA[at]], b[key], kPartial, pairs)) at++;
    if (at++ >= keysOfA.length) return false;
  }
  return true;
}

/** Removes from `candidates` one that equals `value`; false if there is none. */
function takeEqual(candidates, value, mode, pairs) {
  for (const candidate of candidates) {
    if (mode === kPartial ? equal(candidate, value, mode, pairs) : equal(value, candidate, mode, pairs)) {
      candidates.delete(candidate);
      return true;
    }
  }
  return false;
}

function isObject(value) {
  return typeof value === 'object' && value !== null;
}

function setContent(a, b, mode, pairs) {
  // What b has and a hasn't as it is must be found among what a has beyond b.
  let missing;
  for (const value of new SafeSet(b)) {
    if (a.has(value)) continue;
    if (!isObject(value) && (mode !== kLoose || !mayEqualLoosely(value))) return false;
    missing ??= [];
    missing.push(value);
  }
  if (missing === undefined) return true;
  const candidates = new SafeSet();
  for (const value of new SafeSet(a)) {
    if (b.has(value)) continue;
    if (isObject(value) || mode === kLoose) candidates.add(value);
    else if (mode !== kPartial) return false;
  }
  for (const value of missing) {
    if (!takeEqual(candidates, value, mode, pairs)) return false;
  }
  return mode === kPartial || candidates.size === 0;
}

/** Whether a primitive can equal another one by conversion. */
function mayEqualLoosely(value) {
  switch (typeof value) {
    case 'symbol': return false;
    case 'number': return !NumberIsNaN(value);
    // Text that is no number equals only itself.
    case 'string': return !NumberIsNaN(+value);
    default: return true;
  }
}

function mapContent(a, b, mode, pairs) {
  let missing;
  for (const [key, value] of new SafeMap(b)) {
    if (isObject(key)) {
      if (a.has(key) && equal(a.get(key), value, mode, pairs)) continue;
    } else if (a.has(key)) {
      if (equal(a.get(key), value, mode, pairs)) continue;
      if (mode !== kLoose) return false;
    } else if (mode !== kLoose || !mayEqualLoosely(key)) {
      return false;
    }
    missing ??= [];
    missing.push([key, value]);
  }
  if (missing === undefined) return true;
  const candidates = new SafeMap();
  for (const [key, value] of new SafeMap(a)) {
    if (isObject(key) || mode === kLoose) candidates.set(key, value);
  }
  if (mode !== kPartial) {
    // Those that were found under their own key are taken.
    const open = new SafeSet(missing.map(([key]) => key));
    for (const [key] of new SafeMap(b)) {
      if (!open.has(key)) candidates.delete(key);
    }
  }
  for (const [key, value] of missing) {
    let found = false;
    for (const [candidate, candidateValue] of candidates) {
      if (equal(candidate, key, mode, pairs) && equal(candidateValue, value, mode, pairs)) {
        candidates.delete(candidate);
        found = true;
        break;
      }
    }
    if (!found) return false;
  }
  return true;
}

/** @returns {boolean} */
function isDeepEqual(a, b) {
  return equal(a, b, kLoose);
}

/** @returns {boolean} */
function isDeepStrictEqual(a, b, skipPrototype = false) {
  return equal(a, b, skipPrototype ? kStrictButClass : kStrict);
}

/** Whether `a` has all that `b` has. */
function isPartialStrictEqual(a, b) {
  return equal(a, b, kPartial);
}

module.exports = { isDeepEqual, isDeepStrictEqual, isPartialStrictEqual };
