const assert = require('node:assert');
const dgram = require('node:dgram');

// Each form of send is one datagram; its callback tells how many bytes went.
const receiver = dgram.createSocket('udp4');
const sender = dgram.createSocket('udp4');
const expected = ['text', 'tex', 'two parts', '', 'view', 'later', 'connected', 'onn', '', 'a-b'];
const received = [];
let callbacks = 0;
const sent = (size) => (error, bytes) => {
  assert.ifError(error);
  assert.strictEqual(bytes, size);
  callbacks++;
};

receiver.on('message', (message, info) => {
  assert.ok(Buffer.isBuffer(message));
  assert.ok(info.port > 0);
  assert.deepStrictEqual(info, { address: '127.0.0.1', family: 'IPv4', port: info.port, size: message.length });
  received.push(message.toString());
  if (received.length === 6) connected();
  if (received.length === expected.length) {
    receiver.close();
    sender.close();
  }
});
receiver.bind(0, '127.0.0.1', function() {
  assert.strictEqual(this, receiver);
  const { port } = receiver.address();
  sender.send('text', port, '127.0.0.1', sent(4));
  sender.send(Buffer.from('text'), 0, 3, port, '127.0.0.1', sent(3));
  sender.send(['two ', new Uint8Array(Buffer.from('parts'))], port, '127.0.0.1', sent(9));
  sender.send([], port, sent(0));
  sender.send(new DataView(new Uint8Array([0, 118, 105, 101, 119]).buffer, 1), port, sent(4));
  sender.sendto(Buffer.from('later'), 0, 5, port, '127.0.0.1', sent(5));
});

function connected() {
  const { port } = receiver.address();
  sender.connect(port, '127.0.0.1', () => {
    assert.deepStrictEqual(sender.remoteAddress(), { address: '127.0.0.1', family: 'IPv4', port });
    assert.throws(() => sender.send('x', 0, 1, port), { code: 'ERR_SOCKET_DGRAM_IS_CONNECTED' });
    sender.send('connected', sent(9));
    sender.send('connected', 1, 3, sent(3));
    sender.send('', sent(0));
    sender.disconnect();
    assert.throws(() => sender.remoteAddress(), { code: 'ERR_SOCKET_DGRAM_NOT_CONNECTED' });
    sender.send(['a', '-', 'b'], port, '127.0.0.1', sent(3));
  });
}

process.on('exit', () => {
  assert.deepStrictEqual(received, expected);
  assert.strictEqual(callbacks, expected.length);
});
