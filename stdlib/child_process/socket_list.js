'use strict';

// A server's connections that have been given to child processes still count as its own. The parent asks the child for their number
// and waits until they are closed; messages {cmd: 'NODE_SOCKET_...', key}, with the server's key.

const EventEmitter = require('events');
const { codes: { ERR_CHILD_CLOSED_BEFORE_REPLY } } = require('internal/errors');

/** The parent's side: the connections of one server that one child has. */
class SentSockets extends EventEmitter {
  constructor(child, key) {
    super();
    this.child = child;
    this.key = key;
    child.once('exit', () => this.emit('exit', this));
  }

  #ask(cmd, answer, callback) {
    const { child, key } = this;
    if (!child.connected) {
      callback(new ERR_CHILD_CLOSED_BEFORE_REPLY());
      return;
    }
    const done = () => {
      child.removeListener('internalMessage', onMessage);
      this.removeListener('exit', onExit);
    };
    const onExit = () => {
      done();
      callback(new ERR_CHILD_CLOSED_BEFORE_REPLY());
    };
    const onMessage = (message) => {
      if (message.cmd !== answer || message.key !== key) return;
      done();
      callback(null, message);
    };
    this.once('exit', onExit);
    child.on('internalMessage', onMessage);
    child._send({ cmd, key }, undefined, true);
  }

  /** Calls back once the child has closed them all, or is gone. */
  close(callback) {
    this.#ask('NODE_SOCKET_NOTIFY_CLOSE', 'NODE_SOCKET_ALL_CLOSED', callback);
  }

  getConnections(callback) {
    this.#ask('NODE_SOCKET_GET_COUNT', 'NODE_SOCKET_COUNT', (error, message) => callback(error, error ? 0 : message.count));
  }
}

/** The child's side. */
class ReceivedSockets extends EventEmitter {
  constructor(child, key) {
    super();
    this.child = child;
    this.key = key;
    this.connections = 0;
    child.on('internalMessage', (message) => {
      if (message.key !== key) return;
      if (message.cmd === 'NODE_SOCKET_NOTIFY_CLOSE') {
        if (this.connections === 0) this.#reply('NODE_SOCKET_ALL_CLOSED');
        else this.once('empty', () => this.#reply('NODE_SOCKET_ALL_CLOSED'));
      } else if (message.cmd === 'NODE_SOCKET_GET_COUNT') {
        this.#reply('NODE_SOCKET_COUNT', this.connections);
      }
    });
  }

  #reply(cmd, count) {
    if (this.child.connected) this.child._send({ cmd, key: this.key, count }, undefined, true);
  }

  add(socket) {
    this.connections++;
    socket.once('close', () => {
      this.connections--;
      if (this.connections === 0) this.emit('empty', this);
    });
  }
}

module.exports = { ReceivedSockets, SentSockets };
