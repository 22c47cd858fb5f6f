'use strict';
// A program that comes through standard input.

/**
 * Reads standard input to its end.
 * @param {(text: string) => void} done
 */
function read(done) {
  let text;
  try {
    text = require('fs').readFileSync(0, 'utf8');
  } catch (error) {
    // A non-blocking descriptor has to be waited for.
    if (error.code === 'EAGAIN') return readStream(done);
    if (error.code !== 'EOF' && error.code !== 'EBADF') throw error;
    text = '';
  }
  done(text);
}

function readStream(done) {
  const { stdin } = process;
  let text = '';
  stdin.setEncoding('utf8');
  stdin.on('data', (chunk) => { text += chunk; });
  stdin.on('end', () => done(text));
}

function run() {
  read((text) => {
    const { evaluate } = require('runtime/cli/eval');
    process._eval = text;
    evaluate(text, '[stdin]');
  });
}

module.exports = { read, run };
