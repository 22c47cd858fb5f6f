'use strict';
const assert = require('node:assert');
const { once } = require('node:events');
const { Worker } = require('node:worker_threads');

(async () => {
  const worker = new Worker(`
    process.stdin.setEncoding('utf8');
    let text = '';
    process.stdin.on('data', (chunk) => { text += chunk; });
    process.stdin.on('end', () => {
      process.stdout.write(text.toUpperCase());
      process.stderr.write('e'.repeat(100000));
      process.exit();
    });`, { eval: true, stdin: true, stdout: true, stderr: true });
  const [out, err] = [worker.stdout, worker.stderr].map(async (stream) => {
    let text = '';
    for await (const chunk of stream.setEncoding('utf8')) text += chunk;
    return text;
  });
  worker.stdin.write('hello ');
  worker.stdin.end('wörld');
  const [code] = await once(worker, 'exit');
  assert.strictEqual(code, 0);
  assert.strictEqual(await out, 'HELLO WÖRLD');
  assert.strictEqual(await err, 'e'.repeat(100000));
})();
