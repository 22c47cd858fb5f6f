'use strict';

// EventEmitter. The listeners of an event live in `_events[type]`: one function, or an array of two or more. A listener
// array is only ever appended to in place; every other change replaces it. So an emit that is under way walks the array it
// started with, up to the length it started with, without a copy.

const {
  Array,
  Error,
  ErrorCaptureStackTrace,
  FunctionPrototypeCall,
  ObjectDefineProperties,
  ObjectDefineProperty,
  ObjectGetPrototypeOf,
  ReflectApply,
  ReflectOwnKeys,
  String,
  Symbol,
  SymbolFor,
} = primordials;

const {
  codes: { ERR_INVALID_ARG_TYPE, ERR_UNHANDLED_ERROR },
  genericNodeError,
  setStackEnhancer,
} = require('internal/errors');
const {
  validateBoolean,
  validateFunction,
  validateNumber,
} = require('internal/validators');

const kCapture = Symbol('kCapture');
const kShapeMode = Symbol('shapeMode');
const kErrorMonitor = Symbol('events.errorMonitor');
const kMaxEventTargetListeners = Symbol('events.maxEventTargetListeners');
const kMaxEventTargetListenersWarned = Symbol('events.maxEventTargetListenersWarned');
const kRejection = SymbolFor('nodejs.rejection');

let defaultMaxListeners = 10;

/**
 * @param {{ captureRejections?: boolean }} [opts]
 */
function EventEmitter(opts) {
  EventEmitter.init.call(this, opts);
}
module.exports = EventEmitter;

EventEmitter.prototype._events = undefined;
EventEmitter.prototype._eventsCount = 0;
EventEmitter.prototype._maxListeners = undefined;

function defineLazily(name, load) {
  ObjectDefineProperty(EventEmitter, name, {
    __proto__: null,
    enumerable: true,
    configurable: true,
    get: load,
    set: undefined,
  });
}

EventEmitter.addAbortListener = function addAbortListener(signal, listener) {
  return require('internal/events/abort_listener').addAbortListener(signal, listener);
};
EventEmitter.once = async function once(emitter, name, options) {
  return require('internal/events/async').once(emitter, name, options);
};
EventEmitter.on = function on(emitter, event, options) {
  return require('internal/events/async').on(emitter, event, options);
};
EventEmitter.getEventListeners = getEventListeners;
EventEmitter.getMaxListeners = getMaxListeners;
EventEmitter.EventEmitter = EventEmitter;
EventEmitter.usingDomains = false;
EventEmitter.captureRejectionSymbol = kRejection;

ObjectDefineProperty(EventEmitter, 'captureRejections', {
  __proto__: null,
  get() {
    return EventEmitter.prototype[kCapture];
  },
  set(value) {
    validateBoolean(value, 'EventEmitter.captureRejections');
    EventEmitter.prototype[kCapture] = value;
  },
  enumerable: true,
});

let EventEmitterAsyncResource;
defineLazily('EventEmitterAsyncResource', function lazyEventEmitterAsyncResource() {
  EventEmitterAsyncResource ??= require('internal/events/async_resource')(EventEmitter);
  return EventEmitterAsyncResource;
});

EventEmitter.errorMonitor = kErrorMonitor;

ObjectDefineProperty(EventEmitter.prototype, kCapture, {
  __proto__: null,
  value: false,
  writable: true,
  enumerable: false,
});

ObjectDefineProperties(EventEmitter, {
  defaultMaxListeners: {
    __proto__: null,
    enumerable: true,
    get() {
      return defaultMaxListeners;
    },
    set(value) {
      validateNumber(value, 'defaultMaxListeners', 0);
      defaultMaxListeners = value;
    },
  },
  kMaxEventTargetListeners: {
    __proto__: null,
    value: kMaxEventTargetListeners,
    enumerable: false,
    configurable: false,
    writable: false,
  },
  kMaxEventTargetListenersWarned: {
    __proto__: null,
    value: kMaxEventTargetListenersWarned,
    enumerable: false,
    configurable: false,
    writable: false,
  },
});

/**
 * Sets the limit on emitters and event targets; without targets, the default of all emitters.
 * @param {number} [n]
 * @param {...(EventEmitter|EventTarget)} eventTargets
 */
EventEmitter.setMaxListeners = function(n = defaultMaxListeners, ...eventTargets) {
  validateNumber(n, 'setMaxListeners', 0);
  if (eventTargets.length === 0) {
    defaultMaxListeners = n;
    return;
  }
  const { isEventTarget } = require('internal/event_target');
  for (let i = 0; i < eventTargets.length; i++) {
    const target = eventTargets[i];
    if (isEventTarget(target)) {
      target[kMaxEventTargetListeners] = n;
      target[kMaxEventTargetListenersWarned] = false;
    } else if (typeof target.setMaxListeners === 'function') {
      target.setMaxListeners(n);
    } else {
      throw new ERR_INVALID_ARG_TYPE('eventTargets', ['EventEmitter', 'EventTarget'], target);
    }
  }
};

// The domain module replaces this, so everything that makes an emitter goes through the property.
EventEmitter.init = function(opts) {
  if (this._events === undefined || this._events === ObjectGetPrototypeOf(this)._events) {
    this._events = { __proto__: null };
    this._eventsCount = 0;
    this[kShapeMode] = false;
  } else {
    // A stream has laid out its events beforehand; removing must keep that shape.
    this[kShapeMode] = true;
  }
  this._maxListeners ||= undefined;

  if (opts?.captureRejections) {
    validateBoolean(opts.captureRejections, 'options.captureRejections');
    this[kCapture] = true;
  } else {
    this[kCapture] = EventEmitter.prototype[kCapture];
  }
};

function watchForRejection(emitter, promise, type, args) {
  if (!emitter[kCapture]) return;
  // Whatever a listener returned may be a thenable with a throwing `then`.
  try {
    const { then } = promise;
    if (typeof then !== 'function') return;
    FunctionPrototypeCall(then, promise, undefined, function(err) {
      // Leave the promise's reaction job, or the throw of an unhandled 'error' would become a rejection again.
      process.nextTick(emitRejection, emitter, err, type, args);
    });
  } catch (err) {
    emitter.emit('error', err);
  }
}

function emitRejection(emitter, err, type, args) {
  if (typeof emitter[kRejection] === 'function') {
    emitter[kRejection](err, type, ...args);
    return;
  }
  // A rejecting 'error' listener must not be called with its own rejection for ever.
  const before = emitter[kCapture];
  try {
    emitter[kCapture] = false;
    emitter.emit('error', err);
  } finally {
    emitter[kCapture] = before;
  }
}

/**
 * @param {number} n
 */
EventEmitter.prototype.setMaxListeners = function setMaxListeners(n) {
  validateNumber(n, 'setMaxListeners', 0);
  this._maxListeners = n;
  return this;
};

function limitOf(emitter) {
  return emitter._maxListeners === undefined ? defaultMaxListeners : emitter._maxListeners;
}

EventEmitter.prototype.getMaxListeners = function getMaxListeners() {
  return limitOf(this);
};

// Where in `theirs` the stack `ours` goes on, so that what both share is printed once.
function commonTail(ours, theirs) {
  for (let i = 0; i < ours.length - 3; i++) {
    const at = theirs.indexOf(ours[i]);
    if (at === -1) continue;
    const most = ours.length - i < theirs.length - at ? ours.length - i : theirs.length - at;
    let length = 1;
    while (length < most && ours[i + length] === theirs[at + length]) length++;
    if (length > 3) return [length, i];
  }
  return [0, 0];
}

function describeOrigin(emitter, err, own) {
  let name = '';
  try {
    const ctor = emitter.constructor.name;
    if (ctor !== 'EventEmitter') name = ` on ${ctor} instance`;
  } catch {
    // The getters of user code may throw; the report does without the name then.
  }
  const separator = `\nEmitted 'error' event${name} at:\n`;
  const errorLines = err.stack.split('\n').slice(1);
  const ownLines = own.stack.split('\n').slice(1);
  const [length, offset] = commonTail(ownLines, errorLines);
  if (length > 0) {
    ownLines.splice(offset + 1, length - 2, '    [... lines matching original stack trace ...]');
  }
  return err.stack + separator + ownLines.join('\n');
}

function throwUnhandled(emitter, args) {
  const er = args.length > 0 ? args[0] : undefined;
  if (er instanceof Error) {
    const capture = {};
    ErrorCaptureStackTrace(capture, EventEmitter.prototype.emit);
    setStackEnhancer(er, () => describeOrigin(emitter, er, capture));
    throw er; // Unhandled 'error' event
  }
  let shown;
  try {
    shown = require('internal/util/inspect').inspect(er);
  } catch {
    shown = er;
  }
  const err = new ERR_UNHANDLED_ERROR(shown);
  err.context = er;
  throw err; // Unhandled 'error' event
}

/**
 * @param {string|symbol} type
 * @param {...any} args
 * @returns {boolean} whether there was a listener
 */
EventEmitter.prototype.emit = function emit(type, ...args) {
  const events = this._events;
  if (type === 'error') {
    if (events !== undefined && events[kErrorMonitor] !== undefined) {
      this.emit(kErrorMonitor, ...args);
    }
    if (events === undefined || events.error === undefined) throwUnhandled(this, args);
  } else if (events === undefined) {
    return false;
  }

  const handler = events[type];
  if (handler === undefined) return false;

  if (typeof handler === 'function') {
    const result = ReflectApply(handler, this, args);
    // Only captureRejections looks at what a listener returns.
    if (result !== undefined && result !== null) watchForRejection(this, result, type, args);
  } else {
    const { length } = handler;
    for (let i = 0; i < length; i++) {
      const result = ReflectApply(handler[i], this, args);
      if (result !== undefined && result !== null) watchForRejection(this, result, type, args);
    }
  }
  return true;
};

function warnAboutLeak(target, type, list) {
  list.warned = true;
  const { inspect } = require('internal/util/inspect');
  const w = genericNodeError(
    `Possible EventEmitter memory leak detected. ${list.length} ${String(type)} listeners ` +
    `added to ${inspect(target, { depth: -1 })}. MaxListeners is ${target._maxListeners ?? defaultMaxListeners}. ` +
    'Use emitter.setMaxListeners() to increase limit',
    { name: 'MaxListenersExceededWarning', emitter: target, type, count: list.length });
  process.emitWarning(w);
}

function add(target, type, listener, prepend) {
  validateFunction(listener, 'listener');

  let events = target._events;
  let existing;
  if (events === undefined) {
    events = target._events = { __proto__: null };
    target._eventsCount = 0;
  } else {
    // Before it is added: a listener of 'newListener' must not hear of itself.
    if (events.newListener !== undefined) {
      target.emit('newListener', type, listener.listener ?? listener);
      // The listener may have put another object in place.
      events = target._events;
    }
    existing = events[type];
  }

  if (existing === undefined) {
    events[type] = listener;
    ++target._eventsCount;
    return target;
  }
  if (typeof existing === 'function') {
    existing = events[type] = prepend ? [listener, existing] : [existing, listener];
  } else if (prepend) {
    const { warned } = existing;
    existing = events[type] = [listener, ...existing];
    if (warned) existing.warned = true;
  } else {
    existing.push(listener);
  }

  const limit = limitOf(target);
  if (limit > 0 && existing.length > limit && !existing.warned) warnAboutLeak(target, type, existing);
  return target;
}

/**
 * @param {string|symbol} type
 * @param {Function} listener
 */
EventEmitter.prototype.addListener = function addListener(type, listener) {
  return add(this, type, listener, false);
};
EventEmitter.prototype.on = EventEmitter.prototype.addListener;

/**
 * @param {string|symbol} type
 * @param {Function} listener
 */
EventEmitter.prototype.prependListener = function prependListener(type, listener) {
  return add(this, type, listener, true);
};

function onceWrapper(...args) {
  if (this.fired) return undefined;
  this.target.removeListener(this.type, this.wrapped);
  this.fired = true;
  return ReflectApply(this.listener, this.target, args);
}

function wrapOnce(target, type, listener) {
  const state = { fired: false, wrapped: undefined, target, type, listener };
  const wrapped = onceWrapper.bind(state);
  wrapped.listener = listener;
  state.wrapped = wrapped;
  return wrapped;
}

/**
 * @param {string|symbol} type
 * @param {Function} listener
 */
EventEmitter.prototype.once = function once(type, listener) {
  validateFunction(listener, 'listener');
  this.on(type, wrapOnce(this, type, listener));
  return this;
};

/**
 * @param {string|symbol} type
 * @param {Function} listener
 */
EventEmitter.prototype.prependOnceListener = function prependOnceListener(type, listener) {
  validateFunction(listener, 'listener');
  this.prependListener(type, wrapOnce(this, type, listener));
  return this;
};

function forget(emitter, events, type) {
  emitter._eventsCount--;
  if (emitter[kShapeMode]) events[type] = undefined;
  else if (emitter._eventsCount === 0) emitter._events = { __proto__: null };
  else delete events[type];
}

/**
 * @param {string|symbol} type
 * @param {Function} listener
 */
EventEmitter.prototype.removeListener = function removeListener(type, listener) {
  validateFunction(listener, 'listener');

  const events = this._events;
  if (events === undefined) return this;
  const list = events[type];
  if (list === undefined) return this;

  if (list === listener || list.listener === listener) {
    forget(this, events, type);
    if (events.removeListener !== undefined) {
      this.emit('removeListener', type, list.listener ?? listener);
    }
    return this;
  }
  if (typeof list === 'function') return this;

  let at = list.length - 1;
  while (at >= 0 && list[at] !== listener && list[at].listener !== listener) at--;
  if (at < 0) return this;

  if (list.length === 2) {
    events[type] = list[1 - at];
  } else {
    const rest = new Array(list.length - 1);
    for (let i = 0; i < at; i++) rest[i] = list[i];
    for (let i = at + 1; i < list.length; i++) rest[i - 1] = list[i];
    if (list.warned) rest.warned = true;
    events[type] = rest;
  }
  if (events.removeListener !== undefined) this.emit('removeListener', type, listener);
  return this;
};
EventEmitter.prototype.off = EventEmitter.prototype.removeListener;

/**
 * @param {string|symbol} [type] all events when absent
 */
EventEmitter.prototype.removeAllListeners = function removeAllListeners(type) {
  const events = this._events;
  if (events === undefined) return this;

  // Nobody listens to removals: drop everything at once.
  if (events.removeListener === undefined) {
    if (arguments.length === 0) {
      this._events = { __proto__: null };
      this._eventsCount = 0;
      this[kShapeMode] = false;
    } else if (events[type] !== undefined) {
      if (--this._eventsCount === 0) {
        this._events = { __proto__: null };
        this[kShapeMode] = false;
      } else {
        delete events[type];
      }
    }
    return this;
  }

  if (arguments.length === 0) {
    for (const key of ReflectOwnKeys(events)) {
      if (key !== 'removeListener') this.removeAllListeners(key);
    }
    this.removeAllListeners('removeListener');
    this._events = { __proto__: null };
    this._eventsCount = 0;
    this[kShapeMode] = false;
    return this;
  }

  const listeners = events[type];
  if (typeof listeners === 'function') {
    this.removeListener(type, listeners);
  } else if (listeners !== undefined) {
    // Last added, first removed.
    for (let i = listeners.length - 1; i >= 0; i--) this.removeListener(type, listeners[i]);
  }
  return this;
};

function listOf(emitter, type, unwrap) {
  const found = emitter._events?.[type];
  if (found === undefined) return [];
  if (typeof found === 'function') return [unwrap ? found.listener ?? found : found];
  const list = new Array(found.length);
  for (let i = 0; i < list.length; i++) list[i] = unwrap ? found[i].listener ?? found[i] : found[i];
  return list;
}

/**
 * @param {string|symbol} type
 * @returns {Function[]}
 */
EventEmitter.prototype.listeners = function listeners(type) {
  return listOf(this, type, true);
};

/**
 * Like listeners(), with the wrappers that once() makes.
 * @param {string|symbol} type
 * @returns {Function[]}
 */
EventEmitter.prototype.rawListeners = function rawListeners(type) {
  return listOf(this, type, false);
};

/**
 * @param {string|symbol} type
 * @param {Function} [listener] count only this one
 * @returns {number}
 */
function listenerCount(type, listener) {
  const found = this._events?.[type];
  if (found === undefined) return 0;
  if (typeof found === 'function') {
    if (listener == null) return 1;
    return listener === found || listener === found.listener ? 1 : 0;
  }
  if (listener == null) return found.length;
  let count = 0;
  for (let i = 0; i < found.length; i++) {
    if (found[i] === listener || found[i].listener === listener) count++;
  }
  return count;
}
EventEmitter.prototype.listenerCount = listenerCount;

EventEmitter.listenerCount = (emitter, type) => {
  if (typeof emitter.listenerCount === 'function') return emitter.listenerCount(type);
  return FunctionPrototypeCall(listenerCount, emitter, type);
};

/**
 * @returns {(string|symbol)[]}
 */
EventEmitter.prototype.eventNames = function eventNames() {
  if (!(this._eventsCount > 0)) return [];
  const events = this._events;
  const names = ReflectOwnKeys(events);
  return this[kShapeMode] ? names.filter((name) => events[name] !== undefined) : names;
};

/**
 * @param {EventEmitter|EventTarget} emitterOrTarget
 * @param {string|symbol} type
 * @returns {Function[]}
 */
function getEventListeners(emitterOrTarget, type) {
  if (typeof emitterOrTarget.listeners === 'function') return emitterOrTarget.listeners(type);
  const { isEventTarget, listenersOf } = require('internal/event_target');
  if (isEventTarget(emitterOrTarget)) return listenersOf(emitterOrTarget, type);
  throw new ERR_INVALID_ARG_TYPE('emitter', ['EventEmitter', 'EventTarget'], emitterOrTarget);
}

/**
 * @param {EventEmitter|EventTarget} emitterOrTarget
 * @returns {number}
 */
function getMaxListeners(emitterOrTarget) {
  if (typeof emitterOrTarget?.getMaxListeners === 'function') return limitOf(emitterOrTarget);
  if (emitterOrTarget?.[kMaxEventTargetListeners] !== undefined) {
    return emitterOrTarget[kMaxEventTargetListeners];
  }
  throw new ERR_INVALID_ARG_TYPE('emitter', ['EventEmitter', 'EventTarget'], emitterOrTarget);
}
