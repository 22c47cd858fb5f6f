'use strict';

// How much a stream buffers before it asks for a pause.

const { MathFloor, NumberIsInteger } = primordials;
const { validateInteger } = require('internal/validators');
const { codes: { ERR_INVALID_ARG_VALUE } } = require('internal/errors');

let defaultBytes = 64 * 1024;
let defaultObjects = 16;

/**
 * @param {boolean} objectMode
 * @returns {number}
 */
function getDefaultHighWaterMark(objectMode) {
  return objectMode ? defaultObjects : defaultBytes;
}

/**
 * @param {boolean} objectMode
 * @param {number} value
 */
function setDefaultHighWaterMark(objectMode, value) {
  validateInteger(value, 'value', 0);
  if (objectMode) defaultObjects = value;
  else defaultBytes = value;
}

/** The mark of one side of a stream; a Duplex may set its sides apart by `duplexKey`. */
function getHighWaterMark(objectMode, options, duplexKey, isDuplex) {
  const mark = options?.highWaterMark ?? (isDuplex ? options?.[duplexKey] : undefined);
  if (mark == null) return getDefaultHighWaterMark(objectMode);
  if (!NumberIsInteger(mark) || mark < 0) {
    const name = isDuplex && options.highWaterMark == null ? `options.${duplexKey}` : 'options.highWaterMark';
    throw new ERR_INVALID_ARG_VALUE(name, mark);
  }
  return MathFloor(mark);
}

module.exports = { getDefaultHighWaterMark, getHighWaterMark, setDefaultHighWaterMark };
