// Whatever is done, every descriptor is closed again.
'use strict';

const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'fs-'));
process.on('exit', () => fs.rmSync(dir, { recursive: true, force: true }));
const at = (name) => path.join(dir, name);

const { once } = require('node:events');

const open = () => fs.readdirSync('/proc/self/fd').length;
fs.mkdirSync(at('t/u'), { recursive: true });
fs.writeFileSync(at('t/f'), 'text');

async function everything() {
  const { promises } = fs;
  await promises.readFile(at('t/f'));
  await promises.readFile(dir).catch(() => {});
  await promises.writeFile(at('w'), 'x');
  await promises.truncate(at('w'));
  await promises.copyFile(at('w'), at('w2'));
  await promises.cp(at('t'), at('t2'), { recursive: true });
  await promises.rm(at('t2'), { recursive: true });
  for await (const entry of await promises.opendir(dir)) assert.ok(entry.name);
  for await (const entry of await promises.opendir(dir)) {
    assert.ok(entry.name);
    break;
  }
  const handle = await promises.open(at('w'));
  await handle.close();
  const reader = fs.createReadStream(at('t/f'));
  reader.destroy();
  await once(reader, 'close');
  const writer = fs.createWriteStream(at('w'));
  writer.end('x');
  await once(writer, 'close');
  fs.watch(dir).close();
  fs.watch(dir, { recursive: true }).close();
  fs.watchFile(at('w'), () => {});
  fs.unwatchFile(at('w'));
  assert.throws(() => fs.cpSync(at('t'), at('t/u/v'), { recursive: true }));
}

let checked = false;
(async () => {
  await everything();  // what is opened once and kept, such as the poller's own
  const before = open();
  for (let i = 0; i < 20; i++) await everything();
  await new Promise(setImmediate);
  assert.strictEqual(open(), before);
  checked = true;
})();
process.on('exit', () => assert.ok(checked));
