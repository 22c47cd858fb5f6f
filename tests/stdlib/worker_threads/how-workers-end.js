'use strict';
const assert = require('node:assert');
const { once } = require('node:events');
const { Worker } = require('node:worker_threads');

const run = (text, options) => new Worker(text, { eval: true, ...options });

(async () => {
  // By itself.
  assert.deepStrictEqual(await once(run('0'), 'exit'), [0]);
  // With an error, which comes over with class, message and properties.
  const failing = run('const e = new RangeError("boo"); e.extra = [1]; throw e;');
  const [error] = await once(failing, 'error');
  assert.ok(error instanceof RangeError);
  assert.deepStrictEqual([error.message, error.extra], ['boo', [1]]);
  // By a rejection.
  const [reason] = await once(run('Promise.reject(new Error("rejected"))'), 'error');
  assert.strictEqual(reason.message, 'rejected');
  // With something that cannot be cloned.
  const [odd] = await once(run('throw { f() {} }'), 'error');
  assert.match(require('node:util').inspect(odd), /f/);
  // A syntax error.
  const [syntax] = await once(run('this is no program'), 'error');
  assert.ok(syntax instanceof SyntaxError);
  // In the middle of a loop, or blocked.
  for (const text of ['for (;;);', 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)', 'setInterval(() => {}, 1e6)']) {
    const worker = run(`require('worker_threads').parentPort.postMessage(0); ${text}`);
    await once(worker, 'message');
    assert.strictEqual(await worker.terminate(), 1);
  }
  // process.exit stops at once.
  assert.deepStrictEqual(await once(run('try { process.exit(3); } finally { process.exit(4); }'), 'exit'), [3]);
  // Out of memory: the thread ends, the process does not.
  const greedy = run('const a = []; function grow() { a.push({ x: [1, 2, 3] }); } for (;;) grow();', {
    resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 4 },
  });
  const [oom] = await once(greedy, 'error');
  assert.strictEqual(oom.code, 'ERR_WORKER_OUT_OF_MEMORY');
  // Too deep.
  const [deep] = await once(run('(function f() { f(); })()', { resourceLimits: { stackSizeMb: 1 } }), 'error');
  assert.ok(deep instanceof RangeError);
  // Workers of workers end with them.
  const outer = run(`
    const { Worker, parentPort } = require('worker_threads');
    new Worker('setInterval(() => {}, 1e6)', { eval: true }).on('online', () => parentPort.postMessage('up'));`);
  await once(outer, 'message');
  assert.strictEqual(await outer.terminate(), 1);
  // One that nobody waits for does not keep the process.
  run('setInterval(() => {}, 1e6)').unref();
})();
