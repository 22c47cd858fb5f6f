'use strict';

// tee(): https://streams.spec.whatwg.org/#readable-stream-tee

const {
  ArrayBufferPrototypeSlice,
  PromisePrototypeThen,
  PromiseResolve,
  TypedArrayPrototypeGetBuffer,
  TypedArrayPrototypeGetByteLength,
  TypedArrayPrototypeGetByteOffset,
  Uint8Array,
} = primordials;
const { deferred, kState } = require('internal/webstreams/util');
const {
  ReadableStreamDefaultReader,
  cancelReader,
  cancelStream,
  closeIfPossible,
  controllerError,
  createReadableStream,
  defaultReaderRead,
  enqueue,
  isBYOBReader,
  releaseDefaultReader,
} = require('internal/webstreams/readable');
const byte = require('internal/webstreams/readable_byte');
const { queueMicrotask } = require('internal/process/task_queues');

function tee(stream, cloneForBranch2) {
  return byte.isByteController(stream[kState].controller) ? teeBytes(stream) : teeDefault(stream, cloneForBranch2);
}

// The source is cancelled when both branches are.
function branchCancels(cancel) {
  const cancelled = [false, false];
  const reasons = [undefined, undefined];
  const settled = deferred();
  const algorithm = (i) => (reason) => {
    cancelled[i] = true;
    reasons[i] = reason;
    if (cancelled[1 - i]) settled.resolve(cancel(reasons));
    return settled.promise;
  };
  return { cancelled, settled, cancel1: algorithm(0), cancel2: algorithm(1) };
}

function teeDefault(stream, cloneForBranch2) {
  const reader = new ReadableStreamDefaultReader(stream);
  let reading = false;
  let readAgain = false;
  let branch1;
  let branch2;
  const { cancelled, settled, cancel1, cancel2 } = branchCancels((reasons) => cancelStream(stream, reasons));

  function pull() {
    if (reading) {
      readAgain = true;
      return PromiseResolve();
    }
    reading = true;
    defaultReaderRead(reader, {
      chunk(chunk) {
        queueMicrotask(() => {
          readAgain = false;
          let chunk2 = chunk;
          if (!cancelled[1] && cloneForBranch2) {
            try {
              chunk2 = require('internal/structured_clone').structuredClone(chunk);
            } catch (error) {
              controllerError(branch1[kState].controller, error);
              controllerError(branch2[kState].controller, error);
              settled.resolve(cancelStream(stream, error));
              return;
            }
          }
          if (!cancelled[0]) enqueue(branch1[kState].controller, chunk);
          if (!cancelled[1]) enqueue(branch2[kState].controller, chunk2);
          reading = false;
          if (readAgain) pull();
        });
      },
      close() {
        // As a chunk before it may still be on its way to the branches.
        reading = false;
        if (!cancelled[0]) closeIfPossible(branch1[kState].controller);
        if (!cancelled[1]) closeIfPossible(branch2[kState].controller);
        if (!cancelled[0] || !cancelled[1]) settled.resolve();
      },
      error() {
        reading = false;
      },
    });
    return PromiseResolve();
  }

  branch1 = createReadableStream({ pull, cancel: cancel1 });
  branch2 = createReadableStream({ pull, cancel: cancel2 });
  PromisePrototypeThen(reader[kState].closed.promise, undefined, (error) => {
    controllerError(branch1[kState].controller, error);
    controllerError(branch2[kState].controller, error);
    if (!cancelled[0] || !cancelled[1]) settled.resolve();
  });
  return [branch1, branch2];
}

function cloneBytes(view) {
  const buffer = TypedArrayPrototypeGetBuffer(view);
  const offset = TypedArrayPrototypeGetByteOffset(view);
  return new Uint8Array(ArrayBufferPrototypeSlice(buffer, offset, offset + TypedArrayPrototypeGetByteLength(view)));
}

function teeBytes(stream) {
  let reader = new ReadableStreamDefaultReader(stream);
  let reading = false;
  const again = [false, false];
  const branches = [];
  const { cancelled, settled, cancel1, cancel2 } = branchCancels((reasons) => cancelReader(reader, reasons));
  const controllerOf = (i) => branches[i][kState].controller;

  function forwardError(current) {
    PromisePrototypeThen(current[kState].closed.promise, undefined, (error) => {
      if (current !== reader) return;
      byte.errorByteController(controllerOf(0), error);
      byte.errorByteController(controllerOf(1), error);
      if (!cancelled[0] || !cancelled[1]) settled.resolve();
    });
  }

  function fail(error) {
    byte.errorByteController(controllerOf(0), error);
    byte.errorByteController(controllerOf(1), error);
    settled.resolve(cancelReader(reader, error));
  }

  function readOn() {
    reading = false;
    if (again[0]) pull(0);
    else if (again[1]) pull(1);
  }

  function pullWithDefaultReader() {
    if (isBYOBReader(reader)) {
      byte.releaseBYOBReader(reader);
      reader = new ReadableStreamDefaultReader(stream);
      forwardError(reader);
    }
    defaultReaderRead(reader, {
      chunk(chunk) {
        queueMicrotask(() => {
          again[0] = again[1] = false;
          const chunk1 = chunk;
          let chunk2 = chunk;
          if (!cancelled[0] && !cancelled[1]) {
            try {
              chunk2 = cloneBytes(chunk);
            } catch (error) {
              fail(error);
              return;
            }
          }
          if (!cancelled[0]) byte.enqueueBytes(controllerOf(0), chunk1);
          if (!cancelled[1]) byte.enqueueBytes(controllerOf(1), chunk2);
          readOn();
        });
      },
      close() {
        reading = false;
        for (const i of [0, 1]) if (!cancelled[i]) byte.closeByteController(controllerOf(i));
        for (const i of [0, 1]) {
          if (controllerOf(i)[kState].pendingPullIntos.length > 0) byte.respond(controllerOf(i), 0);
        }
        if (!cancelled[0] || !cancelled[1]) settled.resolve();
      },
      error() {
        reading = false;
      },
    });
  }

  function pullWithBYOBReader(view, i) {
    if (!isBYOBReader(reader)) {
      releaseDefaultReader(reader);
      reader = new byte.ReadableStreamBYOBReader(stream);
      forwardError(reader);
    }
    const other = 1 - i;
    byte.readInto(reader, view, 1, {
      chunk(chunk) {
        queueMicrotask(() => {
          again[0] = again[1] = false;
          if (!cancelled[other]) {
            let clone;
            try {
              clone = cloneBytes(chunk);
            } catch (error) {
              fail(error);
              return;
            }
            if (!cancelled[i]) byte.respondWithNewView(controllerOf(i), chunk);
            byte.enqueueBytes(controllerOf(other), clone);
          } else if (!cancelled[i]) {
            byte.respondWithNewView(controllerOf(i), chunk);
          }
          readOn();
        });
      },
      close(chunk) {
        reading = false;
        for (const n of [i, other]) if (!cancelled[n]) byte.closeByteController(controllerOf(n));
        if (chunk !== undefined) {
          if (!cancelled[i]) byte.respondWithNewView(controllerOf(i), chunk);
          if (!cancelled[other] && controllerOf(other)[kState].pendingPullIntos.length > 0) {
            byte.respond(controllerOf(other), 0);
          }
        }
        if (!cancelled[i] || !cancelled[other]) settled.resolve();
      },
      error() {
        reading = false;
      },
    });
  }

  function pull(i) {
    if (reading) {
      again[i] = true;
      return PromiseResolve();
    }
    reading = true;
    const request = byte.getBYOBRequest(controllerOf(i));
    if (request === null) pullWithDefaultReader();
    else pullWithBYOBReader(request[kState].view, i);
    return PromiseResolve();
  }

  branches.push(byte.createReadableByteStream({ pull: () => pull(0), cancel: cancel1 }));
  branches.push(byte.createReadableByteStream({ pull: () => pull(1), cancel: cancel2 }));
  forwardError(reader);
  return branches;
}

module.exports = { tee };
