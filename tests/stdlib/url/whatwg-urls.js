'use strict';
const assert = require('node:assert');
const util = require('node:util');
const { domainToASCII, domainToUnicode, format, urlToHttpOptions } = require('node:url');

const url = new URL('https://us%20er:pa%20ss@EXAMPLE.com:8080/a/../b?x=1&y=2#frag');
assert.strictEqual(url.href, 'https://us%20er:pa%20ss@example.com:8080/b?x=1&y=2#frag');
assert.deepStrictEqual(
  [url.origin, url.protocol, url.username, url.password, url.host, url.hostname, url.port, url.pathname, url.search, url.hash],
  ['https://example.com:8080', 'https:', 'us%20er', 'pa%20ss', 'example.com:8080', 'example.com', '8080', '/b', '?x=1&y=2', '#frag']);

// The list of parameters and the URL follow each other.
url.searchParams.append('z', 'ä b');
assert.strictEqual(url.search, '?x=1&y=2&z=%C3%A4+b');
url.search = '?only=this';
assert.deepStrictEqual([...url.searchParams], [['only', 'this']]);
url.searchParams.delete('only');
assert.strictEqual(url.href, 'https://us%20er:pa%20ss@example.com:8080/b#frag');

assert.throws(() => new URL('nope'), { code: 'ERR_INVALID_URL', input: 'nope', name: 'TypeError' });
assert.throws(() => new URL('/x', 'nope'), { code: 'ERR_INVALID_URL', input: '/x', base: 'nope' });
assert.throws(() => { url.href = 'nope'; }, { code: 'ERR_INVALID_URL' });
assert.strictEqual(URL.canParse('nope'), false);
assert.strictEqual(URL.canParse('nope', 'http://h'), true);
assert.strictEqual(URL.parse('nope'), null);
assert.strictEqual(JSON.stringify({ u: new URL('http://h') }), '{"u":"http://h/"}');
assert.match(util.inspect(new URL('http://h/?a=b')), /^URL \{\n {2}href: 'http:\/\/h\/\?a=b',[^]*searchParams: URLSearchParams \{ 'a' => 'b' \}/);

assert.strictEqual(domainToASCII('español.com'), 'xn--espaol-zwa.com');
assert.strictEqual(domainToASCII('xn--iñvalid.com'), '');
assert.strictEqual(domainToUnicode('xn--fiq228c.com'), '中文.com');
assert.strictEqual(format(new URL('http://u:p@xn--lck1c3crb1723bpq4a.com/a?a=b#c'), { fragment: false, unicode: true, auth: false }),
                   'http://理容ナカムラ.com/a?a=b');
assert.deepStrictEqual({ ...urlToHttpOptions(new URL('http://a:b%20c@[::1]:81/p?q')) }, {
  protocol: 'http:', hostname: '::1', hash: '', search: '?q', pathname: '/p', path: '/p?q', href: 'http://a:b%20c@[::1]:81/p?q',
  port: 81, auth: 'a:b c',
});

const params = new URLSearchParams([['b', '1'], ['a', '2'], ['b', '3']]);
params.sort();
assert.strictEqual(`${params}`, 'a=2&b=1&b=3');
assert.deepStrictEqual(params.getAll('b'), ['1', '3']);
assert.strictEqual(params.has('b', '3'), true);
params.set('b', '+ &=%');
assert.strictEqual(`${params}`, 'a=2&b=%2B+%26%3D%25');
assert.deepStrictEqual([...new URLSearchParams('?a=%zz&b=%ff&c&=d&&')], [['a', '%zz'], ['b', '\ufffd'], ['c', ''], ['', 'd']]);
assert.throws(() => new URLSearchParams([['a']]), { code: 'ERR_INVALID_TUPLE' });
