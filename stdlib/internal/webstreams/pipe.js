'use strict';

// pipeTo(): https://streams.spec.whatwg.org/#readable-stream-pipe-to

const { Promise, PromisePrototypeThen, PromiseResolve, SafePromiseAll, SymbolDispose } = primordials;
const { invalidState, kState } = require('internal/webstreams/util');
const {
  ReadableStreamDefaultReader,
  cancelStream,
  defaultReaderRead,
  releaseDefaultReader,
} = require('internal/webstreams/readable');
const {
  WritableStreamDefaultWriter,
  abortStream,
  closeQueuedOrInFlight,
  releaseWriter,
  writerCloseWithErrorPropagation,
  writerDesiredSize,
  writerWrite,
} = require('internal/webstreams/writable');

/** @returns {Promise<void>} */
function pipeTo(source, dest, preventClose, preventAbort, preventCancel, signal) {
  const reader = new ReadableStreamDefaultReader(source);
  const writer = new WritableStreamDefaultWriter(dest);
  source[kState].disturbed = true;

  return new Promise((resolve, reject) => {
    let shuttingDown = false;
    let lastWrite = PromiseResolve();
    let listening;

    function finalize(failed, error) {
      releaseWriter(writer);
      releaseDefaultReader(reader);
      listening?.[SymbolDispose]();
      if (failed) reject(error);
      else resolve();
    }

    // Everything that was read has to be written first.
    function whenWritten(next) {
      const current = lastWrite;
      const again = () => (current === lastWrite ? next() : whenWritten(next));
      PromisePrototypeThen(current, again, again);
    }

    function shutdown(failed, error, action) {
      if (shuttingDown) return;
      shuttingDown = true;
      const act = () => {
        if (action === undefined) {
          finalize(failed, error);
          return;
        }
        PromisePrototypeThen(action(), () => finalize(failed, error), (newError) => finalize(true, newError));
      };
      if (dest[kState].state === 'writable' && !closeQueuedOrInFlight(dest)) whenWritten(act);
      else act();
    }

    if (signal !== undefined) {
      const abort = () => {
        const error = signal.reason;
        const actions = [];
        if (!preventAbort) {
          actions.push(() => (dest[kState].state === 'writable' ? abortStream(dest, error) : PromiseResolve()));
        }
        if (!preventCancel) {
          actions.push(() => (source[kState].state === 'readable' ? cancelStream(source, error) : PromiseResolve()));
        }
        shutdown(true, error, () => SafePromiseAll(actions, (action) => action()));
      };
      if (signal.aborted) {
        abort();
        return;
      }
      listening = require('internal/events/abort_listener').addAbortListener(signal, abort);
    }

    function sourceErrored(error) {
      if (preventAbort) shutdown(true, error);
      else shutdown(true, error, () => abortStream(dest, error));
    }
    function destErrored(error) {
      if (preventCancel) shutdown(true, error);
      else shutdown(true, error, () => cancelStream(source, error));
    }
    function sourceClosed() {
      if (preventClose) shutdown(false);
      else shutdown(false, undefined, () => writerCloseWithErrorPropagation(writer));
    }

    // What has happened already comes in this order, and before anything else.
    if (source[kState].state === 'errored') sourceErrored(source[kState].storedError);
    else PromisePrototypeThen(reader[kState].closed.promise, undefined, sourceErrored);

    if (dest[kState].state === 'errored') destErrored(dest[kState].storedError);
    else PromisePrototypeThen(writer[kState].closed.promise, undefined, destErrored);

    if (source[kState].state === 'closed') sourceClosed();
    else PromisePrototypeThen(reader[kState].closed.promise, sourceClosed, () => {});

    if (closeQueuedOrInFlight(dest) || dest[kState].state === 'closed') {
      const error = invalidState('Destination WritableStream is closed');
      if (preventCancel) shutdown(true, error);
      else shutdown(true, error, () => cancelStream(source, error));
    }

    function loop() {
      if (shuttingDown) return;
      if (writerDesiredSize(dest) <= 0) {
        PromisePrototypeThen(writer[kState].ready.promise, loop, () => {});
        return;
      }
      defaultReaderRead(reader, {
        chunk(chunk) {
          // In a microtask, so that what the source's close or error leads to comes in its turn.
          lastWrite = PromisePrototypeThen(PromiseResolve(), () => writerWrite(writer, chunk));
          lastWrite = PromisePrototypeThen(lastWrite, undefined, () => {});
          PromisePrototypeThen(PromiseResolve(), loop);
        },
        close() {},
        error() {},
      });
    }
    loop();
  });
}

module.exports = { pipeTo };
