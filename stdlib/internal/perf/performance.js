'use strict';

// The object `performance`.

const {
  MathCeil,
  ObjectDefineProperties,
  ObjectDefineProperty,
  ObjectSetPrototypeOf,
  ReflectApply,
  ReflectConstruct,
  Symbol,
  SymbolFor,
  SymbolToStringTag,
} = primordials;

const {
  codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_ARG_TYPE, ERR_INVALID_THIS, ERR_MISSING_ARGS },
} = require('internal/errors');
const { validateFunction, validateObject } = require('internal/validators');
const { EventTarget, defineEventHandler } = require('internal/event_target');
const {
  PerformanceNodeEntry,
  clearEntries,
  enqueue,
  getEntries,
  setResourceTimingBufferSize,
} = require('internal/perf/entries');
const { clearMarks, mark, measure } = require('internal/perf/usertiming');

const kInspect = SymbolFor('nodejs.util.inspect.custom');
const kCreate = Symbol('kCreate');
const kEnumerable = { __proto__: null, enumerable: true };
const native = binding('perf_hooks');
const { now } = native;

function timing(index) {
  native.loadTiming();
  return native.timing[index];
}

// The milestones of the process as an entry.
const nodeTiming = {};
ObjectDefineProperties(nodeTiming, {
  name: { __proto__: null, enumerable: true, value: 'node' },
  entryType: { __proto__: null, enumerable: true, value: 'node' },
  startTime: { __proto__: null, enumerable: true, value: 0 },
  duration: { __proto__: null, enumerable: true, get: () => now() },
  nodeStart: { __proto__: null, enumerable: true, get: () => timing(native.kNodeStart) },
  v8Start: { __proto__: null, enumerable: true, get: () => timing(native.kV8Start) },
  environment: { __proto__: null, enumerable: true, get: () => timing(native.kEnvironment) },
  loopStart: { __proto__: null, enumerable: true, get: () => timing(native.kLoopStart) },
  loopExit: { __proto__: null, enumerable: true, get: () => timing(native.kLoopExit) },
  bootstrapComplete: { __proto__: null, enumerable: true, get: () => timing(native.kBootstrapComplete) },
  idleTime: { __proto__: null, enumerable: true, get: () => timing(native.kIdleTime) },
  uvMetricsInfo: {
    __proto__: null,
    enumerable: true,
    get: () => ({
      loopCount: timing(native.kIterations),
      events: timing(native.kEvents),
      eventsWaiting: timing(native.kEventsWaiting),
    }),
  },
});

class PerformanceNodeTiming {
  constructor() {
    throw new ERR_ILLEGAL_CONSTRUCTOR();
  }

  toJSON() {
    return {
      name: 'node',
      entryType: 'node',
      startTime: 0,
      duration: this.duration,
      nodeStart: this.nodeStart,
      v8Start: this.v8Start,
      bootstrapComplete: this.bootstrapComplete,
      environment: this.environment,
      loopStart: this.loopStart,
      loopExit: this.loopExit,
      idleTime: this.idleTime,
    };
  }

  [kInspect](depth, options) {
    if (depth < 0) return this;
    const { inspect } = require('internal/util/inspect');
    return `PerformanceNodeTiming ${inspect(this.toJSON(), { ...options, depth: options.depth == null ? null : options.depth - 1 })}`;
  }
}
const { PerformanceEntry } = require('internal/perf/entries');
ObjectSetPrototypeOf(PerformanceNodeTiming.prototype, PerformanceEntry.prototype);
ObjectSetPrototypeOf(nodeTiming, PerformanceNodeTiming.prototype);

/**
 * How busy the loop is, since it began or since an earlier reading, or between two.
 * @param {{ idle: number, active: number }} [util1]
 * @param {{ idle: number, active: number }} [util2]
 * @returns {{ idle: number, active: number, utilization: number }}
 */
function eventLoopUtilization(util1, util2) {
  const start = timing(native.kLoopStart);
  if (start <= 0) return { idle: 0, active: 0, utilization: 0 };
  if (util2) {
    const idle = util1.idle - util2.idle;
    const active = util1.active - util2.active;
    return { idle, active, utilization: active / (idle + active) };
  }
  const idle = timing(native.kIdleTime);
  const active = now() - start - idle;
  if (!util1) return { idle, active, utilization: active / (idle + active) };
  const idleDelta = idle - util1.idle;
  const activeDelta = active - util1.active;
  return { idle: idleDelta, active: activeDelta, utilization: activeDelta / (idleDelta + activeDelta) };
}

function complete(name, start, args, histogram) {
  const duration = now() - start;
  if (histogram !== undefined) histogram.record(MathCeil(duration * 1e6));
  const entry = new PerformanceNodeEntry(name, 'function', start, duration, args);
  for (let n = 0; n < args.length; n++) entry[n] = args[n];
  enqueue(entry);
}

/**
 * @param {Function} fn
 * @param {{ histogram?: RecordableHistogram }} [options]
 * @returns {Function} does the same, and measures how long it takes
 */
function timerify(fn, options = { __proto__: null }) {
  validateFunction(fn, 'fn');
  validateObject(options, 'options');
  const { histogram } = options;
  if (histogram !== undefined && typeof histogram?.record !== 'function') {
    throw new ERR_INVALID_ARG_TYPE('options.histogram', 'RecordableHistogram', histogram);
  }

  function timerified(...args) {
    const start = now();
    const result = new.target ? ReflectConstruct(fn, args, fn) : ReflectApply(fn, this, args);
    if (!new.target && typeof result?.finally === 'function') {
      return result.finally(() => complete(fn.name, start, args, histogram));
    }
    complete(fn.name, start, args, histogram);
    return result;
  }
  ObjectDefineProperties(timerified, {
    length: { __proto__: null, configurable: false, enumerable: true, value: fn.length },
    name: { __proto__: null, configurable: false, enumerable: true, value: `timerified ${fn.name}` },
  });
  return timerified;
}

class Performance extends EventTarget {
  #real = true;

  constructor(key = undefined) {
    if (key !== kCreate) throw new ERR_ILLEGAL_CONSTRUCTOR();
    super();
  }

  static #check(self) {
    if (self === null || typeof self !== 'object' || !(#real in self)) throw new ERR_INVALID_THIS('Performance');
  }

  clearMarks(name = undefined) {
    Performance.#check(this);
    clearMarks(name);
  }

  clearMeasures(name = undefined) {
    Performance.#check(this);
    clearEntries('measure', name === undefined ? undefined : `${name}`);
  }

  clearResourceTimings(name = undefined) {
    Performance.#check(this);
    clearEntries('resource', name === undefined ? undefined : `${name}`);
  }

  getEntries() {
    Performance.#check(this);
    return getEntries();
  }

  getEntriesByName(name, type = undefined) {
    Performance.#check(this);
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('name');
    name = `${name}`;
    return getEntries((entry) => entry.name === name && (type === undefined || entry.entryType === type));
  }

  getEntriesByType(type) {
    Performance.#check(this);
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('type');
    type = `${type}`;
    return getEntries((entry) => entry.entryType === type);
  }

  mark(name, options = undefined) {
    Performance.#check(this);
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('name');
    return mark(name, options);
  }

  measure(name, startOrMeasureOptions = undefined, endMark = undefined) {
    Performance.#check(this);
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('name');
    return measure(name, startOrMeasureOptions, endMark);
  }

  now() {
    Performance.#check(this);
    return now();
  }

  setResourceTimingBufferSize(maxSize) {
    Performance.#check(this);
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('maxSize');
    setResourceTimingBufferSize(maxSize >>> 0);
  }

  get timeOrigin() {
    Performance.#check(this);
    return timing(native.kTimeOrigin);
  }

  toJSON() {
    Performance.#check(this);
    return { nodeTiming: this.nodeTiming.toJSON(), timeOrigin: this.timeOrigin, eventLoopUtilization: this.eventLoopUtilization() };
  }

  [kInspect](depth, options) {
    if (depth < 0) return this;
    const { inspect } = require('internal/util/inspect');
    const inner = { ...options, depth: options.depth == null ? null : options.depth - 1 };
    return `Performance ${inspect({ nodeTiming: this.nodeTiming, timeOrigin: this.timeOrigin }, inner)}`;
  }
}

const { markResourceTiming } = {
  markResourceTiming(...args) {
    return require('internal/perf/resource').markResourceTiming(...args);
  },
};
ObjectDefineProperties(Performance.prototype, {
  clearMarks: kEnumerable,
  clearMeasures: kEnumerable,
  clearResourceTimings: kEnumerable,
  getEntries: kEnumerable,
  getEntriesByName: kEnumerable,
  getEntriesByType: kEnumerable,
  mark: kEnumerable,
  measure: kEnumerable,
  now: kEnumerable,
  setResourceTimingBufferSize: kEnumerable,
  timeOrigin: kEnumerable,
  toJSON: kEnumerable,
  [SymbolToStringTag]: { __proto__: null, configurable: true, value: 'Performance' },
  // Not of the web.
  eventLoopUtilization: { __proto__: null, configurable: true, enumerable: false, writable: true, value: eventLoopUtilization },
  nodeTiming: { __proto__: null, configurable: true, enumerable: false, writable: true, value: nodeTiming },
  markResourceTiming: { __proto__: null, configurable: true, enumerable: false, writable: true, value: markResourceTiming },
  timerify: { __proto__: null, configurable: true, enumerable: false, writable: true, value: timerify },
});
defineEventHandler(Performance.prototype, 'resourcetimingbufferfull');

const performance = new Performance(kCreate);
ObjectDefineProperty(performance, 'constructor', { __proto__: null, value: Performance, enumerable: false, writable: true, configurable: true });

module.exports = { Performance, eventLoopUtilization, nodeTiming, performance, timerify };
