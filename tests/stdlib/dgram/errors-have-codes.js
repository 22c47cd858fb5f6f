const assert = require('node:assert');
const dgram = require('node:dgram');

// What can be seen to be wrong at once is thrown; the rest comes to the callback, or as 'error'.
const failures = [];
assert.throws(() => dgram.createSocket('udp5'), { code: 'ERR_SOCKET_BAD_TYPE', name: 'TypeError' });
assert.throws(() => dgram.createSocket({ type: 'udp4', lookup: 1 }), { code: 'ERR_INVALID_ARG_TYPE' });
assert.throws(() => dgram.createSocket({ type: 'udp4', signal: 1 }), { code: 'ERR_INVALID_ARG_TYPE' });

const socket = dgram.createSocket('udp4');
assert.throws(() => socket.getRecvBufferSize(), {
  code: 'ERR_SOCKET_BUFFER_SIZE',
  message: 'Could not get or set buffer size: uv_recv_buffer_size returned EBADF (bad file descriptor)',
});
assert.throws(() => socket.setSendBufferSize(-1), { code: 'ERR_SOCKET_BAD_BUFFER_SIZE' });
assert.throws(() => socket.address(), { code: 'EBADF', syscall: 'getsockname' });
assert.throws(() => socket.send('text', 0), { code: 'ERR_SOCKET_BAD_PORT' });
assert.throws(() => socket.send([1], 1), { code: 'ERR_INVALID_ARG_TYPE' });
assert.throws(() => socket.send('abc', 2, 2, 1), { code: 'ERR_BUFFER_OUT_OF_BOUNDS' });
assert.throws(() => socket.send('abc', 4, 1, 1), { code: 'ERR_BUFFER_OUT_OF_BOUNDS' });
assert.throws(() => socket.disconnect(), { code: 'ERR_SOCKET_DGRAM_NOT_CONNECTED' });
assert.throws(() => socket.addMembership(), { code: 'ERR_MISSING_ARGS' });
assert.throws(() => socket.setTTL('1'), { code: 'ERR_INVALID_ARG_TYPE' });
assert.throws(() => socket.setMulticastInterface(1), { code: 'ERR_INVALID_ARG_TYPE' });

socket.bind(0, '127.0.0.1', () => {
  assert.throws(() => socket.bind(), { code: 'ERR_SOCKET_ALREADY_BOUND' });
  assert.throws(() => socket.setTTL(300), { code: 'EINVAL', syscall: 'setTTL' });
  assert.throws(() => socket.addMembership('127.0.0.1'), { code: 'EINVAL', syscall: 'addMembership' });
  const { port } = socket.address();

  const second = dgram.createSocket('udp4');
  second.on('error', (error) => {
    assert.strictEqual(error.message, `bind EADDRINUSE 127.0.0.1:${port}`);
    failures.push(error.code);
    second.close();
  });
  second.bind(port, '127.0.0.1');

  socket.send(Buffer.alloc(70000), port, '127.0.0.1', (error) => {
    assert.strictEqual(error.message, `send EMSGSIZE 127.0.0.1:${port}`);
    failures.push(error.code);
    socket.close();
    assert.throws(() => socket.close(), { code: 'ERR_SOCKET_DGRAM_NOT_RUNNING' });
    assert.throws(() => socket.send('x', port), { code: 'ERR_SOCKET_DGRAM_NOT_RUNNING' });
  });
});

// A look-up that fails.
const unresolved = Object.assign(new Error('no such name'), { code: 'ENOTFOUND' });
const lost = dgram.createSocket({ type: 'udp4', lookup: (name, family, callback) => callback(name === 'far' ? unresolved : null, name) });
lost.send('x', 1, 'far', (error) => {
  assert.strictEqual(error, unresolved);
  failures.push('lookup');
  lost.close();
});

process.on('exit', () => assert.deepStrictEqual(failures.sort(), ['EADDRINUSE', 'EMSGSIZE', 'lookup']));
