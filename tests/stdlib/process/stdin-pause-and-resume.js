'use strict';
const assert = require('node:assert');
const { spawn } = require('node:child_process');

// Paused while a read is under way and resumed, standard input goes on reading.
const child = spawn(process.execPath, ['-e', `
  process.stdin.resume();
  setImmediate(() => setImmediate(() => {
    process.stdin.pause();
    process.stdin.resume();
    process.stdin.on('data', (chunk) => process.stdout.write(chunk));
    process.stdout.write('ready ');
  }));
`], { stdio: ['pipe', 'pipe', 'inherit'] });
let output = '';
child.stdin.on('error', () => {});
child.stdout.setEncoding('utf8').on('data', (chunk) => {
  output += chunk;
  if (output === 'ready ') child.stdin.end('echo');
});
child.on('close', () => {
  assert.strictEqual(output, 'ready echo');
});
