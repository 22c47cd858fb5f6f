'use strict';
const assert = require('node:assert');
const { folder, run } = require('../fixtures/run.js');

const cwd = folder({ 'main.cjs': 'import fs from "fs";' });
const { status, stderr } = run(['main.cjs'], { cwd });
assert.strictEqual(status, 1);
assert.match(stderr, /Warning: Failed to load the ES module: .*main\.cjs\. Make sure to set "type": "module"/);
assert.match(stderr, /SyntaxError: Cannot use import statement outside a module/);
