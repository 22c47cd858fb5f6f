'use strict';
const assert = require('node:assert');
const readline = require('node:readline');
const { PassThrough } = require('node:stream');

process.env.TERM = 'xterm';
const input = new PassThrough();
const output = new PassThrough();
output.columns = 80;
output.resume();
const rl = readline.createInterface({
  input, output, terminal: true, history: ['older'],
  completer: (line) => [['help', 'hello'].filter((one) => one.startsWith(line)), line],
});
const lines = [];
rl.on('line', (line) => lines.push(line));
const type = (text) => input.emit('data', Buffer.from(text));

type('abc\x01X\x05Y\x1b[D\x7f\r'); // home, end, left, backspace
type('one two\x17three\r'); // delete the word
type('left right\x01\x0b\x19!\r'); // cut to the end, and paste
type('\x1b[A\x1b[A\x1b[A\x1b[A\r'); // up, up, up, up
type('h');
type('\t');
type('lp\r');
type('ab\x1f\x1f\r'); // undo twice
type('😀\x7f\r'); // both halves
setImmediate(() => {
  rl.close();
  assert.deepStrictEqual(lines, ['XabY', 'one three', 'left right!', 'older', 'hellp', '', '']);
  assert.deepStrictEqual(rl.history.slice(0, 2), ['hellp', 'older']);

  const keys = [];
  const keyboard = new PassThrough();
  readline.emitKeypressEvents(keyboard);
  keyboard.on('keypress', (s, key) => keys.push([s, key.name, key.ctrl, key.meta, key.shift]));
  keyboard.write('a');
  keyboard.write('A\x03\x1ba');
  keyboard.write('\x1b[1;5C\x1b[5~\x1bOP\x1b[Z');
  setImmediate(() => {
    assert.deepStrictEqual(keys, [
      ['a', 'a', false, false, false],
      ['A', 'a', false, false, true],
      ['\x03', 'c', true, false, false],
      [undefined, 'a', false, true, false],
      [undefined, 'right', true, false, false],
      [undefined, 'pageup', false, false, false],
      [undefined, 'f1', false, false, false],
      [undefined, 'tab', false, false, true],
    ]);
  });
});
