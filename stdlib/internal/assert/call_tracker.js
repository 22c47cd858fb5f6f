'use strict';

// assert.CallTracker (deprecated): counts calls of functions and reports those that were not called as often as expected.

const { ArrayPrototypePush, ArrayPrototypeSlice, ObjectFreeze, ReflectApply, SafeMap } = primordials;

const { codes: { ERR_INVALID_ARG_VALUE, ERR_UNAVAILABLE_DURING_EXIT } } = require('internal/errors');
const AssertionError = require('internal/assert/assertion_error');
const { validateFunction, validateInteger } = require('internal/validators');

function noop() {}

class Tracked {
  calls = [];

  constructor(expected, name, stack) {
    this.expected = expected;
    this.name = name;
    this.stack = stack;
  }

  report() {
    if (this.calls.length === this.expected) return undefined;
    return {
      message: `Expected the ${this.name} function to be executed ${this.expected} time(s) but was executed ${
        this.calls.length} time(s).`,
      actual: this.calls.length,
      expected: this.expected,
      operator: this.name,
      stack: this.stack,
    };
  }
}

class CallTracker {
  #tracked = new SafeMap();

  #of(fn) {
    const tracked = this.#tracked.get(fn);
    if (tracked === undefined) throw new ERR_INVALID_ARG_VALUE('tracked', fn, 'is not a tracked function');
    return tracked;
  }

  reset(fn) {
    if (fn === undefined) {
      for (const tracked of this.#tracked.values()) tracked.calls = [];
    } else {
      this.#of(fn).calls = [];
    }
  }

  getCalls(fn) {
    return ObjectFreeze(ArrayPrototypeSlice(this.#of(fn).calls));
  }

  calls(fn, expected = 1) {
    if (process._exiting) throw new ERR_UNAVAILABLE_DURING_EXIT();
    if (typeof fn === 'number') {
      expected = fn;
      fn = noop;
    } else if (fn === undefined) {
      fn = noop;
    }
    validateFunction(fn, 'fn');
    validateInteger(expected, 'expected', 1);

    const tracked = new Tracked(expected, fn.name || 'calls', new Error());
    // A proxy keeps whatever else can be done with the function.
    const wrapper = new Proxy(fn, {
      __proto__: null,
      apply(target, thisArg, args) {
        ArrayPrototypePush(tracked.calls, ObjectFreeze({ thisArg, arguments: ObjectFreeze(ArrayPrototypeSlice(args)) }));
        return ReflectApply(target, thisArg, args);
      },
    });
    this.#tracked.set(wrapper, tracked);
    return wrapper;
  }

  report() {
    const errors = [];
    for (const tracked of this.#tracked.values()) {
      const problem = tracked.report();
      if (problem !== undefined) errors.push(problem);
    }
    return errors;
  }

  verify() {
    const errors = this.report();
    if (errors.length === 0) return;
    const message = errors.length === 1 ? errors[0].message : 'Functions were not called the expected number of times';
    throw new AssertionError({ message, details: errors });
  }
}

module.exports = CallTracker;
