'use strict';

const assert = require('node:assert');
const { inspect } = require('node:util');

function make(Base, message, frames, properties) {
  const error = new Base(message);
  error.stack = `${error.name}: ${message}${frames.map((frame) => `\n    at ${frame}`).join('')}`;
  return Object.assign(error, properties);
}

class Own extends Error {}
class OwnError extends Error {}

assert.strictEqual(inspect(make(Error, 'm', ['f (a.js:1:2)'])), 'Error: m\n    at f (a.js:1:2)');
assert.strictEqual(inspect(make(Error, 'm', [])), '[Error: m]');
assert.strictEqual(inspect(make(Own, 'm', ['f'])), 'Own [Error]: m\n    at f');
assert.strictEqual(inspect(make(OwnError, 'm', ['f'])), 'OwnError: m\n    at f');
assert.strictEqual(inspect(make(TypeError, 'm', ['f'], { code: 'E_X' })), "TypeError: m\n    at f {\n  code: 'E_X'\n}");
assert.strictEqual(inspect({ e: make(Error, 'm', ['f']) }), '{\n  e: Error: m\n      at f\n}');

const cause = make(Error, 'c', ['inner', 'a', 'b', 'c', 'd']);
assert.strictEqual(
  inspect(make(Error, 'm', ['outer', 'a', 'b', 'c', 'd'], { cause })),
  'Error: m\n    at outer\n    at a\n    ... 2 lines matching cause stack trace ...\n    at d {\n' +
  '  cause: Error: c\n      at inner\n      at a\n      at b\n      at c\n      at d\n}');

const frames = Array(20).fill('recurse (r.js:1:1)');
assert.strictEqual(inspect(make(Error, 'm', frames)),
                   'Error: m\n    at recurse (r.js:1:1)\n' +
                   '    ... collapsed 19 duplicate lines matching above 1 lines 19 times...');

const hostile = new Error('x');
Object.defineProperty(hostile, 'message', { get() { throw new Error('no'); } });
assert.strictEqual(inspect(hostile).split('\n')[0], '[object Error]');

assert.strictEqual(inspect(new AggregateError([make(Error, 'e', [])], 'all')).includes('[errors]: [ [Error: e] ]'), true);
