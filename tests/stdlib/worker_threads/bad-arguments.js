'use strict';
const assert = require('node:assert');
const { Worker, MessagePort, markAsUncloneable, markAsUntransferable, isMarkedAsUntransferable } = require('node:worker_threads');

assert.throws(() => new Worker(7), { code: 'ERR_INVALID_ARG_TYPE' });
assert.throws(() => new Worker('relative.js'), { code: 'ERR_WORKER_PATH' });
assert.throws(() => new Worker(new URL('http://h')), { code: 'ERR_INVALID_URL_SCHEME' });
assert.throws(() => new Worker('0', { eval: true, argv: 1 }), { code: 'ERR_INVALID_ARG_TYPE' });
assert.throws(() => new Worker('0', { eval: true, env: 1 }), { code: 'ERR_INVALID_ARG_TYPE' });
assert.throws(() => new Worker('0', { eval: true, execArgv: ['--no-such-option'] }), { code: 'ERR_WORKER_INVALID_EXEC_ARGV' });
assert.throws(() => new Worker('0', { eval: true, execArgv: ['--title=x'] }), { code: 'ERR_WORKER_INVALID_EXEC_ARGV' });
assert.throws(() => new Worker('0', { eval: true, workerData: () => {} }), { name: 'DataCloneError' });
assert.throws(() => new MessagePort(), { code: 'ERR_CONSTRUCT_CALL_INVALID' });

const secret = {};
markAsUncloneable(secret);
assert.throws(() => structuredClone({ secret }), { name: 'DataCloneError' });
const memory = new ArrayBuffer(1);
assert.strictEqual(isMarkedAsUntransferable(memory), false);
markAsUntransferable(memory);
assert.strictEqual(isMarkedAsUntransferable(memory), true);
assert.throws(() => structuredClone(memory, { transfer: [memory] }), { name: 'DataCloneError' });

const missing = new Worker('/no/such/file.js');
missing.on('error', (error) => assert.strictEqual(error.code, 'MODULE_NOT_FOUND'));
missing.on('exit', (code) => assert.strictEqual(code, 1));
