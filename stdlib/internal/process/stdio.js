'use strict';

// process.stdin, stdout and stderr, made at first use. Writing is synchronous whatever they are made of, as Node's documentation
// promises for files, and on Linux for terminals and pipes too: nothing printed is lost when the process exits.

const { ObjectDefineProperty } = primordials;
const native = binding('process');

const kFile = 0;
const kTerminal = 1;
const kPipe = 2;
const kSocket = 3;

function describe(stream, fd, type) {
  stream.fd ??= fd;
  stream._type = type;
  stream._isStdio = true;
}

// Closing a standard descriptor would let the next file opened take its number: destroy() ends the stream only.
function keepOpen(error, callback) {
  callback(error);
  // It can be written to again: a program that goes on after its reader has left is told with each write.
  this._undestroy();
  if (!this._writableState.emitClose) process.nextTick(() => this.emit('close'));
}

function makeOutput(fd) {
  const type = native.handleType(fd);
  let stream;
  if (type === kTerminal && require.has('tty')) {
    const { WriteStream } = require('tty');
    stream = new WriteStream(fd);
    describe(stream, fd, 'tty');
  } else if ((type === kPipe || type === kSocket) && require.has('net')) {
    const { Socket } = require('net');
    // With an IPC channel on this descriptor the channel's handle is shared.
    stream = new Socket({ fd, readable: false, writable: true });
    stream._handle?.setBlocking?.(true);
    describe(stream, fd, 'pipe');
  } else {
    const SyncWriteStream = require('internal/sync_write_stream');
    stream = new SyncWriteStream(fd, { autoClose: false });
    describe(stream, fd, type === kFile ? 'fs' : 'unknown');
  }
  stream.destroySoon = stream.destroy;
  stream._destroy = keepOpen;
  if (type === kTerminal && process.listenerCount('SIGWINCH') >= 0 && stream._refreshSize !== undefined) {
    process.on('SIGWINCH', () => stream._refreshSize());
  }
  return stream;
}

function makeInput() {
  const fd = 0;
  const type = native.handleType(fd);
  let stream;
  if (type === kTerminal && require.has('tty')) {
    const { ReadStream } = require('tty');
    stream = new ReadStream(fd);
    describe(stream, fd, 'tty');
  } else if ((type === kPipe || type === kSocket) && require.has('net')) {
    const { Socket } = require('net');
    stream = new Socket({ fd, readable: true, writable: false, manualStart: true });
    stream._type = 'pipe';
  } else {
    const { ReadStream } = require('fs');
    stream = new ReadStream(null, { fd, autoClose: false });
    stream.fd = fd;
  }
  stream.fd ??= fd;
  // Nobody reads yet: the handle must not keep the process alive until somebody does.
  if (stream._handle?.readStop !== undefined) {
    stream._handle.reading = false;
    stream._readableState.reading = false;
    stream._handle.readStop();
  }
  stream.on('pause', () => {
    if (stream._handle?.reading) {
      stream._handle.reading = false;
      // Nothing is on its way any more: the next read() has to ask again.
      stream._readableState.reading = false;
      stream._handle.readStop();
    }
  });
  return stream;
}

const made = { __proto__: null };

function getter(name, make) {
  return () => {
    const stream = made[name];
    if (stream !== undefined) return stream;
    made[name] = make();
    return made[name];
  };
}

module.exports = {
  stdin: getter('stdin', makeInput),
  stdout: getter('stdout', () => makeOutput(1)),
  stderr: getter('stderr', () => makeOutput(2)),
  /** Replaces a stream: a worker's are fed to its parent. */
  replace(name, stream) {
    made[name] = stream;
    ObjectDefineProperty(process, name, { configurable: true, enumerable: true, get: () => made[name] });
  },
};
