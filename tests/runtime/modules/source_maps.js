'use strict';
const assert = require('node:assert');
const { SourceMap } = require('node:module');
const { folder, run } = require('../fixtures/run.js');

const map = { version: 3, sources: ['made.ts'], names: [], mappings: 'AAAA;AACA;AAEA' };
const source = new SourceMap(map);
assert.deepStrictEqual(source.findEntry(2, 0).originalLine, 3);
assert.strictEqual(source.findOrigin(3, 1).lineNumber, 4);

const encoded = Buffer.from(JSON.stringify(map)).toString('base64');
const cwd = folder({ 'made.js': `\n\nthrow new Error('x');\n//# sourceMappingURL=data:application/json;base64,${encoded}` });
assert.match(run(['--enable-source-maps', 'made.js'], { cwd }).stderr, /at Object\.<anonymous> \(.*made\.ts:4:\d+\)/);
assert.match(run(['made.js'], { cwd }).stderr, /at Object\.<anonymous> \(.*made\.js:3:7\)/);
