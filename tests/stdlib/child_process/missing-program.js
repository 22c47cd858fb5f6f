'use strict';
// A program that is not there, cannot be executed, or has nowhere to run: an 'error' event, never an exception.
const assert = require('node:assert');
const { spawn, spawnSync } = require('node:child_process');

let left = 0;
function fails(file, options, code) {
  left++;
  const child = spawn(file, ['x'], options);
  assert.strictEqual(child.pid, undefined);
  const events = [];
  child.on('exit', () => events.push('exit'));
  child.on('error', (error) => {
    events.push('error');
    assert.strictEqual(error.code, code);
    assert.strictEqual(error.syscall, `spawn ${file}`);
    assert.strictEqual(error.message, `spawn ${file} ${code}`);
    assert.strictEqual(error.path, file);
    assert.deepStrictEqual(error.spawnargs, ['x']);
  });
  child.on('close', (status) => {
    assert.ok(status < 0);
    assert.deepStrictEqual(events, ['error']);
    left--;
  });
}
fails('no-such-program-here', {}, 'ENOENT');
fails('/', {}, 'EACCES');
fails('sh', { cwd: '/no/such/directory' }, 'ENOENT');

const result = spawnSync('no-such-program-here', ['x']);
assert.strictEqual(result.error.code, 'ENOENT');
assert.strictEqual(result.error.syscall, 'spawnSync no-such-program-here');
assert.deepStrictEqual([result.pid, result.status, result.signal, result.output], [0, null, null, null]);

process.on('exit', () => assert.strictEqual(left, 0));
