import assert from 'node:assert';

assert.strictEqual((await import('data:text/javascript,export default 1')).default, 1);
assert.strictEqual((await import('data:text/javascript;base64,ZXhwb3J0IGRlZmF1bHQgMg==')).default, 2);
assert.deepStrictEqual((await import('data:application/json,{"a":1}', { with: { type: 'json' } })).default, { a: 1 });
assert.strictEqual((await import('node:fs')).default, (await import('fs')).default);
await assert.rejects(import('data:text/plain,x'), { code: 'ERR_UNKNOWN_MODULE_FORMAT' });
await assert.rejects(import('http://localhost/x.js'), { code: 'ERR_UNSUPPORTED_ESM_URL_SCHEME' });
await assert.rejects(import('node:no-such'), { code: 'ERR_UNKNOWN_BUILTIN_MODULE' });
await assert.rejects(import('data:text/javascript,import "./x"'), { code: 'ERR_UNSUPPORTED_RESOLVE_REQUEST' });
// A query makes another instance of the same file.
const first = await import('./fixtures/counter.mjs?1');
const second = await import('./fixtures/counter.mjs?2');
assert.notStrictEqual(first, second);
assert.strictEqual(first, await import('./fixtures/counter.mjs?1'));
