'use strict';
const assert = require('node:assert');

const buf = Buffer.alloc(16);
for (const order of ['LE', 'BE']) {
  for (const [type, size, values] of [
    ['UInt16', 2, [0, 1, 0xfffe]], ['Int16', 2, [-0x8000, -2, 0x7fff]],
    ['UInt32', 4, [0, 0xfffffffe]], ['Int32', 4, [-0x80000000, -2, 0x7fffffff]],
    ['Float', 4, [0.5, -Infinity, 16777216]], ['Double', 8, [Math.PI, -0, 1e300]],
    ['BigUInt64', 8, [0n, 0xfffffffffffffffen]], ['BigInt64', 8, [-0x8000000000000000n, -2n, 0x7fffffffffffffffn]],
  ]) {
    const view = new DataView(buf.buffer, buf.byteOffset, buf.length);
    const accessor = { UInt16: 'Uint16', UInt32: 'Uint32', Float: 'Float32', Double: 'Float64', BigUInt64: 'BigUint64' }[type] ?? type;
    for (const value of values) {
      assert.strictEqual(buf[`write${type}${order}`](value, 3), 3 + size);
      assert.strictEqual(buf[`read${type}${order}`](3), value);
      assert.strictEqual(view[`get${accessor}`](3, order === 'LE'), value);
    }
    assert.throws(() => buf[`read${type}${order}`](17 - size), { code: 'ERR_OUT_OF_RANGE' });
    assert.throws(() => buf[`read${type}${order}`](0.5), { code: 'ERR_OUT_OF_RANGE' });
    assert.throws(() => buf[`read${type}${order}`]('0'), { code: 'ERR_INVALID_ARG_TYPE' });
  }
  for (let size = 1; size <= 6; size++) {
    for (const value of [0, 1, 2 ** (8 * size) - 1, Math.floor(2 ** (8 * size) / 3)]) {
      buf[`writeUInt${order}`](value, 5, size);
      assert.strictEqual(buf[`readUInt${order}`](5, size), value);
    }
    for (const value of [-(2 ** (8 * size - 1)), -1, 2 ** (8 * size - 1) - 1]) {
      buf[`writeInt${order}`](value, 5, size);
      assert.strictEqual(buf[`readInt${order}`](5, size), value);
    }
    assert.throws(() => buf[`writeUInt${order}`](2 ** (8 * size), 0, size), { code: 'ERR_OUT_OF_RANGE' });
    assert.throws(() => buf[`writeInt${order}`](2 ** (8 * size - 1), 0, size), { code: 'ERR_OUT_OF_RANGE' });
  }
}
assert.strictEqual(Buffer.prototype.readUint32LE, Buffer.prototype.readUInt32LE);
assert.throws(() => buf.readIntLE(0, 7), { code: 'ERR_OUT_OF_RANGE' });
assert.throws(() => Buffer.alloc(1).readInt16LE(), { code: 'ERR_BUFFER_OUT_OF_BOUNDS' });
assert.throws(() => buf.writeBigInt64LE(1), TypeError);
