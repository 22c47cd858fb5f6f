'use strict';

// TransformStream: https://streams.spec.whatwg.org/#ts

const { FunctionPrototypeCall, PromisePrototypeThen, PromiseResolve } = primordials;
const {
  codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_ARG_VALUE, ERR_INVALID_THIS },
} = require('internal/errors');
const {
  kValidateObjectAllowObjects,
  kValidateObjectAllowObjectsAndNull,
  validateFunction,
  validateObject,
} = require('internal/validators');
const {
  deferred,
  defineEnumerable,
  defineInspect,
  extractHighWaterMark,
  extractSize,
  invalidState,
  kCreate,
  kState,
  promiseCallback,
} = require('internal/webstreams/util');
const readable = require('internal/webstreams/readable');
const writable = require('internal/webstreams/writable');

const isTransformStream = (value) => value?.[kState]?.type === 'TransformStream';
const isController = (value) => value?.[kState]?.type === 'TransformStreamDefaultController';

class TransformStream {
  /**
   * @param {object} [transformer]
   * @param {{ highWaterMark?: number, size?: Function }} [writableStrategy]
   * @param {{ highWaterMark?: number, size?: Function }} [readableStrategy]
   */
  constructor(
    transformer = { __proto__: null },
    writableStrategy = { __proto__: null },
    readableStrategy = { __proto__: null },
  ) {
    validateObject(transformer, 'transformer', kValidateObjectAllowObjects);
    validateObject(writableStrategy, 'writableStrategy', kValidateObjectAllowObjectsAndNull);
    validateObject(readableStrategy, 'readableStrategy', kValidateObjectAllowObjectsAndNull);
    const { readableType, writableType } = transformer;
    if (readableType !== undefined) throw new ERR_INVALID_ARG_VALUE.RangeError('transformer.readableType', readableType);
    if (writableType !== undefined) throw new ERR_INVALID_ARG_VALUE.RangeError('transformer.writableType', writableType);

    const readableHighWaterMark = extractHighWaterMark(readableStrategy?.highWaterMark, 0);
    const readableSize = extractSize(readableStrategy?.size);
    const writableHighWaterMark = extractHighWaterMark(writableStrategy?.highWaterMark, 1);
    const writableSize = extractSize(writableStrategy?.size);

    const started = deferred();
    initTransform(this, started.promise, writableHighWaterMark, writableSize, readableHighWaterMark, readableSize);
    setUpController(this, {
      transform: promiseCallback('transformer.transform', transformer.transform, transformer),
      flush: promiseCallback('transformer.flush', transformer.flush, transformer),
      cancel: promiseCallback('transformer.cancel', transformer.cancel, transformer),
    });
    const { start } = transformer;
    if (start !== undefined) {
      validateFunction(start, 'transformer.start');
      started.resolve(FunctionPrototypeCall(start, transformer, this[kState].controller));
    } else {
      started.resolve();
    }
  }

  get readable() {
    if (!isTransformStream(this)) throw new ERR_INVALID_THIS('TransformStream');
    return this[kState].readable;
  }

  get writable() {
    if (!isTransformStream(this)) throw new ERR_INVALID_THIS('TransformStream');
    return this[kState].writable;
  }
}
defineEnumerable(TransformStream, 'readable', 'writable');
defineInspect(TransformStream, (self) => ({
  readable: self[kState].readable,
  writable: self[kState].writable,
  backpressure: self[kState].backpressure,
}));

function initTransform(stream, started, writableHighWaterMark, writableSize, readableHighWaterMark, readableSize) {
  const state = stream[kState] = {
    type: 'TransformStream',
    readable: undefined,
    writable: undefined,
    controller: undefined,
    backpressure: undefined,
    backpressureChange: deferred(),
  };
  state.writable = writable.createWritableStream({
    start: () => started,
    write: (chunk) => sinkWrite(stream, chunk),
    abort: (reason) => sinkAbort(stream, reason),
    close: () => sinkClose(stream),
  }, writableHighWaterMark, writableSize);
  state.readable = readable.createReadableStream({
    start: () => started,
    pull: () => sourcePull(stream),
    cancel: (reason) => sourceCancel(stream, reason),
  }, readableHighWaterMark, readableSize);
  setBackpressure(stream, true);
}

const readableController = (stream) => stream[kState].readable[kState].controller;
const writableController = (stream) => stream[kState].writable[kState].controller;

function errorTransform(stream, error) {
  readable.controllerError(readableController(stream), error);
  errorWritableAndUnblock(stream, error);
}

function errorWritableAndUnblock(stream, error) {
  clearAlgorithms(stream[kState].controller);
  writable.controllerErrorIfNeeded(writableController(stream), error);
  if (stream[kState].backpressure) setBackpressure(stream, false);
}

function setBackpressure(stream, backpressure) {
  const state = stream[kState];
  if (state.backpressure !== undefined) state.backpressureChange.resolve();
  state.backpressureChange = deferred();
  state.backpressure = backpressure;
}

class TransformStreamDefaultController {
  constructor(key = undefined) {
    if (key !== kCreate) throw new ERR_ILLEGAL_CONSTRUCTOR();
  }

  get desiredSize() {
    if (!isController(this)) throw new ERR_INVALID_THIS('TransformStreamDefaultController');
    return readable.desiredSize(readableController(this[kState].stream));
  }

  enqueue(chunk = undefined) {
    if (!isController(this)) throw new ERR_INVALID_THIS('TransformStreamDefaultController');
    enqueue(this, chunk);
  }

  error(reason = undefined) {
    if (!isController(this)) throw new ERR_INVALID_THIS('TransformStreamDefaultController');
    errorTransform(this[kState].stream, reason);
  }

  terminate() {
    if (!isController(this)) throw new ERR_INVALID_THIS('TransformStreamDefaultController');
    const { stream } = this[kState];
    readable.closeIfPossible(readableController(stream));
    errorWritableAndUnblock(stream, invalidState('TransformStream terminated'));
  }
}
defineEnumerable(TransformStreamDefaultController, 'desiredSize', 'enqueue', 'error', 'terminate');
defineInspect(TransformStreamDefaultController, (self) => ({ stream: self[kState].stream }));

function setUpController(stream, transformer) {
  const controller = new TransformStreamDefaultController(kCreate);
  controller[kState] = {
    type: 'TransformStreamDefaultController',
    stream,
    transform: transformer.transform ?? (async (chunk) => enqueue(controller, chunk)),
    flush: transformer.flush ?? (() => PromiseResolve()),
    cancel: transformer.cancel ?? (() => PromiseResolve()),
    finish: undefined, // while cancel or flush is under way
  };
  stream[kState].controller = controller;
}

function clearAlgorithms(controller) {
  const state = controller[kState];
  state.transform = undefined;
  state.flush = undefined;
  state.cancel = undefined;
}

function enqueue(controller, chunk) {
  const { stream } = controller[kState];
  const target = readableController(stream);
  if (!readable.canCloseOrEnqueue(target)) throw invalidState('Unable to enqueue');
  try {
    readable.enqueue(target, chunk);
  } catch (error) {
    errorWritableAndUnblock(stream, error);
    throw stream[kState].readable[kState].storedError;
  }
  const backpressure = readable.hasBackpressure(target);
  if (backpressure !== stream[kState].backpressure) setBackpressure(stream, true);
}

async function performTransform(controller, chunk) {
  try {
    return await controller[kState].transform(chunk, controller);
  } catch (error) {
    errorTransform(controller[kState].stream, error);
    throw error;
  }
}

function sinkWrite(stream, chunk) {
  const state = stream[kState];
  const { controller } = state;
  if (!state.backpressure) return performTransform(controller, chunk);
  return PromisePrototypeThen(state.backpressureChange.promise, () => {
    const sink = state.writable[kState];
    if (sink.state === 'erroring') throw sink.storedError;
    return performTransform(controller, chunk);
  });
}

function sinkAbort(stream, reason) {
  const { controller } = stream[kState];
  const state = controller[kState];
  if (state.finish !== undefined) return state.finish.promise;
  const source = stream[kState].readable;
  state.finish = deferred();
  const { finish } = state;
  const cancelled = state.cancel(reason);
  clearAlgorithms(controller);
  PromisePrototypeThen(cancelled, () => {
    if (source[kState].state === 'errored') {
      finish.reject(source[kState].storedError);
    } else {
      readable.controllerError(source[kState].controller, reason);
      finish.resolve();
    }
  }, (error) => {
    readable.controllerError(source[kState].controller, error);
    finish.reject(error);
  });
  return finish.promise;
}

function sinkClose(stream) {
  const { controller } = stream[kState];
  const state = controller[kState];
  if (state.finish !== undefined) return state.finish.promise;
  const source = stream[kState].readable;
  state.finish = deferred();
  const { finish } = state;
  const flushed = state.flush(controller);
  clearAlgorithms(controller);
  PromisePrototypeThen(flushed, () => {
    if (source[kState].state === 'errored') {
      finish.reject(source[kState].storedError);
    } else {
      readable.closeIfPossible(source[kState].controller);
      finish.resolve();
    }
  }, (error) => {
    readable.controllerError(source[kState].controller, error);
    finish.reject(error);
  });
  return finish.promise;
}

function sourceCancel(stream, reason) {
  const { controller } = stream[kState];
  const state = controller[kState];
  if (state.finish !== undefined) return state.finish.promise;
  const sink = stream[kState].writable;
  state.finish = deferred();
  const { finish } = state;
  const cancelled = state.cancel(reason);
  clearAlgorithms(controller);
  PromisePrototypeThen(cancelled, () => {
    if (sink[kState].state === 'errored') {
      finish.reject(sink[kState].storedError);
    } else {
      writable.controllerErrorIfNeeded(sink[kState].controller, reason);
      if (stream[kState].backpressure) setBackpressure(stream, false);
      finish.resolve();
    }
  }, (error) => {
    writable.controllerErrorIfNeeded(sink[kState].controller, error);
    if (stream[kState].backpressure) setBackpressure(stream, false);
    finish.reject(error);
  });
  return finish.promise;
}

function sourcePull(stream) {
  setBackpressure(stream, false);
  return stream[kState].backpressureChange.promise;
}

module.exports = { TransformStream, TransformStreamDefaultController, isTransformStream };
