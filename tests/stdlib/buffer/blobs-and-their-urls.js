'use strict';
const assert = require('node:assert');
const { Blob, File, resolveObjectURL } = require('node:buffer');

(async () => {
  const blob = new Blob(['héllo', new Uint8Array([33]), new Blob(['wörld'])], { type: 'Text/Plain' });
  assert.strictEqual(blob.type, 'text/plain');
  assert.strictEqual(blob.size, 13);
  assert.strictEqual(await blob.text(), 'héllo!wörld');
  assert.strictEqual(await blob.slice(-6, -1).text(), 'wörl');
  assert.strictEqual(await blob.slice(3, 9).slice(1, 3).text(), 'lo');
  assert.strictEqual((await blob.arrayBuffer()).byteLength, 13);

  // What it was made from can change, the blob cannot.
  const bytes = new Uint8Array([97, 98]);
  const kept = new Blob([bytes]);
  bytes[0] = 0;
  assert.strictEqual(await kept.text(), 'ab');

  const pieces = [];
  for await (const chunk of new Blob(['x', 'y'.repeat(199999)]).stream()) pieces.push(chunk);
  assert.strictEqual(Buffer.concat(pieces).toString(), `x${'y'.repeat(199999)}`);
  // Reading it has not emptied the memory that other buffers come from.
  assert.strictEqual(Buffer.from('still there').toString(), 'still there');

  const clone = structuredClone(new File(['abc'], 'name.txt', { lastModified: 7, type: 'a/b' }));
  assert.ok(clone instanceof File);
  assert.deepStrictEqual([clone.name, clone.lastModified, clone.type, await clone.text()], ['name.txt', 7, 'a/b', 'abc']);

  const url = URL.createObjectURL(blob);
  assert.match(url, /^blob:nodedata:/);
  assert.strictEqual(await resolveObjectURL(url).text(), 'héllo!wörld');
  URL.revokeObjectURL(url);
  assert.strictEqual(resolveObjectURL(url), undefined);
  assert.throws(() => URL.createObjectURL('x'), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => new Blob('x'), { code: 'ERR_INVALID_ARG_TYPE' });
})();
