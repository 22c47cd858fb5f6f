'use strict';
const assert = require('node:assert');

for (const [label, name, bytes, text] of [
  ['utf-8', 'utf-8', [0xef, 0xbb, 0xbf, 0xc3, 0xa9], 'é'],
  ['utf-16', 'utf-16le', [0xff, 0xfe, 0x61, 0x00], 'a'],
  ['utf-16be', 'utf-16be', [0xd8, 0x3d, 0xde, 0x00], '😀'],
  ['iso-8859-2', 'iso-8859-2', [0xb1], 'ą'],
  ['koi8-r', 'koi8-r', [0xc1], 'а'],
  ['ibm866', 'ibm866', [0x80], 'А'],
  [' SJIS ', 'shift_jis', [0x82, 0xa0], 'あ'],
  ['euc-jp', 'euc-jp', [0xa4, 0xa2], 'あ'],
  ['gbk', 'gbk', [0xc4, 0xe3], '你'],
  ['big5', 'big5', [0xa7, 0x41], '你'],
  ['euc-kr', 'euc-kr', [0xb0, 0xa1], '가'],
]) {
  const decoder = new TextDecoder(label);
  assert.strictEqual(decoder.encoding, name);
  assert.strictEqual(decoder.decode(new Uint8Array(bytes)), text, label);
  // A byte at a time.
  let streamed = '';
  for (const byte of bytes) streamed += decoder.decode(new Uint8Array([byte]), { stream: true });
  assert.strictEqual(streamed + decoder.decode(), text, label);
}
assert.throws(() => new TextDecoder('nope'), { name: 'RangeError', code: 'ERR_ENCODING_NOT_SUPPORTED' });

const fatal = new TextDecoder('utf-8', { fatal: true });
assert.throws(() => fatal.decode(new Uint8Array([0xff])), { code: 'ERR_ENCODING_INVALID_ENCODED_DATA' });
assert.strictEqual(fatal.decode(new Uint8Array([0x61])), 'a');
assert.strictEqual(new TextDecoder('utf-8', { ignoreBOM: true }).decode(new Uint8Array([0xef, 0xbb, 0xbf])), '\ufeff');

const encoder = new TextEncoder();
assert.deepStrictEqual([...encoder.encode('€')], [0xe2, 0x82, 0xac]);
assert.deepStrictEqual(encoder.encodeInto('a€', new Uint8Array(3)), { read: 1, written: 1 });
