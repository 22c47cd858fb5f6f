'use strict';

// The standard library is executed once, when the snapshot is made; processes and workers start from the result. What
// depends on the process itself (environment, arguments, clock, descriptors) is fetched by hooks registered here.

const hooks = [];
let started = false;

/**
 * Runs `hook` at the start of each real process and worker, before any user code; at once if that has begun.
 * @param {() => void} hook
 */
function atStart(hook) {
  if (started) hook();
  else hooks.push(hook);
}

/** Called by the runtime when the process is real. Hooks run in the order they were registered. */
function runStartHooks() {
  started = true;
  for (let i = 0; i < hooks.length; i++) hooks[i]();
  hooks.length = 0;
}

module.exports = { atStart, runStartHooks };
