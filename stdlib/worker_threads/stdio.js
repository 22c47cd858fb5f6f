'use strict';

// The standard streams of a worker. Its output goes to the parent in messages and is written there; its input comes from there.
// A writer waits for the reader to ask for more, so that neither side runs ahead.

const { Readable, Writable } = require('stream');

/** The end that writes: stdout and stderr in a worker, `worker.stdin` in its parent. */
class StdioWriter extends Writable {
  #port;
  #name;
  #done;

  constructor(port, name) {
    super({ decodeStrings: false });
    this.#port = port;
    this.#name = name;
  }

  _writev(chunks, callback) {
    const list = chunks.map(({ chunk, encoding }) => ({ chunk, encoding }));
    this.#port.postMessage({ type: 'stdio', name: this.#name, chunks: list });
    // Nothing will be asked for any more when the thread is about to end.
    if (process._exiting) return callback();
    this.#done = callback;
    this.#port.hold();
  }

  _final(callback) {
    this.#port.postMessage({ type: 'stdio', name: this.#name, chunks: null });
    callback();
  }

  /** The reader has room, or the thread ends: go on. */
  proceed() {
    const done = this.#done;
    if (done === undefined) return;
    this.#done = undefined;
    this.#port.release();
    done();
  }
}

/** The end that reads: stdin in a worker, `worker.stdout` and `worker.stderr` in its parent. */
class StdioReader extends Readable {
  #port;
  #name;
  #owes = false;
  #holds;
  #held = false;

  /** @param {boolean} holds whether waiting for data keeps the thread alive */
  constructor(port, name, holds) {
    super();
    this.#port = port;
    this.#name = name;
    this.#holds = holds;
  }

  _read() {
    if (this.#holds && !this.#held) {
      this.#held = true;
      this.#port.hold();
    }
    if (!this.#owes) return;
    this.#owes = false;
    this.#port.postMessage({ type: 'more', name: this.#name });
  }

  /** @param {{ chunk: string | Uint8Array, encoding: string }[] | null} chunks */
  take(chunks) {
    if (chunks === null) {
      this.finish();
      return;
    }
    this.#owes = true;
    for (const { chunk, encoding } of chunks) {
      // Bytes come out of a message as a plain Uint8Array.
      this.push(typeof chunk === 'string' ? chunk : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength), encoding);
    }
  }

  finish() {
    if (this.#held) {
      this.#held = false;
      this.#port.release();
    }
    if (!this.readableEnded && !this.destroyed) this.push(null);
  }
}

/** A port that several streams keep alive together. */
class StdioPort {
  #port;
  #holders = 0;
  constructor(port) {
    this.#port = port;
  }

  postMessage(message) {
    this.#port.postMessage(message);
  }

  hold() {
    if (this.#holders++ === 0) this.#port.ref();
  }

  release() {
    if (--this.#holders === 0) this.#port.unref();
  }
}

const { Buffer } = require('buffer');

module.exports = { StdioPort, StdioReader, StdioWriter };
