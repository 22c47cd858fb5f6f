// ReadStream and WriteStream: ranges, events, replaced functions, errors.
'use strict';

const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'fs-'));
process.on('exit', () => fs.rmSync(dir, { recursive: true, force: true }));
const at = (name) => path.join(dir, name);

const { pipeline } = require('node:stream/promises');
const { once } = require('node:events');

let left = 1;
(async () => {
  const f = at('f');
  const out = fs.createWriteStream(f);
  assert.ok(out.pending);
  const [fd] = await once(out, 'open');
  assert.strictEqual(out.fd, fd);
  out.write('0123');
  out.write('4567');
  out.end('89');
  await once(out, 'close');
  assert.strictEqual(out.bytesWritten, 10);
  assert.strictEqual(out.fd, null);

  const read = async (options) => {
    let text = '';
    for await (const chunk of fs.createReadStream(f, { encoding: 'utf8', ...options })) text += chunk;
    return text;
  };
  assert.strictEqual(await read({}), '0123456789');
  assert.strictEqual(await read({ start: 2, end: 4 }), '234');
  assert.strictEqual(await read({ end: 1, highWaterMark: 1 }), '01');
  assert.strictEqual(await read({ start: 20 }), '');

  await pipeline(fs.createReadStream(f), fs.createWriteStream(at('g')));
  assert.strictEqual(fs.readFileSync(at('g'), 'utf8'), '0123456789');

  fs.createWriteStream(f, { flags: 'r+', start: 3 }).end('xyz').on('close', () => {
    assert.strictEqual(fs.readFileSync(f, 'utf8'), '012xyz6789');
    left--;
  });

  const missing = fs.createReadStream(at('missing'));
  const [error] = await once(missing, 'error');
  assert.strictEqual(error.code, 'ENOENT');

  let reads = 0;
  const counted = fs.createReadStream(at('g'), {
    fs: { ...fs, read: (...args) => { reads++; fs.read(...args); } },
  });
  counted.resume();
  await once(counted, 'close');
  assert.strictEqual(reads, 2);

  const handle = await fs.promises.open(at('g'));
  const [chunk] = await once(handle.createReadStream({ start: 8 }), 'data');
  assert.strictEqual(chunk.toString(), '89');
  await once(handle, 'close');
})();
process.on('exit', () => assert.strictEqual(left, 0));
