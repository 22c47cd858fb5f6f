'use strict';

const assert = require('node:assert');
const { spawnSync } = require('node:child_process');

function run(code) {
  const { status, stdout } = spawnSync(process.execPath, ['-e', `
    const test = require('node:test');
    const assert = require('node:assert');
    ${code}
  `], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], timeout: 10000 });
  return [status, stdout];
}

assert.strictEqual(run("test('good', () => {})")[0], 0);
for (const [code, text] of [
  ["test('bad', () => assert.ok(false))", /✖ bad/],
  ["test('rejects', async () => { throw new Error('why'); })", /Error: why/],
  ["test('late', async () => { setImmediate(() => { throw new Error('late'); }); await new Promise((r) => setTimeout(r, 50)); })",
   /Error: late/],
  ["test('slow', { timeout: 1 }, () => new Promise((r) => setTimeout(r, 1000)))", /test timed out after 1ms/],
  ["test('plan', (t) => { t.plan(2); t.assert.ok(true); })", /plan expected 2 assertions but received 1/],
  ["test('outer', (t) => t.test('inner', () => { throw 1; }))", /✖ inner/],
]) {
  const [status, stdout] = run(code);
  assert.strictEqual(status, 1, code);
  assert.match(stdout, text);
}
