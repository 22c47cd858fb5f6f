'use strict';
const assert = require('node:assert');
const async_hooks = require('node:async_hooks');

const { executionAsyncId, triggerAsyncId } = async_hooks;
assert.strictEqual(executionAsyncId(), 1);
assert.strictEqual(triggerAsyncId(), 0);

const lives = new Map();
const hook = async_hooks.createHook({
  init(id, type, trigger) { lives.set(id, { type, trigger, log: ['init'] }); },
  before(id) { lives.get(id)?.log.push('before'); },
  after(id) { lives.get(id)?.log.push('after'); },
  destroy(id) { lives.get(id)?.log.push('destroy'); },
}).enable();

let timerId;
setTimeout(() => {
  timerId = executionAsyncId();
  assert.strictEqual(triggerAsyncId(), 1);
  const resource = new async_hooks.AsyncResource('Mine', { requireManualDestroy: true });
  assert.strictEqual(resource.triggerAsyncId(), timerId);
  resource.runInAsyncScope(() => {
    assert.strictEqual(executionAsyncId(), resource.asyncId());
    assert.strictEqual(async_hooks.executionAsyncResource(), resource);
  });
  assert.strictEqual(executionAsyncId(), timerId);
  resource.emitDestroy();
  Promise.resolve().then(() => assert.strictEqual(triggerAsyncId() > 1, true));
  setImmediate(() => setImmediate(() => {
    hook.disable();
    const full = ['init', 'before', 'after', 'destroy'];
    assert.deepStrictEqual(lives.get(timerId), { type: 'Timeout', trigger: 1, log: full });
    assert.deepStrictEqual(lives.get(resource.asyncId()), { type: 'Mine', trigger: timerId, log: full });
    assert([...lives.values()].some(({ type, log }) => type === 'PROMISE' && log.includes('after')));
    process.nextTick(() => assert(!lives.has(executionAsyncId())));
  }));
}, 1);

assert.throws(() => async_hooks.createHook({ init: 1 }), { code: 'ERR_ASYNC_CALLBACK' });
assert.throws(() => new async_hooks.AsyncResource(5), { code: 'ERR_INVALID_ARG_TYPE' });
assert.throws(() => new async_hooks.AsyncResource('x', { triggerAsyncId: -7 }), { code: 'ERR_INVALID_ASYNC_ID' });
process.on('exit', () => assert(timerId > 1));
