'use strict';

// The `process` object, before anything is on it: every built-in file is given it, so it has to be there first. What it can do
// is put on it by internal/process/setup.js.

function makeProcess() {
  // What `process.constructor` is: a function of that name, which nobody can call to get a second process.
  const constructor = function process() {
    return this;
  };
  const prototype = Object.create(Object.prototype, {
    constructor: { configurable: true, enumerable: false, value: constructor, writable: true },
  });
  Object.defineProperty(constructor, 'prototype', { value: prototype, writable: false });
  const object = Object.create(prototype);
  Object.defineProperty(object, Symbol.toStringTag, {
    configurable: true, enumerable: false, value: 'process', writable: false,
  });
  return object;
}

module.exports = makeProcess();
