'use strict';
const assert = require('node:assert');
const { Duplex, PassThrough, Readable, Transform, Writable, compose, duplexPair, finished, pipeline } = require('node:stream');
const promises = require('node:stream/promises');
const consumers = require('node:stream/consumers');

const upper = () => new Transform({
  transform(chunk, encoding, callback) { callback(null, `${chunk}`.toUpperCase()); },
});
const collect = (into) => new Writable({
  write(chunk, encoding, callback) { into.push(`${chunk}`); callback(); },
});

(async () => {
  const got = [];
  await promises.pipeline(Readable.from(['a', 'b']), upper(), async function* (source) {
    for await (const chunk of source) yield `<${chunk}>`;
  }, collect(got));
  assert.strictEqual(got.join(''), '<AB>');

  // A function at the end gives the pipeline's value.
  const value = await promises.pipeline(['x', 'y'], async (source) => {
    let all = '';
    for await (const chunk of source) all += chunk;
    return all;
  });
  assert.strictEqual(value, 'xy');

  // A failure anywhere destroys all.
  const source = new Readable({ read() {} });
  const sink = collect([]);
  source.push('x');
  await assert.rejects(promises.pipeline(source, async function* () { throw new Error('middle'); }, sink), { message: 'middle' });
  assert(source.destroyed && sink.destroyed);

  const early = new PassThrough();
  process.nextTick(() => early.destroy());
  await assert.rejects(promises.finished(early), { code: 'ERR_STREAM_PREMATURE_CLOSE' });

  const controller = new AbortController();
  process.nextTick(() => controller.abort());
  await assert.rejects(
    promises.pipeline(new Readable({ read() {} }), collect([]), { signal: controller.signal }), { name: 'AbortError' });

  // Several as one.
  const both = compose(upper(), async function* (source) {
    for await (const chunk of source) yield `${chunk}!`;
  });
  both.end('hi');
  assert.strictEqual(await consumers.text(both), 'HI!');

  const [left, right] = duplexPair();
  left.end('across');
  assert.strictEqual(await consumers.text(right), 'across');
  assert.deepStrictEqual(await consumers.json(Readable.from(['{"a"', ':1}'])), { a: 1 });

  const made = Duplex.from(async function* (source) {
    for await (const chunk of source) yield `${chunk}`.length;
  });
  made.end('abc');
  assert.deepStrictEqual(await made.toArray(), [3]);

  const closed = await new Promise((resolve) => {
    const stream = Readable.from([]);
    finished(stream, resolve);
    stream.resume();
  });
  assert.strictEqual(closed, undefined);
  assert.throws(() => pipeline(new PassThrough()), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => pipeline(new PassThrough(), () => {}), { code: 'ERR_MISSING_ARGS' });

  // pipe(): many destinations go at the pace of the slowest.
  const fast = [];
  const slowed = [];
  const slow = new Writable({
    highWaterMark: 1,
    write(chunk, encoding, callback) { slowed.push(`${chunk}`); setImmediate(callback); },
  });
  const pair = Readable.from(['1', '2', '3'], { objectMode: false });
  pair.pipe(collect(fast));
  pair.pipe(slow);
  await promises.finished(slow);
  assert.deepStrictEqual([fast, slowed], [['1', '2', '3'], ['1', '2', '3']]);
  done = true;
})();
let done = false;
process.on('exit', () => assert(done));
