'use strict';
const assert = require('node:assert');
const { folder, run } = require('../fixtures/run.js');

const { status, signal, stderr } = run(['-e', '(function f() { f(); })()']);
assert.deepStrictEqual([status, signal], [1, null]);
assert.match(stderr, /RangeError: Maximum call stack size exceeded\n {4}at f \(\[eval\]:1:\d+\)/);

// It can be caught, and the process goes on.
const caught = run(['-p', 'let n = 0; try { (function f() { n++; f(); })() } catch (e) { n > 1000 && e.constructor.name }']);
assert.strictEqual(caught.stdout, 'RangeError\n');

// A module that requires itself by ever new names ends the same way.
const cwd = folder({ 'a.js': "module.exports = (n) => { delete require.cache[__filename]; return require('./a.js')(n + 1); };" });
const deep = run(['-e', 'try { require("./a.js")(0); } catch (e) { console.log(e.constructor.name); }'], { cwd });
assert.strictEqual(deep.stdout, 'RangeError\n');
