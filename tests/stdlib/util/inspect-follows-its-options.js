'use strict';

const assert = require('node:assert');
const { inspect } = require('node:util');

assert.strictEqual(inspect({ b: 1, a: 2 }, { sorted: true }), '{ a: 2, b: 1 }');
assert.strictEqual(inspect({ a: { b: 1 } }, { depth: 0 }), '{ a: [Object] }');
assert.strictEqual(inspect('x'.repeat(20), { maxStringLength: 4 }), "'xxxx'... 16 more characters");
assert.strictEqual(inspect([1, 2, 3], { maxArrayLength: 1 }), '[ 1, ... 2 more items ]');
assert.strictEqual(inspect(1234567.891, { numericSeparator: true }), '1_234_567.891');
assert.strictEqual(inspect({ get a() { return [1]; } }, { getters: true }), '{ a: [Getter] [ 1 ] }');
assert.strictEqual(inspect({ a: 'x' }, { colors: true }), "{ a: \u001b[32m'x'\u001b[39m }");
assert.strictEqual(inspect(Object.defineProperty({}, 'h', { value: 1 }), { showHidden: true }), '{ [h]: 1 }');

const seen = [];
const custom = {
  [inspect.custom](depth, options, given) {
    seen.push(depth, options.own, given === inspect);
    return 'line 1\nline 2';
  },
};
assert.strictEqual(inspect({ custom }, { own: 'option' }), '{\n  custom: line 1\n  line 2\n}');
assert.deepStrictEqual(seen, [1, 'option', true]);
assert.match(inspect(custom, { customInspect: false }), /^\{/);

assert.throws(() => { inspect.defaultOptions = null; }, { code: 'ERR_INVALID_ARG_TYPE' });
