const assert = require('node:assert');
const crypto = require('node:crypto');

assert.strictEqual(crypto.randomBytes(16).length, 16);
assert.notDeepStrictEqual(crypto.randomBytes(16), crypto.randomBytes(16));
assert.match(crypto.randomUUID(), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
for (let i = 0; i < 1000; i++) {
  const n = crypto.randomInt(-3, 3);
  assert.ok(Number.isInteger(n) && n >= -3 && n < 3);
}
const filled = crypto.randomFillSync(new Uint32Array(4), 1, 2);
assert.strictEqual(filled[0], 0);
assert.strictEqual(filled[3], 0);
assert.throws(() => crypto.randomBytes(-1), { code: 'ERR_OUT_OF_RANGE' });
assert.throws(() => crypto.randomInt(5, 5), { code: 'ERR_OUT_OF_RANGE' });
assert.throws(() => crypto.timingSafeEqual(Buffer.alloc(1), Buffer.alloc(2)), { code: 'ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH' });
assert.strictEqual(crypto.timingSafeEqual(Buffer.from('ab'), Buffer.from('ab')), true);
assert.strictEqual(globalThis.crypto.getRandomValues(new Uint8Array(4)).length, 4);
assert.throws(() => globalThis.crypto.getRandomValues(new Float32Array(1)), { name: 'TypeMismatchError' });

// RFC 7914 section 11 (PBKDF2 and scrypt), RFC 5869 appendix A.1 (HKDF).
assert.strictEqual(crypto.pbkdf2Sync('passwd', 'salt', 1, 64, 'sha256').toString('hex').slice(0, 32), '55ac046e56e3089fec1691c22544b605');
assert.strictEqual(crypto.scryptSync('password', 'NaCl', 64, { N: 1024, r: 8, p: 16 }).toString('hex').slice(0, 32),
                   'fdbabe1c9d3472007856e7190d01e9fe');
const key = Buffer.alloc(22, 0x0b);
assert.strictEqual(
  Buffer.from(crypto.hkdfSync('sha256', key, Buffer.from('000102030405060708090a0b0c', 'hex'), Buffer.from('f0f1f2f3f4f5f6f7f8f9', 'hex'), 42))
    .toString('hex'), '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865');
assert.throws(() => crypto.pbkdf2Sync('p', 's', 0, 1, 'sha256'), { code: 'ERR_OUT_OF_RANGE' });
assert.throws(() => crypto.pbkdf2('p', 's', 1, 1, 'no such digest', () => {}), { code: 'ERR_CRYPTO_INVALID_DIGEST' });
assert.throws(() => crypto.scryptSync('p', 's', 1, { N: 3 }), { code: 'ERR_CRYPTO_INVALID_SCRYPT_PARAMS' });

// On the pool: the callbacks come later, with the same results.
let calls = 0;
crypto.pbkdf2('passwd', 'salt', 1, 16, 'sha256', (error, derived) => {
  assert.strictEqual(error, null);
  assert.strictEqual(derived.toString('hex'), '55ac046e56e3089fec1691c22544b605');
  calls++;
});
crypto.randomBytes(8, (error, bytes) => {
  assert.strictEqual(error, null);
  assert.strictEqual(bytes.length, 8);
  calls++;
});
assert.strictEqual(calls, 0);
process.on('exit', () => assert.strictEqual(calls, 2));
