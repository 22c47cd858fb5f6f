'use strict';

// MessagePort, MessageChannel and structured cloning over the native ports.

const {
  ArrayFrom, ArrayIsArray, FunctionPrototypeCall, ObjectAssign, ObjectCreate, ObjectDefineProperties, ObjectDefineProperty,
  ObjectSetPrototypeOf, Symbol, SymbolFor, SymbolIterator,
} = primordials;
const {
  codes: {
    ERR_CONSTRUCT_CALL_INVALID, ERR_CONSTRUCT_CALL_REQUIRED, ERR_MISSING_ARGS,
  },
} = require('internal/errors');
const {
  Event, NodeEventTarget, defineEventHandler, initEventTarget, kCreateEvent, kHybridDispatch, kNewListener, kRemoveListener,
} = require('internal/event_target');
const { kClone, kTransfer, kTransferList, kTransferMode, kTransferable } = require('internal/transferable');
const native = binding('messaging');
const { kPortHandle } = native;

const kInspect = SymbolFor('nodejs.util.inspect.custom');
const kReceivedPorts = Symbol('kReceivedPorts');
// Delivers what waits at a port at once, listened to or not.
const kDrain = Symbol('kDrain');

function typeError(code, message) {
  const error = new TypeError(message);
  error.code = code;
  return error;
}

/** The native port behind a MessagePort; throws for any other receiver. */
function handleOf(port) {
  const handle = port?.[kPortHandle];
  if (handle === undefined) throw new TypeError('Illegal invocation');
  return handle;
}

/** @see https://html.spec.whatwg.org/#messageport; made by MessageChannel and by receiving one only. */
function MessagePort() {
  throw new ERR_CONSTRUCT_CALL_INVALID();
}
ObjectSetPrototypeOf(MessagePort, NodeEventTarget);

/**
 * The transfer list as an array: of the second argument of postMessage(), a list or options with one.
 * @returns {unknown[] | undefined}
 */
function transferListOf(value) {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'object' && typeof value !== 'function') {
    throw typeError('ERR_INVALID_ARG_TYPE', 'Optional transferList argument must be an iterable');
  }
  if (ArrayIsArray(value)) return value;
  const list = readIterable(value);
  if (list !== undefined) return list;
  const { transfer } = value;
  if (transfer === undefined) return undefined;
  const transferred = readIterable(transfer);
  if (transferred === undefined) {
    throw typeError('ERR_INVALID_ARG_TYPE', 'Optional options.transfer argument must be an iterable');
  }
  return transferred;
}

/** The items of an iterable; undefined for what is none. */
function readIterable(value) {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return undefined;
  const method = value[SymbolIterator];
  if (typeof method !== 'function') return undefined;
  const iterator = FunctionPrototypeCall(method, value);
  if (iterator === null || typeof iterator !== 'object' || typeof iterator.next !== 'function') return undefined;
  const items = [];
  for (let step = iterator.next(); !step.done; step = iterator.next()) items.push(step.value);
  return items;
}

MessagePort.prototype = {
  __proto__: NodeEventTarget.prototype,

  /**
   * @param {unknown} value
   * @param {object[] | { transfer?: object[] }} [transferList]
   */
  postMessage(value, transferList) {
    const handle = handleOf(this);
    if (arguments.length === 0) throw typeError('ERR_MISSING_ARGS', 'Not enough arguments to MessagePort.postMessage');
    const list = transferListOf(transferList);
    if (handle.closed) return native.check(value, list);
    if (handle.post(value, list) === false) {
      process.emitWarning('The target port was posted to itself, and the communication channel was lost');
    }
  },

  start() {
    handleOf(this).start();
  },

  close(callback) {
    const handle = handleOf(this);
    if (typeof callback === 'function') this.once('close', callback);
    handle.closed = true;
    handle.close();
  },

  ref() {
    handleOf(this).ref();
  },

  unref() {
    handleOf(this).unref();
  },

  hasRef() {
    return handleOf(this).hasRef() === true;
  },

  [kDrain]() {
    handleOf(this).drain();
  },

  // A port that is listened to keeps the process alive.
  [kNewListener](size, type, ...rest) {
    FunctionPrototypeCall(NodeEventTarget.prototype[kNewListener], this, size, type, ...rest);
    if (type === 'message' && size === 1) {
      this.ref();
      this.start();
    }
  },

  [kRemoveListener](size, type, ...rest) {
    FunctionPrototypeCall(NodeEventTarget.prototype[kRemoveListener], this, size, type, ...rest);
    if (type === 'message' && size === 0) {
      this.unref();
      // What comes now waits for the next listener.
      handleOf(this).stop();
    }
  },

  [kCreateEvent](data, type) {
    if (type !== 'message' && type !== 'messageerror') {
      return FunctionPrototypeCall(NodeEventTarget.prototype[kCreateEvent], this, data, type);
    }
    const { MessageEvent } = require('internal/message_event');
    return new MessageEvent(type, { data, ports: this[kReceivedPorts] });
  },

  [kInspect]() {
    const handle = this[kPortHandle];
    if (handle === undefined) return this;
    const state = handle.closed ? { active: false } : { active: true, refed: this.hasRef() };
    return ObjectAssign({ __proto__: MessagePort.prototype }, state, this);
  },
};

for (const name of ['close', 'hasRef', 'postMessage', 'ref', 'start', 'unref']) {
  ObjectDefineProperty(MessagePort.prototype, name, { __proto__: null, enumerable: name === 'close' });
}
ObjectDefineProperties(MessagePort.prototype, {
  constructor: { __proto__: null, configurable: true, enumerable: false, writable: true, value: MessagePort },
  [kNewListener]: { __proto__: null, enumerable: false },
  [kRemoveListener]: { __proto__: null, enumerable: false },
  [kCreateEvent]: { __proto__: null, enumerable: false },
  [kDrain]: { __proto__: null, enumerable: false },
  [kInspect]: { __proto__: null, enumerable: false },
  [kTransferMode]: { __proto__: null, value: kTransferable },
});
defineEventHandler(MessagePort.prototype, 'message');
defineEventHandler(MessagePort.prototype, 'messageerror');

/** Gives a native port its face. */
function wrapPort(handle) {
  const port = ObjectCreate(MessagePort.prototype);
  ObjectDefineProperty(port, kPortHandle, { __proto__: null, value: handle });
  handle.port = port;
  handle.onclose = onClose;
  const hooks = require('internal/async_hooks');
  hooks.emitInit(hooks.newAsyncId(), 'MESSAGEPORT', hooks.executionAsyncId(), port);
  initEventTarget(port);
  return port;
}

function onClose() {
  this.closed = true;
  this.port.dispatchEvent(new Event('close'));
}

native.setWrapPort(wrapPort);

// A message has come; `handle.port` is whatever stands before the port (a MessagePort, a BroadcastChannel).
native.setEmit((handle, value, ports, type) => {
  const { port } = handle;
  if (port === undefined) return;
  port[kReceivedPorts] = ports;
  try {
    port[kHybridDispatch](value, type);
  } finally {
    port[kReceivedPorts] = undefined;
  }
});

native.setCloneError((message) => {
  const { DOMException } = require('internal/dom_exception');
  return new DOMException(message, 'DataCloneError');
});
native.setDescribe((object, moved) => {
  // Asked for before it is moved, when it still has what goes with it.
  const nested = moved ? object[kTransferList]?.() : undefined;
  const { data, deserializeInfo } = moved ? object[kTransfer]() : object[kClone]();
  return [[deserializeInfo, data], nested];
});
native.setRevive(({ 0: info, 1: data }) => {
  const colon = info.indexOf(':');
  const id = info.slice(0, colon);
  if (!require.has(id)) throw new Error(`Missing internal module '${id}'`);
  return require(id)[info.slice(colon + 1)](data);
});

/** Two ports that hear each other. */
function MessageChannel() {
  if (new.target === undefined) throw new ERR_CONSTRUCT_CALL_REQUIRED('MessageChannel');
  const first = new native.Port();
  const second = new native.Port();
  first.entangle(second);
  this.port1 = wrapPort(first);
  this.port2 = wrapPort(second);
}

/**
 * One message that waits at the port, without an event; undefined when there is none.
 * @param {MessagePort | BroadcastChannel} port
 * @returns {{ message: unknown } | undefined}
 */
function receiveMessageOnPort(port) {
  const handle = port?.[kPortHandle];
  if (handle === undefined) throw typeError('ERR_INVALID_ARG_TYPE', 'The "port" argument must be a MessagePort instance');
  const received = handle.receive();
  return received === undefined ? undefined : { message: received[0] };
}

/**
 * @param {unknown} value
 * @param {{ transfer?: object[] }} [options]
 */
function structuredClone(value, options = undefined) {
  if (arguments.length === 0) throw new ERR_MISSING_ARGS('The value argument must be specified');
  if (options === undefined || options === null) return native.structuredClone(value, undefined);
  if (typeof options !== 'object' && typeof options !== 'function') {
    throw typeError('ERR_INVALID_ARG_TYPE', "Failed to execute 'structuredClone': Options cannot be converted to a dictionary");
  }
  const { transfer } = options;
  if (transfer === undefined) return native.structuredClone(value, undefined);
  if (transfer === null || typeof transfer !== 'object' || typeof transfer[SymbolIterator] !== 'function') {
    throw typeError('ERR_INVALID_ARG_TYPE',
                    "Failed to execute 'structuredClone': transfer in Options can not be converted to sequence.");
  }
  return native.structuredClone(value, ArrayFrom(transfer));
}

module.exports = {
  MessageChannel, MessagePort, receiveMessageOnPort, structuredClone, transferListOf, wrapPort, kDrain, kPortHandle,
  Port: native.Port, markAsUncloneable: native.markAsUncloneable, markAsUntransferable: native.markAsUntransferable,
  isMarkedAsUntransferable: native.isMarkedAsUntransferable,
};
