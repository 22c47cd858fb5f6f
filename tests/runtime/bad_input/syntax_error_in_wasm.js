'use strict';
const assert = require('node:assert');
const { folder, run } = require('../fixtures/run.js');

const cwd = folder({ 'bad.wasm': '\0asm\u0002\0\0\0', 'main.mjs': "import './bad.wasm';" });
const { status, stderr } = run(['--no-warnings', 'main.mjs'], { cwd });
assert.strictEqual(status, 1);
assert.match(stderr, /CompileError: .*bad\.wasm: WebAssembly\.Module\(\): expected version/);
