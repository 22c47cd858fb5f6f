'use strict';
const assert = require('node:assert');
const { folder, run } = require('../fixtures/run.js');

const cwd = folder({ 'empty/readme.txt': '', 'main.mjs': "import './empty';" });
const required = run(['./empty'], { cwd });
assert.strictEqual(required.status, 1);
assert.match(required.stderr, /Cannot find module '.*empty'/);

const imported = run(['main.mjs'], { cwd });
assert.strictEqual(imported.status, 1);
assert.match(imported.stderr, /Error \[ERR_UNSUPPORTED_DIR_IMPORT\]: Directory import '.*empty' is not supported/);
