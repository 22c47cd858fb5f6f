// What was read lies in memory that several reads share: giving it away must not let later reads write into it.
const assert = require('node:assert');
const net = require('node:net');

let round = 0;
const taken = [];
const server = net.createServer((socket) => socket.on('data', (data) => {
  const text = data.toString();
  taken.push([structuredClone(data.buffer, { transfer: [data.buffer] }), data.byteOffset, text]);
  socket.write('next');
})).listen(0, '127.0.0.1', () => {
  const client = net.connect(server.address().port, '127.0.0.1', () => client.write('round 0'));
  client.on('data', () => {
    if (++round < 20) client.write(`round ${round}`);
    else client.end(() => server.close());
  });
});
process.on('exit', () => {
  assert.strictEqual(taken.length, 20);
  assert.deepStrictEqual(taken.map(([, , text]) => text), Array.from({ length: 20 }, (_, i) => `round ${i}`));
});
