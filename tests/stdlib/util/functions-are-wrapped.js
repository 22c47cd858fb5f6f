'use strict';

const assert = require('node:assert');
const util = require('node:util');

(async () => {
  const add = util.promisify((a, b, callback) => callback(null, a + b));
  assert.strictEqual(await add(1, 2), 3);
  await assert.rejects(util.promisify((callback) => callback(new RangeError('no')))(), RangeError);
  assert.throws(() => util.promisify('no function'), { code: 'ERR_INVALID_ARG_TYPE' });
  function custom() {}
  custom[util.promisify.custom] = () => Promise.resolve('custom');
  assert.strictEqual(await util.promisify(custom)(), 'custom');

  const call = util.callbackify(async (value) => {
    if (value === null) return Promise.reject(null); // eslint-disable-line prefer-promise-reject-errors
    return value;
  });
  assert.strictEqual(await new Promise((resolve) => call('x', (error, value) => resolve([error, value].join()))), ',x');
  const rejected = await new Promise((resolve) => call(null, resolve));
  assert.strictEqual(rejected.code, 'ERR_FALSY_VALUE_REJECTION');
  assert.throws(() => call('x'), { code: 'ERR_INVALID_ARG_TYPE' });

  const warnings = [];
  process.on('warning', (warning) => warnings.push(warning.code));
  const old = util.deprecate(function two(a, b) { return new.target === undefined ? a + b : this; }, 'old', 'DEP_TEST');
  const older = util.deprecate(() => 1, 'older', 'DEP_TEST');
  assert.strictEqual(old(1, 2) + old(3, 4) + older(), 11);
  assert.strictEqual(old.length, 2);
  assert.ok(new old() instanceof old);
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepStrictEqual(warnings, ['DEP_TEST']);

  function Base() {}
  function Derived() {}
  util.inherits(Derived, Base);
  assert.ok(new Derived() instanceof Base);
  assert.strictEqual(Derived.super_, Base);
  assert.throws(() => util.inherits(Derived, {}), { code: 'ERR_INVALID_ARG_TYPE' });

  const controller = new AbortController();
  const aborted = util.aborted(controller.signal, {});
  controller.abort();
  await aborted;
  await assert.rejects(util.aborted(controller.signal, null), { code: 'ERR_INVALID_ARG_TYPE' });
})();
