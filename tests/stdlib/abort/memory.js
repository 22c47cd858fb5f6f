// flags: --expose-gc
'use strict';
const assert = require('node:assert');

// A signal lives as long as somebody can see it abort.
const listener = () => {};
const sources = new AbortController();
function make(listen, signal) {
  const dependant = AbortSignal.any([signal]);
  if (listen) dependant.addEventListener('abort', listener);
  return new WeakRef(dependant);
}
const heard = make(true, sources.signal);
const unheard = make(false, sources.signal);
const timeout = new WeakRef(AbortSignal.timeout(2 ** 31 - 1));

setImmediate(() => setImmediate(() => {
  globalThis.gc();
  assert.notStrictEqual(heard.deref(), undefined);
  assert.strictEqual(unheard.deref(), undefined);
  assert.strictEqual(timeout.deref(), undefined);
  heard.deref().removeEventListener('abort', listener);
  setImmediate(() => {
    globalThis.gc();
    assert.strictEqual(heard.deref(), undefined);
    assert(sources.signal); // it was there all the time
  });
}));
