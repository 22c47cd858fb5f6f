'use strict';
const assert = require('node:assert');
const url = require('node:url');
process.removeAllListeners('warning');

const parsed = url.parse('HTTP://user:p%40ss@Host.com:8080/p/a?q=1&q=2#h', true);
assert.deepStrictEqual({ ...parsed, query: { ...parsed.query } }, {
  protocol: 'http:', slashes: true, auth: 'user:p@ss', host: 'host.com:8080', port: '8080', hostname: 'host.com', hash: '#h',
  search: '?q=1&q=2', query: { q: ['1', '2'] }, pathname: '/p/a', path: '/p/a?q=1&q=2',
  href: 'http://user:p%40ss@host.com:8080/p/a?q=1&q=2#h',
});
assert.strictEqual(url.parse('//h/p').hostname, null);
assert.strictEqual(url.parse('//h/p', false, true).hostname, 'h');
assert.strictEqual(url.parse('javascript:alert(1)').pathname, 'alert(1)');
for (const [from, to, result] of [
  ['/one/two/three', 'four', '/one/two/four'], ['http://example.com/', '/one', 'http://example.com/one'],
  ['http://example.com/one', '/two', 'http://example.com/two'], ['http://a/b/c/d;p?q', '../../../g', 'http://a/g'],
  ['http://a/b', '#s', 'http://a/b#s'], ['mailto:a@b', 'c@d', 'mailto:c@d'], ['http://u:p@a/', '//b', 'http://b/'],
]) {
  assert.strictEqual(url.resolve(from, to), result);
}
assert.strictEqual(url.format({ protocol: 'http', hostname: '::1', port: 8, pathname: 'a?b', query: { x: 'y z' } }),
                   'http://[::1]:8/a%3Fb?x=y%20z');
assert.throws(() => url.parse(7), { code: 'ERR_INVALID_ARG_TYPE' });
assert.throws(() => url.parse('http://a\u2100b/'), { code: 'ERR_INVALID_URL' });
