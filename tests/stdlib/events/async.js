'use strict';
const assert = require('node:assert');
const EventEmitter = require('node:events');
const { on, once } = EventEmitter;

(async () => {
  const emitter = new EventEmitter();
  process.nextTick(() => emitter.emit('x', 1, 2));
  assert.deepStrictEqual(await once(emitter, 'x'), [1, 2]);

  process.nextTick(() => emitter.emit('error', new Error('early')));
  await assert.rejects(once(emitter, 'x'), { message: 'early' });
  assert.strictEqual(emitter.listenerCount('x'), 0);

  const controller = new AbortController();
  process.nextTick(() => controller.abort('why'));
  await assert.rejects(once(emitter, 'x', { signal: controller.signal }), { name: 'AbortError', cause: 'why' });
  assert.strictEqual(emitter.listenerCount('x') + emitter.listenerCount('error'), 0);

  // An iterator loses nothing that was emitted before it is asked, and ends with the events named for that.
  const iterator = on(emitter, 'y', { close: ['end'] });
  emitter.emit('y', 1);
  emitter.emit('y', 2);
  setImmediate(() => {
    emitter.emit('y', 3);
    emitter.emit('end');
  });
  const values = [];
  for await (const [value] of iterator) values.push(value);
  assert.deepStrictEqual(values, [1, 2, 3]);
  assert.strictEqual(emitter.listenerCount('y'), 0);

  // An error comes after the values before it.
  const failing = on(emitter, 'z');
  emitter.emit('z', 1);
  emitter.emit('error', new Error('late'));
  assert.deepStrictEqual(await failing.next(), { value: [1], done: false });
  await assert.rejects(failing.next(), { message: 'late' });
  assert.deepStrictEqual(await failing.next(), { value: undefined, done: true });

  // Targets work, too.
  const target = new EventTarget();
  process.nextTick(() => target.dispatchEvent(new Event('go')));
  assert.strictEqual((await once(target, 'go'))[0].type, 'go');
  process.exitCode = 0;
  done = true;
})();
let done = false;
process.on('exit', () => assert(done));
