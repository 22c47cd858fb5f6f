'use strict';

// events.once() and events.on(): an event as a promise, and a stream of events as an async iterator.

const {
  AsyncIteratorPrototype,
  Error,
  NumberMAX_SAFE_INTEGER,
  ObjectSetPrototypeOf,
  Promise,
  PromiseReject,
  PromiseResolve,
  SymbolAsyncIterator,
  SymbolDispose,
  SymbolFor,
} = primordials;

const { AbortError, codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { validateAbortSignal, validateInteger, validateObject } = require('internal/validators');
const { addAbortListener } = require('internal/events/abort_listener');
const Queue = require('internal/queue');

// Set in the options by readline: yield the first argument of an event instead of the array of all.
const kFirstEventParam = SymbolFor('nodejs.kFirstEventParam');
const kWatermarkData = SymbolFor('nodejs.watermarkData');
const kNone = { __proto__: null };

function listen(emitter, name, listener, once) {
  if (typeof emitter.on === 'function') {
    if (once) emitter.once(name, listener);
    else emitter.on(name, listener);
  } else if (typeof emitter.addEventListener === 'function') {
    emitter.addEventListener(name, listener, once ? { once: true } : undefined);
  } else {
    throw new ERR_INVALID_ARG_TYPE('emitter', 'EventEmitter', emitter);
  }
}

function unlisten(emitter, name, listener) {
  if (typeof emitter.removeListener === 'function') {
    emitter.removeListener(name, listener);
  } else if (typeof emitter.removeEventListener === 'function') {
    emitter.removeEventListener(name, listener);
  } else {
    throw new ERR_INVALID_ARG_TYPE('emitter', 'EventEmitter', emitter);
  }
}

/**
 * @param {EventEmitter|EventTarget} emitter
 * @param {string|symbol} name
 * @param {{ signal?: AbortSignal }} [options]
 * @returns {Promise<any[]>}
 */
function once(emitter, name, options = kNone) {
  validateObject(options, 'options');
  const { signal } = options;
  validateAbortSignal(signal, 'options.signal');
  if (signal?.aborted) throw new AbortError(undefined, { cause: signal.reason });

  return new Promise((resolve, reject) => {
    const onError = (err) => {
      emitter.removeListener(name, onEvent);
      if (signal != null) unlisten(signal, 'abort', onAbort);
      reject(err);
    };
    const onEvent = (...args) => {
      if (typeof emitter.removeListener === 'function') emitter.removeListener('error', onError);
      if (signal != null) unlisten(signal, 'abort', onAbort);
      resolve(args);
    };
    function onAbort() {
      unlisten(emitter, name, onEvent);
      unlisten(emitter, 'error', onError);
      reject(new AbortError(undefined, { cause: signal?.reason }));
    }

    listen(emitter, name, onEvent, true);
    // An event target has no 'error' event that stands for a failure.
    if (name !== 'error' && typeof emitter.once === 'function') emitter.once('error', onError);
    if (signal != null) {
      const { kResistStopPropagation } = require('internal/event_target');
      signal.addEventListener('abort', onAbort, { __proto__: null, once: true, [kResistStopPropagation]: true });
    }
  });
}

/**
 * @param {EventEmitter|EventTarget} emitter
 * @param {string|symbol} event
 * @param {{ signal?: AbortSignal, close?: string[], highWaterMark?: number, lowWaterMark?: number }} [options]
 * @returns {AsyncIterableIterator<any[]>}
 */
function on(emitter, event, options = kNone) {
  validateObject(options, 'options');
  const { signal } = options;
  validateAbortSignal(signal, 'options.signal');
  if (signal?.aborted) throw new AbortError(undefined, { cause: signal.reason });
  // The older spellings, with a lower-case m, are still accepted.
  const highWaterMark = options.highWaterMark ?? options.highWatermark ?? NumberMAX_SAFE_INTEGER;
  const lowWaterMark = options.lowWaterMark ?? options.lowWatermark ?? 1;
  validateInteger(highWaterMark, 'options.highWaterMark', 1);
  validateInteger(lowWaterMark, 'options.lowWaterMark', 1);

  const events = new Queue(); // arrived, nobody asked yet
  const readers = new Queue(); // asked, nothing arrived yet
  const undo = []; // [emitter, name, listener]
  let paused = false;
  let error = null;
  let finished = false;
  let size = 0;

  function watch(target, name, listener) {
    listen(target, name, listener, false);
    undo.push([target, name, listener]);
  }

  function onValue(value) {
    const reader = readers.shift();
    if (reader !== undefined) {
      reader.resolve({ value, done: false });
      return;
    }
    size++;
    if (!paused && size > highWaterMark) {
      paused = true;
      emitter.pause?.();
    }
    events.push(value);
  }

  function onError(err) {
    const reader = readers.shift();
    if (reader === undefined) error = err;
    else reader.reject(err);
    finish();
  }

  function finish() {
    abort?.[SymbolDispose]();
    for (const [target, name, listener] of undo.splice(0)) unlisten(target, name, listener);
    finished = true;
    while (!readers.isEmpty()) readers.shift().resolve({ value: undefined, done: true });
    return PromiseResolve({ value: undefined, done: true });
  }

  const iterator = ObjectSetPrototypeOf({
    next() {
      if (size > 0) {
        const value = events.shift();
        size--;
        if (paused && size < lowWaterMark) {
          emitter.resume?.();
          paused = false;
        }
        return PromiseResolve({ value, done: false });
      }
      // An error is reported once, after what came before it.
      if (error) {
        const rejection = PromiseReject(error);
        error = null;
        return rejection;
      }
      if (finished) return finish();
      return new Promise((resolve, reject) => {
        readers.push({ resolve, reject });
      });
    },

    return() {
      return finish();
    },

    throw(err) {
      if (!err || !(err instanceof Error)) {
        throw new ERR_INVALID_ARG_TYPE('EventEmitter.AsyncIterator', 'Error', err);
      }
      onError(err);
    },

    [SymbolAsyncIterator]() {
      return this;
    },

    [kWatermarkData]: {
      get size() {
        return size;
      },
      get low() {
        return lowWaterMark;
      },
      get high() {
        return highWaterMark;
      },
      get isPaused() {
        return paused;
      },
    },
  }, AsyncIteratorPrototype);

  watch(emitter, event, options[kFirstEventParam] ? onValue : (...args) => onValue(args));
  if (event !== 'error' && typeof emitter.on === 'function') watch(emitter, 'error', onError);
  for (const name of options.close ?? []) watch(emitter, name, finish);

  const abort = signal ?
    addAbortListener(signal, () => onError(new AbortError(undefined, { cause: signal.reason }))) :
    undefined;
  return iterator;
}

module.exports = { kFirstEventParam, listen, on, once, unlisten };
