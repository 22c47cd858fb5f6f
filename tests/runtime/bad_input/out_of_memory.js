'use strict';
const assert = require('node:assert');
const { run } = require('../fixtures/run.js');

const { status, signal, stderr } = run(
  ['--max-old-space-size=64', '-e', 'const all = []; for (;;) all.push(new Array(1000).fill(all.length));']);
// V8 cannot go on: the process aborts and says why.
assert.deepStrictEqual([status, signal], [null, 'SIGABRT']);
assert.match(stderr, /FATAL ERROR: .*(heap limit|Ineffective mark-compacts|Allocation failed).*JavaScript heap out of memory/);

// What does not fit is an error where it can be one.
const large = run(['--max-old-space-size=64', '-p', 'try { "x".repeat(2 ** 30) } catch (e) { e.constructor.name }']);
assert.strictEqual(large.stdout, 'RangeError\n');
