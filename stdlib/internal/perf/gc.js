'use strict';

// Entries for garbage collections, while somebody observes them.

const { ObjectDefineProperties } = primordials;
const { PerformanceNodeEntry, enqueue } = require('internal/perf/entries');
const native = binding('perf_hooks');

/** Called by C++, outside the collection, with what it noted of one. */
function onCollection(kind, flags, start, duration) {
  const entry = new PerformanceNodeEntry('gc', 'gc', start, duration, { kind, flags });
  // Where they were before there was a detail.
  ObjectDefineProperties(entry, {
    kind: { __proto__: null, value: kind, configurable: true },
    flags: { __proto__: null, value: flags, configurable: true },
  });
  enqueue(entry);
}

/** @param {boolean} wanted */
function observe(wanted) {
  native.setGcCallback(onCollection);
  native.observeGc(wanted);
}

module.exports = { observe };
