'use strict';
const assert = require('node:assert');
const path = require('node:path');
const Module = require('node:module');
const { folder } = require('../fixtures/run.js');

assert.strictEqual(Module.Module, Module);
assert.strictEqual(module.constructor, Module);
assert.ok(module instanceof Module);
assert.strictEqual(require.main, module);
assert.deepStrictEqual(Module._nodeModulePaths('/a/node_modules/b'), ['/a/node_modules/b/node_modules', '/a/node_modules', '/node_modules']);
assert.ok(Module.builtinModules.includes('fs'));
assert.ok(Module.isBuiltin('node:fs') && Module.isBuiltin('fs/promises') && !Module.isBuiltin('fs/none'));

const dir = folder({ 'a.js': 'exports.a = 1', 'b.txt': 'text', 'index.js': 'exports.index = __dirname' });
const require_ = Module.createRequire(dir + '/');
assert.strictEqual(require_('./a').a, 1);
assert.strictEqual(require_('.').index, dir);
assert.strictEqual(require_.resolve('./a'), path.join(dir, 'a.js'));
assert.strictEqual(require.resolve('./a', { paths: [dir] }), path.join(dir, 'a.js'));
assert.ok(path.join(dir, 'a.js') in require.cache);

// What programs replace is used.
Module._extensions['.txt'] = (mod, filename) => { mod.exports = path.basename(filename); };
assert.strictEqual(require_('./b').toString(), 'b.txt');
delete Module._extensions['.txt'];
const { _load, _resolveFilename } = Module;
Module._load = (request, ...rest) => (request === 'virtual' ? 'yes' : _load(request, ...rest));
assert.strictEqual(require('virtual'), 'yes');
Module._load = _load;
Module._resolveFilename = (request, ...rest) => _resolveFilename(request === 'alias' ? path.join(dir, 'a') : request, ...rest);
assert.strictEqual(require('alias').a, 1);
Module._resolveFilename = _resolveFilename;

const made = new Module(path.join(dir, 'made.js'));
made.filename = made.id;
made._compile('module.exports = [__filename, typeof require, this === exports]', made.id);
assert.deepStrictEqual(made.exports, [made.id, 'function', true]);

delete require.cache[path.join(dir, 'a.js')];
assert.notStrictEqual(require_('./a'), undefined);
assert.throws(() => require(''), { code: 'ERR_INVALID_ARG_VALUE' });
assert.throws(() => require(5), { code: 'ERR_INVALID_ARG_TYPE' });
