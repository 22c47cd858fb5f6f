'use strict';
const assert = require('node:assert');

// subarray and slice share memory, from copies it.
const original = Buffer.from('abcdef');
original.subarray(1, 3)[0] = 0x58;
original.slice(-2)[1] = 0x59;
assert.strictEqual(original.toString(), 'aXcdeY');
const copy = Buffer.from(original);
copy[0] = 0;
assert.strictEqual(original[0], 0x61);

const memory = new ArrayBuffer(8);
const view = Buffer.from(memory, 2, 4);
view.fill(7);
assert.deepStrictEqual([...new Uint8Array(memory)], [0, 0, 7, 7, 7, 7, 0, 0]);
assert.strictEqual(view.parent, memory);
assert.strictEqual(view.offset, 2);
assert.throws(() => Buffer.from(memory, 9), { code: 'ERR_BUFFER_OUT_OF_BOUNDS' });

// Small buffers come from one slab at offsets that are multiples of eight; they never overlap.
const small = Array.from({ length: 1000 }, (_, i) => Buffer.allocUnsafe(1 + i % 40).fill(i & 255));
for (let i = 0; i < small.length; i++) {
  assert.ok(small[i].every((byte) => byte === (i & 255)));
  assert.strictEqual(small[i].byteOffset % 8, 0);
}
assert.strictEqual(Buffer.from('a').buffer.byteLength, Buffer.poolSize);
assert.notStrictEqual(Buffer.allocUnsafeSlow(8).buffer.byteLength, Buffer.poolSize);
assert.ok(Buffer.alloc(100000).every((byte) => byte === 0));

// copy() within one buffer moves as if through a third one.
const moving = Buffer.from('abcdefgh');
assert.strictEqual(moving.copy(moving, 2, 0, 6), 6);
assert.strictEqual(moving.toString(), 'ababcdef');

// concat cuts and pads.
assert.strictEqual(Buffer.concat([Buffer.from('abc'), Buffer.from('def')], 4).toString(), 'abcd');
assert.deepStrictEqual([...Buffer.concat([Buffer.from('a')], 3)], [0x61, 0, 0]);
assert.deepStrictEqual([...Buffer.copyBytesFrom(new Uint16Array([1, 2, 3]), 1, 1)], [2, 0]);

// Even when a program takes the slab away from under them, others can be made.
Buffer.from('a').buffer.transfer();
assert.strictEqual(Buffer.from('abc').toString(), 'abc');

// A detached buffer is empty for whoever still holds a view.
const lost = Buffer.from(new ArrayBuffer(4));
structuredClone(lost.buffer, { transfer: [lost.buffer] });
assert.strictEqual(lost.length, 0);
assert.strictEqual(lost.toString(), '');
assert.strictEqual(lost.write('x'), 0);
