'use strict';
const assert = require('node:assert');

const never = () => assert.fail('cleared');
clearTimeout(setTimeout(never, 1));
clearTimeout(+setTimeout(never, 1));
clearTimeout(`${+setTimeout(never, 1)}`);
clearInterval(setInterval(never, 1));
clearImmediate(setImmediate(never));
setTimeout(never, 1).close();
for (const junk of [null, undefined, {}, 'x', 77777, Symbol.iterator]) {
  clearTimeout(junk);
  clearImmediate(junk);
}
{
  using timer = setTimeout(never, 1);
  assert(timer.hasRef());
}

// Of two that are due together the first clears the second.
const second = { timer: undefined };
setTimeout(() => clearTimeout(second.timer), 1);
second.timer = setTimeout(never, 1);
setImmediate(() => clearImmediate(second.immediate));
second.immediate = setImmediate(never);

// An unref'd one doesn't hold up the end.
setTimeout(never, 2 ** 30).unref();
assert.strictEqual(setTimeout(() => {}, 1).unref().hasRef(), false);

// refresh() also gives a timer that has fired another life; not one that was cleared.
let fired = 0;
const again = setTimeout(() => {
  if (++fired < 3) setImmediate(() => again.refresh());
}, 1);
const cleared = setTimeout(never, 1);
clearTimeout(cleared);
cleared.refresh();

// An interval goes on after it has thrown.
let ticks = 0;
process.once('uncaughtException', (error) => assert.strictEqual(error.message, 'tick'));
const interval = setInterval(() => {
  if (++ticks === 2) clearInterval(interval);
  else throw new Error('tick');
}, 1);

assert.throws(() => setTimeout('code'), { code: 'ERR_INVALID_ARG_TYPE' });
process.on('exit', () => {
  assert.strictEqual(fired, 3);
  assert.strictEqual(ticks, 2);
});
