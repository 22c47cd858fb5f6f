'use strict';

// What the command line and NODE_OPTIONS said. The table of options is runtime/cli/options.cc's.

const values = new Map();

/**
 * @param {string} name with its dashes: '--conditions'
 * @returns {boolean | number | string | string[] | undefined} undefined for a text or number that was not given
 */
function getOptionValue(name) {
  let value = values.get(name);
  if (value === undefined) {
    value = binding('options').get(name);
    if (value !== undefined) values.set(name, value);
  }
  return value;
}

module.exports = { getOptionValue };
