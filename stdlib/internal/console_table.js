'use strict';

// Tables drawn with box characters, for console.table.

const { getStringWidth } = require('internal/util/inspect');

function padded(text, width) {
  return ` ${text}${' '.repeat(width - getStringWidth(text) - 1)}`;
}

/**
 * @param {string[]} head
 * @param {string[][]} columns one list a column; missing cells stay empty
 * @returns {string} without a line feed at its end
 */
function table(head, columns) {
  let height = 0;
  for (const column of columns) height = Math.max(height, column.length);
  const widths = head.map((text, i) => {
    let width = getStringWidth(text);
    for (const cell of columns[i]) {
      if (cell !== undefined) width = Math.max(width, getStringWidth(cell));
    }
    return width + 2;
  });
  const rule = (left, middle, right) => left + widths.map((width) => '─'.repeat(width)).join(middle) + right;
  const line = (cells) => `│${cells.map((cell, i) => padded(cell, widths[i])).join('│')}│\n`;

  let text = `${rule('┌', '┬', '┐')}\n${line(head)}${rule('├', '┼', '┤')}\n`;
  for (let row = 0; row < height; row++) text += line(columns.map((column) => column[row] ?? ''));
  return text + rule('└', '┴', '┘');
}

module.exports = table;
