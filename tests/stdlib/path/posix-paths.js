'use strict';

const assert = require('node:assert');
const { posix } = require('node:path');

for (const [method, args, result] of [
  ['join', ['/a', '..', '../b', './c/'], '/b/c/'],
  ['join', ['', ''], '.'],
  ['normalize', ['a//b/./c/../..'], 'a'],
  ['normalize', ['../../a/'], '../../a/'],
  ['resolve', ['/a/b', '../c', './d'], '/a/c/d'],
  ['resolve', ['/a', '/b'], '/b'],
  ['relative', ['/a/b/c', '/a/d'], '../../d'],
  ['relative', ['/', '/a'], 'a'],
  ['relative', ['/foo', '/foobar'], '../foobar'],
  ['dirname', ['/a/b/'], '/a'],
  ['dirname', ['a'], '.'],
  ['dirname', ['//a'], '//'],
  ['basename', ['/a/b.js', '.js'], 'b'],
  ['basename', ['/a/.js', '.js'], '.js'],
  ['extname', ['a.tar.gz'], '.gz'],
  ['extname', ['.profile'], ''],
  ['extname', ['a.'], '.'],
  ['isAbsolute', ['a/b'], false],
  ['toNamespacedPath', ['/a'], '/a'],
]) {
  assert.strictEqual(posix[method](...args), result, `${method}(${args})`);
}
assert.deepStrictEqual(posix.parse('/a/b.c'), { root: '/', dir: '/a', base: 'b.c', ext: '.c', name: 'b' });
assert.strictEqual(posix.format({ dir: '/a', name: 'b', ext: 'c' }), '/a/b.c');
assert.strictEqual(posix.resolve('a'), `${process.cwd()}/a`);
for (const method of ['normalize', 'isAbsolute', 'dirname', 'basename', 'extname', 'parse', 'join', 'resolve']) {
  assert.throws(() => posix[method](1), { code: 'ERR_INVALID_ARG_TYPE' });
}
assert.strictEqual(posix.matchesGlob('/a/b/c.js', '/a/**/*.js'), true);
assert.strictEqual(posix.matchesGlob('/a/b/c.js', '/a/*.js'), false);
assert.strictEqual(require('node:path/posix'), posix);
