'use strict';
const assert = require('node:assert');
const { Readable, Writable, Duplex, addAbortSignal } = require('node:stream');

const log = [];
const constructed = new Duplex({
  construct(callback) {
    log.push('construct');
    setImmediate(callback);
  },
  read() {
    log.push('read');
    this.push(null);
  },
  write(chunk, encoding, callback) {
    log.push(`write ${chunk}`);
    callback();
  },
  destroy(error, callback) {
    log.push('destroy');
    callback(error);
  },
});
constructed.end('x');
constructed.resume();
constructed.on('end', () => log.push('end')).on('finish', () => log.push('finish')).on('close', () => log.push('close'));

// 'error' comes once, then 'close'.
const failed = new Readable({ read() {} });
const events = [];
failed.on('error', (error) => events.push(error.message)).on('close', () => events.push('close'));
failed.destroy(new Error('first'));
failed.destroy(new Error('second'));
assert.strictEqual(failed.errored.message, 'first');
assert.strictEqual(failed.destroyed, true);
assert.strictEqual(failed.closed, true);

const lazy = new Writable({ emitClose: false, destroy(error, callback) { callback(new Error('of destroy')); } });
lazy.on('close', () => assert.fail()).on('error', (error) => events.push(error.message));
lazy.destroy();

const controller = new AbortController();
const aborted = addAbortSignal(controller.signal, new Readable({ read() {} }));
aborted.on('error', (error) => events.push(error.name));
controller.abort();

(async () => {
  const disposed = new Readable({ read() {} });
  disposed.on('error', () => {});
  await disposed[Symbol.asyncDispose]();
  assert(disposed.destroyed);
})();

process.on('exit', () => {
  assert.deepStrictEqual(events, ['AbortError', 'first', 'close', 'of destroy'].sort((a, b) => events.indexOf(a) - events.indexOf(b)));
  assert.strictEqual(events.length, 4);
  assert.strictEqual(log[0], 'construct');
  assert.deepStrictEqual(log.slice(-2), ['destroy', 'close']);
  for (const one of ['read', 'write x', 'end', 'finish']) assert(log.includes(one), one);
});
