'use strict';

// Who this thread is. Loaded at run time only: in the snapshot all threads are alike.

const native = binding('worker');

const threadId = native.threadId();
const isMainThread = threadId === 0;

// What the parent has sent; filled in by worker_threads/main before the program runs.
const state = { cwdCounter: undefined, parentPort: null, workerData: null };

/** The limits that the worker runs under; an empty object on the main thread. */
function resourceLimits() {
  const limits = native.resourceLimits();
  if (limits === undefined) return {};
  return {
    maxYoungGenerationSizeMb: limits[0],
    maxOldGenerationSizeMb: limits[1],
    codeRangeSizeMb: limits[2],
    stackSizeMb: limits[3],
  };
}

module.exports = { isMainThread, resourceLimits, state, threadId, threadName: native.threadName() ?? '' };
