'use strict';
const assert = require('node:assert');

const a = new AbortController();
const b = new AbortController();
const log = [];
const both = AbortSignal.any([a.signal, b.signal]);
const nested = AbortSignal.any([both]);
a.signal.onabort = () => log.push('a');
both.addEventListener('abort', () => log.push(`both ${nested.aborted}`));
nested.addEventListener('abort', (event) => log.push(event.isTrusted && event.target === nested));
a.abort('reason');
b.abort('too late');
assert.deepStrictEqual(log, ['a', 'both true', true]);
assert.strictEqual(nested.reason, 'reason');
assert.throws(() => both.throwIfAborted(), (thrown) => thrown === 'reason');

assert.strictEqual(AbortSignal.abort().reason.name, 'AbortError');
assert.strictEqual(AbortSignal.any([AbortSignal.abort(1), a.signal]).reason, 1);
assert.throws(() => new AbortSignal(), { code: 'ERR_ILLEGAL_CONSTRUCTOR' });
assert.throws(() => AbortSignal.any([{}]), { code: 'ERR_INVALID_ARG_TYPE' });
assert.throws(() => AbortSignal.timeout(-1), { code: 'ERR_OUT_OF_RANGE' });

// A time-out that is listened to fires; by itself it keeps nothing alive.
AbortSignal.timeout(2 ** 31 - 1);
const keep = setTimeout(() => assert.fail('no time-out'), 10_000);
AbortSignal.any([AbortSignal.timeout(1)]).addEventListener('abort', function() {
  assert.strictEqual(this.reason.name, 'TimeoutError');
  clearTimeout(keep);
});
