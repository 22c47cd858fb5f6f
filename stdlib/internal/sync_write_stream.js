'use strict';

// A Writable whose writes are done when write() returns. For descriptors that are files, and standard output in general.

const { Buffer } = require('buffer');
const { Writable } = require('stream');
const { errnoError } = require('internal/errors');
const native = binding('process');

class SyncWriteStream extends Writable {
  /**
   * @param {number} fd
   * @param {{ autoClose?: boolean }} [options]
   */
  constructor(fd, options) {
    super({ autoDestroy: true, decodeStrings: false, emitClose: true });
    this.fd = fd;
    this.readable = false;
    this.autoClose = options?.autoClose ?? true;
  }

  _write(chunk, encoding, callback) {
    const data = typeof chunk === 'string' && encoding !== 'utf8' && encoding !== 'utf-8' ? Buffer.from(chunk, encoding) : chunk;
    const written = native.writeAll(this.fd, data);
    callback(written < 0 ? errnoError(written, 'write') : null);
  }

  _destroy(error, callback) {
    if (this.fd !== null && this.autoClose) require('fs').closeSync(this.fd);
    this.fd = null;
    callback(error);
  }
}

SyncWriteStream.prototype.destroySoon = SyncWriteStream.prototype.destroy;

module.exports = SyncWriteStream;
