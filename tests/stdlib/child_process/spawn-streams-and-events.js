'use strict';
// stdin, stdout and stderr of a child, and its events in their order.
const assert = require('node:assert');
const { spawn } = require('node:child_process');

const events = [];
let out = '';
let err = '';
const child = spawn('sh', ['-c', 'cat; echo problem >&2; exit 5']);
assert.strictEqual(typeof child.pid, 'number');
assert.deepStrictEqual(child.spawnargs, ['sh', '-c', 'cat; echo problem >&2; exit 5']);
child.stdout.setEncoding('utf8').on('data', (text) => { out += text; });
child.stderr.setEncoding('utf8').on('data', (text) => { err += text; });
child.on('spawn', () => events.push('spawn'));
child.on('exit', (code, signal) => events.push(`exit ${code} ${signal}`));
child.on('close', (code, signal) => events.push(`close ${code} ${signal}`));
const long = 'line\n'.repeat(100_000);
child.stdin.end(long);

process.on('exit', () => {
  assert.deepStrictEqual(events, ['spawn', 'exit 5 null', 'close 5 null']);
  assert.strictEqual(out, long);
  assert.strictEqual(err, 'problem\n');
  assert.strictEqual(child.exitCode, 5);
  assert.strictEqual(child.signalCode, null);
});
