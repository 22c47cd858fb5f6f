'use strict';
const assert = require('node:assert');
const path = require('node:path');
const { pathToFileURL } = require('node:url');
const { findPackageJSON } = require('node:module');
const { folder, run } = require('../fixtures/run.js');

const dir = folder({
  'package.json': '{}', 'src/a.js': '', 'node_modules/dep/package.json': '{"exports":{}}', 'node_modules/dep/lib/x.js': '',
  'node_modules/@scope/dep/package.json': '{}',
});
const from = pathToFileURL(path.join(dir, 'src/a.js'));
assert.strictEqual(findPackageJSON('./a.js', from), path.join(dir, 'package.json'));
assert.strictEqual(findPackageJSON(from), path.join(dir, 'package.json'));
assert.strictEqual(findPackageJSON('dep', from), path.join(dir, 'node_modules/dep/package.json'));
assert.strictEqual(findPackageJSON('dep/lib/x.js', from.href), path.join(dir, 'node_modules/dep/package.json'));
assert.strictEqual(findPackageJSON('@scope/dep', from), path.join(dir, 'node_modules/@scope/dep/package.json'));
assert.throws(() => findPackageJSON('gone', from), { code: 'ERR_MODULE_NOT_FOUND' });

// A module without a package is run without a word; in a package it costs a warning.
const alone = folder({ 'a.js': 'export {}; console.log(1)' });
assert.deepStrictEqual(run(['a.js'], { cwd: alone }), { status: 0, signal: null, stdout: '1\n', stderr: '' });
assert.match(run([path.join(dir, 'src/b.js')], { cwd: folder() }).stderr, /Cannot find module/);
const typeless = folder({ 'package.json': '{}', 'a.js': 'export {}; console.log(1)' });
assert.match(run(['a.js'], { cwd: typeless }).stderr, /MODULE_TYPELESS_PACKAGE_JSON\] Warning: Module type of/);
