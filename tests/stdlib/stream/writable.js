'use strict';
const assert = require('node:assert');
const { Writable } = require('node:stream');

const log = [];
const slow = new Writable({
  highWaterMark: 3,
  write(chunk, encoding, callback) {
    log.push(`${chunk}`);
    setImmediate(callback);
  },
  final(callback) {
    log.push('final');
    setImmediate(callback);
  },
});
assert.strictEqual(slow.write('ab', () => log.push('written')), true);
assert.strictEqual(slow.write('c'), false);
assert.strictEqual(slow.writableLength, 3);
assert(slow.writableNeedDrain);
slow.on('drain', () => {
  log.push('drain');
  slow.end('d', () => log.push('ended'));
  slow.write('too late', (error) => assert.strictEqual(error.code, 'ERR_STREAM_WRITE_AFTER_END'));
});
slow.on('error', (error) => assert.strictEqual(error.code, 'ERR_STREAM_WRITE_AFTER_END'));

// Corked chunks go together.
const batches = [];
const corked = new Writable({
  writev(chunks, callback) {
    batches.push(chunks.map(({ chunk }) => `${chunk}`));
    callback();
  },
});
corked.cork();
corked.write('1');
corked.write('2');
corked.uncork();
corked.end('3');

// destroy() tells those who wait.
const waiting = [];
const destroyed = new Writable({ write() {} });
destroyed.cork();
destroyed.write('waiting', (error) => waiting.push(error.code));
destroyed.write('waiting, too', (error) => waiting.push(error.code));
destroyed.destroy();
destroyed.on('close', () => waiting.push('close'));

assert.throws(() => new Writable().write(null), { code: 'ERR_STREAM_NULL_VALUES' });
assert.throws(() => new Writable().write({}), { code: 'ERR_INVALID_ARG_TYPE' });
assert.throws(() => new Writable().write('x', 'nope'), { code: 'ERR_UNKNOWN_ENCODING' });

// Twice called back is an error.
const twice = new Writable({ write(chunk, encoding, callback) { callback(); callback(); } });
let twiceError;
twice.on('error', (error) => { twiceError = error; });
twice.write('x');

process.on('exit', () => {
  assert.deepStrictEqual(log.slice(0, 4), ['ab', 'c', 'written', 'drain']);
  assert.deepStrictEqual(batches, [['1', '2'], ['3']]);
  assert.deepStrictEqual(waiting, ['ERR_STREAM_DESTROYED', 'ERR_STREAM_DESTROYED', 'close']);
  assert.strictEqual(twiceError.code, 'ERR_MULTIPLE_CALLBACK');
});
