'use strict';

// AsyncLocalStorage. The stores of all instances are in one immutable frame, which travels with what is asynchronous; to
// enter a store is to replace the current frame by a copy.

const { ObjectIs, ReflectApply, SafeMap } = primordials;
const { validateObject } = require('internal/validators');
const { current, set } = require('internal/async_context');

class AsyncLocalStorage {
  #defaultValue;
  #name;

  /**
   * @param {{ defaultValue?: any, name?: string }} [options]
   */
  constructor(options = undefined) {
    if (options !== undefined) {
      validateObject(options, 'options');
      this.#defaultValue = options.defaultValue;
      if (options.name !== undefined) this.#name = `${options.name}`;
    }
  }

  get name() {
    return this.#name ?? '';
  }

  /** A function that runs `fn` in the context of now. */
  static bind(fn) {
    return require('async_hooks').AsyncResource.bind(fn);
  }

  /** A function that runs its first argument in the context of now. */
  static snapshot() {
    return AsyncLocalStorage.bind((cb, ...args) => cb(...args));
  }

  disable() {
    current()?.delete(this);
  }

  /** Sets the store for what is executing and all that it starts from now on. */
  enterWith(data) {
    const frame = current();
    const next = frame === undefined ? new SafeMap() : new SafeMap(frame);
    next.set(this, data);
    set(next);
  }

  /**
   * Calls `fn(...args)` with `data` as the store.
   * @param {any} data
   * @param {Function} fn
   * @param {...any} args
   */
  run(data, fn, ...args) {
    const prior = this.getStore();
    if (ObjectIs(prior, data)) return ReflectApply(fn, null, args);
    this.enterWith(data);
    try {
      return ReflectApply(fn, null, args);
    } finally {
      this.enterWith(prior);
    }
  }

  exit(fn, ...args) {
    return this.run(undefined, fn, ...args);
  }

  getStore() {
    const frame = current();
    return frame !== undefined && frame.has(this) ? frame.get(this) : this.#defaultValue;
  }
}

module.exports = AsyncLocalStorage;
