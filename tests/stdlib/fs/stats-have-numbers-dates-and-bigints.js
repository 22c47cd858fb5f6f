// Stats, BigIntStats and StatFs.
'use strict';

const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'fs-'));
process.on('exit', () => fs.rmSync(dir, { recursive: true, force: true }));
const at = (name) => path.join(dir, name);

const f = at('f');
fs.writeFileSync(f, '12345', { mode: 0o640 });
fs.chmodSync(f, 0o640);
fs.utimesSync(f, 1700000000.25, new Date(1700000001500));

const stats = fs.statSync(f);
assert.strictEqual(stats.size, 5);
assert.strictEqual(stats.mode, 0o100640);
assert.strictEqual(stats.atimeMs, 1700000000250);
assert.strictEqual(stats.mtimeMs, 1700000001500);
assert.strictEqual(stats.mtime.getTime(), 1700000001500);
assert.ok(stats.isFile() && !stats.isDirectory() && !stats.isSymbolicLink());
assert.ok(stats instanceof fs.Stats);
assert.deepStrictEqual(Object.keys(stats).slice(0, 3), ['dev', 'mode', 'nlink']);
stats.mtime = 'mine';
assert.strictEqual(stats.mtime, 'mine');

const big = fs.statSync(f, { bigint: true });
assert.strictEqual(big.size, 5n);
assert.strictEqual(big.mtimeNs, 1700000001500000000n);
assert.strictEqual(big.mtimeMs, 1700000001500n);
assert.strictEqual(big.ino, BigInt(stats.ino));
assert.ok(big.isFile());

assert.strictEqual(fs.statSync(at('no'), { throwIfNoEntry: false }), undefined);
assert.strictEqual(fs.statSync(at('f/no'), { throwIfNoEntry: false }), undefined);
assert.throws(() => fs.lstatSync(at('f/no'), { throwIfNoEntry: false }), { code: 'ENOTDIR' });

const volume = fs.statfsSync(dir);
assert.ok(volume.blocks > 0 && volume.bsize > 0);
assert.strictEqual(typeof fs.statfsSync(dir, { bigint: true }).bfree, 'bigint');

// Two results that come one after the other don't mix.
let left = 2;
fs.stat(f, (error, one) => {
  fs.stat(dir, (error, other) => {
    assert.ok(one.isFile() && other.isDirectory());
    left--;
  });
});
fs.promises.lstat(f, { bigint: true }).then((stats) => {
  assert.strictEqual(stats.size, 5n);
  left--;
});
process.on('exit', () => assert.strictEqual(left, 0));
