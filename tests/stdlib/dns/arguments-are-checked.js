const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const dns = require('node:dns');

const ignore = () => {};
const type = { name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' };
const value = { name: 'TypeError', code: 'ERR_INVALID_ARG_VALUE' };
assert.throws(() => dns.lookup(1, ignore), type);
assert.throws(() => dns.lookup('a'), type);
assert.throws(() => dns.lookup('a', 'b', ignore), type);
assert.throws(() => dns.lookup('a', 7, ignore), value);
assert.throws(() => dns.lookup('a', { family: 5 }, ignore), value);
assert.throws(() => dns.lookup('a', { hints: 1 }, ignore), value);
assert.throws(() => dns.lookup('a', { all: 1 }, ignore), type);
assert.throws(() => dns.lookup('a', { verbatim: 1 }, ignore), type);
assert.throws(() => dns.lookup('a', { order: 'any' }, ignore), value);
assert.throws(() => dns.lookupService('127.0.0.1', 1), { code: 'ERR_MISSING_ARGS' });
assert.throws(() => dns.lookupService('name', 1, ignore), value);
assert.throws(() => dns.lookupService('127.0.0.1', 65536, ignore), { name: 'RangeError', code: 'ERR_SOCKET_BAD_PORT' });
assert.throws(() => dns.lookupService('127.0.0.1', 1, 2), type);
assert.throws(() => dns.promises.lookup(1), type);
assert.throws(() => dns.promises.lookupService('name', 1), value);

assert.strictEqual(dns.getDefaultResultOrder(), 'verbatim');
assert.throws(() => dns.setDefaultResultOrder('any'), value);
dns.setDefaultResultOrder('ipv4first');
assert.strictEqual(dns.promises.getDefaultResultOrder(), 'ipv4first');
assert.strictEqual(dns.NOTFOUND, 'ENOTFOUND');
assert.strictEqual(dns.promises.CANCELLED, 'ECANCELLED');

const script = 'console.log(require("dns").getDefaultResultOrder())';
const { stdout } = spawnSync(process.execPath, ['--dns-result-order=ipv6first', '-e', script], { encoding: 'utf8' });
assert.strictEqual(stdout, 'ipv6first\n');
