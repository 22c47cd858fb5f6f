'use strict';
const assert = require('node:assert');
const { MessageChannel, receiveMessageOnPort, BroadcastChannel } = require('node:worker_threads');

const { port1, port2 } = new MessageChannel();
port1.postMessage({ first: 1 });
port1.postMessage(undefined);
assert.deepStrictEqual(receiveMessageOnPort(port2), { message: { first: 1 } });
assert.deepStrictEqual(receiveMessageOnPort(port2), { message: undefined });
assert.strictEqual(receiveMessageOnPort(port2), undefined);
assert.throws(() => receiveMessageOnPort({}), { code: 'ERR_INVALID_ARG_TYPE' });
assert.throws(() => port1.postMessage(port1, [port1]), { name: 'DataCloneError' });

// A port that has been moved through another one still is the end of its channel.
const inner = new MessageChannel();
port1.postMessage({ port: inner.port2 }, [inner.port2]);
const heard = [];
port2.on('message', ({ port }) => {
  inner.port1.postMessage('through');
  port.onmessage = ({ data }) => {
    heard.push(data);
    port.close();
    port1.close();
  };
});
let closed = 0;
for (const port of [port1, port2, inner.port1]) port.on('close', () => closed++);

const listener = new BroadcastChannel('hall');
listener.onmessage = ({ data }) => {
  heard.push(data);
  listener.close();
};
const speaker = new BroadcastChannel('hall');
speaker.postMessage('to all');
speaker.close();
assert.throws(() => speaker.postMessage(1), { name: 'InvalidStateError' });

process.on('exit', () => {
  assert.deepStrictEqual(heard.sort(), ['through', 'to all']);
  assert.strictEqual(closed, 3);
});
