'use strict';

const { ObjectDefineProperties, ObjectDefineProperty } = primordials;
const { validateFunction } = require('internal/validators');
const { Immediate, Timeout, clearImmediate, clearTimeout, insert } = require('internal/timers');

const customPromisify = Symbol.for('nodejs.util.promisify.custom');

function argumentsFrom(args, start) {
  if (args.length <= start) return undefined;
  const rest = new Array(args.length - start);
  for (let i = start; i < args.length; i++) rest[i - start] = args[i];
  return rest;
}

/**
 * @param {Function} callback
 * @param {number} [after] milliseconds
 * @param {...any} args
 * @returns {Timeout}
 */
function setTimeout(callback, after) {
  validateFunction(callback, 'callback');
  const timer = new Timeout(callback, after, argumentsFrom(arguments, 2), false, true);
  insert(timer, timer._idleTimeout);
  return timer;
}

/**
 * @param {Function} callback
 * @param {number} [repeat] milliseconds
 * @param {...any} args
 * @returns {Timeout}
 */
function setInterval(callback, repeat) {
  validateFunction(callback, 'callback');
  const timer = new Timeout(callback, repeat, argumentsFrom(arguments, 2), true, true);
  insert(timer, timer._idleTimeout);
  return timer;
}

/**
 * @param {Timeout|string|number} timer
 */
function clearInterval(timer) {
  clearTimeout(timer);
}

/**
 * @param {Function} callback
 * @param {...any} args
 * @returns {Immediate}
 */
function setImmediate(callback) {
  validateFunction(callback, 'callback');
  return new Immediate(callback, argumentsFrom(arguments, 1));
}

const timers = module.exports = {
  setTimeout,
  clearTimeout,
  setImmediate,
  clearImmediate,
  setInterval,
  clearInterval,
};

ObjectDefineProperty(setTimeout, customPromisify, {
  __proto__: null,
  enumerable: true,
  get() {
    return timers.promises.setTimeout;
  },
});
ObjectDefineProperty(setImmediate, customPromisify, {
  __proto__: null,
  enumerable: true,
  get() {
    return timers.promises.setImmediate;
  },
});

let promises;
ObjectDefineProperties(timers, {
  promises: {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get() {
      return promises ??= require('timers/promises');
    },
  },
});
