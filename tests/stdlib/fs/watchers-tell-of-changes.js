// fs.watch, its recursive and promise forms, and fs.watchFile.
'use strict';

const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'fs-'));
process.on('exit', () => fs.rmSync(dir, { recursive: true, force: true }));
const at = (name) => path.join(dir, name);

let left = 4;

const plain = fs.watch(dir, (type, name) => {
  if (name !== 'new') return;
  assert.strictEqual(type, 'rename');
  plain.close();
});
plain.on('close', () => left--);

fs.mkdirSync(at('deep/er'), { recursive: true });
const recursive = fs.watch(at('deep'), { recursive: true }, (type, name) => {
  if (name !== path.join('er', 'file')) return;
  recursive.close();
  left--;
});

assert.throws(() => fs.watch(at('missing')), { code: 'ENOENT', syscall: 'watch', filename: at('missing') });

const watched = at('watched');
fs.watchFile(watched, { interval: 5 }, (now, before) => {
  if (now.nlink === 0) {
    fs.writeFileSync(watched, 'here');
    return;
  }
  assert.strictEqual(before.size, 0);
  fs.unwatchFile(watched);
  left--;
});

(async () => {
  const controller = new AbortController();
  await assert.rejects(async () => {
    for await (const { eventType, filename } of fs.promises.watch(dir, { signal: controller.signal })) {
      assert.match(eventType, /^(rename|change)$/);
      assert.strictEqual(typeof filename, 'string');
      controller.abort();
    }
  }, { name: 'AbortError' });
  left--;
})();

setImmediate(() => {
  fs.writeFileSync(at('new'), '');
  fs.writeFileSync(at('deep/er/file'), '');
});

// Does not keep the process alive.
fs.watch(dir, { persistent: false });
process.on('exit', () => assert.strictEqual(left, 0));
