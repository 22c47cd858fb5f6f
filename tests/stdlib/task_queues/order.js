'use strict';
const assert = require('node:assert');

const log = [];
Promise.resolve().then(() => {
  log.push('microtask');
  process.nextTick(() => log.push('tick of a microtask'));
});
queueMicrotask(() => log.push('queued'));
process.nextTick((...args) => {
  log.push(...args);
  process.nextTick(() => log.push('nested tick'));
  Promise.resolve().then(() => log.push('microtask of a tick'));
}, 'tick', 1, 2);
log.push('main');

// The rest runs although one fails.
process.nextTick(() => { throw new Error('tick'); });
queueMicrotask(() => { throw new Error('microtask'); });
const errors = [];
process.on('uncaughtException', (error) => errors.push(error.message));
process.nextTick(() => log.push('last'));

assert.throws(() => process.nextTick(), { code: 'ERR_INVALID_ARG_TYPE' });
assert.throws(() => queueMicrotask({}), { code: 'ERR_INVALID_ARG_TYPE' });

process.on('exit', () => {
  assert.deepStrictEqual(log, [
    'main', 'tick', 1, 2, 'last', 'nested tick', 'microtask', 'queued', 'microtask of a tick', 'tick of a microtask',
  ]);
  assert.deepStrictEqual(errors.sort(), ['microtask', 'tick']);
  process.nextTick(() => assert.fail('too late'));
});
