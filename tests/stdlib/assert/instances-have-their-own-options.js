'use strict';

const assert = require('node:assert');

const strict = new assert.Assert();
assert.throws(() => strict.equal(1, '1'), { code: 'ERR_ASSERTION', diff: 'simple' });
const loose = new assert.Assert({ strict: false, diff: 'full' });
loose.equal(1, '1');
assert.throws(() => loose.strictEqual(1, 2), { diff: 'full' });
class A {}
class B {}
new assert.Assert({ skipPrototype: true }).deepStrictEqual(new A(), new B());
assert.throws(() => new assert.Assert({ diff: 'none' }), { code: 'ERR_INVALID_ARG_VALUE' });
assert.throws(() => assert.Assert(), { code: 'ERR_CONSTRUCT_CALL_REQUIRED' });

assert.strictEqual(assert.strict.equal, assert.strictEqual);
assert.strictEqual(require('node:assert/strict'), assert.strict);
assert.throws(() => assert.strict.deepEqual([1], ['1']), assert.AssertionError);

const error = new assert.AssertionError({ actual: 1, expected: 2, operator: 'strictEqual' });
assert.strictEqual(error.stack.split('\n')[0], 'AssertionError [ERR_ASSERTION]: Expected values to be strictly equal:');
assert.strictEqual(error.name, 'AssertionError');
assert.throws(() => new assert.AssertionError(), { code: 'ERR_INVALID_ARG_TYPE' });
