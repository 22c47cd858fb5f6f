'use strict';
// How errors are shown: their stack, and all of one that nobody caught; C++ puts the place in the source before it and the
// version behind.

/**
 * @param {unknown} error
 * @returns {string}
 */
function formatError(error) {
  if (typeof error === 'symbol') return '';
  if (error === null || (typeof error !== 'object' && typeof error !== 'function')) return `${error}`;
  enhanceStack(error);
  const { inspect } = require('internal/util/inspect');
  const colors = process.stderr?.isTTY === true && process.stderr.hasColors?.() === true;
  return inspect(error, { colors });
}

const { setFormatError, setPrepareStackTrace } = binding('hooks');
setFormatError(formatError);
const { defaultPrepare, enhanceStack, prepareStackTraceCallback } = require('internal/errors');
setPrepareStackTrace(prepareStackTraceCallback);
Error.prepareStackTrace = defaultPrepare;
