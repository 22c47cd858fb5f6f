'use strict';
const assert = require('node:assert');
const path = require('node:path');
const { createRequire } = require('node:module');
const { folder } = require('../fixtures/run.js');

const dir = folder({
  'package.json': JSON.stringify({
    name: 'self', exports: { '.': './self.js', './only-import': { import: './self.js' } },
    imports: { '#local': './local.js', '#lib/*': './lib/*.js', '#dep': 'dep', '#list': ['not:valid', './local.js'] },
  }),
  'self.js': 'exports.self = 1;', 'local.js': 'exports.local = 1;', 'lib/a.js': 'exports.a = 1;', 'main.js': '',
  'node_modules/dep/package.json': JSON.stringify({
    exports: {
      '.': { custom: './custom.js', import: './i.mjs', require: './r.js' },
      './f/*': './f/*.js', './f/private/*': null, './f/*/deep': './f/deep.js', './nested': { node: { require: './r.js' } },
    },
  }),
  'node_modules/dep/r.js': 'exports.how = "require";', 'node_modules/dep/i.mjs': 'export const how = "import";',
  'node_modules/dep/f/x.js': 'exports.x = 1;', 'node_modules/dep/f/deep.js': 'exports.deep = 1;',
  'node_modules/dep/f/private/y.js': '',
});
const require_ = createRequire(path.join(dir, 'main.js'));
assert.strictEqual(require_('self').self, 1);
assert.strictEqual(require_('#local').local, 1);
assert.strictEqual(require_('#lib/a').a, 1);
assert.strictEqual(require_('#list').local, 1);
assert.strictEqual(require_('#dep').how, 'require');
assert.strictEqual(require_('dep').how, 'require');
assert.strictEqual(require_('dep/f/x').x, 1);
assert.strictEqual(require_('dep/f/any/deep').deep, 1);
assert.strictEqual(require_('dep/nested').how, 'require');
for (const id of ['self/only-import', 'dep/gone', 'dep/f/private/y', 'dep/package.json']) {
  assert.throws(() => require_(id), { code: 'ERR_PACKAGE_PATH_NOT_EXPORTED' });
}
assert.throws(() => require_('#gone'), { code: 'ERR_PACKAGE_IMPORT_NOT_DEFINED', name: 'TypeError' });
