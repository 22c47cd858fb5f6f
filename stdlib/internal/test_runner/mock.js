'use strict';

// Mocks: functions that count their calls, put in the place of others for the time of a test.

const {
  ArrayPrototypePush, FunctionPrototypeCall, ObjectDefineProperty, ObjectGetOwnPropertyDescriptor, ObjectGetPrototypeOf,
  Proxy, ReflectApply, ReflectConstruct, ReflectGet, SafeMap,
} = primordials;

const { codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE } } = require('internal/errors');
const { kEmptyObject } = require('internal/util');
const { validateBoolean, validateFunction, validateInteger, validateObject } = require('internal/validators');

/** `mock.mock` of a mocked function. */
class MockFunctionContext {
  #calls = [];
  #implementation;
  #once = new SafeMap();
  #restore;
  #times;

  constructor(implementation, restore, times) {
    this.#implementation = implementation;
    this.#restore = restore;
    this.#times = times;
  }

  get calls() {
    return this.#calls.slice();
  }

  callCount() {
    return this.#calls.length;
  }

  mockImplementation(implementation) {
    validateFunction(implementation, 'implementation');
    this.#implementation = implementation;
  }

  mockImplementationOnce(implementation, onCall) {
    validateFunction(implementation, 'implementation');
    const call = onCall ?? this.#calls.length;
    validateInteger(call, 'onCall', this.#calls.length);
    this.#once.set(call, implementation);
  }

  resetCalls() {
    this.#calls = [];
  }

  restore() {
    this.#restore?.(this);
  }

  /** What the next call runs; after `times` calls the mock undoes itself. */
  static next(context) {
    const call = context.#calls.length;
    const once = context.#once.get(call);
    if (once !== undefined) {
      context.#once.delete(call);
      return once;
    }
    return context.#implementation;
  }

  static record(context, call) {
    ArrayPrototypePush(context.#calls, call);
    if (context.#calls.length === context.#times) context.restore();
  }

  static original(context, implementation) {
    context.#implementation = implementation;
  }
}

const { next, record, original: setImplementation } = MockFunctionContext;
delete MockFunctionContext.next;
delete MockFunctionContext.record;
delete MockFunctionContext.original;

/** `mock.mock` of a mocked property. */
class MockPropertyContext {
  #object;
  #name;
  #descriptor;
  #value;
  #original;
  #accesses = [];
  #once = new SafeMap();

  constructor(object, name, value) {
    this.#object = object;
    this.#name = name;
    this.#descriptor = ObjectGetOwnPropertyDescriptor(object, name);
    if (this.#descriptor === undefined) {
      throw new ERR_INVALID_ARG_VALUE('propertyName', name, 'is not a property of the object');
    }
    this.#original = object[name];
    this.#value = value;
    const { configurable, enumerable } = this.#descriptor;
    ObjectDefineProperty(object, name, {
      __proto__: null,
      configurable,
      enumerable,
      get: () => {
        const current = this.#accessValue(this.#value);
        ArrayPrototypePush(this.#accesses, { type: 'get', value: current, stack: new Error() });
        return current;
      },
      set: (given) => {
        if (this.#descriptor.writable === false || (this.#descriptor.get && !this.#descriptor.set)) {
          throw new ERR_INVALID_ARG_VALUE('propertyName', name, 'cannot be set');
        }
        const current = this.#accessValue(given);
        ArrayPrototypePush(this.#accesses, { type: 'set', value: current, stack: new Error() });
        this.#value = current;
      },
    });
  }

  #accessValue(value) {
    const at = this.#accesses.length;
    if (!this.#once.has(at)) return value;
    const once = this.#once.get(at);
    this.#once.delete(at);
    return once;
  }

  get accesses() {
    return this.#accesses.slice();
  }

  accessCount() {
    return this.#accesses.length;
  }

  mockImplementation(value) {
    // It counts as an access.
    this.#object[this.#name] = value;
  }

  mockImplementationOnce(value, onAccess) {
    const access = onAccess ?? this.#accesses.length;
    validateInteger(access, 'onAccess', this.#accesses.length);
    this.#once.set(access, value);
  }

  resetAccesses() {
    this.#accesses = [];
  }

  restore() {
    ObjectDefineProperty(this.#object, this.#name, this.#descriptor.get || this.#descriptor.set ? this.#descriptor :
      { ...this.#descriptor, value: this.#original });
  }
}

/** The descriptor of a property, found on the object or on what it inherits from. */
function findDescriptor(object, name) {
  for (let at = object; at !== null && at !== undefined; at = ObjectGetPrototypeOf(at)) {
    const descriptor = ObjectGetOwnPropertyDescriptor(at, name);
    if (descriptor !== undefined) return descriptor;
  }
}

class MockTracker {
  #mocks = [];

  /**
   * @param {Function} [original]
   * @param {Function} [implementation]
   * @param {{ times?: number }} [options]
   */
  fn(original = function() {}, implementation = original, options = kEmptyObject) {
    if (original !== null && typeof original === 'object') {
      options = original;
      // Each mock has a function of its own: programs may put properties onto it.
      original = function() {};
      implementation = original;
    } else if (implementation !== null && typeof implementation === 'object') {
      options = implementation;
      implementation = original;
    }
    validateFunction(original, 'original');
    validateFunction(implementation, 'implementation');
    validateObject(options, 'options');
    const { times = Infinity } = options;
    if (times !== Infinity) validateInteger(times, 'options.times', 1);
    const context = new MockFunctionContext(implementation, () => setImplementation(context, original), times);
    return this.#make(original, context);
  }

  #make(original, context) {
    ArrayPrototypePush(this.#mocks, context);
    const run = (call, execute) => {
      try {
        call.result = execute();
      } catch (error) {
        call.error = error;
        throw error;
      } finally {
        record(context, call);
      }
      return call.result;
    };
    const mock = new Proxy(original, {
      __proto__: null,
      apply(_, thisArg, args) {
        const implementation = next(context);
        const call = { arguments: args, error: undefined, result: undefined, stack: new Error(), target: undefined,
                       this: thisArg };
        return run(call, () => ReflectApply(implementation, thisArg, args));
      },
      construct(target, args, newTarget) {
        const implementation = next(context);
        const call = { arguments: args, error: undefined, result: undefined, stack: new Error(), target, this: undefined };
        return run(call, () => {
          call.result = ReflectConstruct(implementation, args, newTarget);
          call.this = call.result;
          return call.result;
        });
      },
      get(target, property, receiver) {
        return property === 'mock' ? context : ReflectGet(target, property, receiver);
      },
    });
    return mock;
  }

  /**
   * @param {object} object
   * @param {string | symbol} methodName
   * @param {Function} [implementation]
   * @param {{ getter?: boolean, setter?: boolean, times?: number }} [options]
   */
  method(object, methodName, implementation = undefined, options = kEmptyObject) {
    if (typeof object !== 'function') validateObject(object, 'object');
    if (typeof methodName !== 'string' && typeof methodName !== 'symbol') {
      throw new ERR_INVALID_ARG_TYPE('methodName', ['string', 'symbol'], methodName);
    }
    if (implementation !== null && typeof implementation === 'object') {
      options = implementation;
      implementation = undefined;
    }
    validateObject(options, 'options');
    const { getter = false, setter = false, times = Infinity } = options;
    validateBoolean(getter, 'options.getter');
    validateBoolean(setter, 'options.setter');
    if (times !== Infinity) validateInteger(times, 'options.times', 1);
    if (setter && getter) {
      throw new ERR_INVALID_ARG_VALUE('options.setter', setter, "cannot be used with 'options.getter'");
    }
    const descriptor = findDescriptor(object, methodName);
    const original = getter ? descriptor?.get : setter ? descriptor?.set : descriptor?.value;
    if (typeof original !== 'function') throw new ERR_INVALID_ARG_VALUE('methodName', original, 'must be a method');
    if (implementation !== undefined) validateFunction(implementation, 'implementation');

    const restore = (context) => {
      ObjectDefineProperty(object, methodName, descriptor);
      setImplementation(context, original);
    };
    const context = new MockFunctionContext(implementation ?? original, restore, times);
    const mock = this.#make(original, context);
    const { configurable, enumerable } = descriptor;
    ObjectDefineProperty(object, methodName, getter || setter ? {
      __proto__: null, configurable, enumerable,
      get: getter ? mock : descriptor.get,
      set: setter ? mock : descriptor.set,
    } : { __proto__: null, configurable, enumerable, writable: descriptor.writable, value: mock });
    return mock;
  }

  getter(object, methodName, implementation = undefined, options = kEmptyObject) {
    if (implementation !== null && typeof implementation === 'object') {
      options = implementation;
      implementation = undefined;
    }
    validateObject(options, 'options');
    if (options.getter === false) {
      throw new ERR_INVALID_ARG_VALUE('options.getter', false, 'cannot be false');
    }
    return this.method(object, methodName, implementation, { ...options, getter: true });
  }

  setter(object, methodName, implementation = undefined, options = kEmptyObject) {
    if (implementation !== null && typeof implementation === 'object') {
      options = implementation;
      implementation = undefined;
    }
    validateObject(options, 'options');
    if (options.setter === false) {
      throw new ERR_INVALID_ARG_VALUE('options.setter', false, 'cannot be false');
    }
    return this.method(object, methodName, implementation, { ...options, setter: true });
  }

  property(object, propertyName, value) {
    validateObject(object, 'object');
    if (typeof propertyName !== 'string' && typeof propertyName !== 'symbol') {
      throw new ERR_INVALID_ARG_TYPE('propertyName', ['string', 'symbol'], propertyName);
    }
    const context = new MockPropertyContext(object, propertyName, arguments.length > 2 ? value : object[propertyName]);
    ArrayPrototypePush(this.#mocks, context);
    return new Proxy(object, {
      __proto__: null,
      get(target, name, receiver) {
        return name === 'mock' ? context : ReflectGet(target, name, receiver);
      },
    });
  }

  restoreAll() {
    for (let i = this.#mocks.length - 1; i >= 0; i--) FunctionPrototypeCall(this.#mocks[i].restore, this.#mocks[i]);
  }

  reset() {
    this.restoreAll();
    this.#mocks = [];
  }
}

module.exports = { MockTracker };
