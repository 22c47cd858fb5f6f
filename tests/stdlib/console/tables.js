'use strict';

const assert = require('node:assert');
const { Console } = require('node:console');
const { Writable } = require('node:stream');

let text = '';
const { table } = new Console(new Writable({ write(chunk, _, done) { text += chunk; done(); } }));

function shown(...args) {
  text = '';
  table(...args);
  return text;
}

assert.strictEqual(shown([{ a: 1, b: 'x' }, { a: 2, c: true }]), `\
┌─────────┬───┬─────┬──────┐
│ (index) │ a │ b   │ c    │
├─────────┼───┼─────┼──────┤
│ 0       │ 1 │ 'x' │      │
│ 1       │ 2 │     │ true │
└─────────┴───┴─────┴──────┘
`);
assert.strictEqual(shown([{ a: 1, b: 'x' }, 5], ['b']), `\
┌─────────┬─────┐
│ (index) │ b   │
├─────────┼─────┤
│ 0       │ 'x' │
│ 1       │     │
└─────────┴─────┘
`);
assert.strictEqual(shown(new Map([['k', [1]]])), `\
┌───────────────────┬─────┬────────┐
│ (iteration index) │ Key │ Values │
├───────────────────┼─────┼────────┤
│ 0                 │ 'k' │ [ 1 ]  │
└───────────────────┴─────┴────────┘
`);
assert.strictEqual(shown(5), '5\n');
assert.match(shown([{ 'あ': 1 }]), /│ あ │/);
assert.throws(() => table([], 'a'), { code: 'ERR_INVALID_ARG_TYPE' });
