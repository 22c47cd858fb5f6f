'use strict';

// performance.mark and performance.measure. https://www.w3.org/TR/user-timing/

const { ObjectDefineProperties, SafeMap, SafeSet } = primordials;
const {
  codes: { ERR_INVALID_ARG_VALUE, ERR_MISSING_ARGS, ERR_PERFORMANCE_INVALID_TIMESTAMP },
} = require('internal/errors');
const { validateNumber, validateObject, validateString } = require('internal/validators');
const { PerformanceEntry, buffers, clearEntries, enqueue, kCreate, tag } = require('internal/perf/entries');
const { now } = binding('perf_hooks');

const kEnumerable = { __proto__: null, enumerable: true };
const milestones = new SafeSet(['nodeStart', 'v8Start', 'environment', 'loopStart', 'loopExit', 'bootstrapComplete']);
const markTimes = new SafeMap();

function cloneDetail(detail) {
  return detail == null ? null : require('internal/structured_clone').structuredClone(detail);
}

class PerformanceMark extends PerformanceEntry {
  #detail;

  /**
   * @param {string} name
   * @param {{ startTime?: number, detail?: any }} [options]
   */
  constructor(name, options = undefined) {
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('name');
    name = `${name}`;
    if (milestones.has(name)) throw new ERR_INVALID_ARG_VALUE('name', name);
    if (options != null) validateObject(options, 'options');
    const startTime = options?.startTime ?? now();
    validateNumber(startTime, 'startTime');
    if (startTime < 0) throw new ERR_PERFORMANCE_INVALID_TIMESTAMP(startTime);
    markTimes.set(name, startTime);
    super(kCreate, name, 'mark', startTime, 0);
    this.#detail = cloneDetail(options?.detail);
  }

  get detail() {
    return this.#detail;
  }

  toJSON() {
    return { name: this.name, entryType: this.entryType, startTime: this.startTime, duration: this.duration, detail: this.#detail };
  }
}
ObjectDefineProperties(PerformanceMark.prototype, { detail: kEnumerable });
tag(PerformanceMark);

class PerformanceMeasure extends PerformanceEntry {
  #detail;

  constructor(key, name, start, duration, detail) {
    super(key, name, 'measure', start, duration);
    this.#detail = detail ?? null;
  }

  get detail() {
    return this.#detail;
  }

  toJSON() {
    return { name: this.name, entryType: this.entryType, startTime: this.startTime, duration: this.duration, detail: this.#detail };
  }
}
ObjectDefineProperties(PerformanceMeasure.prototype, { detail: kEnumerable });
tag(PerformanceMeasure);

function timeOf(mark) {
  if (typeof mark === 'number') {
    if (mark < 0) throw new ERR_PERFORMANCE_INVALID_TIMESTAMP(mark);
    return mark;
  }
  mark = `${mark}`;
  if (milestones.has(mark)) return require('internal/perf/performance').nodeTiming[mark];
  const time = markTimes.get(mark);
  if (time === undefined) {
    const { DOMException } = require('internal/dom_exception');
    throw new DOMException(`The "${mark}" performance mark has not been set`, 'SyntaxError');
  }
  return time;
}

/**
 * @param {string} name
 * @param {{ startTime?: number, detail?: any }} [options]
 * @returns {PerformanceMark}
 */
function mark(name, options) {
  const entry = new PerformanceMark(name, options);
  buffers.mark.push(entry);
  enqueue(entry);
  return entry;
}

/**
 * @param {string} name
 * @param {string|{ start?: string|number, end?: string|number, duration?: number, detail?: any }} [startOrOptions]
 * @param {string} [endMark]
 * @returns {PerformanceMeasure}
 */
function measure(name, startOrOptions = undefined, endMark = undefined) {
  validateString(name, 'name');
  let options;
  if (startOrOptions !== null && typeof startOrOptions === 'object') {
    options = startOrOptions;
    const { start, end, duration } = options;
    if (start !== undefined || end !== undefined || duration !== undefined) {
      if (endMark !== undefined) throw new ERR_INVALID_ARG_VALUE('endMark', endMark, 'must not be specified');
      if (start === undefined && end === undefined) throw new ERR_MISSING_ARGS('options.start', 'options.end');
      if (start !== undefined && end !== undefined && duration !== undefined) {
        throw new ERR_INVALID_ARG_VALUE('options', options, 'must not have options.start, options.end, and options.duration');
      }
    }
  }

  let end;
  if (endMark !== undefined) end = timeOf(endMark);
  else if (options?.end !== undefined) end = timeOf(options.end);
  else if (options?.start !== undefined && options.duration !== undefined) end = timeOf(options.start) + timeOf(options.duration);
  else end = now();

  let start = 0;
  if (options?.start !== undefined) start = timeOf(options.start);
  else if (options?.duration !== undefined && options.end !== undefined) start = end - timeOf(options.duration);
  else if (typeof startOrOptions === 'string') start = timeOf(startOrOptions);

  const entry = new PerformanceMeasure(kCreate, name, start, end - start, cloneDetail(options?.detail));
  buffers.measure.push(entry);
  enqueue(entry);
  return entry;
}

function clearMarks(name) {
  if (name !== undefined) {
    name = `${name}`;
    if (milestones.has(name)) throw new ERR_INVALID_ARG_VALUE('name', name);
    markTimes.delete(name);
  } else {
    markTimes.clear();
  }
  clearEntries('mark', name);
}

module.exports = { PerformanceMark, PerformanceMeasure, clearMarks, mark, measure };
