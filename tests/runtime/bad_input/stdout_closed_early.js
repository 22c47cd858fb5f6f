'use strict';
const assert = require('node:assert');
const { spawn } = require('node:child_process');

// Like `gyre ... | head -1`: writing goes on after the reader has left.
const child = spawn(process.execPath, ['-e', `
  process.stdout.on('error', (error) => { process.exitCode = error.code === 'EPIPE' ? 7 : 8; stop = true; });
  let stop = false;
  (function more() { if (!stop) process.stdout.write('x'.repeat(65536), () => setImmediate(more)); })();
`], { stdio: ['ignore', 'pipe', 'inherit'] });
child.stdout.once('data', () => child.stdout.destroy());
child.on('exit', (code, signal) => assert.deepStrictEqual([code, signal], [7, null]));

// Without a listener it is an uncaught exception, not a signal.
const plain = spawn(process.execPath, ['-e', 'setInterval(() => console.log("x".repeat(65536)), 0)'],
                    { stdio: ['ignore', 'pipe', 'pipe'] });
let stderr = '';
plain.stderr.on('data', (chunk) => { stderr += chunk; });
plain.stdout.once('data', () => plain.stdout.destroy());
plain.on('close', (code, signal) => {
  assert.deepStrictEqual([code, signal], [1, null]);
  assert.match(stderr, /Error: write EPIPE/);
});
