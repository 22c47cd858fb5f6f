'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const { folder, run } = require('../fixtures/run.js');

const cwd = folder({ 'a.js': "require('./b.js'); console.log('ran');", 'b.js': 'exports.b = () => 1;', 'c.mjs': 'console.log("module")' });
const env = { ...process.env, NODE_COMPILE_CACHE: path.join(cwd, 'cache') };
delete env.NODE_DISABLE_COMPILE_CACHE;
const entries = () => fs.readdirSync(path.join(cwd, 'cache'), { recursive: true }).length;
assert.strictEqual(run(['a.js'], { cwd, env }).stdout, 'ran\n');
const first = entries();
assert.ok(first >= 3);
assert.strictEqual(run(['a.js'], { cwd, env }).stdout, 'ran\n');
assert.strictEqual(entries(), first);
assert.strictEqual(run(['c.mjs'], { cwd, env }).stdout, 'module\n');
assert.strictEqual(entries(), first + 1);

// A changed file is compiled anew, and damaged data is not used.
fs.writeFileSync(path.join(cwd, 'b.js'), 'console.log("changed");');
assert.strictEqual(run(['a.js'], { cwd, env }).stdout, 'changed\nran\n');
const [version] = fs.readdirSync(path.join(cwd, 'cache'));
for (const name of fs.readdirSync(path.join(cwd, 'cache', version))) {
  const file = path.join(cwd, 'cache', version, name);
  const data = fs.readFileSync(file);
  data.fill(0x5a, data.length >> 1);
  fs.writeFileSync(file, data);
}
assert.strictEqual(run(['a.js'], { cwd, env }).stdout, 'changed\nran\n');
