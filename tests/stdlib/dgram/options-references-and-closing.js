const assert = require('node:assert');
const dgram = require('node:dgram');

let closed = 0;
const onClose = () => closed++;

// Options of the socket are there once it is bound.
const socket = dgram.createSocket({ type: 'udp4', recvBufferSize: 8192, sendBufferSize: 8192, reuseAddr: true });
socket.bind({ port: 0, address: '127.0.0.1' }, () => {
  assert.ok(socket.getRecvBufferSize() >= 8192 && socket.getRecvBufferSize() < 65536);
  assert.ok(socket.getSendBufferSize() >= 8192);
  assert.strictEqual(socket.setTTL(5), 5);
  assert.strictEqual(socket.setMulticastTTL(6), 6);
  assert.strictEqual(socket.setMulticastLoopback(false), false);
  socket.setBroadcast(true);
  assert.strictEqual(socket.getSendQueueSize(), 0);
  assert.strictEqual(socket.getSendQueueCount(), 0);
  assert.strictEqual(socket.close(onClose), socket);
});

// Two sockets share a port when both say so.
const first = dgram.createSocket({ type: 'udp4', reuseAddr: true });
first.bind(0, '127.0.0.1', () => {
  const second = dgram.createSocket({ type: 'udp4', reuseAddr: true });
  second.bind(first.address().port, '127.0.0.1', () => {
    second.close(onClose);
    first.close(onClose);
  });
});

// Aborted before or after.
const controller = new AbortController();
const aborted = dgram.createSocket({ type: 'udp4', signal: controller.signal }).on('close', onClose);
aborted.bind(0, '127.0.0.1', () => controller.abort());
dgram.createSocket({ type: 'udp4', signal: AbortSignal.abort() }).on('close', onClose);

// An unreferenced socket does not keep the process.
const idle = dgram.createSocket('udp4');
idle.bind(0, '127.0.0.1', () => assert.strictEqual(idle.unref(), idle));
idle.on('close', () => assert.fail('nobody closes it'));

(async () => {
  const disposed = dgram.createSocket('udp4').on('close', onClose);
  await disposed[Symbol.asyncDispose]();
  await disposed[Symbol.asyncDispose]();
})();

process.on('exit', () => assert.strictEqual(closed, 6));
