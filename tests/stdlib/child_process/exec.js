'use strict';
// exec and execFile: what the callback and the promise get.
const assert = require('node:assert');
const { exec, execFile } = require('node:child_process');
const { promisify } = require('node:util');

let left = 6;
exec('echo out; echo err >&2', (error, stdout, stderr) => {
  assert.strictEqual(error, null);
  assert.strictEqual(stdout, 'out\n');
  assert.strictEqual(stderr, 'err\n');
  left--;
});
exec('echo why >&2; exit 3', (error, stdout, stderr) => {
  assert.strictEqual(error.message, 'Command failed: echo why >&2; exit 3\nwhy\n');
  assert.strictEqual(error.code, 3);
  assert.strictEqual(error.killed, false);
  assert.strictEqual(error.signal, null);
  assert.strictEqual(error.cmd, 'echo why >&2; exit 3');
  assert.strictEqual(stderr, 'why\n');
  left--;
});
execFile('echo', ['a', 'b c'], { encoding: 'buffer' }, (error, stdout) => {
  assert.deepStrictEqual(stdout, Buffer.from('a b c\n'));
  left--;
});
execFile('sh', ['-c', 'printf 0123456789; exec sleep 10'], { maxBuffer: 4 }, (error, stdout) => {
  assert.strictEqual(error.code, 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER');
  assert.strictEqual(stdout, '0123');
  left--;
});
exec('exec sleep 10', { timeout: 30, killSignal: 'SIGKILL' }, (error) => {
  assert.strictEqual(error.killed, true);
  assert.strictEqual(error.signal, 'SIGKILL');
  assert.strictEqual(error.code, null);
  left--;
});
promisify(execFile)('sh', ['-c', 'echo out; exit 1']).catch((error) => {
  assert.strictEqual(error.stdout, 'out\n');
  assert.strictEqual(error.code, 1);
  left--;
});
process.on('exit', () => assert.strictEqual(left, 0));
