'use strict';
const assert = require('node:assert');
const path = require('node:path');
const { types } = require('node:util');
const { createRequire } = require('node:module');
const { folder } = require('../fixtures/run.js');

const dir = folder({
  'named.mjs': 'export const a = 1;', 'default.mjs': 'export default 2; export const b = 3;',
  'own.mjs': "const f = () => 4; export { f as 'module.exports' };", 'waits.mjs': 'export const c = await 1;',
  'throws.mjs': "throw new RangeError('inside');", 'typed/package.json': '{"type":"module"}', 'typed/x.js': 'export const d = 5;',
  'detected.js': 'export const e = 6;',
});
const require_ = createRequire(path.join(dir, 'main.js'));
assert.ok(types.isModuleNamespaceObject(require_('./named.mjs')));
assert.strictEqual(require_('./named.mjs'), require_('./named.mjs'));
const withDefault = require_('./default.mjs');
assert.deepStrictEqual([withDefault.__esModule, withDefault.default, withDefault.b], [true, 2, 3]);
assert.strictEqual(require_('./own.mjs')(), 4);
assert.strictEqual(require_('./typed/x.js').d, 5);
assert.strictEqual(require_('./detected.js').e, 6);
assert.throws(() => require_('./throws.mjs'), { name: 'RangeError', message: 'inside' });
assert.throws(() => require_('./throws.mjs'), { name: 'RangeError', message: 'inside' });
// Not with top-level await; import() of the same module still works.
assert.throws(() => require_('./waits.mjs'), { code: 'ERR_REQUIRE_ASYNC_MODULE' });
import(path.join(dir, 'waits.mjs')).then((ns) => assert.strictEqual(ns.c, 1));
import(path.join(dir, 'named.mjs')).then((ns) => assert.strictEqual(ns, require_('./named.mjs')));
