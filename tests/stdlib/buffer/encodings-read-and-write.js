'use strict';
const assert = require('node:assert');

// Every encoding both ways, by all of its names.
const cases = [
  ['utf8', 'héllo €😀', '68c3a96c6c6f20e282acf09f9880', ['utf-8', 'UTF8', 'Utf-8']],
  ['utf16le', 'aé€', '6100e900ac20', ['ucs2', 'ucs-2', 'utf-16le', 'UTF-16LE']],
  ['latin1', 'aéÿ', '61e9ff', ['binary', 'LATIN1']],
  ['ascii', 'abc', '616263', ['ASCII']],
  ['base64', 'AP/+', '00fffe', ['BASE64']],
  ['base64url', 'AP_-', '00fffe', []],
  ['hex', '00ff10', '00ff10', ['HEX']],
];
for (const [encoding, text, hex, aliases] of cases) {
  for (const name of [encoding, ...aliases]) {
    assert.strictEqual(Buffer.from(text, name).toString('hex'), hex, name);
    assert.strictEqual(Buffer.from(hex, 'hex').toString(name), text, name);
    assert.strictEqual(Buffer.byteLength(text, name), hex.length / 2, name);
    assert.ok(Buffer.isEncoding(name), name);
    const target = Buffer.alloc(32, 0xee);
    assert.strictEqual(target.write(text, 1, name), hex.length / 2, name);
    assert.strictEqual(target.toString('hex', 0, hex.length / 2 + 2), `ee${hex}ee`, name);
  }
}
for (const name of ['', 'utf', 'utf-16', 'buffer', 'toString', '__proto__', 7, null]) assert.ok(!Buffer.isEncoding(name));
assert.throws(() => Buffer.from('a', 'nope'), { code: 'ERR_UNKNOWN_ENCODING' });
assert.throws(() => Buffer.alloc(1).toString('nope'), { code: 'ERR_UNKNOWN_ENCODING' });

// Malformed input is replaced, never refused.
assert.strictEqual(Buffer.from([0x61, 0xff, 0x62]).toString(), 'a\ufffdb');
assert.strictEqual(Buffer.from([0xe2, 0x82]).toString(), '\ufffd');
assert.strictEqual(Buffer.from('a\ud800b').toString('hex'), '61efbfbd62');

// Characters are written whole or not at all.
assert.strictEqual(Buffer.alloc(4).write('a€€'), 4);
assert.strictEqual(Buffer.alloc(3).write('a€'), 1);
assert.strictEqual(Buffer.alloc(5).write('abc', 'utf16le'), 4);

// Long strings take other ways through the native code.
for (const unit of ['a', 'é', '€', '😀', 'a\ud800']) {
  const text = unit.repeat(5000);
  assert.strictEqual(Buffer.from(text).toString(), text.toWellFormed());
  assert.strictEqual(Buffer.from(text, 'utf16le').toString('utf16le'), text);
  assert.strictEqual(Buffer.byteLength(text), Buffer.from(text).length);
}
