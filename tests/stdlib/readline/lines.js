'use strict';
const assert = require('node:assert');
const readline = require('node:readline');
const { PassThrough } = require('node:stream');

const lines = async (...chunks) => {
  const input = new PassThrough();
  const all = [];
  const rl = readline.createInterface({ input, crlfDelay: Infinity });
  rl.on('line', (line) => all.push(line));
  for (const chunk of chunks) input.write(chunk);
  input.end();
  await new Promise((resolve) => rl.on('close', resolve));
  assert.throws(() => rl.prompt(), { code: 'ERR_USE_AFTER_CLOSE' });
  return all;
};

(async () => {
  assert.deepStrictEqual(await lines('a\nb\r\nc\rd\u2028e'), ['a', 'b', 'c', 'd', 'e']);
  assert.deepStrictEqual(await lines('a\r', '\nb', 'c\n\n'), ['a', 'bc', '']);
  const euro = Buffer.from('€\n');
  assert.deepStrictEqual(await lines(euro.subarray(0, 1), euro.subarray(1)), ['€']);

  const iterated = [];
  const input = new PassThrough();
  input.end('1\n2\n3');
  for await (const line of readline.createInterface({ input })) iterated.push(line);
  assert.deepStrictEqual(iterated, ['1', '2', '3']);

  const asked = new PassThrough();
  const output = new PassThrough();
  const rl = readline.promises.createInterface({ input: asked, output });
  const answer = rl.question('name? ');
  asked.write('gyre\n');
  assert.strictEqual(await answer, 'gyre');
  assert.strictEqual(`${output.read()}`, 'name? ');
  await assert.rejects(rl.question('x', { signal: AbortSignal.abort() }), { name: 'AbortError' });
  rl.close();

  const sink = new PassThrough();
  readline.cursorTo(sink, 1, 2);
  readline.moveCursor(sink, -1, 1);
  readline.clearLine(sink, 1);
  readline.clearScreenDown(sink);
  assert.strictEqual(`${sink.read()}`, '\x1b[3;2H\x1b[1D\x1b[1B\x1b[0K\x1b[0J');
  assert.throws(() => readline.cursorTo(sink, NaN), { code: 'ERR_INVALID_ARG_VALUE' });
  assert.throws(() => readline.createInterface({ input: sink, completer: 1 }), { code: 'ERR_INVALID_ARG_VALUE' });
  done = true;
})();
let done = false;
process.on('exit', () => assert(done));
