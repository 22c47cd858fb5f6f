// Names and values that are rare but right: bytes that are no UTF-8, long and empty paths, links in a circle, holes, old times.
'use strict';

const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'fs-'));
process.on('exit', () => fs.rmSync(dir, { recursive: true, force: true }));
const at = (name) => path.join(dir, name);

const code = (fn) => {
  try {
    fn();
  } catch (error) {
    return error.code;
  }
};

// Names
assert.strictEqual(code(() => fs.openSync('x'.repeat(5000))), 'ENAMETOOLONG');
assert.throws(() => fs.readFileSync(''), { message: "ENOENT: no such file or directory, open ''", path: '' });
fs.mkdirSync(at('names'));
fs.writeFileSync(at('names/a\ud800b'), 'x');
assert.deepStrictEqual(fs.readdirSync(at('names')), ['a\ufffdb']);
fs.unlinkSync(at('names/a\ufffdb'));
fs.writeFileSync(Buffer.concat([Buffer.from(at('names/')), Buffer.from([0x66, 0xff])]), 'x');
assert.deepStrictEqual(fs.readdirSync(at('names'), 'buffer'), [Buffer.from([0x66, 0xff])]);
assert.deepStrictEqual(fs.readdirSync(at('names'), 'hex'), ['66ff']);
assert.deepStrictEqual(fs.readdirSync(at('names'), 'latin1'), ['fÿ']);
assert.ok(Buffer.isBuffer(fs.mkdtempSync(Buffer.from(at('pre')), 'buffer')));

// Links
fs.symlinkSync('l1', at('l2'));
fs.symlinkSync('l2', at('l1'));
assert.strictEqual(code(() => fs.statSync(at('l1'))), 'ELOOP');
assert.strictEqual(code(() => fs.realpathSync(at('l1'))), 'ELOOP');
assert.strictEqual(fs.existsSync(at('l1')), false);
assert.strictEqual(fs.readlinkSync(at('l1')), 'l2');
fs.lutimesSync(at('l1'), 5, 6);
assert.strictEqual(fs.lstatSync(at('l1')).mtimeMs, 6000);

// Holes, positions and lengths
const fd = fs.openSync(at('p'), 'w+');
fs.writeSync(fd, Buffer.from('x'), 0, 1, 2 ** 40);
assert.strictEqual(fs.fstatSync(fd).size, 2 ** 40 + 1);
assert.strictEqual(fs.readSync(fd, Buffer.alloc(1), 0, 1, 2n ** 40n), 1);
assert.throws(() => fs.readFileSync(fd), { code: 'ERR_FS_FILE_TOO_LARGE', name: 'RangeError' });
fs.ftruncateSync(fd, 3);
assert.strictEqual(fs.readvSync(fd, [Buffer.alloc(0), Buffer.alloc(2)], 0), 2);
fs.closeSync(fd);
assert.strictEqual(code(() => fs.closeSync(fd)), 'EBADF');

// Times before 1970 and after 2106
fs.utimesSync(at('p'), new Date('1960-01-01'), 1e10);
assert.strictEqual(fs.statSync(at('p')).atimeMs, Date.parse('1960-01-01'));
assert.strictEqual(fs.statSync(at('p')).mtimeMs, 1e13);

// What the system refuses
fs.mkdirSync(at('full/x'), { recursive: true });
fs.mkdirSync(at('empty'));
assert.strictEqual(code(() => fs.renameSync(at('empty'), at('full'))), 'ENOTEMPTY');
assert.strictEqual(code(() => fs.rmdirSync(at('full'))), 'ENOTEMPTY');
assert.strictEqual(code(() => fs.writeFileSync(at('full'), 'x')), 'EISDIR');
assert.strictEqual(code(() => fs.copyFileSync(at('p'), at('p'), fs.constants.COPYFILE_EXCL)), 'EEXIST');
assert.strictEqual(code(() => fs.openSync(at('p'), fs.constants.O_DIRECTORY)), 'ENOTDIR');
assert.strictEqual(code(() => fs.rmSync(at('p/x'), { force: true })), 'ENOTDIR');

// Devices
assert.strictEqual(fs.readFileSync('/dev/null').length, 0);
assert.strictEqual(code(() => fs.writeFileSync('/dev/full', 'x')), 'ENOSPC');
