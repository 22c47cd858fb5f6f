'use strict';
const assert = require('node:assert');

const log = [];
setTimeout(() => {
  log.push('a');
  process.nextTick(() => log.push('tick of a'));
  Promise.resolve().then(() => log.push('microtask of a'));
  setTimeout(() => log.push('next turn'), 50); // far enough not to be due when the machine is slow
  setImmediate(() => log.push('immediate of a'));
}, 1);
setTimeout(() => log.push('b'), 1);
const busy = Date.now();
while (Date.now() - busy < 3);

process.on('exit', () => {
  assert.deepStrictEqual(log, ['a', 'tick of a', 'microtask of a', 'b', 'immediate of a', 'next turn']);
});
