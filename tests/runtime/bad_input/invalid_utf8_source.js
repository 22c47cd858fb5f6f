'use strict';
const assert = require('node:assert');
const { folder, run } = require('../fixtures/run.js');

const text = (before) => Buffer.concat([Buffer.from(`${before}console.log(escape('a`), Buffer.from([0xff, 0xc3]), Buffer.from("b'))")]);
const cwd = folder({ 'main.cjs': text(''), 'main.mjs': text('export {};'), 'marked.cjs': Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), text('')]) });
for (const main of ['main.cjs', 'main.mjs', 'marked.cjs']) {
  assert.strictEqual(run([main], { cwd }).stdout, 'a%uFFFD%uFFFDb\n');
}
