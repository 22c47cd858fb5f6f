'use strict';
const assert = require('node:assert');
const { AsyncLocalStorage, AsyncResource } = require('node:async_hooks');
const fs = require('node:fs');
const { EventEmitter } = require('node:events');

const storage = new AsyncLocalStorage();
const other = new AsyncLocalStorage({ defaultValue: 'default', name: 'other' });
assert.strictEqual(other.getStore(), 'default');
assert.strictEqual(other.name, 'other');

let checks = 0;
const check = (expected) => () => {
  assert.strictEqual(storage.getStore(), expected);
  checks++;
};
const result = storage.run('store', (a) => {
  setTimeout(check('store'), 1);
  setImmediate(check('store'));
  process.nextTick(check('store'));
  queueMicrotask(check('store'));
  Promise.resolve().then(check('store'));
  (async () => { await null; check('store')(); })();
  fs.stat(__filename, check('store'));
  fs.promises.stat(__filename).then(check('store'));
  other.run('inner', () => setImmediate(() => {
    check('store')();
    assert.strictEqual(other.getStore(), 'inner');
  }));
  storage.exit(() => setImmediate(check(undefined)));
  return a;
}, 'result');
assert.strictEqual(result, 'result');
check(undefined)();

// What is bound runs in the context it was bound in, whoever calls it.
const snapshot = storage.run(1, () => AsyncLocalStorage.snapshot());
const bound = storage.run(2, () => AsyncLocalStorage.bind(() => storage.getStore()));
const resource = storage.run(3, () => new AsyncResource('Thing'));
storage.run(4, () => {
  assert.strictEqual(snapshot(() => storage.getStore()), 1);
  assert.strictEqual(bound(), 2);
  assert.strictEqual(resource.runInAsyncScope(() => storage.getStore()), 3);
  // A plain emitter runs its listeners in the context of the emit.
  const emitter = new EventEmitter();
  storage.run(5, () => emitter.on('x', check(4)));
  emitter.emit('x');
});

// A callback that throws keeps its context for the listener.
process.once('uncaughtException', () => {
  check('failing')();
  setImmediate(check('failing'));
});
storage.run('failing', () => setImmediate(() => { throw new Error('in a context'); }));

setImmediate(() => {
  storage.enterWith('entered');
  setImmediate(check('entered'));
});
process.on('exit', () => assert.strictEqual(checks, 15));
