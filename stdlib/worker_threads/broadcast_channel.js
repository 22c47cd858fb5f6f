'use strict';

// BroadcastChannel: what is posted is heard by all channels of the same name in all threads, save the one that posts.

const { ObjectDefineProperties, ObjectDefineProperty, SymbolFor, SymbolToStringTag } = primordials;
const { codes: { ERR_INVALID_THIS, ERR_MISSING_ARGS } } = require('internal/errors');
const { EventTarget, defineEventHandler, kCreateEvent } = require('internal/event_target');
const { Port, kPortHandle } = require('internal/messaging');
const { kTransferMode } = require('internal/transferable');

const kInspect = SymbolFor('nodejs.util.inspect.custom');

class BroadcastChannel extends EventTarget {
  #name;
  #handle;

  static #check(value) {
    if (typeof value !== 'object' || value === null || !(#name in value)) throw new ERR_INVALID_THIS('BroadcastChannel');
  }

  /** @param {string} name */
  constructor(name) {
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('name');
    super();
    this.#name = `${name}`;
    const handle = new Port();
    this.#handle = handle;
    handle.port = this;
    ObjectDefineProperty(this, kPortHandle, { __proto__: null, value: handle });
    handle.join(this.#name);
    handle.ref();
    handle.start();
  }

  [kCreateEvent](data, type) {
    const { MessageEvent } = require('internal/message_event');
    return new MessageEvent(type, { data });
  }

  [kInspect](depth, options) {
    BroadcastChannel.#check(this);
    if (depth < 0) return 'BroadcastChannel';
    const { inspect } = require('internal/util/inspect');
    const inner = { ...options, depth: options.depth == null ? null : options.depth - 1 };
    return `BroadcastChannel ${inspect({ name: this.#name, active: this.#handle !== undefined }, inner)}`;
  }

  get name() {
    BroadcastChannel.#check(this);
    return this.#name;
  }

  close() {
    BroadcastChannel.#check(this);
    if (this.#handle === undefined) return;
    this.#handle.close();
    this.#handle = undefined;
  }

  /** @param {unknown} message */
  postMessage(message) {
    BroadcastChannel.#check(this);
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('message');
    if (this.#handle === undefined) {
      const { DOMException } = require('internal/dom_exception');
      throw new DOMException('BroadcastChannel is closed.', 'InvalidStateError');
    }
    this.#handle.post(message);
  }

  ref() {
    BroadcastChannel.#check(this);
    this.#handle?.ref();
    return this;
  }

  unref() {
    BroadcastChannel.#check(this);
    this.#handle?.unref();
    return this;
  }
}

const enumerable = { __proto__: null, enumerable: true };
ObjectDefineProperties(BroadcastChannel.prototype, {
  name: enumerable,
  close: enumerable,
  postMessage: enumerable,
  [kTransferMode]: { __proto__: null, value: 0 },
  [SymbolToStringTag]: { __proto__: null, configurable: true, value: 'BroadcastChannel' },
});
defineEventHandler(BroadcastChannel.prototype, 'message');
defineEventHandler(BroadcastChannel.prototype, 'messageerror');

module.exports = { BroadcastChannel };
