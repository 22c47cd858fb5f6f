'use strict';
const assert = require('node:assert');
const { promisify } = require('node:util');
const timers = require('node:timers/promises');

(async () => {
  assert.strictEqual(await timers.setTimeout(1, 'value'), 'value');
  assert.strictEqual(await timers.setImmediate('now'), 'now');
  assert.strictEqual(promisify(setTimeout), timers.setTimeout);

  const controller = new AbortController();
  const waiting = timers.setTimeout(2 ** 30, null, { signal: controller.signal });
  controller.abort('enough');
  await assert.rejects(waiting, { name: 'AbortError', code: 'ABORT_ERR', cause: 'enough' });
  await assert.rejects(timers.setTimeout(1, null, { ref: 1 }), { code: 'ERR_INVALID_ARG_TYPE' });

  let n = 0;
  for await (const value of timers.setInterval(1, 'tick')) {
    assert.strictEqual(value, 'tick');
    if (++n === 3) break;
  }
  await timers.scheduler.wait(1);
  await timers.scheduler.yield();
  done = true;
})();
let done = false;
process.on('exit', () => assert(done));
