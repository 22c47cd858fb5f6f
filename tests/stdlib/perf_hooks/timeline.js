'use strict';
const assert = require('node:assert');
const { PerformanceObserver, createHistogram, monitorEventLoopDelay, performance } = require('node:perf_hooks');

assert.strictEqual(globalThis.performance, performance);
assert(performance.now() > 0);
assert(Math.abs(performance.timeOrigin + performance.now() - Date.now()) < 1000);
const { bootstrapComplete, loopStart } = performance.nodeTiming;
assert(bootstrapComplete > 0);
assert.strictEqual(loopStart, -1);

const seen = [];
const observer = new PerformanceObserver((list) => {
  for (const { name, entryType } of list.getEntries()) seen.push(`${entryType} ${name}`);
});
observer.observe({ entryTypes: ['mark', 'measure', 'function'] });
performance.mark('a', { startTime: 5, detail: { x: 1 } });
performance.mark('b', { startTime: 8 });
const measure = performance.measure('a to b', 'a', 'b');
assert.deepStrictEqual([measure.startTime, measure.duration, measure.detail], [5, 3, null]);
assert.deepStrictEqual(performance.getEntriesByName('a')[0].detail, { x: 1 });
performance.clearMarks('a');
assert.strictEqual(performance.getEntriesByType('mark').length, 1);
assert.throws(() => performance.measure('x', 'a'), { name: 'SyntaxError' });
assert.throws(() => performance.mark('x', { startTime: -1 }), { code: 'ERR_PERFORMANCE_INVALID_TIMESTAMP' });
assert.throws(() => new PerformanceObserver(), { code: 'ERR_INVALID_ARG_TYPE' });
assert.throws(() => observer.observe({}), { code: 'ERR_MISSING_ARGS' });

const histogram = createHistogram();
const timed = performance.timerify(function add(a, b) { return a + b; }, { histogram });
assert.strictEqual(timed(1, 2), 3);
assert.strictEqual(timed.name, 'timerified add');
assert.strictEqual(histogram.count, 1);

const values = createHistogram();
for (let i = 1; i <= 1000; i++) values.record(i);
assert.deepStrictEqual([values.min, values.max, values.mean, values.percentile(50), values.percentile(99)],
                       [1, 1000, 500.5, 500, 990]);
assert.throws(() => values.record(0), { code: 'ERR_OUT_OF_RANGE' });

const delay = monitorEventLoopDelay({ resolution: 1 });
assert.strictEqual(delay.enable(), true);
assert.strictEqual(delay.enable(), false);
setTimeout(() => {
  delay.disable();
  assert(delay.count > 0);
  assert(performance.nodeTiming.loopStart > 0);
  const { utilization } = performance.eventLoopUtilization();
  assert(utilization >= 0 && utilization <= 1);
  observer.disconnect();
  assert.deepStrictEqual(seen, ['mark a', 'measure a to b', 'mark b', 'function add']);
}, 20);
