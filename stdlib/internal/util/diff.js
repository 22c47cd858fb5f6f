'use strict';

// The shortest way from one list of lines to another (Myers, "An O(ND) Difference Algorithm and Its Variations").

const { ArrayIsArray } = primordials;

const { codes: { ERR_OUT_OF_RANGE } } = require('internal/errors');
const { validateString, validateStringArray } = require('internal/validators');

const kNop = 0;
const kInsert = 1;
const kDelete = -1;

/**
 * The steps from `expected` to `actual`, last one first: [operation, value].
 * @param {ArrayLike<string>} actual
 * @param {ArrayLike<string>} expected
 * @param {boolean} [ignoreComma] lines are the same if one only has a comma more at its end
 * @returns {[number, string][]}
 */
function myersDiff(actual, expected, ignoreComma = false) {
  const n = actual.length;
  const m = expected.length;
  const limit = n + m;
  if (limit > 2 ** 31 - 1) throw new ERR_OUT_OF_RANGE('myersDiff input size', '< 2^31', limit);
  const same = (i, j) => {
    const a = actual[i];
    const b = expected[j];
    return a === b || (ignoreComma && (`${a},` === b || a === `${b},`));
  };
  // furthest[diagonal + limit]: how far into `actual` the paths of the current length come.
  const furthest = new Int32Array(2 * limit + 1);
  const history = [];
  for (let depth = 0; depth <= limit; depth++) {
    history.push(furthest.slice(limit - depth, limit + depth + 1));
    for (let diagonal = -depth; diagonal <= depth; diagonal += 2) {
      const at = diagonal + limit;
      let x = diagonal === -depth || (diagonal !== depth && furthest[at - 1] < furthest[at + 1]) ?
        furthest[at + 1] : furthest[at - 1] + 1;
      let y = x - diagonal;
      while (x < n && y < m && same(x, y)) {
        x++;
        y++;
      }
      furthest[at] = x;
      if (x >= n && y >= m) return walkBack(history, actual, expected, ignoreComma);
    }
  }
  return [];
}

function walkBack(history, actual, expected, ignoreComma) {
  const steps = [];
  let x = actual.length;
  let y = expected.length;
  for (let depth = history.length - 1; depth >= 0; depth--) {
    // What was known before this depth: diagonals from -depth to depth, of which the outermost are unset.
    const known = history[depth];
    const diagonal = x - y;
    const down = diagonal === -depth ||
      (diagonal !== depth && known[diagonal - 1 + depth] < known[diagonal + 1 + depth]);
    const previous = down ? diagonal + 1 : diagonal - 1;
    const previousX = depth === 0 ? 0 : known[previous + depth];
    const previousY = depth === 0 ? 0 : previousX - previous;
    while (x > previousX && y > previousY) {
      const line = actual[x - 1];
      // Of two lines that differ by the comma, the one that has it is shown.
      steps.push([kNop, ignoreComma && !line.endsWith(',') ? expected[y - 1] : line]);
      x--;
      y--;
    }
    if (depth > 0) {
      if (x > previousX) steps.push([kInsert, actual[--x]]);
      else steps.push([kDelete, expected[--y]]);
    }
  }
  return steps;
}

/**
 * The differences between two texts or two lists of strings.
 * @param {string | string[]} actual
 * @param {string | string[]} expected
 * @returns {[-1 | 0 | 1, string][]} what is only in `expected` (-1), in both (0), only in `actual` (1)
 */
function diff(actual, expected) {
  if (actual === expected) return [];
  (ArrayIsArray(actual) ? validateStringArray : validateString)(actual, 'actual');
  (ArrayIsArray(expected) ? validateStringArray : validateString)(expected, 'expected');
  return myersDiff(actual, expected).reverse();
}

module.exports = { diff, kDelete, kInsert, kNop, myersDiff };
