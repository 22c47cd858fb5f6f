'use strict';
const assert = require('node:assert');
const { folder, run } = require('../fixtures/run.js');

const out = (args, options) => run(args, options).stdout;
assert.strictEqual(out(['-p', '1 + 1']), '2\n');
assert.strictEqual(out(['-pe', '[1, 2]']), '[ 1, 2 ]\n');
assert.strictEqual(out(['-e', 'console.log(process.argv.slice(1), require.main, __filename)', 'a', '-b']), "[ 'a', '-b' ] undefined [eval]\n");
assert.strictEqual(out(['-p', 'typeof fs.readFileSync + path.sep']), 'function/\n');
assert.strictEqual(out(['--input-type=module', '-e', 'import fs from "fs"; console.log(typeof fs, typeof require)']), 'object undefined\n');
assert.strictEqual(out(['-e', 'import fs from "fs"; console.log(await 5)']), '5\n');
assert.match(run(['-p', 'import "fs"']).stderr, /ERR_EVAL_ESM_CANNOT_PRINT/);
assert.strictEqual(out([], { input: 'console.log(__filename)' }), '[stdin]\n');
assert.strictEqual(out(['-', 'x'], { input: 'console.log(process.argv.slice(1).join())' }), '-,x\n');
assert.strictEqual(out(['--input-type=module'], { input: 'console.log(typeof import.meta.url)' }), 'string\n');
const cwd = folder({ 'x.js': 'module.exports = 7' });
assert.strictEqual(out(['-p', 'require("./x")'], { cwd }), '7\n');
assert.strictEqual(run(['-e', '']).status, 0);
assert.deepStrictEqual(run(['-e', 'process.exitCode = 9']).status, 9);
