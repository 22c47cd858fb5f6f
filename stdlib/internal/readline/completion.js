'use strict';

const { MathFloor, MathMax } = primordials;
const { getStringWidth } = require('internal/util/inspect');

function commonPrefix(strings) {
  if (strings.length === 0) return '';
  if (strings.length === 1) return strings[0];
  const sorted = [...strings].sort();
  const min = sorted[0];
  const max = sorted[sorted.length - 1];
  for (let i = 0; i < min.length; i++) {
    if (min[i] !== max[i]) return min.slice(0, i);
  }
  return min;
}

/** Completes the line, or shows what it could become when the key was pressed twice. */
function show(self, lastKeypressWasTab, result) {
  const { 0: completions, 1: completeOn } = result;
  if (!completions || completions.length === 0) return;

  const prefix = commonPrefix(completions.filter((one) => one !== ''));
  if (prefix.startsWith(completeOn) && prefix.length > completeOn.length) {
    self._insertString(prefix.slice(completeOn.length));
    return;
  }
  if (!completeOn.startsWith(prefix)) {
    // It differs in case: what was typed is replaced.
    self.line = self.line.slice(0, self.cursor - completeOn.length) + prefix + self.line.slice(self.cursor);
    self.cursor = self.cursor - completeOn.length + prefix.length;
    self._refreshLine();
    return;
  }
  if (!lastKeypressWasTab) return;

  self._beforeEdit(self.line, self.cursor);
  const widths = completions.map((one) => getStringWidth(one));
  const width = MathMax(...widths) + 2; // two blanks between columns
  let perRow = MathFloor(self.columns / width) || 1;
  if (perRow === Infinity) perRow = 1;
  let output = '\r\n';
  let column = 0;
  let blanks = 0;
  for (let i = 0; i < completions.length; i++) {
    const completion = completions[i];
    if (completion === '' || column === perRow) {
      output += '\r\n';
      column = 0;
      blanks = 0;
    } else {
      output += ' '.repeat(blanks);
    }
    if (completion !== '') {
      output += completion;
      blanks = width - widths[i];
      column++;
    } else {
      output += '\r\n';
    }
  }
  if (column !== 0) output += '\r\n\r\n';
  self._writeToOutput(output);
  self._refreshLine();
}

module.exports = { show };
