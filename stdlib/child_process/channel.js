'use strict';

// Messages between parent and child over a Unix socket that can carry handles along. Wire form, with 'json': one JSON text a line;
// with 'advanced': a big-endian 32-bit length and what v8's serializer makes. Messages {cmd: 'NODE_...'} are the channel's own.

const { JSONParse, JSONStringify, ObjectDefineProperty } = primordials;
const EventEmitter = require('events');
const {
  codes: {
    ERR_INVALID_ARG_TYPE, ERR_INVALID_HANDLE_TYPE, ERR_IPC_CHANNEL_CLOSED, ERR_IPC_DISCONNECTED, ERR_MISSING_ARGS,
  },
  errnoException,
} = require('internal/errors');
const { validateFunction, validateObject } = require('internal/validators');

// A sender should slow down when more than this is waiting.
const kHighWaterMark = 65536 * 2;

/** What `child.channel` and `process.channel` are: decides whether the channel keeps the process running. */
class Control extends EventEmitter {
  #handle;
  #count = 0;
  #explicit = false;

  constructor(handle) {
    super();
    this.#handle = handle;
  }

  get fd() {
    return this.#handle.fd;
  }

  /** One more reason to stay, such as a listener or a message on its way. */
  refCounted() {
    if (++this.#count === 1 && !this.#explicit) this.#handle.ref();
  }

  unrefCounted() {
    if (--this.#count === 0 && !this.#explicit) {
      this.#handle.unref();
      this.emit('unref');
    }
  }

  ref() {
    this.#explicit = true;
    this.#handle.ref();
  }

  unref() {
    this.#explicit = true;
    this.#handle.unref();
  }

  hasRef() {
    return this.#handle.hasRef();
  }
}

// --- Wire forms: encode(message) gives a string or bytes to write; decode(bytes) calls take(message) for each that is complete ---

class JsonForm {
  #decoder;
  #rest = '';

  encode(message) {
    return `${JSONStringify(message)}\n`;
  }

  decode(bytes, take) {
    if (this.#decoder === undefined) {
      const { StringDecoder } = require('string_decoder');
      this.#decoder = new StringDecoder('utf8');
    }
    const lines = (this.#rest + this.#decoder.write(bytes)).split('\n');
    this.#rest = lines.pop();
    for (const line of lines) take(JSONParse(line));
  }

  get incomplete() {
    return this.#rest !== '';
  }
}

class AdvancedForm {
  #chunks = [];
  #size = 0;

  encode(message) {
    const { Buffer } = require('buffer');
    const { makeSerializer } = require('child_process/advanced');
    const serializer = makeSerializer();
    serializer.writeHeader();
    serializer.writeValue(message);
    const body = serializer.releaseBuffer();
    const head = Buffer.allocUnsafe(4);
    head.writeUInt32BE(body.length);
    return Buffer.concat([head, body]);
  }

  decode(bytes, take) {
    const { Buffer } = require('buffer');
    const { makeDeserializer } = require('child_process/advanced');
    this.#chunks.push(bytes);
    this.#size += bytes.length;
    while (this.#size >= 4) {
      if (this.#chunks[0].length < 4) this.#chunks = [Buffer.concat(this.#chunks)];
      const end = 4 + this.#chunks[0].readUInt32BE(0);
      if (this.#size < end) return;
      const all = this.#chunks.length === 1 ? this.#chunks[0] : Buffer.concat(this.#chunks);
      this.#chunks = all.length > end ? [all.subarray(end)] : [];
      this.#size = all.length - end;
      const deserializer = makeDeserializer(all.subarray(4, end));
      deserializer.readHeader();
      take(deserializer.readValue());
    }
  }

  get incomplete() {
    return this.#size > 0;
  }
}

// --- Handles that go along: how each kind leaves one process and comes up in the other ---

const handleTypes = {
  __proto__: null,
  'net.Native': {
    simultaneous: true,
    native: (handle) => handle,
    receive: (handle, emit) => emit(handle),
  },
  'net.Server': {
    native: (server) => server._handle,
    receive(handle, emit) {
      const { Server } = require('net');
      const server = new Server();
      server.listen(handle, () => emit(server));
    },
  },
  'net.Socket': {
    native(socket) {
      // A connection that is over has nothing to pass: the message goes alone.
      if (!socket._handle) return undefined;
      const handle = socket._handle;
      handle.readStop();
      return handle;
    },
    /** What the message says besides, for the other side's `receive`. */
    announce(socket, options, lists) {
      const { server } = socket;
      if (!server) return undefined;
      const key = server._connectionKey;
      if (lists.sent[key] === undefined) {
        const { SentSockets } = require('child_process/socket_list');
        lists.sent[key] = new SentSockets(lists.target, key);
        server._setupWorker(lists.sent[key]);
      }
      // It is the child's to count from now on.
      if (!options.keepOpen) server._connections--;
      return { key };
    },
    sent(socket, options) {
      if (options.keepOpen) return;
      socket.setTimeout(0);
      socket._handle = null;
    },
    finished(handle, options) {
      if (!options.keepOpen) handle.close();
    },
    receive(handle, emit, { key }, lists) {
      const { Socket } = require('net');
      const socket = new Socket({ handle, readable: true, writable: true });
      if (key) {
        if (lists.received[key] === undefined) {
          const { ReceivedSockets } = require('child_process/socket_list');
          lists.received[key] = new ReceivedSockets(lists.target, key);
        }
        lists.received[key].add(socket);
      }
      emit(socket);
    },
  },
};

function typeOfHandle(handle) {
  const { Pipe } = binding('pipe_wrap');
  const { TCP } = binding('tcp_wrap');
  if (handle instanceof Pipe || handle instanceof TCP) return 'net.Native';
  const net = require('net');
  if (handle instanceof net.Socket) return 'net.Socket';
  if (handle instanceof net.Server) return 'net.Server';
  throw new ERR_INVALID_HANDLE_TYPE();
}

function acceptHandle(channel) {
  const kind = channel.pendingKind();
  if (kind === undefined) return undefined;
  let handle;
  if (kind === 'tcp') {
    const { TCP } = binding('tcp_wrap');
    handle = new TCP(0);
  } else {
    const { Pipe } = binding('pipe_wrap');
    handle = new Pipe(false);
  }
  if (channel.acceptPending(handle) === 0) return handle;
  handle.close();
  return undefined;
}

function isInternal(message) {
  return message !== null && typeof message === 'object' && typeof message.cmd === 'string' && message.cmd.startsWith('NODE_');
}

/**
 * Makes `target` (a ChildProcess, or process in a child) one end of a channel.
 * @param {EventEmitter} target
 * @param {object} channel the native pipe
 * @param {'json' | 'advanced'} serialization
 * @returns {Control}
 */
function setupChannel(target, channel, serialization) {
  const { kEof, owner } = require('net/handles');
  const control = new Control(channel);
  const form = serialization === 'advanced' ? new AdvancedForm() : new JsonForm();
  let received = []; // handles that came before their messages
  let pending = []; // messages for which there is no listener yet
  let waiting = null; // what is to be sent once the peer has got the handle that is on its way
  let underWay = null;
  let over = false;
  let closing = false; // disconnect has been called, but not all is sent
  const lists = { __proto__: null, target, sent: { __proto__: null }, received: { __proto__: null } };

  target.channel = control;
  ObjectDefineProperty(target, '_channel', { __proto__: null, configurable: true, enumerable: false, get: () => target.channel });
  target.connected = true;

  function finish() {
    if (over) return;
    over = true;
    channel.close();
    target.channel = null;
    waiting = null;
    // 'close' is the last of a child's events, even when a listener of this one throws.
    if (target._closesNeeded !== undefined) process.nextTick(require('child_process/child').closeIfDone, target);
    target.emit('disconnect');
  }

  function deliver(event, message, handle) {
    if (event === 'message' && target.listenerCount('message') === 0) {
      pending.push([message, handle]);
      return;
    }
    target.emit(event, message, handle);
  }

  target.on('newListener', (event) => {
    if (event !== 'message' || pending.length === 0) return;
    process.nextTick(() => {
      if (target.listenerCount('message') === 0) return;
      const messages = pending;
      pending = [];
      for (const [message, handle] of messages) process.nextTick(deliver, 'message', message, handle);
    });
  });

  function take(message) {
    if (!isInternal(message)) {
      process.nextTick(deliver, 'message', message, undefined);
      return;
    }
    switch (message.cmd) {
      case 'NODE_HANDLE': {
        const handle = received.shift();
        target._send({ cmd: 'NODE_HANDLE_ACK' }, null, true);
        const emit = (object) => process.nextTick(deliver, isInternal(message.msg) ? 'internalMessage' : 'message', message.msg, object);
        if (handle === undefined) emit(undefined);
        else handleTypes[message.type].receive(handle, emit, message, lists);
        break;
      }
      case 'NODE_HANDLE_ACK':
      case 'NODE_HANDLE_NACK':
        flushWaiting();
        break;
      default:
        process.nextTick(deliver, 'internalMessage', message, undefined);
    }
  }

  function flushWaiting() {
    if (underWay !== null) {
      handleTypes[underWay.type].finished?.(underWay.native, underWay.options);
      underWay = null;
    }
    const queue = waiting;
    waiting = null;
    if (queue !== null) {
      for (const [message, handle, options, callback] of queue) target._send(message, handle, options, callback);
    }
    if (closing && underWay === null && waiting === null) process.nextTick(finish);
  }

  channel[owner] = {
    _onRead(count, bytes) {
      if (count > 0) {
        for (let handle = acceptHandle(channel); handle !== undefined; handle = acceptHandle(channel)) received.push(handle);
        form.decode(bytes, take);
        return;
      }
      if (count !== kEof && count >= 0) return;
      for (const handle of received) handle.close();
      received = [];
      if (target.connected) {
        target.connected = false;
        process.nextTick(finish);
      } else {
        finish();
      }
    },
  };

  function emitOrCall(error, callback) {
    if (typeof callback === 'function') process.nextTick(callback, error);
    else process.nextTick(() => target.emit('error', error));
  }

  target.send = function send(message, handle, options, callback) {
    if (typeof handle === 'function') {
      callback = handle;
      handle = undefined;
      options = undefined;
    } else if (typeof options === 'function') {
      callback = options;
      options = undefined;
    } else if (options !== undefined) {
      validateObject(options, 'options');
    }
    if (callback !== undefined) validateFunction(callback, 'callback');
    options = { swallowErrors: false, ...options };
    if (this.connected) return this._send(message, handle, options, callback);
    emitOrCall(new ERR_IPC_CHANNEL_CLOSED(), callback);
    return false;
  };

  target._send = function _send(message, handle, options, callback) {
    if (message === undefined) throw new ERR_MISSING_ARGS('message');
    const type = typeof message;
    if (type !== 'string' && type !== 'object' && type !== 'number' && type !== 'boolean') {
      throw new ERR_INVALID_ARG_TYPE('message', ['string', 'object', 'number', 'boolean'], message);
    }
    // A bare boolean: whether errors are to be swallowed.
    if (typeof options === 'boolean') options = { swallowErrors: options };
    if (over) return false;

    let wrapped = message;
    let native;
    if (handle) {
      const handleType = typeOfHandle(handle);
      wrapped = { cmd: 'NODE_HANDLE', type: handleType, msg: message };
    }
    const isReply = isInternal(message) && (message.cmd === 'NODE_HANDLE_ACK' || message.cmd === 'NODE_HANDLE_NACK');
    if ((underWay !== null || waiting !== null) && !isReply) {
      (waiting ??= []).push([message, handle, options, callback]);
      return waiting.length === 1;
    }
    if (handle) {
      const rules = handleTypes[wrapped.type];
      native = rules.native(handle);
      if (native) wrapped = { ...wrapped, ...rules.announce?.(handle, options ?? {}, lists) };
      else wrapped = message;
    }

    const data = form.encode(wrapped);
    const request = {
      oncomplete(status) {
        control.unrefCounted();
        if (status < 0 && !options?.swallowErrors) {
          const error = errnoException(status, 'write');
          if (typeof callback === 'function') callback(error);
          else target.emit('error', error);
        } else if (typeof callback === 'function') {
          callback(null);
        }
      },
    };
    const result = typeof data === 'string' ? channel.writeString(request, data, 0, native) : channel.writeBuffer(request, data, native);
    if (result < 0) {
      if (!options?.swallowErrors) emitOrCall(errnoException(result, 'write'), callback);
      return false;
    }
    if (native) {
      underWay = { type: wrapped.type, native, options: options ?? {} };
      handleTypes[wrapped.type].sent?.(handle, options ?? {});
    }
    if (result > 0) control.refCounted();
    else if (typeof callback === 'function') process.nextTick(callback, null);
    return channel.writeQueueSize < kHighWaterMark;
  };

  target.disconnect = function disconnect() {
    if (!this.connected) {
      this.emit('error', new ERR_IPC_DISCONNECTED());
      return;
    }
    this._disconnect();
  };

  target._disconnect = function _disconnect() {
    this.connected = false;
    // Handles that wait for their turn go out first.
    if (underWay !== null || waiting !== null) closing = true;
    else process.nextTick(finish);
  };

  channel.readStart();
  return control;
}

/** In a child: takes up the channel that its parent has opened on `fd`. */
function openParentChannel(fd, serialization) {
  const { Pipe } = binding('pipe_wrap');
  const channel = new Pipe(true);
  const error = channel.open(fd);
  if (error < 0) throw errnoException(error, 'open');
  channel.unref();
  const control = setupChannel(process, channel, serialization);
  // The process stays for as long as it listens.
  const listens = (event) => event === 'message' || event === 'disconnect';
  process.on('newListener', (event) => {
    if (listens(event)) control.refCounted();
  });
  process.on('removeListener', (event) => {
    if (listens(event)) control.unrefCounted();
  });
}

module.exports = { openParentChannel, setupChannel };
