'use strict';

const assert = require('node:assert');
const { inspect } = require('node:util');

assert.strictEqual(inspect(Array.from({ length: 27 }, (_, i) => i)),
                   '[\n' +
                   '   0,  1,  2,  3,  4,  5,  6,  7,\n' +
                   '   8,  9, 10, 11, 12, 13, 14, 15,\n' +
                   '  16, 17, 18, 19, 20, 21, 22, 23,\n' +
                   '  24, 25, 26\n' +
                   ']');
const words = Array.from({ length: 9 }, (_, i) => 'word'.slice(0, i % 5).padEnd(3 + i, 'x'));
assert.strictEqual(inspect(words),
                   "[\n  'xxx',         'wxxx',\n  'woxxx',       'worxxx',\n  'wordxxx',     'xxxxxxxx',\n" +
                   "  'wxxxxxxxx',   'woxxxxxxxx',\n  'worxxxxxxxx'\n]");
assert.strictEqual(inspect({ a: 'x'.repeat(40), b: 'y'.repeat(40) }),
                   `{\n  a: '${'x'.repeat(40)}',\n  b: '${'y'.repeat(40)}'\n}`);
assert.strictEqual(inspect({ a: [1, { b: 2 }] }, { compact: false }),
                   '{\n  a: [\n    1,\n    {\n      b: 2\n    }\n  ]\n}');
assert.strictEqual(inspect({ a: 1, b: [2] }, { breakLength: 3 }), '{\n  a: 1,\n  b: [\n    2\n  ]\n}');
assert.strictEqual(inspect(['one line\nand another one that makes it longer than fits on a line of 80 columns']),
                   "[\n  'one line\\n' +\n    'and another one that makes it longer than fits on a line of 80 columns'\n]");
assert.strictEqual(inspect(Array(101).fill(1)).split('\n').at(-2), '  ... 1 more item');

// Texts are put together without copying them at each level.
const nested = {};
let at = nested;
for (let i = 0; i < 400; i++) at = at[`k${i}`] = { circular: nested, values: [1, 2, 3] };
assert.ok(inspect(nested, { depth: Infinity }).length > 10000);
