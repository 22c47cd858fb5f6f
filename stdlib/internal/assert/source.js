'use strict';

// The source of a failing call of assert.ok, for its message.

const { ErrorCaptureStackTrace } = primordials;

const { getSourceLine } = binding('util');
const { isErrorStackTraceLimitWritable } = require('internal/errors');

// What must stand before a slash for it to begin a regular expression instead of dividing.
const beforeExpression = /(?:^|[({[,;:=!&|?+\-*/%~^<>]|\b(?:return|typeof|instanceof|in|of|new|delete|void|throw|case|await|yield))\s*$/;

/** The index after a quoted string, template, comment or regular expression that starts at `at`, or `at` if none does. */
function skipLiteral(text, at) {
  const character = text[at];
  if (character === '"' || character === '\'' || character === '`') {
    for (let i = at + 1; i < text.length; i++) {
      if (text[i] === '\\') i++;
      else if (text[i] === character) return i + 1;
      else if (character === '`' && text[i] === '$' && text[i + 1] === '{') i = skipBalanced(text, i + 1) - 1;
    }
    return text.length;
  }
  if (character !== '/') return at;
  if (text[at + 1] === '/') {
    const end = text.indexOf('\n', at);
    return end === -1 ? text.length : end;
  }
  if (text[at + 1] === '*') {
    const end = text.indexOf('*/', at + 2);
    return end === -1 ? text.length : end + 2;
  }
  if (beforeExpression.exec(text.slice(Math.max(0, at - 40), at)) === null) return at;
  let inClass = false;
  for (let i = at + 1; i < text.length && text[i] !== '\n'; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '[') inClass = true;
    else if (text[i] === ']') inClass = false;
    else if (text[i] === '/' && !inClass) return i + 1;
  }
  return at;
}

const closers = { '(': ')', '[': ']', '{': '}' };

/** The index after the bracket that closes the one at `at`. */
function skipBalanced(text, at) {
  const open = [];
  for (let i = at; i < text.length;) {
    const after = skipLiteral(text, i);
    if (after !== i) {
      i = after;
      continue;
    }
    const character = text[i++];
    if (closers[character] !== undefined) {
      open.push(closers[character]);
    } else if (character === open[open.length - 1]) {
      open.pop();
      if (open.length === 0) return i;
    }
  }
  return -1;
}

const nameBefore = /[\p{ID_Continue}$]+$/u;

/**
 * Where the expression begins whose call was reported at `at`: V8 points at the name of the method, or at the parenthesis
 * if the method has none. Only what stands on the same line counts.
 */
function expressionStart(text, at) {
  let start = at;
  let calleeBefore = text[at] === '(';
  for (;;) {
    let end = start;
    if (!calleeBefore) {
      if (text[end - 1] !== '.') return start;
      end--;
      if (text[end - 1] === '?') end--;
    }
    if (text[end - 1] === ']') {
      start = text.lastIndexOf('[', end - 1);
      if (start === -1) return at;
      calleeBefore = true;
      continue;
    }
    const name = nameBefore.exec(text.slice(Math.max(0, end - 100), end));
    if (name === null) return start;
    start = end - name[0].length;
    calleeBefore = false;
  }
}

/** Control characters in the source would disturb the terminal. */
function withoutControls(text) {
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\x00-\x07\x0b\x0e-\x1f]/g, (character) =>
    `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/**
 * @param {Function} fn the assertion function that was called
 * @returns {string | undefined} undefined where there is no source
 */
function failingExpression(fn) {
  const writable = isErrorStackTraceLimitWritable();
  const limit = Error.stackTraceLimit;
  if (writable) Error.stackTraceLimit = 1;
  const error = new Error();
  ErrorCaptureStackTrace(error, fn);
  if (writable) Error.stackTraceLimit = limit;
  const place = getSourceLine(error);
  if (place === undefined) return undefined;
  // Of a call of several lines the first one tells which it is.
  const [line, at] = place;
  const open = line.indexOf('(', at);
  const end = open === -1 ? -1 : skipBalanced(line, open);
  const expression = line.slice(expressionStart(line, at), end === -1 ? undefined : end);
  return `The expression evaluated to a falsy value:\n\n  ${withoutControls(expression)}\n`;
}

module.exports = { failingExpression };
