'use strict';

// process.nextTick and queueMicrotask. The runtime calls processTicksAndRejections when the outermost callback returns and
// `tickInfo` says that there is something to do.
//
// Native side, binding('task_queue'):
//   tickInfo                    Uint32Array: [kHasTickScheduled, kHasRejectionToWarn]
//   setTickCallback(fn)         what to call when one of the two is set
//   runMicrotasks()
//   enqueueMicrotask(fn)
//   setPromiseRejectCallback(fn(event, promise, value))   event: one of its kPromise… constants

const { validateFunction } = require('internal/validators');
const { atStart } = require('internal/startup');
const Queue = require('internal/queue');
const context = require('internal/async_context');
const {
  async_id_symbol,
  destroyHooksExist,
  emitAfter,
  emitBefore,
  emitDestroy,
  emitInit,
  getDefaultTriggerAsyncId,
  initHooksExist,
  newAsyncId,
  trigger_async_id_symbol,
} = require('internal/async_hooks');
const { processPromiseRejections, setupPromises } = require('internal/process/promises');

const kHasTickScheduled = 0;
const kHasRejectionToWarn = 1;

let tickInfo = new Uint32Array(2);
let native;

const queue = new Queue();

class Tick {
  constructor(callback, args, asyncId, triggerId, frame) {
    this[async_id_symbol] = asyncId;
    this[trigger_async_id_symbol] = triggerId;
    this.callback = callback;
    this.args = args;
    this.frame = frame;
  }
}

/**
 * Runs ticks and microtasks until there are neither. When a tick throws, the runtime calls again for the rest. All in one
 * function, which stacks show as process.processTicksAndRejections.
 */
function processTicksAndRejections() {
  do {
    let tick;
    while ((tick = queue.shift()) !== undefined) {
      const asyncId = tick[async_id_symbol];
      const before = context.exchange(tick.frame);
      emitBefore(asyncId, tick[trigger_async_id_symbol], tick);
      // When the callback throws, the ids and the frame stay as they are: a listener of 'uncaughtException' runs in the
      // context of what threw. The runtime calls unwindAfterError() when the error has been handled.
      try {
        const { callback, args } = tick;
        if (args === undefined) callback();
        else if (args.length === 1) callback(args[0]);
        else if (args.length === 2) callback(args[0], args[1]);
        else callback(...args);
      } finally {
        if (destroyHooksExist()) emitDestroy(asyncId);
      }
      emitAfter(asyncId);
      context.exchange(before);
    }
    native.runMicrotasks();
  } while (!queue.isEmpty() || processPromiseRejections());
  tickInfo[kHasTickScheduled] = 0;
  tickInfo[kHasRejectionToWarn] = 0;
}

/** Between two callbacks that the runtime sees as one: lets run what the first has put off. */
function runNextTicks() {
  if (tickInfo[kHasTickScheduled] === 0 && tickInfo[kHasRejectionToWarn] === 0) {
    native.runMicrotasks();
    if (tickInfo[kHasTickScheduled] === 0 && tickInfo[kHasRejectionToWarn] === 0) return;
  }
  processTicksAndRejections();
}

/**
 * Calls `callback` when what is executing has returned, before the loop goes on.
 * @param {Function} callback
 * @param {...any} args
 */
function nextTick(callback) {
  validateFunction(callback, 'callback');
  if (process._exiting) return;

  let args;
  const { length } = arguments;
  if (length > 1) {
    args = new Array(length - 1);
    for (let i = 1; i < length; i++) args[i - 1] = arguments[i];
  }
  tickInfo[kHasTickScheduled] = 1;
  const asyncId = newAsyncId();
  const triggerId = getDefaultTriggerAsyncId();
  const tick = new Tick(callback, args, asyncId, triggerId, context.current());
  if (initHooksExist()) emitInit(asyncId, 'TickObject', triggerId, tick);
  queue.push(tick);
}

class Microtask {
  constructor(callback, asyncId, triggerId, frame) {
    this[async_id_symbol] = asyncId;
    this[trigger_async_id_symbol] = triggerId;
    this.callback = callback;
    this.frame = frame;
  }

  run() {
    const { callback } = this;
    const asyncId = this[async_id_symbol];
    const before = context.exchange(this.frame);
    emitBefore(asyncId, this[trigger_async_id_symbol], this);
    try {
      callback();
    } catch (error) {
      binding('errors').triggerUncaughtException(error, false);
    } finally {
      if (destroyHooksExist()) emitDestroy(asyncId);
    }
    emitAfter(asyncId);
    context.exchange(before);
  }
}

/**
 * @param {Function} callback
 */
function queueMicrotask(callback) {
  validateFunction(callback, 'callback');
  const asyncId = newAsyncId();
  const triggerId = getDefaultTriggerAsyncId();
  const task = new Microtask(callback, asyncId, triggerId, context.current());
  if (initHooksExist()) emitInit(asyncId, 'Microtask', triggerId, task);
  native.enqueueMicrotask(() => task.run());
}

function runMicrotasks() {
  native.runMicrotasks();
}

atStart(() => {
  native = binding('task_queue');
  const before = tickInfo;
  tickInfo = native.tickInfo;
  tickInfo[kHasTickScheduled] = before[kHasTickScheduled];
  native.setTickCallback(processTicksAndRejections.bind(process));
  setupPromises(native, tickInfo, kHasRejectionToWarn);
});

module.exports = { nextTick, processTicksAndRejections, queueMicrotask, runMicrotasks, runNextTicks };
