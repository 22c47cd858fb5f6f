'use strict';
// Messages both ways in both forms, and the end of the channel.
const assert = require('node:assert');
const { fork } = require('node:child_process');

if (process.argv[2] === 'child') {
  assert.strictEqual(process.env.NODE_CHANNEL_FD, undefined);
  process.on('message', (message) => {
    if (message === 'bye') process.disconnect();
    else process.send(message);
  });
} else {
  const advanced = { map: new Map([[1, new Set(['x'])]]), date: new Date(5), bytes: Buffer.from('abc'), big: 10n, text: 'ü'.repeat(70_000) };
  const json = { list: [1, 'two', null, { three: 3 }], text: 'ü'.repeat(70_000) };
  let done = 0;
  for (const [serialization, message] of [['advanced', advanced], ['json', json]]) {
    const child = fork(__filename, ['child'], { serialization });
    assert.strictEqual(child.connected, true);
    const events = [];
    child.on('message', (answer) => {
      assert.deepStrictEqual(answer, message);
      events.push('message');
      child.send('bye');
    });
    child.on('disconnect', () => events.push('disconnect'));
    child.on('close', (code, signal) => {
      assert.deepStrictEqual([code, signal], [0, null]);
      assert.deepStrictEqual(events, ['message', 'disconnect']);
      assert.strictEqual(child.connected, false);
      child.send('late', (error) => {
        assert.strictEqual(error.code, 'ERR_IPC_CHANNEL_CLOSED');
        done++;
      });
    });
    assert.throws(() => child.send(), { code: 'ERR_MISSING_ARGS' });
    assert.throws(() => child.send(Symbol('x')), { code: 'ERR_INVALID_ARG_TYPE' });
    child.send(message);
  }
  process.on('exit', () => assert.strictEqual(done, 2));
}
