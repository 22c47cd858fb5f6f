'use strict';
const assert = require('node:assert');
const { pathToFileURL } = require('node:url');
const { folder, run } = require('../fixtures/run.js');

const cwd = folder({ 'main.mjs': 'export let a;\nexport let a;\n', 'outer.mjs': "import './main.mjs';" });
for (const main of ['main.mjs', 'outer.mjs']) {
  const { status, stderr } = run([main], { cwd });
  assert.strictEqual(status, 1);
  const place = `${pathToFileURL(cwd).href}/main.mjs:2\nexport let a;\n           ^\n\n`;
  assert.ok(stderr.startsWith(`${place}SyntaxError: Identifier 'a' has already been declared\n`), stderr);
}
