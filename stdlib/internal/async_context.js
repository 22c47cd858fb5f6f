'use strict';

// The frame of async context: what AsyncLocalStorage keeps its stores in. V8 carries the current frame from where a promise
// reaction was registered to where it runs; for callbacks of our own (ticks, timers, resources) the frame is noted when
// they are made and exchanged around the call. As long as no program has entered a store there is no frame to carry, and
// nothing here calls into native code.

let native;
let used = false;

/** The current frame; undefined when there is none. */
function current() {
  return used ? native.get() : undefined;
}

/** Makes `frame` the current one. */
function set(frame) {
  if (!used) {
    if (frame === undefined) return;
    native ??= binding('async_context');
    used = true;
  }
  native.set(frame);
}

/** Makes `frame` the current one and returns the one before, to be set again. */
function exchange(frame) {
  if (!used && frame === undefined) return undefined;
  const before = current();
  if (before !== frame) set(frame);
  return before;
}

module.exports = { current, exchange, set };
