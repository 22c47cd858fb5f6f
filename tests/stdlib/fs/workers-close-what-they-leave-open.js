// A worker's descriptors are closed with it, unless it was asked to leave them; file handles can be sent to it.
'use strict';

const assert = require('node:assert');
const fs = require('node:fs');
const { once } = require('node:events');
const { Worker } = require('node:worker_threads');

const isOpen = (fd) => {
  try {
    fs.fstatSync(fd);
    return true;
  } catch {
    return false;
  }
};
const program = `
  const fs = require('fs');
  require('worker_threads').parentPort.postMessage(fs.openSync(${JSON.stringify(__filename)}));`;

let checked = false;
(async () => {
  for (const trackUnmanagedFds of [true, false]) {
    const worker = new Worker(program, { eval: true, trackUnmanagedFds });
    const [[fd]] = await Promise.all([once(worker, 'message'), once(worker, 'exit')]);
    assert.strictEqual(isOpen(fd), !trackUnmanagedFds);
    if (!trackUnmanagedFds) fs.closeSync(fd);
  }

  const handle = await fs.promises.open(__filename);
  const { fd } = handle;
  const reader = new Worker(`
    const { parentPort, workerData: { handle } } = require('worker_threads');
    handle.readFile('utf8').then((text) => handle.close().then(() => parentPort.postMessage(text.slice(0, 6))));`,
                            { eval: true, workerData: { handle }, transferList: [handle] });
  assert.strictEqual(handle.fd, -1);
  const [[text]] = await Promise.all([once(reader, 'message'), once(reader, 'exit')]);
  assert.strictEqual(text, '// A w');
  assert.strictEqual(isOpen(fd), false);

  // Ended with all kinds of work under way.
  for (let i = 0; i < 3; i++) {
    const busy = new Worker(`
      const fs = require('fs');
      const again = () => fs.readFile(${JSON.stringify(__filename)}, again);
      for (let i = 0; i < 8; i++) again();
      fs.opendir('.', (error, dir) => { const read = () => dir.read(read); read(); });
      fs.watch('.');
      fs.watchFile('x', () => {});
      require('worker_threads').parentPort.postMessage('busy');`, { eval: true });
    await once(busy, 'message');
    await busy.terminate();
  }
  checked = true;
})();
process.on('exit', () => assert.ok(checked));
