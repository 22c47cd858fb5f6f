'use strict';

const assert = require('node:assert');

const fail = () => { throw Object.assign(new TypeError('wrong'), { code: 'E_X' }); };

assert.throws(fail);
assert.throws(fail, TypeError);
assert.throws(fail, /wrong/);
assert.throws(fail, { name: 'TypeError', message: /^wr/, code: 'E_X' });
assert.throws(fail, (error) => error.code === 'E_X');

for (const [expected, message] of [
  [RangeError, 'The error is expected to be an instance of "RangeError". Received "TypeError"\n\nError message:\n\nwrong'],
  [/right/, "The input did not match the regular expression /right/. Input:\n\n'TypeError: wrong'\n"],
  [() => false, 'The validation function is expected to return "true". Received false\n\nCaught error:\n\nTypeError: wrong'],
]) {
  assert.throws(() => assert.throws(fail, expected), { code: 'ERR_ASSERTION', message, operator: 'throws' });
}
assert.throws(() => assert.throws(() => {}, RangeError, 'why'), {
  message: 'Missing expected exception (RangeError): why',
});
assert.throws(() => assert.doesNotThrow(fail), { message: 'Got unwanted exception.\nActual message: "wrong"' });
assert.throws(() => assert.throws(fail, 'wrong'), { code: 'ERR_AMBIGUOUS_ARGUMENT' });
assert.throws(() => assert.throws(fail, {}), { code: 'ERR_INVALID_ARG_VALUE' });
assert.throws(() => assert.throws('fn'), { code: 'ERR_INVALID_ARG_TYPE' });

(async () => {
  await assert.rejects(async () => fail(), { code: 'E_X' });
  await assert.rejects(Promise.reject(new Error('x')), /x/);
  await assert.rejects(assert.rejects(async () => {}), { message: 'Missing expected rejection.' });
  await assert.rejects(assert.rejects(() => 1), { code: 'ERR_INVALID_RETURN_VALUE' });
  await assert.rejects(assert.doesNotReject(async () => fail()), { operator: 'doesNotReject' });
  await assert.doesNotReject(async () => {});
})();
