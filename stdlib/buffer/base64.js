'use strict';

// The web's `atob` and `btoa`: binary strings to and from base64, forgiving about white space only.

const { codes: { ERR_MISSING_ARGS } } = require('internal/errors');
const native = binding('buffer');

function invalidCharacter(message) {
  const { DOMException } = require('internal/dom_exception');
  return new DOMException(message, 'InvalidCharacterError');
}

/**
 * @param {string} input each character below U+0100 is a byte
 * @returns {string}
 */
function btoa(input) {
  if (arguments.length === 0) throw new ERR_MISSING_ARGS('input');
  const result = native.btoa(`${input}`);
  if (result === undefined) throw invalidCharacter('Invalid character');
  return result;
}

/**
 * @param {string} input
 * @returns {string}
 */
function atob(input) {
  if (arguments.length === 0) throw new ERR_MISSING_ARGS('input');
  const result = native.atob(`${input}`);
  if (result === 1) throw invalidCharacter('The string to be decoded is not correctly encoded.');
  if (result === 2) throw invalidCharacter('Invalid character');
  return result;
}

module.exports = { atob, btoa };
