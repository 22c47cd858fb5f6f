'use strict';

// Readable byte streams, and reading into one's own buffer: https://streams.spec.whatwg.org/#rbs-controller-class

const {
  ArrayBuffer,
  ArrayBufferIsView,
  ArrayBufferPrototypeGetByteLength,
  ArrayBufferPrototypeSlice,
  ArrayBufferPrototypeTransfer,
  DataView,
  DataViewPrototypeGetBuffer,
  DataViewPrototypeGetByteLength,
  DataViewPrototypeGetByteOffset,
  MathMin,
  NumberIsInteger,
  Promise,
  PromisePrototypeThen,
  PromiseReject,
  PromiseResolve,
  TypedArrayPrototypeGetBuffer,
  TypedArrayPrototypeGetByteLength,
  TypedArrayPrototypeGetByteOffset,
  TypedArrayPrototypeGetLength,
  TypedArrayPrototypeGetSymbolToStringTag,
  TypedArrayPrototypeSet,
  Uint8Array,
} = primordials;

const {
  codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_THIS, ERR_INVALID_STATE, ERR_OUT_OF_RANGE },
} = require('internal/errors');
const { kValidateObjectAllowObjectsAndNull, validateInteger, validateObject } = require('internal/validators');
const {
  defineEnumerable,
  defineInspect,
  invalidState,
  kCreate,
  kState,
  promiseCallback,
  startCallback,
} = require('internal/webstreams/util');
const {
  cancelReader,
  closeStream,
  errorStream,
  fulfillReadRequest,
  hasDefaultReader,
  initReader,
  initStream,
  isBYOBReader,
  isLocked,
  isReadableStream,
  numReadRequests,
  releaseReader,
  ReadableStream,
} = require('internal/webstreams/readable');
const { kControllerErrorFunction } = require('internal/streams/utils');

const isByteController = (value) => value?.[kState]?.type === 'ReadableByteStreamController';
const isBYOBRequest = (value) => value?.[kState]?.type === 'ReadableStreamBYOBRequest';

// Views, without looking at what a program may have put on them.

const isTyped = (view) => TypedArrayPrototypeGetSymbolToStringTag(view) !== undefined;
const bufferOf = (view) => (isTyped(view) ? TypedArrayPrototypeGetBuffer(view) : DataViewPrototypeGetBuffer(view));
const byteLengthOf = (view) =>
  (isTyped(view) ? TypedArrayPrototypeGetByteLength(view) : DataViewPrototypeGetByteLength(view));
const byteOffsetOf = (view) =>
  (isTyped(view) ? TypedArrayPrototypeGetByteOffset(view) : DataViewPrototypeGetByteOffset(view));
const classOf = (view) => (isTyped(view) ? primordials[TypedArrayPrototypeGetSymbolToStringTag(view)] : DataView);

function isShared(buffer) {
  try {
    ArrayBufferPrototypeGetByteLength(buffer);
    return false;
  } catch {
    return true;
  }
}

function isDetached(buffer) {
  if (isShared(buffer) || ArrayBufferPrototypeGetByteLength(buffer) !== 0) return false;
  try {
    new Uint8Array(buffer);
    return false;
  } catch {
    return true;
  }
}

function checkView(view, name) {
  if (!ArrayBufferIsView(view)) {
    throw new ERR_INVALID_ARG_TYPE(name, ['Buffer', 'TypedArray', 'DataView'], view);
  }
  const buffer = bufferOf(view);
  if (isShared(buffer)) throw new ERR_INVALID_ARG_VALUE(name, view, 'must not be shared');
  return buffer;
}

function checkFilledView(view, name) {
  const buffer = checkView(view, name);
  if (byteLengthOf(view) === 0 || ArrayBufferPrototypeGetByteLength(buffer) === 0) {
    if (isDetached(buffer)) throw invalidState('View ArrayBuffer is detached');
    throw invalidState('View or Viewed ArrayBuffer is zero-length or detached');
  }
}

class ReadableStreamBYOBReader {
  /**
   * @param {ReadableStream} stream
   */
  constructor(stream) {
    if (!isReadableStream(stream)) throw new ERR_INVALID_ARG_TYPE('stream', 'ReadableStream', stream);
    if (isLocked(stream)) throw invalidState('ReadableStream is locked');
    if (!isByteController(stream[kState].controller)) {
      throw new ERR_INVALID_ARG_VALUE('reader', stream, 'must be a byte stream');
    }
    initReader(this, stream, 'ReadableStreamBYOBReader', 'readIntoRequests');
  }

  /**
   * @param {ArrayBufferView} view its buffer is taken; the result has what was read
   * @param {{ min?: number }} [options]
   * @returns {Promise<{ value: ArrayBufferView, done: boolean }>}
   */
  async read(view, options = { __proto__: null }) {
    if (!isBYOBReader(this)) throw new ERR_INVALID_THIS('ReadableStreamBYOBReader');
    checkFilledView(view, 'view');
    validateObject(options, 'options', kValidateObjectAllowObjectsAndNull);
    const min = options?.min ?? 1;
    if (typeof min !== 'number') throw new ERR_INVALID_ARG_TYPE('options.min', 'number', min);
    if (!NumberIsInteger(min)) throw new ERR_INVALID_ARG_VALUE('options.min', min, 'must be an integer');
    if (min <= 0) throw new ERR_INVALID_ARG_VALUE('options.min', min, 'must be greater than 0');
    const length = isTyped(view) ? TypedArrayPrototypeGetLength(view) : DataViewPrototypeGetByteLength(view);
    if (min > length) throw new ERR_OUT_OF_RANGE('options.min', `<= ${length}`, min);
    if (this[kState].stream === undefined) throw invalidState('The reader is not attached to a stream');

    return new Promise((resolve, reject) => {
      readInto(this, view, min, {
        chunk: (value) => resolve({ value, done: false }),
        close: (value) => resolve({ value, done: true }),
        error: reject,
      });
    });
  }

  releaseLock() {
    if (!isBYOBReader(this)) throw new ERR_INVALID_THIS('ReadableStreamBYOBReader');
    if (this[kState].stream !== undefined) releaseBYOBReader(this);
  }

  get closed() {
    if (!isBYOBReader(this)) return PromiseReject(new ERR_INVALID_THIS('ReadableStreamBYOBReader'));
    return this[kState].closed.promise;
  }

  cancel(reason = undefined) {
    if (!isBYOBReader(this)) return PromiseReject(new ERR_INVALID_THIS('ReadableStreamBYOBReader'));
    if (this[kState].stream === undefined) return PromiseReject(invalidState('The reader is not attached to a stream'));
    return cancelReader(this, reason);
  }
}
defineEnumerable(ReadableStreamBYOBReader, 'closed', 'read', 'releaseLock', 'cancel');
defineInspect(ReadableStreamBYOBReader, (self) => ({
  stream: self[kState].stream,
  requests: self[kState].readIntoRequests.length,
  close: self[kState].closed.promise,
}));

function releaseBYOBReader(reader) {
  releaseReader(reader);
  const requests = reader[kState].readIntoRequests;
  reader[kState].readIntoRequests = [];
  const error = invalidState('Releasing reader');
  for (const request of requests) request.error(error);
}

function readInto(reader, view, min, request) {
  const { stream } = reader[kState];
  stream[kState].disturbed = true;
  if (stream[kState].state === 'errored') request.error(stream[kState].storedError);
  else pullInto(stream[kState].controller, view, min, request);
}

class ReadableStreamBYOBRequest {
  constructor(key = undefined) {
    if (key !== kCreate) throw new ERR_ILLEGAL_CONSTRUCTOR();
  }

  get view() {
    if (!isBYOBRequest(this)) throw new ERR_INVALID_THIS('BYOBRequest');
    return this[kState].view;
  }

  /** @param {number} bytesWritten */
  respond(bytesWritten) {
    if (!isBYOBRequest(this)) throw new ERR_INVALID_THIS('BYOBRequest');
    const { controller, view } = this[kState];
    if (controller === undefined) throw invalidState('This BYOB request has been invalidated');
    if (ArrayBufferPrototypeGetByteLength(bufferOf(view)) === 0 || isDetached(bufferOf(view))) {
      throw invalidState('Viewed ArrayBuffer is detached');
    }
    respond(controller, bytesWritten);
  }

  /** @param {ArrayBufferView} view */
  respondWithNewView(view) {
    if (!isBYOBRequest(this)) throw new ERR_INVALID_THIS('BYOBRequest');
    const { controller } = this[kState];
    if (controller === undefined) throw invalidState('This BYOB request has been invalidated');
    const buffer = checkView(view, 'view');
    if (isDetached(buffer)) throw invalidState('Viewed ArrayBuffer is detached');
    respondWithNewView(controller, view);
  }
}
defineEnumerable(ReadableStreamBYOBRequest, 'view', 'respond', 'respondWithNewView');
defineInspect(ReadableStreamBYOBRequest, (self) => ({ view: self[kState].view, controller: self[kState].controller }));

class ReadableByteStreamController {
  constructor(key = undefined) {
    if (key !== kCreate) throw new ERR_ILLEGAL_CONSTRUCTOR();
  }

  /** @returns {ReadableStreamBYOBRequest|null} */
  get byobRequest() {
    if (!isByteController(this)) throw new ERR_INVALID_THIS('ReadableByteStreamController');
    return getBYOBRequest(this);
  }

  get desiredSize() {
    if (!isByteController(this)) throw new ERR_INVALID_THIS('ReadableByteStreamController');
    return desiredSize(this);
  }

  close() {
    if (!isByteController(this)) throw new ERR_INVALID_THIS('ReadableByteStreamController');
    const { closeRequested, stream } = this[kState];
    if (closeRequested) throw invalidState('Controller is already closed');
    if (stream[kState].state !== 'readable') throw invalidState('ReadableStream is already closed');
    closeController(this);
  }

  /** @param {ArrayBufferView} chunk */
  enqueue(chunk) {
    if (!isByteController(this)) throw new ERR_INVALID_THIS('ReadableByteStreamController');
    checkFilledView(chunk, 'chunk');
    const { closeRequested, stream } = this[kState];
    if (closeRequested) throw invalidState('Controller is already closed');
    if (stream[kState].state !== 'readable') throw invalidState('ReadableStream is already closed');
    enqueue(this, chunk);
  }

  error(error = undefined) {
    if (!isByteController(this)) throw new ERR_INVALID_THIS('ReadableByteStreamController');
    controllerError(this, error);
  }
}
defineEnumerable(ReadableByteStreamController, 'byobRequest', 'desiredSize', 'close', 'enqueue', 'error');
defineInspect(ReadableByteStreamController, () => ({}));

// Set-up

function setUpFromSource(stream, source, highWaterMark) {
  const start = startCallback('source.start', source.start, source);
  const pull = promiseCallback('source.pull', source.pull, source);
  const cancel = promiseCallback('source.cancel', source.cancel, source);
  const { autoAllocateChunkSize } = source;
  if (autoAllocateChunkSize !== undefined) {
    validateInteger(autoAllocateChunkSize, 'source.autoAllocateChunkSize');
    if (autoAllocateChunkSize <= 0) {
      throw new ERR_INVALID_ARG_VALUE('source.autoAllocateChunkSize', autoAllocateChunkSize);
    }
  }
  setUp(stream, { start, pull, cancel }, highWaterMark, autoAllocateChunkSize);
}

/** A byte stream whose source is the library's own. */
function createReadableByteStream(source) {
  const stream = { __proto__: ReadableStream.prototype };
  initStream(stream);
  setUp(stream, source, 0, undefined);
  return stream;
}

function setUp(stream, source, highWaterMark, autoAllocateChunkSize) {
  const controller = new ReadableByteStreamController(kCreate);
  const state = controller[kState] = {
    type: 'ReadableByteStreamController',
    stream,
    queue: [], // { buffer, byteOffset, byteLength }
    total: 0,
    started: false,
    closeRequested: false,
    pullAgain: false,
    pulling: false,
    highWaterMark,
    autoAllocateChunkSize,
    byobRequest: null,
    pendingPullIntos: [],
    pull: source.pull ?? (() => PromiseResolve()),
    cancel: source.cancel ?? (() => PromiseResolve()),
    pullSteps: (request) => pullSteps(controller, request),
    cancelSteps(reason) {
      clearPendingPullIntos(controller);
      state.queue = [];
      state.total = 0;
      const result = state.cancel(reason);
      clearAlgorithms(controller);
      return result;
    },
    releaseSteps() {
      if (state.pendingPullIntos.length === 0) return;
      const first = state.pendingPullIntos[0];
      first.readerType = 'none';
      state.pendingPullIntos = [first];
    },
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
  controller[kState].pull = undefined;
  controller[kState].cancel = undefined;
}

function pullSteps(controller, request) {
  const state = controller[kState];
  const { stream } = state;
  if (state.total > 0) {
    fillReadRequestFromQueue(controller, request);
    return;
  }
  const size = state.autoAllocateChunkSize;
  if (size !== undefined) {
    let buffer;
    try {
      buffer = new ArrayBuffer(size);
    } catch (error) {
      request.error(error);
      return;
    }
    state.pendingPullIntos.push({
      buffer, bufferByteLength: size, byteOffset: 0, byteLength: size, bytesFilled: 0, minimumFill: 1,
      elementSize: 1, Class: Uint8Array, readerType: 'default',
    });
  }
  stream[kState].reader[kState].readRequests.push(request);
  pullIfNeeded(controller);
}

function fillReadRequestFromQueue(controller, request) {
  const state = controller[kState];
  const entry = state.queue.shift();
  state.total -= entry.byteLength;
  handleQueueDrain(controller);
  request.chunk(new Uint8Array(entry.buffer, entry.byteOffset, entry.byteLength));
}

function handleQueueDrain(controller) {
  const state = controller[kState];
  if (state.total === 0 && state.closeRequested) {
    clearAlgorithms(controller);
    closeStream(state.stream);
  } else {
    pullIfNeeded(controller);
  }
}

function desiredSize(controller) {
  const { highWaterMark, stream, total } = controller[kState];
  switch (stream[kState].state) {
    case 'errored': return null;
    case 'closed': return 0;
    default: return highWaterMark - total;
  }
}

function shouldPull(controller) {
  const { closeRequested, started, stream } = controller[kState];
  if (stream[kState].state !== 'readable' || closeRequested || !started) return false;
  if (hasDefaultReader(stream) && numReadRequests(stream) > 0) return true;
  const { reader } = stream[kState];
  if (isBYOBReader(reader) && reader[kState].readIntoRequests.length > 0) return true;
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

function controllerError(controller, error) {
  const state = controller[kState];
  if (state.stream[kState].state !== 'readable') return;
  clearPendingPullIntos(controller);
  state.queue = [];
  state.total = 0;
  clearAlgorithms(controller);
  errorStream(state.stream, error);
}

function closeController(controller) {
  const state = controller[kState];
  if (state.closeRequested || state.stream[kState].state !== 'readable') return;
  if (state.total > 0) {
    state.closeRequested = true;
    return;
  }
  if (state.pendingPullIntos.length > 0) {
    const first = state.pendingPullIntos[0];
    if (first.bytesFilled % first.elementSize !== 0) {
      const error = new ERR_INVALID_STATE.TypeError('Partial read');
      controllerError(controller, error);
      throw error;
    }
  }
  clearAlgorithms(controller);
  closeStream(state.stream);
}

function invalidateBYOBRequest(controller) {
  const request = controller[kState].byobRequest;
  if (request === null) return;
  request[kState].controller = undefined;
  request[kState].view = null;
  controller[kState].byobRequest = null;
}

function clearPendingPullIntos(controller) {
  invalidateBYOBRequest(controller);
  controller[kState].pendingPullIntos = [];
}

function getBYOBRequest(controller) {
  const state = controller[kState];
  if (state.byobRequest === null && state.pendingPullIntos.length > 0) {
    const { buffer, byteOffset, bytesFilled, byteLength } = state.pendingPullIntos[0];
    const request = new ReadableStreamBYOBRequest(kCreate);
    request[kState] = {
      type: 'ReadableStreamBYOBRequest',
      controller,
      view: new Uint8Array(buffer, byteOffset + bytesFilled, byteLength - bytesFilled),
    };
    state.byobRequest = request;
  }
  return state.byobRequest;
}

function transfer(buffer) {
  return ArrayBufferPrototypeTransfer(buffer);
}

function enqueue(controller, chunk) {
  const state = controller[kState];
  const { stream } = state;
  if (state.closeRequested || stream[kState].state !== 'readable') return;
  const buffer = bufferOf(chunk);
  const byteOffset = byteOffsetOf(chunk);
  const byteLength = byteLengthOf(chunk);
  if (isDetached(buffer)) throw invalidState('Destination ArrayBuffer is detached');
  const transferred = transfer(buffer);

  if (state.pendingPullIntos.length > 0) {
    const first = state.pendingPullIntos[0];
    if (isDetached(first.buffer)) throw invalidState('Destination ArrayBuffer is detached');
    invalidateBYOBRequest(controller);
    first.buffer = transfer(first.buffer);
    if (first.readerType === 'none') enqueueDetachedPullInto(controller, first);
  }

  if (hasDefaultReader(stream)) {
    // Those who have asked already are served from what is queued.
    while (numReadRequests(stream) > 0 && state.total > 0) {
      fillReadRequestFromQueue(controller, stream[kState].reader[kState].readRequests.shift());
    }
    if (numReadRequests(stream) === 0) {
      enqueueChunk(controller, transferred, byteOffset, byteLength);
    } else {
      if (state.pendingPullIntos.length > 0) state.pendingPullIntos.shift();
      fulfillReadRequest(stream, new Uint8Array(transferred, byteOffset, byteLength), false);
    }
  } else if (isBYOBReader(stream[kState].reader)) {
    enqueueChunk(controller, transferred, byteOffset, byteLength);
    for (const filled of processPullIntosUsingQueue(controller)) commitPullInto(stream, filled);
  } else {
    enqueueChunk(controller, transferred, byteOffset, byteLength);
  }
  pullIfNeeded(controller);
}

function enqueueChunk(controller, buffer, byteOffset, byteLength) {
  controller[kState].queue.push({ buffer, byteOffset, byteLength });
  controller[kState].total += byteLength;
}

function enqueueClone(controller, buffer, byteOffset, byteLength) {
  let clone;
  try {
    clone = ArrayBufferPrototypeSlice(buffer, byteOffset, byteOffset + byteLength);
  } catch (error) {
    controllerError(controller, error);
    throw error;
  }
  enqueueChunk(controller, clone, 0, byteLength);
}

function enqueueDetachedPullInto(controller, descriptor) {
  if (descriptor.bytesFilled > 0) {
    enqueueClone(controller, descriptor.buffer, descriptor.byteOffset, descriptor.bytesFilled);
  }
  controller[kState].pendingPullIntos.shift();
}

function pullInto(controller, view, min, request) {
  const state = controller[kState];
  const { stream } = state;
  const elementSize = isTyped(view) ? classOf(view).BYTES_PER_ELEMENT : 1;
  const Class = classOf(view);
  const byteOffset = byteOffsetOf(view);
  const byteLength = byteLengthOf(view);
  let buffer;
  try {
    buffer = transfer(bufferOf(view));
  } catch (error) {
    request.error(error);
    return;
  }
  const descriptor = {
    buffer,
    bufferByteLength: ArrayBufferPrototypeGetByteLength(buffer),
    byteOffset,
    byteLength,
    bytesFilled: 0,
    minimumFill: min * elementSize,
    elementSize,
    Class,
    readerType: 'byob',
  };
  const { readIntoRequests } = stream[kState].reader[kState];

  if (state.pendingPullIntos.length > 0) {
    state.pendingPullIntos.push(descriptor);
    readIntoRequests.push(request);
    return;
  }
  if (stream[kState].state === 'closed') {
    request.close(new Class(descriptor.buffer, descriptor.byteOffset, 0));
    return;
  }
  if (state.total > 0) {
    if (fillFromQueue(controller, descriptor)) {
      const filled = convert(descriptor);
      handleQueueDrain(controller);
      request.chunk(filled);
      return;
    }
    if (state.closeRequested) {
      const error = invalidState('ReadableStream closed');
      controllerError(controller, error);
      request.error(error);
      return;
    }
  }
  state.pendingPullIntos.push(descriptor);
  readIntoRequests.push(request);
  pullIfNeeded(controller);
}

function convert(descriptor) {
  const { Class, byteOffset, bytesFilled, elementSize } = descriptor;
  return new Class(transfer(descriptor.buffer), byteOffset, bytesFilled / elementSize);
}

// Whether the descriptor has got its minimum.
function fillFromQueue(controller, descriptor) {
  const state = controller[kState];
  const maxBytes = MathMin(state.total, descriptor.byteLength - descriptor.bytesFilled);
  const maxFilled = descriptor.bytesFilled + maxBytes;
  let remaining = maxBytes;
  let ready = false;
  const maxAligned = maxFilled - maxFilled % descriptor.elementSize;
  if (maxAligned >= descriptor.minimumFill) {
    remaining = maxAligned - descriptor.bytesFilled;
    ready = true;
  }
  while (remaining > 0) {
    const head = state.queue[0];
    const bytes = MathMin(remaining, head.byteLength);
    const to = new Uint8Array(descriptor.buffer, descriptor.byteOffset + descriptor.bytesFilled, bytes);
    TypedArrayPrototypeSet(to, new Uint8Array(head.buffer, head.byteOffset, bytes));
    if (head.byteLength === bytes) {
      state.queue.shift();
    } else {
      head.byteOffset += bytes;
      head.byteLength -= bytes;
    }
    state.total -= bytes;
    descriptor.bytesFilled += bytes;
    remaining -= bytes;
  }
  return ready;
}

function processPullIntosUsingQueue(controller) {
  const state = controller[kState];
  const filled = [];
  while (state.pendingPullIntos.length > 0 && state.total > 0) {
    const first = state.pendingPullIntos[0];
    if (!fillFromQueue(controller, first)) break;
    invalidateBYOBRequest(controller);
    state.pendingPullIntos.shift();
    filled.push(first);
  }
  return filled;
}

function commitPullInto(stream, descriptor) {
  const done = stream[kState].state === 'closed';
  const view = convert(descriptor);
  const { reader } = stream[kState];
  if (descriptor.readerType === 'default') {
    fulfillReadRequest(stream, view, done);
    return;
  }
  const request = reader[kState].readIntoRequests.shift();
  if (done) request.close(view);
  else request.chunk(view);
}

function respond(controller, bytesWritten) {
  const state = controller[kState];
  const first = state.pendingPullIntos[0];
  bytesWritten = +bytesWritten;
  if (!NumberIsInteger(bytesWritten) || bytesWritten < 0) {
    throw new ERR_INVALID_ARG_VALUE('bytesWritten', bytesWritten);
  }
  if (state.stream[kState].state === 'closed') {
    if (bytesWritten !== 0) throw invalidState('Controller is closed');
  } else {
    if (bytesWritten === 0) throw invalidState('Controller is not closed');
    if (first.bytesFilled + bytesWritten > first.byteLength) {
      throw new ERR_INVALID_ARG_VALUE.RangeError('bytesWritten', bytesWritten);
    }
  }
  first.buffer = transfer(first.buffer);
  respondInternal(controller, bytesWritten);
}

function respondWithNewView(controller, view) {
  const state = controller[kState];
  const first = state.pendingPullIntos[0];
  const byteLength = byteLengthOf(view);
  if (state.stream[kState].state === 'closed') {
    if (byteLength !== 0) throw invalidState('View is not zero-length');
  } else if (byteLength === 0) {
    throw invalidState('View is zero-length');
  }
  if (first.byteOffset + first.bytesFilled !== byteOffsetOf(view)) {
    throw new ERR_INVALID_ARG_VALUE.RangeError('view', view);
  }
  if (first.bufferByteLength !== ArrayBufferPrototypeGetByteLength(bufferOf(view))) {
    throw new ERR_INVALID_ARG_VALUE.RangeError('view', view);
  }
  if (first.bytesFilled + byteLength > first.byteLength) {
    throw new ERR_INVALID_ARG_VALUE.RangeError('view', view);
  }
  first.buffer = transfer(bufferOf(view));
  respondInternal(controller, byteLength);
}

function respondInternal(controller, bytesWritten) {
  const state = controller[kState];
  const { stream } = state;
  const first = state.pendingPullIntos[0];
  invalidateBYOBRequest(controller);
  if (stream[kState].state === 'closed') respondInClosedState(controller, first);
  else respondInReadableState(controller, bytesWritten, first);
  pullIfNeeded(controller);
}

function respondInClosedState(controller, first) {
  const state = controller[kState];
  const { stream } = state;
  if (first.readerType === 'none') state.pendingPullIntos.shift();
  const { reader } = stream[kState];
  if (!isBYOBReader(reader)) return;
  const filled = [];
  while (filled.length < reader[kState].readIntoRequests.length) filled.push(state.pendingPullIntos.shift());
  for (const descriptor of filled) commitPullInto(stream, descriptor);
}

function respondInReadableState(controller, bytesWritten, descriptor) {
  const state = controller[kState];
  const { stream } = state;
  descriptor.bytesFilled += bytesWritten;
  if (descriptor.readerType === 'none') {
    enqueueDetachedPullInto(controller, descriptor);
    for (const filled of processPullIntosUsingQueue(controller)) commitPullInto(stream, filled);
    return;
  }
  if (descriptor.bytesFilled < descriptor.minimumFill) return;
  state.pendingPullIntos.shift();
  const rest = descriptor.bytesFilled % descriptor.elementSize;
  if (rest > 0) {
    // Half an element goes back into the queue.
    const end = descriptor.byteOffset + descriptor.bytesFilled;
    enqueueClone(controller, descriptor.buffer, end - rest, rest);
  }
  descriptor.bytesFilled -= rest;
  const filled = processPullIntosUsingQueue(controller);
  commitPullInto(stream, descriptor);
  for (const one of filled) commitPullInto(stream, one);
}

module.exports = {
  ReadableByteStreamController,
  ReadableStreamBYOBReader,
  ReadableStreamBYOBRequest,
  closeByteController: closeController,
  createReadableByteStream,
  enqueueBytes: enqueue,
  errorByteController: controllerError,
  getBYOBRequest,
  isByteController,
  readInto,
  releaseBYOBReader,
  respond,
  respondWithNewView,
  setUpFromSource,
};
