// Wrong arguments give Node's codes before anything is done.
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
const f = at('f');
fs.writeFileSync(f, 'text');
const fd = fs.openSync(f, 'r+');

assert.strictEqual(code(() => fs.openSync({})), 'ERR_INVALID_ARG_TYPE');
assert.strictEqual(code(() => fs.openSync('a\0b')), 'ERR_INVALID_ARG_VALUE');
assert.strictEqual(code(() => fs.openSync(Buffer.from('a\0b'))), 'ERR_INVALID_ARG_VALUE');
assert.strictEqual(code(() => fs.openSync(new URL('http://x/y'))), 'ERR_INVALID_URL_SCHEME');
assert.strictEqual(code(() => fs.openSync(f, 'zz')), 'ERR_INVALID_ARG_VALUE');
assert.strictEqual(code(() => fs.openSync(f, 'r', '9')), 'ERR_INVALID_ARG_VALUE');
assert.strictEqual(code(() => fs.openSync(f, 'r', -1)), 'ERR_OUT_OF_RANGE');
assert.strictEqual(code(() => fs.open(f)), 'ERR_INVALID_ARG_TYPE');
assert.strictEqual(code(() => fs.closeSync('1')), 'ERR_INVALID_ARG_TYPE');
assert.strictEqual(code(() => fs.closeSync(-1)), 'ERR_OUT_OF_RANGE');
assert.strictEqual(code(() => fs.readSync(fd, 'x')), 'ERR_INVALID_ARG_TYPE');
assert.strictEqual(code(() => fs.readSync(fd, Buffer.alloc(4), 0, 5)), 'ERR_OUT_OF_RANGE');
assert.strictEqual(code(() => fs.readSync(fd, Buffer.alloc(4), 0, 4, 'x')), 'ERR_INVALID_ARG_TYPE');
assert.strictEqual(code(() => fs.readSync(fd, Buffer.alloc(0), 0, 2)), 'ERR_INVALID_ARG_VALUE');
assert.strictEqual(code(() => fs.writeSync(fd, {})), 'ERR_INVALID_ARG_TYPE');
assert.strictEqual(code(() => fs.writeSync(fd, Buffer.alloc(4), 5)), 'ERR_OUT_OF_RANGE');
assert.strictEqual(code(() => fs.writeSync(fd, 'abc', 0, 'hex')), 'ERR_INVALID_ARG_VALUE');
assert.strictEqual(code(() => fs.writevSync(fd, 'x')), 'ERR_INVALID_ARG_TYPE');
assert.strictEqual(code(() => fs.ftruncateSync(fd, 1.5)), 'ERR_OUT_OF_RANGE');
assert.strictEqual(code(() => fs.readFileSync(f, { encoding: 'foo' })), 'ERR_INVALID_ARG_VALUE');
assert.strictEqual(code(() => fs.readFileSync(f, 5)), 'ERR_INVALID_ARG_TYPE');
assert.strictEqual(code(() => fs.writeFileSync(f, {})), 'ERR_INVALID_ARG_TYPE');
assert.strictEqual(code(() => fs.writeFileSync(f, 'a', { flush: 5 })), 'ERR_INVALID_ARG_TYPE');
assert.strictEqual(code(() => fs.accessSync(f, 99)), 'ERR_OUT_OF_RANGE');
assert.strictEqual(code(() => fs.chownSync(f, 'x', 1)), 'ERR_INVALID_ARG_TYPE');
assert.strictEqual(code(() => fs.utimesSync(f, 'x', 1)), 'ERR_INVALID_ARG_TYPE');
assert.strictEqual(code(() => fs.symlinkSync('a', at('b'), 'foo')), 'ERR_INVALID_ARG_VALUE');
assert.strictEqual(code(() => fs.mkdirSync(at('d'), { recursive: 'x' })), 'ERR_INVALID_ARG_TYPE');
assert.strictEqual(code(() => fs.rmSync(f, { maxRetries: -1 })), 'ERR_OUT_OF_RANGE');
assert.strictEqual(code(() => fs.cpSync(f, f, { dereference: true, verbatimSymlinks: true })),
                   'ERR_INCOMPATIBLE_OPTION_PAIR');
assert.strictEqual(code(() => fs.opendirSync(dir, { bufferSize: 0 })), 'ERR_OUT_OF_RANGE');
assert.strictEqual(code(() => fs.createReadStream(f, { start: 5, end: 1 })), 'ERR_OUT_OF_RANGE');
assert.strictEqual(code(() => fs.globSync(5)), 'ERR_INVALID_ARG_TYPE');
assert.strictEqual(fs.readFileSync(f, 'utf8'), 'text');
fs.closeSync(fd);
