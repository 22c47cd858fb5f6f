'use strict';

// Listeners for signals: a handle watches for a signal while process has a listener for it. It doesn't keep the process running.

const { SafeMap } = primordials;
const { errnoError } = require('internal/errors');
const hooks = require('internal/async_hooks');

const handles = new SafeMap();

function numberOf(event) {
  if (typeof event !== 'string' || !event.startsWith('SIG')) return undefined;
  return require('os').constants.signals[event];
}

function track(handle) {
  const asyncId = hooks.newAsyncId();
  const triggerId = hooks.getDefaultTriggerAsyncId();
  hooks.emitInit(asyncId, 'SIGNALWRAP', triggerId, handle);
  return { asyncId, triggerId };
}

function start(event) {
  const signum = numberOf(event);
  if (signum === undefined || handles.has(event)) return;
  const { Signal } = binding('signal');
  const handle = new Signal();
  handle.unref();
  const tell = hooks.enabledHooksExist() ? track(handle) : null;
  handle.onsignal = (number) => {
    if (tell !== null) hooks.emitBefore(tell.asyncId, tell.triggerId, handle);
    process.emit(event, event, number);
    if (tell !== null) hooks.emitAfter(tell.asyncId);
  };
  const error = handle.start(signum);
  if (error !== 0) {
    handle.close();
    throw errnoError(error, 'uv_signal_start');
  }
  handles.set(event, { handle, tell });
}

function stop(event) {
  const entry = handles.get(event);
  if (entry === undefined || process.listenerCount(event) > 0) return;
  handles.delete(event);
  entry.handle.close();
  if (entry.tell !== null) hooks.emitDestroy(entry.tell.asyncId);
}

/** Called when a real process (not a worker) starts. */
function install() {
  process.on('newListener', start);
  process.on('removeListener', stop);
}

module.exports = { install };
