'use strict';

// What the web streams share: https://streams.spec.whatwg.org/

const {
  FunctionPrototypeCall,
  NumberIsNaN,
  ObjectDefineProperties,
  PromisePrototypeThen,
  PromiseReject,
  PromiseResolve,
  PromiseWithResolvers,
  ReflectApply,
  Symbol,
  SymbolFor,
  SymbolToStringTag,
} = primordials;

const { codes: { ERR_INVALID_ARG_VALUE, ERR_INVALID_STATE } } = require('internal/errors');
const { validateFunction } = require('internal/validators');
const Queue = require('internal/queue');

const kInspect = SymbolFor('nodejs.util.inspect.custom');
const kState = Symbol('kState');
const kEnumerable = { __proto__: null, enumerable: true };
// The constructors of classes that only the library makes.
const kCreate = Symbol('kCreate');

function nop() {}

/** A rejection that nobody else need look at. */
function handled(promise) {
  PromisePrototypeThen(promise, undefined, nop);
  return promise;
}

function rejectedHandled(error) {
  return handled(PromiseReject(error));
}

/** A method of an underlying source, sink or transformer as a function that returns a promise. */
function promiseCallback(name, fn, self) {
  if (fn === undefined) return undefined;
  validateFunction(fn, name);
  return (...args) => {
    try {
      return PromiseResolve(ReflectApply(fn, self, args));
    } catch (error) {
      return PromiseReject(error);
    }
  };
}

/** The same for start(), whose exceptions are the constructor's. */
function startCallback(name, fn, self) {
  if (fn === undefined) return nop;
  validateFunction(fn, name);
  return (controller) => FunctionPrototypeCall(fn, self, controller);
}

function extractHighWaterMark(value, fallback) {
  if (value === undefined) return fallback;
  value = +value;
  if (typeof value !== 'number' || NumberIsNaN(value) || value < 0) {
    throw new ERR_INVALID_ARG_VALUE.RangeError('strategy.highWaterMark', value);
  }
  return value;
}

function extractSize(size) {
  if (size === undefined) return () => 1;
  validateFunction(size, 'strategy.size');
  return (chunk) => size(chunk);
}

/** A queue of chunks that knows their total size. */
class SizedQueue {
  #queue = new Queue();
  total = 0;

  get isEmpty() {
    return this.#queue.isEmpty();
  }

  enqueue(value, size) {
    size = +size;
    if (typeof size !== 'number' || NumberIsNaN(size) || size < 0 || size === Infinity) {
      throw new ERR_INVALID_ARG_VALUE.RangeError('size', size);
    }
    this.#queue.push({ value, size });
    this.total += size;
  }

  dequeue() {
    const { value, size } = this.#queue.shift();
    this.total = this.total - size < 0 ? 0 : this.total - size;
    return value;
  }

  peek() {
    return this.#queue.peek().value;
  }

  clear() {
    this.#queue.clear();
    this.total = 0;
  }
}

/** A promise with its resolvers; `pending` is for whoever settles it to keep. */
function deferred() {
  const { promise, resolve, reject } = PromiseWithResolvers();
  return { promise, resolve, reject, pending: true };
}

function resolvedDeferred(value) {
  return { promise: PromiseResolve(value), resolve: undefined, reject: undefined, pending: false };
}

function rejectedDeferred(error) {
  return { promise: rejectedHandled(error), resolve: undefined, reject: undefined, pending: false };
}

/** Shows an object by the fields that `fields` returns. */
function defineInspect(Class, fields) {
  ObjectDefineProperties(Class.prototype, {
    [kInspect]: {
      __proto__: null,
      configurable: true,
      writable: true,
      value(depth, options) {
        const shown = fields(this);
        if (depth < 0) return this;
        const { inspect } = require('internal/util/inspect');
        const inner = { ...options, depth: options.depth == null ? null : options.depth - 1 };
        return `${Class.name} ${inspect(shown, inner)}`;
      },
    },
    [SymbolToStringTag]: { __proto__: null, configurable: true, value: Class.name },
  });
}

function defineEnumerable(Class, ...names) {
  for (const name of names) ObjectDefineProperties(Class.prototype, { [name]: kEnumerable });
}

function invalidState(message) {
  return new ERR_INVALID_STATE.TypeError(message);
}

module.exports = {
  SizedQueue,
  deferred,
  defineEnumerable,
  defineInspect,
  extractHighWaterMark,
  extractSize,
  handled,
  invalidState,
  kCreate,
  kState,
  nop,
  promiseCallback,
  rejectedDeferred,
  rejectedHandled,
  resolvedDeferred,
  startCallback,
};
