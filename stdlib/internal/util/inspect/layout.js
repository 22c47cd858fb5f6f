'use strict';

// How the parts of an object are put together: on one line, one below the other, or in columns.

const { getStringWidth, withoutColors } = require('internal/util/inspect/text');

// The kinds of property lists.
const kObject = 0;
const kElement = 1;  // an array's elements are shown without their keys
const kList = 2;

function lengthOf(text, colors) {
  return colors ? withoutColors(text).length : text.length;
}

// The separate concatenations make ropes: Array.prototype.join would copy all text anew at each level of a deep object.
function join(parts, separator) {
  let text = parts.length > 0 ? parts[0] : '';
  for (let i = 1; i < parts.length; i++) {
    text += separator;
    text += parts[i];
  }
  return text;
}

/** Whether parts fit on a line that has `start` columns taken. */
function fitsOnLine(ctx, parts, start, base) {
  let total = parts.length + start;
  if (total + parts.length > ctx.breakLength) return false;
  for (let i = 0; i < parts.length; i++) {
    total += lengthOf(parts[i], ctx.colors);
    if (total > ctx.breakLength) return false;
  }
  return base === '' || !base.includes('\n');
}

/**
 * Puts short elements of a long array side by side. How many columns: about as many as make a block of text that is
 * two and a half times as wide as high, fewer if the line ends before.
 */
function inColumns(ctx, parts, value) {
  // The note about what was left out stays on its own line.
  const count = ctx.maxArrayLength < parts.length ? parts.length - 1 : parts.length;
  const gap = 2;
  const lengths = new Array(count);
  let total = 0;
  let longest = 0;
  for (let i = 0; i < count; i++) {
    const length = getStringWidth(parts[i], ctx.colors);
    lengths[i] = length;
    total += length + gap;
    if (length > longest) longest = length;
  }
  const cell = longest + gap;
  // Only if three fit beside each other, and if they are of similar length or all short.
  if (cell * 3 + ctx.indentationLvl >= ctx.breakLength || !(total / cell > 5 || longest <= 6)) return parts;

  const bias = Math.sqrt(cell - total / parts.length);
  const biased = Math.max(cell - 3 - bias, 1);
  const columns = Math.min(
    Math.round(Math.sqrt(2.5 * biased * count) / biased),
    Math.floor((ctx.breakLength - ctx.indentationLvl) / cell),
    ctx.compact * 4,
    15);
  if (columns <= 1) return parts;

  const widths = [];
  for (let column = 0; column < columns; column++) {
    let width = 0;
    for (let i = column; i < count; i += columns) {
      if (lengths[i] > width) width = lengths[i];
    }
    widths.push(width + gap);
  }
  // Numbers are aligned by their last digit.
  let right = value !== undefined;
  for (let i = 0; right && i < parts.length; i++) {
    right = typeof value[i] === 'number' || typeof value[i] === 'bigint';
  }
  const rows = [];
  for (let start = 0; start < count; start += columns) {
    const end = Math.min(start + columns, count);
    let row = '';
    for (let i = start; i < end; i++) {
      const last = i === end - 1;
      const text = last ? parts[i] : `${parts[i]}, `;
      // Escape sequences take no columns.
      const width = widths[i - start] + parts[i].length - lengths[i];
      if (right) row += text.padStart(last ? width - gap : width);
      else row += last ? text : text.padEnd(width);
    }
    rows.push(row);
  }
  if (count < parts.length) rows.push(parts[count]);
  return rows;
}

/**
 * Joins the parts of an object.
 * @param {string[]} parts
 * @param {string} base stands before the braces
 * @param {[string, string]} braces
 * @param {number} kind
 * @param {number} level how deep the object lies
 * @param {object} [value] whose elements the parts are
 */
function assemble(ctx, parts, base, braces, kind, level, value) {
  const indentation = `\n${' '.repeat(ctx.indentationLvl)}`;
  if (ctx.compact === true) {
    if (fitsOnLine(ctx, parts, 0, base)) {
      return `${braces[0]}${base ? ` ${base}` : ''} ${join(parts, ', ')} ${braces[1]}`;
    }
    const lead = base === '' && braces[0].length === 1 ? ' ' : `${base ? ` ${base}` : ''}${indentation}  `;
    return `${braces[0]}${lead}${join(parts, `,${indentation}  `)} ${braces[1]}`;
  }
  const head = base ? `${base} ` : '';
  if (typeof ctx.compact === 'number') {
    const entries = parts.length;
    if (kind === kList && entries > 6) parts = inColumns(ctx, parts, value);
    // The innermost objects go on one line if they fit; what was put in columns stays so.
    if (ctx.currentDepth - level < ctx.compact && entries === parts.length) {
      const start = parts.length + ctx.indentationLvl + braces[0].length + base.length + 10;
      if (fitsOnLine(ctx, parts, start, base)) {
        const joined = join(parts, ', ');
        if (!joined.includes('\n')) return `${head}${braces[0]} ${joined} ${braces[1]}`;
      }
    }
  }
  return `${head}${braces[0]}${indentation}  ${join(parts, `,${indentation}  `)}${indentation}${braces[1]}`;
}

module.exports = { assemble, kElement, kList, kObject };
