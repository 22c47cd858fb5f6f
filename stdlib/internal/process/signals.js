'use strict';

// Listeners for signals: a handle watches for a signal while process has a listener for it. It doesn't keep the process running.

const { SafeMap } = primordials;
const { errnoError } = require('internal/errors');

const handles = new SafeMap();

function numberOf(event) {
  if (typeof event !== 'string' || !event.startsWith('SIG')) return undefined;
  return require('os').constants.signals[event];
}

function start(event) {
  const signum = numberOf(event);
  if (signum === undefined || handles.has(event)) return;
  const { Signal } = binding('signal');
  const handle = new Signal();
  handle.unref();
  handle.onsignal = (number) => {
    process.emit(event, event, number);
  };
  const error = handle.start(signum);
  if (error !== 0) {
    handle.close();
    throw errnoError(error, 'uv_signal_start');
  }
  handles.set(event, handle);
}

function stop(event) {
  const handle = handles.get(event);
  if (handle === undefined || process.listenerCount(event) > 0) return;
  handles.delete(event);
  handle.close();
}

/** Called when a real process (not a worker) starts. */
function install() {
  process.on('newListener', start);
  process.on('removeListener', stop);
}

module.exports = { install };
