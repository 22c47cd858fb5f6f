'use strict';
const assert = require('node:assert');
const { StringDecoder } = require('node:string_decoder');

// However the bytes are cut into chunks, the text is the same.
const text = 'aé€😀\u0000z';
for (const encoding of ['utf8', 'utf16le', 'base64', 'base64url', 'hex', 'latin1']) {
  const bytes = Buffer.from(text);
  const expected = bytes.toString(encoding);
  for (let size = 1; size <= bytes.length; size++) {
    const decoder = new StringDecoder(encoding);
    let result = '';
    for (let i = 0; i < bytes.length; i += size) result += decoder.write(bytes.subarray(i, i + size));
    assert.strictEqual(result + decoder.end(), expected, `${encoding} in pieces of ${size}`);
  }
}
const decoder = new StringDecoder();
assert.strictEqual(decoder.write(Buffer.from([0xe2, 0x82])), '');
assert.strictEqual(decoder.lastNeed, 1);
assert.strictEqual(decoder.write(Buffer.from([0x41])), '\ufffdA');
assert.strictEqual(decoder.write(Buffer.from([0xf0])), '');
assert.strictEqual(decoder.end(), '\ufffd');
assert.strictEqual(decoder.end(), '');
assert.throws(() => new StringDecoder('nope'), { code: 'ERR_UNKNOWN_ENCODING' });
assert.throws(() => decoder.write(7), { code: 'ERR_INVALID_ARG_TYPE' });
