'use strict';
// A connection that a child process takes over, and counts as the server's until it is closed.
const assert = require('node:assert');
const { fork } = require('node:child_process');
const net = require('node:net');

if (process.argv[2] === 'child') {
  process.on('message', (message, socket) => socket.end(`${message} from ${process.pid}`));
} else {
  const child = fork(__filename, ['child']);
  const server = net.createServer((socket) => child.send('hello', socket));
  let closed = false;
  server.listen(0, '127.0.0.1', () => {
    let text = '';
    net.connect(server.address().port, '127.0.0.1').setEncoding('utf8')
      .on('data', (chunk) => { text += chunk; })
      .on('close', () => {
        assert.strictEqual(text, `hello from ${child.pid}`);
        server.close(() => {
          closed = true;
          child.disconnect();
        });
      });
  });
  process.on('exit', () => assert.ok(closed));
}
