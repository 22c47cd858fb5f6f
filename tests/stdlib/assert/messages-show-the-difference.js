'use strict';

const assert = require('node:assert');

function messageOf(fn) {
  try {
    fn();
  } catch (error) {
    assert.strictEqual(error.code, 'ERR_ASSERTION');
    return error.message;
  }
  throw new Error('nothing was thrown');
}

for (const [fn, message] of [
  [() => assert.equal(1, 2), '1 == 2'],
  [() => assert.strictEqual(1, 2), 'Expected values to be strictly equal:\n\n1 !== 2\n'],
  [() => assert.strictEqual('a longer text', 'a longer test'),
   "Expected values to be strictly equal:\n+ actual - expected\n\n+ 'a longer text'\n- 'a longer test'\n" +
   '              ^\n'],
  [() => assert.strictEqual({}, {}), 'Values have same structure but are not reference-equal:\n\n{}\n'],
  [() => assert.deepStrictEqual({ a: 1, b: 2 }, { a: 1, b: 3 }),
   'Expected values to be strictly deep-equal:\n+ actual - expected\n\n  {\n    a: 1,\n+   b: 2\n-   b: 3\n  }\n'],
  [() => assert.deepStrictEqual([1], [2], 'own words'), 'own words\n+ actual - expected\n\n  [\n+   1\n-   2\n  ]\n'],
  [() => assert.notStrictEqual(1, 1), 'Expected "actual" to be strictly unequal to: 1'],
  [() => assert.deepEqual({ a: 1 }, { a: 2 }),
   'Expected values to be loosely deep-equal:\n\n{\n  a: 1\n}\n\nshould loosely deep-equal\n\n{\n  a: 2\n}'],
  [() => assert.match('abc', /x/), "The input did not match the regular expression /x/. Input:\n\n'abc'\n"],
  [() => assert.fail(), 'Failed'],
  [() => assert.ok(), 'No value argument passed to `assert.ok()`'],
  [() => assert.ifError(new Error('e')), 'ifError got unwanted exception: e'],
]) {
  assert.strictEqual(messageOf(fn), message);
}

const many = Array.from({ length: 40 }, (_, i) => i);
const changed = many.with(20, -1);
assert.match(messageOf(() => assert.deepStrictEqual(many, changed)),
             /Skipped lines\n\n {2}\[\n {4}0,\n {4}1,\n {4}2,\n {4}3,\n\.\.\.\n {4}19,\n\+ {3}20,\n- {3}-1,\n/);
