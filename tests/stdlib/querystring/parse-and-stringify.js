'use strict';
const assert = require('node:assert');
const querystring = require('node:querystring');

const plain = (object) => ({ ...object });

// A query becomes an object without a prototype; a name that comes twice has a list.
assert.strictEqual(Object.getPrototypeOf(querystring.parse('a=1')), null);
assert.deepStrictEqual(plain(querystring.parse('a=1&b=%C3%A9+x&a=2&c')), { a: ['1', '2'], b: 'é x', c: '' });
assert.deepStrictEqual(plain(querystring.parse('&&a==b&=&')), { 'a': '=b', '': '' });
assert.deepStrictEqual(plain(querystring.parse('a:1;b:2', ';', ':')), { a: '1', b: '2' });
assert.deepStrictEqual(plain(querystring.parse('a&b&c', null, null, { maxKeys: 2 })), { a: '', b: '' });
// Malformed sequences stay, or are decoded as bytes.
assert.deepStrictEqual(plain(querystring.parse('a=%zz&b=%ff')), { a: '%zz', b: '\ufffd' });

assert.strictEqual(querystring.stringify({ a: [1, 'x y'], b: true, c: null, d: [], e: 1e21, f: 5n }), 'a=1&a=x%20y&b=true&c=&e=1e%2B21&f=5');
assert.strictEqual(querystring.stringify({ a: 'ü' }, ';', ':', { encodeURIComponent: (text) => `<${text}>` }), '<a>:<ü>');
assert.throws(() => querystring.escape('\ud800'), { code: 'ERR_INVALID_URI', name: 'URIError' });

// Programs may put their own decoder in place.
const { unescape } = querystring;
querystring.unescape = (text) => text.toUpperCase();
assert.deepStrictEqual(plain(querystring.parse('a=b')), { A: 'B' });
querystring.unescape = unescape;
