import assert from 'node:assert';
import path from 'node:path';
import { createRequire } from 'node:module';

const { folder } = createRequire(import.meta.url)('../fixtures/run.js');
const dir = folder({
  'named.cjs': 'exports.a = 1; exports["b-c"] = 2; Object.defineProperty(exports, "d", { enumerable: true, value: 3 });',
  'again.cjs': 'module.exports = require("./named.cjs");',
  'esModule.cjs': 'exports.__esModule = true; exports.default = "inner";',
  'state.cjs': 'exports.count = (globalThis.loads = (globalThis.loads ?? 0) + 1);',
  'main.mjs': 'import { count } from "./state.cjs"; import { createRequire } from "module"; export { count }; export const required = createRequire(import.meta.url)("./state.cjs").count;',
  'list.json': '[1]', 'unread.cjs': '', 'not.json': 'export default 1',
});
const load = (name, options) => import(path.join(dir, name), options);

const ns = await load('named.cjs');
assert.deepStrictEqual([ns.a, ns['b-c'], ns.d], [1, 2, 3]);
assert.strictEqual(ns.default, ns['module.exports']);
assert.strictEqual((await load('again.cjs')).a, 1);
assert.strictEqual((await load('esModule.cjs')).default.default, 'inner');
const { count, required } = await load('main.mjs');
assert.deepStrictEqual([count, required, globalThis.loads], [1, 1, 1]);

assert.deepStrictEqual((await load('list.json', { with: { type: 'json' } })).default, [1]);
await assert.rejects(load('list.json'), { code: 'ERR_IMPORT_ATTRIBUTE_MISSING' });
await assert.rejects(load('named.cjs', { with: { type: 'json' } }), { code: 'ERR_IMPORT_ATTRIBUTE_TYPE_INCOMPATIBLE' });
await assert.rejects(load('unread.cjs', { with: { colour: 'red' } }), { code: 'ERR_IMPORT_ATTRIBUTE_UNSUPPORTED' });
await assert.rejects(load('not.json', { with: { type: 'json' } }), SyntaxError);
