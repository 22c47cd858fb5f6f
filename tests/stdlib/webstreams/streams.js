'use strict';
const assert = require('node:assert');

const collect = async (stream) => {
  const all = [];
  for await (const chunk of stream) all.push(chunk);
  return all;
};

(async () => {
  // A source is pulled when there is room.
  let pulled = 0;
  const counted = new ReadableStream({
    pull(controller) {
      controller.enqueue(++pulled);
      if (pulled === 3) controller.close();
    },
  });
  const reader = counted.getReader();
  assert.strictEqual(counted.locked, true);
  assert.deepStrictEqual(await reader.read(), { value: 1, done: false });
  reader.releaseLock();
  assert.deepStrictEqual(await collect(counted), [2, 3]);
  assert.throws(() => new ReadableStream({ type: 'other' }), { code: 'ERR_INVALID_ARG_VALUE' });

  // tee() gives both the same; the source is cancelled when both are.
  let reason;
  const [one, two] = ReadableStream.from(['a', 'b']).tee();
  assert.deepStrictEqual([await collect(one), await collect(two)], [['a', 'b'], ['a', 'b']]);
  const [left, right] = new ReadableStream({ cancel(why) { reason = why; } }).tee();
  await Promise.all([left.cancel(1), right.cancel(2)]);
  assert.deepStrictEqual(reason, [1, 2]);

  // Through a transform into a sink.
  const written = [];
  let closed = false;
  await ReadableStream.from([1, 2]).pipeThrough(new TransformStream({
    transform(chunk, controller) { controller.enqueue(chunk * 10); },
    flush(controller) { controller.enqueue('end'); },
  })).pipeTo(new WritableStream({ write(chunk) { written.push(chunk); }, close() { closed = true; } }));
  assert.deepStrictEqual([written, closed], [[10, 20, 'end'], true]);

  // Errors go both ways.
  const boom = new Error('boom');
  await assert.rejects(new ReadableStream({ pull() { throw boom; } }).pipeTo(new WritableStream()), boom);
  let cancelled;
  await assert.rejects(new ReadableStream({
    pull(controller) { controller.enqueue(1); },
    cancel(why) { cancelled = why; },
  }).pipeTo(new WritableStream({ write() { throw boom; } })), boom);
  assert.strictEqual(cancelled, boom);
  const signal = AbortSignal.abort('stop');
  await assert.rejects(new ReadableStream().pipeTo(new WritableStream(), { signal }), (error) => error === 'stop');

  // A writer waits for room.
  let release;
  const slow = new WritableStream({ write() { return new Promise((resolve) => { release = resolve; }); } });
  const writer = slow.getWriter();
  assert.strictEqual(writer.desiredSize, 1);
  const write = writer.write('x');
  assert.strictEqual(writer.desiredSize, 0);
  await new Promise(setImmediate);
  release();
  await writer.ready;
  await write;
  await writer.abort(boom);
  await assert.rejects(writer.closed, boom);

  // Into one's own buffer.
  const bytes = new ReadableStream({
    type: 'bytes',
    pull(controller) {
      const { view } = controller.byobRequest;
      view[0] = 7;
      controller.byobRequest.respond(1);
    },
  });
  const byob = bytes.getReader({ mode: 'byob' });
  const { value } = await byob.read(new Uint8Array(4));
  assert.deepStrictEqual([value.length, value[0], value.buffer.byteLength], [1, 7, 4]);
  await assert.rejects(byob.read(new Uint8Array(0)), { code: 'ERR_INVALID_STATE' });

  const halves = new TextEncoderStream();
  const encoding = halves.writable.getWriter();
  encoding.write('\ud83d');
  encoding.write('\ude00');
  encoding.close();
  assert.deepStrictEqual(await collect(halves.readable.pipeThrough(new TextDecoderStream())), ['😀']);
  assert.strictEqual(new CountQueuingStrategy({ highWaterMark: 2 }).size(), 1);
  done = true;
})();
let done = false;
process.on('exit', () => assert(done));
