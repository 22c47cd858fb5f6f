'use strict';

// Between our streams and the web's: toWeb() and fromWeb().

const { PromisePrototypeThen, PromiseResolve, PromiseWithResolvers, SafePromiseAll } = primordials;
const { Buffer } = require('buffer');
const {
  AbortError,
  codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_STREAM_PREMATURE_CLOSE },
} = require('internal/errors');
const { validateBoolean, validateObject, validateOneOf } = require('internal/validators');
const {
  isDestroyed,
  isReadable,
  isWritable,
  isWritableEnded,
} = require('internal/streams/utils');
const { destroyer } = require('internal/streams/destroy');
const { eos } = require('internal/streams/end_of_stream');
const { handled } = require('internal/webstreams/util');
const { ReadableStream, isReadableStream } = require('internal/webstreams/readable');
const { WritableStream, isWritableStream } = require('internal/webstreams/writable');
const { ByteLengthQueuingStrategy, CountQueuingStrategy } = require('internal/webstreams/strategies');

// A premature close is what other side sees of an abort.
function asAbort(error) {
  if (error?.code !== 'ERR_STREAM_PREMATURE_CLOSE') return error;
  return new AbortError(undefined, { cause: error });
}

/** Writable → WritableStream */
function newWritableStreamFromStreamWritable(streamWritable) {
  // Also for streams of other makes that look like one, such as ServerResponse.
  if (typeof streamWritable?.write !== 'function' || typeof streamWritable?.on !== 'function') {
    throw new ERR_INVALID_ARG_TYPE('streamWritable', 'stream.Writable', streamWritable);
  }
  if (isDestroyed(streamWritable) || !isWritable(streamWritable)) {
    const writable = new WritableStream();
    writable.close();
    return writable;
  }

  const highWaterMark = streamWritable.writableHighWaterMark;
  const strategy = streamWritable.writableObjectMode ?
    new CountQueuingStrategy({ highWaterMark }) :
    { highWaterMark };

  let controller;
  let backpressure; // until 'drain'
  let closed; // until 'finish'

  function onDrain() {
    backpressure?.resolve();
  }

  const cleanup = eos(streamWritable, (error) => {
    error = asAbort(error);
    cleanup();
    // Late errors have nobody to go to.
    streamWritable.on('error', () => {});
    if (error != null) {
      backpressure?.reject(error);
      // Not both: a promise that is being closed says it itself.
      if (closed !== undefined) {
        closed.reject(error);
        closed = undefined;
      }
      controller.error(error);
      controller = undefined;
      return;
    }
    if (closed !== undefined) {
      closed.resolve();
      closed = undefined;
      return;
    }
    controller.error(new AbortError());
    controller = undefined;
  });
  streamWritable.on('drain', onDrain);

  return new WritableStream({
    start(c) {
      controller = c;
    },
    write(chunk) {
      if (streamWritable.writableNeedDrain || !streamWritable.write(chunk)) {
        backpressure = PromiseWithResolvers();
        handled(backpressure.promise);
        return PromisePrototypeThen(backpressure.promise, () => {
          backpressure = undefined;
        }, (error) => {
          backpressure = undefined;
          throw error;
        });
      }
      return undefined;
    },
    abort(reason) {
      destroyer(streamWritable, reason);
    },
    close() {
      if (closed === undefined && !isWritableEnded(streamWritable)) {
        closed = PromiseWithResolvers();
        streamWritable.end();
      }
      if (controller === undefined) return PromiseResolve();
      return closed?.promise ?? PromiseResolve();
    },
  }, strategy);
}

/** WritableStream → Writable */
function newStreamWritableFromWritableStream(writableStream, options = { __proto__: null }) {
  if (!isWritableStream(writableStream)) {
    throw new ERR_INVALID_ARG_TYPE('writableStream', 'WritableStream', writableStream);
  }
  validateObject(options, 'options');
  const { highWaterMark, decodeStrings = true, objectMode = false, signal } = options;
  validateBoolean(objectMode, 'options.objectMode');
  validateBoolean(decodeStrings, 'options.decodeStrings');

  const writer = writableStream.getWriter();
  let closed = false;
  const Writable = require('internal/streams/writable');
  const writable = new Writable({
    highWaterMark,
    objectMode,
    decodeStrings,
    signal,

    writev(chunks, callback) {
      const done = (error) => {
        try {
          callback(error);
        } catch (error) {
          // Thrown out of a promise's reaction it would be a rejection.
          process.nextTick(() => destroyer(writable, error));
        }
      };
      PromisePrototypeThen(
        writer.ready,
        () => PromisePrototypeThen(
          SafePromiseAll(chunks, (data) => writer.write(data.chunk)), () => done(), done),
        done);
    },

    write(chunk, encoding, callback) {
      if (typeof chunk === 'string' && decodeStrings && !objectMode) {
        const { buffer, byteOffset, byteLength } = Buffer.from(chunk, encoding);
        chunk = new Uint8Array(buffer, byteOffset, byteLength);
      }
      const done = (error) => {
        try {
          callback(error);
        } catch (error) {
          process.nextTick(() => destroyer(writable, error));
        }
      };
      PromisePrototypeThen(writer.ready, () => PromisePrototypeThen(writer.write(chunk), () => done(), done), done);
    },

    destroy(error, callback) {
      const done = () => {
        try {
          callback(error);
        } catch (error) {
          process.nextTick(() => { throw error; });
        }
      };
      if (closed) {
        done();
        return;
      }
      const ending = error != null ? writer.abort(error) : writer.close();
      PromisePrototypeThen(ending, done, done);
    },

    final(callback) {
      const done = (error) => {
        try {
          callback(error);
        } catch (error) {
          process.nextTick(() => destroyer(writable, error));
        }
      };
      if (closed) done();
      else PromisePrototypeThen(writer.close(), () => done(), done);
    },
  });

  PromisePrototypeThen(writer.closed, () => {
    closed = true;
    // Closed behind its back.
    if (!isWritableEnded(writable)) destroyer(writable, new ERR_STREAM_PREMATURE_CLOSE());
  }, (error) => {
    closed = true;
    destroyer(writable, error);
  });
  return writable;
}

/** Readable → ReadableStream */
function newReadableStreamFromStreamReadable(streamReadable, options = { __proto__: null }) {
  if (typeof streamReadable?._readableState !== 'object') {
    throw new ERR_INVALID_ARG_TYPE('streamReadable', 'stream.Readable', streamReadable);
  }
  validateObject(options, 'options');
  if (options.type !== undefined) validateOneOf(options.type, 'options.type', ['bytes', undefined]);
  const isBYOB = options.type === 'bytes';

  if (isDestroyed(streamReadable) || !isReadable(streamReadable)) {
    const readable = new ReadableStream(isBYOB ? { type: 'bytes' } : undefined);
    readable.cancel();
    return readable;
  }

  const { readableObjectMode: objectMode, readableHighWaterMark: highWaterMark } = streamReadable;
  const strategy = (() => {
    if (isBYOB) return { highWaterMark };
    if (options.strategy) return options.strategy;
    if (objectMode) return new CountQueuingStrategy({ highWaterMark });
    return new ByteLengthQueuingStrategy({ highWaterMark });
  })();

  let controller;
  let wasCanceled = false;

  function onData(chunk) {
    if (controller === undefined) return;
    if (Buffer.isBuffer(chunk) && !objectMode) {
      chunk = isBYOB ? new Uint8Array(chunk) : new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    }
    controller.enqueue(chunk);
    if (controller.desiredSize <= 0) streamReadable.pause();
  }

  streamReadable.pause();

  const cleanup = eos(streamReadable, { writable: false }, (error) => {
    error = asAbort(error);
    cleanup();
    streamReadable.on('error', () => {});
    if (error) {
      controller?.error(error);
      return;
    }
    if (wasCanceled) return;
    controller?.close();
    // Those who wait to fill a buffer get it back empty.
    controller?.byobRequest?.respond(0);
  });

  streamReadable.on('data', onData);

  return new ReadableStream({
    type: isBYOB ? 'bytes' : undefined,
    start(c) {
      controller = c;
    },
    pull() {
      streamReadable.resume();
    },
    cancel(reason) {
      wasCanceled = true;
      destroyer(streamReadable, reason);
    },
  }, strategy);
}

/** ReadableStream → Readable */
function newStreamReadableFromReadableStream(readableStream, options = { __proto__: null }) {
  if (!isReadableStream(readableStream)) {
    throw new ERR_INVALID_ARG_TYPE('readableStream', 'ReadableStream', readableStream);
  }
  validateObject(options, 'options');
  const { highWaterMark, encoding, objectMode = false, signal } = options;
  if (encoding !== undefined && !Buffer.isEncoding(encoding)) {
    throw new ERR_INVALID_ARG_VALUE(encoding, 'options.encoding');
  }
  validateBoolean(objectMode, 'options.objectMode');

  const reader = readableStream.getReader();
  let closed = false;
  const Readable = require('internal/streams/readable');
  const readable = new Readable({
    objectMode,
    highWaterMark,
    encoding,
    signal,

    read() {
      PromisePrototypeThen(reader.read(), (chunk) => {
        readable.push(chunk.done ? null : chunk.value);
      }, (error) => destroyer(readable, error));
    },

    destroy(error, callback) {
      const done = () => {
        try {
          callback(error);
        } catch (error) {
          process.nextTick(() => { throw error; });
        }
      };
      if (closed) {
        done();
        return;
      }
      PromisePrototypeThen(reader.cancel(error), done, done);
    },
  });

  PromisePrototypeThen(reader.closed, () => {
    closed = true;
  }, (error) => {
    closed = true;
    destroyer(readable, error);
  });
  return readable;
}

/** Duplex → { readable, writable } */
function newReadableWritablePairFromDuplex(duplex, options = { __proto__: null }) {
  if (typeof duplex?._writableState !== 'object' || typeof duplex?._readableState !== 'object') {
    throw new ERR_INVALID_ARG_TYPE('duplex', 'stream.Duplex', duplex);
  }
  validateObject(options, 'options');

  if (isDestroyed(duplex)) {
    const writable = new WritableStream();
    const readable = new ReadableStream({ type: options.type });
    writable.close();
    readable.cancel();
    return { readable, writable };
  }

  const writable = isWritable(duplex) ? newWritableStreamFromStreamWritable(duplex) : new WritableStream();
  if (!isWritable(duplex)) writable.close();
  const readable = isReadable(duplex) ?
    newReadableStreamFromStreamReadable(duplex, options) :
    new ReadableStream({ type: options.type });
  if (!isReadable(duplex)) readable.cancel();
  return { writable, readable };
}

/** { readable, writable } → Duplex */
function newStreamDuplexFromReadableWritablePair(pair = { __proto__: null }, options = { __proto__: null }) {
  validateObject(pair, 'pair');
  const { readable: readableStream, writable: writableStream } = pair;
  if (!isReadableStream(readableStream)) {
    throw new ERR_INVALID_ARG_TYPE('pair.readable', 'ReadableStream', readableStream);
  }
  if (!isWritableStream(writableStream)) {
    throw new ERR_INVALID_ARG_TYPE('pair.writable', 'WritableStream', writableStream);
  }
  validateObject(options, 'options');
  const { allowHalfOpen = false, objectMode = false, encoding, decodeStrings = true, highWaterMark, signal } = options;
  validateBoolean(objectMode, 'options.objectMode');
  if (encoding !== undefined && !Buffer.isEncoding(encoding)) {
    throw new ERR_INVALID_ARG_VALUE(encoding, 'options.encoding');
  }

  const writer = writableStream.getWriter();
  const reader = readableStream.getReader();
  let writableClosed = false;
  let readableClosed = false;
  const Duplex = require('internal/streams/duplex');

  const settle = (callback) => (error) => {
    try {
      callback(error);
    } catch (error) {
      process.nextTick(() => destroyer(duplex, error));
    }
  };

  const duplex = new Duplex({
    allowHalfOpen,
    highWaterMark,
    objectMode,
    encoding,
    decodeStrings,
    signal,

    writev(chunks, callback) {
      const done = settle(callback);
      PromisePrototypeThen(
        writer.ready,
        () => PromisePrototypeThen(
          SafePromiseAll(chunks, (data) => writer.write(data.chunk)), () => done(), done),
        done);
    },

    write(chunk, encoding, callback) {
      if (typeof chunk === 'string' && decodeStrings && !objectMode) {
        const { buffer, byteOffset, byteLength } = Buffer.from(chunk, encoding);
        chunk = new Uint8Array(buffer, byteOffset, byteLength);
      }
      const done = settle(callback);
      PromisePrototypeThen(writer.ready, () => PromisePrototypeThen(writer.write(chunk), () => done(), done), done);
    },

    final(callback) {
      const done = settle(callback);
      if (writableClosed) done();
      else PromisePrototypeThen(writer.close(), () => done(), done);
    },

    read() {
      PromisePrototypeThen(reader.read(), (chunk) => {
        duplex.push(chunk.done ? null : chunk.value);
      }, (error) => destroyer(duplex, error));
    },

    destroy(error, callback) {
      const done = () => {
        try {
          callback(error);
        } catch (error) {
          process.nextTick(() => { throw error; });
        }
      };
      const endings = [];
      if (!writableClosed) endings.push(error != null ? writer.abort(error) : writer.close());
      if (!readableClosed) endings.push(reader.cancel(error));
      for (const ending of endings) handled(ending);
      PromisePrototypeThen(SafePromiseAll(endings), done, done);
    },
  });

  PromisePrototypeThen(writer.closed, () => {
    writableClosed = true;
    if (!isWritableEnded(duplex)) destroyer(duplex, new ERR_STREAM_PREMATURE_CLOSE());
  }, (error) => {
    writableClosed = true;
    readableClosed = true;
    destroyer(duplex, error);
  });
  PromisePrototypeThen(reader.closed, () => {
    readableClosed = true;
  }, (error) => {
    writableClosed = true;
    readableClosed = true;
    destroyer(duplex, error);
  });
  return duplex;
}

module.exports = {
  newReadableStreamFromStreamReadable,
  newReadableWritablePairFromDuplex,
  newStreamDuplexFromReadableWritablePair,
  newStreamReadableFromReadableStream,
  newStreamWritableFromWritableStream,
  newWritableStreamFromStreamWritable,
};
