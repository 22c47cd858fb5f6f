'use strict';

// net.Server (https://nodejs.org/api/net.html#class-netserver).

const { FunctionPrototypeCall, ObjectDefineProperty, ObjectSetPrototypeOf, SymbolAsyncDispose } = primordials;
const EventEmitter = require('events');
const { async_id_symbol, defaultTriggerAsyncIdScope, setNextResourceType } = require('internal/async_hooks');
const {
  codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_SERVER_ALREADY_LISTEN, ERR_SERVER_NOT_RUNNING },
  UVExceptionWithHostPort, errnoException,
} = require('internal/errors');
const { validateAbortSignal, validateNumber, validatePort } = require('internal/validators');
const { Socket, handleForDescriptor, kKeepAliveDelay, kSetKeepAlive, kSetNoDelay } = require('net/socket');
const { isPipeName, normalizeArgs, toNumber } = require('net/connect');
const { isIP } = require('net/ip');
const { owner } = require('net/handles');

const { TCP, UV_TCP_IPV6ONLY, UV_TCP_REUSEPORT } = binding('tcp_wrap');
const { Pipe, UV_READABLE, UV_WRITABLE } = binding('pipe_wrap');

const kEinval = -22;
const kEaddrinuse = -98;

function Server(options, connectionListener) {
  if (!(this instanceof Server)) return new Server(options, connectionListener);
  FunctionPrototypeCall(EventEmitter, this);
  if (typeof options === 'function') {
    connectionListener = options;
    options = {};
    this.on('connection', connectionListener);
  } else if (options == null || typeof options === 'object') {
    options = { ...options };
    if (typeof connectionListener === 'function') this.on('connection', connectionListener);
  } else {
    throw new ERR_INVALID_ARG_TYPE('options', 'Object', options);
  }
  if (typeof options.keepAliveInitialDelay !== 'undefined') {
    validateNumber(options.keepAliveInitialDelay, 'options.keepAliveInitialDelay');
    if (options.keepAliveInitialDelay < 0) options.keepAliveInitialDelay = 0;
  }
  if (typeof options.highWaterMark !== 'undefined') {
    validateNumber(options.highWaterMark, 'options.highWaterMark');
    if (options.highWaterMark < 0) options.highWaterMark = require('stream').getDefaultHighWaterMark(false);
  }
  this._connections = 0;
  this._handle = null;
  this._usingWorkers = false;
  this._workers = [];
  this._unref = false;
  this._listeningId = 1;
  this.allowHalfOpen = options.allowHalfOpen || false;
  this.pauseOnConnect = Boolean(options.pauseOnConnect);
  this.noDelay = Boolean(options.noDelay);
  this.keepAlive = Boolean(options.keepAlive);
  this.keepAliveInitialDelay = ~~(options.keepAliveInitialDelay / 1000);
  this.highWaterMark = options.highWaterMark ?? require('stream').getDefaultHighWaterMark(false);
  if (options.blockList) this.blockList = options.blockList;
}
ObjectSetPrototypeOf(Server.prototype, EventEmitter.prototype);
ObjectSetPrototypeOf(Server, EventEmitter);

/** A bound handle, or a negative errno. */
function createServerHandle(address, port, addressType, fd, flags) {
  if (typeof fd === 'number' && fd >= 0) {
    let handle;
    try {
      handle = handleForDescriptor(fd);
    } catch {
      return kEinval;
    }
    const error = handle.open(fd);
    return error || handle;
  }
  const isPipe = port === -1 && addressType === -1;
  setNextResourceType(isPipe ? 'PIPESERVERWRAP' : 'TCPSERVERWRAP');
  const handle = isPipe ? new Pipe(false) : new TCP();
  let error = 0;
  if (isPipe) {
    error = handle.bind(address);
  } else if (!address) {
    // Everything: IPv6 with IPv4 in it where there is IPv6.
    error = handle.bind6('::', port, flags ?? 0);
    if (error) {
      handle.close();
      return createServerHandle('0.0.0.0', port, 4, undefined, flags);
    }
  } else if (addressType === 6) {
    error = handle.bind6(address, port, flags ?? 0);
  } else {
    error = handle.bind(address, port, flags ?? 0);
  }
  if (error) {
    handle.close();
    return error;
  }
  return handle;
}

function emitErrorLater(server, error) {
  process.nextTick(() => server.emit('error', error));
}

Server.prototype._listen2 = function setupListenHandle(address, port, addressType, backlog, fd, flags) {
  if (!this._handle) {
    let result;
    if (!address && typeof fd !== 'number') {
      result = createServerHandle('::', port, 6, fd, flags);
      if (typeof result === 'number') {
        result = null;
        address = '0.0.0.0';
        addressType = 4;
      } else {
        address = '::';
        addressType = 6;
      }
    }
    result ??= createServerHandle(address, port, addressType, fd, flags);
    if (typeof result === 'number') {
      emitErrorLater(this, new UVExceptionWithHostPort(result, 'listen', address, port));
      return;
    }
    this._handle = result;
  }
  this._handle.onconnection = onConnection;
  this._handle[owner] = this;
  const error = this._handle.listen(backlog || 511);
  if (error) {
    const exception = new UVExceptionWithHostPort(error, 'listen', address, port);
    this._handle.close();
    this._handle = null;
    emitErrorLater(this, exception);
    return;
  }
  this._connectionKey = `${addressType}:${address}:${port}`;
  if (this._unref) this.unref();
  // On behalf of the handle.
  defaultTriggerAsyncIdScope(this._handle[async_id_symbol], process.nextTick, () => {
    if (this._handle) this.emit('listening');
  });
};

function listenInCluster(server, address, port, addressType, backlog, fd, exclusive, flags, options) {
  const cluster = require.has('cluster') ? require('cluster') : undefined;
  if (cluster === undefined || cluster.isPrimary || exclusive) {
    server._listen2(address, port, addressType, backlog, fd, flags);
    return;
  }
  const query = { address, port, addressType, fd, flags, backlog, ...options };
  const id = server._listeningId;
  cluster._getServer(server, query, (error, handle) => {
    if (id !== server._listeningId) {
      handle?.close();
      return;
    }
    if (error === 0 && port > 0 && handle.getsockname) {
      const out = {};
      const failed = handle.getsockname(out);
      if (failed === 0 && port !== out.port) error = kEaddrinuse;
    }
    if (error) {
      server.emit('error', new UVExceptionWithHostPort(error, 'bind', address, port));
      return;
    }
    server._handle = handle;
    server._listen2(address, port, addressType, backlog, fd, flags);
  });
}

Server.prototype.listen = function(...args) {
  const normalized = normalizeArgs(args);
  let [options, callback] = normalized;
  if (this._handle) throw new ERR_SERVER_ALREADY_LISTEN();
  if (callback !== null) this.once('listening', callback);
  const backlogFromArgs = toNumber(args.length > 1 && args[1]) || toNumber(args.length > 2 && args[2]);
  options = options._handle || options.handle || options;
  const flags = (options.ipv6Only ? UV_TCP_IPV6ONLY : 0) | (options.reusePort ? UV_TCP_REUSEPORT : 0);
  const exclusive = Boolean(options.exclusive) || Boolean(options.reusePort);

  if (options instanceof TCP || options instanceof Pipe) {
    this._handle = options;
    this._listeningId++;
    listenInCluster(this, null, -1, -1, backlogFromArgs, undefined, true);
    return this;
  }
  addServerAbortSignal(this, options);
  if (typeof options.fd === 'number' && options.fd >= 0) {
    listenInCluster(this, null, null, null, backlogFromArgs, options.fd);
    return this;
  }
  // listen(), listen(cb), listen(undefined): any port.
  if (args.length === 0 || typeof args[0] === 'function' || (typeof options.port === 'undefined' && 'port' in options) ||
      options.port === null) {
    options.port = 0;
  }
  const backlog = options.backlog || backlogFromArgs;
  if (typeof options.port === 'number' || typeof options.port === 'string') {
    validatePort(options.port, 'options.port');
    if (options.host) lookupAndListen(this, options.port | 0, options.host, backlog, exclusive, flags);
    else listenInCluster(this, null, options.port | 0, 4, backlog, undefined, exclusive, flags);
    return this;
  }
  if (options.path && isPipeName(options.path)) {
    this._pipeName = options.path;
    listenInCluster(this, options.path, -1, -1, backlog, undefined, options.exclusive);
    if (!this._handle) return this; // the error is on its way
    let mode = 0;
    if (options.readableAll === true) mode |= UV_READABLE;
    if (options.writableAll === true) mode |= UV_WRITABLE;
    if (mode !== 0) {
      const error = this._handle.fchmod(mode);
      if (error) {
        this._handle.close();
        this._handle = null;
        throw errnoException(error, 'uv_pipe_chmod');
      }
    }
    return this;
  }
  if (!('port' in options || 'path' in options)) {
    throw new ERR_INVALID_ARG_VALUE('options', options, 'must have the property "port" or "path"');
  }
  throw new ERR_INVALID_ARG_VALUE('options', options);
};

function addServerAbortSignal(self, options) {
  if (options?.signal === undefined) return;
  validateAbortSignal(options.signal, 'options.signal');
  const { signal } = options;
  const onAborted = () => self.close();
  if (signal.aborted) {
    process.nextTick(onAborted);
  } else {
    const disposable = require('events').addAbortListener(signal, onAborted);
    self.once('close', disposable[Symbol.dispose]);
  }
}

function lookupAndListen(self, port, host, backlog, exclusive, flags) {
  const version = isIP(host);
  if (version !== 0 || !require.has('dns')) {
    const address = host === 'localhost' ? '127.0.0.1' : host;
    listenInCluster(self, address, port, version || 4, backlog, undefined, exclusive, flags);
    return;
  }
  const id = self._listeningId;
  require('dns').lookup(host, (error, address, family) => {
    // Closed while the name was looked up.
    if (id !== self._listeningId) return;
    if (error) self.emit('error', error);
    else listenInCluster(self, address, port, address ? family : 4, backlog, undefined, exclusive, flags);
  });
}

function onConnection(status, clientHandle) {
  const self = this[owner];
  if (status) {
    self.emit('error', errnoException(status, 'accept'));
    return;
  }
  let dropped;
  if (self.maxConnections != null && self._connections >= self.maxConnections) {
    dropped = describe(clientHandle);
    clientHandle.close();
    self.emit('drop', dropped);
    return;
  }
  if (self.blockList && clientHandle.getpeername) {
    const peer = {};
    if (clientHandle.getpeername(peer) === 0 && self.blockList.check(peer.address, peer.family.toLowerCase())) {
      dropped = describe(clientHandle);
      clientHandle.close();
      self.emit('drop', dropped);
      return;
    }
  }
  const socket = new Socket({
    handle: clientHandle,
    allowHalfOpen: self.allowHalfOpen,
    pauseOnCreate: self.pauseOnConnect,
    readable: true,
    writable: true,
    readableHighWaterMark: self.highWaterMark,
    writableHighWaterMark: self.highWaterMark,
  });
  if (self.noDelay && clientHandle.setNoDelay) {
    socket[kSetNoDelay] = true;
    clientHandle.setNoDelay(true);
  }
  if (self.keepAlive && clientHandle.setKeepAlive) {
    socket[kSetKeepAlive] = true;
    socket[kKeepAliveDelay] = self.keepAliveInitialDelay;
    clientHandle.setKeepAlive(true, self.keepAliveInitialDelay);
  }
  self._connections++;
  socket.server = self;
  socket._server = self;
  self.emit('connection', socket);
}

function describe(handle) {
  if (!handle.getpeername) return undefined;
  const local = {};
  const peer = {};
  handle.getsockname(local);
  handle.getpeername(peer);
  return {
    localAddress: local.address,
    localPort: local.port,
    localFamily: local.family,
    remoteAddress: peer.address,
    remotePort: peer.port,
    remoteFamily: peer.family,
  };
}

Server.prototype.address = function() {
  if (this._handle?.getsockname) {
    const out = {};
    const error = this._handle.getsockname(out);
    if (error) throw errnoException(error, 'address');
    return out;
  }
  return this._pipeName ?? null;
};

Server.prototype.getConnections = function(callback) {
  const { _connections: connections } = this;
  if (!this._usingWorkers) {
    process.nextTick(callback, null, connections);
    return this;
  }
  // Those that child processes have count, too.
  let left = this._workers.length;
  let total = connections;
  if (left === 0) process.nextTick(callback, null, total);
  for (const worker of [...this._workers]) {
    worker.getConnections((error, count) => {
      if (left < 0) return;
      if (error) {
        left = -1;
        callback(error);
        return;
      }
      total += count;
      if (--left === 0) callback(null, total);
    });
  }
  return this;
};

Server.prototype.close = function(callback) {
  if (typeof callback === 'function') {
    if (!this._handle) this.once('close', function close() { callback(new ERR_SERVER_NOT_RUNNING()); });
    else this.once('close', callback);
  }
  if (this._handle) {
    this._handle.close();
    this._handle = null;
  }
  this._listeningId++;
  if (this._usingWorkers && this._workers.length > 0) {
    let left = this._workers.length;
    // Holds 'close' back until every child has answered.
    this._connections++;
    for (const worker of [...this._workers]) {
      worker.close(() => {
        if (--left !== 0) return;
        this._connections--;
        this._emitCloseIfDrained();
      });
    }
  } else {
    this._emitCloseIfDrained();
  }
  return this;
};

Server.prototype[SymbolAsyncDispose] = async function() {
  if (!this._handle) return;
  await new Promise((resolve, reject) => this.close((error) => error ? reject(error) : resolve()));
};

/** A child process has got connections of this server. */
Server.prototype._setupWorker = function(list) {
  this._usingWorkers = true;
  this._workers.push(list);
  list.once('exit', () => {
    const index = this._workers.indexOf(list);
    if (index >= 0) this._workers.splice(index, 1);
  });
};

Server.prototype._emitCloseIfDrained = function() {
  if (this._handle || this._connections) return;
  process.nextTick(() => this.emit('close'));
};

Server.prototype[Symbol.for('nodejs.rejection')] = function(error, event, sock) {
  if (event === 'connection') sock.destroy(error);
  else this.emit('error', error);
};

Server.prototype.ref = function() {
  this._unref = false;
  this._handle?.ref();
  return this;
};
Server.prototype.unref = function() {
  this._unref = true;
  this._handle?.unref();
  return this;
};

ObjectDefineProperty(Server.prototype, 'listening', {
  configurable: true, enumerable: true, get() { return Boolean(this._handle); },
});

module.exports = { Server, createServerHandle };
