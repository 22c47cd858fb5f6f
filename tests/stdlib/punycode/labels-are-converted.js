'use strict';

const assert = require('node:assert');

process.removeAllListeners('warning');
const punycode = require('node:punycode');

for (const [text, encoded] of [
  ['mañana', 'maana-pta'],
  ['bücher', 'bcher-kva'],
  ['☃', 'n3h'],
  ['他们为什么不说中文', 'ihqwcrb4cv8a8dqg056pqjye'],
  ['abc', 'abc-'],
]) {
  assert.strictEqual(punycode.encode(text), encoded);
  assert.strictEqual(punycode.decode(encoded), text);
}
assert.strictEqual(punycode.toASCII('x@bücher。example'), 'x@xn--bcher-kva.example');
assert.strictEqual(punycode.toUnicode('xn--bcher-kva.example'), 'bücher.example');
assert.deepStrictEqual(punycode.ucs2.decode('a😀'), [97, 0x1f600]);
for (const bad of ['a b\x80-', '-', '99999999']) assert.throws(() => punycode.decode(bad), RangeError);
