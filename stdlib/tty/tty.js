'use strict';

// node:tty (https://nodejs.org/api/tty.html).

const { FunctionPrototypeCall, ObjectSetPrototypeOf } = primordials;
const { Socket } = require('net');
const { codes: { ERR_INVALID_FD }, SystemError, errnoException } = require('internal/errors');
const { getColorDepth, hasColors } = require('tty/colors');
const native = binding('tty_wrap');
const { TTY, windowSize } = native;

/** @param {number} fd @returns {boolean} */
function isatty(fd) {
  return Number.isInteger(fd) && fd >= 0 && fd <= 2147483647 && native.isatty(fd);
}

function openTerminal(fd) {
  if (fd >> 0 !== fd || fd < 0) throw new ERR_INVALID_FD(fd);
  const context = {};
  const terminal = new TTY(fd, context);
  if (context.code !== undefined) {
    const error = errnoException(context.code, 'uv_tty_init');
    throw new (require('internal/errors').codes.ERR_TTY_INIT_FAILED ?? SystemError)({
      errno: context.code, code: error.code, syscall: 'uv_tty_init', message: error.message,
    });
  }
  return terminal;
}

function ReadStream(fd, options) {
  if (!(this instanceof ReadStream)) return new ReadStream(fd, options);
  FunctionPrototypeCall(Socket, this, { ...options, handle: openTerminal(fd), manualStart: true, readableHighWaterMark: 0 });
  this.isRaw = false;
  this.isTTY = true;
}
ObjectSetPrototypeOf(ReadStream.prototype, Socket.prototype);
ObjectSetPrototypeOf(ReadStream, Socket);

ReadStream.prototype.setRawMode = function(flag) {
  flag = Boolean(flag);
  const error = this._handle?.setRawMode(flag);
  if (error) {
    this.emit('error', errnoException(error, 'setRawMode'));
    return this;
  }
  this.isRaw = flag;
  return this;
};

function WriteStream(fd) {
  if (!(this instanceof WriteStream)) return new WriteStream(fd);
  const terminal = openTerminal(fd);
  // Written at once: what a program prints before it crashes is seen.
  terminal.setBlocking(true);
  FunctionPrototypeCall(Socket, this, { handle: terminal, manualStart: true, readable: false });
  this._type = 'tty';
  if (terminal.getWindowSize() === 0) {
    this.columns = windowSize[0];
    this.rows = windowSize[1];
  }
}
ObjectSetPrototypeOf(WriteStream.prototype, Socket.prototype);
ObjectSetPrototypeOf(WriteStream, Socket);

WriteStream.prototype.isTTY = true;
WriteStream.prototype.getColorDepth = getColorDepth;
WriteStream.prototype.hasColors = hasColors;

WriteStream.prototype._refreshSize = function() {
  if (!this._handle) return;
  const { columns, rows } = this;
  const error = this._handle.getWindowSize();
  if (error) {
    this.emit('error', errnoException(error, 'getWindowSize'));
    return;
  }
  if (windowSize[0] === columns && windowSize[1] === rows) return;
  this.columns = windowSize[0];
  this.rows = windowSize[1];
  this.emit('resize');
};

WriteStream.prototype.getWindowSize = function() {
  return [this.columns, this.rows];
};

// The cursor is readline's business.
for (const name of ['cursorTo', 'moveCursor', 'clearLine', 'clearScreenDown']) {
  WriteStream.prototype[name] = { [name](...args) {
    return require('readline')[name](this, ...args);
  } }[name];
}

module.exports = { ReadStream, WriteStream, isatty };
