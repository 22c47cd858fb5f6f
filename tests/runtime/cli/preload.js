'use strict';
const assert = require('node:assert');
const { folder, run } = require('../fixtures/run.js');

const cwd = folder({
  'a.js': 'console.log("a", module.isPreloading, require.main)', 'b.mjs': 'await 1; console.log("b");', 'c.cjs': 'console.log("c")',
  'main.js': 'console.log("main", require.main === module)', 'main.mjs': 'console.log("module")', 'bad.js': 'throw new Error("preload")',
  'node_modules/dep/index.js': 'console.log("dep")', 'sub/x.js': 'console.log("x")',
});
assert.strictEqual(run(['-r', './a.js', 'main.js'], { cwd }).stdout, 'a true undefined\nmain true\n');
assert.strictEqual(run(['-r', 'dep', '--require', './c.cjs', 'main.mjs'], { cwd }).stdout, 'dep\nc\nmodule\n');
assert.strictEqual(run(['--import', './b.mjs', '--import=./c.cjs', 'main.js'], { cwd }).stdout, 'b\nc\nmain true\n');
assert.strictEqual(run(['--import', './b.mjs', '-e', 'console.log("text")'], { cwd }).stdout, 'b\ntext\n');
assert.strictEqual(run(['main.js'], { cwd, env: { ...process.env, NODE_OPTIONS: '-r ./c.cjs' } }).stdout, 'c\nmain true\n');
const bad = run(['-r', './bad.js', 'main.js'], { cwd });
assert.deepStrictEqual([bad.status, bad.stdout], [1, '']);
assert.match(bad.stderr, /Error: preload/);
assert.strictEqual(run(['-p', 'require("x")'], { cwd, env: { ...process.env, NODE_PATH: `${cwd}/sub` } }).stdout, 'x\n{}\n');
