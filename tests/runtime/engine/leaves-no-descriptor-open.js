// What a program has closed is closed, and what it never opened is not there: the descriptors at the end are those of the start.
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');

const program = `
const fs = require('node:fs');
const count = () => fs.readdirSync('/proc/self/fd').length;
require('node:net'); // what is loaded lazily may open something once
setTimeout(() => {}, 1);
setImmediate(async () => {
  await fs.promises.readFile(__filename).catch(() => {});
  const before = count();
  for (let round = 0; round < 3; round++) {
    await fs.promises.readFile(process.execPath.replace(/[^/]*$/, '') + 'no such file').catch(() => {});
    await fs.promises.stat('/');
    const handle = await fs.promises.open('/dev/null');
    await handle.close();
    for await (const entry of await fs.promises.opendir('/')) { void entry; break; }
    await new Promise((resolve) => fs.createReadStream('/dev/null').on('close', resolve).resume());
    const watcher = fs.watch('/');
    watcher.close();
    await new Promise((resolve) => watcher.on('close', resolve));
    await new Promise((resolve, reject) => {
      const server = require('node:net').createServer((socket) => socket.end('x')).listen(0, () => {
        const socket = require('node:net').connect(server.address().port, '127.0.0.1');
        socket.on('error', reject).resume().on('close', () => server.close(resolve));
      });
    });
    require('node:child_process').spawnSync('true');
    await new Promise((resolve) => require('node:child_process').spawn('true').on('close', resolve));
    await new Promise((resolve) => new (require('node:worker_threads').Worker)('0', { eval: true }).on('exit', resolve));
  }
  // inotify's descriptor stays for the next watcher.
  const left = fs.readdirSync('/proc/self/fd').map((fd) => {
    try { return fs.readlinkSync('/proc/self/fd/' + fd); } catch { return ''; }
  }).filter((target) => !/inotify|^$/.test(target)).length;
  console.log(left - before <= 0 ? 'none' : 'left: ' + (left - before));
});`;
const { status, stdout, stderr } = spawnSync(process.execPath, ['-e', program], { encoding: 'utf8', timeout: 30_000 });
assert.strictEqual(stderr, '');
assert.strictEqual(stdout, 'none\n');
assert.strictEqual(status, 0);
