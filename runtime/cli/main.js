'use strict';

// Chooses what the process does, after its options: a script given as text, a file, or the standard input.

const { getOptionValue } = require('internal/options');

function main() {
  const text = getOptionValue('--eval');
  if (text !== undefined) {
    const result = (0, eval)(text);
    if (getOptionValue('--print')) process._rawDebug(String(result));
    return;
  }
  if (process.argv.length > 1) require('runtime/cli/run_main').runMain(process.argv[1]);
}

module.exports = { main };
