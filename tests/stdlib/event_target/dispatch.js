'use strict';
const assert = require('node:assert');

const target = new EventTarget();
const log = [];
const handler = { handleEvent(event) { log.push(this === handler && event.type); } };
target.addEventListener('x', handler);
target.addEventListener('x', handler); // the same one: not twice
target.addEventListener('x', handler, { capture: true }); // another
target.addEventListener('x', (event) => {
  assert.strictEqual(event.target, target);
  event.preventDefault();
});
const event = new Event('x', { cancelable: true });
assert.strictEqual(target.dispatchEvent(event), false);
assert.deepStrictEqual(log, ['x', 'x']);
assert.strictEqual(event.eventPhase, Event.NONE);
assert.strictEqual(target.dispatchEvent(new Event('x')), true);

// Nobody after the one that stops it.
target.addEventListener('y', (e) => e.stopImmediatePropagation());
target.addEventListener('y', () => assert.fail());
target.dispatchEvent(new Event('y'));

// A passive listener can't prevent.
target.addEventListener('z', (e) => e.preventDefault(), { passive: true });
assert.strictEqual(target.dispatchEvent(new Event('z', { cancelable: true })), true);

// A signal takes a listener away.
const controller = new AbortController();
target.addEventListener('s', () => assert.fail(), { signal: controller.signal });
controller.abort();
target.dispatchEvent(new Event('s'));

assert.throws(() => new Event(), { code: 'ERR_MISSING_ARGS' });
assert.throws(() => target.addEventListener('x', 5), { code: 'ERR_INVALID_ARG_TYPE' });
assert.throws(() => target.dispatchEvent.call({}, event), { code: 'ERR_INVALID_THIS' });
assert.strictEqual(new CustomEvent('c', { detail: 7 }).detail, 7);

// A listener that throws is reported, and the others are called.
let heard = 0;
process.once('uncaughtException', (error) => {
  assert.strictEqual(error.message, 'from a listener');
  heard++;
});
target.addEventListener('e', () => { throw new Error('from a listener'); });
target.addEventListener('e', () => heard++);
target.dispatchEvent(new Event('e'));
process.on('exit', () => assert.strictEqual(heard, 2));
