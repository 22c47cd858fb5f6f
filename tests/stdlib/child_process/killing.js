'use strict';
// kill, time-outs and abort signals.
const assert = require('node:assert');
const { spawn } = require('node:child_process');

let left = 4;
const plain = spawn('sleep', ['100']);
assert.strictEqual(plain.kill(0), true);
assert.throws(() => plain.kill('SIGNOTHING'), { code: 'ERR_UNKNOWN_SIGNAL' });
assert.strictEqual(plain.kill('SIGINT'), true);
assert.strictEqual(plain.killed, true);
plain.on('exit', (code, signal) => {
  assert.deepStrictEqual([code, signal, plain.signalCode], [null, 'SIGINT', 'SIGINT']);
  assert.strictEqual(plain.kill(), false);
  left--;
});

const limited = spawn('sleep', ['100'], { timeout: 20, killSignal: 9 });
limited.on('exit', (code, signal) => {
  assert.strictEqual(signal, 'SIGKILL');
  left--;
});

const controller = new AbortController();
const aborted = spawn('sleep', ['100'], { signal: controller.signal });
aborted.on('error', (error) => {
  assert.strictEqual(error.name, 'AbortError');
  assert.strictEqual(error.cause, 'reason');
});
aborted.on('exit', (code, signal) => {
  assert.strictEqual(signal, 'SIGTERM');
  left--;
});
controller.abort('reason');

// An unreferenced child doesn't keep its parent running.
const forgotten = spawn('sleep', ['100'], { stdio: 'ignore', detached: true });
forgotten.unref();
process.on('exit', () => {
  forgotten.kill('SIGKILL');
  left--;
  assert.strictEqual(left, 0);
});
