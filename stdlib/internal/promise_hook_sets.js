'use strict';

// V8 takes one set of promise hooks a context; this shares it between async_hooks and v8.promiseHooks. (V8 takes
// functions of our own: they are told apart by identity.)

const kinds = ['init', 'before', 'after', 'settled'];
let sets = [];

function combined(kind) {
  const functions = sets.map((set) => set[kind]).filter((fn) => fn !== undefined);
  if (functions.length < 2) return functions[0];
  return (promise, parent) => {
    for (const fn of functions) fn(promise, parent);
  };
}

function apply() {
  binding('async_context').setPromiseHooks(...kinds.map(combined));
}

let own;

/** The hooks of async_hooks; undefined takes them off. */
function setPromiseHooks(set) {
  sets = sets.filter((one) => one !== own);
  own = set;
  if (set !== undefined) sets = [set, ...sets];
  apply();
}

/**
 * Adds a set of hooks.
 * @param {{ init?: Function, before?: Function, after?: Function, settled?: Function }} set
 * @returns {() => void} takes it off again
 */
function addPromiseHooks(set) {
  sets = [...sets, set];
  apply();
  return () => {
    sets = sets.filter((one) => one !== set);
    apply();
  };
}

module.exports = { addPromiseHooks, setPromiseHooks };
