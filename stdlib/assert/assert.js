'use strict';

const {
  ArrayPrototypeIndexOf, Error, NumberIsNaN, ObjectAssign, ObjectDefineProperty, ObjectGetOwnPropertyDescriptor,
  ObjectIs, ObjectKeys, ObjectPrototypeIsPrototypeOf, ReflectApply, RegExpPrototypeExec, String, Symbol,
} = primordials;

const {
  codes: {
    ERR_AMBIGUOUS_ARGUMENT, ERR_CONSTRUCT_CALL_REQUIRED, ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE,
    ERR_INVALID_RETURN_VALUE, ERR_MISSING_ARGS,
  },
} = require('internal/errors');
const AssertionError = require('internal/assert/assertion_error');
const { deprecate, isError } = require('internal/util');
const { inspect } = require('internal/util/inspect');
const { isPromise, isRegExp } = require('internal/util/types');
const { validateFunction, validateOneOf } = require('internal/validators');

// The comparisons are loaded when something is first compared deeply.
let comparisons;
function deep() {
  return comparisons ??= require('internal/util/comparisons');
}

const kOptions = Symbol('options');
const kNoException = {};

/**
 * A set of assertions with options of its own.
 * @param {{ diff?: 'simple' | 'full', strict?: boolean, skipPrototype?: boolean }} [options]
 */
function Assert(options) {
  if (new.target === undefined) throw new ERR_CONSTRUCT_CALL_REQUIRED('Assert');
  options = ObjectAssign({ __proto__: null, strict: true, skipPrototype: false }, options);
  if (options.diff !== undefined) validateOneOf(options.diff, 'options.diff', ['simple', 'full']);
  this.AssertionError = AssertionError;
  ObjectDefineProperty(this, kOptions, { __proto__: null, value: options });
  if (options.strict) {
    this.equal = this.strictEqual;
    this.deepEqual = this.deepStrictEqual;
    this.notEqual = this.notStrictEqual;
    this.notDeepEqual = this.notDeepStrictEqual;
  }
}

/** `self` is what an assertion was called on; called on its own it has the usual options. */
function fail(self, { actual, expected, message, operator, stackStartFn }) {
  if (isError(message)) throw message;
  throw new AssertionError({ actual, expected, message, operator, stackStartFn, diff: self?.[kOptions]?.diff });
}

function requireTwo(count) {
  if (count < 2) throw new ERR_MISSING_ARGS('actual', 'expected');
}

function checkTruth(self, fn, count, value, message) {
  if (value) return;
  let generated = false;
  if (count === 0) {
    generated = true;
    message = 'No value argument passed to `assert.ok()`';
  } else if (message == null) {
    generated = true;
    message = require('internal/assert/source').failingExpression(fn);
  } else if (isError(message)) {
    throw message;
  }
  const error = new AssertionError({
    actual: value, expected: true, message, operator: '==', stackStartFn: fn, diff: self?.[kOptions]?.diff,
  });
  error.generatedMessage = generated;
  throw error;
}

/**
 * @param {any} value
 * @param {string | Error} [message]
 */
function ok(...args) {
  checkTruth(this, ok, args.length, args[0], args[1]);
}

const assert = module.exports = ok;

let warnedOfFail = false;

Assert.prototype.fail = function fail(actual, expected, message, operator, stackStartFn) {
  const count = arguments.length;
  let generated = false;
  if (actual == null && count <= 1) {
    generated = true;
    message = 'Failed';
  } else if (count === 1) {
    message = actual;
    actual = undefined;
  } else {
    if (!warnedOfFail) {
      warnedOfFail = true;
      process.emitWarning(
        'assert.fail() with more than one argument is deprecated. Please use assert.strictEqual() instead or only ' +
        'pass a message.', 'DeprecationWarning', 'DEP0094');
    }
    if (count === 2) operator = '!=';
  }
  if (isError(message)) throw message;
  const error = new AssertionError({
    actual,
    expected,
    message,
    operator: operator === undefined ? 'fail' : operator,
    stackStartFn: stackStartFn || fail,
    diff: this?.[kOptions]?.diff,
  });
  if (generated) error.generatedMessage = true;
  throw error;
};

Assert.prototype.ok = function ok(...args) {
  checkTruth(this, ok, args.length, args[0], args[1]);
};

// eslint-disable-next-line eqeqeq
const looselyEqual = (a, b) => a == b || (NumberIsNaN(a) && NumberIsNaN(b));

Assert.prototype.equal = function equal(actual, expected, message) {
  requireTwo(arguments.length);
  if (!looselyEqual(actual, expected)) {
    fail(this, { actual, expected, message, operator: '==', stackStartFn: equal });
  }
};

Assert.prototype.notEqual = function notEqual(actual, expected, message) {
  requireTwo(arguments.length);
  if (looselyEqual(actual, expected)) {
    fail(this, { actual, expected, message, operator: '!=', stackStartFn: notEqual });
  }
};

Assert.prototype.deepEqual = function deepEqual(actual, expected, message) {
  requireTwo(arguments.length);
  if (!deep().isDeepEqual(actual, expected)) {
    fail(this, { actual, expected, message, operator: 'deepEqual', stackStartFn: deepEqual });
  }
};

Assert.prototype.notDeepEqual = function notDeepEqual(actual, expected, message) {
  requireTwo(arguments.length);
  if (deep().isDeepEqual(actual, expected)) {
    fail(this, { actual, expected, message, operator: 'notDeepEqual', stackStartFn: notDeepEqual });
  }
};

Assert.prototype.deepStrictEqual = function deepStrictEqual(actual, expected, message) {
  requireTwo(arguments.length);
  if (!deep().isDeepStrictEqual(actual, expected, this?.[kOptions]?.skipPrototype)) {
    fail(this, { actual, expected, message, operator: 'deepStrictEqual', stackStartFn: deepStrictEqual });
  }
};

Assert.prototype.notDeepStrictEqual = function notDeepStrictEqual(actual, expected, message) {
  requireTwo(arguments.length);
  if (deep().isDeepStrictEqual(actual, expected, this?.[kOptions]?.skipPrototype)) {
    fail(this, { actual, expected, message, operator: 'notDeepStrictEqual', stackStartFn: notDeepStrictEqual });
  }
};

Assert.prototype.strictEqual = function strictEqual(actual, expected, message) {
  requireTwo(arguments.length);
  if (!ObjectIs(actual, expected)) {
    fail(this, { actual, expected, message, operator: 'strictEqual', stackStartFn: strictEqual });
  }
};

Assert.prototype.notStrictEqual = function notStrictEqual(actual, expected, message) {
  requireTwo(arguments.length);
  if (ObjectIs(actual, expected)) {
    fail(this, { actual, expected, message, operator: 'notStrictEqual', stackStartFn: notStrictEqual });
  }
};

Assert.prototype.partialDeepStrictEqual = function partialDeepStrictEqual(actual, expected, message) {
  requireTwo(arguments.length);
  if (!deep().isPartialStrictEqual(actual, expected)) {
    fail(this, { actual, expected, message, operator: 'partialDeepStrictEqual', stackStartFn: partialDeepStrictEqual });
  }
};

function checkMatch(self, string, regexp, message, fn, wanted) {
  if (!isRegExp(regexp)) throw new ERR_INVALID_ARG_TYPE('regexp', 'RegExp', regexp);
  if (typeof string === 'string' && (RegExpPrototypeExec(regexp, string) !== null) === wanted) return;
  if (isError(message)) throw message;
  const generated = !message;
  message ||= typeof string !== 'string' ?
    `The "string" argument must be of type string. Received type ${typeof string} (${inspect(string)})` :
    `${wanted ? 'The input did not match the regular expression ' :
      'The input was expected to not match the regular expression '}${inspect(regexp)}. Input:\n\n${inspect(string)}\n`;
  const error = new AssertionError({
    actual: string, expected: regexp, message, operator: fn.name, stackStartFn: fn, diff: self?.[kOptions]?.diff,
  });
  error.generatedMessage = generated;
  throw error;
}

Assert.prototype.match = function match(string, regexp, message) {
  checkMatch(this, string, regexp, message, match, true);
};

Assert.prototype.doesNotMatch = function doesNotMatch(string, regexp, message) {
  checkMatch(this, string, regexp, message, doesNotMatch, false);
};

// Exceptions and rejections

/** Only the properties that are compared, so that only they are shown. */
class Comparison {
  constructor(object, keys, actual) {
    for (const key of keys) {
      if (!(key in object)) continue;
      // What a regular expression matched is shown as equal.
      this[key] = actual !== undefined && typeof actual[key] === 'string' && isRegExp(object[key]) &&
        RegExpPrototypeExec(object[key], actual[key]) !== null ? actual[key] : object[key];
    }
  }
}

function compareKey(self, actual, expected, key, message, keys, fn) {
  if (key in actual && deep().isDeepStrictEqual(actual[key], expected[key])) return;
  if (message) fail(self, { actual, expected, message, operator: fn.name, stackStartFn: fn });
  const error = new AssertionError({
    actual: new Comparison(actual, keys),
    expected: new Comparison(expected, keys, actual),
    operator: 'deepStrictEqual',
    stackStartFn: fn,
    diff: self?.[kOptions]?.diff,
  });
  error.actual = actual;
  error.expected = expected;
  error.operator = fn.name;
  throw error;
}

/** Whether what was thrown is what was expected: a pattern, a shape, a class or a function that looks at it. */
function checkException(self, actual, expected, message, fn) {
  let generated = false;
  if (typeof expected !== 'function') {
    if (isRegExp(expected)) {
      const text = String(actual);
      if (RegExpPrototypeExec(expected, text) !== null) return;
      if (!message) {
        generated = true;
        message = `The input did not match the regular expression ${inspect(expected)}. Input:\n\n${inspect(text)}\n`;
      }
    } else if (typeof actual !== 'object' || actual === null) {
      const error = new AssertionError({
        actual, expected, message, operator: 'deepStrictEqual', stackStartFn: fn, diff: self?.[kOptions]?.diff,
      });
      error.operator = fn.name;
      throw error;
    } else {
      const keys = ObjectKeys(expected);
      // Of errors these two count although they are hidden.
      if (expected instanceof Error) keys.push('name', 'message');
      else if (keys.length === 0) throw new ERR_INVALID_ARG_VALUE('error', expected, 'may not be an empty object');
      for (const key of keys) {
        if (typeof actual[key] === 'string' && isRegExp(expected[key]) &&
            RegExpPrototypeExec(expected[key], actual[key]) !== null) {
          continue;
        }
        compareKey(self, actual, expected, key, message, keys, fn);
      }
      return;
    }
  } else if (expected.prototype !== undefined && actual instanceof expected) {
    return;
  } else if (ObjectPrototypeIsPrototypeOf(Error, expected)) {
    if (!message) {
      generated = true;
      message = `The error is expected to be an instance of "${expected.name}". Received `;
      if (isError(actual)) {
        const name = actual.constructor?.name || actual.name;
        // Of another realm, or of a second copy of a package.
        message += name === expected.name ? 'an error with identical name but a different prototype.' : `"${name}"`;
        message += `\n\nError message:\n\n${actual.message}`;
      } else {
        message += `"${inspect(actual, { depth: -1 })}"`;
      }
    }
  } else {
    // No prototype: an arrow function; or a class that nothing descends from: to be called.
    const result = ReflectApply(expected, {}, [actual]);
    if (result === true) return;
    if (!message) {
      generated = true;
      const name = expected.name ? `"${expected.name}" ` : '';
      message = `The ${name}validation function is expected to return "true". Received ${inspect(result)}`;
      if (isError(actual)) message += `\n\nCaught error:\n\n${actual}`;
    }
  }
  const error = new AssertionError({
    actual, expected, message, operator: fn.name, stackStartFn: fn, diff: self?.[kOptions]?.diff,
  });
  error.generatedMessage = generated;
  throw error;
}

function thrownBy(fn) {
  validateFunction(fn, 'fn');
  try {
    fn();
  } catch (error) {
    return error;
  }
  return kNoException;
}

function isPromiseLike(value) {
  return isPromise(value) || (value !== null && typeof value === 'object' && typeof value.then === 'function' &&
    typeof value.catch === 'function');
}

async function rejectionOf(promiseFn) {
  let promise = promiseFn;
  if (typeof promiseFn === 'function') {
    promise = promiseFn();
    if (!isPromiseLike(promise)) throw new ERR_INVALID_RETURN_VALUE('instance of Promise', 'promiseFn', promise);
  } else if (!isPromiseLike(promiseFn)) {
    throw new ERR_INVALID_ARG_TYPE('promiseFn', ['Function', 'Promise'], promiseFn);
  }
  try {
    await promise;
  } catch (error) {
    return error;
  }
  return kNoException;
}

function expectError(self, fn, what, actual, error, message, count) {
  if (typeof error === 'string') {
    if (count === 3) throw new ERR_INVALID_ARG_TYPE('error', ['Object', 'Error', 'Function', 'RegExp'], error);
    // Whoever gives the message of the error as the message of the assertion meant to have it compared.
    if (typeof actual === 'object' && actual !== null) {
      if (actual.message === error) {
        throw new ERR_AMBIGUOUS_ARGUMENT(
          'error/message', `The error message "${actual.message}" is identical to the message.`);
      }
    } else if (actual === error) {
      throw new ERR_AMBIGUOUS_ARGUMENT('error/message', `The error "${actual}" is identical to the message.`);
    }
    message = error;
    error = undefined;
  } else if (error != null && typeof error !== 'object' && typeof error !== 'function') {
    throw new ERR_INVALID_ARG_TYPE('error', ['Object', 'Error', 'Function', 'RegExp'], error);
  }
  if (actual === kNoException) {
    const name = error?.name ? ` (${error.name})` : '';
    fail(self, {
      actual: undefined,
      expected: error,
      operator: fn.name,
      message: `Missing expected ${what}${name}${message ? `: ${message}` : '.'}`,
      stackStartFn: fn,
    });
  }
  if (error) checkException(self, actual, error, message, fn);
}

function matchesError(actual, expected) {
  if (typeof expected !== 'function') {
    if (isRegExp(expected)) return RegExpPrototypeExec(expected, String(actual)) !== null;
    throw new ERR_INVALID_ARG_TYPE('expected', ['Function', 'RegExp'], expected);
  }
  if (expected.prototype !== undefined && actual instanceof expected) return true;
  if (ObjectPrototypeIsPrototypeOf(Error, expected)) return false;
  return ReflectApply(expected, {}, [actual]) === true;
}

function expectNoError(self, fn, what, actual, error, message) {
  if (actual === kNoException) return;
  if (typeof error === 'string') {
    message = error;
    error = undefined;
  }
  if (!error || matchesError(actual, error)) {
    fail(self, {
      actual,
      expected: error,
      operator: fn.name,
      message: `Got unwanted ${what}${message ? `: ${message}` : '.'}\nActual message: "${actual?.message}"`,
      stackStartFn: fn,
    });
  }
  throw actual;
}

Assert.prototype.throws = function throws(fn, ...args) {
  expectError(this, throws, 'exception', thrownBy(fn), args[0], args[1], args.length + 1);
};

Assert.prototype.rejects = async function rejects(promiseFn, ...args) {
  expectError(this, rejects, 'rejection', await rejectionOf(promiseFn), args[0], args[1], args.length + 1);
};

Assert.prototype.doesNotThrow = function doesNotThrow(fn, ...args) {
  expectNoError(this, doesNotThrow, 'exception', thrownBy(fn), args[0], args[1]);
};

Assert.prototype.doesNotReject = async function doesNotReject(fn, ...args) {
  expectNoError(this, doesNotReject, 'rejection', await rejectionOf(fn), args[0], args[1]);
};

/** The stack of an error that was passed on continues that of the assertion, without the lines both have. */
function joinStacks(stack, original) {
  const start = original.indexOf('\n    at');
  if (start === -1) return stack;
  const frames = original.slice(start + 1).split('\n');
  let own = stack.split('\n');
  for (const frame of frames) {
    const at = ArrayPrototypeIndexOf(own, frame);
    if (at !== -1) {
      own = own.slice(0, at);
      break;
    }
  }
  return `${own.join('\n')}\n${frames.join('\n')}`;
}

Assert.prototype.ifError = function ifError(error) {
  if (error === null || error === undefined) return;
  let message = 'ifError got unwanted exception: ';
  if (typeof error === 'object' && typeof error.message === 'string') {
    message += error.message.length === 0 && error.constructor ? error.constructor.name : error.message;
  } else {
    message += inspect(error);
  }
  const thrown = new AssertionError({
    actual: error, expected: null, operator: 'ifError', message, stackStartFn: ifError, diff: this?.[kOptions]?.diff,
  });
  if (typeof error === 'object' && typeof error.stack === 'string') {
    thrown.stack = joinStacks(thrown.stack, error.stack);
  }
  throw thrown;
};

assert.AssertionError = AssertionError;
let CallTracker;
ObjectDefineProperty(assert, 'CallTracker', {
  __proto__: null,
  get() {
    return CallTracker ??= deprecate(
      require('internal/assert/call_tracker'), 'assert.CallTracker is deprecated.', 'DEP0173');
  },
  set(value) {
    CallTracker = value;
  },
  configurable: true,
  enumerable: true,
});
for (const name of [
  'ok', 'fail', 'equal', 'notEqual', 'deepEqual', 'notDeepEqual', 'deepStrictEqual', 'notDeepStrictEqual',
  'strictEqual', 'notStrictEqual', 'partialDeepStrictEqual', 'match', 'doesNotMatch', 'throws', 'rejects',
  'doesNotThrow', 'doesNotReject', 'ifError',
]) {
  assert[name] = Assert.prototype[name];
}
assert.ok = assert;

/** The same with every comparison strict. */
function strict(...args) {
  checkTruth(this, strict, args.length, args[0], args[1]);
}

for (const name of ObjectKeys(assert)) {
  ObjectDefineProperty(strict, name, ObjectGetOwnPropertyDescriptor(assert, name));
}
strict.equal = assert.strictEqual;
strict.deepEqual = assert.deepStrictEqual;
strict.notEqual = assert.notStrictEqual;
strict.notDeepEqual = assert.notDeepStrictEqual;
strict.Assert = Assert;
strict.strict = strict;
assert.strict = strict;
assert.Assert = Assert;
