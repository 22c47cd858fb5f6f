'use strict';

// Entries for garbage collections, while somebody observes them.

const { PerformanceNodeEntry, enqueue } = require('internal/perf/entries');
const native = binding('perf_hooks');

/** Called by C++, outside the collection, with what it noted of one. */
function onCollection(kind, flags, start, duration) {
  const entry = new PerformanceNodeEntry('gc', 'gc', start, duration, { kind, flags });
  enqueue(entry);
}

/** @param {boolean} wanted */
function observe(wanted) {
  native.setGcCallback(onCollection);
  native.observeGc(wanted);
}

module.exports = { observe };
