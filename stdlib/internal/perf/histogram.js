'use strict';

// Histograms of integers with a bounded relative error (http://hdrhistogram.org). Values below 2048 (for three significant
// figures) are kept exactly; above, each power of two is cut into that many halves. Buckets are made as they are needed.

const {
  ArrayPrototypeSort,
  BigInt,
  MathFloor,
  MathLog2,
  MathMax,
  MathSqrt,
  Map,
  Number,
  NumberIsNaN,
  NumberMAX_SAFE_INTEGER,
  SafeMap,
  Symbol,
  SymbolDispose,
  SymbolFor,
} = primordials;

const {
  codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_OUT_OF_RANGE },
} = require('internal/errors');
const { validateInteger, validateNumber, validateObject } = require('internal/validators');

const kInspect = SymbolFor('nodejs.util.inspect.custom');
const kCreate = Symbol('kCreate');
const kEmptyMin = 2 ** 63;

class Counts {
  constructor(lowest, highest, figures) {
    this.lowest = lowest;
    this.highest = highest;
    // Places a power of two is cut into, so that `figures` digits stay apart.
    this.places = 2 ** Math.ceil(MathLog2(2 * 10 ** figures));
    this.unit = 2 ** MathFloor(MathLog2(lowest));
    this.clear();
  }

  clear() {
    this.buckets = new SafeMap(); // lowest equivalent value → count
    this.total = 0;
    this.exceeds = 0;
    this.min = kEmptyMin;
    this.max = 0;
    this.previous = 0;
  }

  width(value) {
    let width = this.unit;
    while (value >= this.places * width) width *= 2;
    return width;
  }

  record(value, times = 1) {
    if (value > this.highest || value < 0) {
      this.exceeds++;
      return false;
    }
    const width = this.width(value);
    const bucket = MathFloor(value / width) * width;
    this.buckets.set(bucket, (this.buckets.get(bucket) ?? 0) + times);
    this.total += times;
    if (bucket < this.min) this.min = bucket;
    if (bucket + width - 1 > this.max) this.max = bucket + width - 1;
    return true;
  }

  sorted() {
    return ArrayPrototypeSort([...this.buckets], (a, b) => a[0] - b[0]);
  }

  middle(bucket) {
    return bucket + MathFloor(this.width(bucket) / 2);
  }

  mean() {
    if (this.total === 0) return NaN;
    let sum = 0;
    for (const { 0: bucket, 1: count } of this.buckets.entries()) sum += this.middle(bucket) * count;
    return sum / this.total;
  }

  stddev() {
    if (this.total === 0) return NaN;
    const mean = this.mean();
    let sum = 0;
    for (const { 0: bucket, 1: count } of this.buckets.entries()) sum += (this.middle(bucket) - mean) ** 2 * count;
    return MathSqrt(sum / this.total);
  }

  percentile(percentile) {
    const wanted = MathMax(1, MathFloor(percentile / 100 * this.total + 0.5));
    let seen = 0;
    for (const [bucket, count] of this.sorted()) {
      seen += count;
      if (seen >= wanted) return bucket + this.width(bucket) - 1;
    }
    return 0;
  }

  // At 0, 50, 75, 87.5 … percent: as far as there are values.
  percentiles() {
    const result = new Map();
    let at = 0;
    let seen = 0;
    let value = 0;
    for (const [bucket, count] of this.sorted()) {
      seen += count;
      value = bucket;
      const reached = 100 * seen / this.total;
      while (at <= reached && !(seen === this.total && result.size > 0 && at > 100)) {
        result.set(at, value);
        if (at >= 100) break;
        const halves = 2 ** (MathFloor(MathLog2(100 / (100 - at))) + 1);
        at += 100 / halves;
        if (seen === this.total) break;
      }
    }
    result.set(100, value);
    return result;
  }
}

class Histogram {
  #counts;

  constructor(key = undefined, counts = undefined) {
    if (key !== kCreate) throw new ERR_ILLEGAL_CONSTRUCTOR();
    this.#counts = counts;
  }

  static countsOf(histogram) {
    return histogram.#counts;
  }

  get count() {
    return this.#counts.total;
  }

  get countBigInt() {
    return BigInt(this.#counts.total);
  }

  get min() {
    return this.#counts.min;
  }

  get minBigInt() {
    return this.#counts.total === 0 ? 9223372036854775807n : BigInt(this.#counts.min);
  }

  get max() {
    return this.#counts.max;
  }

  get maxBigInt() {
    return BigInt(this.#counts.max);
  }

  get mean() {
    return this.#counts.mean();
  }

  get exceeds() {
    return this.#counts.exceeds;
  }

  get exceedsBigInt() {
    return BigInt(this.#counts.exceeds);
  }

  get stddev() {
    return this.#counts.stddev();
  }

  /**
   * @param {number} percentile above 0, up to 100
   * @returns {number}
   */
  percentile(percentile) {
    validateNumber(percentile, 'percentile');
    if (NumberIsNaN(percentile) || percentile <= 0 || percentile > 100) {
      throw new ERR_OUT_OF_RANGE('percentile', '> 0 && <= 100', percentile);
    }
    return this.#counts.percentile(percentile);
  }

  percentileBigInt(percentile) {
    return BigInt(this.percentile(percentile));
  }

  /** @returns {Map<number, number>} */
  get percentiles() {
    return this.#counts.percentiles();
  }

  get percentilesBigInt() {
    const result = new Map();
    for (const { 0: at, 1: value } of this.#counts.percentiles().entries()) result.set(at, BigInt(value));
    return result;
  }

  reset() {
    this.#counts.clear();
  }

  toJSON() {
    return {
      count: this.count,
      min: this.min,
      max: this.max,
      mean: this.mean,
      exceeds: this.exceeds,
      stddev: this.stddev,
      percentiles: Object.fromEntries([...this.percentiles]),
    };
  }

  [kInspect](depth, options) {
    if (depth < 0) return this;
    const { inspect } = require('internal/util/inspect');
    return `Histogram ${inspect({
      min: this.min,
      max: this.max,
      mean: this.mean,
      exceeds: this.exceeds,
      stddev: this.stddev,
      count: this.count,
      percentiles: this.percentiles,
    }, { ...options, depth: options.depth == null ? null : options.depth - 1 })}`;
  }
}
const { countsOf } = Histogram;
delete Histogram.countsOf;

class RecordableHistogram extends Histogram {
  /**
   * @param {number|bigint} val
   */
  record(val) {
    if (typeof val === 'bigint') {
      countsOf(this).record(Number(val));
      return;
    }
    validateInteger(val, 'val', 1);
    countsOf(this).record(val);
  }

  /** Records the nanoseconds since it was last called. */
  recordDelta() {
    const counts = countsOf(this);
    const time = MathFloor(binding('perf_hooks').now() * 1e6);
    if (counts.previous > 0) counts.record(MathMax(1, time - counts.previous));
    counts.previous = time;
  }

  /**
   * @param {RecordableHistogram} other
   */
  add(other) {
    if (!(other instanceof RecordableHistogram)) throw new ERR_INVALID_ARG_TYPE('other', 'RecordableHistogram', other);
    const counts = countsOf(this);
    const theirs = countsOf(other);
    for (const { 0: bucket, 1: count } of theirs.buckets.entries()) counts.record(bucket, count);
    counts.exceeds += theirs.exceeds;
  }
}

/**
 * @param {{ lowest?: number|bigint, highest?: number|bigint, figures?: number }} [options]
 * @returns {RecordableHistogram}
 */
function createHistogram(options = { __proto__: null }) {
  validateObject(options, 'options');
  const { lowest = 1, highest = NumberMAX_SAFE_INTEGER, figures = 3 } = options;
  if (typeof lowest !== 'bigint') validateInteger(lowest, 'options.lowest', 1, NumberMAX_SAFE_INTEGER);
  if (typeof highest !== 'bigint') {
    validateInteger(highest, 'options.highest', 2 * Number(lowest), NumberMAX_SAFE_INTEGER);
  } else if (highest < 2n * BigInt(lowest)) {
    throw new ERR_INVALID_ARG_VALUE.RangeError('options.highest', highest);
  }
  validateInteger(figures, 'options.figures', 1, 5);
  return new RecordableHistogram(kCreate, new Counts(Number(lowest), Number(highest), figures));
}

class IntervalHistogram extends Histogram {
  #resolution;
  #timer = undefined;
  #last = 0;

  constructor(key, resolution) {
    super(key, new Counts(1, 3.6e12, 3));
    this.#resolution = resolution;
  }

  /** @returns {boolean} whether it was off */
  enable() {
    if (this.#timer !== undefined) return false;
    const { now } = binding('perf_hooks');
    this.#last = now();
    this.#timer = require('timers').setInterval(() => {
      const time = now();
      countsOf(this).record(MathMax(1, MathFloor((time - this.#last) * 1e6)));
      this.#last = time;
    }, this.#resolution).unref();
    return true;
  }

  /** @returns {boolean} whether it was on */
  disable() {
    if (this.#timer === undefined) return false;
    require('timers').clearInterval(this.#timer);
    this.#timer = undefined;
    return true;
  }

  [SymbolDispose]() {
    this.disable();
  }
}

/**
 * @param {{ resolution?: number }} [options] milliseconds
 * @returns {IntervalHistogram} the delays between turns of the loop, in nanoseconds
 */
function monitorEventLoopDelay(options = { __proto__: null }) {
  validateObject(options, 'options');
  const { resolution = 10 } = options;
  validateInteger(resolution, 'options.resolution', 1);
  return new IntervalHistogram(kCreate, resolution);
}

module.exports = { Histogram, RecordableHistogram, createHistogram, monitorEventLoopDelay };
