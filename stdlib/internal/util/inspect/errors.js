'use strict';

// Errors as inspect shows them: their stack, made to name the class, shortened where it repeats itself or its cause.

const {
  ArrayIsArray, ErrorPrototypeToString, ObjectPrototypeToString, RegExpPrototypeExec, StringPrototypeReplaceAll,
} = primordials;

const { isStackOverflowError } = require('internal/errors');
const { isError } = require('internal/util');
const { isPublicId } = require('internal/builtins');

const kFrame = '\n    at';

/** The stack, or what stands for it; reading it may throw as it may be an accessor. */
function stackOf(ctx, error, formatValue) {
  let stack;
  try {
    ({ stack } = error);
  } catch {
    return ErrorPrototypeToString(error);
  }
  if (!stack) return ErrorPrototypeToString(error);
  if (typeof stack === 'string') return stack;
  // Something else was put there: shown below the message.
  ctx.seen.push(error);
  ctx.indentationLvl += 4;
  const text = formatValue(ctx, stack);
  ctx.indentationLvl -= 4;
  ctx.seen.pop();
  return `${ErrorPrototypeToString(error)}\n    ${text}`;
}

/** What the stack shows already is not listed as a property once more. */
function dropShownKeys(ctx, keys, error, stack) {
  if (ctx.showHidden || keys.length === 0) return;
  for (const name of ['name', 'message', 'stack']) {
    const index = keys.indexOf(name);
    // What isn't a string can't be in the stack as it is.
    if (index !== -1 && (typeof error[name] !== 'string' || stack.includes(error[name]))) keys.splice(index, 1);
  }
}

/** Names the error's class at the start of the stack, where V8 writes its `name`. */
function nameClass(stack, constructor, name, tag, getPrefix) {
  const named = name.endsWith('Error') && stack.startsWith(name) &&
    (stack.length === name.length || stack[name.length] === ':' || stack[name.length] === '\n');
  let fallback = 'Error';
  let length = name.length;
  if (constructor === null) {
    const start = RegExpPrototypeExec(/^([A-Z][a-z_ A-Z0-9[\]()-]+)(?::|\n\s+at)/, stack) ||
      RegExpPrototypeExec(/^([a-z_A-Z0-9-]*Error)$/, stack);
    fallback = start?.[1] || '';
    length = fallback.length;
    fallback ||= 'Error';
  } else if (!named) {
    return stack;
  }
  const prefix = getPrefix(constructor, tag, fallback).slice(0, -1);
  if (name === prefix) return stack;
  if (prefix.includes(name)) return length === 0 ? `${prefix}: ${stack}` : `${prefix}${stack.slice(length)}`;
  return `${prefix} [${name}]${stack.slice(length)}`;
}

/** The longest run of lines that two stacks share: where it starts in the first, and how long it is. */
function commonRun(a, b) {
  for (let start = 0; start < a.length - 3; start++) {
    const at = b.indexOf(a[start]);
    if (at === -1) continue;
    const rest = b.length - at;
    if (rest <= 3) continue;
    let length = 1;
    const most = Math.min(a.length - start, rest);
    while (length < most && a[start + length] === b[at + length]) length++;
    if (length > 3) return { length, start };
  }
  return { length: 0, start: 0 };
}

/** Whether the lines from `a` on are the same as those from `b` on. */
function sameLines(lines, a, b, length) {
  if (b + length > lines.length) return false;
  for (let i = 0; i < length; i++) {
    if (lines[a + i] !== lines[b + i]) return false;
  }
  return true;
}

/** How often the lines from `start` to the next occurrence of the first of them follow themselves. */
function findRepetition(frames, start) {
  for (let next = frames.indexOf(frames[start], start + 1); next !== -1; next = frames.indexOf(frames[start], next + 1)) {
    const length = next - start;
    let times = 0;
    while (sameLines(frames, start, next + times * length, length)) times++;
    if (times > 0) return { length, times };
  }
  return { length: 0, times: 0 };
}

/** A recursion's lines are shown once; a note stands for the other rounds if they have three lines or more. */
function collapseRepetitions(ctx, frames) {
  const collapsed = [];
  for (let i = 0; i < frames.length;) {
    const { length, times } = findRepetition(frames, i);
    if (length * times < 3) {
      collapsed.push(frames[i++]);
      continue;
    }
    for (let k = 0; k < length; k++) collapsed.push(frames[i + k]);
    const note = `    ... collapsed ${length * times} duplicate lines matching above ${
      times === 1 ? 'lines ...' : `${length} lines ${times} times...`}`;
    collapsed.push(ctx.stylize(note, 'undefined'));
    i += length * (times + 1);
  }
  return collapsed;
}

function framesOf(ctx, error, text, formatValue) {
  const frames = text.split('\n');
  let cause;
  try {
    ({ cause } = error);
  } catch {
    // An accessor that throws: shown as a property if at all.
  }
  if (cause != null && isError(cause)) {
    const causeStack = stackOf(ctx, cause, formatValue);
    const start = causeStack.indexOf(kFrame);
    if (start !== -1) {
      const run = commonRun(frames, causeStack.slice(start + 1).split('\n'));
      if (run.length > 3) {
        const skipped = run.length - 2;
        frames.splice(run.start + 1, skipped,
                      ctx.stylize(`    ... ${skipped} lines matching cause stack trace ...`, 'undefined'));
      }
    }
  }
  return frames.length > 10 ? collapseRepetitions(ctx, frames) : frames;
}

const builtinFrame = / {4}at (?:[^/\n(]*\()?node:([^:\n)]+):\d+:\d+\)?/;

function isBuiltinFrame(line) {
  const match = RegExpPrototypeExec(builtinFrame, line);
  return match !== null && (isPublicId(match[1]) || require.has?.(match[1]) === true);
}

/** In colours: code of ours in grey, the names of packages underlined, the way to the working directory grey. */
function colorFrame(ctx, line, directory) {
  if (isBuiltinFrame(line)) return ctx.stylize(line, 'undefined');
  let marked = '';
  let rest = line;
  for (let at; (at = rest.indexOf('/node_modules/')) !== -1;) {
    const name = at + '/node_modules/'.length;
    let end = rest.indexOf('/', name);
    if (rest[name] === '@') end = rest.indexOf('/', end + 1);
    if (end === -1) break;
    marked += `${rest.slice(0, name)}${ctx.stylize(rest.slice(name, end), 'module')}`;
    rest = rest.slice(end);
  }
  marked += rest;
  if (directory === undefined) return marked;
  // Modules are named by their URL, in which some characters of the directory are escaped.
  let start = marked.indexOf(directory);
  let { length } = directory;
  if (start === -1 || marked.slice(start - 7, start) === 'file://') {
    if (!marked.includes('file://')) return marked;
    const { href } = require('internal/url').pathToFileURL(directory);
    start = marked.indexOf(href);
    ({ length } = href);
  }
  if (start === -1) return marked;
  const open = marked[start - 1] === '(';
  const from = open ? start - 1 : start;
  const to = open && marked.endsWith(')') ? -1 : marked.length;
  const inner = start + length + 1;
  return `${marked.slice(0, from)}${ctx.stylize(marked.slice(from, inner), 'undefined')}${
    marked.slice(inner, to)}${to === -1 ? ctx.stylize(')', 'undefined') : ''}`;
}

function workingDirectory() {
  try {
    return process.cwd();
  } catch {
    return undefined;
  }
}

/** The text for an error. Where its properties can't even be read, it is what any object would give. */
function formatError(ctx, error, constructor, tag, keys, functions) {
  const indentation = ctx.indentationLvl;
  try {
    return describe(ctx, error, constructor, tag, keys, functions);
  } catch (thrown) {
    if (isStackOverflowError(thrown)) throw thrown;
    ctx.indentationLvl = indentation;
    return ObjectPrototypeToString(error);
  }
}

/**
 * The text for an error. Removes from `keys` what it contains, adds `cause` and `errors`.
 * @returns {string}
 */
function describe(ctx, error, constructor, tag, keys, { formatValue, getPrefix }) {
  const name = error.name != null ? `${typeof error.name === 'symbol' ? String(error.name) : error.name}` : 'Error';
  let stack = stackOf(ctx, error, formatValue);
  dropShownKeys(ctx, keys, error, stack);
  if ('cause' in error && !keys.includes('cause')) keys.push('cause');
  if (ArrayIsArray(error.errors) && !keys.includes('errors')) keys.push('errors');
  if (error.name != null && typeof error.name !== 'string') {
    // No name that any class has: the class is added to it.
    stack = stack.replace(name, () => `${name} [${getPrefix(constructor, tag, 'Error').slice(0, -1)}]`);
  } else {
    stack = nameClass(stack, constructor, name, tag, getPrefix);
  }

  // The message may look like frames itself.
  const { message } = error;
  const at = message && typeof message === 'string' ? stack.indexOf(message) : -1;
  const start = stack.indexOf(kFrame, at > 0 ? at + message.length : at);
  if (start === -1) {
    stack = `[${stack}]`;
  } else {
    let shown = stack.slice(0, start);
    const lines = framesOf(ctx, error, stack.slice(start + 1), formatValue);
    if (ctx.colors) {
      const directory = workingDirectory();
      for (let i = 0; i < lines.length; i++) shown += `\n${colorFrame(ctx, lines[i], directory)}`;
    } else {
      shown += `\n${lines.join('\n')}`;
    }
    stack = shown;
  }
  if (ctx.indentationLvl !== 0) {
    stack = StringPrototypeReplaceAll(stack, '\n', `\n${' '.repeat(ctx.indentationLvl)}`);
  }
  return stack;
}

module.exports = { formatError };
