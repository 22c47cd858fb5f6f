'use strict';

// Headers of the Fetch Standard (https://fetch.spec.whatwg.org/#headers-class).

const {
  ArrayIsArray, ObjectDefineProperties, ReflectOwnKeys, RegExpPrototypeExec, SafeMap, SymbolIterator, SymbolToStringTag,
} = primordials;

const { codes: { ERR_INVALID_THIS } } = require('internal/errors');
const { customInspectSymbol, kEnumerableProperty } = require('internal/util');

const token = /^[!#$%&'*+\-.^_`|~A-Za-z0-9]+$/;
// eslint-disable-next-line no-control-regex
const forbiddenInValue = /[\0\r\n]|[^\0-\xff]/;
const outerSpace = /^[\t\n\r ]+|[\t\n\r ]+$/g;

function checkName(name) {
  if (RegExpPrototypeExec(token, name) === null) throw new TypeError(`Headers: "${name}" is an invalid header name.`);
  return name.toLowerCase();
}

function checkValue(value) {
  value = value.replace(outerSpace, '');
  if (RegExpPrototypeExec(forbiddenInValue, value) !== null) {
    throw new TypeError(`Headers: "${value}" is an invalid header value.`);
  }
  return value;
}

class Headers {
  /** Lower-case name → values in their order. */
  #lists = new SafeMap();
  #immutable = false;

  /** @param {Headers | Record<string, string> | Iterable<[string, string]>} [init] */
  constructor(init = undefined) {
    if (init === undefined) return;
    if (init === null || (typeof init !== 'object' && typeof init !== 'function')) {
      throw new TypeError('Headers constructor: init must be a record or a sequence of pairs.');
    }
    if (#lists in init) {
      for (const [name, values] of init.#lists) this.#lists.set(name, [...values]);
    } else if (typeof init[SymbolIterator] === 'function') {
      for (const pair of init) {
        const both = ArrayIsArray(pair) ? pair : [...pair];
        if (both.length !== 2) throw new TypeError('Headers constructor: expected name/value pair to be length 2.');
        this.append(both[0], both[1]);
      }
    } else {
      for (const name of ReflectOwnKeys(init)) {
        if (typeof name === 'symbol') throw new TypeError('Headers constructor: a name is a symbol.');
        const descriptor = Object.getOwnPropertyDescriptor(init, name);
        if (descriptor?.enumerable) this.append(name, init[name]);
      }
    }
  }

  static freeze(headers) {
    headers.#immutable = true;
    return headers;
  }

  #change() {
    if (this.#immutable) throw new TypeError('immutable');
  }

  append(name, value) {
    name = checkName(`${name}`);
    value = checkValue(`${value}`);
    this.#change();
    const values = this.#lists.get(name);
    if (values === undefined) this.#lists.set(name, [value]);
    else values.push(value);
  }

  delete(name) {
    name = checkName(`${name}`);
    this.#change();
    this.#lists.delete(name);
  }

  get(name) {
    const values = this.#lists.get(checkName(`${name}`));
    return values === undefined ? null : values.join(', ');
  }

  getSetCookie() {
    return [...this.#lists.get('set-cookie') ?? []];
  }

  has(name) {
    return this.#lists.has(checkName(`${name}`));
  }

  set(name, value) {
    name = checkName(`${name}`);
    value = checkValue(`${value}`);
    this.#change();
    this.#lists.set(name, [value]);
  }

  /** Sorted by name; cookies are not combined, as their values may contain commas. */
  #sorted() {
    const pairs = [];
    for (const name of [...this.#lists.keys()].sort()) {
      const values = this.#lists.get(name);
      if (name === 'set-cookie') for (const value of values) pairs.push([name, value]);
      else pairs.push([name, values.join(', ')]);
    }
    return pairs;
  }

  forEach(callback, thisArg = undefined) {
    if (typeof callback !== 'function') throw new TypeError("Headers.forEach: parameter 1 is not of type 'Function'.");
    for (const [name, value] of this.#sorted()) callback.call(thisArg, value, name, this);
  }

  * entries() {
    if (!(#lists in this)) throw new ERR_INVALID_THIS('Headers');
    // What is changed while iterating is seen.
    for (let i = 0; ; i++) {
      const pairs = this.#sorted();
      if (i >= pairs.length) return;
      yield pairs[i];
    }
  }

  * keys() {
    for (const [name] of this.entries()) yield name;
  }

  * values() {
    for (const [, value] of this.entries()) yield value;
  }

  [customInspectSymbol](depth, options, inspect) {
    return `Headers ${inspect(Object.fromEntries(this.#sorted()), { ...options, depth })}`;
  }
}

const { freeze } = Headers;
delete Headers.freeze;
Headers.prototype[SymbolIterator] = Headers.prototype.entries;
ObjectDefineProperties(Headers.prototype, {
  append: kEnumerableProperty,
  delete: kEnumerableProperty,
  get: kEnumerableProperty,
  has: kEnumerableProperty,
  set: kEnumerableProperty,
  getSetCookie: kEnumerableProperty,
  forEach: kEnumerableProperty,
  entries: kEnumerableProperty,
  keys: kEnumerableProperty,
  values: kEnumerableProperty,
  [SymbolIterator]: { __proto__: null, enumerable: false },
  [customInspectSymbol]: { __proto__: null, enumerable: false },
  [SymbolToStringTag]: { __proto__: null, configurable: true, value: 'Headers' },
});

module.exports = { Headers, freezeHeaders: freeze };
