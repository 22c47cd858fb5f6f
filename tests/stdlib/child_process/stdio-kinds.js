'use strict';
// Descriptors by number, by stream, ignored, and beyond the third.
const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { spawn } = require('node:child_process');

const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'stdio-'));
const file = path.join(directory, 'out');
const fd = fs.openSync(file, 'w');
const child = spawn('sh', ['-c', 'echo first; echo second >&2; cat <&4 >&3'], { stdio: ['ignore', fd, { fd }, 'pipe', 'pipe'] });
assert.strictEqual(child.stdin, null);
assert.strictEqual(child.stdout, null);
assert.strictEqual(child.stdio.length, 5);
let text = '';
child.stdio[3].setEncoding('utf8').on('data', (chunk) => { text += chunk; });
child.stdio[4].end('through the extra ones');
child.on('close', (code) => {
  assert.strictEqual(code, 0);
  assert.strictEqual(text, 'through the extra ones');
  fs.closeSync(fd);
  assert.strictEqual(fs.readFileSync(file, 'utf8'), 'first\nsecond\n');
  fs.rmSync(directory, { recursive: true });

  // A child's output straight into another's input.
  const reader = spawn('cat', { stdio: ['pipe', 'pipe', 'inherit'] });
  const writer = spawn('echo', ['passed on'], { stdio: ['ignore', reader.stdin, 'inherit'] });
  writer.on('exit', () => reader.stdin.end());
  let passed = '';
  reader.stdout.setEncoding('utf8').on('data', (chunk) => { passed += chunk; });
  reader.on('close', () => {
    assert.strictEqual(passed, 'passed on\n');
    ended = true;
  });
});
let ended = false;
process.on('exit', () => assert.ok(ended));
