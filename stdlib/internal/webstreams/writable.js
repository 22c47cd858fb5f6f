'use strict';

// WritableStream: https://streams.spec.whatwg.org/#ws

const { ArrayPrototypeShift, PromisePrototypeThen, PromiseReject, PromiseResolve } = primordials;
const {
  codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_THIS },
} = require('internal/errors');
const {
  kValidateObjectAllowObjects,
  kValidateObjectAllowObjectsAndNull,
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
  promiseCallback,
  rejectedDeferred,
  resolvedDeferred,
  startCallback,
} = require('internal/webstreams/util');
const {
  kControllerErrorFunction,
  kIsClosedPromise,
  kIsErrored,
  kIsWritable,
} = require('internal/streams/utils');

const kClose = { __proto__: null };

const isWritableStream = (value) => value?.[kState]?.type === 'WritableStream';
const isWriter = (value) => value?.[kState]?.type === 'WritableStreamDefaultWriter';
const isController = (value) => value?.[kState]?.type === 'WritableStreamDefaultController';

class WritableStream {
  /**
   * @param {object} [sink]
   * @param {{ highWaterMark?: number, size?: Function }} [strategy]
   */
  constructor(sink = { __proto__: null }, strategy = { __proto__: null }) {
    validateObject(sink, 'sink', kValidateObjectAllowObjects);
    validateObject(strategy, 'strategy', kValidateObjectAllowObjectsAndNull);
    const type = sink?.type;
    if (type !== undefined) throw new ERR_INVALID_ARG_VALUE.RangeError('type', type);
    initStream(this);
    const size = extractSize(strategy?.size);
    const highWaterMark = extractHighWaterMark(strategy?.highWaterMark, 1);
    setUpController(this, {
      start: startCallback('sink.start', sink.start, sink),
      write: promiseCallback('sink.write', sink.write, sink),
      close: promiseCallback('sink.close', sink.close, sink),
      abort: promiseCallback('sink.abort', sink.abort, sink),
    }, highWaterMark, size);
  }

  get [kIsErrored]() {
    return this[kState].state === 'errored';
  }

  get [kIsWritable]() {
    return this[kState].state === 'writable';
  }

  get locked() {
    if (!isWritableStream(this)) throw new ERR_INVALID_THIS('WritableStream');
    return isLocked(this);
  }

  /**
   * @param {any} [reason]
   * @returns {Promise<void>}
   */
  abort(reason = undefined) {
    if (!isWritableStream(this)) return PromiseReject(new ERR_INVALID_THIS('WritableStream'));
    if (isLocked(this)) return PromiseReject(invalidState('WritableStream is locked'));
    return abortStream(this, reason);
  }

  /** @returns {Promise<void>} */
  close() {
    if (!isWritableStream(this)) return PromiseReject(new ERR_INVALID_THIS('WritableStream'));
    if (isLocked(this)) return PromiseReject(invalidState('WritableStream is locked'));
    if (closeQueuedOrInFlight(this)) return PromiseReject(invalidState('Failure closing WritableStream'));
    return closeStream(this);
  }

  /** @returns {WritableStreamDefaultWriter} */
  getWriter() {
    if (!isWritableStream(this)) throw new ERR_INVALID_THIS('WritableStream');
    return new WritableStreamDefaultWriter(this);
  }
}
defineEnumerable(WritableStream, 'locked', 'abort', 'close', 'getWriter');
defineInspect(WritableStream, (self) => ({ locked: self.locked, state: self[kState].state }));

function initStream(stream) {
  stream[kState] = {
    type: 'WritableStream',
    state: 'writable', // 'erroring', 'errored', 'closed'
    storedError: undefined,
    writer: undefined,
    controller: undefined,
    writeRequests: [],
    inFlightWrite: undefined,
    closeRequest: undefined,
    inFlightClose: undefined,
    pendingAbort: undefined, // { deferred, reason, wasAlreadyErroring }
    backpressure: false,
  };
  stream[kIsClosedPromise] = deferred();
  handled(stream[kIsClosedPromise].promise);
  stream[kControllerErrorFunction] = () => {};
}

/** A stream whose sink is the library's own: functions that return promises. */
function createWritableStream(sink, highWaterMark = 1, size = () => 1) {
  const stream = { __proto__: WritableStream.prototype };
  initStream(stream);
  setUpController(stream, sink, highWaterMark, size);
  return stream;
}

const isLocked = (stream) => stream[kState].writer !== undefined;

function closeQueuedOrInFlight(stream) {
  const { closeRequest, inFlightClose } = stream[kState];
  return closeRequest !== undefined || inFlightClose !== undefined;
}

function abortStream(stream, reason) {
  const state = stream[kState];
  if (state.state === 'closed' || state.state === 'errored') return PromiseResolve();
  state.controller[kState].abortController.abort(reason);
  // The signal's listeners may have changed things.
  if (state.state === 'closed' || state.state === 'errored') return PromiseResolve();
  if (state.pendingAbort !== undefined) return state.pendingAbort.deferred.promise;
  let wasAlreadyErroring = false;
  if (state.state === 'erroring') {
    wasAlreadyErroring = true;
    reason = undefined;
  }
  state.pendingAbort = { deferred: deferred(), reason, wasAlreadyErroring };
  const { promise } = state.pendingAbort.deferred;
  if (!wasAlreadyErroring) startErroring(stream, reason);
  return promise;
}

function closeStream(stream) {
  const state = stream[kState];
  if (state.state === 'closed' || state.state === 'errored') {
    return PromiseReject(invalidState('WritableStream is closed'));
  }
  state.closeRequest = deferred();
  const { promise } = state.closeRequest;
  if (state.writer !== undefined && state.backpressure && state.state === 'writable') {
    resolveReady(state.writer);
  }
  const controller = state.controller;
  controller[kState].queue.enqueue(kClose, 0);
  advance(controller);
  return promise;
}

function dealWithRejection(stream, error) {
  if (stream[kState].state === 'writable') startErroring(stream, error);
  else finishErroring(stream);
}

function startErroring(stream, reason) {
  const state = stream[kState];
  state.state = 'erroring';
  state.storedError = reason;
  if (state.writer !== undefined) ensureReadyRejected(state.writer, reason);
  if (state.inFlightWrite === undefined && state.inFlightClose === undefined && state.controller[kState].started) {
    finishErroring(stream);
  }
}

function finishErroring(stream) {
  const state = stream[kState];
  state.state = 'errored';
  state.controller[kState].queue.clear();
  const { storedError } = state;
  for (const request of state.writeRequests) request.reject(storedError);
  state.writeRequests = [];
  if (state.pendingAbort === undefined) {
    rejectCloseAndClosed(stream);
    return;
  }
  const { pendingAbort } = state;
  state.pendingAbort = undefined;
  if (pendingAbort.wasAlreadyErroring) {
    pendingAbort.deferred.reject(storedError);
    rejectCloseAndClosed(stream);
    return;
  }
  PromisePrototypeThen(abortSteps(state.controller, pendingAbort.reason), () => {
    pendingAbort.deferred.resolve();
    rejectCloseAndClosed(stream);
  }, (error) => {
    pendingAbort.deferred.reject(error);
    rejectCloseAndClosed(stream);
  });
}

function rejectCloseAndClosed(stream) {
  const state = stream[kState];
  if (state.closeRequest !== undefined) {
    state.closeRequest.reject(state.storedError);
    state.closeRequest = undefined;
  }
  stream[kIsClosedPromise].reject(state.storedError);
  const { writer } = state;
  if (writer !== undefined) {
    writer[kState].closed.reject?.(state.storedError);
    handled(writer[kState].closed.promise);
  }
}

function updateBackpressure(stream, backpressure) {
  const state = stream[kState];
  const { writer } = state;
  if (writer !== undefined && backpressure !== state.backpressure) {
    if (backpressure) writer[kState].ready = deferred();
    else resolveReady(writer);
  }
  state.backpressure = backpressure;
}

function finishInFlightWrite(stream, error, failed) {
  const state = stream[kState];
  if (failed) {
    state.inFlightWrite.reject(error);
    state.inFlightWrite = undefined;
    dealWithRejection(stream, error);
  } else {
    state.inFlightWrite.resolve();
    state.inFlightWrite = undefined;
  }
}

function finishInFlightClose(stream) {
  const state = stream[kState];
  state.inFlightClose.resolve();
  state.inFlightClose = undefined;
  if (state.state === 'erroring') {
    // The close has won over the error.
    state.storedError = undefined;
    if (state.pendingAbort !== undefined) {
      state.pendingAbort.deferred.resolve();
      state.pendingAbort = undefined;
    }
  }
  state.state = 'closed';
  state.writer?.[kState].closed.resolve?.();
  stream[kIsClosedPromise].resolve?.();
}

function finishInFlightCloseWithError(stream, error) {
  const state = stream[kState];
  state.inFlightClose.reject(error);
  state.inFlightClose = undefined;
  if (state.pendingAbort !== undefined) {
    state.pendingAbort.deferred.reject(error);
    state.pendingAbort = undefined;
  }
  dealWithRejection(stream, error);
}

// The writer

class WritableStreamDefaultWriter {
  /**
   * @param {WritableStream} stream
   */
  constructor(stream) {
    if (!isWritableStream(stream)) throw new ERR_INVALID_ARG_TYPE('stream', 'WritableStream', stream);
    if (isLocked(stream)) throw invalidState('WritableStream is locked');
    const state = stream[kState];
    let ready;
    let closed;
    switch (state.state) {
      case 'writable':
        ready = !closeQueuedOrInFlight(stream) && state.backpressure ? deferred() : resolvedDeferred();
        closed = deferred();
        break;
      case 'erroring':
        ready = rejectedDeferred(state.storedError);
        closed = deferred();
        break;
      case 'closed':
        ready = resolvedDeferred();
        closed = resolvedDeferred();
        break;
      default:
        ready = rejectedDeferred(state.storedError);
        closed = rejectedDeferred(state.storedError);
    }
    this[kState] = { type: 'WritableStreamDefaultWriter', stream, ready, closed };
    state.writer = this;
  }

  get closed() {
    if (!isWriter(this)) return PromiseReject(new ERR_INVALID_THIS('WritableStreamDefaultWriter'));
    return this[kState].closed.promise;
  }

  get desiredSize() {
    if (!isWriter(this)) throw new ERR_INVALID_THIS('WritableStreamDefaultWriter');
    const { stream } = this[kState];
    if (stream === undefined) throw invalidState('Writer is not bound to a WritableStream');
    return writerDesiredSize(stream);
  }

  get ready() {
    if (!isWriter(this)) return PromiseReject(new ERR_INVALID_THIS('WritableStreamDefaultWriter'));
    return this[kState].ready.promise;
  }

  abort(reason = undefined) {
    if (!isWriter(this)) return PromiseReject(new ERR_INVALID_THIS('WritableStreamDefaultWriter'));
    const { stream } = this[kState];
    if (stream === undefined) return PromiseReject(invalidState('Writer is not bound to a WritableStream'));
    return abortStream(stream, reason);
  }

  close() {
    if (!isWriter(this)) return PromiseReject(new ERR_INVALID_THIS('WritableStreamDefaultWriter'));
    const { stream } = this[kState];
    if (stream === undefined) return PromiseReject(invalidState('Writer is not bound to a WritableStream'));
    if (closeQueuedOrInFlight(stream)) return PromiseReject(invalidState('Failure to close WritableStream'));
    return closeStream(stream);
  }

  releaseLock() {
    if (!isWriter(this)) throw new ERR_INVALID_THIS('WritableStreamDefaultWriter');
    if (this[kState].stream !== undefined) releaseWriter(this);
  }

  write(chunk = undefined) {
    if (!isWriter(this)) return PromiseReject(new ERR_INVALID_THIS('WritableStreamDefaultWriter'));
    if (this[kState].stream === undefined) {
      return PromiseReject(invalidState('Writer is not bound to a WritableStream'));
    }
    return writerWrite(this, chunk);
  }
}
defineEnumerable(WritableStreamDefaultWriter, 'closed', 'desiredSize', 'ready', 'abort', 'close', 'releaseLock', 'write');
defineInspect(WritableStreamDefaultWriter, (self) => ({
  stream: self[kState].stream,
  close: self[kState].closed.promise,
  ready: self[kState].ready.promise,
}));

function writerDesiredSize(stream) {
  const { state } = stream[kState];
  if (state === 'errored' || state === 'erroring') return null;
  return state === 'closed' ? 0 : desiredSize(stream[kState].controller);
}

function ensureReadyRejected(writer, error) {
  const state = writer[kState];
  // Who waits is told; a promise that is settled already is replaced.
  if (state.ready.pending) {
    state.ready.pending = false;
    state.ready.reject(error);
    handled(state.ready.promise);
  } else {
    state.ready = rejectedDeferred(error);
  }
}

function resolveReady(writer) {
  const { ready } = writer[kState];
  if (!ready.pending) return;
  ready.pending = false;
  ready.resolve();
}

function releaseWriter(writer) {
  const { stream } = writer[kState];
  const error = invalidState('Writer has been released');
  ensureReadyRejected(writer, error);
  const { closed } = writer[kState];
  if (stream[kState].state === 'writable' || stream[kState].state === 'erroring') {
    closed.reject?.(error);
  } else {
    writer[kState].closed = rejectedDeferred(error);
  }
  handled(writer[kState].closed.promise);
  stream[kState].writer = undefined;
  writer[kState].stream = undefined;
}

function writerWrite(writer, chunk) {
  const { stream } = writer[kState];
  const { controller } = stream[kState];
  const size = chunkSize(controller, chunk);
  // Its size function may have released the writer.
  if (stream !== writer[kState].stream) {
    return PromiseReject(invalidState('Mismatched WritableStreams'));
  }
  const state = stream[kState];
  if (state.state === 'errored') return PromiseReject(state.storedError);
  if (closeQueuedOrInFlight(stream) || state.state === 'closed') {
    return PromiseReject(invalidState('WritableStream is closed'));
  }
  if (state.state === 'erroring') return PromiseReject(state.storedError);

  const request = deferred();
  state.writeRequests.push(request);
  enqueueWrite(controller, chunk, size);
  return request.promise;
}

/** close() by somebody who doesn't mind that it has been closed already. */
function writerCloseWithErrorPropagation(writer) {
  const { stream } = writer[kState];
  const { state, storedError } = stream[kState];
  if (closeQueuedOrInFlight(stream) || state === 'closed') return PromiseResolve();
  if (state === 'errored') return PromiseReject(storedError);
  return closeStream(stream);
}

// The controller

class WritableStreamDefaultController {
  constructor(key = undefined) {
    if (key !== kCreate) throw new ERR_ILLEGAL_CONSTRUCTOR();
  }

  get signal() {
    if (!isController(this)) throw new ERR_INVALID_THIS('WritableStreamDefaultController');
    return this[kState].abortController.signal;
  }

  error(error = undefined) {
    if (!isController(this)) throw new ERR_INVALID_THIS('WritableStreamDefaultController');
    if (this[kState].stream[kState].state === 'writable') controllerError(this, error);
  }
}
defineEnumerable(WritableStreamDefaultController, 'signal', 'error');
defineInspect(WritableStreamDefaultController, (self) => ({ stream: self[kState].stream }));

function setUpController(stream, sink, highWaterMark, size) {
  const controller = new WritableStreamDefaultController(kCreate);
  const { AbortController } = require('internal/abort_controller');
  controller[kState] = {
    type: 'WritableStreamDefaultController',
    stream,
    abortController: new AbortController(),
    queue: new SizedQueue(),
    started: false,
    size,
    highWaterMark,
    write: sink.write ?? (() => PromiseResolve()),
    close: sink.close ?? (() => PromiseResolve()),
    abort: sink.abort ?? (() => PromiseResolve()),
  };
  stream[kState].controller = controller;
  stream[kControllerErrorFunction] = (error) => controller.error(error);
  updateBackpressure(stream, getBackpressure(controller));
  const started = sink.start?.(controller);
  PromisePrototypeThen(PromiseResolve(started), () => {
    controller[kState].started = true;
    advance(controller);
  }, (error) => {
    controller[kState].started = true;
    dealWithRejection(stream, error);
  });
}

const desiredSize = (controller) => controller[kState].highWaterMark - controller[kState].queue.total;
const getBackpressure = (controller) => desiredSize(controller) <= 0;

function clearAlgorithms(controller) {
  const state = controller[kState];
  state.write = undefined;
  state.close = undefined;
  state.abort = undefined;
  state.size = undefined;
}

function abortSteps(controller, reason) {
  const result = controller[kState].abort(reason);
  clearAlgorithms(controller);
  return result;
}

function chunkSize(controller, chunk) {
  const { size } = controller[kState];
  if (size === undefined) return 1;
  try {
    return size(chunk);
  } catch (error) {
    errorIfNeeded(controller, error);
    return 1;
  }
}

function enqueueWrite(controller, chunk, size) {
  const { queue, stream } = controller[kState];
  try {
    queue.enqueue(chunk, size);
  } catch (error) {
    errorIfNeeded(controller, error);
    return;
  }
  if (!closeQueuedOrInFlight(stream) && stream[kState].state === 'writable') {
    updateBackpressure(stream, getBackpressure(controller));
  }
  advance(controller);
}

function errorIfNeeded(controller, error) {
  if (controller[kState].stream[kState].state === 'writable') controllerError(controller, error);
}

function controllerError(controller, error) {
  clearAlgorithms(controller);
  startErroring(controller[kState].stream, error);
}

// Writes, or closes, if nothing is under way.
function advance(controller) {
  const { queue, started, stream } = controller[kState];
  const state = stream[kState];
  if (!started || state.inFlightWrite !== undefined) return;
  if (state.state === 'erroring') {
    finishErroring(stream);
    return;
  }
  if (queue.isEmpty) return;
  const chunk = queue.peek();
  if (chunk === kClose) processClose(controller);
  else processWrite(controller, chunk);
}

function processClose(controller) {
  const { queue, stream } = controller[kState];
  const state = stream[kState];
  state.inFlightClose = state.closeRequest;
  state.closeRequest = undefined;
  queue.dequeue();
  const closing = controller[kState].close();
  clearAlgorithms(controller);
  PromisePrototypeThen(
    closing, () => finishInFlightClose(stream), (error) => finishInFlightCloseWithError(stream, error));
}

function processWrite(controller, chunk) {
  const { queue, stream } = controller[kState];
  const state = stream[kState];
  state.inFlightWrite = ArrayPrototypeShift(state.writeRequests);
  PromisePrototypeThen(controller[kState].write(chunk, controller), () => {
    finishInFlightWrite(stream, undefined, false);
    queue.dequeue();
    if (!closeQueuedOrInFlight(stream) && state.state === 'writable') {
      updateBackpressure(stream, getBackpressure(controller));
    }
    advance(controller);
  }, (error) => {
    if (state.state === 'writable') clearAlgorithms(controller);
    finishInFlightWrite(stream, error, true);
  });
}

module.exports = {
  WritableStream,
  WritableStreamDefaultController,
  WritableStreamDefaultWriter,
  abortStream,
  closeQueuedOrInFlight,
  controllerErrorIfNeeded: errorIfNeeded,
  createWritableStream,
  isWritableStream,
  isWritableStreamLocked: isLocked,
  releaseWriter,
  writerCloseWithErrorPropagation,
  writerDesiredSize,
  writerWrite,
};
