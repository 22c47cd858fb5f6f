'use strict';

// Whether to colour output, and the escape sequences for it.

/**
 * @param {any} stream
 * @returns {boolean}
 */
function shouldColorize(stream) {
  if (process.env.FORCE_COLOR !== undefined) return require('tty').WriteStream.prototype.getColorDepth() > 2;
  return stream?.isTTY === true && (typeof stream.getColorDepth !== 'function' || stream.getColorDepth() > 2);
}

const sequences = {
  blue: '\u001b[34m',
  green: '\u001b[32m',
  white: '\u001b[39m',
  yellow: '\u001b[33m',
  red: '\u001b[31m',
  gray: '\u001b[90m',
  clear: '\u001bc',
  reset: '\u001b[0m',
};

/** Each empty until `refresh` has found that standard error shows colours. */
const colors = { hasColors: false };
for (const name of Object.keys(sequences)) colors[name] = '';

function refresh() {
  colors.hasColors = shouldColorize(process.stderr);
  for (const name of Object.keys(sequences)) colors[name] = colors.hasColors ? sequences[name] : '';
}

module.exports = Object.assign(colors, { refresh, shouldColorize });
