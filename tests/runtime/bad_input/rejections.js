'use strict';
const assert = require('node:assert');
const { run } = require('../fixtures/run.js');

const reason = run(['-e', 'Promise.reject(undefined)']);
assert.strictEqual(reason.status, 1);
assert.match(reason.stderr, /\[?UnhandledPromiseRejection\b.*: This error originated either by throwing inside of an async function without a catch block, or by rejecting a promise which was not handled with \.catch\(\)\. The promise rejected with the reason "undefined"\./);
assert.match(reason.stderr, /code: 'ERR_UNHANDLED_REJECTION'/);

const error = run(['-e', 'Promise.reject(Object.assign(new Error("no"), { more: 1 }))']);
assert.strictEqual(error.status, 1);
assert.match(error.stderr, /^\[eval\]:1\n[^]*\n\nError: no\n[^]*more: 1\n}/);

// It is told even when the process is about to end.
const atExit = run(['-e', 'process.on("exit", () => { Promise.reject(new Error("late")); })']);
assert.strictEqual(atExit.status, 1);
assert.match(atExit.stderr, /Error: late/);

// A listener hears of it once, and may hear later that it was handled after all.
const heard = run(['-e', `
  process.on('unhandledRejection', (reason, promise) => { console.log('heard', reason); promise.catch(() => {}); });
  process.on('rejectionHandled', () => console.log('handled'));
  Promise.reject(1);
`]);
assert.deepStrictEqual([heard.status, heard.stdout], [0, 'heard 1\nhandled\n']);
