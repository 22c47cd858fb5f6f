'use strict';
// What the options and the environment say of warnings and deprecations.

const { getOptionValue } = require('internal/options');

/** For every thread, before any code of the program. */
function prepareWarnings() {
  if (getOptionValue('--deprecation') === false) process.noDeprecation = true;
  if (getOptionValue('--throw-deprecation') === true) process.throwDeprecation = true;
  if (getOptionValue('--trace-deprecation') === true) process.traceDeprecation = true;
  if (getOptionValue('--trace-warnings') === true) process.traceProcessWarnings = true;
  if (getOptionValue('--warnings') !== false && process.env.NODE_NO_WARNINGS !== '1') {
    process.on('warning', require('internal/process/warning').onWarning);
  }
}

module.exports = { prepareWarnings };
