'use strict';

// node:dgram (https://nodejs.org/api/dgram.html).

const {
  ArrayIsArray, FunctionPrototypeCall, ObjectSetPrototypeOf, Symbol, SymbolAsyncDispose, SymbolDispose,
} = primordials;
const { Buffer } = require('buffer');
const { channel } = require('diagnostics_channel');
const EventEmitter = require('events');
const { FastBuffer } = require('internal/buffer');
const {
  codes: {
    ERR_BUFFER_OUT_OF_BOUNDS, ERR_INVALID_ARG_TYPE, ERR_INVALID_FD_TYPE, ERR_IP_BLOCKED, ERR_MISSING_ARGS,
    ERR_SOCKET_ALREADY_BOUND, ERR_SOCKET_BAD_BUFFER_SIZE, ERR_SOCKET_BAD_TYPE, ERR_SOCKET_BUFFER_SIZE,
    ERR_SOCKET_DGRAM_IS_CONNECTED, ERR_SOCKET_DGRAM_NOT_CONNECTED, ERR_SOCKET_DGRAM_NOT_RUNNING,
  },
  ErrnoException, ExceptionWithHostPort, uvErrmapGet,
} = require('internal/errors');
const { promisify } = require('internal/util');
const {
  validateAbortSignal, validateFunction, validateNumber, validatePort, validateString, validateUint32,
} = require('internal/validators');
const { isIP } = require('net/ip');
const { isArrayBufferView } = require('util/types');

const { UDP, kIpv6Only, kReuseAddress, kReusePort } = binding('udp');

const kState = Symbol('state symbol');
const kUnbound = 0;
const kBinding = 1;
const kBound = 2;
const kDisconnected = 0;
const kConnecting = 1;
const kConnected = 2;

const socketChannel = channel('udp.socket');

function open(type) {
  if (type !== 'udp4' && type !== 'udp6') throw new ERR_SOCKET_BAD_TYPE();
  return new UDP();
}

function checkBlockList(list, name) {
  if (!list) return undefined;
  const { BlockList } = require('net');
  if (BlockList === undefined || !BlockList.isBlockList(list)) throw new ERR_INVALID_ARG_TYPE(name, 'net.BlockList', list);
  return list;
}

/**
 * @param {'udp4' | 'udp6' | object} type
 * @param {(message: Buffer, info: object) => void} [listener]
 */
function Socket(type, listener) {
  FunctionPrototypeCall(EventEmitter, this);
  let options;
  if (type !== null && typeof type === 'object') {
    options = type;
    type = options.type;
    if (options.recvBufferSize) validateUint32(options.recvBufferSize, 'options.recvBufferSize');
    if (options.sendBufferSize) validateUint32(options.sendBufferSize, 'options.sendBufferSize');
  }
  const receiveBlockList = checkBlockList(options?.receiveBlockList, 'options.receiveBlockList');
  const sendBlockList = checkBlockList(options?.sendBlockList, 'options.sendBlockList');
  const lookup = options?.lookup;
  if (lookup !== undefined) validateFunction(lookup, 'lookup');
  const handle = open(type);
  handle.socket = this;
  handle.onmessage = onMessage;
  this.type = type;
  if (typeof listener === 'function') this.on('message', listener);
  this[kState] = {
    handle,
    family: type === 'udp6' ? 6 : 4,
    lookup,
    bindState: kUnbound,
    connectState: kDisconnected,
    receiving: false,
    queue: undefined,  // calls that wait for the end of a bind
    flags: (options?.reuseAddr ? kReuseAddress : 0) | (options?.reusePort ? kReusePort : 0) |
      (options?.ipv6Only ? kIpv6Only : 0),
    recvBufferSize: options?.recvBufferSize,
    sendBufferSize: options?.sendBufferSize,
    receiveBlockList,
    sendBlockList,
  };
  const signal = options?.signal;
  if (signal !== undefined) {
    validateAbortSignal(signal, 'options.signal');
    const onAborted = () => {
      if (this[kState].handle !== null) this.close();
    };
    if (signal.aborted) {
      onAborted();
    } else {
      const disposable = EventEmitter.addAbortListener(signal, onAborted);
      this.once('close', disposable[SymbolDispose]);
    }
  }
  if (socketChannel.hasSubscribers) socketChannel.publish({ socket: this });
}
ObjectSetPrototypeOf(Socket.prototype, EventEmitter.prototype);
ObjectSetPrototypeOf(Socket, EventEmitter);

/** @returns {Socket} */
function createSocket(type, listener) {
  return new Socket(type, listener);
}

// The state of a socket that is not closed.
function running(socket) {
  const state = socket[kState];
  if (state.handle === null) throw new ERR_SOCKET_DGRAM_NOT_RUNNING();
  return state;
}

function resolve(state, address, callback) {
  const lookup = state.lookup ?? require('dns').lookup;
  lookup(address || (state.family === 6 ? '::1' : '127.0.0.1'), state.family, callback);
}

function onMessage(count, bytes, address, family, port) {
  const self = this.socket;
  if (count < 0) {
    self.emit('error', new ErrnoException(count, 'recvmsg'));
    return;
  }
  const list = self[kState].receiveBlockList;
  if (list?.check(address, family === 'IPv6' ? 'ipv6' : 'ipv4')) return;
  self.emit('message', new FastBuffer(bytes), { address, family, port, size: count });
}

// --- binding ---

function startListening(socket) {
  const state = socket[kState];
  state.handle.recvStart();
  state.receiving = true;
  state.bindState = kBound;
  if (state.recvBufferSize) bufferSize(socket, state.recvBufferSize, 'recv');
  if (state.sendBufferSize) bufferSize(socket, state.sendBufferSize, 'send');
  socket.emit('listening');
}

/**
 * bind([port][, address][, callback]), bind({ port, address, exclusive, fd }[, callback])
 * @returns {this}
 */
Socket.prototype.bind = function(port, address) {
  const state = running(this);
  if (state.bindState !== kUnbound) throw new ERR_SOCKET_ALREADY_BOUND();
  state.bindState = kBinding;
  const callback = arguments.length > 0 ? arguments[arguments.length - 1] : undefined;
  if (typeof callback === 'function') {
    const onListening = () => {
      removeListeners();
      FunctionPrototypeCall(callback, this);
    };
    const removeListeners = () => {
      this.removeListener('error', removeListeners);
      this.removeListener('listening', onListening);
    };
    this.on('error', removeListeners);
    this.on('listening', onListening);
  }
  const options = port !== null && typeof port === 'object' ? port : undefined;
  if (options !== undefined && options.fd > 0 && options.fd === (options.fd | 0)) {
    const type = binding('pipe_wrap').guessHandleType(options.fd);
    const error = type === 'UDP' ? state.handle.open(options.fd) : 0;
    if (type !== 'UDP' || error < 0) {
      state.bindState = kUnbound;
      throw type !== 'UDP' ? new ERR_INVALID_FD_TYPE(type) : new ErrnoException(error, 'open');
    }
    startListening(this);
    return this;
  }
  if (options !== undefined) {
    ({ port, address } = options);
  } else if (typeof address === 'function') {
    address = '';
  }
  if (!address) address = state.family === 6 ? '::' : '0.0.0.0';
  resolve(state, address, (error, ip) => {
    if (state.handle === null) return;
    if (!error) {
      const status = state.family === 6 ? state.handle.bind6(ip, port || 0, state.flags) :
        state.handle.bind(ip, port || 0, state.flags);
      if (status < 0) error = new ExceptionWithHostPort(status, 'bind', ip, port);
    }
    if (error) {
      state.bindState = kUnbound;
      this.emit('error', error);
      return;
    }
    startListening(this);
  });
  return this;
};

// Runs `call` when the bind that is under way has ended well.
function enqueue(socket, call) {
  const state = socket[kState];
  if (state.queue === undefined) {
    state.queue = [];
    socket.once(EventEmitter.errorMonitor, onListenError);
    socket.once('listening', onListenSuccess);
  }
  state.queue.push(call);
}

function onListenSuccess() {
  this.removeListener(EventEmitter.errorMonitor, onListenError);
  const { queue } = this[kState];
  this[kState].queue = undefined;
  for (let i = 0; i < queue.length; i++) queue[i]();
}

function onListenError() {
  this.removeListener('listening', onListenSuccess);
  this[kState].queue = undefined;
}

function ensureBound(socket) {
  const state = socket[kState];
  if (state.bindState === kUnbound) socket.bind({ port: 0, exclusive: true }, null);
  return state.bindState === kBound;
}

// --- connecting ---

/** connect(port[, address][, callback]) */
Socket.prototype.connect = function(port, address, callback) {
  port = validatePort(port, 'Port', false);
  if (typeof address === 'function') {
    callback = address;
    address = '';
  } else if (address === undefined) {
    address = '';
  }
  validateString(address, 'address');
  const state = running(this);
  if (state.connectState !== kDisconnected) throw new ERR_SOCKET_DGRAM_IS_CONNECTED();
  state.connectState = kConnecting;
  if (ensureBound(this)) lookupAndConnect(this, port, address, callback);
  else enqueue(this, () => lookupAndConnect(this, port, address, callback));
};

function lookupAndConnect(socket, port, address, callback) {
  const state = socket[kState];
  // Closed by a call that was queued before this one.
  if (state.handle === null) return;
  if (callback) socket.once('connect', callback);
  resolve(state, address, (error, ip) => {
    if (state.handle === null) return;
    if (!error && state.sendBlockList?.check(ip, `ipv${isIP(ip)}`)) error = new ERR_IP_BLOCKED(ip);
    if (!error) {
      const status = state.family === 6 ? state.handle.connect6(ip, port) : state.handle.connect(ip, port);
      if (status < 0) error = new ExceptionWithHostPort(status, 'connect', address, port);
    }
    if (!error) {
      state.connectState = kConnected;
      process.nextTick(() => socket.emit('connect'));
      return;
    }
    state.connectState = kDisconnected;
    process.nextTick(() => {
      if (callback) {
        socket.removeListener('connect', callback);
        callback(error);
      } else {
        socket.emit('error', error);
      }
    });
  });
}

Socket.prototype.disconnect = function() {
  const state = running(this);
  if (state.connectState !== kConnected) throw new ERR_SOCKET_DGRAM_NOT_CONNECTED();
  const error = state.handle.disconnect();
  if (error < 0) throw new ErrnoException(error, 'connect');
  state.connectState = kDisconnected;
};

// --- sending ---

function slice(buffer, offset, length) {
  if (typeof buffer === 'string') {
    buffer = Buffer.from(buffer);
  } else if (!isArrayBufferView(buffer)) {
    throw new ERR_INVALID_ARG_TYPE('buffer', ['Buffer', 'TypedArray', 'DataView', 'string'], buffer);
  }
  offset >>>= 0;
  length >>>= 0;
  if (offset > buffer.byteLength) throw new ERR_BUFFER_OUT_OF_BOUNDS('offset');
  if (offset + length > buffer.byteLength) throw new ERR_BUFFER_OUT_OF_BOUNDS('length');
  return new FastBuffer(buffer.buffer, buffer.byteOffset + offset, length);
}

// A copy, so that what the caller does with the list later does not matter.
function asViews(list) {
  const views = new Array(list.length);
  for (let i = 0; i < list.length; i++) {
    const part = list[i];
    if (typeof part === 'string') views[i] = Buffer.from(part);
    else if (isArrayBufferView(part)) views[i] = part;
    else return null;
  }
  return views;
}

/** The form of old: sendto(buffer, offset, length, port, address[, callback]) */
Socket.prototype.sendto = function(buffer, offset, length, port, address, callback) {
  validateNumber(offset, 'offset');
  validateNumber(length, 'length');
  validateNumber(port, 'port');
  validateString(address, 'address');
  this.send(buffer, offset, length, port, address, callback);
};

/**
 * send(msg[, offset, length][, port][, address][, callback]); msg: a text, bytes, or a list of them. Connected sockets take neither
 * port nor address.
 */
Socket.prototype.send = function(buffer, offset, length, port, address, callback) {
  const state = this[kState];
  const connected = state.connectState === kConnected;
  if (!connected) {
    if (address || (port && typeof port !== 'function')) {
      buffer = slice(buffer, offset, length);
    } else {
      callback = port;
      port = offset;
      address = length;
    }
  } else {
    if (typeof length === 'number') {
      buffer = slice(buffer, offset, length);
      if (typeof port === 'function') {
        callback = port;
        port = null;
      }
    } else {
      callback = offset;
    }
    if (port || address) throw new ERR_SOCKET_DGRAM_IS_CONNECTED();
  }
  const list = ArrayIsArray(buffer) ? asViews(buffer) : asViews([buffer]);
  if (list === null) {
    throw new ERR_INVALID_ARG_TYPE(
      ArrayIsArray(buffer) ? 'buffer list arguments' : 'buffer', ['Buffer', 'TypedArray', 'DataView', 'string'], buffer);
  }
  if (!connected) port = validatePort(port, 'Port', false);
  if (typeof callback !== 'function') callback = undefined;
  if (typeof address === 'function') {
    callback = address;
    address = undefined;
  } else if (address != null) {
    validateString(address, 'address');
  }
  running(this);
  if (ensureBound(this)) lookupAndSend(this, list, port, address, callback);
  else enqueue(this, () => this.send(list, port, address, callback));
};

function lookupAndSend(socket, list, port, address, callback) {
  const state = socket[kState];
  if (state.connectState === kConnected) {
    sendNow(socket, list, undefined, undefined, undefined, callback);
    return;
  }
  resolve(state, address, (error, ip) => {
    if (!error && state.sendBlockList?.check(ip, `ipv${isIP(ip)}`)) error = new ERR_IP_BLOCKED(ip);
    if (!error) {
      sendNow(socket, list, ip, address, port, callback);
    } else if (callback) {
      process.nextTick(callback, error);
    } else {
      process.nextTick(() => socket.emit('error', error));
    }
  });
}

function ignore() {}

/** A datagram that did not go at once: what native code calls when it has. */
class SendWrap {
  constructor(address, port, callback) {
    this.address = address;
    this.port = port;
    this.callback = callback;
  }

  oncomplete(status, size) {
    const { callback } = this;
    if (status < 0) callback(new ExceptionWithHostPort(status, 'send', this.address, this.port), size);
    else callback(null, size);
  }
}

function sendNow(socket, list, ip, address, port, callback) {
  const { handle, family } = socket[kState];
  if (handle === null) return;
  const request = new SendWrap(address, port, callback ?? ignore);
  let result;
  if (ip === undefined) result = handle.sendConnected(request, list);
  else if (family === 6) result = handle.send6(request, list, ip, port);
  else result = handle.send(request, list, ip, port);
  if (callback === undefined || result === 0) return;
  if (result > 0) process.nextTick(callback, null, result - 1);
  else process.nextTick(callback, new ExceptionWithHostPort(result, 'send', address, port));
}

// --- closing ---

/** @returns {this} */
Socket.prototype.close = function(callback) {
  if (typeof callback === 'function') this.on('close', callback);
  const { queue } = this[kState];
  if (queue !== undefined) {
    queue.push(() => this.close());
    return this;
  }
  const state = running(this);
  if (state.receiving) {
    state.handle.recvStop();
    state.receiving = false;
  }
  state.handle.close();
  state.handle = null;
  process.nextTick(() => this.emit('close'));
  return this;
};

Socket.prototype[SymbolAsyncDispose] = async function() {
  if (this[kState].handle === null) return;
  await FunctionPrototypeCall(promisify(this.close), this);
};

Socket.prototype.ref = function() {
  this[kState].handle?.ref();
  return this;
};
Socket.prototype.unref = function() {
  this[kState].handle?.unref();
  return this;
};

// --- addresses and options ---

/** @returns {{ address: string, family: string, port: number }} */
Socket.prototype.address = function() {
  const { handle } = running(this);
  const out = {};
  check(handle.getsockname(out), 'getsockname');
  return out;
};

/** @returns {{ address: string, family: string, port: number }} */
Socket.prototype.remoteAddress = function() {
  const { handle, connectState } = running(this);
  if (connectState !== kConnected) throw new ERR_SOCKET_DGRAM_NOT_CONNECTED();
  const out = {};
  check(handle.getpeername(out), 'getpeername');
  return out;
};

function check(status, call) {
  if (status < 0) throw new ErrnoException(status, call);
}

Socket.prototype.setBroadcast = function(on) {
  check(running(this).handle.setBroadcast(Boolean(on)), 'setBroadcast');
};
Socket.prototype.setTTL = function(ttl) {
  validateNumber(ttl, 'ttl');
  check(running(this).handle.setTTL(ttl), 'setTTL');
  return ttl;
};
Socket.prototype.setMulticastTTL = function(ttl) {
  validateNumber(ttl, 'ttl');
  check(running(this).handle.setMulticastTTL(ttl), 'setMulticastTTL');
  return ttl;
};
Socket.prototype.setMulticastLoopback = function(on) {
  check(running(this).handle.setMulticastLoopback(Boolean(on)), 'setMulticastLoopback');
  return on;
};
Socket.prototype.setMulticastInterface = function(interfaceAddress) {
  const { handle } = running(this);
  validateString(interfaceAddress, 'interfaceAddress');
  check(handle.setMulticastInterface(interfaceAddress), 'setMulticastInterface');
};

for (const name of ['addMembership', 'dropMembership']) {
  Socket.prototype[name] = { [name](multicastAddress, interfaceAddress) {
    const { handle } = running(this);
    if (!multicastAddress) throw new ERR_MISSING_ARGS('multicastAddress');
    check(handle[name](`${multicastAddress}`, interfaceAddress), name);
  } }[name];
}
for (const name of ['addSourceSpecificMembership', 'dropSourceSpecificMembership']) {
  Socket.prototype[name] = { [name](sourceAddress, groupAddress, interfaceAddress) {
    const { handle } = running(this);
    validateString(sourceAddress, 'sourceAddress');
    validateString(groupAddress, 'groupAddress');
    check(handle[name](sourceAddress, groupAddress, interfaceAddress), name);
  } }[name];
}

// size 0 only asks. which: 'recv' or 'send'.
function bufferSize(socket, size, which) {
  if (size >>> 0 !== size) throw new ERR_SOCKET_BAD_BUFFER_SIZE();
  const { handle } = running(socket);
  const result = which === 'recv' ? handle.recvBufferSize(size) : handle.sendBufferSize(size);
  if (result < 0) {
    const [code, message] = uvErrmapGet(result);
    throw new ERR_SOCKET_BUFFER_SIZE({ errno: result, code, message, syscall: `uv_${which}_buffer_size` });
  }
  return result;
}

Socket.prototype.setRecvBufferSize = function(size) {
  bufferSize(this, size, 'recv');
};
Socket.prototype.setSendBufferSize = function(size) {
  bufferSize(this, size, 'send');
};
Socket.prototype.getRecvBufferSize = function() {
  return bufferSize(this, 0, 'recv');
};
Socket.prototype.getSendBufferSize = function() {
  return bufferSize(this, 0, 'send');
};
Socket.prototype.getSendQueueSize = function() {
  return running(this).handle.getSendQueueSize();
};
Socket.prototype.getSendQueueCount = function() {
  return running(this).handle.getSendQueueCount();
};

module.exports = { Socket, createSocket };
