const assert = require('node:assert');
const net = require('node:net');

// A peer that does not read makes write() say so, and 'drain' comes once it has read.
let drained = false;
let timedOut = false;
const server = net.createServer((socket) => {
  socket.pause();
  setTimeout(() => socket.resume(), 50);
  socket.on('end', () => server.close());
}).listen(0, '127.0.0.1', () => {
  const client = net.connect(server.address().port, '127.0.0.1', () => {
    const chunk = Buffer.alloc(1 << 20);
    let writes = 0;
    while (client.write(chunk)) assert.ok(++writes < 1000, 'nothing holds the writer back');
    client.once('drain', () => {
      drained = true;
      client.end();
    });
  });
});

const accepted = [];
const silent = net.createServer((socket) => accepted.push(socket.on('error', () => {}))).listen(0, '127.0.0.1', () => {
  const client = net.connect(silent.address().port, '127.0.0.1');
  client.setTimeout(20, () => {
    timedOut = true;
    client.destroy();
    for (const socket of accepted) socket.destroy();
    silent.close();
  });
});
process.on('exit', () => {
  assert.ok(drained);
  assert.ok(timedOut);
});
