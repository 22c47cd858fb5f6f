'use strict';
// How an error that nobody caught is shown; C++ puts the place in the source before it and the version behind.

/**
 * @param {unknown} error
 * @returns {string}
 */
function formatError(error) {
  if (typeof error === 'symbol') return '';
  if (error === null || (typeof error !== 'object' && typeof error !== 'function')) return `${error}`;
  const { inspect } = require('internal/util/inspect');
  const colors = process.stderr?.isTTY === true && process.stderr.hasColors?.() === true;
  return inspect(error, { colors });
}

binding('hooks').setFormatError(formatError);
