'use strict';

// The performance timeline: entries, the buffers that keep marks and measures, and the observers that are told.

const {
  ArrayIsArray,
  ArrayPrototypeSort,
  MathMax,
  ObjectDefineProperties,
  ObjectFreeze,
  SafeMap,
  SafeSet,
  Symbol,
  SymbolFor,
  SymbolToStringTag,
} = primordials;

const {
  codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_THIS, ERR_MISSING_ARGS },
} = require('internal/errors');
const { validateFunction, validateObject } = require('internal/validators');

const kInspect = SymbolFor('nodejs.util.inspect.custom');
const kCreate = Symbol('kCreate');
const kEnumerable = { __proto__: null, enumerable: true };

/** What `Object.prototype.toString` calls instances of a class. */
function tag(Class) {
  ObjectDefineProperties(Class.prototype, {
    [SymbolToStringTag]: { __proto__: null, configurable: true, enumerable: false, value: Class.name, writable: false },
  });
}

function inspectEntry(entry, depth, options) {
  if (depth < 0) return entry;
  const { inspect } = require('internal/util/inspect');
  return `${entry.constructor.name} ${inspect(entry.toJSON(), { ...options, depth: options.depth == null ? null : options.depth - 1 })}`;
}

class PerformanceEntry {
  #name;
  #type;
  #start;
  #duration;

  constructor(key = undefined, name = undefined, type = undefined, start = undefined, duration = undefined) {
    if (key !== kCreate) throw new ERR_ILLEGAL_CONSTRUCTOR();
    this.#name = name;
    this.#type = type;
    this.#start = start;
    this.#duration = duration;
  }

  get name() {
    if (!(#name in this)) throw new ERR_INVALID_THIS('PerformanceEntry');
    return this.#name;
  }

  get entryType() {
    if (!(#name in this)) throw new ERR_INVALID_THIS('PerformanceEntry');
    return this.#type;
  }

  get startTime() {
    if (!(#name in this)) throw new ERR_INVALID_THIS('PerformanceEntry');
    return this.#start;
  }

  get duration() {
    if (!(#name in this)) throw new ERR_INVALID_THIS('PerformanceEntry');
    return this.#duration;
  }

  [kInspect](depth, options) {
    return inspectEntry(this, depth, options);
  }

  toJSON() {
    if (!(#name in this)) throw new ERR_INVALID_THIS('PerformanceEntry');
    return { name: this.#name, entryType: this.#type, startTime: this.#start, duration: this.#duration };
  }
}
ObjectDefineProperties(PerformanceEntry.prototype, {
  name: kEnumerable,
  entryType: kEnumerable,
  startTime: kEnumerable,
  duration: kEnumerable,
  toJSON: kEnumerable,
});

tag(PerformanceEntry);

/** An entry that the runtime itself makes: of a function, a garbage collection, a request. */
class PerformanceNodeEntry extends PerformanceEntry {
  #detail;

  constructor(name, type, start, duration, detail) {
    super(kCreate, name, type, start, duration);
    this.#detail = detail;
  }

  get detail() {
    return this.#detail;
  }

  toJSON() {
    return {
      name: this.name,
      entryType: this.entryType,
      startTime: this.startTime,
      duration: this.duration,
      detail: this.#detail,
    };
  }
}
ObjectDefineProperties(PerformanceNodeEntry, { name: { __proto__: null, value: 'PerformanceEntry' } });

// Buffers

const buffers = { __proto__: null, mark: [], measure: [], resource: [] };
let resourceBufferLimit = 250;
let secondaryResources = [];
let resourceBufferFullPending = false;

function byStart(entries) {
  return ArrayPrototypeSort(entries, (a, b) => a.startTime - b.startTime);
}

function getEntries(filter = () => true) {
  return byStart([...buffers.mark, ...buffers.measure, ...buffers.resource].filter(filter));
}

function clearEntries(type, name) {
  buffers[type] = name === undefined ? [] : buffers[type].filter((entry) => entry.name !== name);
}

function setResourceTimingBufferSize(limit) {
  resourceBufferLimit = limit;
}

function bufferResource(entry, dispatchFull) {
  if (buffers.resource.length < resourceBufferLimit && !resourceBufferFullPending) {
    buffers.resource.push(entry);
    return;
  }
  // A listener of the event gets the chance to make room; what came meanwhile is added then.
  if (!resourceBufferFullPending) {
    resourceBufferFullPending = true;
    require('timers').setImmediate(() => {
      while (secondaryResources.length > 0) {
        const excess = secondaryResources.length;
        if (buffers.resource.length >= resourceBufferLimit) dispatchFull();
        while (buffers.resource.length < resourceBufferLimit && secondaryResources.length > 0) {
          buffers.resource.push(secondaryResources.shift());
        }
        if (secondaryResources.length >= excess) secondaryResources = [];
      }
      resourceBufferFullPending = false;
    });
  }
  secondaryResources.push(entry);
}

// Observers

const supportedEntryTypes = ObjectFreeze(
  ['dns', 'function', 'gc', 'http', 'http2', 'mark', 'measure', 'net', 'resource']);
const observers = new SafeSet();
const counts = new SafeMap(); // entry type → observers
const pending = new SafeSet();
let scheduled = false;
let gcObserved = false;

function count(type, by) {
  counts.set(type, MathMax(0, (counts.get(type) ?? 0) + by));
  if (type !== 'gc') return;
  const wanted = counts.get('gc') > 0;
  if (wanted === gcObserved) return;
  gcObserved = wanted;
  require('internal/perf/gc').observe(wanted);
}

function hasObserver(type) {
  return (counts.get(type) ?? 0) > 0;
}

function deliver() {
  scheduled = false;
  const due = [...pending];
  pending.clear();
  for (const dispatch of due) dispatch();
}

function enqueue(entry) {
  if (!(entry instanceof PerformanceEntry)) {
    throw new ERR_INVALID_ARG_TYPE('entry', 'PerformanceEntry', entry);
  }
  for (const offer of observers) offer(entry);
}

class PerformanceObserverEntryList {
  #entries;

  constructor(key = undefined, entries = undefined) {
    if (key !== kCreate) throw new ERR_ILLEGAL_CONSTRUCTOR();
    this.#entries = byStart(entries);
  }

  getEntries() {
    if (!(#entries in this)) throw new ERR_INVALID_THIS('PerformanceObserverEntryList');
    return [...this.#entries];
  }

  getEntriesByType(type) {
    if (!(#entries in this)) throw new ERR_INVALID_THIS('PerformanceObserverEntryList');
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('type');
    type = `${type}`;
    return this.#entries.filter((entry) => entry.entryType === type);
  }

  getEntriesByName(name, type = undefined) {
    if (!(#entries in this)) throw new ERR_INVALID_THIS('PerformanceObserverEntryList');
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('name');
    name = `${name}`;
    return this.#entries.filter((entry) => entry.name === name && (type === undefined || entry.entryType === type));
  }

  [kInspect](depth, options) {
    if (depth < 0) return this;
    const { inspect } = require('internal/util/inspect');
    return `PerformanceObserverEntryList ${inspect(this.#entries, { ...options, depth: options.depth == null ? null : options.depth - 1 })}`;
  }
}
ObjectDefineProperties(PerformanceObserverEntryList.prototype, {
  getEntries: kEnumerable,
  getEntriesByType: kEnumerable,
  getEntriesByName: kEnumerable,
});

tag(PerformanceObserverEntryList);

class PerformanceObserver {
  #callback;
  #entries = [];
  #types = new SafeSet();
  #mode = undefined; // 'type' or 'entryTypes'; they don't mix

  // The two ends that the timeline holds, in the place of the observer itself.
  #offer = (entry) => {
    if (!this.#types.has(entry.entryType)) return;
    this.#entries.push(entry);
    pending.add(this.#dispatch);
    if (!scheduled) {
      scheduled = true;
      require('timers').setImmediate(deliver);
    }
  };

  #dispatch = () => {
    const entries = this.takeRecords();
    if (entries.length > 0) this.#callback(new PerformanceObserverEntryList(kCreate, entries), this);
  };

  constructor(callback) {
    validateFunction(callback, 'callback');
    this.#callback = callback;
  }

  /**
   * @param {{ entryTypes?: string[], type?: string, buffered?: boolean }} options
   */
  observe(options = { __proto__: null }) {
    validateObject(options, 'options');
    const { entryTypes, type, buffered } = options;
    if (entryTypes === undefined && type === undefined) {
      throw new ERR_MISSING_ARGS('options.entryTypes', 'options.type');
    }
    if (entryTypes != null && type != null) {
      throw new ERR_INVALID_ARG_VALUE(
        'options.entryTypes', entryTypes, 'options.entryTypes can not set with options.type together');
    }

    const mode = entryTypes !== undefined ? 'entryTypes' : 'type';
    if (this.#mode !== undefined && this.#mode !== mode) {
      const { DOMException } = require('internal/dom_exception');
      throw new DOMException(
        `PerformanceObserver can not change to ${mode === 'type' ? 'single' : 'multiple'} observations`,
        'InvalidModificationError');
    }
    this.#mode = mode;

    if (mode === 'entryTypes') {
      if (!ArrayIsArray(entryTypes)) throw new ERR_INVALID_ARG_TYPE('options.entryTypes', 'string[]', entryTypes);
      for (const one of this.#types) count(one, -1);
      this.#types.clear();
      for (const one of entryTypes) {
        if (!supportedEntryTypes.includes(one) || this.#types.has(one)) continue;
        this.#types.add(one);
        count(one, 1);
      }
    } else {
      if (!supportedEntryTypes.includes(type)) return;
      if (!this.#types.has(type)) {
        this.#types.add(type);
        count(type, 1);
      }
      if (buffered) {
        for (const entry of getEntries((one) => one.entryType === type)) this.#offer(entry);
      }
    }
    if (this.#types.size > 0) observers.add(this.#offer);
    else this.disconnect();
  }

  disconnect() {
    for (const type of this.#types) count(type, -1);
    this.#types.clear();
    this.#entries = [];
    this.#mode = undefined;
    observers.delete(this.#offer);
    pending.delete(this.#dispatch);
  }

  takeRecords() {
    const entries = this.#entries;
    this.#entries = [];
    return entries;
  }

  static get supportedEntryTypes() {
    return supportedEntryTypes;
  }

  [kInspect](depth, options) {
    if (depth < 0) return this;
    const { inspect } = require('internal/util/inspect');
    return `PerformanceObserver ${inspect({
      connected: observers.has(this.#offer),
      pending: pending.has(this.#dispatch),
      entryTypes: [...this.#types],
      buffer: this.#entries,
    }, { ...options, depth: options.depth == null ? null : options.depth - 1 })}`;
  }
}
ObjectDefineProperties(PerformanceObserver.prototype, {
  observe: kEnumerable,
  disconnect: kEnumerable,
  takeRecords: kEnumerable,
});
tag(PerformanceObserver);
ObjectDefineProperties(PerformanceObserver, { supportedEntryTypes: kEnumerable });

module.exports = {
  PerformanceEntry,
  PerformanceNodeEntry,
  PerformanceObserver,
  PerformanceObserverEntryList,
  bufferResource,
  buffers,
  clearEntries,
  enqueue,
  getEntries,
  hasObserver,
  inspectEntry,
  kCreate,
  setResourceTimingBufferSize,
  tag,
};
