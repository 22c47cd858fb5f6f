'use strict';
const assert = require('node:assert');
const { Duplex, PassThrough, Readable, Writable } = require('node:stream');
const { text } = require('node:stream/consumers');
const { finished, pipeline } = require('node:stream/promises');

(async () => {
  const web = Readable.toWeb(Readable.from(['a', 'b']));
  const chunks = [];
  for await (const chunk of web) chunks.push(chunk);
  assert.deepStrictEqual(chunks, ['a', 'b']);

  assert.deepStrictEqual(await Readable.fromWeb(ReadableStream.from([1, 2]), { objectMode: true }).toArray(), [1, 2]);

  const written = [];
  const sink = Writable.fromWeb(new WritableStream({ write(chunk) { written.push(Buffer.from(chunk).toString()); } }));
  sink.write('x');
  sink.end('y');
  await finished(sink);
  assert.deepStrictEqual(written, ['x', 'y']);

  const through = new PassThrough();
  const { readable, writable } = Duplex.toWeb(through);
  const writer = writable.getWriter();
  writer.write('over and back');
  writer.close();
  assert.strictEqual(await text(readable), 'over and back');

  const duplex = Duplex.fromWeb(new TransformStream({
    transform(chunk, controller) { controller.enqueue(Buffer.from(chunk).toString().toUpperCase()); },
  }), { encoding: 'utf8' });
  duplex.end('loud');
  assert.strictEqual(await text(duplex), 'LOUD');

  // They mix in a pipeline.
  const all = [];
  await pipeline(ReadableStream.from(['1', '2']), new TransformStream(), new Writable({
    objectMode: true,
    write(chunk, encoding, callback) { all.push(chunk); callback(); },
  }));
  assert.deepStrictEqual(all, ['1', '2']);

  const broken = Readable.toWeb(new Readable({ read() { this.destroy(new Error('broken')); } }));
  await assert.rejects(text(broken), { message: 'broken' });
  assert.throws(() => Readable.fromWeb({}), { code: 'ERR_INVALID_ARG_TYPE' });
  done = true;
})();
let done = false;
process.on('exit', () => assert(done));
