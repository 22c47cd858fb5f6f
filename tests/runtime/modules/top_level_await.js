'use strict';
const assert = require('node:assert');
const { folder, run } = require('../fixtures/run.js');

const cwd = folder({
  'order.mjs': "import './slow.mjs'; console.log('main');",
  'slow.mjs': "await new Promise((resolve) => setTimeout(resolve, 5)); console.log('slow');",
  'never.mjs': '\nawait new Promise(() => {});',
  'exit.mjs': 'process.on("exit", () => { process.exitCode = 5; }); await new Promise(() => {});',
  'leaves.mjs': 'setTimeout(() => process.exit(), 1); await new Promise(() => {});',
});
assert.strictEqual(run(['order.mjs'], { cwd }).stdout, 'slow\nmain\n');
const never = run(['never.mjs'], { cwd });
assert.strictEqual(never.status, 13);
assert.match(never.stderr, /^Warning: Detected unsettled top-level await at .*never\.mjs:2\nawait new Promise\(\(\) => {}\);\n\^\n\n\n\n$/);
assert.strictEqual(run(['exit.mjs'], { cwd }).status, 5);
const leaves = run(['leaves.mjs'], { cwd });
assert.deepStrictEqual([leaves.status, leaves.stderr], [0, '']);
