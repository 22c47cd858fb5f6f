'use strict';
const assert = require('node:assert');

const log = [];
setImmediate((x) => {
  log.push(x);
  setImmediate(() => log.push('next turn'));
  process.nextTick(() => log.push('tick'));
}, 1);
setImmediate(() => log.push(2));
setImmediate(() => { throw new Error('in between'); });
setImmediate(() => log.push(3));
process.once('uncaughtException', (error) => {
  assert.strictEqual(error.message, 'in between');
  log.push('caught');
});
process.on('exit', () => {
  assert.deepStrictEqual(log, [1, 'tick', 2, 'caught', 3, 'next turn']);
});
