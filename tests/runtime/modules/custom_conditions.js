'use strict';
const assert = require('node:assert');
const { folder, run } = require('../fixtures/run.js');

const cwd = folder({
  'node_modules/dep/package.json': JSON.stringify({ exports: { first: './1.cjs', second: './2.cjs', default: './d.cjs' } }),
  'node_modules/dep/1.cjs': 'module.exports = 1', 'node_modules/dep/2.cjs': 'module.exports = 2',
  'node_modules/dep/d.cjs': 'module.exports = 0',
  'main.mjs': "import dep from 'dep'; import { createRequire } from 'module'; console.log(dep, createRequire(import.meta.url)('dep'));",
});
assert.strictEqual(run(['main.mjs'], { cwd }).stdout, '0 0\n');
assert.strictEqual(run(['-C', 'second', 'main.mjs'], { cwd }).stdout, '2 2\n');
assert.strictEqual(run(['--conditions=second', '-C', 'first', 'main.mjs'], { cwd }).stdout, '1 1\n');
