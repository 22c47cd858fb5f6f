'use strict';
const assert = require('node:assert');
const { folder, run } = require('../fixtures/run.js');

const cwd = folder({
  'node_modules/cut/package.json': '{ "main": ',
  'node_modules/list/package.json': '[]',
  'node_modules/main/package.json': '{ "main": "gone.js" }',
  'node_modules/target/package.json': '{ "exports": "../out.js" }',
  'node_modules/mixed/package.json': '{ "exports": { ".": "./a.js", "import": "./b.js" } }',
  'main.cjs': 'for (const id of ["cut", "list", "main", "target", "mixed"]) try { require(id); } catch (e) { console.log(e.code); }',
  'main.mjs': 'for (const id of ["cut", "list", "main", "target", "mixed"]) await import(id).catch((e) => console.log(e.code));',
  'inner/package.json': '{',
  'inner/main.js': '',
});
assert.deepStrictEqual(run(['main.cjs'], { cwd }).stdout.split('\n'), [
  'ERR_INVALID_PACKAGE_CONFIG', 'ERR_INVALID_PACKAGE_CONFIG', 'MODULE_NOT_FOUND', 'ERR_INVALID_PACKAGE_TARGET',
  'ERR_INVALID_PACKAGE_CONFIG', '',
]);
assert.deepStrictEqual(run(['main.mjs'], { cwd }).stdout.split('\n'), [
  'ERR_INVALID_PACKAGE_CONFIG', 'ERR_INVALID_PACKAGE_CONFIG', 'ERR_MODULE_NOT_FOUND', 'ERR_INVALID_PACKAGE_TARGET',
  'ERR_INVALID_PACKAGE_CONFIG', '',
]);
const { status, stderr } = run(['inner/main.js'], { cwd });
assert.strictEqual(status, 1);
assert.match(stderr, /Error.*: Invalid package config .*inner\/package\.json\./);
