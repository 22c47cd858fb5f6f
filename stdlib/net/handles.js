'use strict';

// What net, tty and child_process know of native stream handles: how reads arrive, how writes are made, what errors are.

const { Symbol } = primordials;
const { Buffer } = require('buffer');
const { errnoException } = require('internal/errors');
const { FastBuffer } = require('internal/buffer');
const { atStart } = require('internal/startup');
const native = binding('stream_wrap');
const { kDone, kEof } = native;

const owner = Symbol('owner_symbol');

// Every handle's reads come here, with the handle as receiver.
function onRead(count, slab, offset) {
  const stream = this[owner];
  if (stream === undefined || stream === null) return;
  stream._onRead(count, count > 0 ? new FastBuffer(slab, offset, count) : undefined);
}
atStart(() => native.setOnRead(onRead));

// As buffer::Encoding numbers them; -1: to be encoded here first.
function encodingNumber(encoding) {
  switch (encoding) {
    case undefined: case null: case 'utf8': case 'utf-8': case 'buffer': return 0;
    case 'ucs2': case 'ucs-2': case 'utf16le': case 'utf-16le': return 1;
    case 'latin1': case 'binary': return 2;
    case 'ascii': return 3;
    default: return -1;
  }
}

function notABuffer() {
  const error = new TypeError('Second argument must be a buffer');
  error.code = 'ERR_INVALID_ARG_TYPE';
  return error;
}

function onWritten(status) {
  const { stream, callback } = this;
  if (status < 0) callback(errnoException(status, 'write'));
  else {
    stream?._onWritten?.();
    callback(null);
  }
}

/** A request of a write: what native code calls when the rest has gone out. */
class WriteRequest {
  constructor(stream, callback) {
    this.stream = stream;
    this.callback = callback;
  }
}
WriteRequest.prototype.oncomplete = onWritten;

function finish(stream, request, result, callback) {
  if (result === kDone) callback(null);
  else if (result < 0) callback(errnoException(result, 'write'));
}

/** Writes one chunk; `callback(error)` now or later. */
function write(stream, handle, chunk, encoding, callback) {
  const request = new WriteRequest(stream, callback);
  let result;
  if (typeof chunk === 'string') {
    if (encoding === 'buffer') throw notABuffer();
    const number = encodingNumber(encoding);
    result = number < 0 ? handle.writeBuffer(request, Buffer.from(chunk, encoding)) : handle.writeString(request, chunk, number);
  } else {
    result = handle.writeBuffer(request, chunk);
  }
  finish(stream, request, result, callback);
}

/** Writes several chunks in one call: what a Writable's _writev is given. */
function writev(stream, handle, chunks, callback) {
  const flat = new Array(chunks.length * 2);
  for (let i = 0; i < chunks.length; i++) {
    let { chunk, encoding } = chunks[i];
    let number = 0;
    if (typeof chunk === 'string') {
      number = encodingNumber(encoding);
      if (number < 0) chunk = Buffer.from(chunk, encoding);
    }
    flat[2 * i] = chunk;
    flat[2 * i + 1] = number;
  }
  const request = new WriteRequest(stream, callback);
  finish(stream, request, handle.writev(request, flat), callback);
}

module.exports = { kEof, owner, write, writev };
