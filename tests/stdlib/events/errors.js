'use strict';
const assert = require('node:assert');
const EventEmitter = require('node:events');

const emitter = new EventEmitter();
const error = new Error('boom');
assert.throws(() => emitter.emit('error', error), error);
assert.throws(() => emitter.emit('error', { a: 1 }), {
  code: 'ERR_UNHANDLED_ERROR', message: "Unhandled error. ({ a: 1 })", context: { a: 1 },
});
assert.throws(() => emitter.on('x', 'no function'), { code: 'ERR_INVALID_ARG_TYPE' });
assert.throws(() => emitter.setMaxListeners(-1), { code: 'ERR_OUT_OF_RANGE' });

// A monitor hears of the error and does not handle it.
let seen;
emitter.on(EventEmitter.errorMonitor, (err) => { seen = err; });
assert.throws(() => emitter.emit('error', error), error);
assert.strictEqual(seen, error);

// Rejections of async listeners become 'error'.
const capturing = new EventEmitter({ captureRejections: true });
capturing.on('work', async () => { throw error; });
let captured = false;
capturing.on('error', (err) => {
  assert.strictEqual(err, error);
  captured = true;
});
capturing.emit('work');

// A leak is warned of once.
const leaking = new EventEmitter();
let warnings = 0;
process.on('warning', (warning) => {
  assert.strictEqual(warning.name, 'MaxListenersExceededWarning');
  assert.strictEqual(warning.count, 11);
  assert.strictEqual(warning.emitter, leaking);
  warnings++;
});
for (let i = 0; i < 12; i++) leaking.on('leak', () => {});

process.on('exit', () => {
  assert(captured);
  assert.strictEqual(warnings, 1);
});

// What ends the process says where it was emitted.
const { spawnSync } = require('node:child_process');
const { stderr } = spawnSync(process.execPath, ['-e', `
  class Foo extends require('events') {}
  const error = new Error('unheard');
  setImmediate(() => new Foo().emit('error', error));
`], { encoding: 'utf8' });
assert.match(stderr, /Error: unheard\n[^]*\nEmitted 'error' event on Foo instance at:\n    at /);
