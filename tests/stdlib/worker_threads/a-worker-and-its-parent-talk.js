'use strict';
const assert = require('node:assert');
const { Worker, isMainThread, parentPort, workerData, threadId, setEnvironmentData, getEnvironmentData } =
  require('node:worker_threads');

if (isMainThread) {
  const shared = new Int32Array(new SharedArrayBuffer(4));
  const moved = new ArrayBuffer(16);
  setEnvironmentData('key', { some: 'data' });
  const worker = new Worker(__filename, {
    workerData: { shared, moved }, transferList: [moved], argv: ['x', 7], env: { ONLY: 'this' }, name: 'echo',
  });
  assert.strictEqual(moved.byteLength, 0);
  assert.strictEqual(threadId, 0);
  assert.ok(worker.threadId > 0);
  const events = [];
  worker.on('online', () => events.push('online'));
  worker.on('message', (message) => {
    if (message.report !== undefined) {
      assert.deepStrictEqual(message.report, {
        argv: ['x', '7'], env: ['ONLY'], moved: 16, threadId: worker.threadId, data: { some: 'data' }, parent: 'object',
      });
      assert.strictEqual(Atomics.load(shared, 0), 42);
      worker.postMessage('stop');
    } else {
      events.push(message);
    }
  });
  worker.on('exit', (code) => {
    assert.strictEqual(code, 5);
    assert.deepStrictEqual(events, ['online', 'stopping']);
    assert.strictEqual(worker.threadId, -1);
  });
} else {
  Atomics.store(workerData.shared, 0, 42);
  parentPort.postMessage({
    report: {
      argv: process.argv.slice(2), env: Object.keys(process.env), moved: workerData.moved.byteLength, threadId,
      data: getEnvironmentData('key'), parent: typeof parentPort,
    },
  });
  parentPort.on('message', () => {
    parentPort.postMessage('stopping');
    process.exit(5);
  });
}
