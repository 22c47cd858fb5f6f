'use strict';

// One HTTP/1.1 exchange on a connection of its own (RFC 9112): what fetch does for http: URLs.

const { NumberParseInt, RegExpPrototypeExec, Uint8Array } = primordials;

const { Headers } = require('internal/fetch/headers');

const kMaxHead = 64 * 1024;
const statusLine = /^HTTP\/1\.[01] ([1-9][0-9]{2})(?: (.*))?$/;
const fieldLine = /^([!#$%&'*+\-.^_`|~A-Za-z0-9]+):[\t ]*(.*?)[\t ]*$/;

class ProtocolError extends Error {
  constructor(message) {
    super(message);
    this.name = 'HTTPParserError';
    this.code = 'HPE_INVALID_RESPONSE';
  }
}

function join(a, b) {
  if (a.length === 0) return b;
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

function latin1(bytes, from, to) {
  return require('buffer').Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).latin1Slice();
}

function indexOf(bytes, text, from = 0) {
  return require('buffer').Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).indexOf(text, from, 'latin1');
}

/** Status line and fields of a head without its last empty line. */
function parseHead(text) {
  const lines = text.split('\r\n');
  const match = RegExpPrototypeExec(statusLine, lines[0]);
  if (match === null) throw new ProtocolError('Invalid status line');
  const headers = new Headers();
  for (let i = 1; i < lines.length; i++) {
    const field = RegExpPrototypeExec(fieldLine, lines[i]);
    if (field === null) throw new ProtocolError('Invalid header field');
    headers.append(field[1], field[2]);
  }
  return { status: +match[1], statusText: match[2] ?? '', headers };
}

/** How a body is delimited (RFC 9112, section 6.3). */
function framing(head, method) {
  const { status, headers } = head;
  if (method === 'HEAD' || status === 204 || status === 304) return { kind: 'none' };
  const coding = headers.get('transfer-encoding');
  if (coding !== null) {
    if (coding.toLowerCase() !== 'chunked') throw new ProtocolError('Unsupported transfer coding');
    return { kind: 'chunked' };
  }
  const length = headers.get('content-length');
  if (length === null) return { kind: 'until-close' };
  // The same value several times is one value.
  const values = new Set(length.split(',').map((value) => value.trim()));
  const [only] = values;
  if (values.size !== 1 || !/^[0-9]{1,15}$/.test(only)) throw new ProtocolError('Invalid Content-Length');
  return { kind: 'length', left: +only };
}

/** Feeds bytes of one body to `emit`; returns whether it has ended. */
class BodyDecoder {
  constructor({ kind, left }, emit) {
    this.kind = kind;
    this.left = left ?? 0;
    this.emit = emit;
    this.state = 'size';
    this.rest = new Uint8Array(0);
    this.done = kind === 'none' || (kind === 'length' && left === 0);
  }

  push(bytes) {
    if (this.done) return;
    if (this.kind === 'until-close') {
      this.emit(bytes);
    } else if (this.kind === 'length') {
      const part = bytes.length > this.left ? bytes.subarray(0, this.left) : bytes;
      this.left -= part.length;
      if (part.length > 0) this.emit(part);
      this.done = this.left === 0;
    } else {
      this.rest = join(this.rest, bytes);
      while (!this.done && this.#chunk());
    }
  }

  /** One step through chunked coding; false when more bytes are needed. */
  #chunk() {
    if (this.state === 'data') {
      if (this.left > 0) {
        if (this.rest.length === 0) return false;
        const part = this.rest.subarray(0, this.left);
        this.left -= part.length;
        this.rest = this.rest.subarray(part.length);
        this.emit(part);
        return true;
      }
      if (this.rest.length < 2) return false;
      if (this.rest[0] !== 13 || this.rest[1] !== 10) throw new ProtocolError('Expected CRLF after chunk');
      this.rest = this.rest.subarray(2);
      this.state = 'size';
      return true;
    }
    const end = indexOf(this.rest, '\r\n');
    if (end === -1) {
      if (this.rest.length > kMaxHead) throw new ProtocolError('Chunk line too long');
      return false;
    }
    const line = latin1(this.rest, 0, end);
    this.rest = this.rest.subarray(end + 2);
    if (this.state === 'trailer') {
      this.done = line === '';
      return true;
    }
    const size = RegExpPrototypeExec(/^([0-9a-fA-F]{1,13})[\t ]*(?:;.*)?$/, line);
    if (size === null) throw new ProtocolError('Invalid chunk size');
    this.left = NumberParseInt(size[1], 16);
    this.state = this.left === 0 ? 'trailer' : 'data';
    return true;
  }

  /** The connection has ended. */
  end() {
    if (this.kind === 'until-close') this.done = true;
    if (!this.done) {
      throw Object.assign(new Error('other side closed'), { name: 'SocketError', code: 'UND_ERR_SOCKET' });
    }
  }
}

async function writeBody(socket, body) {
  const { bytes, stream } = body;
  if (bytes !== undefined) {
    socket.write(bytes);
    return;
  }
  const reader = stream.getReader();
  for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
    if (!(value instanceof Uint8Array)) throw new TypeError('Received non-Uint8Array chunk');
    socket.write(`${value.byteLength.toString(16)}\r\n`);
    socket.write(value);
    if (!socket.write('\r\n')) await new Promise((resolve) => socket.once('drain', resolve));
  }
  socket.write('0\r\n\r\n');
}

function requestHead(url, method, headers, body) {
  const lines = [`${method} ${url.pathname}${url.search} HTTP/1.1`, `host: ${url.host}`, 'connection: close'];
  for (const [name, value] of headers) {
    if (name !== 'host' && name !== 'connection' && name !== 'content-length' && name !== 'transfer-encoding') {
      lines.push(`${name}: ${value}`);
    }
  }
  for (const [name, value] of [['accept', '*/*'], ['accept-language', '*'], ['sec-fetch-mode', 'cors'],
                               ['user-agent', 'node']]) {
    if (!headers.has(name)) lines.push(`${name}: ${value}`);
  }
  if (body?.bytes !== undefined) lines.push(`content-length: ${body.bytes.byteLength}`);
  else if (body !== null) lines.push('transfer-encoding: chunked');
  else if (method === 'POST' || method === 'PUT' || method === 'PATCH') lines.push('content-length: 0');
  return `${lines.join('\r\n')}\r\n\r\n`;
}

/**
 * @param {URL} url
 * @param {{ method: string, headers: Headers, body: { bytes?: Uint8Array, stream?: ReadableStream } | null,
 *   signal: AbortSignal }} request
 * @returns {Promise<{ status: number, statusText: string, headers: Headers, stream: ReadableStream | null }>}
 */
function exchange(url, { method, headers, body, signal }) {
  const { ReadableStream } = require('internal/webstreams/readable');
  return new Promise((resolve, reject) => {
    const hostname = url.hostname.startsWith('[') ? url.hostname.slice(1, -1) : url.hostname;
    const socket = require('net').connect({ host: hostname, port: url.port || 80 });
    let buffered = new Uint8Array(0);
    let decoder;
    let controller;

    const abort = () => fail(signal.reason);
    function finish() {
      signal.removeEventListener('abort', abort);
      socket.destroy();
    }
    function fail(error) {
      finish();
      controller?.error(error);
      reject(error);
    }
    function begin(head) {
      decoder = new BodyDecoder(framing(head, method), (part) => {
        // The socket's buffer is used again.
        controller.enqueue(new Uint8Array(part));
        if (controller.desiredSize <= 0) socket.pause();
      });
      let stream = null;
      if (decoder.kind !== 'none') {
        stream = new ReadableStream({
          type: 'bytes',
          start(given) { controller = given; },
          pull() { socket.resume(); },
          cancel: finish,
        });
      }
      resolve({ ...head, stream });
    }
    function progress() {
      if (!decoder.done) return;
      controller?.close();
      controller = undefined;
      finish();
    }
    function readHead() {
      for (;;) {
        const end = indexOf(buffered, '\r\n\r\n');
        if (end === -1) {
          if (buffered.length > kMaxHead) throw new ProtocolError('Header overflow');
          return false;
        }
        const head = parseHead(latin1(buffered, 0, end));
        buffered = buffered.subarray(end + 4);
        // Interim responses come before the real one.
        if (head.status < 200 && head.status !== 101) continue;
        begin(head);
        return true;
      }
    }

    signal.addEventListener('abort', abort, { once: true });
    socket.on('error', fail);
    socket.on('connect', () => {
      socket.write(requestHead(url, method, headers, body), 'latin1');
      if (body !== null) writeBody(socket, body).catch(fail);
    });
    socket.on('data', (chunk) => {
      try {
        if (decoder === undefined) {
          buffered = join(buffered, chunk);
          if (!readHead()) return;
          chunk = buffered;
        }
        if (chunk.length > 0) decoder.push(chunk);
        progress();
      } catch (error) {
        fail(error);
      }
    });
    socket.on('end', () => {
      try {
        if (decoder === undefined) {
          throw Object.assign(new Error('other side closed'), { name: 'SocketError', code: 'UND_ERR_SOCKET' });
        }
        if (!decoder.done) {
          decoder.end();
          progress();
        }
      } catch (error) {
        fail(error);
      }
    });
  });
}

module.exports = { exchange };
