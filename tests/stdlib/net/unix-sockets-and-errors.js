const assert = require('node:assert');
const fs = require('node:fs');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');

const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'net-'));
const name = path.join(directory, 'socket');
let answered = 0;

const server = net.createServer((socket) => socket.pipe(socket)).listen(name, () => {
  assert.strictEqual(server.address(), name);
  // The same name again.
  net.createServer().on('error', (error) => {
    assert.strictEqual(error.code, 'EADDRINUSE');
    assert.strictEqual(error.syscall, 'listen');
    assert.strictEqual(error.address, name);
    answered++;
  }).listen(name);
  const client = net.connect(name, () => client.write('over a path'));
  client.setEncoding('utf8');
  client.on('data', (text) => {
    assert.strictEqual(text, 'over a path');
    answered++;
    client.end();
    server.close(() => {
      assert.strictEqual(fs.existsSync(name), false);
      fs.rmdirSync(directory);
      answered++;
    });
  });
});

net.connect(path.join(directory, 'nobody')).on('error', (error) => {
  assert.strictEqual(error.code, 'ENOENT');
  assert.strictEqual(error.message, `connect ENOENT ${path.join(directory, 'nobody')}`);
  answered++;
});

// A port that was free a moment ago.
const probe = net.createServer().listen(0, '127.0.0.1', () => {
  const { port } = probe.address();
  probe.close(() => {
    net.connect(port, '127.0.0.1').on('error', (error) => {
      assert.strictEqual(error.message, `connect ECONNREFUSED 127.0.0.1:${port}`);
      answered++;
    });
  });
});

for (const port of [-1, 65536, NaN, '1x', {}]) {
  assert.throws(() => net.connect({ port, host: '127.0.0.1' }), { code: typeof port === 'object' ? 'ERR_INVALID_ARG_TYPE' : 'ERR_SOCKET_BAD_PORT' });
}
assert.throws(() => net.createServer().listen({}), { code: 'ERR_INVALID_ARG_VALUE' });
process.on('exit', () => assert.strictEqual(answered, 5));
