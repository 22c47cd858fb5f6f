'use strict';

// Connecting a Socket: paths, addresses, names, and several addresses at once
// (https://nodejs.org/api/net.html#socketconnect; RFC 8305 for the last).

const { ArrayIsArray, FunctionPrototypeCall, Symbol } = primordials;
const {
  codes: { ERR_INVALID_ADDRESS_FAMILY, ERR_INVALID_ARG_TYPE, ERR_INVALID_IP_ADDRESS, ERR_IP_BLOCKED, ERR_MISSING_ARGS, ERR_OPERATION_FAILED },
  ExceptionWithHostPort, NodeAggregateError, UVExceptionWithHostPort,
} = require('internal/errors');
const { validateBoolean, validateFunction, validateInt32, validateNumber, validatePort, validateString } = require('internal/validators');
const { isIP } = require('net/ip');
const { Socket, initHandle, kKeepAliveDelay, kSetKeepAlive, kSetNoDelay } = require('net/socket');
const { owner } = require('net/handles');
const timers = require('timers');

const { TCP } = binding('tcp_wrap');
const { Pipe } = binding('pipe_wrap');

const normalizedArgs = Symbol('normalizedArgs');

let autoSelectFamily;
let autoSelectFamilyTimeout;

function getDefaultAutoSelectFamily() {
  autoSelectFamily ??= require('internal/options').getOptionValue('--network-family-autoselection');
  return autoSelectFamily;
}
function setDefaultAutoSelectFamily(value) {
  validateBoolean(value, 'value');
  autoSelectFamily = value;
}
function getDefaultAutoSelectFamilyAttemptTimeout() {
  autoSelectFamilyTimeout ??=
    require('internal/options').getOptionValue('--network-family-autoselection-attempt-timeout') ?? 250;
  return autoSelectFamilyTimeout;
}
function setDefaultAutoSelectFamilyAttemptTimeout(value) {
  validateInt32(value, 'value', 1);
  autoSelectFamilyTimeout = value < 10 ? 10 : value;
}

function isPipeName(text) {
  return typeof text === 'string' && toNumber(text) === false;
}
function toNumber(value) {
  const number = Number(value);
  return number >= 0 ? number : false;
}

/**
 * The forms of arguments that connect and listen take, as [options, callback].
 * @param {unknown[]} args
 */
function normalizeArgs(args) {
  let normalized;
  if (args.length === 0) {
    normalized = [{}, null];
    normalized[normalizedArgs] = true;
    return normalized;
  }
  const first = args[0];
  let options = {};
  if (typeof first === 'object' && first !== null) {
    options = first;
  } else if (isPipeName(first)) {
    options.path = first;
  } else {
    options.port = first;
    if (args.length > 1 && typeof args[1] === 'string') options.host = args[1];
  }
  const callback = args[args.length - 1];
  normalized = [options, typeof callback === 'function' ? callback : null];
  normalized[normalizedArgs] = true;
  return normalized;
}

Socket.prototype.connect = function(...args) {
  // http's agents and tls call it with what normalizeArgs has made.
  const normalized = ArrayIsArray(args[0]) && args[0][normalizedArgs] ? args[0] : normalizeArgs(args);
  const [options, callback] = normalized;
  if (options.port === undefined && options.path == null) throw new ERR_MISSING_ARGS(['options', 'port', 'path']);

  if (this.write !== Socket.prototype.write) this.write = Socket.prototype.write;
  if (this.destroyed) {
    this._handle = null;
    this._peername = undefined;
    this._sockname = undefined;
  }
  const { path } = options;
  const pipe = Boolean(path);
  if (!this._handle) {
    this._handle = pipe ? new Pipe(false) : new TCP();
    initHandle(this);
  }
  if (callback !== null) this.once('connect', callback);
  this._updateTimer();
  this.connecting = true;
  this.writable = true;
  if (pipe) {
    validateString(path, 'options.path');
    connectTo(this, path);
  } else {
    lookupAndConnect(this, options);
  }
  return this;
};

Socket.prototype._reset = function() {
  return this._undestroy();
};

// --- one address ---

function reportLater(self, error) {
  process.nextTick(() => {
    if (self.connecting) self.destroy(error);
  });
}

function connectTo(self, address, port, family, localAddress, localPort) {
  const request = { address, port, oncomplete: afterConnect, localAddress, localPort };
  let error = bindLocal(self._handle, self, family, localAddress, localPort);
  if (error instanceof Error) {
    self.destroy(error);
    return;
  }
  if (family === 6) error = self._handle.connect6(request, address, port);
  else if (family === 4) error = self._handle.connect(request, address, port);
  else error = self._handle.connect(request, address);
  if (error) {
    const local = self._getsockname();
    const details = local.address ? `${local.address}:${local.port}` : undefined;
    reportLater(self, new ExceptionWithHostPort(error, 'connect', address, port, details));
  } else if (family) {
    self.emit('connectionAttempt', address, port, family);
  }
}

function bindLocal(handle, self, family, localAddress, localPort) {
  if (!localAddress && !localPort) return 0;
  let error;
  if (family === 4) {
    localAddress ||= '0.0.0.0';
    error = handle.bind(localAddress, localPort ?? 0, 0);
  } else {
    localAddress ||= '::';
    error = handle.bind6(localAddress, localPort ?? 0, 0);
  }
  return error ? new ExceptionWithHostPort(error, 'bind', localAddress, localPort) : 0;
}

function afterConnect(status, handle, request, readable, writable) {
  const self = handle[owner];
  if (!self || self.destroyed) return;
  self.connecting = false;
  self._sockname = undefined;
  if (status === 0) {
    if (self.readable && !readable) {
      self.push(null);
      self.read();
    }
    if (self.writable && !writable) self.end();
    self._updateTimer();
    if (self[kSetNoDelay] && handle.setNoDelay) handle.setNoDelay(true);
    if (self[kSetKeepAlive] && handle.setKeepAlive) handle.setKeepAlive(true, self[kKeepAliveDelay]);
    self.emit('connect');
    self.emit('ready');
    // The first read tells of an immediate end, as the stream expects it.
    if (readable && !self.isPaused()) self.read(0);
    return;
  }
  const details = request.localAddress && request.localPort ? `${request.localAddress}:${request.localPort}` : undefined;
  const error = new ExceptionWithHostPort(status, 'connect', request.address, request.port, details);
  if (details) {
    error.localAddress = request.localAddress;
    error.localPort = request.localPort;
  }
  if (request.family) self.emit('connectionAttemptFailed', request.address, request.port, request.family, error);
  self.destroy(error);
}

// --- a name or an address ---

function lookupAndConnect(self, options) {
  const { localAddress, localPort } = options;
  const host = options.host || 'localhost';
  let { port } = options;
  const select = options.autoSelectFamily ?? getDefaultAutoSelectFamily();
  if (options.autoSelectFamily != null) validateBoolean(options.autoSelectFamily, 'options.autoSelectFamily');
  let timeout = getDefaultAutoSelectFamilyAttemptTimeout();
  if (options.autoSelectFamilyAttemptTimeout != null) {
    validateInt32(options.autoSelectFamilyAttemptTimeout, 'options.autoSelectFamilyAttemptTimeout', 1);
    timeout = options.autoSelectFamilyAttemptTimeout < 10 ? 10 : options.autoSelectFamilyAttemptTimeout;
  }
  if (localAddress && !isIP(localAddress)) throw new ERR_INVALID_IP_ADDRESS(localAddress);
  if (localPort) validateNumber(localPort, 'options.localPort');
  if (typeof port !== 'undefined') {
    if (typeof port !== 'number' && typeof port !== 'string') {
      throw new ERR_INVALID_ARG_TYPE('options.port', ['number', 'string'], port);
    }
    validatePort(port);
  }
  port |= 0;

  const version = isIP(host);
  if (version) {
    if (options.blockList?.check(host, `ipv${version}`)) {
      self.destroy(new ERR_IP_BLOCKED(host));
      return;
    }
    process.nextTick(() => {
      if (self.connecting) connectTo(self, host, port, version, localAddress, localPort);
    });
    return;
  }
  if (options.lookup != null) validateFunction(options.lookup, 'options.lookup');
  const lookup = options.lookup ?? (require.has('dns') ? require('dns').lookup : onlyLocalhost);
  const query = { family: options.family === 'IPv4' ? 4 : options.family === 'IPv6' ? 6 : options.family, hints: options.hints || 0 };
  if (require.has('dns') && query.family !== 4 && query.family !== 6 && query.hints === 0) {
    query.hints = require('dns').ADDRCONFIG;
  }
  self._host = host;
  if (select && query.family !== 4 && query.family !== 6 && !localAddress) {
    query.all = true;
    lookup(host, query, (error, addresses) => afterLookupAll(self, error, addresses, host, port, localPort, timeout, options));
    return;
  }
  lookup(host, query, (error, address, family) => {
    self.emit('lookup', error, address, family, host);
    if (!self.connecting) return;
    if (error) {
      process.nextTick(() => self.destroy(error));
    } else if (!isIP(address)) {
      process.nextTick(() => self.destroy(new ERR_INVALID_IP_ADDRESS(address)));
    } else if (family !== 4 && family !== 6) {
      process.nextTick(() => self.destroy(new ERR_INVALID_ADDRESS_FAMILY(family, host, port)));
    } else if (options.blockList?.check(address, `ipv${family}`)) {
      process.nextTick(() => self.destroy(new ERR_IP_BLOCKED(address)));
    } else {
      self._updateTimer();
      connectTo(self, address, port, family, localAddress, localPort);
    }
  });
}

// Without a resolver in this build, the one name that never needs one.
function onlyLocalhost(host, options, callback) {
  if (host !== 'localhost') {
    process.nextTick(callback, new ERR_OPERATION_FAILED(`no resolver for ${host}`));
    return;
  }
  if (options.all) process.nextTick(callback, null, [{ address: '127.0.0.1', family: 4 }, { address: '::1', family: 6 }]);
  else process.nextTick(callback, null, options.family === 6 ? '::1' : '127.0.0.1', options.family === 6 ? 6 : 4);
}

function afterLookupAll(self, error, addresses, host, port, localPort, timeout, options) {
  if (!self.connecting) {
    self.emit('lookup', error, undefined, undefined, host);
    return;
  }
  if (error) {
    self.emit('lookup', error, undefined, undefined, host);
    process.nextTick(() => self.destroy(error));
    return;
  }
  // Families alternate, beginning with that of the first address.
  const groups = { 4: [], 6: [] };
  let firstFamily;
  for (const { address, family } of addresses) {
    self.emit('lookup', error, address, family, host);
    if (isIP(address) && (family === 4 || family === 6) && !options.blockList?.check(address, `ipv${family}`)) {
      firstFamily ??= family;
      groups[family].push(address);
    }
  }
  if (!self.connecting) return;
  if (firstFamily === undefined) {
    const first = addresses[0];
    const failure = first === undefined || isIP(first.address) === 0 ? new ERR_INVALID_IP_ADDRESS(first?.address) :
      first.family !== 4 && first.family !== 6 ? new ERR_INVALID_ADDRESS_FAMILY(first.family, host, port) :
        new ERR_IP_BLOCKED(first.address);
    process.nextTick(() => self.destroy(failure));
    return;
  }
  const ordered = [];
  const others = groups[firstFamily === 4 ? 6 : 4];
  const firsts = groups[firstFamily];
  for (let i = 0; i < firsts.length || i < others.length; i++) {
    if (i < firsts.length) ordered.push([firsts[i], firstFamily]);
    if (i < others.length) ordered.push([others[i], firstFamily === 4 ? 6 : 4]);
  }
  self._updateTimer();
  if (ordered.length === 1) {
    connectTo(self, ordered[0][0], port, ordered[0][1], undefined, localPort);
    return;
  }
  connectToOneOf({ self, ordered, current: 0, port, localPort, timeout, errors: [], timer: null });
}

// --- several addresses: the next is tried when one fails or takes too long ---

function connectToOneOf(attempt) {
  const { self, ordered, port } = attempt;
  if (!self.connecting) return;
  if (attempt.current === ordered.length) {
    self.destroy(attempt.errors.length === 1 ? attempt.errors[0] : new NodeAggregateError(attempt.errors));
    return;
  }
  const [address, family] = ordered[attempt.current++];
  if (attempt.current > 1) {
    // The handle of the attempt before is given up.
    self._handle = new TCP();
    self._handle[owner] = self;
  }
  const handle = self._handle;
  self.autoSelectFamilyAttemptedAddresses ??= [];
  self.autoSelectFamilyAttemptedAddresses.push(`${address}:${port}`);
  let error = bindLocal(handle, self, family, undefined, attempt.localPort);
  if (!(error instanceof Error)) {
    const request = { address, port, family, oncomplete: (status, h, req, readable, writable) => {
      afterAttempt(attempt, status, handle, req, readable, writable);
    } };
    error = family === 6 ? handle.connect6(request, address, port) : handle.connect(request, address, port);
    if (error) error = new ExceptionWithHostPort(error, 'connect', address, port);
  }
  if (error) {
    attempt.errors.push(error);
    self.emit('connectionAttemptFailed', address, port, family, error);
    handle.close();
    connectToOneOf(attempt);
    return;
  }
  self.emit('connectionAttempt', address, port, family);
  if (attempt.current < ordered.length) {
    attempt.timer = timers.setTimeout(() => {
      self.emit('connectionAttemptTimeout', address, port, family);
      attempt.errors.push(new UVExceptionWithHostPort(-110, 'connect', address, port));
      handle[owner] = null;
      handle.close();
      connectToOneOf(attempt);
    }, attempt.timeout);
  }
}

function afterAttempt(attempt, status, handle, request, readable, writable) {
  const { self } = attempt;
  // Given up meanwhile: the time ran out, or the socket is destroyed.
  if (handle !== self._handle || self.destroyed || !self.connecting) return;
  timers.clearTimeout(attempt.timer);
  if (status !== 0) {
    const error = new ExceptionWithHostPort(status, 'connect', request.address, request.port);
    attempt.errors.push(error);
    self.emit('connectionAttemptFailed', request.address, request.port, request.family, error);
    if (attempt.current < attempt.ordered.length) handle.close();
    connectToOneOf(attempt);
    return;
  }
  afterConnect(status, handle, request, readable, writable);
}

/** @returns {Socket} */
function connect(...args) {
  const normalized = normalizeArgs(args);
  const [options] = normalized;
  const socket = new Socket(options);
  if (options.timeout) socket.setTimeout(options.timeout);
  return FunctionPrototypeCall(Socket.prototype.connect, socket, normalized);
}

module.exports = {
  connect,
  getDefaultAutoSelectFamily,
  getDefaultAutoSelectFamilyAttemptTimeout,
  isPipeName,
  normalizeArgs,
  setDefaultAutoSelectFamily,
  setDefaultAutoSelectFamilyAttemptTimeout,
  toNumber,
};
