'use strict';

// URLSearchParams: the list of name-value pairs of a query, kept flat (name, value, name, value, …) and, when it belongs to
// a URL, written back to that URL after each change.

const {
  ArrayIteratorPrototype, FunctionPrototypeCall, ObjectCreate, ObjectDefineProperties,
  ReflectGetOwnPropertyDescriptor, ReflectOwnKeys,
  SafeMap, StringPrototypeToWellFormed, SymbolFor, SymbolIterator, SymbolToStringTag, decodeURIComponent,
  encodeURIComponent,
} = primordials;
const {
  codes: { ERR_ARG_NOT_ITERABLE, ERR_INVALID_THIS, ERR_INVALID_TUPLE, ERR_MISSING_ARGS },
} = require('internal/errors');
const { validateFunction } = require('internal/validators');

const kInspect = SymbolFor('nodejs.util.inspect.custom');
const toUSVString = (value) => StringPrototypeToWellFormed(`${value}`);

// encodeURIComponent leaves these alone, the form encoding does not; and it has a sign of its own for the space.
const formEscapes = { '__proto__': null, '!': '%21', "'": '%27', '(': '%28', ')': '%29', '~': '%7E', '%20': '+' };

function encode(string) {
  if (/^[\w.*-]*$/.test(string)) return string;
  return encodeURIComponent(string).replace(/[!'()~]|%20/g, (found) => formEscapes[found]);
}

function decode(string) {
  if (string.includes('+')) string = string.replaceAll('+', ' ');
  if (!string.includes('%')) return string;
  try {
    return decodeURIComponent(string);
  } catch {
    return require('internal/percent').decodeToBuffer(string).toString();
  }
}

/**
 * Parses `application/x-www-form-urlencoded` text.
 * @param {string} text without a leading '?'
 * @returns {string[]}
 */
function parse(text) {
  const list = [];
  let start = 0;
  while (start < text.length) {
    let end = text.indexOf('&', start);
    if (end === -1) end = text.length;
    if (end > start) {
      const equals = text.indexOf('=', start);
      if (equals === -1 || equals >= end) list.push(decode(text.slice(start, end)), '');
      else list.push(decode(text.slice(start, equals)), decode(text.slice(equals + 1, end)));
    }
    start = end + 1;
  }
  return list;
}

function serialize(list) {
  let text = '';
  for (let i = 0; i < list.length; i += 2) {
    text += `${i === 0 ? '' : '&'}${encode(list[i])}=${encode(list[i + 1])}`;
  }
  return text;
}

/** Reads the constructor's argument when it is an iterable of pairs. */
function fromPairs(init, method) {
  if (typeof method !== 'function') throw new ERR_ARG_NOT_ITERABLE('Query pairs');
  const list = [];
  const iterator = FunctionPrototypeCall(method, init);
  for (const pair of { __proto__: null, [SymbolIterator]: () => iterator }) {
    if (pair == null) throw new ERR_INVALID_TUPLE('Each query pair', '[name, value]');
    if (typeof pair !== 'object' && typeof pair !== 'function' || typeof pair[SymbolIterator] !== 'function') {
      throw new ERR_INVALID_TUPLE('Each query pair', '[name, value]');
    }
    let count = 0;
    for (const item of pair) {
      list.push(toUSVString(item));
      count++;
    }
    if (count !== 2) throw new ERR_INVALID_TUPLE('Each query pair', '[name, value]');
  }
  return list;
}

/** Reads the constructor's argument when it is an object of names and values. */
function fromRecord(init) {
  const list = [];
  const seen = new SafeMap();
  for (const key of ReflectOwnKeys(init)) {
    const descriptor = ReflectGetOwnPropertyDescriptor(init, key);
    if (descriptor === undefined || !descriptor.enumerable) continue;
    const name = toUSVString(key);
    const value = toUSVString(init[key]);
    // Different keys may have become the same; the last one counts, at the place of the first.
    const at = seen.get(name);
    if (at === undefined) {
      seen.set(name, list.push(name, value) - 1);
    } else {
      list[at] = value;
    }
  }
  return list;
}

// Reaches into the private fields for the URL that owns a list.
let attach;
let replace;
let isSearchParams;

/** The list of a URL's query, as `new URL(…).searchParams` is, or a free-standing one. */
class URLSearchParams {
  #list = [];
  #onChange = null;

  static {
    attach = (params, text, onChange) => {
      params.#list = parse(text);
      params.#onChange = onChange;
    };
    replace = (params, text) => { params.#list = parse(text); };
    isSearchParams = (value) => typeof value === 'object' && value !== null && #list in value;
  }

  /** @param {string | Iterable<[string, string]> | Record<string, string>} [init] */
  constructor(init = undefined) {
    if (init == null) return;
    if (typeof init === 'object' || typeof init === 'function') {
      const method = init[SymbolIterator];
      if (method === this[SymbolIterator] && #list in init) this.#list = init.#list.slice();
      else if (method != null) this.#list = fromPairs(init, method);
      else this.#list = fromRecord(init);
    } else {
      init = toUSVString(init);
      this.#list = parse(init[0] === '?' ? init.slice(1) : init);
    }
  }

  #changed() {
    if (this.#onChange !== null) this.#onChange(serialize(this.#list));
  }

  [kInspect](recurseTimes, context) {
    check(this);
    if (typeof recurseTimes === 'number' && recurseTimes < 0) return context.stylize('[Object]', 'special');
    const { inspect } = require('internal/util/inspect');
    const { removeColors } = require('internal/util');
    const separator = ', ';
    const inner = { ...context };
    if (recurseTimes !== null) inner.depth = recurseTimes - 1;
    const output = [];
    const list = this.#list;
    let length = -2;
    for (let i = 0; i < list.length; i += 2) {
      const pair = `${inspect(list[i], inner)} => ${inspect(list[i + 1], inner)}`;
      output.push(pair);
      length += removeColors(pair).length + separator.length;
    }
    if (output.length === 0) return `${this.constructor.name} {}`;
    return length > context.breakLength ?
      `${this.constructor.name} {\n  ${output.join(',\n  ')} }` :
      `${this.constructor.name} { ${output.join(separator)} }`;
  }

  get size() {
    check(this);
    return this.#list.length / 2;
  }

  append(name, value) {
    check(this);
    if (arguments.length < 2) throw new ERR_MISSING_ARGS('name', 'value');
    this.#list.push(toUSVString(name), toUSVString(value));
    this.#changed();
  }

  delete(name, value = undefined) {
    check(this);
    if (arguments.length < 1) throw new ERR_MISSING_ARGS('name');
    name = toUSVString(name);
    if (value !== undefined) value = toUSVString(value);
    const list = this.#list;
    let kept = 0;
    for (let i = 0; i < list.length; i += 2) {
      if (list[i] === name && (value === undefined || list[i + 1] === value)) continue;
      list[kept] = list[i];
      list[kept + 1] = list[i + 1];
      kept += 2;
    }
    list.length = kept;
    this.#changed();
  }

  get(name) {
    check(this);
    if (arguments.length < 1) throw new ERR_MISSING_ARGS('name');
    name = toUSVString(name);
    const list = this.#list;
    for (let i = 0; i < list.length; i += 2) {
      if (list[i] === name) return list[i + 1];
    }
    return null;
  }

  getAll(name) {
    check(this);
    if (arguments.length < 1) throw new ERR_MISSING_ARGS('name');
    name = toUSVString(name);
    const list = this.#list;
    const values = [];
    for (let i = 0; i < list.length; i += 2) {
      if (list[i] === name) values.push(list[i + 1]);
    }
    return values;
  }

  has(name, value = undefined) {
    check(this);
    if (arguments.length < 1) throw new ERR_MISSING_ARGS('name');
    name = toUSVString(name);
    if (value !== undefined) value = toUSVString(value);
    const list = this.#list;
    for (let i = 0; i < list.length; i += 2) {
      if (list[i] === name && (value === undefined || list[i + 1] === value)) return true;
    }
    return false;
  }

  set(name, value) {
    check(this);
    if (arguments.length < 2) throw new ERR_MISSING_ARGS('name', 'value');
    name = toUSVString(name);
    value = toUSVString(value);
    const list = this.#list;
    let kept = 0;
    let found = false;
    for (let i = 0; i < list.length; i += 2) {
      if (list[i] === name && found) continue;
      list[kept] = list[i];
      list[kept + 1] = list[i] === name ? value : list[i + 1];
      if (list[i] === name) found = true;
      kept += 2;
    }
    list.length = kept;
    if (!found) list.push(name, value);
    this.#changed();
  }

  sort() {
    check(this);
    const list = this.#list;
    const pairs = [];
    for (let i = 0; i < list.length; i += 2) pairs.push([list[i], list[i + 1]]);
    // By code units, and stable.
    pairs.sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0));
    for (let i = 0; i < pairs.length; i++) {
      list[2 * i] = pairs[i][0];
      list[2 * i + 1] = pairs[i][1];
    }
    this.#changed();
  }

  entries() {
    check(this);
    return newIterator(this, () => this.#list, 'entries');
  }

  forEach(callback, thisArg = undefined) {
    check(this);
    validateFunction(callback, 'callback');
    for (let i = 0; i < this.#list.length; i += 2) {
      FunctionPrototypeCall(callback, thisArg, this.#list[i + 1], this.#list[i], this);
    }
  }

  keys() {
    check(this);
    return newIterator(this, () => this.#list, 'keys');
  }

  values() {
    check(this);
    return newIterator(this, () => this.#list, 'values');
  }

  toString() {
    check(this);
    return serialize(this.#list);
  }
}

function check(value) {
  if (!isSearchParams(value)) throw new ERR_INVALID_THIS('URLSearchParams');
}

const enumerable = { __proto__: null, enumerable: true };
ObjectDefineProperties(URLSearchParams.prototype, {
  append: enumerable,
  delete: enumerable,
  get: enumerable,
  getAll: enumerable,
  has: enumerable,
  set: enumerable,
  sort: enumerable,
  entries: enumerable,
  forEach: enumerable,
  keys: enumerable,
  values: enumerable,
  size: enumerable,
  toString: enumerable,
  [SymbolIterator]: { __proto__: null, configurable: true, writable: true, value: URLSearchParams.prototype.entries },
  [SymbolToStringTag]: { __proto__: null, configurable: true, value: 'URLSearchParams' },
});

// The iterators see changes made while they run.

class State {
  constructor(list, kind) {
    this.list = list;
    this.kind = kind;
    this.at = 0;
  }
}

let stateOf;

class IteratorFields extends (function(object) { return object; }) {
  #state;
  static {
    stateOf = (object) => {
      if (typeof object !== 'object' || object === null || !(#state in object)) {
        throw new ERR_INVALID_THIS('URLSearchParamsIterator');
      }
      return object.#state;
    };
  }
  constructor(object, state) {
    super(object);
    this.#state = state;
  }
}

const iteratorPrototype = {
  __proto__: Object.getPrototypeOf(ArrayIteratorPrototype),
  next() {
    const state = stateOf(this);
    const list = state.list();
    const { at, kind } = state;
    if (at >= list.length) return { value: undefined, done: true };
    state.at += 2;
    const value = kind === 'keys' ? list[at] : kind === 'values' ? list[at + 1] : [list[at], list[at + 1]];
    return { value, done: false };
  },
  [kInspect](recurseTimes, context) {
    const state = stateOf(this);
    if (typeof recurseTimes === 'number' && recurseTimes < 0) return context.stylize('[Object]', 'special');
    const { inspect } = require('internal/util/inspect');
    const { removeColors } = require('internal/util');
    const inner = { ...context };
    if (recurseTimes !== null) inner.depth = recurseTimes - 1;
    const list = state.list();
    const rest = [];
    for (let i = state.at; i < list.length; i += 2) {
      if (state.kind === 'keys') rest.push(list[i]);
      else if (state.kind === 'values') rest.push(list[i + 1]);
      else rest.push([list[i], list[i + 1]]);
    }
    const outputs = rest.map((value) => inspect(value, inner));
    const breaks = removeColors(outputs.join(', ')).length > context.breakLength || outputs.some((o) => o.includes('\n'));
    return breaks ?
      `URLSearchParams Iterator {\n  ${outputs.join(',\n  ')} }` :
      `URLSearchParams Iterator { ${outputs.join(', ')} }`;
  },
};
ObjectDefineProperties(iteratorPrototype, {
  [SymbolToStringTag]: { __proto__: null, configurable: true, value: 'URLSearchParams Iterator' },
  [kInspect]: { __proto__: null, enumerable: false },
});

function newIterator(params, list, kind) {
  const iterator = ObjectCreate(iteratorPrototype);
  new IteratorFields(iterator, new State(list, kind));
  return iterator;
}

module.exports = { URLSearchParams, attach, replace, isSearchParams, toUSVString };
