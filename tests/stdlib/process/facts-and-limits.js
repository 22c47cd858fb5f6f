const assert = require('node:assert');

assert.strictEqual(process.version, 'v24.12.0');
assert.strictEqual(process.release.name, 'node');
assert.ok(Number.isInteger(process.pid) && process.ppid > 0);
assert.strictEqual(Object.prototype.toString.call(process), '[object process]');

// Environment variables are strings, and an object like any other.
process.env.GYRE_TEST = 5;
assert.strictEqual(process.env.GYRE_TEST, '5');
assert.ok('GYRE_TEST' in process.env && Object.keys(process.env).includes('GYRE_TEST'));
assert.strictEqual(delete process.env.GYRE_TEST, true);
assert.strictEqual(process.env.GYRE_TEST, undefined);
assert.throws(() => { process.env[Symbol('s')] = 1; }, TypeError);
assert.throws(() => Object.defineProperty(process.env, 'x', { get() {} }), { code: 'ERR_INVALID_OBJECT_DEFINE_PROPERTY' });

const start = process.hrtime.bigint();
const pair = process.hrtime();
assert.ok(process.hrtime.bigint() >= start);
assert.ok(process.hrtime(pair)[0] >= 0);
assert.throws(() => process.hrtime([1]), { code: 'ERR_OUT_OF_RANGE' });
assert.ok(process.uptime() > 0 && process.uptime() < 3600);
assert.ok(process.memoryUsage().heapUsed > 0 && process.memoryUsage.rss() > 1e6);
const { user, system } = process.cpuUsage();
assert.ok(user >= 0 && system >= 0);
assert.throws(() => process.cpuUsage({ user: -1, system: 0 }), { code: 'ERR_INVALID_ARG_VALUE' });

assert.throws(() => process.kill('x'), { code: 'ERR_INVALID_ARG_TYPE' });
assert.throws(() => process.kill(process.pid, 'SIGNOPE'), { code: 'ERR_UNKNOWN_SIGNAL' });
assert.strictEqual(process.kill(process.pid, 0), true);
assert.throws(() => process.chdir('no such directory'), { code: 'ENOENT', syscall: 'chdir' });
assert.throws(() => { process.exitCode = 'x'; }, { code: 'ERR_INVALID_ARG_TYPE' });
const mask = process.umask(0o022);
assert.strictEqual(process.umask(mask), 0o022);
assert.ok(process.allowedNodeEnvironmentFlags.has('--stack_trace_limit=100'));
assert.ok(!process.allowedNodeEnvironmentFlags.has('--eval'));
