'use strict';
const assert = require('node:assert');
const EventEmitter = require('node:events');

// An emit calls the listeners there were when it began.
const emitter = new EventEmitter();
const log = [];
const late = () => log.push('late');
const removed = () => log.push('removed');
emitter.on('x', () => {
  log.push('first');
  emitter.on('x', late);
  emitter.prependListener('x', late);
  emitter.off('x', removed);
});
emitter.on('x', removed);
emitter.once('x', () => log.push('once'));
assert.strictEqual(emitter.emit('x'), true);
assert.deepStrictEqual(log, ['first', 'removed', 'once']);
assert.strictEqual(emitter.listenerCount('x'), 3);
assert.strictEqual(emitter.listenerCount('x', late), 2);
assert.deepStrictEqual(emitter.eventNames(), ['x']);
assert.strictEqual(emitter.emit('nothing'), false);

// The last one that was added goes first; 'removeListener' tells of each.
const gone = [];
emitter.on('removeListener', (type, listener) => gone.push(listener));
emitter.off('x', late);
assert.notStrictEqual(emitter.listeners('x').at(-1), late);
emitter.removeAllListeners('x');
assert.strictEqual(gone.length, 3);
assert.strictEqual(emitter.emit('x'), false);

// A wrapper made by once() shows its listener.
const fn = () => {};
emitter.once('y', fn);
assert.strictEqual(emitter.rawListeners('y')[0].listener, fn);
assert.deepStrictEqual(emitter.listeners('y'), [fn]);
