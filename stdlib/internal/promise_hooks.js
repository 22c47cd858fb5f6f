'use strict';

// v8.promiseHooks: hooks on the lives of promises, for tools that follow asynchronous code.

const { validatePlainFunction } = require('internal/validators');
const { addPromiseHooks } = require('internal/promise_hook_sets');

// A hook that throws must not change what the promise does.
function guarded(fn, name) {
  if (fn === undefined) return undefined;
  validatePlainFunction(fn, name);
  return (promise, parent) => {
    try {
      fn(promise, parent);
    } catch (error) {
      binding('errors').triggerUncaughtException(error, false);
    }
  };
}

function hookOn(kind) {
  return (fn) => {
    validatePlainFunction(fn, `${kind}Hook`);
    return addPromiseHooks({ [kind]: guarded(fn, `${kind}Hook`) });
  };
}

/**
 * @param {{ init?: Function, before?: Function, after?: Function, settled?: Function }} [hooks]
 * @returns {() => void} stops them
 */
function createHook({ init, before, after, settled } = { __proto__: null }) {
  return addPromiseHooks({
    init: guarded(init, 'initHook'),
    before: guarded(before, 'beforeHook'),
    after: guarded(after, 'afterHook'),
    settled: guarded(settled, 'settledHook'),
  });
}

module.exports = {
  createHook,
  onInit: hookOn('init'),
  onBefore: hookOn('before'),
  onAfter: hookOn('after'),
  onSettled: hookOn('settled'),
};
