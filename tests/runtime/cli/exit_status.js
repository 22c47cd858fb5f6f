'use strict';
const assert = require('node:assert');
const { run } = require('../fixtures/run.js');

const status = (code, ...options) => run([...options, '-e', code]).status;
assert.strictEqual(status(''), 0);
assert.strictEqual(status('process.exit(3)'), 3);
assert.strictEqual(status('process.exitCode = 4'), 4);
assert.strictEqual(status('throw 1'), 1);
assert.strictEqual(status('Promise.reject(1)'), 1);
assert.strictEqual(status('Promise.reject(1)', '--unhandled-rejections=warn'), 0);
assert.strictEqual(status('process.on("uncaughtException", () => {}); throw 1'), 0);
assert.strictEqual(status('process.on("uncaughtException", () => { throw 2 }); throw 1'), 7);
assert.strictEqual(status('process.on("exit", () => { process.exitCode = 6 }); throw 1'), 6);
assert.strictEqual(status('process.on("exit", (code) => process.exit(code + 1))'), 1);
assert.strictEqual(status('await new Promise(() => {})', '--input-type=module'), 13);
assert.strictEqual(run(['--no-such-option']).status, 9);
assert.strictEqual(run(['-e']).status, 9);
