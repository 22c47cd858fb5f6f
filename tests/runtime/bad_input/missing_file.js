'use strict';
const assert = require('node:assert');
const path = require('node:path');
const { folder, run } = require('../fixtures/run.js');

const cwd = folder({ 'main.mjs': "import './gone.mjs';" });
const missing = run(['gone.js'], { cwd });
assert.strictEqual(missing.status, 1);
assert.match(missing.stderr, new RegExp(`Error: Cannot find module '${path.join(cwd, 'gone.js')}'`));
assert.match(missing.stderr, /code: 'MODULE_NOT_FOUND',\n {2}requireStack: \[\]/);

const imported = run(['main.mjs'], { cwd });
assert.strictEqual(imported.status, 1);
assert.match(imported.stderr, /Error \[ERR_MODULE_NOT_FOUND\]: Cannot find module '.*gone\.mjs' imported from .*main\.mjs/);
