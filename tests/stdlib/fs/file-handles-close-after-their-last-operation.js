// FileHandle: methods, close, use after close.
'use strict';

const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'fs-'));
process.on('exit', () => fs.rmSync(dir, { recursive: true, force: true }));
const at = (name) => path.join(dir, name);

let left = 1;
(async () => {
  const f = at('f');
  const handle = await fs.promises.open(f, 'w+');
  assert.strictEqual(typeof handle.fd, 'number');
  assert.deepStrictEqual({ ...await handle.write('hello ') }, { bytesWritten: 6, buffer: 'hello ' });
  assert.strictEqual((await handle.writev([Buffer.from('wo'), Buffer.from('rld')])).bytesWritten, 5);
  assert.strictEqual((await handle.read(Buffer.alloc(5), 0, 5, 6)).buffer.toString(), 'world');
  assert.strictEqual((await handle.read({ buffer: Buffer.alloc(2), position: 0 })).bytesRead, 2);
  assert.strictEqual((await handle.stat()).size, 11);
  await handle.truncate(5);
  await handle.chmod(0o600);
  await handle.utimes(1, 2);
  await handle.sync();
  await handle.datasync();
  assert.strictEqual((await handle.stat()).mtimeMs, 2000);
  assert.strictEqual(await fs.promises.readFile(f, 'utf8'), 'hello');

  let events = 0;
  handle.on('close', () => events++);
  const reading = handle.read(Buffer.alloc(5), 0, 5, 0);
  const closing = handle.close();
  assert.strictEqual((await reading).bytesRead, 5);
  await closing;
  assert.strictEqual(events, 1);
  assert.strictEqual(handle.fd, -1);
  await handle.close();
  await assert.rejects(handle.read(Buffer.alloc(1)), { code: 'EBADF', message: 'file closed', syscall: 'read' });
  await assert.rejects(handle.stat(), { code: 'EBADF', syscall: 'fstat' });

  const other = await fs.promises.open(f);
  await fs.promises.readFile(other, 'utf8').then((text) => assert.strictEqual(text, 'hello'));
  await other[Symbol.asyncDispose]();
  assert.strictEqual(other.fd, -1);
  left--;
})();
process.on('exit', () => assert.strictEqual(left, 0));
