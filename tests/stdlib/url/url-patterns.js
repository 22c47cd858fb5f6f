'use strict';
const assert = require('node:assert');

const books = new URLPattern({ pathname: '/books/:id(\\d+){/:page}?' });
assert.strictEqual(books.test('https://example.com/books/12'), true);
assert.strictEqual(books.test('https://example.com/books/x'), false);
const match = books.exec('https://example.com/books/12/cover');
assert.deepStrictEqual({ ...match.pathname.groups }, { id: '12', page: 'cover' });
assert.strictEqual(books.hasRegExpGroups, true);

const pattern = new URLPattern('http{s}?://*.example.com:8080/a/(b.*)\\?q=:value#');
assert.deepStrictEqual(
  [pattern.protocol, pattern.hostname, pattern.port, pattern.pathname, pattern.search, pattern.hash],
  ['http{s}?', '*.example.com', '8080', '/a/(b.*)', 'q=:value', '']);
assert.strictEqual(pattern.exec('https://x.example.com:8080/a/b/c?q=1').search.groups.value, '1');
assert.strictEqual(new URLPattern('/x/:y', 'https://h').test({ pathname: '/x/z', baseURL: 'https://h' }), true);
assert.strictEqual(new URLPattern({ pathname: '/A' }, { ignoreCase: true }).test('http://h/a'), true);

assert.throws(() => new URLPattern('('), { code: 'ERR_INVALID_URL_PATTERN' });
assert.throws(() => new URLPattern('relative'), { code: 'ERR_INVALID_URL_PATTERN' });
assert.throws(() => new URLPattern(7), { code: 'ERR_INVALID_ARG_TYPE' });
assert.throws(() => URLPattern(), { code: 'ERR_CONSTRUCT_CALL_REQUIRED' });
assert.throws(() => new URLPattern().exec(7), { code: 'ERR_INVALID_ARG_TYPE' });
