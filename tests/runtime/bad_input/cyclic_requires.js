'use strict';
const assert = require('node:assert');
const { folder, run } = require('../fixtures/run.js');

const cwd = folder({
  'a.js': "exports.early = 1; const b = require('./b.js'); exports.late = b.seen; console.log(JSON.stringify(exports));",
  'b.js': "const a = require('./a.js'); exports.seen = a.early; a.missing;",
});
const { status, stdout, stderr } = run(['a.js'], { cwd });
assert.strictEqual(status, 0);
assert.strictEqual(stdout, '{"early":1,"late":1}\n');
assert.match(stderr, /Warning: Accessing non-existent property 'missing' of module exports inside circular dependency/);
