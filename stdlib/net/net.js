'use strict';

// node:net (https://nodejs.org/api/net.html).

const { Socket } = require('net/socket');
const {
  connect, getDefaultAutoSelectFamily, getDefaultAutoSelectFamilyAttemptTimeout, normalizeArgs, setDefaultAutoSelectFamily,
  setDefaultAutoSelectFamilyAttemptTimeout,
} = require('net/connect');
const { Server, createServerHandle } = require('net/server');
const { isIP, isIPv4, isIPv6 } = require('net/ip');

/** @returns {Server} */
function createServer(options, connectionListener) {
  return new Server(options, connectionListener);
}

module.exports = {
  _createServerHandle: createServerHandle,
  _normalizeArgs: normalizeArgs,
  Server,
  Socket,
  Stream: Socket,
  connect,
  createConnection: connect,
  createServer,
  getDefaultAutoSelectFamily,
  getDefaultAutoSelectFamilyAttemptTimeout,
  isIP,
  isIPv4,
  isIPv6,
  setDefaultAutoSelectFamily,
  setDefaultAutoSelectFamilyAttemptTimeout,
};
for (const name of ['BlockList', 'SocketAddress']) {
  if (!require.has('net/block_list')) break;
  Object.defineProperty(module.exports, name, {
    configurable: true, enumerable: true, get: () => require('net/block_list')[name],
  });
}
