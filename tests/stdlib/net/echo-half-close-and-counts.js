const assert = require('node:assert');
const net = require('node:net');

// A server that keeps its side open answers after the client has ended its own.
const server = net.createServer({ allowHalfOpen: true }, (socket) => {
  const parts = [];
  socket.on('data', (part) => parts.push(part));
  socket.on('end', () => socket.end(Buffer.concat(parts)));
});
const payload = Buffer.alloc(3 * 1024 * 1024, 'gyre');
server.listen(0, '127.0.0.1', () => {
  const client = net.connect(server.address().port, '127.0.0.1');
  assert.strictEqual(client.connecting, true);
  assert.strictEqual(client.readyState, 'opening');
  client.end(payload);
  const parts = [];
  client.on('data', (part) => parts.push(part));
  client.on('close', (hadError) => {
    assert.strictEqual(hadError, false);
    assert.ok(Buffer.concat(parts).equals(payload));
    assert.strictEqual(client.bytesWritten, payload.length);
    assert.strictEqual(client.bytesRead, payload.length);
    server.close(() => server.listening ? assert.fail('still listening') : closed = true);
  });
});
let closed = false;
process.on('exit', () => assert.ok(closed));
