'use strict';

const assert = require('node:assert');
const { format, formatWithOptions, stripVTControlCharacters, styleText } = require('node:util');

for (const [args, text] of [
  [['%s %d %i %f %j', 'a', '1.5', '2.9', '3.5x', { a: 1 }], 'a 1.5 2 3.5 {"a":1}'],
  [['%O', { a: { b: 1 } }], '{ a: { b: 1 } }'],
  [['%c%s', 'css', 'x'], 'x'],
  [['100%', 1], '100% 1'],
  [['%%%s', 'x'], '%x'],
  [['%s'], '%s'],
  [['%s', -0], '-0'],
  [['%s', 5n], '5n'],
  [['%s', { toString() { return 'own'; } }], 'own'],
  [['%s', [1, [2]]], '[ 1, [Array] ]'],
  [['%d', Symbol('s')], 'NaN'],
  [[1, 'two', { three: 3 }], '1 two { three: 3 }'],
]) {
  assert.strictEqual(format(...args), text);
}
const loop = {};
loop.loop = loop;
assert.strictEqual(format('%j', loop), '[Circular]');
assert.strictEqual(formatWithOptions({ colors: true }, '%s', { a: 1 }), '{ a: 1 }');
assert.strictEqual(formatWithOptions({ colors: true }, 1), '\u001b[33m1\u001b[39m');
assert.throws(() => formatWithOptions(null, ''), { code: 'ERR_INVALID_ARG_TYPE' });

assert.strictEqual(styleText(['bold', 'red'], 'x', { validateStream: false }),
                   '\u001b[1m\u001b[31mx\u001b[39m\u001b[22m');
assert.throws(() => styleText('no such color', 'x'), { code: 'ERR_INVALID_ARG_VALUE' });
assert.strictEqual(stripVTControlCharacters('\u001b[31mred\u001b[39m'), 'red');
