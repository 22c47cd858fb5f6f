'use strict';

const assert = require('node:assert');
const fs = require('node:fs');

const caught = (fn) => {
  try {
    fn();
  } catch (error) {
    return error;
  }
};

const error = caught(() => require('node:path').join(1));
assert.strictEqual(error.name, 'TypeError');
assert.strictEqual(error.constructor, TypeError);
assert.strictEqual(error.code, 'ERR_INVALID_ARG_TYPE');
assert.strictEqual(error.message, 'The "path" argument must be of type string. Received type number (1)');
assert.strictEqual(`${error}`, `TypeError [ERR_INVALID_ARG_TYPE]: ${error.message}`);
assert.strictEqual(error.stack.split('\n')[0], `${error}`);
assert.deepStrictEqual(Object.keys(error), ['code']);
// The check itself is not part of the trace.
assert.doesNotMatch(error.stack, /validateString/);

const missing = caught(() => fs.readFileSync('/no/such/file'));
assert.strictEqual(missing.message, "ENOENT: no such file or directory, open '/no/such/file'");
assert.deepStrictEqual({ ...missing }, { errno: -2, code: 'ENOENT', syscall: 'open', path: '/no/such/file' });

// Programs may freeze what errors are made with.
const limit = Error.stackTraceLimit;
Object.defineProperty(Error, 'stackTraceLimit', { value: limit, writable: false, configurable: true });
assert.strictEqual(caught(() => fs.readFileSync('/no/such/file')).code, 'ENOENT');
Object.defineProperty(Error, 'stackTraceLimit', { value: limit, writable: true, configurable: true });

Error.prepareStackTrace = (thrown, sites) => [thrown.message, sites.length > 0];
assert.deepStrictEqual(new Error('own').stack, ['own', true]);
