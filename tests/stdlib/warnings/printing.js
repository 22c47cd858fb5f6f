'use strict';
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const { basename } = require('node:path');

const run = (flags, code, env) => {
  const { status, stderr } = spawnSync(process.execPath, [...flags, '-e', code], {
    encoding: 'utf8', env: { ...process.env, ...env },
  });
  return [status, stderr.replace(/\(node:\d+\)/g, '(node)').replaceAll(basename(process.execPath), 'node')];
};
const warn = `process.emitWarning('text', { type: 'Kind', code: 'CODE', detail: 'more' })`;
const hint = '(Use `node --trace-warnings ...` to show where the warning was created)\n';

assert.deepStrictEqual(run([], warn), [0, `(node) [CODE] Kind: text\nmore\n${hint}`]);
assert.deepStrictEqual(run(['--no-warnings'], warn), [0, '']);
assert.deepStrictEqual(run([], warn, { NODE_NO_WARNINGS: '1' }), [0, '']);
assert.deepStrictEqual(run(['--disable-warning=CODE'], warn), [0, '']);
assert.match(run(['--trace-warnings'], warn)[1], /^\(node\) \[CODE\] Kind: text\n    at /);

const deprecated = `process.emitWarning('old', 'DeprecationWarning', 'DEP0')`;
assert.match(run([], deprecated)[1], /--trace-deprecation/);
assert.deepStrictEqual(run(['--no-deprecation'], deprecated), [0, '']);
assert.strictEqual(run(['--throw-deprecation'], deprecated)[0], 1);

assert.throws(() => process.emitWarning(1), { code: 'ERR_INVALID_ARG_TYPE' });
assert.throws(() => process.emitWarning('x', 1), { code: 'ERR_INVALID_ARG_TYPE' });
assert.throws(() => process.emitWarning('x', 'y', 1), { code: 'ERR_INVALID_ARG_TYPE' });
