'use strict';

const assert = require('node:assert');
const { mock } = require('node:test');

const add = mock.fn((a, b) => a + b, (a, b) => a * b, { times: 2 });
assert.deepStrictEqual([add(3, 4), add(3, 4), add(3, 4)], [12, 12, 7]);
assert.strictEqual(add.mock.callCount(), 3);
assert.deepStrictEqual(add.mock.calls[0].arguments, [3, 4]);

const object = {
  value: 1,
  method() { return this.value; },
  get accessor() { return 'real'; },
};
const method = mock.method(object, 'method', function() { return -this.value; });
assert.strictEqual(object.method(), -1);
method.mock.mockImplementationOnce(() => 'once');
assert.deepStrictEqual([object.method(), object.method()], ['once', -1]);
mock.getter(object, 'accessor', () => 'mocked');
assert.strictEqual(object.accessor, 'mocked');
mock.restoreAll();
assert.deepStrictEqual([object.method(), object.accessor], [1, 'real']);

assert.throws(() => mock.method(object, 'value'), { code: 'ERR_INVALID_ARG_VALUE' });
assert.throws(() => mock.fn('no function'), { code: 'ERR_INVALID_ARG_TYPE' });
assert.throws(() => mock.fn(() => {}, { times: 0 }), { code: 'ERR_OUT_OF_RANGE' });
