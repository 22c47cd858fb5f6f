'use strict';
const assert = require('node:assert');
const { pathToFileURL } = require('node:url');
const { folder, run } = require('../fixtures/run.js');

const cwd = folder({
  'a.mjs': "import { gone } from './b.mjs';", 'b.mjs': 'export const here = 1;',
  'c.mjs': "import { gone, x as y } from './d.cjs';", 'd.cjs': 'exports.here = 1;',
});
const href = pathToFileURL(cwd).href;
const esm = run(['a.mjs'], { cwd });
assert.strictEqual(esm.status, 1);
assert.ok(esm.stderr.startsWith(
  `${href}/a.mjs:1\nimport { gone } from './b.mjs';\n         ^^^^\n` +
  "SyntaxError: The requested module './b.mjs' does not provide an export named 'gone'\n"), esm.stderr);

const commonjs = run(['c.mjs'], { cwd });
assert.strictEqual(commonjs.status, 1);
assert.ok(commonjs.stderr.includes(
  "SyntaxError: Named export 'gone' not found. The requested module './d.cjs' is a CommonJS module"), commonjs.stderr);
assert.ok(commonjs.stderr.includes("import pkg from './d.cjs';\nconst { gone, x: y } = pkg;\n"), commonjs.stderr);
