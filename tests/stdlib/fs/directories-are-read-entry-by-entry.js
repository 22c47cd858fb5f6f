// opendir and Dir.
'use strict';

const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'fs-'));
process.on('exit', () => fs.rmSync(dir, { recursive: true, force: true }));
const at = (name) => path.join(dir, name);

for (const name of ['a', 'b', 'c']) fs.writeFileSync(at(name), '');
fs.mkdirSync(at('d'));
fs.writeFileSync(at('d/e'), '');

const sync = fs.opendirSync(dir, { bufferSize: 2 });
const names = [];
for (let entry; (entry = sync.readSync()) !== null;) names.push(entry.name);
assert.deepStrictEqual(names.sort(), ['a', 'b', 'c', 'd']);
sync.closeSync();
assert.throws(() => sync.readSync(), { code: 'ERR_DIR_CLOSED' });
assert.throws(() => sync.closeSync(), { code: 'ERR_DIR_CLOSED' });
assert.throws(() => fs.opendirSync(at('a')), { code: 'ENOTDIR' });

let left = 2;
fs.opendir(dir, (error, opened) => {
  opened.read((error, entry) => {
    assert.ok(entry instanceof fs.Dirent);
    opened.close((error) => {
      assert.ifError(error);
      left--;
    });
  });
  assert.throws(() => opened.readSync(), { code: 'ERR_DIR_CONCURRENT_OPERATION' });
});
(async () => {
  const found = [];
  for await (const entry of await fs.promises.opendir(dir, { recursive: true })) found.push(entry.name);
  assert.deepStrictEqual(found.sort(), ['a', 'b', 'c', 'd', 'e']);
  const opened = await fs.promises.opendir(dir);
  await opened.close();
  await assert.rejects(opened.read(), { code: 'ERR_DIR_CLOSED' });
  left--;
})();
process.on('exit', () => assert.strictEqual(left, 0));
