const assert = require('node:assert');
const dns = require('node:dns');
const { promisify } = require('node:util');

let callbacks = 0;
dns.lookup('127.0.0.1', (error, address, family) => {
  assert.deepStrictEqual([error, address, family], [null, '127.0.0.1', 4]);
  callbacks++;
});
dns.lookup('::1', { family: 4, all: true }, (error, addresses) => {
  assert.deepStrictEqual([error, addresses], [null, [{ address: '::1', family: 6 }]]);
  callbacks++;
});
dns.lookup('localhost', { family: 'IPv4' }, (error, address, family) => {
  assert.deepStrictEqual([error, address, family], [null, '127.0.0.1', 4]);
  callbacks++;
});
dns.lookup('localhost', { all: true, order: 'ipv6first' }, (error, addresses) => {
  assert.ifError(error);
  const families = addresses.map(({ family }) => family);
  assert.ok(families.includes(4));
  assert.deepStrictEqual(families, families.toSorted((a, b) => b - a));
  callbacks++;
});
dns.lookup('no\u00e9.invalid', (error) => {
  assert.ok(error.code === 'ENOTFOUND' || error.code === 'EAI_AGAIN', error.code);
  assert.strictEqual(error.message, `getaddrinfo ${error.code} no\u00e9.invalid`);
  assert.strictEqual(error.syscall, 'getaddrinfo');
  assert.strictEqual(error.hostname, 'no\u00e9.invalid');
  assert.ok(error.errno < -3000);
  callbacks++;
});
dns.lookupService('127.0.0.1', 22, (error, hostname, service) => {
  assert.ifError(error);
  assert.strictEqual(typeof hostname, 'string');
  assert.match(service, /^(ssh|22)$/);
  callbacks++;
});

(async () => {
  assert.strictEqual(dns.promises, require('node:dns/promises'));
  assert.deepStrictEqual(await dns.promises.lookup('localhost', { family: 4 }), { address: '127.0.0.1', family: 4 });
  assert.deepStrictEqual(await dns.promises.lookup('::1', { all: true }), [{ address: '::1', family: 6 }]);
  await assert.rejects(dns.promises.lookup('none.invalid'), { syscall: 'getaddrinfo', hostname: 'none.invalid' });
  assert.deepStrictEqual(Object.keys(await dns.promises.lookupService('127.0.0.1', 22)), ['hostname', 'service']);
  assert.deepStrictEqual(await promisify(dns.lookup)('127.0.0.1'), { address: '127.0.0.1', family: 4 });
  callbacks++;
})();

process.on('exit', () => assert.strictEqual(callbacks, 7));
