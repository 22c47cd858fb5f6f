'use strict';

// The few control sequences of a terminal that line editing needs.

const { NumberIsNaN } = primordials;
const { codes: { ERR_INVALID_ARG_VALUE, ERR_INVALID_CURSOR_POS } } = require('internal/errors');
const { validateFunction } = require('internal/validators');

const ESC = '\x1b';
const kClearToLineBeginning = `${ESC}[1K`;
const kClearToLineEnd = `${ESC}[0K`;
const kClearLine = `${ESC}[2K`;
const kClearScreenDown = `${ESC}[0J`;

function toSequence(x, y) {
  return typeof y !== 'number' ? `${ESC}[${x + 1}G` : `${ESC}[${y + 1};${x + 1}H`;
}

function moveSequence(dx, dy) {
  let data = '';
  if (dx < 0) data += `${ESC}[${-dx}D`;
  else if (dx > 0) data += `${ESC}[${dx}C`;
  if (dy < 0) data += `${ESC}[${-dy}A`;
  else if (dy > 0) data += `${ESC}[${dy}B`;
  return data;
}

function lineSequence(dir) {
  if (dir < 0) return kClearToLineBeginning;
  return dir > 0 ? kClearToLineEnd : kClearLine;
}

function send(stream, data, callback) {
  if (callback !== undefined) validateFunction(callback, 'callback');
  if (stream == null || data === '') {
    if (typeof callback === 'function') process.nextTick(callback, null);
    return true;
  }
  return stream.write(data, callback);
}

/**
 * @param {Writable} stream
 * @param {number} x column
 * @param {number} [y] row; without it the column only
 * @param {() => void} [callback]
 * @returns {boolean}
 */
function cursorTo(stream, x, y, callback) {
  if (callback !== undefined) validateFunction(callback, 'callback');
  if (typeof y === 'function') {
    callback = y;
    y = undefined;
  }
  if (NumberIsNaN(x)) throw new ERR_INVALID_ARG_VALUE('x', x);
  if (NumberIsNaN(y)) throw new ERR_INVALID_ARG_VALUE('y', y);
  if (stream == null || (typeof x !== 'number' && typeof y !== 'number')) return send(null, '', callback);
  if (typeof x !== 'number') throw new ERR_INVALID_CURSOR_POS();
  return send(stream, toSequence(x, y), callback);
}

/**
 * @param {Writable} stream
 * @param {number} dx
 * @param {number} dy
 * @param {() => void} [callback]
 * @returns {boolean}
 */
function moveCursor(stream, dx, dy, callback) {
  return send(stream, moveSequence(dx, dy), callback);
}

/**
 * @param {Writable} stream
 * @param {-1|0|1} dir to the left, all, to the right
 * @param {() => void} [callback]
 * @returns {boolean}
 */
function clearLine(stream, dir, callback) {
  return send(stream, lineSequence(dir), callback);
}

/**
 * @param {Writable} stream
 * @param {() => void} [callback]
 * @returns {boolean}
 */
function clearScreenDown(stream, callback) {
  return send(stream, kClearScreenDown, callback);
}

module.exports = {
  clearLine, clearScreenDown, cursorTo, kClearScreenDown, lineSequence, moveCursor, moveSequence, toSequence,
};
