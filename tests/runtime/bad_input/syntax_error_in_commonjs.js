'use strict';
const assert = require('node:assert');
const { folder, run } = require('../fixtures/run.js');

const cwd = folder({ 'main.cjs': 'let a = 1;\n\tlet b = ;\n', 'outer.js': "require('./main.cjs');" });
for (const main of ['main.cjs', 'outer.js']) {
  const { status, stderr } = run([main], { cwd });
  assert.strictEqual(status, 1);
  // The place first: the tab stays one, so that the caret stands below the semicolon.
  assert.ok(stderr.startsWith(`${cwd}/main.cjs:2\n\tlet b = ;\n\t        ^\n\nSyntaxError: Unexpected token ';'\n`), stderr);
}
