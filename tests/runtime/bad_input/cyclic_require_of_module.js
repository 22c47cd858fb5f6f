'use strict';
const assert = require('node:assert');
const { folder, run } = require('../fixtures/run.js');

const cwd = folder({
  'a.mjs': "import './b.cjs';",
  'b.cjs': "require('./a.mjs');",
});
const { status, stderr } = run(['--no-warnings', 'a.mjs'], { cwd });
assert.strictEqual(status, 1);
assert.match(stderr, /Error \[ERR_REQUIRE_CYCLE_MODULE\]: Cannot require\(\) ES Module .*a\.mjs in a cycle\./);
