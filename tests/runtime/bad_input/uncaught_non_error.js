'use strict';
const assert = require('node:assert');
const { run } = require('../fixtures/run.js');

const shown = { '5': '5', 'null': 'null', 'undefined': 'undefined', "'text'": 'text', '1n': '1', 'Symbol("s")': '' };
for (const [thrown, text] of Object.entries(shown)) {
  const { status, stderr } = run(['-e', `throw ${thrown}`]);
  assert.strictEqual(status, 1);
  const [first] = stderr.split('\n(Use');
  assert.strictEqual(first, `\n[eval]:1\nthrow ${thrown}\n^\n${text}`);
  assert.match(stderr, /\(Use `\w+ --trace-uncaught \.\.\.` to show where the exception was thrown\)\n\n/);
}
const object = run(['-e', 'throw { a: 1 }']);
assert.strictEqual(object.status, 1);
assert.match(object.stderr, /\[eval\]:1\nthrow { a: 1 }\n\^\n+{ a: 1 }\n\n.*Node\.js v24/);

const traced = run(['--trace-uncaught', '-e', 'throw 5']);
assert.match(traced.stderr, /Thrown at:\n {4}at \[eval\]:1:1\n/);
