'use strict';
const assert = require('node:assert');
const { Readable } = require('node:stream');
const { setTimeout: wait } = require('node:timers/promises');

const numbers = () => Readable.from([1, 2, 3, 4]);

(async () => {
  assert.deepStrictEqual(await numbers().map((x) => x * 2).toArray(), [2, 4, 6, 8]);
  assert.deepStrictEqual(await numbers().filter((x) => x % 2).toArray(), [1, 3]);
  assert.deepStrictEqual(await numbers().flatMap((x) => [x, x]).take(3).toArray(), [1, 1, 2]);
  assert.deepStrictEqual(await numbers().drop(3).toArray(), [4]);
  assert.strictEqual(await numbers().reduce((a, b) => a + b), 10);
  assert.strictEqual(await numbers().reduce((a, b) => a + b, 5), 15);
  assert.strictEqual(await numbers().find((x) => x > 2), 3);
  assert.deepStrictEqual([await numbers().some((x) => x > 3), await numbers().every((x) => x > 3)], [true, false]);
  const seen = [];
  await numbers().forEach((x) => { seen.push(x); });
  assert.deepStrictEqual(seen, [1, 2, 3, 4]);

  // Many at once, in order.
  let running = 0;
  let most = 0;
  const slow = numbers().map(async (x) => {
    most = Math.max(most, ++running);
    await wait(5 - x);
    running--;
    return x;
  }, { concurrency: 2 });
  assert.deepStrictEqual(await slow.toArray(), [1, 2, 3, 4]);
  assert.strictEqual(most, 2);

  await assert.rejects(numbers().map(() => { throw new Error('fn'); }).toArray(), { message: 'fn' });
  await assert.rejects(Readable.from([]).reduce(() => {}), { code: 'ERR_MISSING_ARGS' });
  await assert.rejects(numbers().toArray({ signal: AbortSignal.abort() }), { name: 'AbortError' });
  assert.throws(() => numbers().map(), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => numbers().take(-1), { code: 'ERR_OUT_OF_RANGE' });
  assert.throws(() => numbers().map(() => {}, { concurrency: 0 }), { code: 'ERR_OUT_OF_RANGE' });
  done = true;
})();
let done = false;
process.on('exit', () => assert(done));
