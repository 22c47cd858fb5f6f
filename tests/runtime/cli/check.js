'use strict';
const assert = require('node:assert');
const { folder, run } = require('../fixtures/run.js');

const cwd = folder({
  'good.js': 'console.log("not run")', 'good.mjs': 'import "./gone.mjs"; await 1;', 'bad.js': 'let x = ;', 'bad.mjs': 'export { gone };',
  'shebang.js': '#!/usr/bin/env node\nreturn;', 'pre.js': 'console.log("preloaded")',
});
for (const file of ['good.js', 'good.mjs', 'shebang.js', 'good']) {
  assert.deepStrictEqual(run(['-c', file], { cwd }), { status: 0, signal: null, stdout: '', stderr: '' });
}
for (const file of ['bad.js', 'bad.mjs']) {
  const { status, stderr, stdout } = run(['--check', file], { cwd });
  assert.deepStrictEqual([status, stdout], [1, '']);
  assert.match(stderr, /SyntaxError/);
}
assert.strictEqual(run(['-c'], { cwd, input: 'fine();' }).status, 0);
assert.match(run(['-c', '-'], { cwd, input: 'not fine' }).stderr, /^\[stdin\]:1\n/);
assert.strictEqual(run(['-r', './pre.js', '-c', 'good.js'], { cwd }).stdout, 'preloaded\n');
assert.match(run(['-c', 'gone.js'], { cwd }).stderr, /Cannot find module/);
assert.strictEqual(run(['-c', '-e', '1'], { cwd }).status, 9);
