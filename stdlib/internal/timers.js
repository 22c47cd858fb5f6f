'use strict';

// Timers and immediates.
//
// Timers of the same duration are kept in a list, in the order they were started, which is the order they are due: starting
// and clearing one is a few assignments, whatever their number. A heap orders the lists by when their first timer is due;
// the runtime has one native timer, set for the earliest.
//
// Native side, binding('timers'):
//   setupTimers(processImmediate, processTimers)
//                        processTimers(now) returns when to call it next: 0 for never, negative when that shall not keep
//                        the process alive. Each is called again after it has thrown and the error has been handled.
//   scheduleTimer(ms)    calls processTimers after that time
//   toggleTimerRef(on)   whether the native timer keeps the process alive
//   toggleImmediateRef(on)
//   getLibuvNow()        the loop's time in whole milliseconds, from the loop's start
//   immediateInfo        Uint32Array: [kCount, kRefCount, kHasOutstanding]
//   timerInfo            Int32Array: [number of timers that keep the process alive]

const { MathMax, MathTrunc, NumberIsFinite, NumberIsNaN, SafeMap, String, Symbol, SymbolDispose, SymbolFor,
        SymbolToPrimitive } = primordials;
const { validateFunction, validateNumber } = require('internal/validators');
const { codes: { ERR_OUT_OF_RANGE } } = require('internal/errors');
const { atStart } = require('internal/startup');
const { runNextTicks } = require('internal/process/task_queues');
const context = require('internal/async_context');
const {
  async_id_symbol,
  destroyHooksExist,
  emitAfter,
  emitBefore,
  emitDestroy,
  emitInit,
  getDefaultTriggerAsyncId,
  initHooksExist,
  newAsyncId,
  trigger_async_id_symbol,
} = require('internal/async_hooks');

const TIMEOUT_MAX = 2 ** 31 - 1;
const kCount = 0;
const kRefCount = 1;
const kHasOutstanding = 2;

const kRefed = Symbol('refed');
const kHasPrimitive = Symbol('kHasPrimitive');
const kFrame = Symbol('kAsyncContextFrame');
const kInspect = SymbolFor('nodejs.util.inspect.custom');

let native;
let immediateInfo = new Uint32Array(3);
let timerInfo = new Int32Array(1);

// A list's head: a ring through _idleNext (the oldest) and _idlePrev (the newest).
class TimersList {
  constructor(msecs, expiry) {
    this._idleNext = this;
    this._idlePrev = this;
    this.expiry = expiry;
    this.msecs = msecs;
    this.place = -1; // in the heap
    this.sequence = ++sequence;
  }
}

let sequence = 0;
const lists = new SafeMap(); // duration → TimersList
const heap = [];

function before(a, b) {
  return a.expiry < b.expiry || (a.expiry === b.expiry && a.sequence < b.sequence);
}

function siftUp(list, place) {
  while (place > 0) {
    const parent = (place - 1) >> 1;
    if (!before(list, heap[parent])) break;
    heap[place] = heap[parent];
    heap[place].place = place;
    place = parent;
  }
  heap[place] = list;
  list.place = place;
}

function siftDown(list, place) {
  const { length } = heap;
  for (;;) {
    let child = 2 * place + 1;
    if (child >= length) break;
    if (child + 1 < length && before(heap[child + 1], heap[child])) child++;
    if (!before(heap[child], list)) break;
    heap[place] = heap[child];
    heap[place].place = place;
    place = child;
  }
  heap[place] = list;
  list.place = place;
}

function insertList(list) {
  heap.push(list);
  siftUp(list, heap.length - 1);
}

function removeList(list) {
  const { place } = list;
  const last = heap.pop();
  if (last !== list) {
    if (place > 0 && before(last, heap[(place - 1) >> 1])) siftUp(last, place);
    else siftDown(last, place);
  }
  list.place = -1;
  lists.delete(list.msecs);
}

function unlink(timer) {
  timer._idleNext._idlePrev = timer._idlePrev;
  timer._idlePrev._idleNext = timer._idleNext;
  timer._idleNext = null;
  timer._idlePrev = null;
}

let nextExpiry = Infinity;
let processing = false;

/** Starts `timer` (again), from `start` or from now. */
function insert(timer, msecs, start = native.getLibuvNow()) {
  msecs = MathTrunc(msecs);
  timer._idleStart = start;
  let list = lists.get(msecs);
  if (list === undefined) {
    const expiry = start + msecs;
    list = new TimersList(msecs, expiry);
    lists.set(msecs, list);
    insertList(list);
    if (nextExpiry > expiry) {
      // While timers are run, the runtime learns of it from what processTimers returns.
      if (!processing) native.scheduleTimer(msecs);
      nextExpiry = expiry;
    }
  }
  const newest = list._idlePrev;
  timer._idlePrev = newest;
  timer._idleNext = list;
  newest._idleNext = timer;
  list._idlePrev = timer;
}

function countRef() {
  if (timerInfo[0]++ === 0) native.toggleTimerRef(true);
}

function countUnref() {
  if (--timerInfo[0] === 0) native.toggleTimerRef(false);
}

let nanWarned = false;
let negativeWarned = false;
function checkDuration(after) {
  if (after >= 1 && after <= TIMEOUT_MAX) return after;
  if (after > TIMEOUT_MAX) {
    process.emitWarning(
      `${after} does not fit into a 32-bit signed integer.\nTimeout duration was set to 1.`, 'TimeoutOverflowWarning');
  } else if (after < 0 && !negativeWarned) {
    negativeWarned = true;
    process.emitWarning(`${after} is a negative number.\nTimeout duration was set to 1.`, 'TimeoutNegativeWarning');
  } else if (NumberIsNaN(after) && !nanWarned) {
    nanWarned = true;
    process.emitWarning(`${after} is not a number.\nTimeout duration was set to 1.`, 'TimeoutNaNWarning');
  }
  return 1;
}

// Timers that were turned into a number or string can be cleared by it.
const byId = new SafeMap();

function initAsyncResource(resource, type) {
  const asyncId = resource[async_id_symbol] = newAsyncId();
  const triggerId = resource[trigger_async_id_symbol] = getDefaultTriggerAsyncId();
  resource[kFrame] = context.current();
  if (initHooksExist()) emitInit(asyncId, type, triggerId, resource);
}

/** What setTimeout and setInterval return. */
class Timeout {
  constructor(callback, after, args, isRepeat, isRefed) {
    after = after === undefined ? 1 : checkDuration(after * 1);
    this._idleTimeout = after;
    this._idlePrev = null;
    this._idleNext = null;
    this._idleStart = null;
    this._onTimeout = callback;
    this._timerArgs = args;
    this._repeat = isRepeat ? after : null;
    this._destroyed = false;
    if (isRefed) countRef();
    this[kRefed] = isRefed;
    this[kHasPrimitive] = false;
    initAsyncResource(this, 'Timeout');
  }

  [kInspect](_, options) {
    const { inspect } = require('internal/util/inspect');
    // The neighbours in the list are not part of it.
    return inspect(this, { ...options, depth: 0, customInspect: false });
  }

  /** Starts again, with the same duration. */
  refresh() {
    active(this);
    return this;
  }

  unref() {
    if (this[kRefed]) {
      this[kRefed] = false;
      if (!this._destroyed) countUnref();
    }
    return this;
  }

  ref() {
    if (this[kRefed] === false) {
      this[kRefed] = true;
      if (!this._destroyed) countRef();
    }
    return this;
  }

  hasRef() {
    return this[kRefed];
  }

  close() {
    clearTimeout(this);
    return this;
  }

  [SymbolDispose]() {
    clearTimeout(this);
  }

  [SymbolToPrimitive]() {
    const id = this[async_id_symbol];
    if (!this[kHasPrimitive]) {
      this[kHasPrimitive] = true;
      byId.set(id, this);
      byId.set(String(id), this);
    }
    return id;
  }
}

function active(timer) {
  const msecs = timer._idleTimeout;
  if (msecs < 0 || msecs === undefined) return; // cleared
  if (timer._idleNext) unlink(timer);
  insert(timer, msecs);
  if (timer._destroyed) {
    // It had fired; this is a new life.
    timer._destroyed = false;
    initAsyncResource(timer, 'Timeout');
    if (timer[kRefed]) countRef();
  }
}

function forgetId(timer) {
  if (!timer[kHasPrimitive]) return;
  const id = timer[async_id_symbol];
  byId.delete(id);
  byId.delete(String(id));
}

// The timer is over.
function retire(timer) {
  timer._destroyed = true;
  forgetId(timer);
  if (timer[kRefed]) countUnref();
  if (destroyHooksExist()) emitDestroy(timer[async_id_symbol]);
}

// Takes a timer out for good.
function unenroll(timer) {
  if (timer._destroyed) return;
  if (timer._idleNext) {
    const list = timer._idlePrev === timer._idleNext ? timer._idleNext : undefined;
    unlink(timer);
    // An emptied list goes, lest the process waits for it. Timers that don't hold up the end mostly come from servers,
    // which start the same ones again and again: their lists stay until they are due.
    if (list !== undefined && timer[kRefed] && list.place !== -1) removeList(list);
  }
  retire(timer);
  timer._idleTimeout = -1;
}

/**
 * @param {Timeout|string|number|undefined} timer
 */
function clearTimeout(timer) {
  if (timer?._onTimeout) {
    timer._onTimeout = null;
    unenroll(timer);
    return;
  }
  if (typeof timer === 'number' || typeof timer === 'string') {
    const found = byId.get(timer);
    if (found !== undefined) {
      found._onTimeout = null;
      unenroll(found);
    }
  }
}

// The callback has run, or thrown: the timer starts again or is done.
function finish(timer, start) {
  if (timer._repeat && timer._idleTimeout !== -1) {
    timer._idleTimeout = timer._repeat;
    if (timer._idleNext) unlink(timer); // refreshed in the callback
    insert(timer, timer._idleTimeout, start);
  } else if (!timer._idleNext && !timer._destroyed) {
    retire(timer);
  }
}

function fire(timer) {
  if (!timer._onTimeout) {
    if (!timer._destroyed) retire(timer);
    return;
  }
  const asyncId = timer[async_id_symbol];
  const frame = context.exchange(timer[kFrame]);
  emitBefore(asyncId, timer[trigger_async_id_symbol], timer);
  const start = timer._repeat ? native.getLibuvNow() : undefined;
  try {
    const args = timer._timerArgs;
    if (args === undefined) timer._onTimeout();
    else timer._onTimeout(...args);
  } finally {
    finish(timer, start);
  }
  emitAfter(asyncId);
  context.exchange(frame);
}

// Runs the timers of a list that are due at `now`.
function runList(list, now) {
  const { msecs } = list;
  let timer;
  let ranOne = false;
  while ((timer = list._idleNext) !== list) {
    const elapsed = now - timer._idleStart;
    if (elapsed < msecs) {
      // Not due yet; the clock read may be stale by what the callbacks took.
      list.expiry = MathMax(timer._idleStart + msecs, now + 1);
      list.sequence = ++sequence;
      siftDown(list, list.place);
      return;
    }
    if (ranOne) {
      runNextTicks();
      // What the ticks have cleared is gone, possibly with its list.
      if (list._idleNext !== timer) continue;
    }
    ranOne = true;
    unlink(timer);
    fire(timer);
  }
  if (list.place !== -1) removeList(list);
}

/** Called by the runtime when the native timer is due. */
function processTimers(now) {
  nextExpiry = Infinity;
  processing = true;
  let ranOne = false;
  try {
    let list;
    while ((list = heap[0]) !== undefined) {
      if (list.expiry > now) {
        // The callbacks have taken time.
        now = native.getLibuvNow();
        if (list.expiry > now) {
          nextExpiry = list.expiry;
          return timerInfo[0] > 0 ? nextExpiry : -nextExpiry;
        }
      }
      if (ranOne) runNextTicks();
      else ranOne = true;
      // The ticks may have cleared it.
      if (list.place !== -1) runList(list, now);
    }
    nextExpiry = Infinity;
    return 0;
  } finally {
    processing = false;
  }
}

// Immediates: those of the next turn, and the batch that is being run. An error that is not caught leaves the rest of
// the batch, to be run when it has been dealt with.

let waiting = [];
let batch = null;
let place = 0;

/** What setImmediate returns. */
class Immediate {
  constructor(callback, args) {
    this._onImmediate = callback;
    this._argv = args;
    this._destroyed = false;
    this[kRefed] = false;
    initAsyncResource(this, 'Immediate');
    this.ref();
    immediateInfo[kCount]++;
    waiting.push(this);
  }

  ref() {
    if (this[kRefed] === false) {
      this[kRefed] = true;
      if (immediateInfo[kRefCount]++ === 0) native.toggleImmediateRef(true);
    }
    return this;
  }

  unref() {
    if (this[kRefed] === true) {
      this[kRefed] = false;
      if (--immediateInfo[kRefCount] === 0) native.toggleImmediateRef(false);
    }
    return this;
  }

  hasRef() {
    return !!this[kRefed];
  }

  [SymbolDispose]() {
    clearImmediate(this);
  }
}

function retireImmediate(immediate) {
  immediate._destroyed = true;
  immediateInfo[kCount]--;
  if (immediate[kRefed] && --immediateInfo[kRefCount] === 0) native.toggleImmediateRef(false);
  immediate[kRefed] = null;
}

/**
 * @param {Immediate} immediate
 */
function clearImmediate(immediate) {
  if (!immediate?._onImmediate || immediate._destroyed) return;
  retireImmediate(immediate);
  if (destroyHooksExist()) emitDestroy(immediate[async_id_symbol]);
  immediate._onImmediate = null;
  // It stays in its array, to be skipped; when nothing else is there the array goes.
  if (immediateInfo[kCount] === 0 && batch === null) waiting = [];
}

function runImmediate(immediate) {
  retireImmediate(immediate);
  const asyncId = immediate[async_id_symbol];
  const frame = context.exchange(immediate[kFrame]);
  emitBefore(asyncId, immediate[trigger_async_id_symbol], immediate);
  try {
    const args = immediate._argv;
    if (args === undefined) immediate._onImmediate();
    else immediate._onImmediate(...args);
  } finally {
    immediate._onImmediate = null;
    if (destroyHooksExist()) emitDestroy(asyncId);
  }
  emitAfter(asyncId);
  context.exchange(frame);
}

/** Called by the runtime in the loop's check phase. */
function processImmediate() {
  if (quiet.length > 0) runQuiet();
  if (batch === null) {
    // From here on setImmediate means the next turn.
    batch = waiting;
    waiting = [];
    place = 0;
    immediateInfo[kHasOutstanding] = 1;
  }
  let ranOne = false;
  for (; place < batch.length; place++) {
    if (batch[place]._destroyed) continue;
    if (ranOne) {
      runNextTicks();
      if (batch[place]._destroyed) continue;
    }
    ranOne = true;
    const immediate = batch[place];
    batch[place] = immediateDone;
    runImmediate(immediate);
  }
  batch = null;
  immediateInfo[kHasOutstanding] = 0;
}

const immediateDone = { _destroyed: true };

// Those of the library itself; they come before the program's.
let quiet = [];

/** Runs `callback` in the next turn, if there is one; unseen by hooks. */
function setQuietImmediate(callback) {
  immediateInfo[kCount]++;
  quiet.push(callback);
}

function runQuiet() {
  const callbacks = quiet;
  quiet = [];
  immediateInfo[kCount] -= callbacks.length;
  for (const callback of callbacks) callback();
}

atStart(() => {
  native = binding('timers');
  ({ immediateInfo, timerInfo } = native);
  native.setupTimers(processImmediate, processTimers);
});

/** The loop's time in milliseconds. */
function getLibuvNow() {
  return native.getLibuvNow();
}

/** Checks the argument of a `setTimeout` method of a socket, request and the like. */
function getTimerDuration(msecs, name) {
  validateNumber(msecs, name);
  if (msecs < 0 || !NumberIsFinite(msecs)) {
    throw new ERR_OUT_OF_RANGE(name, 'a non-negative finite number', msecs);
  }
  if (msecs > TIMEOUT_MAX) {
    process.emitWarning(
      `${msecs} does not fit into a 32-bit signed integer.\nTimer duration was truncated to ${TIMEOUT_MAX}.`,
      'TimeoutOverflowWarning');
    return TIMEOUT_MAX;
  }
  return msecs;
}

/** A timer that does not keep the process alive. */
function setUnrefTimeout(callback, after) {
  validateFunction(callback, 'callback');
  const timer = new Timeout(callback, after, undefined, false, false);
  insert(timer, timer._idleTimeout);
  return timer;
}

module.exports = {
  Immediate,
  TIMEOUT_MAX,
  Timeout,
  clearImmediate,
  clearTimeout,
  getLibuvNow,
  getTimerDuration,
  insert,
  kRefed,
  setQuietImmediate,
  setUnrefTimeout,
};
