'use strict';
const assert = require('node:assert');
const { folder, run } = require('../fixtures/run.js');

const cwd = folder({
  'bad.json': '{ "a": }', 'main.cjs': "require('./bad.json');",
  'main.mjs': "import bad from './bad.json' with { type: 'json' };",
});
for (const main of ['main.cjs', 'main.mjs']) {
  const { status, stderr } = run([main], { cwd });
  assert.strictEqual(status, 1);
  assert.match(stderr, /SyntaxError: .*bad\.json: Unexpected token '}'/);
}
