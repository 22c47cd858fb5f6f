'use strict';

const assert = require('node:assert');

(async () => {
  assert.strictEqual(await (await fetch('data:text/plain;base64,aGVsbG8=')).text(), 'hello');
  const plain = await fetch('data:,a%20b');
  assert.strictEqual(plain.headers.get('content-type'), 'text/plain;charset=US-ASCII');
  assert.strictEqual(await plain.text(), 'a b');
  assert.deepStrictEqual(await (await fetch('data:application/json,{"a":1}')).json(), { a: 1 });

  await assert.rejects(fetch('data:no-comma'), { message: 'fetch failed' });
  await assert.rejects(fetch('unheard-of:thing'), { message: 'fetch failed' });
  await assert.rejects(fetch('relative'), TypeError);
  await assert.rejects(fetch('http://localhost', { body: 'x' }), TypeError);
  await assert.rejects(fetch('http://localhost', { method: 'TRACE' }), TypeError);
  await assert.rejects(fetch('http://a:b@localhost'), TypeError);

  assert.throws(() => new Headers([['a']]), TypeError);
  assert.throws(() => new Headers({ 'a b': '1' }), TypeError);
  assert.throws(() => new Response('x', { status: 204 }), TypeError);
  assert.throws(() => new Response('x', { status: 99 }), RangeError);

  const headers = new Headers({ b: ' 2 ', A: '1' });
  headers.append('b', '3');
  assert.deepStrictEqual([...headers], [['a', '1'], ['b', '2, 3']]);

  const response = Response.json({ a: [1] });
  const copy = response.clone();
  assert.deepStrictEqual(await response.json(), { a: [1] });
  assert.strictEqual(await copy.text(), '{"a":[1]}');
})();
