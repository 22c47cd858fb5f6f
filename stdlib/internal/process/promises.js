'use strict';

// Rejections that nobody handles: 'unhandledRejection', 'rejectionHandled', and what follows when nobody listens to them
// either (--unhandled-rejections). V8 tells of a rejection at once; programs are told after the ticks and microtasks, when
// a handler has had its chance to be added.

const { Error, ObjectHasOwn, SafeMap, SafeWeakMap } = primordials;
const { isErrorStackTraceLimitWritable } = require('internal/errors');
const context = require('internal/async_context');
const {
  async_id_symbol,
  emitAfter,
  emitBefore,
  trigger_async_id_symbol,
} = require('internal/async_hooks');

const {
  kPromiseHandlerAddedAfterReject,
  kPromiseRejectAfterResolved,
  kPromiseRejectWithNoHandler,
  kPromiseResolveAfterResolved,
} = binding('task_queue');

let tickInfo;
let kHasRejectionToWarn;

let lastUid = 0;
let pending = new SafeMap(); // promise → rejection, to be told of
const told = new SafeWeakMap(); // promise → rejection, the program knows
const handledLate = []; // { promise, warning }

class Rejection {
  constructor(promise, reason) {
    this.promise = promise;
    this.reason = reason;
    this.uid = ++lastUid;
    this.frame = context.current();
    this.domain = process.domain;
  }
}

function onPromiseEvent(event, promise, value) {
  switch (event) {
    case kPromiseRejectWithNoHandler:
      pending.set(promise, new Rejection(promise, value));
      tickInfo[kHasRejectionToWarn] = 1;
      break;
    case kPromiseHandlerAddedAfterReject:
      onHandled(promise);
      break;
    case kPromiseRejectAfterResolved:
      onMultiple('reject', promise, value);
      break;
    case kPromiseResolveAfterResolved:
      onMultiple('resolve', promise, value);
      break;
  }
}

function onHandled(promise) {
  if (pending.delete(promise)) return;
  const rejection = told.get(promise);
  if (rejection === undefined) return;
  told.delete(promise);
  const warning = withoutStack(
    'PromiseRejectionHandledWarning',
    `Promise rejection was handled asynchronously (rejection id: ${rejection.uid})`);
  warning.id = rejection.uid;
  handledLate.push({ promise, warning });
  tickInfo[kHasRejectionToWarn] = 1;
}

let multipleDeprecated = false;
function onMultiple(type, promise, value) {
  if (process.listenerCount('multipleResolves') === 0) return;
  if (!multipleDeprecated) {
    multipleDeprecated = true;
    process.emitWarning('The multipleResolves event has been deprecated.', 'DeprecationWarning', 'DEP0160');
  }
  process.emit('multipleResolves', type, promise, value);
}

function withoutStack(name, message) {
  const limit = Error.stackTraceLimit;
  const writable = isErrorStackTraceLimitWritable();
  if (writable) Error.stackTraceLimit = 0;
  const error = new Error(message);
  if (writable) Error.stackTraceLimit = limit;
  error.name = name;
  return error;
}

function isErrorLike(value) {
  return typeof value === 'object' && value !== null && ObjectHasOwn(value, 'stack');
}

// What was rejected, without running code of the program.
function describe(reason) {
  return binding('errors').toDetailString(reason);
}

function warnOfUnhandled(rejection) {
  const { reason, uid } = rejection;
  const warning = withoutStack(
    'UnhandledPromiseRejectionWarning',
    'Unhandled promise rejection. This error originated either by throwing inside of an async function without a ' +
    'catch block, or by rejecting a promise which was not handled with .catch(). To terminate the node process on ' +
    'unhandled promise rejection, use the CLI flag `--unhandled-rejections=strict` (see ' +
    `https://nodejs.org/api/cli.html#cli_unhandled_rejections_mode). (rejection id: ${uid})`);
  try {
    if (isErrorLike(reason)) {
      warning.stack = reason.stack;
      process.emitWarning(reason.stack, 'UnhandledPromiseRejectionWarning');
    } else {
      process.emitWarning(describe(reason), 'UnhandledPromiseRejectionWarning');
    }
  } catch {
    // The reason's stack is a getter that throws; the general warning has to do.
  }
  process.emitWarning(warning);
}

class UnhandledPromiseRejection extends Error {
  code = 'ERR_UNHANDLED_REJECTION';

  constructor(reason) {
    super(
      'This error originated either by throwing inside of an async function without a catch block, or by rejecting a ' +
      `promise which was not handled with .catch(). The promise rejected with the reason "${describe(reason)}".`);
    this.name = 'UnhandledPromiseRejection';
  }
}

function emitUnhandled(rejection) {
  return process.emit('unhandledRejection', rejection.reason, rejection.promise);
}

function die(rejection) {
  const { reason } = rejection;
  binding('errors').triggerUncaughtException(isErrorLike(reason) ? reason : new UnhandledPromiseRejection(reason), true);
}

const modes = {
  '__proto__': null,
  'throw'(rejection) {
    if (!emitUnhandled(rejection)) die(rejection);
  },
  'strict'(rejection) {
    die(rejection);
    if (!emitUnhandled(rejection)) warnOfUnhandled(rejection);
  },
  'none'(rejection) {
    emitUnhandled(rejection);
  },
  'warn'(rejection) {
    emitUnhandled(rejection);
    warnOfUnhandled(rejection);
  },
  'warn-with-error-codes'(rejection) {
    if (emitUnhandled(rejection)) return;
    warnOfUnhandled(rejection);
    process.exitCode = 1;
  },
};

let mode;
function currentMode() {
  return mode ??= modes[require('internal/options').getOptionValue('--unhandled-rejections')] ?? modes.throw;
}

// A listener has thrown: what comes after its promise is told when the error has been dealt with.
function postpone(batch, failed) {
  let seen = false;
  for (const [promise, rejection] of batch) {
    if (seen) pending.set(promise, rejection);
    seen ||= promise === failed;
  }
  if (pending.size > 0) tickInfo[kHasRejectionToWarn] = 1;
}

/**
 * Tells the program of the rejections that are due.
 * @returns {boolean} whether that may have scheduled ticks or microtasks
 */
function processPromiseRejections() {
  tickInfo[kHasRejectionToWarn] = 0;
  let emitted = false;

  while (handledLate.length > 0) {
    const { promise, warning } = handledLate.shift();
    if (!process.emit('rejectionHandled', promise)) process.emitWarning(warning);
    emitted = true;
  }

  const batch = pending;
  if (batch.size === 0) return emitted;
  pending = new SafeMap();
  const treat = currentMode();
  const entries = [...batch];
  for (let i = 0; i < entries.length; i++) {
    // Without array iterators: a program may have taken them away.
    const promise = entries[i][0];
    const rejection = entries[i][1];
    told.set(promise, rejection);
    const { domain } = rejection;
    if (domain && typeof domain.emit === 'function' && domain.listenerCount('error') > 0) {
      domain.emit('error', rejection.reason);
      continue;
    }
    const before = context.exchange(rejection.frame);
    // While async_hooks follow promises, this one has an id: the listener runs on its behalf.
    const asyncId = promise[async_id_symbol];
    if (asyncId !== undefined) emitBefore(asyncId, promise[trigger_async_id_symbol], promise);
    let done = false;
    try {
      treat(rejection);
      done = true;
    } finally {
      if (!done) postpone(batch, promise);
      if (asyncId !== undefined) emitAfter(asyncId);
      context.exchange(before);
    }
  }
  return true;
}

function hasRejectionToWarn() {
  return tickInfo[kHasRejectionToWarn] === 1;
}

function setupPromises(native, info, index) {
  tickInfo = info;
  kHasRejectionToWarn = index;
  native.setPromiseRejectCallback(onPromiseEvent);
}

module.exports = { hasRejectionToWarn, processPromiseRejections, setupPromises };
