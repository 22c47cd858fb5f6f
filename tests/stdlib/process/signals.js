'use strict';
// Listeners for signals: name and number, once, removal restores what the system does.
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');

if (process.argv[2] === 'default') {
  const listener = () => {};
  process.on('SIGTERM', listener);
  process.removeListener('SIGTERM', listener);
  process.kill(process.pid, 'SIGTERM');
  setInterval(() => {}, 1000);
} else {
  const seen = [];
  process.on('SIGUSR2', (name, number) => {
    seen.push(`${name} ${number}`);
    if (seen.length === 1) process.kill(process.pid, 'SIGUSR2');
    else process.kill(process.pid, 'SIGHUP');
  });
  const keep = setInterval(() => {}, 1000);
  process.once('SIGHUP', (name) => {
    seen.push(name);
    clearInterval(keep); // listeners alone don't keep the process running
  });
  process.kill(process.pid, 'SIGUSR2');
  process.on('exit', () => {
    assert.deepStrictEqual(seen, ['SIGUSR2 12', 'SIGUSR2 12', 'SIGHUP']);
  });
  assert.throws(() => process.on('SIGKILL', () => {}), { code: 'EINVAL', syscall: 'uv_signal_start' });
  assert.strictEqual(spawnSync(process.execPath, [__filename, 'default']).signal, 'SIGTERM');
}
