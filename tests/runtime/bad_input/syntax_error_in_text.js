'use strict';
const assert = require('node:assert');
const { run } = require('../fixtures/run.js');

const evaluated = run(['-e', 'let let = 1']);
assert.strictEqual(evaluated.status, 1);
assert.match(evaluated.stderr, /^\[eval\]:1\nlet let = 1\n {4}\^\^\^\n[^]*SyntaxError: let is disallowed as a lexically bound name/);

const piped = run(['-'], { input: 'a b' });
assert.strictEqual(piped.status, 1);
assert.match(piped.stderr, /^\[stdin\]:1\na b\n {2}\^\n[^]*SyntaxError: Unexpected identifier 'b'/);
