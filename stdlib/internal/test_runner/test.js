'use strict';

// A test or a suite: runs its function, then its subtests one after the other (or several at once), with the hooks around.

const { ArrayPrototypePush, Promise, PromiseResolve, ReflectApply } = primordials;

const { AsyncLocalStorage } = require('async_hooks');
const { clearTimeout, setTimeout } = require('timers');
const {
  AbortError,
  codes: { ERR_INVALID_ARG_TYPE, ERR_OUT_OF_RANGE, ERR_TEST_FAILURE },
} = require('internal/errors');
const { kEmptyObject } = require('internal/util');
const {
  validateAbortSignal, validateFunction, validateNumber, validateObject, validateOneOf, validateUint32,
} = require('internal/validators');

const kMaxTimeout = 2 ** 31 - 1;
const hookNames = ['before', 'after', 'beforeEach', 'afterEach'];

/** The test whose code is running. */
const current = new AsyncLocalStorage();

function failure(error, type) {
  return error?.code === 'ERR_TEST_FAILURE' ? error : new ERR_TEST_FAILURE(error, type);
}

/** Calls a function of a user that may return a promise or take a callback as its last parameter. */
function callUser(fn, thisArg, args) {
  if (fn.length !== args.length + 1) {
    const result = ReflectApply(fn, thisArg, args);
    return PromiseResolve(result);
  }
  return new Promise((resolve, reject) => {
    let called = false;
    const done = (error) => {
      if (called) {
        reject(failure('callback invoked multiple times', 'multipleCallbackInvocations'));
        return;
      }
      called = true;
      if (error) reject(error);
      else resolve();
    };
    const result = ReflectApply(fn, thisArg, [...args, done]);
    if (require('internal/util/types').isPromise(result)) {
      reject(failure('passed a callback but also returned a Promise', 'callbackAndPromisePresent'));
    }
  });
}

/** Rejects when the time is up or the signal is aborted; `stop()` ends the watch. */
function watch(timeout, signal, onTimeout) {
  let timer;
  let onAbort;
  const promise = new Promise((_, reject) => {
    if (timeout !== Infinity) {
      timer = setTimeout(() => {
        reject(failure(`test timed out after ${timeout}ms`, 'testTimeoutFailure'));
        onTimeout();
      }, timeout);
      timer.unref();
    }
    if (signal !== undefined) {
      onAbort = () => reject(failure(signal.reason ?? new AbortError(), 'cancelledByParent'));
      if (signal.aborted) onAbort();
      else signal.addEventListener('abort', onAbort, { once: true });
    }
  });
  promise.catch(() => {});
  return {
    promise,
    stop() {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    },
  };
}

/** What a test's function gets. */
class TestContext {
  #test;
  #assert;

  constructor(test) {
    this.#test = test;
  }

  get signal() { return this.#test.controller.signal; }

  get name() { return this.#test.name; }

  get fullName() { return this.#test.fullName; }

  get filePath() { return process.argv[1]; }

  get error() { return this.#test.error; }

  get passed() { return this.#test.passed; }

  get attempt() { return 0; }

  get mock() {
    return this.#test.mock;
  }

  diagnostic(message) {
    ArrayPrototypePush(this.#test.diagnostics, `${message}`);
  }

  /** The assertions, counted for the plan. */
  get assert() {
    if (this.#assert !== undefined) return this.#assert;
    const assert = require('assert');
    const test = this.#test;
    const counted = { __proto__: null };
    for (const key of Object.keys(assert)) {
      if (['Assert', 'AssertionError', 'CallTracker', 'strict'].includes(key)) continue;
      const method = assert[key];
      counted[key] = (...args) => {
        test.countAssertion();
        return ReflectApply(method, counted, args);
      };
    }
    return this.#assert = counted;
  }

  plan(count, options = kEmptyObject) {
    validateUint32(count, 'count');
    validateObject(options, 'options');
    this.#test.setPlan(count, options.wait);
  }

  runOnly(value) {
    this.#test.onlySubtests = Boolean(value);
  }

  skip(message) {
    this.#test.skipped = message || '';
  }

  todo(message) {
    this.#test.todo = message || '';
  }

  test(name, options, fn) {
    this.#test.countAssertion();
    return this.#test.add(name, options, fn, false);
  }

  before(fn, options) { this.#test.addHook('before', fn, options); }

  after(fn, options) { this.#test.addHook('after', fn, options); }

  beforeEach(fn, options) { this.#test.addHook('beforeEach', fn, options); }

  afterEach(fn, options) { this.#test.addHook('afterEach', fn, options); }

  /** Calls `condition` until it neither throws nor rejects. */
  waitFor(condition, options = kEmptyObject) {
    validateFunction(condition, 'condition');
    validateObject(options, 'options');
    const { interval = 50, timeout = 1000 } = options;
    validateNumber(interval, 'options.interval', 0, kMaxTimeout);
    validateNumber(timeout, 'options.timeout', 0, kMaxTimeout);
    return new Promise((resolve, reject) => {
      let cause;
      let poll;
      const limit = setTimeout(() => {
        clearTimeout(poll);
        reject(new Error('waitFor() timed out', cause === undefined ? undefined : { cause }));
        poll = null;
      }, timeout);
      const attempt = async () => {
        try {
          const result = await condition();
          clearTimeout(limit);
          resolve(result);
        } catch (error) {
          cause = error;
          if (poll !== null) poll = setTimeout(attempt, interval);
        }
      };
      attempt();
    });
  }
}

class SuiteContext {
  #suite;

  constructor(suite) {
    this.#suite = suite;
  }

  get signal() { return this.#suite.controller.signal; }

  get name() { return this.#suite.name; }

  get fullName() { return this.#suite.fullName; }

  get filePath() { return process.argv[1]; }
}

class Test {
  subtests = [];
  diagnostics = [];
  passed = false;
  error = null;
  skipped;
  todo;
  finished = false;
  cancelled = false;
  onlySubtests = false;
  duration = 0;
  controller = new (require('internal/abort_controller').AbortController)();
  #hooks = { before: [], after: [], beforeEach: [], afterEach: [] };
  #queue = [];
  #active = 0;
  #idle;
  #started;
  #beforeRan;
  #plan;
  #counted = 0;
  #mock;

  constructor({ name, fn, parent, suite, options }) {
    this.parent = parent;
    this.fn = fn;
    this.name = name;
    this.isSuite = suite;
    const { concurrency, only = false, plan, signal, skip, timeout, todo } = options;
    validateAbortSignal(signal, 'options.signal');
    if (timeout != null && timeout !== Infinity) validateNumber(timeout, 'options.timeout', 0, kMaxTimeout);
    if (plan !== undefined) validateUint32(plan, 'options.plan');
    this.timeout = timeout ?? (suite || parent === null ? Infinity : parent.timeout);
    this.concurrency = 1;
    if (typeof concurrency === 'number') {
      validateUint32(concurrency, 'options.concurrency', true);
      this.concurrency = concurrency;
    } else if (typeof concurrency === 'boolean') {
      this.concurrency = concurrency ? Infinity : 1;
    } else if (concurrency != null) {
      throw new ERR_INVALID_ARG_TYPE('options.concurrency', ['boolean', 'number'], concurrency);
    }
    this.outerSignal = signal;
    this.only = only;
    if (skip !== undefined && skip !== false) this.skipped = typeof skip === 'string' ? skip : '';
    if (todo !== undefined && todo !== false) this.todo = typeof todo === 'string' ? todo : '';
    if (plan !== undefined) this.setPlan(plan);
    this.context = suite ? new SuiteContext(this) : new TestContext(this);
  }

  get fullName() {
    return this.parent === null || this.parent.parent === null ? this.name : `${this.parent.fullName} > ${this.name}`;
  }

  get mock() {
    return this.#mock ??= new (require('internal/test_runner/mock').MockTracker)();
  }

  setPlan(expected, wait) {
    this.#plan = { expected, wait };
  }

  countAssertion() {
    this.#counted++;
    this.#plan?.reached?.();
  }

  addHook(kind, fn, options = kEmptyObject) {
    validateOneOf(kind, 'name', hookNames);
    validateFunction(fn, 'fn');
    validateObject(options, 'options');
    const hook = { fn, timeout: options.timeout ?? Infinity, signal: options.signal };
    if (kind === 'before' && this.#beforeRan !== undefined && this.parent !== null) {
      // It has begun already: no later chance.
      this.#beforeRan = this.#beforeRan.then(() => this.#callHook(hook, this));
      return;
    }
    ArrayPrototypePush(this.#hooks[kind], hook);
  }

  /** Makes a subtest; the promise is fulfilled when it has finished. */
  add(name, options, fn, suite, overrides = kEmptyObject) {
    if (typeof name === 'function') {
      fn = name;
      name = undefined;
      options = kEmptyObject;
    } else if (name !== null && typeof name === 'object') {
      fn = options;
      options = name;
      name = undefined;
    } else if (typeof options === 'function') {
      fn = options;
      options = kEmptyObject;
    }
    options = { ...options, ...overrides };
    if (typeof fn !== 'function') fn = () => {};
    if (typeof name !== 'string' || name === '') name = fn.name || '<anonymous>';
    const test = new Test({ name, fn, parent: this, suite, options });
    test.location = overrides.location;
    if (this.finished) {
      test.#finish(failure('test could not be started because its parent finished', 'parentAlreadyFinished'));
      this.fail(test.error);
      return PromiseResolve();
    }
    ArrayPrototypePush(this.subtests, test);
    if (suite) test.#collect();
    return this.#schedule(test);
  }

  /** A suite's function says what is in it, before anything runs. */
  #collect() {
    if (this.skipped !== undefined) return;
    try {
      const result = current.run(this, () => ReflectApply(this.fn, this.context, [this.context]));
      if (require('internal/util/types').isPromise(result)) {
        this.collected = result.then(undefined, (error) => this.fail(failure(error, 'testCodeFailure')));
      }
    } catch (error) {
      this.fail(failure(error, 'testCodeFailure'));
    }
  }

  #schedule(test) {
    return new Promise((resolve) => {
      ArrayPrototypePush(this.#queue, () => test.run().then(resolve));
      // A suite's subtests wait until the suite itself is run.
      if (!this.isSuite || this.#started) this.#advance();
    });
  }

  #advance() {
    while (this.#active < this.concurrency && this.#queue.length > 0) {
      this.#active++;
      const run = this.#queue.shift();
      run().then(() => {
        this.#active--;
        if (this.#queue.length > 0) this.#advance();
        else if (this.#active === 0) this.#idle?.();
      });
    }
  }

  /** When no subtest is left. */
  #settled() {
    if (this.#active === 0 && this.#queue.length === 0) return PromiseResolve();
    return new Promise((resolve) => {
      this.#idle = resolve;
    });
  }

  async #callHook({ fn, timeout, signal }, test) {
    const guard = watch(timeout, signal, () => {});
    try {
      await Promise.race([callUser(fn, test.context, [test.context]), guard.promise]);
    } catch (error) {
      throw failure(error, 'hookFailed');
    } finally {
      guard.stop();
    }
  }

  /** Once, before the first subtest or the test's own code. */
  runBefore() {
    return this.#beforeRan ??= (async () => {
      for (let i = 0; i < this.#hooks.before.length; i++) await this.#callHook(this.#hooks.before[i], this);
    })();
  }

  async runAfter() {
    for (let i = 0; i < this.#hooks.after.length; i++) {
      try {
        await this.#callHook(this.#hooks.after[i], this);
      } catch (error) {
        this.fail(error);
      }
    }
  }

  /** The hooks of all that the test lies in, from the outside to the inside. */
  async #each(kind, test) {
    const from = [];
    for (let at = test.parent; at !== null; at = at.parent) from.unshift(at);
    if (kind === 'afterEach') from.reverse();
    for (const owner of from) {
      for (const hook of owner.#hooks[kind]) await current.run(test, () => owner.#callHook(hook, test));
    }
  }

  fail(error) {
    if (this.error === null) this.error = error;
  }

  #finish(error) {
    if (error !== undefined) this.fail(error);
    this.finished = true;
    this.passed = this.error === null;
  }

  get isExcluded() {
    if (this.parent?.onlySubtests && !this.only) return true;
    return this.parent?.skipped !== undefined && this.parent.parent !== null;
  }

  async run() {
    const start = process.hrtime.bigint();
    this.#started = true;
    try {
      if (this.isExcluded) this.skipped ??= '';
      if (this.skipped === undefined) {
        await this.parent.runBefore();
        await current.run(this, () => this.#runBody());
      }
    } catch (error) {
      this.fail(failure(error, 'testCodeFailure'));
    }
    this.controller.abort();
    this.#mock?.reset();
    const failed = this.subtests.filter((test) => !test.passed && test.todo === undefined).length;
    if (failed > 0) {
      this.fail(new ERR_TEST_FAILURE(`${failed} subtest${failed > 1 ? 's' : ''} failed`, 'subtestsFailed'));
    }
    this.duration = Number(process.hrtime.bigint() - start) / 1e6;
    this.#finish();
    if (this.parent.parent === null) this.parent.onFinished?.(this);
  }

  async #runBody() {
    const guard = watch(this.timeout, this.outerSignal, () => this.controller.abort());
    try {
      if (this.isSuite) {
        await this.collected;
        this.#advance();
        await this.runBefore();
        await Promise.race([this.#settled(), guard.promise]);
      } else {
        await this.parent.#each('beforeEach', this);
        const body = callUser(this.fn, this.context, [this.context]);
        await Promise.race([body, this.#uncaught(), guard.promise]);
        await Promise.race([this.#settled(), guard.promise]);
        await this.#checkPlan(guard);
      }
    } catch (error) {
      const wrapped = failure(error, 'testCodeFailure');
      this.cancelled = wrapped.failureType === 'testTimeoutFailure' || wrapped.failureType === 'cancelledByParent';
      this.fail(wrapped);
    } finally {
      guard.stop();
      if (!this.isSuite) await this.parent.#each('afterEach', this);
      await this.runAfter();
    }
  }

  /** Rejects with an exception that the test's code throws where nobody catches it. */
  #uncaught() {
    const promise = new Promise((_, reject) => {
      this.onUncaught = (error) => reject(failure(error, 'uncaughtException'));
    });
    promise.catch(() => {});
    return promise;
  }

  async #checkPlan(guard) {
    if (this.#plan === undefined) return;
    const { expected, wait } = this.#plan;
    if (wait && this.#counted < expected) {
      await Promise.race([guard.promise, new Promise((resolve, reject) => {
        let timer;
        if (typeof wait === 'number') {
          if (wait < 0) reject(new ERR_OUT_OF_RANGE('options.wait', '>= 0', wait));
          timer = setTimeout(() => reject(failure(
            `plan timed out after ${wait}ms with ${this.#counted} assertions when expecting ${expected}`,
            'testTimeoutFailure')), wait);
        }
        this.#plan.reached = () => {
          if (this.#counted < expected) return;
          clearTimeout(timer);
          resolve();
        };
      })]);
    }
    if (this.#counted !== expected) {
      throw failure(`plan expected ${expected} assertions but received ${this.#counted}`, 'testCodeFailure');
    }
  }

  /** When the process ends before the test does. */
  cancel(message) {
    if (this.finished) return;
    for (const test of this.subtests) test.cancel(message);
    if (this.parent === null) return;
    this.cancelled = true;
    this.#finish(failure(message, 'cancelledByParent'));
  }
}

module.exports = { Test, current, hookNames };
