'use strict';

// Timers as promises.

const {
  ObjectDefineProperty,
  Promise,
  PromiseReject,
  PromiseWithResolvers,
  SafePromisePrototypeFinally,
  Symbol,
} = primordials;

const { AbortError, codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_THIS } } = require('internal/errors');
const { validateAbortSignal, validateBoolean, validateNumber, validateObject } = require('internal/validators');
const { Immediate, Timeout, clearImmediate, clearTimeout, insert } = require('internal/timers');

const kScheduler = Symbol('kScheduler');
const kNone = { __proto__: null };

// Rejects when the signal aborts; `cancel` takes back what was started.
function onAbort(signal, cancel, reject) {
  const listener = () => {
    cancel();
    reject(new AbortError(undefined, { cause: signal.reason }));
  };
  const { kResistStopPropagation } = require('internal/event_target');
  signal.addEventListener('abort', listener, { __proto__: null, [kResistStopPropagation]: true });
  return listener;
}

function checkOptions(options) {
  validateObject(options, 'options');
  if (options.signal !== undefined) validateAbortSignal(options.signal, 'options.signal');
  if (options.ref !== undefined) validateBoolean(options.ref, 'options.ref');
}

function start(options, begin, cancel) {
  try {
    checkOptions(options);
  } catch (err) {
    return PromiseReject(err);
  }
  const { signal } = options;
  if (signal?.aborted) return PromiseReject(new AbortError(undefined, { cause: signal.reason }));

  let listener;
  const promise = new Promise((resolve, reject) => {
    const started = begin(resolve);
    if (signal) listener = onAbort(signal, () => cancel(started), reject);
  });
  if (listener === undefined) return promise;
  return SafePromisePrototypeFinally(promise, () => signal.removeEventListener('abort', listener));
}

/**
 * @template T
 * @param {number} [after] milliseconds
 * @param {T} [value]
 * @param {{ signal?: AbortSignal, ref?: boolean }} [options]
 * @returns {Promise<T>}
 */
function setTimeout(after, value, options = kNone) {
  try {
    if (after !== undefined) validateNumber(after, 'delay');
  } catch (err) {
    return PromiseReject(err);
  }
  return start(options, (resolve) => {
    const timer = new Timeout(resolve, after, value === undefined ? undefined : [value], false, options.ref !== false);
    insert(timer, timer._idleTimeout);
    return timer;
  }, clearTimeout);
}

/**
 * @template T
 * @param {T} [value]
 * @param {{ signal?: AbortSignal, ref?: boolean }} [options]
 * @returns {Promise<T>}
 */
function setImmediate(value, options = kNone) {
  return start(options, (resolve) => {
    const immediate = new Immediate(resolve, [value]);
    if (options.ref === false) immediate.unref();
    return immediate;
  }, clearImmediate);
}

/**
 * @template T
 * @param {number} [after] milliseconds
 * @param {T} [value]
 * @param {{ signal?: AbortSignal, ref?: boolean }} [options]
 * @returns {AsyncIterable<T>} yields each time the interval has passed; none that passed meanwhile is lost
 */
async function* setInterval(after, value, options = kNone) {
  if (after !== undefined) validateNumber(after, 'delay');
  checkOptions(options);
  const { signal, ref = true } = options;
  if (signal?.aborted) throw new AbortError(undefined, { cause: signal.reason });

  let due = 0;
  let wake;
  let aborted = false;
  let listener;
  const interval = new Timeout(() => {
    due++;
    wake?.();
    wake = undefined;
  }, after, undefined, true, ref);
  insert(interval, interval._idleTimeout);
  try {
    if (signal) {
      listener = onAbort(signal, () => {
        aborted = true;
        clearTimeout(interval);
      }, () => wake?.());
    }
    while (!aborted) {
      if (due === 0) {
        const { promise, resolve } = PromiseWithResolvers();
        wake = resolve;
        await promise;
      }
      for (; due > 0; due--) yield value;
    }
    throw new AbortError(undefined, { cause: signal.reason });
  } finally {
    clearTimeout(interval);
    if (listener !== undefined) signal.removeEventListener('abort', listener);
  }
}

/** The Scheduler of the web's draft: wait() and yield(). */
class Scheduler {
  constructor() {
    throw new ERR_ILLEGAL_CONSTRUCTOR();
  }

  /** @returns {Promise<void>} */
  yield() {
    if (!this[kScheduler]) throw new ERR_INVALID_THIS('Scheduler');
    return setImmediate();
  }

  /**
   * @param {number} delay milliseconds
   * @param {{ signal?: AbortSignal }} [options]
   * @returns {Promise<void>}
   */
  wait(delay, options) {
    if (!this[kScheduler]) throw new ERR_INVALID_THIS('Scheduler');
    return setTimeout(delay, undefined, options);
  }
}

const scheduler = { __proto__: Scheduler.prototype };
ObjectDefineProperty(scheduler, kScheduler, { __proto__: null, value: true, enumerable: true });

module.exports = { setTimeout, setImmediate, setInterval, scheduler };
