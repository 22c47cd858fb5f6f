'use strict';

// The end of things: errors that nobody caught, 'beforeExit' and 'exit', the exit status.

const { codes: { ERR_UNCAUGHT_EXCEPTION_CAPTURE_ALREADY_SET, ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const boot = binding('boot');

const kGenericUserError = 1;
const kNoFatalHandler = 6;
const kExceptionInExitHandler = 7;

let captureCallback = null;
// In a worker: tells the parent, in place of the lines on stderr.
let reportFatal = null;

/** @param {(error: unknown) => void} report */
function setFatalReporter(report) {
  reportFatal = report;
}

/**
 * Called by C++ for an error that reached the top of the stack.
 * @param {unknown} error
 * @param {boolean} fromPromise
 * @returns {boolean} whether the program took it; else the process ends
 */
function onUncaught(error, fromPromise) {
  if (reportFatal === null) return handleUncaught(error, fromPromise);
  try {
    return handleUncaught(error, fromPromise);
  } catch (thrown) {
    // A handler threw: in a worker that error is the one that counts.
    reportFatal(thrown);
    process.reallyExit(kGenericUserError);
  }
}

function handleUncaught(error, fromPromise) {
  if (typeof process._fatalException !== 'function') {
    boot.setExitStatus(kNoFatalHandler);
    if (reportFatal === null) return false;
    process.reallyExit(kNoFatalHandler);
  }
  const origin = fromPromise ? 'unhandledRejection' : 'uncaughtException';
  process.emit('uncaughtExceptionMonitor', error, origin);
  if (captureCallback !== null) {
    captureCallback(error);
  } else if (!process.emit('uncaughtException', error, origin)) {
    // Nobody: the status is 1 unless 'exit' listeners say otherwise.
    try {
      if (!process._exiting) {
        process._exiting = true;
        process.exitCode = kGenericUserError;
        process.emit('exit', kGenericUserError);
      } else if (process.exitCode === undefined) {
        process.exitCode = kGenericUserError;
      }
    } catch {
      process.exitCode = kExceptionInExitHandler;
    }
    boot.setExitStatus(exitStatus());
    if (reportFatal === null) return false;
    reportFatal(error);
    process.reallyExit(exitStatus());
  }
  // A throw inside an immediate or a tick leaves the rest queued: make sure they are looked at.
  require('timers').setImmediate(noop);
  require('internal/async_hooks').unwindAfterError();
  return true;
}

function noop() {}

function exitStatus() {
  const code = process.exitCode;
  return code === undefined || code === null ? 0 : +code | 0;
}

function emitBeforeExit() {
  require('internal/async_hooks').tellDestroyed();
  process.emit('beforeExit', exitStatus());
}

/** @type {(() => void) | undefined} */
let unsettled;

/**
 * What is to happen when nothing is left to be done while the program still waits; undefined when it does not.
 * @param {(() => void) | undefined} callback
 */
function setUnsettled(callback) {
  unsettled = callback;
}

/** @returns {number} the exit status */
function emitExit() {
  unsettled?.();
  if (!process._exiting) {
    process._exiting = true;
    process.emit('exit', exitStatus());
  }
  return exitStatus();
}

/** @param {number | string} [code] */
function exit(code) {
  if (arguments.length !== 0) process.exitCode = code;
  if (!process._exiting) {
    process._exiting = true;
    process.emit('exit', exitStatus());
  }
  process.reallyExit(exitStatus());
  // A worker's thread goes on until the engine next looks whether it is to stop: at the end of a round of this loop.
  if (reportFatal !== null) for (;;);
}

/** @param {((error: unknown) => void) | null} callback */
function setUncaughtExceptionCaptureCallback(callback) {
  if (callback === null) {
    captureCallback = null;
    return;
  }
  if (typeof callback !== 'function') throw new ERR_INVALID_ARG_TYPE('fn', ['Function', 'null'], callback);
  if (captureCallback !== null) throw new ERR_UNCAUGHT_EXCEPTION_CAPTURE_ALREADY_SET();
  captureCallback = callback;
}

function hasUncaughtExceptionCaptureCallback() {
  return captureCallback !== null;
}

module.exports = {
  emitBeforeExit,
  emitExit,
  exit,
  hasUncaughtExceptionCaptureCallback,
  onUncaught,
  setUnsettled,
  setFatalReporter,
  setUncaughtExceptionCaptureCallback,
};
