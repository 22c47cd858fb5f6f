// Failed calls give errors with code, errno, syscall, path and dest, in all three forms.
'use strict';

const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'fs-'));
process.on('exit', () => fs.rmSync(dir, { recursive: true, force: true }));
const at = (name) => path.join(dir, name);

const missing = at('missing');

assert.throws(() => fs.openSync(missing), {
  name: 'Error',
  message: `ENOENT: no such file or directory, open '${missing}'`,
  errno: -2,
  code: 'ENOENT',
  syscall: 'open',
  path: missing,
});
assert.throws(() => fs.renameSync(missing, at('b')), {
  message: `ENOENT: no such file or directory, rename '${missing}' -> '${at('b')}'`,
  syscall: 'rename',
  path: missing,
  dest: at('b'),
});
assert.throws(() => fs.readFileSync(dir), {
  message: 'EISDIR: illegal operation on a directory, read',
  code: 'EISDIR',
  syscall: 'read',
});
assert.deepStrictEqual(Object.keys((() => {
  try {
    fs.linkSync(missing, at('b'));
  } catch (error) {
    return error;
  }
})()), ['errno', 'code', 'syscall', 'path', 'dest']);

let left = 3;
const done = () => left--;
fs.stat(missing, (error, stats) => {
  assert.strictEqual(error.message, `ENOENT: no such file or directory, stat '${missing}'`);
  assert.strictEqual(error.stack, `Error: ${error.message}`);
  assert.strictEqual(stats, undefined);
  done();
});
fs.promises.readFile(missing).catch((error) => {
  assert.strictEqual(error.code, 'ENOENT');
  assert.strictEqual(error.syscall, 'open');
  done();
});
fs.promises.readdir(missing, { recursive: true }).catch((error) => {
  assert.strictEqual(error.syscall, 'scandir');
  assert.strictEqual(error.path, missing);
  done();
});
process.on('exit', () => assert.strictEqual(left, 0));
