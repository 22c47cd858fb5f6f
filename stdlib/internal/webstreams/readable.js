'use strict';

// ReadableStream, its default reader and controller: https://streams.spec.whatwg.org/#rs
//
// Both kinds of controllers are driven through four functions that they keep in their state: pull (fills a read request),
// cancel, release, error. Read requests are { chunk(value), close(), error(reason) }.

const {
  FunctionPrototypeCall,
  ObjectCreate,
  ObjectDefineProperties,
  ObjectGetPrototypeOf,
  Promise,
  PromisePrototypeThen,
  PromiseReject,
  PromiseResolve,
  SafeWeakMap,
  SymbolAsyncIterator,
  SymbolIterator,
} = primordials;

const {
  codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_THIS, ERR_ARG_NOT_ITERABLE },
} = require('internal/errors');
const {
  kValidateObjectAllowObjects,
  kValidateObjectAllowObjectsAndNull,
  validateAbortSignal,
  validateObject,
} = require('internal/validators');
const {
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
  resolvedDeferred,
  startCallback,
} = require('internal/webstreams/util');
const {
  kControllerErrorFunction,
  kIsClosedPromise,
  kIsDisturbed,
  kIsErrored,
  kIsReadable,
} = require('internal/streams/utils');

const isReadableStream = (value) => value?.[kState]?.type === 'ReadableStream';
const isDefaultReader = (value) => value?.[kState]?.type === 'ReadableStreamDefaultReader';
const isBYOBReader = (value) => value?.[kState]?.type === 'ReadableStreamBYOBReader';
const isDefaultController = (value) => value?.[kState]?.type === 'ReadableStreamDefaultController';
const isLocked = (stream) => stream[kState].reader !== undefined;

function checkPair(transform) {
  const readable = transform?.readable;
  if (!isReadableStream(readable)) {
    throw new ERR_INVALID_ARG_TYPE('transform.readable', 'ReadableStream', readable);
  }
  const writable = transform?.writable;
  const { isWritableStream } = require('internal/webstreams/writable');
  if (!isWritableStream(writable)) {
    throw new ERR_INVALID_ARG_TYPE('transform.writable', 'WritableStream', writable);
  }
  return { readable, writable };
}

class ReadableStream {
  /**
   * @param {object} [source]
   * @param {{ highWaterMark?: number, size?: Function }} [strategy]
   */
  constructor(source = { __proto__: null }, strategy = { __proto__: null }) {
    validateObject(source, 'source', kValidateObjectAllowObjects);
    validateObject(strategy, 'strategy', kValidateObjectAllowObjectsAndNull);
    initStream(this);
    // The order of these reads can be seen, and is the standard's.
    const type = source.type;
    if (`${type}` === 'bytes') {
      if (strategy?.size !== undefined) {
        throw new ERR_INVALID_ARG_VALUE.RangeError('strategy.size', strategy.size);
      }
      require('internal/webstreams/readable_byte').setUpFromSource(
        this, source, extractHighWaterMark(strategy?.highWaterMark, 0));
      return;
    }
    if (type !== undefined) throw new ERR_INVALID_ARG_VALUE('source.type', type);
    const size = extractSize(strategy?.size);
    const highWaterMark = extractHighWaterMark(strategy?.highWaterMark, 1);
    setUpDefaultController(this, {
      start: startCallback('source.start', source.start, source),
      pull: promiseCallback('source.pull', source.pull, source),
      cancel: promiseCallback('source.cancel', source.cancel, source),
    }, highWaterMark, size);
  }

  get [kIsDisturbed]() {
    return this[kState].disturbed;
  }

  get [kIsErrored]() {
    return this[kState].state === 'errored';
  }

  get [kIsReadable]() {
    return this[kState].state === 'readable';
  }

  /**
   * @param {Iterable|AsyncIterable} iterable
   * @returns {ReadableStream}
   */
  static from(iterable) {
    return fromIterable(iterable);
  }

  get locked() {
    if (!isReadableStream(this)) throw new ERR_INVALID_THIS('ReadableStream');
    return isLocked(this);
  }

  /**
   * @param {any} [reason]
   * @returns {Promise<void>}
   */
  cancel(reason = undefined) {
    if (!isReadableStream(this)) return PromiseReject(new ERR_INVALID_THIS('ReadableStream'));
    if (isLocked(this)) return PromiseReject(invalidState('ReadableStream is locked'));
    return cancelStream(this, reason);
  }

  /**
   * @param {{ mode?: 'byob' }} [options]
   * @returns {ReadableStreamDefaultReader|ReadableStreamBYOBReader}
   */
  getReader(options = { __proto__: null }) {
    if (!isReadableStream(this)) throw new ERR_INVALID_THIS('ReadableStream');
    validateObject(options, 'options', kValidateObjectAllowObjectsAndNull);
    const mode = options?.mode;
    if (mode === undefined) return new ReadableStreamDefaultReader(this);
    if (`${mode}` !== 'byob') throw new ERR_INVALID_ARG_VALUE('options.mode', mode);
    const { ReadableStreamBYOBReader } = require('internal/webstreams/readable_byte');
    return new ReadableStreamBYOBReader(this);
  }

  /**
   * @param {{ readable: ReadableStream, writable: WritableStream }} transform
   * @param {{ preventClose?: boolean, preventAbort?: boolean, preventCancel?: boolean, signal?: AbortSignal }} [options]
   * @returns {ReadableStream}
   */
  pipeThrough(transform, options = { __proto__: null }) {
    if (!isReadableStream(this)) throw new ERR_INVALID_THIS('ReadableStream');
    const { readable, writable } = checkPair(transform);
    validateObject(options, 'options', kValidateObjectAllowObjectsAndNull);
    const { preventAbort, preventCancel, preventClose, signal } = options ?? {};
    if (signal !== undefined) validateAbortSignal(signal, 'options.signal');
    if (isLocked(this)) throw invalidState('The ReadableStream is locked');
    if (writable.locked) throw invalidState('The WritableStream is locked');
    const { pipeTo } = require('internal/webstreams/pipe');
    handled(pipeTo(this, writable, !!preventClose, !!preventAbort, !!preventCancel, signal));
    return readable;
  }

  /**
   * @param {WritableStream} destination
   * @param {{ preventClose?: boolean, preventAbort?: boolean, preventCancel?: boolean, signal?: AbortSignal }} [options]
   * @returns {Promise<void>}
   */
  pipeTo(destination, options = { __proto__: null }) {
    try {
      if (!isReadableStream(this)) throw new ERR_INVALID_THIS('ReadableStream');
      const { isWritableStream } = require('internal/webstreams/writable');
      if (!isWritableStream(destination)) {
        throw new ERR_INVALID_ARG_TYPE('transform.writable', 'WritableStream', destination);
      }
      validateObject(options, 'options', kValidateObjectAllowObjectsAndNull);
      const { preventAbort, preventCancel, preventClose, signal } = options ?? {};
      if (signal !== undefined) validateAbortSignal(signal, 'options.signal');
      if (isLocked(this)) throw invalidState('The ReadableStream is locked');
      if (destination.locked) throw invalidState('The WritableStream is locked');
      const { pipeTo } = require('internal/webstreams/pipe');
      return pipeTo(this, destination, !!preventClose, !!preventAbort, !!preventCancel, signal);
    } catch (error) {
      return PromiseReject(error);
    }
  }

  /** @returns {[ReadableStream, ReadableStream]} */
  tee() {
    if (!isReadableStream(this)) throw new ERR_INVALID_THIS('ReadableStream');
    return require('internal/webstreams/tee').tee(this, false);
  }

  /**
   * @param {{ preventCancel?: boolean }} [options]
   * @returns {AsyncIterableIterator<any>}
   */
  values(options = { __proto__: null }) {
    if (!isReadableStream(this)) throw new ERR_INVALID_THIS('ReadableStream');
    validateObject(options, 'options', kValidateObjectAllowObjectsAndNull);
    const preventCancel = !!options?.preventCancel;
    return makeIterator(new ReadableStreamDefaultReader(this), preventCancel);
  }
}
defineEnumerable(ReadableStream, 'locked', 'cancel', 'getReader', 'pipeThrough', 'pipeTo', 'tee', 'values');
ObjectDefineProperties(ReadableStream.prototype, {
  [SymbolAsyncIterator]: {
    __proto__: null,
    configurable: true,
    enumerable: false,
    writable: true,
    value: ReadableStream.prototype.values,
  },
});
ObjectDefineProperties(ReadableStream, { from: { __proto__: null, enumerable: true } });
defineInspect(ReadableStream, (self) => ({
  locked: self.locked,
  state: self[kState].state,
  supportsBYOB: self[kState].controller?.[kState].type === 'ReadableByteStreamController',
}));

function initStream(stream) {
  stream[kState] = {
    type: 'ReadableStream',
    state: 'readable', // 'closed', 'errored'
    disturbed: false,
    reader: undefined,
    storedError: undefined,
    controller: undefined,
  };
  stream[kIsClosedPromise] = deferred();
  handled(stream[kIsClosedPromise].promise);
  stream[kControllerErrorFunction] = nop;
}

/** A stream whose source is the library's own: functions that return promises. */
function createReadableStream(source, highWaterMark = 1, size = () => 1) {
  const stream = { __proto__: ReadableStream.prototype };
  initStream(stream);
  setUpDefaultController(stream, source, highWaterMark, size);
  return stream;
}

// Async iteration. Calls are answered in order, one after the other.

const AsyncIteratorPrototype = ObjectGetPrototypeOf(ObjectGetPrototypeOf((async function* () {}).prototype));
const iteratorState = new SafeWeakMap();

const ReadableStreamAsyncIteratorPrototype = ObjectCreate(AsyncIteratorPrototype, {
  next: {
    __proto__: null,
    configurable: true,
    enumerable: true,
    writable: true,
    value: function next() {
      const state = iteratorState.get(this);
      if (state === undefined) return PromiseReject(new ERR_INVALID_THIS('ReadableStreamAsyncIterator'));
      state.ongoing = state.ongoing === undefined ?
        nextStep(state) :
        PromisePrototypeThen(state.ongoing, () => nextStep(state), () => nextStep(state));
      return state.ongoing;
    },
  },
  return: {
    __proto__: null,
    configurable: true,
    enumerable: true,
    writable: true,
    value: function(value) {
      const state = iteratorState.get(this);
      if (state === undefined) return PromiseReject(new ERR_INVALID_THIS('ReadableStreamAsyncIterator'));
      const step = () => returnStep(state, value);
      state.ongoing = state.ongoing === undefined ? step() : PromisePrototypeThen(state.ongoing, step, step);
      return state.ongoing;
    },
  },
});
ObjectDefineProperties(ReadableStreamAsyncIteratorPrototype.return, { name: { __proto__: null, value: 'return' } });

function makeIterator(reader, preventCancel) {
  const iterator = ObjectCreate(ReadableStreamAsyncIteratorPrototype);
  iteratorState.set(iterator, { reader, preventCancel, ongoing: undefined, finished: false });
  return iterator;
}

function nextStep(state) {
  if (state.finished) return PromiseResolve({ value: undefined, done: true });
  const { reader } = state;
  if (reader[kState].stream === undefined) {
    return PromiseReject(invalidState('The reader is not bound to a ReadableStream'));
  }
  return new Promise((resolve, reject) => {
    defaultReaderRead(reader, {
      chunk: (value) => resolve({ value, done: false }),
      close: () => {
        state.finished = true;
        releaseDefaultReader(reader);
        resolve({ value: undefined, done: true });
      },
      error: (error) => {
        state.finished = true;
        releaseDefaultReader(reader);
        reject(error);
      },
    });
  });
}

async function returnStep(state, value) {
  if (state.finished) return { value, done: true };
  state.finished = true;
  const { reader } = state;
  if (reader[kState].stream === undefined) throw invalidState('The reader is not bound to a ReadableStream');
  if (!state.preventCancel) {
    const cancelled = cancelReader(reader, value);
    releaseDefaultReader(reader);
    await cancelled;
  } else {
    releaseDefaultReader(reader);
  }
  return { value, done: true };
}

function fromIterable(iterable) {
  let method = iterable?.[SymbolAsyncIterator];
  let isAsync = true;
  if (method == null) {
    method = iterable?.[SymbolIterator];
    isAsync = false;
  }
  if (iterable == null || typeof method !== 'function') throw new ERR_ARG_NOT_ITERABLE(iterable);
  const iterator = FunctionPrototypeCall(method, iterable);
  if (iterator === null || (typeof iterator !== 'object' && typeof iterator !== 'function')) {
    throw invalidState('The iterator method must return an object');
  }
  const { next } = iterator;

  const stream = createReadableStream({
    async pull() {
      let result = FunctionPrototypeCall(next, iterator);
      if (isAsync) result = await result;
      if (result === null || typeof result !== 'object') {
        throw invalidState('The promise returned by the iterator.next() method must fulfill with an object');
      }
      if (result.done) {
        closeIfPossible(stream[kState].controller);
      } else {
        const value = isAsync ? result.value : await result.value;
        enqueue(stream[kState].controller, value);
      }
    },
    async cancel(reason) {
      const returnMethod = iterator.return;
      if (returnMethod === undefined || returnMethod === null) return;
      const result = await FunctionPrototypeCall(returnMethod, iterator, reason);
      if (result === null || typeof result !== 'object') {
        throw invalidState('The promise returned by the iterator.return() method must fulfill with an object');
      }
    },
  }, 0);
  return stream;
}

// What is common to the streams of both kinds

function cancelStream(stream, reason) {
  const state = stream[kState];
  state.disturbed = true;
  if (state.state === 'closed') return PromiseResolve();
  if (state.state === 'errored') return PromiseReject(state.storedError);
  closeStream(stream);
  const { reader } = state;
  if (isBYOBReader(reader)) {
    const requests = reader[kState].readIntoRequests;
    reader[kState].readIntoRequests = [];
    for (const request of requests) request.close(undefined);
  }
  return PromisePrototypeThen(state.controller[kState].cancelSteps(reason), () => undefined);
}

function closeStream(stream) {
  const state = stream[kState];
  state.state = 'closed';
  stream[kIsClosedPromise].resolve();
  const { reader } = state;
  if (reader === undefined) return;
  reader[kState].closed.resolve?.();
  if (isDefaultReader(reader)) {
    const requests = reader[kState].readRequests;
    reader[kState].readRequests = [];
    for (const request of requests) request.close();
  }
}

function errorStream(stream, error) {
  const state = stream[kState];
  state.state = 'errored';
  state.storedError = error;
  stream[kIsClosedPromise].reject(error);
  const { reader } = state;
  if (reader === undefined) return;
  reader[kState].closed.reject?.(error);
  handled(reader[kState].closed.promise);
  const key = isDefaultReader(reader) ? 'readRequests' : 'readIntoRequests';
  const requests = reader[kState][key];
  reader[kState][key] = [];
  for (const request of requests) request.error(error);
}

function hasDefaultReader(stream) {
  return isDefaultReader(stream[kState].reader);
}

function numReadRequests(stream) {
  return stream[kState].reader[kState].readRequests.length;
}

/** Gives the oldest reader a chunk, or the end. */
function fulfillReadRequest(stream, chunk, done) {
  const request = stream[kState].reader[kState].readRequests.shift();
  if (done) request.close();
  else request.chunk(chunk);
}

// Readers

function initReader(reader, stream, type, requestsKey) {
  const state = stream[kState];
  let closed;
  if (state.state === 'readable') closed = deferred();
  else if (state.state === 'closed') closed = resolvedDeferred();
  else closed = rejectedDeferred(state.storedError);
  reader[kState] = { type, stream, closed, [requestsKey]: [] };
  state.reader = reader;
}

function cancelReader(reader, reason) {
  return cancelStream(reader[kState].stream, reason);
}

/** What readers of both kinds do when they let go of their stream. */
function releaseReader(reader) {
  const { stream } = reader[kState];
  const error = invalidState('Reader released');
  if (stream[kState].state === 'readable') reader[kState].closed.reject(error);
  else reader[kState].closed = rejectedDeferred(error);
  handled(reader[kState].closed.promise);
  stream[kState].controller[kState].releaseSteps();
  stream[kState].reader = undefined;
  reader[kState].stream = undefined;
}

class ReadableStreamDefaultReader {
  /**
   * @param {ReadableStream} stream
   */
  constructor(stream) {
    if (!isReadableStream(stream)) throw new ERR_INVALID_ARG_TYPE('stream', 'ReadableStream', stream);
    if (isLocked(stream)) throw invalidState('ReadableStream is locked');
    initReader(this, stream, 'ReadableStreamDefaultReader', 'readRequests');
  }

  /** @returns {Promise<{ value: any, done: boolean }>} */
  read() {
    if (!isDefaultReader(this)) return PromiseReject(new ERR_INVALID_THIS('ReadableStreamDefaultReader'));
    if (this[kState].stream === undefined) {
      return PromiseReject(invalidState('The reader is not attached to a stream'));
    }
    return new Promise((resolve, reject) => {
      defaultReaderRead(this, {
        chunk: (value) => resolve({ value, done: false }),
        close: () => resolve({ value: undefined, done: true }),
        error: reject,
      });
    });
  }

  releaseLock() {
    if (!isDefaultReader(this)) throw new ERR_INVALID_THIS('ReadableStreamDefaultReader');
    if (this[kState].stream !== undefined) releaseDefaultReader(this);
  }

  get closed() {
    if (!isDefaultReader(this)) return PromiseReject(new ERR_INVALID_THIS('ReadableStreamDefaultReader'));
    return this[kState].closed.promise;
  }

  cancel(reason = undefined) {
    if (!isDefaultReader(this)) return PromiseReject(new ERR_INVALID_THIS('ReadableStreamDefaultReader'));
    if (this[kState].stream === undefined) {
      return PromiseReject(invalidState('The reader is not attached to a stream'));
    }
    return cancelReader(this, reason);
  }
}
defineEnumerable(ReadableStreamDefaultReader, 'closed', 'read', 'releaseLock', 'cancel');
defineInspect(ReadableStreamDefaultReader, (self) => ({
  stream: self[kState].stream,
  readRequests: self[kState].readRequests.length,
  close: self[kState].closed.promise,
}));

function defaultReaderRead(reader, request) {
  const { stream } = reader[kState];
  const state = stream[kState];
  state.disturbed = true;
  if (state.state === 'closed') request.close();
  else if (state.state === 'errored') request.error(state.storedError);
  else state.controller[kState].pullSteps(request);
}

function releaseDefaultReader(reader) {
  releaseReader(reader);
  const requests = reader[kState].readRequests;
  reader[kState].readRequests = [];
  const error = invalidState('Reader released');
  for (const request of requests) request.error(error);
}

// The default controller

class ReadableStreamDefaultController {
  constructor(key = undefined) {
    if (key !== kCreate) throw new ERR_ILLEGAL_CONSTRUCTOR();
  }

  get desiredSize() {
    if (!isDefaultController(this)) throw new ERR_INVALID_THIS('ReadableStreamDefaultController');
    return desiredSize(this);
  }

  close() {
    if (!isDefaultController(this)) throw new ERR_INVALID_THIS('ReadableStreamDefaultController');
    if (!canCloseOrEnqueue(this)) throw invalidState('Controller is already closed');
    close(this);
  }

  enqueue(chunk = undefined) {
    if (!isDefaultController(this)) throw new ERR_INVALID_THIS('ReadableStreamDefaultController');
    if (!canCloseOrEnqueue(this)) throw invalidState('Controller is already closed');
    enqueue(this, chunk);
  }

  error(error = undefined) {
    if (!isDefaultController(this)) throw new ERR_INVALID_THIS('ReadableStreamDefaultController');
    controllerError(this, error);
  }
}
defineEnumerable(ReadableStreamDefaultController, 'desiredSize', 'close', 'enqueue', 'error');
defineInspect(ReadableStreamDefaultController, () => ({}));

function setUpDefaultController(stream, source, highWaterMark, size) {
  const controller = new ReadableStreamDefaultController(kCreate);
  const state = controller[kState] = {
    type: 'ReadableStreamDefaultController',
    stream,
    queue: new SizedQueue(),
    started: false,
    closeRequested: false,
    pullAgain: false,
    pulling: false,
    size,
    highWaterMark,
    pull: source.pull ?? (() => PromiseResolve()),
    cancel: source.cancel ?? (() => PromiseResolve()),
    pullSteps(request) {
      const { queue } = state;
      if (queue.isEmpty) {
        stream[kState].reader[kState].readRequests.push(request);
        pullIfNeeded(controller);
        return;
      }
      const chunk = queue.dequeue();
      if (state.closeRequested && queue.isEmpty) {
        clearAlgorithms(controller);
        closeStream(stream);
      } else {
        pullIfNeeded(controller);
      }
      request.chunk(chunk);
    },
    cancelSteps(reason) {
      state.queue.clear();
      const result = state.cancel(reason);
      clearAlgorithms(controller);
      return result;
    },
    releaseSteps: nop,
  };
  stream[kState].controller = controller;
  stream[kControllerErrorFunction] = (error) => controllerError(controller, error);

  const started = source.start?.(controller);
  PromisePrototypeThen(PromiseResolve(started), () => {
    state.started = true;
    pullIfNeeded(controller);
  }, (error) => controllerError(controller, error));
}

function clearAlgorithms(controller) {
  const state = controller[kState];
  state.pull = undefined;
  state.cancel = undefined;
  state.size = undefined;
}

function canCloseOrEnqueue(controller) {
  return !controller[kState].closeRequested && controller[kState].stream[kState].state === 'readable';
}

function close(controller) {
  const state = controller[kState];
  state.closeRequested = true;
  if (state.queue.isEmpty) {
    clearAlgorithms(controller);
    closeStream(state.stream);
  }
}

function closeIfPossible(controller) {
  if (canCloseOrEnqueue(controller)) close(controller);
}

function enqueue(controller, chunk) {
  const state = controller[kState];
  if (!canCloseOrEnqueue(controller)) return;
  const { stream } = state;
  if (isLocked(stream) && hasDefaultReader(stream) && numReadRequests(stream) > 0) {
    fulfillReadRequest(stream, chunk, false);
  } else {
    try {
      state.queue.enqueue(chunk, state.size(chunk));
    } catch (error) {
      controllerError(controller, error);
      throw error;
    }
  }
  pullIfNeeded(controller);
}

function controllerError(controller, error) {
  const { queue, stream } = controller[kState];
  if (stream[kState].state !== 'readable') return;
  queue.clear();
  clearAlgorithms(controller);
  errorStream(stream, error);
}

function desiredSize(controller) {
  const { highWaterMark, queue, stream } = controller[kState];
  switch (stream[kState].state) {
    case 'errored': return null;
    case 'closed': return 0;
    default: return highWaterMark - queue.total;
  }
}

function shouldPull(controller) {
  const { started, stream } = controller[kState];
  if (!canCloseOrEnqueue(controller) || !started) return false;
  if (isLocked(stream) && hasDefaultReader(stream) && numReadRequests(stream) > 0) return true;
  return desiredSize(controller) > 0;
}

function pullIfNeeded(controller) {
  if (!shouldPull(controller)) return;
  const state = controller[kState];
  if (state.pulling) {
    state.pullAgain = true;
    return;
  }
  state.pulling = true;
  PromisePrototypeThen(state.pull(controller), () => {
    state.pulling = false;
    if (state.pullAgain) {
      state.pullAgain = false;
      pullIfNeeded(controller);
    }
  }, (error) => controllerError(controller, error));
}

/** For transform streams: whether there is no room. */
function hasBackpressure(controller) {
  return !shouldPull(controller);
}

module.exports = {
  ReadableStream,
  ReadableStreamDefaultController,
  ReadableStreamDefaultReader,
  cancelReader,
  cancelStream,
  canCloseOrEnqueue,
  closeController: close,
  closeIfPossible,
  closeStream,
  controllerError,
  createReadableStream,
  defaultReaderRead,
  desiredSize,
  enqueue,
  errorStream,
  fulfillReadRequest,
  hasBackpressure,
  hasDefaultReader,
  initReader,
  initStream,
  isBYOBReader,
  isDefaultReader,
  isLocked,
  isReadableStream,
  numReadRequests,
  releaseDefaultReader,
  releaseReader,
};
