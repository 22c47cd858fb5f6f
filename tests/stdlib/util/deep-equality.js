'use strict';

const assert = require('node:assert');
const { isDeepStrictEqual } = require('node:util');

class A {}
class B {}
const loopA = {};
loopA.loop = loopA;
const loopB = {};
loopB.loop = loopB;

for (const [a, b, strict, loose] of [
  [NaN, NaN, true, true],
  [0, -0, false, true],
  [1, '1', false, true],
  [null, undefined, false, true],
  [[null], [undefined], false, false],
  [{ a: 1, b: [2] }, { b: [2], a: 1 }, true, true],
  [{ a: undefined }, {}, false, false],
  [new A(), new B(), false, true],
  [Object.create(null), {}, false, true],
  [[1, , 2], [1, undefined, 2], false, false], // eslint-disable-line no-sparse-arrays
  [new Set([{ a: 1 }, [2]]), new Set([[2], { a: 1 }]), true, true],
  [new Set([1]), new Set(['1']), false, true],
  [new Map([[{ k: 1 }, 1]]), new Map([[{ k: 1 }, 1]]), true, true],
  [new Map([[1, 2]]), new Map([[1, 3]]), false, false],
  [new Date(0), new Date(0), true, true],
  [/a/g, /a/i, false, false],
  [new Uint8Array([1]), new Uint8Array([1]), true, true],
  [new Float32Array([0]), new Float32Array([-0]), false, true],
  [new Error('a'), new Error('b'), false, false],
  [Object('a'), Object('a'), true, true],
  [{ [Symbol.for('s')]: 1 }, {}, false, true],
  [loopA, loopB, true, true],
  [[], {}, false, false],
]) {
  assert.strictEqual(isDeepStrictEqual(a, b), strict);
  if (loose) assert.deepEqual(a, b);
  else assert.notDeepEqual(a, b);
}

assert.partialDeepStrictEqual({ a: { b: 1, c: 2 }, d: [1, 2, 3] }, { a: { c: 2 }, d: [1, 3] });
assert.partialDeepStrictEqual(new Set([{ a: 1, b: 2 }, 3]), new Set([{ a: 1 }]));
assert.throws(() => assert.partialDeepStrictEqual({ a: [1, 2] }, { a: [2, 1] }), { code: 'ERR_ASSERTION' });
