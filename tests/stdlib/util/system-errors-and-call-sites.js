'use strict';

const assert = require('node:assert');
const util = require('node:util');

assert.strictEqual(util.getSystemErrorName(-2), 'ENOENT');
assert.strictEqual(util.getSystemErrorMessage(-2), 'no such file or directory');
assert.deepStrictEqual(util.getSystemErrorMap().get(-13), ['EACCES', 'permission denied']);
assert.throws(() => util.getSystemErrorName(2), { code: 'ERR_OUT_OF_RANGE' });
assert.throws(() => util.getSystemErrorName('x'), { code: 'ERR_INVALID_ARG_TYPE' });

function here() {
  return util.getCallSites(1);
}
const [site] = here();
assert.strictEqual(site.functionName, 'here');
assert.strictEqual(site.scriptName, __filename);
assert.strictEqual(site.lineNumber, 13);
assert.throws(() => util.getCallSites(0), { code: 'ERR_OUT_OF_RANGE' });
assert.throws(() => util.getCallSites(201), { code: 'ERR_OUT_OF_RANGE' });

assert.deepStrictEqual(util.diff('ab', 'ac'), [[0, 'a'], [1, 'b'], [-1, 'c']]);
assert.deepStrictEqual(util.diff(['x'], ['y', 'x']), [[-1, 'y'], [0, 'x']]);
assert.throws(() => util.diff(1, 'a'), { code: 'ERR_INVALID_ARG_TYPE' });
assert.strictEqual(util.toUSVString('a\ud800'), 'a\ufffd');
