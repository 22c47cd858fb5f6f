'use strict';
const assert = require('node:assert');

const cyclic = { map: new Map([[1, new Set(['a'])]]), date: new Date(5), re: /x/gi, big: 1n, bytes: new Uint8Array([1, 2]), hole: [, 1] };
cyclic.self = cyclic;
const clone = structuredClone(cyclic);
assert.deepStrictEqual(clone, cyclic);
assert.strictEqual(clone.self, clone);
assert.notStrictEqual(clone.map, cyclic.map);

const error = structuredClone(new RangeError('r', { cause: 7 }));
assert.ok(error instanceof RangeError);
assert.strictEqual(error.cause, 7);
const dom = structuredClone(new DOMException('m', 'AbortError'));
assert.ok(dom instanceof DOMException);
assert.deepStrictEqual([dom.name, dom.message, dom.code], ['AbortError', 'm', 20]);

const memory = new ArrayBuffer(8);
const moved = structuredClone({ memory }, { transfer: [memory] });
assert.deepStrictEqual([memory.byteLength, moved.memory.byteLength], [0, 8]);
const shared = new SharedArrayBuffer(4);
const other = structuredClone([shared, shared]);
new Uint8Array(other[0])[0] = 9;
assert.strictEqual(new Uint8Array(shared)[0], 9);
assert.strictEqual(other[0], other[1]);

for (const value of [() => {}, Symbol('s'), new WeakMap(), Promise.resolve(), { deep: [() => {}] }, new URL('http://h')]) {
  assert.throws(() => structuredClone(value), { name: 'DataCloneError', code: 25 });
}
assert.throws(() => structuredClone(1, { transfer: [memory] }), { name: 'DataCloneError' });
assert.throws(() => structuredClone(1, { transfer: [{}] }), { name: 'DataCloneError' });
assert.throws(() => structuredClone(new MessageChannel().port1), { name: 'DataCloneError' });
// A failed transfer moves nothing.
const whole = new ArrayBuffer(3);
assert.throws(() => structuredClone({ whole, f() {} }, { transfer: [whole] }), { name: 'DataCloneError' });
assert.strictEqual(whole.byteLength, 3);
// The slab under small buffers stays where it is.
const pool = Buffer.from('pooled').buffer;
assert.throws(() => structuredClone(pool, { transfer: [pool] }), { name: 'DataCloneError' });
