'use strict';
// The functions that wait: input, output, status, signal, time-out, too much output.
const assert = require('node:assert');
const { execFileSync, execSync, spawnSync } = require('node:child_process');

const big = 'x'.repeat(300_000);
assert.strictEqual(execSync('cat', { input: big, encoding: 'utf8' }), big);
assert.deepStrictEqual(execFileSync('printf', ['%s-', 'a', 'b']), Buffer.from('a-b-'));

const both = spawnSync('sh', ['-c', 'echo out; echo err >&2; echo third >&3; exit 7'],
  { encoding: 'latin1', stdio: ['ignore', 'pipe', 'pipe', 'pipe'] });
assert.strictEqual(both.status, 7);
assert.strictEqual(both.signal, null);
assert.deepStrictEqual(both.output, [null, 'out\n', 'err\n', 'third\n']);
assert.strictEqual(both.stdout, 'out\n');

const killed = spawnSync('sh', ['-c', 'kill -KILL $$']);
assert.deepStrictEqual([killed.status, killed.signal, killed.error], [null, 'SIGKILL', undefined]);

const late = spawnSync('sleep', ['10'], { timeout: 30 });
assert.strictEqual(late.error.code, 'ETIMEDOUT');
assert.deepStrictEqual([late.status, late.signal], [null, 'SIGTERM']);

const much = spawnSync('sh', ['-c', 'while :; do echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa; done'], { maxBuffer: 1000 });
assert.strictEqual(much.error.code, 'ENOBUFS');
assert.ok(much.stdout.length > 1000);

// A child that does not read its input is no error.
assert.strictEqual(spawnSync('true', { input: big }).status, 0);

assert.throws(() => execSync('echo why >&2; exit 3', { stdio: 'pipe' }), (error) => {
  assert.strictEqual(error.message, 'Command failed: echo why >&2; exit 3\nwhy\n');
  assert.strictEqual(error.status, 3);
  assert.strictEqual(error.stderr.toString(), 'why\n');
  return true;
});

// Nothing of the program's own runs meanwhile.
let ran = false;
setImmediate(() => { ran = true; });
spawnSync('true');
assert.strictEqual(ran, false);
