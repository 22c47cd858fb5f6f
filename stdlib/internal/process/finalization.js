'use strict';

// process.finalization: a callback for objects that are still alive when the process exits
// (https://nodejs.org/api/process.html#processfinalizationregisterref-callback).

const { SafeFinalizationRegistry, SafeSet, SafeWeakRef } = primordials;
const { validateFunction } = require('internal/validators');
const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');

// By event: weak references with what to call. Strong ones would keep the objects from being collected.
const registered = { __proto__: null, exit: new SafeSet(), beforeExit: new SafeSet() };
let collected;
const listening = { __proto__: null, exit: false, beforeExit: false };

function callAll(event) {
  for (const entry of registered[event]) {
    registered[event].delete(entry);
    const object = entry.ref.deref();
    if (object !== undefined) entry.callback(object, event);
  }
}

function add(event, object, callback) {
  if ((typeof object !== 'object' && typeof object !== 'function') || object === null) {
    throw new ERR_INVALID_ARG_TYPE('obj', ['Object'], object);
  }
  validateFunction(callback, 'fn');
  const entry = { ref: new SafeWeakRef(object), callback };
  collected ??= new SafeFinalizationRegistry((held) => {
    for (const name of ['exit', 'beforeExit']) registered[name].delete(held);
  });
  collected.register(object, entry, object);
  registered[event].add(entry);
  if (!listening[event]) {
    listening[event] = true;
    process.on(event, () => callAll(event));
  }
}

module.exports = {
  register(object, callback) {
    add('exit', object, callback);
  },
  registerBeforeExit(object, callback) {
    add('beforeExit', object, callback);
  },
  unregister(object) {
    collected?.unregister(object);
    for (const name of ['exit', 'beforeExit']) {
      for (const entry of registered[name]) if (entry.ref.deref() === object) registered[name].delete(entry);
    }
  },
};
