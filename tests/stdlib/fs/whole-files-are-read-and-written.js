// readFile, writeFile, appendFile and truncate, by path, Buffer, URL and descriptor.
'use strict';

const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'fs-'));
process.on('exit', () => fs.rmSync(dir, { recursive: true, force: true }));
const at = (name) => path.join(dir, name);

const { pathToFileURL } = require('node:url');

const f = at('f');
fs.writeFileSync(f, 'zwölf');
assert.strictEqual(fs.readFileSync(f, 'utf8'), 'zwölf');
assert.strictEqual(fs.readFileSync(Buffer.from(f), 'latin1'), 'zwÃ¶lf');
assert.deepStrictEqual(fs.readFileSync(pathToFileURL(f)), Buffer.from('zwölf'));
fs.writeFileSync(f, 'e4f6', 'hex');
assert.strictEqual(fs.readFileSync(f, 'utf8'), '\ufffd\ufffd');
fs.writeFileSync(f, new Uint16Array([1, 2]));
assert.strictEqual(fs.readFileSync(f).length, 4);
fs.writeFileSync(f, '');
assert.strictEqual(fs.readFileSync(f).length, 0);
assert.strictEqual(fs.readFileSync(f, 'utf8'), '');
fs.appendFileSync(f, 'a');
fs.appendFileSync(f, Buffer.from('b'));
assert.throws(() => fs.writeFileSync(f, 'x', { flag: 'wx' }), { code: 'EEXIST' });
assert.strictEqual(fs.readFileSync(f, 'utf8'), 'ab');
fs.truncateSync(f, 1);
assert.strictEqual(fs.readFileSync(f, 'utf8'), 'a');

// From a descriptor's position on.
const fd = fs.openSync(f, 'w+');
fs.writeFileSync(fd, 'one ');
fs.writeFileSync(fd, 'two');
assert.strictEqual(fs.readFileSync(fd, 'utf8'), '');
assert.strictEqual(fs.readFileSync(f, 'utf8'), 'one two');
fs.closeSync(fd);

// Files that claim to be empty.
assert.match(fs.readFileSync('/proc/self/status', 'utf8'), /Pid:/);

const big = Buffer.alloc(5_000_000, 'ä');
let left = 4;
fs.writeFile(at('big'), big, (error) => {
  assert.ifError(error);
  fs.readFile(at('big'), (error, data) => {
    assert.ok(big.equals(data));
    left--;
  });
});
(async () => {
  await fs.promises.writeFile(at('p'), 'one');
  await fs.promises.appendFile(at('p'), 'two');
  assert.strictEqual(await fs.promises.readFile(at('p'), 'utf8'), 'onetwo');
  await fs.promises.writeFile(at('p'), (async function*() {
    yield 'a';
    yield Buffer.from('b');
  })());
  assert.strictEqual(await fs.promises.readFile(at('p'), { encoding: 'utf8' }), 'ab');
  await fs.promises.truncate(at('p'), 1);
  assert.strictEqual(fs.statSync(at('p')).size, 1);
  left--;

  const controller = new AbortController();
  const reading = fs.promises.readFile(at('p'), { signal: controller.signal });
  controller.abort();
  await assert.rejects(reading, { name: 'AbortError', code: 'ABORT_ERR' });
  await assert.rejects(fs.promises.writeFile(at('never'), 'x', { signal: controller.signal }), { name: 'AbortError' });
  assert.ok(!fs.existsSync(at('never')));
  left--;
  fs.readFile(at('p'), { signal: controller.signal }, (error) => {
    assert.strictEqual(error.name, 'AbortError');
    left--;
  });
})();
process.on('exit', () => assert.strictEqual(left, 0));
