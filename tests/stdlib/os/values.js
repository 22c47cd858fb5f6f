'use strict';
// What the system says, against other sources of the same.
const assert = require('node:assert');
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');

const uname = (flag) => execFileSync('uname', [flag], { encoding: 'utf8' }).trim();
assert.strictEqual(os.hostname(), uname('-n'));
assert.strictEqual(os.type(), uname('-s'));
assert.strictEqual(os.release(), uname('-r'));
assert.strictEqual(os.version(), uname('-v'));
assert.strictEqual(os.machine(), uname('-m'));
assert.strictEqual(os.platform(), process.platform);
assert.strictEqual(os.arch(), process.arch);
assert.strictEqual(`${os.hostname}`, os.hostname());
const memory = Number(/MemTotal:\s+(\d+)/.exec(fs.readFileSync('/proc/meminfo', 'utf8'))[1]) * 1024;
assert.strictEqual(os.totalmem(), memory);
assert.ok(os.freemem() > 0 && os.freemem() <= memory);
const cpus = fs.readFileSync('/proc/stat', 'utf8').match(/^cpu\d+/gm).length;
assert.strictEqual(os.cpus().length, cpus);
for (const { model, speed, times } of os.cpus()) {
  assert.strictEqual(typeof model, 'string');
  assert.strictEqual(typeof speed, 'number');
  assert.deepStrictEqual(Object.keys(times), ['user', 'nice', 'sys', 'idle', 'irq']);
}
assert.ok(os.availableParallelism() >= 1 && os.availableParallelism() <= cpus);
assert.ok(os.uptime() > 0);
assert.strictEqual(os.loadavg().length, 3);
assert.deepStrictEqual(os.networkInterfaces().lo[0], {
  address: '127.0.0.1', netmask: '255.0.0.0', family: 'IPv4', mac: '00:00:00:00:00:00', internal: true, cidr: '127.0.0.1/8',
});
assert.strictEqual(os.EOL, '\n');
assert.strictEqual(os.devNull, '/dev/null');
assert.strictEqual(os.endianness(), 'LE');

process.env.TMPDIR = '/some/where/';
assert.strictEqual(os.tmpdir(), '/some/where');
process.env.TMPDIR = '/';
assert.strictEqual(os.tmpdir(), '/');
process.env.HOME = '/my/home';
assert.strictEqual(os.homedir(), '/my/home');
delete process.env.HOME;
assert.strictEqual(os.homedir(), os.userInfo().homedir);
assert.strictEqual(os.userInfo().uid, process.geteuid());
assert.ok(Buffer.isBuffer(os.userInfo({ encoding: 'buffer' }).username));

assert.strictEqual(typeof os.getPriority(), 'number');
assert.throws(() => os.getPriority(-1), { code: 'ERR_SYSTEM_ERROR', message: /uv_os_getpriority returned ESRCH/ });
assert.throws(() => os.setPriority(0, 20), { code: 'ERR_OUT_OF_RANGE' });
assert.throws(() => os.setPriority('1', 1), { code: 'ERR_INVALID_ARG_TYPE' });
assert.strictEqual(os.constants.signals.SIGTERM, 15);
assert.strictEqual(os.constants.errno.ENOENT, 2);
assert.strictEqual(os.constants.priority.PRIORITY_HIGHEST, -20);
