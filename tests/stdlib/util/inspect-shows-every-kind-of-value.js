'use strict';

const assert = require('node:assert');
const { inspect } = require('node:util');

class Point {
  constructor(x) { this.x = x; }
  get double() { return this.x * 2; }
}
class Special extends Map {}
const circle = { name: 'c' };
circle.self = circle;
const symbol = Symbol('key');

for (const [value, text] of [
  [-0, '-0'],
  [12345678901234567890n, '12345678901234567890n'],
  ["it's", '"it\'s"'],
  ['a\n\u0001\ud800', "'a\\n\\x01\\ud800'"],
  [symbol, 'Symbol(key)'],
  [{ 'a': 1, 'b-c': [undefined, null], [symbol]: 2 }, "{ a: 1, 'b-c': [ undefined, null ], Symbol(key): 2 }"],
  [Object.create(null), '[Object: null prototype] {}'],
  [new Point(1), 'Point { x: 1 }'],
  [Point, '[class Point]'],
  [Special, '[class Special extends Map]'],
  [new Special([[1, { a: 2 }]]), 'Special(1) [Map] { 1 => { a: 2 } }'],
  [new Set(['x', [1]]), "Set(2) { 'x', [ 1 ] }"],
  [new Map([[1, 2]]).entries(), '[Map Entries] { [ 1, 2 ] }'],
  [new Set([1]).values(), '[Set Iterator] { 1 }'],
  [function named() {}, '[Function: named]'],
  [async () => {}, '[AsyncFunction (anonymous)]'],
  [Object.assign(() => {}, { x: 1 }), '[Function (anonymous)] { x: 1 }'],
  [[1, , 3, , ,], '[ 1, <1 empty item>, 3, <2 empty items> ]'], // eslint-disable-line no-sparse-arrays
  [Object.assign([1], { x: 2 }), '[ 1, x: 2 ]'],
  [new Uint8Array(2), 'Uint8Array(2) [ 0, 0 ]'],
  [new BigInt64Array(1), 'BigInt64Array(1) [ 0n ]'],
  [new Date(0), '1970-01-01T00:00:00.000Z'],
  [new Date(NaN), 'Invalid Date'],
  [/a+/gi, '/a+/gi'],
  [Object('ab'), "[String: 'ab']"],
  [Object(Symbol('q')), '[Symbol: Symbol(q)]'],
  [Promise.resolve({ a: 1 }), 'Promise { { a: 1 } }'],
  [new Promise(() => {}), 'Promise { <pending> }'],
  [new WeakMap(), 'WeakMap { <items unknown> }'],
  [circle, "<ref *1> { name: 'c', self: [Circular *1] }"],
  [{ get a() { return 1; }, set a(value) {}, get b() { return 1; }, set c(value) {} },
   '{ a: [Getter/Setter], b: [Getter], c: [Setter] }'],
  [{ [Symbol.toStringTag]: 'Tag' }, "{ Symbol(Symbol.toStringTag): 'Tag' }"],
  [new (class extends Point { get [Symbol.toStringTag]() { return 'Tag'; } })(1), 'Point [Tag] { x: 1 }'],
  [new Proxy({ a: 1 }, { get() { throw new Error('trap'); } }), '{ a: 1 }'],
  [Proxy.revocable({}, {}), '{ proxy: {}, revoke: [Function (anonymous)] }'],
  [{ a: { b: { c: {} } } }, '{ a: { b: { c: {} } } }'],
  [{ a: { b: { c: { d: 1 } } } }, '{ a: { b: { c: [Object] } } }'],
  [(function() { return arguments; })(1), "[Arguments] { '0': 1 }"],
]) {
  assert.strictEqual(inspect(value), text);
}

const { proxy, revoke } = Proxy.revocable({}, {});
revoke();
assert.strictEqual(inspect(proxy), '<Revoked Proxy>');
assert.strictEqual(inspect(new Proxy([1], {}), { showProxy: true }), 'Proxy [ [ 1 ], {} ]');
