'use strict';

// MessageEvent of the HTML standard, which ports, broadcast channels and sockets dispatch.

const { ArrayIsArray, ObjectDefineProperties, ObjectFreeze, SymbolIterator, SymbolToStringTag } = primordials;
const { codes: { ERR_INVALID_THIS } } = require('internal/errors');
const { Event } = require('internal/event_target');

function show(value) {
  return require('internal/util/inspect').inspect(value);
}

class MessageEvent extends Event {
  #data = null;
  #origin = '';
  #lastEventId = '';
  #source = null;
  #ports = [];

  static #check(value) {
    if (typeof value !== 'object' || value === null || !(#data in value)) throw new ERR_INVALID_THIS('MessageEvent');
  }

  /**
   * @param {string} type
   * @param {{ data?: unknown, origin?: string, lastEventId?: string, source?: object, ports?: object[] }} [init]
   */
  constructor(type, init = undefined) {
    if (arguments.length === 0) {
      throw new TypeError('MessageEvent constructor: 1 argument required, but 0 found.');
    }
    if (init !== undefined && init !== null && typeof init !== 'object' && typeof init !== 'function') {
      throw new TypeError(`MessageEvent constructor: Expected ${show(init)} to be one of: Null, Undefined, Object.`);
    }
    super(`${type}`, init ?? undefined);
    if (init == null) return;
    if (init.data !== undefined) this.#data = init.data;
    if (init.origin !== undefined) this.#origin = `${init.origin}`;
    if (init.lastEventId !== undefined) this.#lastEventId = `${init.lastEventId}`;
    if (init.source !== undefined) this.#source = checkSource(init.source);
    if (init.ports !== undefined) this.#ports = checkPorts(init.ports);
    ObjectFreeze(this.#ports);
  }

  get data() {
    MessageEvent.#check(this);
    return this.#data;
  }

  get origin() {
    MessageEvent.#check(this);
    return this.#origin;
  }

  get lastEventId() {
    MessageEvent.#check(this);
    return this.#lastEventId;
  }

  get source() {
    MessageEvent.#check(this);
    return this.#source;
  }

  get ports() {
    MessageEvent.#check(this);
    return this.#ports;
  }

  /** @deprecated Use the constructor. */
  initMessageEvent(type, bubbles = false, cancelable = false, data = null, origin = '', lastEventId = '', source = null,
                   ports = []) {
    MessageEvent.#check(this);
    return new MessageEvent(type, { bubbles, cancelable, data, origin, lastEventId, source, ports });
  }
}

function checkSource(source) {
  if (source === null || source instanceof require('internal/messaging').MessagePort) return source;
  const shown = typeof source === 'object' ? show(source) : `${source}`;
  throw new TypeError(
    `MessageEvent constructor: Expected eventInitDict.source ("${shown}") to be an instance of MessagePort.`);
}

function checkPorts(ports) {
  if (ports === null || typeof ports !== 'object' || typeof ports[SymbolIterator] !== 'function') {
    throw new TypeError(`MessageEvent constructor: eventInitDict.ports (${show(ports)}) is not iterable.`);
  }
  const list = ArrayIsArray(ports) ? ports.slice() : [...ports];
  const { MessagePort } = require('internal/messaging');
  for (let i = 0; i < list.length; i++) {
    if (!(list[i] instanceof MessagePort)) {
      throw new TypeError(
        `MessageEvent constructor: Expected eventInitDict.ports[${i}] ("${
          typeof list[i] === 'object' ? show(list[i]) : `${list[i]}`}") to be an instance of MessagePort.`);
    }
  }
  return list;
}

const enumerable = { __proto__: null, enumerable: true };
ObjectDefineProperties(MessageEvent.prototype, {
  data: enumerable,
  origin: enumerable,
  lastEventId: enumerable,
  source: enumerable,
  ports: enumerable,
  initMessageEvent: enumerable,
  [SymbolToStringTag]: { __proto__: null, configurable: true, value: 'MessageEvent' },
});

module.exports = { MessageEvent };
