'use strict';
const assert = require('node:assert');
const { spawn } = require('node:child_process');

// However early it comes, the signal ends the process, and it never crashes.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  for (let round = 0; round < 4; round++) {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'], { stdio: ['ignore', 'ignore', 'pipe'] });
    let stderr = '';
    child.stderr.on('data', (chunk) => { stderr += chunk; });
    child.on('spawn', () => setTimeout(() => child.kill(signal), round * 3));
    child.on('close', (status, by) => assert.deepStrictEqual([status, by, stderr], [null, signal, '']));
  }
}
