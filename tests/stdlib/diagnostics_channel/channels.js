'use strict';
const assert = require('node:assert');
const dc = require('node:diagnostics_channel');
const { AsyncLocalStorage } = require('node:async_hooks');

const channel = dc.channel('one');
assert.strictEqual(dc.channel('one'), channel);
assert(channel instanceof dc.Channel);
assert.strictEqual(channel.hasSubscribers, false);
channel.publish('nobody');

const log = [];
const subscriber = (message, name) => log.push([message, name]);
dc.subscribe('one', subscriber);
dc.subscribe('one', () => { throw new Error('subscriber'); });
assert(dc.hasSubscribers('one'));
channel.publish(1);
assert(dc.unsubscribe('one', subscriber));
assert(!dc.unsubscribe('one', subscriber));
channel.publish(2);
assert.deepStrictEqual(log, [[1, 'one']]);
let errors = 0;
process.on('uncaughtException', (error) => {
  assert.strictEqual(error.message, 'subscriber');
  errors++;
});

const storage = new AsyncLocalStorage();
const bound = dc.channel('bound');
bound.bindStore(storage, (data) => data + 1);
assert.strictEqual(bound.runStores(1, function(x) { return [this.y, x, storage.getStore()]; }, { y: 3 }, 4).join(), '3,4,2');
assert.strictEqual(storage.getStore(), undefined);

const tracing = dc.tracingChannel('act');
const steps = [];
tracing.subscribe({
  start: () => steps.push('start'),
  end: () => steps.push('end'),
  asyncStart: ({ result }) => steps.push(`asyncStart ${result}`),
  asyncEnd: () => steps.push('asyncEnd'),
  error: ({ error }) => steps.push(`error ${error.message}`),
});
assert.strictEqual(tracing.traceSync((x) => x * 2, {}, undefined, 21), 42);
assert.throws(() => tracing.traceSync(() => { throw new Error('sync'); }), { message: 'sync' });
tracing.traceCallback((cb) => process.nextTick(cb, null, 'value'), 0, {}, undefined, () => steps.push('callback'));
tracing.tracePromise(async () => 'promised').then(() => {
  assert.deepStrictEqual(steps, [
    'start', 'end', 'start', 'error sync', 'end', 'start', 'end', 'start', 'end',
    'asyncStart value', 'callback', 'asyncEnd', 'asyncStart promised', 'asyncEnd',
  ]);
});
assert.throws(() => dc.channel(5), { code: 'ERR_INVALID_ARG_TYPE' });
process.on('exit', () => assert.strictEqual(errors, 2));
