// glob, in its three forms.
'use strict';

const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'fs-'));
process.on('exit', () => fs.rmSync(dir, { recursive: true, force: true }));
const at = (name) => path.join(dir, name);

for (const name of ['a/x.js', 'a/b/y.js', 'a/b/z.ts', '.hidden/h.js', 'top.js']) {
  fs.mkdirSync(path.dirname(at(name)), { recursive: true });
  fs.writeFileSync(at(name), '');
}
const find = (pattern, options) => fs.globSync(pattern, { cwd: dir, ...options }).sort();

assert.deepStrictEqual(find('**/*.js'), ['a/b/y.js', 'a/x.js', 'top.js']);
assert.deepStrictEqual(find('*.js'), ['top.js']);
assert.deepStrictEqual(find('a/**'), ['a', 'a/b', 'a/b/y.js', 'a/b/z.ts', 'a/x.js']);
assert.deepStrictEqual(find('**/*.{js,ts}'), ['a/b/y.js', 'a/b/z.ts', 'a/x.js', 'top.js']);
assert.deepStrictEqual(find('a/[!b]*'), ['a/x.js']);
assert.deepStrictEqual(find('.*/*'), ['.hidden/h.js']);
assert.deepStrictEqual(find('a/!(b)'), ['a/x.js']);
assert.deepStrictEqual(find('*/'), ['a']);
assert.deepStrictEqual(find('**/*.js', { exclude: ['a/b/**'] }), ['a/x.js', 'top.js']);
assert.deepStrictEqual(find('**/*.js', { exclude: (name) => name === 'a' }), ['top.js']);
assert.ok(fs.globSync('*.js', { cwd: dir, withFileTypes: true })[0] instanceof fs.Dirent);
assert.strictEqual(path.matchesGlob('a/b/c.js', 'a/**/*.js'), true);
assert.strictEqual(path.matchesGlob('a/.b/c.js', 'a/**/*.js'), false);

let left = 2;
fs.glob('a/*', { cwd: dir }, (error, found) => {
  assert.deepStrictEqual(found.sort(), ['a/b', 'a/x.js']);
  left--;
});
(async () => {
  const found = [];
  for await (const name of fs.promises.glob('**/y.*', { cwd: dir })) found.push(name);
  assert.deepStrictEqual(found, ['a/b/y.js']);
  left--;
})();
process.on('exit', () => assert.strictEqual(left, 0));
