'use strict';
const assert = require('node:assert');
const { EventEmitter } = require('node:events');
const fs = require('node:fs');
const domain = require('node:domain');

const d = domain.create();
const caught = [];
d.on('error', (error) => {
  assert.strictEqual(error.domain, d);
  assert.strictEqual(process.domain === d, false);
  caught.push(error.message);
});

d.run(() => {
  assert.strictEqual(process.domain, d);
  setTimeout(() => { throw new Error('timeout'); }, 1);
  setImmediate(() => { throw new Error('immediate'); });
  process.nextTick(() => { throw new Error('tick'); });
  fs.stat('/nonexistent', () => { throw new Error('fs'); });
  new EventEmitter().emit('error', new Error('emitter'));
});
assert.strictEqual(process.domain, undefined);
d.intercept(() => assert.fail())(new Error('intercepted'));
assert.strictEqual(d.bind((x) => [x, process.domain])(1)[1], d);

const added = new EventEmitter();
d.add(added);
added.emit('error', new Error('added'));
d.remove(added);
assert.throws(() => added.emit('error', new Error('removed')), { message: 'removed' });

assert.throws(() => process.setUncaughtExceptionCaptureCallback(() => {}), {
  code: 'ERR_DOMAIN_CANNOT_SET_UNCAUGHT_EXCEPTION_CAPTURE',
});

process.on('exit', () => {
  assert.deepStrictEqual(caught.map((message) => message.split(':')[0]).sort(),
                         ['added', 'emitter', 'fs', 'immediate', 'intercepted', 'tick', 'timeout']);
});
