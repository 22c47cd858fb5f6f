'use strict';
const assert = require('node:assert');
const { folder, run } = require('../fixtures/run.js');

const cwd = folder({
  'a.mjs': "import { b, later } from './b.mjs'; export const a = 'a'; console.log(b, later());",
  'b.mjs': "import { a } from './a.mjs'; export const b = 'b'; export const later = () => a;",
  'early.mjs': "import { b } from './early2.mjs'; export const a = 1;",
  'early2.mjs': "import { a } from './early.mjs'; export const b = a;",
});
const good = run(['a.mjs'], { cwd });
assert.strictEqual(good.stderr, '');
assert.strictEqual(good.stdout, 'b a\n');

const early = run(['early.mjs'], { cwd });
assert.strictEqual(early.status, 1);
assert.match(early.stderr, /ReferenceError: Cannot access 'a' before initialization/);
