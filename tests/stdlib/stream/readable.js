'use strict';
const assert = require('node:assert');
const { Readable } = require('node:stream');

(async () => {
  // Flowing, paused and iterated give the same.
  const source = () => Readable.from(['a', 'b', 'c'], { objectMode: false });
  const flowed = [];
  await new Promise((resolve) => source().on('data', (chunk) => flowed.push(`${chunk}`)).on('close', resolve));
  const read = [];
  await new Promise((resolve) => {
    const stream = source();
    stream.on('readable', () => {
      for (let chunk; (chunk = stream.read(1)) !== null;) read.push(`${chunk}`);
    }).on('close', resolve);
  });
  const iterated = [];
  for await (const chunk of source()) iterated.push(`${chunk}`);
  assert.deepStrictEqual([flowed, read, iterated], [['a', 'b', 'c'], ['a', 'b', 'c'], ['a', 'b', 'c']]);

  // Bytes are cut and joined as they are asked for; what is put back comes first.
  const bytes = new Readable({ read() {} });
  bytes.push('abc');
  bytes.push(new Uint8Array([100, 101]));
  bytes.push(null);
  assert.strictEqual(`${bytes.read(2)}`, 'ab');
  bytes.unshift('AB');
  assert.strictEqual(`${bytes.read(4)}`, 'ABcd');
  assert.strictEqual(bytes.readableLength, 1);
  assert.strictEqual(`${bytes.read()}`, 'e');
  assert.strictEqual(bytes.read(), null);

  // Characters are not split.
  const text = new Readable({ read() {} }).setEncoding('utf8');
  for (const byte of Buffer.from('€')) text.push(Buffer.of(byte));
  text.push(null);
  assert.deepStrictEqual(await text.toArray(), ['€']);

  // push() says when to stop; _read() is called again when there is room.
  let calls = 0;
  const marked = new Readable({ highWaterMark: 2, read() { calls++; } });
  assert.strictEqual(marked.push('a'), true);
  assert.strictEqual(marked.push('b'), false);
  marked.read(0);
  assert.strictEqual(calls, 0);
  marked.read();
  assert.strictEqual(calls, 1);

  // Leaving a loop destroys; it need not.
  const left = Readable.from([1, 2, 3]);
  for await (const one of left) {
    assert.strictEqual(one, 1);
    break;
  }
  assert(left.destroyed);
  const kept = Readable.from([1, 2, 3]);
  for await (const one of kept.iterator({ destroyOnReturn: false })) {
    assert.strictEqual(one, 1);
    break;
  }
  assert.deepStrictEqual(await kept.toArray(), [2, 3]);

  // Errors: of the source, of what it pushes, after the end.
  await assert.rejects(new Readable({ read() { throw new Error('read'); } }).toArray(), { message: 'read' });
  await assert.rejects(new Readable({ read() { this.push(5); } }).toArray(), { code: 'ERR_INVALID_ARG_TYPE' });
  await assert.rejects(new Readable({ read() { this.push(null); this.push('x'); } }).toArray(), {
    code: 'ERR_STREAM_PUSH_AFTER_EOF',
  });
  await assert.rejects(new Readable().toArray(), { code: 'ERR_METHOD_NOT_IMPLEMENTED' });
  assert.throws(() => new Readable({ highWaterMark: -1 }), { code: 'ERR_INVALID_ARG_VALUE' });
  assert.throws(() => Readable.from(5), { code: 'ERR_INVALID_ARG_TYPE' });
  done = true;
})();
let done = false;
process.on('exit', () => assert(done));
