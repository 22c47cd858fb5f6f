'use strict';

const assert = require('node:assert');

function quoted(fn) {
  try {
    fn();
  } catch (error) {
    return /^The expression evaluated to a falsy value:\n\n {2}(.*)\n$/.exec(error.message)?.[1];
  }
}

const one = 1;
assert.strictEqual(quoted(() => assert(one === 2)), 'assert(one === 2)');
assert.strictEqual(quoted(() => assert.ok(one > 1)), 'assert.ok(one > 1)');
assert.strictEqual(quoted(() => { assert.strict.ok([')', '"', /[)/]/].includes(`${one})`)); }),
                   "assert.strict.ok([')', '\"', /[)/]/].includes(`${one})`))"); // eslint-disable-line no-template-curly-in-string
assert.strictEqual(quoted(() => assert['ok'](0, undefined)), "assert['ok'](0, undefined)"); // eslint-disable-line dot-notation
assert.strictEqual(quoted(() => assert(0 /* ) */)), 'assert(0 /* ) */)');
assert.strictEqual(quoted(() => assert.ok(
  one === 2)), 'assert.ok(');
