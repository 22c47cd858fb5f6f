'use strict';

// EventTarget and Event of the DOM standard, as far as a runtime without a document needs them, and NodeEventTarget: an
// event target that speaks the emitter's language as well (MessagePort is one).
//
// The listeners of a type are an array of records in a Map. As in EventEmitter, an array is appended to in place and
// replaced by every other change, so that a dispatch walks what it began with; a record taken out meanwhile is marked.

const {
  FinalizationRegistry,
  FunctionPrototypeCall,
  ObjectDefineProperties,
  ObjectDefineProperty,
  ReflectApply,
  ReflectGetOwnPropertyDescriptor,
  SafeMap,
  SafeWeakMap,
  String,
  Symbol,
  SymbolFor,
  SymbolToStringTag,
  WeakRef,
} = primordials;

const {
  codes: {
    ERR_EVENT_RECURSION,
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_THIS,
    ERR_MISSING_ARGS,
  },
  genericNodeError,
} = require('internal/errors');
const { kValidateObjectAllowObjects, validateAbortSignal, validateObject, validateString } = require('internal/validators');
const EventEmitter = require('events');
const { kMaxEventTargetListeners, kMaxEventTargetListenersWarned } = EventEmitter;

const kInspect = SymbolFor('nodejs.util.inspect.custom');
const kIsEventTarget = SymbolFor('nodejs.event_target');
const kIsNodeEventTarget = Symbol('kIsNodeEventTarget');
const kHybridDispatch = SymbolFor('nodejs.internal.kHybridDispatch');
const kEvents = Symbol('kEvents');
const kHandlers = Symbol('kHandlers');
const kCreateEvent = Symbol('kCreateEvent');
const kNewListener = Symbol('kNewListener');
const kRemoveListener = Symbol('kRemoveListener');
// Options of addEventListener that only the library itself uses.
const kWeakHandler = Symbol('kWeak'); // the object as long as which the listener lives
const kResistStopPropagation = Symbol('kResistStopPropagation');
const kIsNodeStyle = Symbol('kIsNodeStyle'); // call it with the bare value rather than with the event
// Options of Event.
const kTrustEvent = Symbol('kTrustEvent');

const kEnumerable = { __proto__: null, enumerable: true };

function inspectAs(name, depth, options, fields) {
  if (depth < 0) return name;
  const { inspect } = require('internal/util/inspect');
  const inner = { ...options, depth: options.depth === null ? null : options.depth - 1 };
  return `${name} ${inspect(fields, inner)}`;
}

let isEvent;
let isDispatching;
let isStopped;
let begin;
let end;
let setPassive;

/** A DOM event. */
class Event {
  #type;
  #cancelable = false;
  #bubbles = false;
  #composed = false;
  #defaultPrevented = false;
  #propagationStopped = false;
  #stopped = false;
  #timestamp;
  #target = null;
  #dispatching = false;
  #inPassive = false;
  #trusted = false;

  /**
   * @param {string} type
   * @param {{ bubbles?: boolean, cancelable?: boolean, composed?: boolean }} [options]
   */
  constructor(type, options = undefined) {
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('type');
    if (options != null) {
      validateObject(options, 'options', kValidateObjectAllowObjects);
      this.#bubbles = !!options.bubbles;
      this.#cancelable = !!options.cancelable;
      this.#composed = !!options.composed;
      this.#trusted = !!options[kTrustEvent];
    }
    this.#type = `${type}`;
    this.#timestamp = now();
  }

  // What dispatching needs of an event's insides.
  static {
    isEvent = (value) => typeof value === 'object' && value !== null && #type in value;
    isDispatching = (event) => event.#dispatching;
    isStopped = (event) => event.#stopped;
    begin = (event, target) => {
      event.#target = target;
      event.#dispatching = true;
    };
    setPassive = (event, passive) => {
      event.#inPassive = passive;
    };
    end = (event) => {
      event.#dispatching = false;
      event.#inPassive = false;
    };
  }

  [kInspect](depth, options) {
    if (!(#type in this)) throw new ERR_INVALID_THIS('Event');
    return inspectAs(this.constructor.name, depth, options, {
      type: this.#type,
      defaultPrevented: this.#defaultPrevented,
      cancelable: this.#cancelable,
      timeStamp: this.#timestamp,
    });
  }

  /** The DOM's legacy way of naming an event after it was made. */
  initEvent(type, bubbles = false, cancelable = false) {
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('type');
    if (this.#dispatching) return;
    this.#type = `${type}`;
    this.#bubbles = !!bubbles;
    this.#cancelable = !!cancelable;
  }

  stopImmediatePropagation() {
    if (!(#type in this)) throw new ERR_INVALID_THIS('Event');
    // There is one target only, so nothing else can be told from a stopped propagation.
    this.#propagationStopped = true;
    this.#stopped = true;
  }

  preventDefault() {
    if (!(#type in this)) throw new ERR_INVALID_THIS('Event');
    if (this.#cancelable && !this.#inPassive) this.#defaultPrevented = true;
  }

  get target() {
    if (!(#type in this)) throw new ERR_INVALID_THIS('Event');
    return this.#target;
  }

  get currentTarget() {
    if (!(#type in this)) throw new ERR_INVALID_THIS('Event');
    return this.#dispatching ? this.#target : null;
  }

  get srcElement() {
    if (!(#type in this)) throw new ERR_INVALID_THIS('Event');
    return this.#target;
  }

  get type() {
    if (!(#type in this)) throw new ERR_INVALID_THIS('Event');
    return this.#type;
  }

  get cancelable() {
    if (!(#type in this)) throw new ERR_INVALID_THIS('Event');
    return this.#cancelable;
  }

  get defaultPrevented() {
    if (!(#type in this)) throw new ERR_INVALID_THIS('Event');
    return this.#cancelable && this.#defaultPrevented;
  }

  get timeStamp() {
    if (!(#type in this)) throw new ERR_INVALID_THIS('Event');
    return this.#timestamp;
  }

  /** @returns {EventTarget[]} */
  composedPath() {
    if (!(#type in this)) throw new ERR_INVALID_THIS('Event');
    return this.#dispatching ? [this.#target] : [];
  }

  get returnValue() {
    if (!(#type in this)) throw new ERR_INVALID_THIS('Event');
    return !this.#cancelable || !this.#defaultPrevented;
  }

  get bubbles() {
    if (!(#type in this)) throw new ERR_INVALID_THIS('Event');
    return this.#bubbles;
  }

  get composed() {
    if (!(#type in this)) throw new ERR_INVALID_THIS('Event');
    return this.#composed;
  }

  get eventPhase() {
    if (!(#type in this)) throw new ERR_INVALID_THIS('Event');
    return this.#dispatching ? Event.AT_TARGET : Event.NONE;
  }

  get cancelBubble() {
    if (!(#type in this)) throw new ERR_INVALID_THIS('Event');
    return this.#propagationStopped;
  }

  set cancelBubble(value) {
    if (!(#type in this)) throw new ERR_INVALID_THIS('Event');
    if (value) this.#propagationStopped = true;
  }

  stopPropagation() {
    if (!(#type in this)) throw new ERR_INVALID_THIS('Event');
    this.#propagationStopped = true;
  }

  get isTrusted() {
    if (!(#type in this)) throw new ERR_INVALID_THIS('Event');
    return this.#trusted;
  }

  static NONE = 0;
  static CAPTURING_PHASE = 1;
  static AT_TARGET = 2;
  static BUBBLING_PHASE = 3;
}

ObjectDefineProperties(Event.prototype, {
  [SymbolToStringTag]: { __proto__: null, writable: false, enumerable: false, configurable: true, value: 'Event' },
  initEvent: kEnumerable,
  stopImmediatePropagation: kEnumerable,
  preventDefault: kEnumerable,
  target: kEnumerable,
  currentTarget: kEnumerable,
  srcElement: kEnumerable,
  type: kEnumerable,
  cancelable: kEnumerable,
  defaultPrevented: kEnumerable,
  timeStamp: kEnumerable,
  composedPath: kEnumerable,
  returnValue: kEnumerable,
  bubbles: kEnumerable,
  composed: kEnumerable,
  eventPhase: kEnumerable,
  cancelBubble: kEnumerable,
  stopPropagation: kEnumerable,
  isTrusted: kEnumerable,
});
for (const name of ['NONE', 'CAPTURING_PHASE', 'AT_TARGET', 'BUBBLING_PHASE']) {
  ObjectDefineProperty(Event, name, { __proto__: null, writable: false, configurable: false, enumerable: true });
}

let clock;
function now() {
  clock ??= binding('perf_hooks').now;
  return clock();
}

/** An event that carries a value. */
class CustomEvent extends Event {
  #detail = null;

  /**
   * @param {string} type
   * @param {{ bubbles?: boolean, cancelable?: boolean, composed?: boolean, detail?: any }} [options]
   */
  constructor(type, options) {
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('type');
    super(type, options);
    this.#detail = options?.detail ?? null;
  }

  get detail() {
    if (!(#detail in this)) throw new ERR_INVALID_THIS('CustomEvent');
    return this.#detail;
  }
}

ObjectDefineProperties(CustomEvent.prototype, {
  [SymbolToStringTag]: {
    __proto__: null,
    writable: false,
    enumerable: false,
    configurable: true,
    value: 'CustomEvent',
  },
  detail: kEnumerable,
});

// A listener held weakly lives as long as the object named for it; these two take care of both ends. The registry is made
// at first use: one can't be part of a start-up snapshot.
const heldBy = new SafeWeakMap();
let collected;
function holdWeakly(record, target, type, listener, owner) {
  const list = heldBy.get(owner);
  if (list === undefined) heldBy.set(owner, [listener]);
  else list.push(listener);
  record.callback = new WeakRef(listener);
  collected ??= new FinalizationRegistry(({ record, target, type }) => {
    const from = target.deref();
    if (from !== undefined && !record.removed) take(from, type, record);
  });
  collected.register(listener, { record, target: new WeakRef(target), type }, record);
}

class Listener {
  constructor(callback, capture, once, passive, resist, weak, nodeStyle) {
    this.callback = callback;
    this.capture = capture;
    this.once = once;
    this.passive = passive;
    this.resist = resist;
    this.weak = weak;
    this.nodeStyle = nodeStyle;
    this.removed = false;
  }

  get function() {
    return this.weak ? this.callback.deref() : this.callback;
  }
}

function find(list, listener, capture) {
  for (let i = 0; i < list.length; i++) {
    if (list[i].capture === capture && list[i].function === listener) return list[i];
  }
  return undefined;
}

function take(target, type, record) {
  const list = target[kEvents].get(type);
  record.removed = true;
  const rest = list.filter((one) => one !== record);
  if (rest.length === 0) target[kEvents].delete(type);
  else target[kEvents].set(type, rest);
  target[kRemoveListener](rest.length, type, record.function, record.capture);
}

function initEventTarget(self) {
  self[kEvents] = new SafeMap();
  self[kMaxEventTargetListeners] = EventEmitter.defaultMaxListeners;
  self[kMaxEventTargetListenersWarned] = false;
  self[kHandlers] = new SafeMap();
}

function isEventTarget(value) {
  return value?.constructor?.[kIsEventTarget] === true || value?.[kEvents] !== undefined;
}

function isNodeEventTarget(value) {
  return value?.constructor?.[kIsNodeEventTarget] === true;
}

function checkTarget(self) {
  if (self === null || (typeof self !== 'object' && typeof self !== 'function') || self[kEvents] === undefined) {
    throw new ERR_INVALID_THIS('EventTarget');
  }
}

function isListener(listener) {
  if (typeof listener === 'function' || (typeof listener === 'object' && listener !== null)) return true;
  if (listener == null) return false;
  throw new ERR_INVALID_ARG_TYPE('listener', 'EventListener', listener);
}

function throwLater(err) {
  process.nextTick(() => { throw err; });
}

function watchForRejection(promise) {
  const { then } = promise;
  if (typeof then === 'function') FunctionPrototypeCall(then, promise, undefined, throwLater);
}

/** The target of events. */
class EventTarget {
  static [kIsEventTarget] = true;

  constructor() {
    initEventTarget(this);
  }

  // For subclasses that must know when they are listened to; `size` counts the new one.
  [kNewListener](size, type, listener, once, capture, passive, weak) {
    const limit = this[kMaxEventTargetListeners];
    if (limit > 0 && size > limit && !this[kMaxEventTargetListenersWarned]) {
      this[kMaxEventTargetListenersWarned] = true;
      const { inspect } = require('internal/util/inspect');
      process.emitWarning(genericNodeError(
        `Possible EventTarget memory leak detected. ${size} ${type} listeners added to ` +
        `${inspect(this, { depth: -1 })}. MaxListeners is ${limit}. ` +
        'Use events.setMaxListeners() to increase limit',
        { name: 'MaxListenersExceededWarning', target: this, type, count: size }));
    }
  }

  [kRemoveListener](size, type, listener, capture) {}

  /**
   * @param {string} type
   * @param {Function|{ handleEvent: Function }} listener
   * @param {boolean|{ capture?: boolean, once?: boolean, passive?: boolean, signal?: AbortSignal }} [options]
   */
  addEventListener(type, listener, options = undefined) {
    checkTarget(this);
    if (arguments.length < 2) throw new ERR_MISSING_ARGS('type', 'listener');

    let capture = false;
    let once = false;
    let passive = false;
    let signal;
    let owner;
    let resist = false;
    let nodeStyle = false;
    if (typeof options === 'boolean') {
      capture = options;
    } else if (options != null) {
      validateObject(options, 'options', kValidateObjectAllowObjects);
      once = !!options.once;
      capture = !!options.capture;
      passive = !!options.passive;
      signal = options.signal;
      owner = options[kWeakHandler];
      resist = options[kResistStopPropagation] ?? false;
      nodeStyle = !!options[kIsNodeStyle];
    }
    if (signal !== undefined) {
      if (signal === null) throw new ERR_INVALID_ARG_TYPE('options.signal', 'AbortSignal', signal);
      validateAbortSignal(signal, 'options.signal');
    }

    if (!isListener(listener)) {
      process.emitWarning(genericNodeError(
        `addEventListener called with ${listener} which has no effect.`,
        { name: 'AddEventListenerArgumentTypeWarning', target: this, type }));
      return;
    }
    type = `${type}`;

    if (signal) {
      if (signal.aborted) return;
      signal.addEventListener('abort', () => this.removeEventListener(type, listener, options),
                              { __proto__: null, once: true, [kWeakHandler]: this, [kResistStopPropagation]: true });
    }

    const list = this[kEvents].get(type);
    if (list !== undefined && find(list, listener, capture) !== undefined) return;

    const record = new Listener(listener, capture, once, passive, resist, owner !== undefined, nodeStyle);
    if (owner !== undefined) holdWeakly(record, this, type, listener, owner);
    if (list === undefined) this[kEvents].set(type, [record]);
    else list.push(record);
    this[kNewListener](list === undefined ? 1 : list.length, type, listener, once, capture, passive, owner !== undefined);
  }

  /**
   * @param {string} type
   * @param {Function|{ handleEvent: Function }} listener
   * @param {boolean|{ capture?: boolean }} [options]
   */
  removeEventListener(type, listener, options = undefined) {
    checkTarget(this);
    if (arguments.length < 2) throw new ERR_MISSING_ARGS('type', 'listener');
    if (!isListener(listener)) return;
    type = `${type}`;
    const capture = typeof options === 'boolean' ? options : !!options?.capture;
    const list = this[kEvents].get(type);
    const record = list === undefined ? undefined : find(list, listener, capture);
    if (record !== undefined) take(this, type, record);
  }

  /**
   * @param {Event} event
   * @returns {boolean} false when a listener prevented the default
   */
  dispatchEvent(event) {
    checkTarget(this);
    if (arguments.length < 1) throw new ERR_MISSING_ARGS('event');
    if (!isEvent(event)) throw new ERR_INVALID_ARG_TYPE('event', 'Event', event);
    if (isDispatching(event)) throw new ERR_EVENT_RECURSION(event.type);
    this[kHybridDispatch](event, event.type, event);
    return event.defaultPrevented !== true;
  }

  // Calls the listeners of `type` with the event, which is only made (from `value`) when somebody looks at it.
  [kHybridDispatch](value, type, event) {
    if (event !== undefined) begin(event, this);
    const list = this[kEvents].get(type);
    if (list === undefined) {
      if (event !== undefined) end(event);
      return event;
    }

    const { length } = list;
    for (let i = 0; i < length; i++) {
      const record = list[i];
      if (record.removed) continue;
      if (event !== undefined && isStopped(event) && !record.resist) continue;
      const callback = record.function;
      if (callback === undefined) continue; // held weakly and gone
      if (record.once) take(this, type, record);

      if (!record.nodeStyle && event === undefined) {
        event = this[kCreateEvent](value, type);
        begin(event, this);
      }
      const argument = record.nodeStyle ? value : event;
      if (event !== undefined) setPassive(event, record.passive);

      // A listener that fails is reported, and doesn't keep the others from hearing of the event.
      try {
        let result;
        if (typeof callback === 'function') {
          result = FunctionPrototypeCall(callback, this, argument);
        } else if (typeof callback.handleEvent === 'function') {
          result = callback.handleEvent(argument);
        }
        if (result !== undefined && result !== null) watchForRejection(result);
      } catch (err) {
        throwLater(err);
      }
    }
    if (event !== undefined) end(event);
    return event;
  }

  [kCreateEvent](value, type) {
    return new CustomEvent(type, { detail: value });
  }

  [kInspect](depth, options) {
    checkTarget(this);
    return inspectAs(this.constructor.name, depth, options, {});
  }
}

ObjectDefineProperties(EventTarget.prototype, {
  addEventListener: kEnumerable,
  removeEventListener: kEnumerable,
  dispatchEvent: kEnumerable,
  [SymbolToStringTag]: {
    __proto__: null,
    writable: false,
    enumerable: false,
    configurable: true,
    value: 'EventTarget',
  },
});

function checkNodeTarget(self) {
  if (!isNodeEventTarget(self)) throw new ERR_INVALID_THIS('NodeEventTarget');
}

/** An EventTarget with the better part of the emitter's methods. */
class NodeEventTarget extends EventTarget {
  static [kIsNodeEventTarget] = true;
  static defaultMaxListeners = 10;

  setMaxListeners(n) {
    checkNodeTarget(this);
    EventEmitter.setMaxListeners(n, this);
  }

  getMaxListeners() {
    checkNodeTarget(this);
    return this[kMaxEventTargetListeners];
  }

  eventNames() {
    checkNodeTarget(this);
    return [...this[kEvents].keys()];
  }

  listenerCount(type) {
    checkNodeTarget(this);
    return this[kEvents].get(String(type))?.length ?? 0;
  }

  off(type, listener, options) {
    checkNodeTarget(this);
    this.removeEventListener(type, listener, options);
    return this;
  }

  removeListener(type, listener, options) {
    checkNodeTarget(this);
    this.removeEventListener(type, listener, options);
    return this;
  }

  on(type, listener) {
    checkNodeTarget(this);
    this.addEventListener(type, listener, { [kIsNodeStyle]: true });
    return this;
  }

  addListener(type, listener) {
    checkNodeTarget(this);
    this.addEventListener(type, listener, { [kIsNodeStyle]: true });
    return this;
  }

  /** @returns {boolean} whether there was a listener */
  emit(type, arg) {
    checkNodeTarget(this);
    validateString(type, 'type');
    const heard = this.listenerCount(type) > 0;
    this[kHybridDispatch](arg, type);
    return heard;
  }

  once(type, listener) {
    checkNodeTarget(this);
    this.addEventListener(type, listener, { once: true, [kIsNodeStyle]: true });
    return this;
  }

  removeAllListeners(type) {
    checkNodeTarget(this);
    const types = type === undefined ? [...this[kEvents].keys()] : [String(type)];
    for (const one of types) {
      for (const record of this[kEvents].get(one) ?? []) take(this, one, record);
    }
    return this;
  }
}

ObjectDefineProperties(NodeEventTarget.prototype, {
  setMaxListeners: kEnumerable,
  getMaxListeners: kEnumerable,
  eventNames: kEnumerable,
  listenerCount: kEnumerable,
  off: kEnumerable,
  removeListener: kEnumerable,
  on: kEnumerable,
  addListener: kEnumerable,
  once: kEnumerable,
  emit: kEnumerable,
  removeAllListeners: kEnumerable,
});

/** The functions that listen to `type`, in order. */
function listenersOf(target, type) {
  const list = target[kEvents].get(`${type}`) ?? [];
  return list.map((record) => record.function).filter((callback) => callback !== undefined);
}

function makeHandler(first) {
  // Called as a listener; which function it stands for can change without losing its place among the listeners.
  function eventHandler(...args) {
    if (typeof eventHandler.handler !== 'function') return undefined;
    return ReflectApply(eventHandler.handler, this, args);
  }
  eventHandler.handler = first;
  return eventHandler;
}

/**
 * Defines the accessor `on<name>` on `emitter` (a target or a prototype of targets).
 * @param {object} emitter
 * @param {string} name
 * @param {string} [event] the type listened to
 */
function defineEventHandler(emitter, name, event = name) {
  const propName = `on${name}`;
  const accessor = {
    __proto__: null,
    get [propName]() {
      validateThis(this);
      return this[kHandlers].get(event)?.handler ?? null;
    },
    set [propName](value) {
      validateThis(this);
      let wrapped = this[kHandlers].get(event);
      if (typeof value !== 'function') {
        if (value === null || typeof value !== 'object') value = null;
      }
      if (wrapped !== undefined) {
        const before = typeof wrapped.handler === 'function';
        wrapped.handler = value;
        const after = typeof value === 'function';
        const size = this[kEvents].get(event)?.length ?? 0;
        if (before && !after) this[kRemoveListener](size - 1, event, wrapped, false);
        else if (!before && after) this[kNewListener](size, event, value, false, false, false, false);
        return;
      }
      if (value === null) return;
      wrapped = makeHandler(value);
      this[kHandlers].set(event, wrapped);
      this.addEventListener(event, wrapped);
    },
  };
  const { get, set } = ReflectGetOwnPropertyDescriptor(accessor, propName);
  ObjectDefineProperty(emitter, propName, { __proto__: null, get, set, configurable: true, enumerable: true });
}

function validateThis(self) {
  if (self == null || self[kHandlers] === undefined) throw new ERR_INVALID_THIS('EventTarget');
}

module.exports = {
  CustomEvent,
  Event,
  EventTarget,
  NodeEventTarget,
  defineEventHandler,
  initEventTarget,
  isEventTarget,
  kCreateEvent,
  kEvents,
  kHybridDispatch,
  kIsNodeStyle,
  kNewListener,
  kRemoveListener,
  kResistStopPropagation,
  kTrustEvent,
  kWeakHandler,
  listenersOf,
};
