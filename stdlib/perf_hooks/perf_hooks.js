'use strict';

const { ObjectDefineProperties } = primordials;
const {
  PerformanceEntry,
  PerformanceObserver,
  PerformanceObserverEntryList,
} = require('internal/perf/entries');
const { PerformanceMark, PerformanceMeasure } = require('internal/perf/usertiming');
const { PerformanceResourceTiming } = require('internal/perf/resource');
const { Performance, eventLoopUtilization, performance, timerify } = require('internal/perf/performance');
const { createHistogram, monitorEventLoopDelay } = require('internal/perf/histogram');

module.exports = {
  Performance,
  PerformanceEntry,
  PerformanceMark,
  PerformanceMeasure,
  PerformanceObserver,
  PerformanceObserverEntryList,
  PerformanceResourceTiming,
  monitorEventLoopDelay,
  eventLoopUtilization,
  timerify,
  createHistogram,
  performance,
};

const constants = {};
for (const { 0: name, 1: value } of [
  ['MAJOR', 4], ['MINOR', 1], ['INCREMENTAL', 8], ['WEAKCB', 16], ['FLAGS_NO', 0], ['FLAGS_CONSTRUCT_RETAINED', 2],
  ['FLAGS_FORCED', 4], ['FLAGS_SYNCHRONOUS_PHANTOM_PROCESSING', 8], ['FLAGS_ALL_AVAILABLE_GARBAGE', 16],
  ['FLAGS_ALL_EXTERNAL_MEMORY', 32], ['FLAGS_SCHEDULE_IDLE', 64],
]) {
  ObjectDefineProperties(constants, {
    [`NODE_PERFORMANCE_GC_${name}`]: { __proto__: null, enumerable: true, configurable: false, value },
  });
}
ObjectDefineProperties(module.exports, {
  constants: { __proto__: null, configurable: false, enumerable: true, value: constants },
});
