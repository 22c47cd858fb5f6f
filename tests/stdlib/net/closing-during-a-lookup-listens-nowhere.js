const assert = require('node:assert');
const net = require('node:net');

net.createServer().listen(0, 'localhost', () => assert.fail('it was closed')).close();

// Nothing of the first keeps the server from listening again.
const server = net.createServer();
let listening = 0;
server.listen(0, 'localhost').close();
server.listen(0, 'localhost', () => {
  listening++;
  server.close();
});
process.on('exit', () => assert.strictEqual(listening, 1));
