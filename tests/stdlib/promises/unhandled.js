'use strict';
const assert = require('node:assert');

const log = [];
process.on('unhandledRejection', (reason, promise) => {
  assert(promise instanceof Promise);
  log.push(`unhandled ${reason}`);
});
process.on('rejectionHandled', (promise) => {
  assert.strictEqual(promise, late);
  log.push('handled');
});

Promise.reject(1);
const soon = Promise.reject(2);
process.nextTick(() => soon.catch(() => {})); // in time
const late = Promise.reject(3);
setImmediate(() => {
  late.catch(() => {});
  setImmediate(() => assert.deepStrictEqual(log, ['unhandled 1', 'unhandled 3', 'handled']));
});
process.on('exit', () => assert.strictEqual(log.length, 3));
