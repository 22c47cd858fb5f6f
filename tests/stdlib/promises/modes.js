'use strict';
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');

const run = (mode, code) => {
  const flags = mode === undefined ? [] : [`--unhandled-rejections=${mode}`];
  const { status, stderr } = spawnSync(process.execPath, [...flags, '-e', code], { encoding: 'utf8' });
  return { status, stderr };
};
const reject = 'Promise.reject(new Error("boom")); setTimeout(() => process.exitCode ??= 7, 1)';

let { status, stderr } = run(undefined, reject);
assert.strictEqual(status, 1);
assert.match(stderr, /Error: boom\n/);

({ status, stderr } = run(undefined, 'Promise.reject({ a: 1 })'));
assert.strictEqual(status, 1);
assert.match(stderr, /UnhandledPromiseRejection: This error originated .* rejected with the reason "#<Object>"\./);
assert.match(stderr, /code: 'ERR_UNHANDLED_REJECTION'/);

({ status, stderr } = run('none', reject));
assert.deepStrictEqual([status, stderr], [7, '']);

({ status, stderr } = run('warn', reject));
assert.strictEqual(status, 7);
assert.match(stderr, /\(node:\d+\) UnhandledPromiseRejectionWarning: Error: boom\n/);
assert.match(stderr, /\(rejection id: 1\)\n/);

({ status } = run('strict', `process.on('uncaughtException', (e, origin) => process.exit(origin === 'unhandledRejection' ? 5 : 6)); ${reject}`));
assert.strictEqual(status, 5);
