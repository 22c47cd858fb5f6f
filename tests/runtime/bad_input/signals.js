'use strict';
const assert = require('node:assert');
const { spawn } = require('node:child_process');

// At every stage the default action: the signal ends the process. The child says that it is there.
const ready = "require('fs').writeSync(1, 'ready');";
const stages = {
  'waiting': `${ready} setInterval(() => {}, 1e6);`,
  'busy': `${ready} for (;;);`,
  'reading': `${ready} process.stdin.resume();`,
  'in an exit handler': `process.on('exit', () => { ${ready} for (;;); });`,
  'in a promise job': `Promise.resolve().then(() => { ${ready} for (;;); });`,
};
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  for (const [stage, code] of Object.entries(stages)) {
    const child = spawn(process.execPath, ['-e', code], { stdio: ['pipe', 'pipe', 'inherit'] });
    child.stdout.once('data', () => child.kill(signal));
    child.on('exit', (status, by) => assert.deepStrictEqual([stage, status, by], [stage, null, signal]));
  }
  // A listener takes its place, as often as it comes.
  const child = spawn(process.execPath, ['-e', `
    let n = 0;
    process.on('${signal}', () => { if (++n === 2) process.exit(9); process.kill(process.pid, '${signal}'); });
    setInterval(() => {}, 1e6); ${ready}
  `], { stdio: ['ignore', 'pipe', 'inherit'] });
  child.stdout.once('data', () => child.kill(signal));
  child.on('exit', (status, by) => assert.deepStrictEqual([status, by], [9, null]));
}
