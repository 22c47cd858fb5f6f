const assert = require('node:assert');
const crypto = require('node:crypto');

// FIPS 180-4 and RFC 1321 examples; RFC 4231 case 2.
assert.strictEqual(crypto.createHash('sha256').update('abc').digest('hex'),
                   'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
assert.strictEqual(crypto.createHash('md5').update('a').update('bc').digest('hex'), '900150983cd24fb0d6963f7d28e17f72');
assert.strictEqual(crypto.hash('sha1', 'abc'), 'a9993e364706816aba3e25717850c26c9cd0d89d');
assert.strictEqual(crypto.createHmac('sha256', 'Jefe').update('what do ya want for nothing?').digest('hex'),
                   '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843');
assert.strictEqual(crypto.createHash('shake128', { outputLength: 8 }).update('').digest('hex'), '7f9c2ba4e88f827d');

// Encodings in and out, and a copy that goes its own way.
assert.strictEqual(crypto.createHash('sha1').update('616263', 'hex').digest('base64'), 'qZk+NkcGgWq6PiVxeFDCbJzQ2J0=');
const hash = crypto.createHash('sha1').update('a');
const copy = hash.copy();
assert.notStrictEqual(hash.update('b').digest('hex'), copy.update('c').digest('hex'));
assert.throws(() => hash.update('x'), { code: 'ERR_CRYPTO_HASH_FINALIZED' });
assert.throws(() => hash.digest(), { code: 'ERR_CRYPTO_HASH_FINALIZED' });

assert.throws(() => crypto.createHash('no such digest'), { message: /Digest method not supported|unsupported/ });
assert.throws(() => crypto.createHmac('no such digest', 'k'), { code: 'ERR_CRYPTO_INVALID_DIGEST' });
assert.throws(() => crypto.createHash('sha1').update(1), { code: 'ERR_INVALID_ARG_TYPE' });
assert.ok(crypto.getHashes().includes('RSA-SHA256') && crypto.getHashes().includes('sha512'));

// As a stream.
let streamed;
crypto.createHash('sha1').on('readable', function() {
  streamed ??= this.read()?.toString('hex');
}).end('abc');
process.on('exit', () => assert.strictEqual(streamed, 'a9993e364706816aba3e25717850c26c9cd0d89d'));
