'use strict';

// AbortController and AbortSignal.
//
// Who keeps whom alive: a signal made by any() holds its sources; a source knows its dependants weakly, and holds those that
// somebody listens to. A timer holds its signal weakly too, unless the signal, or one that depends on it, is listened
// to. So a signal that nobody can observe any more is collected, and one whose abort will be heard is not.

const {
  FinalizationRegistry,
  ObjectDefineProperties,
  SafeSet,
  Symbol,
  SymbolFor,
  SymbolIterator,
  SymbolToStringTag,
  TypeError,
  WeakRef,
} = primordials;

const {
  codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_ARG_TYPE, ERR_INVALID_THIS },
} = require('internal/errors');
const { validateUint32 } = require('internal/validators');
const {
  Event,
  EventTarget,
  defineEventHandler,
  kNewListener,
  kRemoveListener,
  kTrustEvent,
  listenersOf,
} = require('internal/event_target');

const { kMaxEventTargetListeners } = require('events');

const kInspect = SymbolFor('nodejs.util.inspect.custom');
const kDependantSignals = Symbol('kDependantSignals'); // on a source: a set of WeakRefs
const kListenedTo = Symbol('kListenedTo'); // on a source: the dependants to hold
const kCreate = Symbol('kCreate');
const kEnumerable = { __proto__: null, enumerable: true };

const heldTimeouts = new SafeSet();
let timeoutRegistry; // clears the timer of a collected signal
let dependantRegistry; // takes collected dependants out of their sources' sets

function domException(message, name) {
  const { DOMException } = require('internal/dom_exception');
  return new DOMException(message, name);
}

function inspectWith(self, fields, depth, options) {
  if (depth < 0) return self;
  const { inspect } = require('internal/util/inspect');
  const inner = { ...options, depth: options.depth == null ? null : options.depth - 1 };
  return `${self.constructor.name} ${inspect(fields, inner)}`;
}

let abortSignal;

// Symbols rather than private names: a signal in a Proxy goes on working.
const kAborted = Symbol('kAborted');
const kReason = Symbol('kReason');
const kSources = Symbol('kSources');
const kTimer = Symbol('kTimer');
const kRelease = Symbol('kRelease');
const kSettle = Symbol('kSettle');

/** Says whether, and why, an operation is to be given up. */
class AbortSignal extends EventTarget {
  [kAborted] = false;
  [kReason] = undefined;
  [kSources] = undefined; // of a signal made by any(): none of them is such a signal itself
  [kTimer] = undefined; // of a signal made by timeout()

  constructor(key = undefined) {
    if (key !== kCreate) throw new ERR_ILLEGAL_CONSTRUCTOR();
    super();
    // Many listen to one signal, and rightly so.
    this[kMaxEventTargetListeners] = 0;
  }

  /** @returns {boolean} */
  get aborted() {
    if (!(kAborted in this)) throw new ERR_INVALID_THIS('AbortSignal');
    return this[kAborted];
  }

  get reason() {
    if (!(kAborted in this)) throw new ERR_INVALID_THIS('AbortSignal');
    return this[kReason];
  }

  throwIfAborted() {
    if (!(kAborted in this)) throw new ERR_INVALID_THIS('AbortSignal');
    if (this[kAborted]) throw this[kReason];
  }

  [kInspect](depth, options) {
    return inspectWith(this, { aborted: this.aborted }, depth, options);
  }

  /**
   * @param {any} [reason]
   * @returns {AbortSignal} a signal that is aborted already
   */
  static abort(reason = domException('This operation was aborted', 'AbortError')) {
    const signal = new AbortSignal(kCreate);
    signal[kAborted] = true;
    signal[kReason] = reason;
    return signal;
  }

  /**
   * @param {number} delay milliseconds
   * @returns {AbortSignal}
   */
  static timeout(delay) {
    validateUint32(delay, 'delay', false);
    const signal = new AbortSignal(kCreate);
    const ref = new WeakRef(signal);
    const timer = require('timers').setTimeout(() => {
      const alive = ref.deref();
      if (alive === undefined) return;
      heldTimeouts.delete(alive);
      abortSignal(alive, domException('The operation was aborted due to timeout', 'TimeoutError'));
    }, delay);
    timer.unref();
    signal[kTimer] = timer;
    timeoutRegistry ??= new FinalizationRegistry((late) => require('timers').clearTimeout(late));
    timeoutRegistry.register(signal, timer);
    return signal;
  }

  /**
   * @param {Iterable<AbortSignal>} signals
   * @returns {AbortSignal} aborts as soon as one of them does
   */
  static any(signals) {
    if (signals === null || typeof signals !== 'object' || typeof signals[SymbolIterator] !== 'function') {
      const err = new TypeError('signals can not be converted to sequence.');
      err.code = 'ERR_INVALID_ARG_TYPE';
      throw err;
    }
    const list = [];
    for (const signal of signals) {
      if (signal == null || typeof signal !== 'object' || !(kAborted in signal)) {
        throw new ERR_INVALID_ARG_TYPE(`signals[${list.length}]`, 'AbortSignal', signal);
      }
      list.push(signal);
    }

    const result = new AbortSignal(kCreate);
    for (const signal of list) {
      if (!signal[kAborted]) continue;
      result[kAborted] = true;
      result[kReason] = signal[kReason];
      return result;
    }
    if (list.length === 0) return result;

    const sources = new SafeSet();
    for (const signal of list) {
      if (signal[kSources] === undefined) sources.add(signal);
      else for (const source of signal[kSources]) sources.add(source);
    }
    result[kSources] = sources;
    const ref = new WeakRef(result);
    const weakSources = [];
    for (const source of sources) {
      source[kDependantSignals] ??= new SafeSet();
      source[kDependantSignals].add(ref);
      weakSources.push(new WeakRef(source));
    }
    dependantRegistry ??= new FinalizationRegistry((gone) => {
      for (const source of gone.weakSources) source.deref()?.[kDependantSignals]?.delete(gone.ref);
    });
    dependantRegistry.register(result, { ref, weakSources });
    return result;
  }

  [kNewListener](size, type, listener, once, capture, passive, weak) {
    super[kNewListener](size, type, listener, once, capture, passive, weak);
    if (type !== 'abort' || size !== 1 || weak || this[kAborted]) return;
    if (this[kTimer] !== undefined) heldTimeouts.add(this);
    for (const source of this[kSources] ?? []) {
      source[kListenedTo] ??= new SafeSet();
      source[kListenedTo].add(this);
      if (source[kTimer] !== undefined) heldTimeouts.add(source);
    }
  }

  [kRemoveListener](size, type, listener, capture) {
    super[kRemoveListener](size, type, listener, capture);
    if (type === 'abort' && size === 0) this[kRelease]();
  }

  // Nobody listens any more: lets go of what was held for that.
  [kRelease]() {
    if (!(this[kListenedTo]?.size > 0)) heldTimeouts.delete(this);
    for (const source of this[kSources] ?? []) {
      source[kListenedTo]?.delete(this);
      if (!(source[kListenedTo]?.size > 0) && listenersOf(source, 'abort').length === 0) heldTimeouts.delete(source);
    }
  }

  static {
    abortSignal = (signal, reason) => {
      if (signal[kAborted]) return;
      const dependants = [];
      for (const ref of signal[kDependantSignals] ?? []) {
        const dependant = ref.deref();
        if (dependant !== undefined && !dependant[kAborted]) dependants.push(dependant);
      }
      // All of them are aborted before the first listener runs.
      signal[kSettle](reason);
      for (const dependant of dependants) dependant[kSettle](reason);
      signal.dispatchEvent(new Event('abort', { [kTrustEvent]: true }));
      for (const dependant of dependants) {
        dependant.dispatchEvent(new Event('abort', { [kTrustEvent]: true }));
      }
    };
  }

  [kSettle](reason) {
    this[kAborted] = true;
    this[kReason] = reason;
    this[kDependantSignals]?.clear();
    this[kListenedTo]?.clear();
    this[kRelease]();
    this[kSources] = undefined;
  }
}

ObjectDefineProperties(AbortSignal.prototype, {
  aborted: kEnumerable,
  reason: kEnumerable,
  throwIfAborted: kEnumerable,
  [SymbolToStringTag]: {
    __proto__: null,
    writable: false,
    enumerable: false,
    configurable: true,
    value: 'AbortSignal',
  },
});
defineEventHandler(AbortSignal.prototype, 'abort');

/** Aborts its signal. */
class AbortController {
  #signal;

  /** @returns {AbortSignal} */
  get signal() {
    if (!(#signal in this)) throw new ERR_INVALID_THIS('AbortController');
    this.#signal ??= new AbortSignal(kCreate);
    return this.#signal;
  }

  /**
   * @param {any} [reason]
   */
  abort(reason = domException('This operation was aborted', 'AbortError')) {
    if (!(#signal in this)) throw new ERR_INVALID_THIS('AbortController');
    this.#signal ??= new AbortSignal(kCreate);
    abortSignal(this.#signal, reason);
  }

  [kInspect](depth, options) {
    return inspectWith(this, { signal: this.signal }, depth, options);
  }
}

ObjectDefineProperties(AbortController.prototype, {
  signal: kEnumerable,
  abort: kEnumerable,
  [SymbolToStringTag]: {
    __proto__: null,
    writable: false,
    enumerable: false,
    configurable: true,
    value: 'AbortController',
  },
});

module.exports = { AbortController, AbortSignal, abortSignal };
