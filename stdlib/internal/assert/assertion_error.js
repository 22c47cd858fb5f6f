'use strict';

// AssertionError, whose message shows what was compared: short values side by side, longer ones as a diff.

const {
  Error, ErrorCaptureStackTrace, ObjectAssign, ObjectDefineProperty, ObjectGetPrototypeOf, ObjectPrototypeHasOwnProperty,
  String,
} = primordials;

const { isErrorStackTraceLimitWritable } = require('internal/errors');
const { isError } = require('internal/util');
const colors = require('internal/util/colors');
const { kDelete, kInsert, kNop, myersDiff } = require('internal/util/diff');
const { inspect } = require('internal/util/inspect');
const { validateObject } = require('internal/validators');

const headings = {
  __proto__: null,
  deepStrictEqual: 'Expected values to be strictly deep-equal:',
  partialDeepStrictEqual: 'Expected values to be partially and strictly deep-equal:',
  strictEqual: 'Expected values to be strictly equal:',
  strictEqualObject: 'Expected "actual" to be reference-equal to "expected":',
  deepEqual: 'Expected values to be loosely deep-equal:',
  notDeepStrictEqual: 'Expected "actual" not to be strictly deep-equal to:',
  notStrictEqual: 'Expected "actual" to be strictly unequal to:',
  notStrictEqualObject: 'Expected "actual" not to be reference-equal to "expected":',
  notDeepEqual: 'Expected "actual" not to be loosely deep-equal to:',
  notIdentical: 'Values have same structure but are not reference-equal:',
  notDeepEqualUnequal: 'Expected values not to be loosely deep-equal:',
};

// Values that are this short together are shown on one line.
const kShort = 12;
// Lines that both sides share are left out beyond this number.
const kSharedLines = 5;
const kMaxLines = 50;
const kMaxLength = 512;

/** The properties of an error that matter, without its stack, which never is the same. */
function withoutStack(error) {
  const copy = ObjectAssign({ __proto__: ObjectGetPrototypeOf(error) }, error);
  ObjectDefineProperty(copy, 'message', { __proto__: null, value: error.message });
  if (ObjectPrototypeHasOwnProperty(error, 'cause')) {
    let { cause } = error;
    if (isError(cause)) cause = withoutStack(cause);
    ObjectDefineProperty(copy, 'cause', { __proto__: null, value: cause });
  }
  return copy;
}

function inspectValue(value) {
  return inspect(value, {
    compact: false,
    customInspect: false,
    depth: 1000,
    maxArrayLength: Infinity,
    showHidden: false,
    showProxy: false,
    sorted: true,
    getters: true,
  });
}

function isObjectLike(value) {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

/** Two values of one line each. */
function diffOfLines(actual, shownActual, expected, shownExpected) {
  let length = shownActual.length + shownExpected.length;
  if (typeof actual === 'string') length -= 2;
  if (typeof expected === 'string') length -= 2;
  if (length <= kShort) return { text: `${shownActual} !== ${shownExpected}`, header: '' };

  const bothStrings = typeof actual === 'string' && typeof expected === 'string';
  if (bothStrings && colors.hasColors) return { text: coloredLine(shownActual, shownExpected), header: undefined };
  let text = `\n${colors.green}+${colors.white} ${shownActual}\n${colors.red}- ${colors.white}${shownExpected}`;
  const columns = process.stderr.isTTY ? process.stderr.columns : 80;
  if (shownActual.length + shownExpected.length <= columns) {
    let at = 0;
    while (at < shownActual.length && shownActual[at] === shownExpected[at]) at++;
    // A difference in the first characters is seen without a pointer.
    if (at >= 3 && at < shownActual.length) text += `\n${' '.repeat(at + 2)}^`;
  }
  return { text, header: '+ actual - expected' };
}

/** One line with the characters that differ in colour. */
function coloredLine(actual, expected) {
  const header = `${colors.green}actual${colors.white} ${colors.red}expected${colors.white}`;
  let text = '';
  const steps = myersDiff(actual, expected);
  for (let i = steps.length - 1; i >= 0; i--) {
    const [step, character] = steps[i];
    const color = step === kInsert ? colors.green : step === kDelete ? colors.red : colors.white;
    text += `${color}${character}${colors.white}`;
  }
  return `${header}\n\n${text}`;
}

function formatSteps(steps) {
  let text = '';
  let shared = 0;
  let skipped = false;
  const line = (value) => `${colors.white}  ${value}\n`;
  for (let i = steps.length - 1; i >= 0; i--) {
    const [step, value] = steps[i];
    const previous = i < steps.length - 1 ? steps[i + 1][0] : null;
    if (previous === kNop && step !== kNop) {
      // A note in place of a single line or two would be no shorter.
      if (shared === kSharedLines + 1) {
        text += line(steps[i + 1][1]);
      } else if (shared === kSharedLines + 2) {
        text += line(steps[i + 2][1]) + line(steps[i + 1][1]);
      } else if (shared >= kSharedLines + 3) {
        text += `${colors.blue}...${colors.white}\n${line(steps[i + 1][1])}`;
        skipped = true;
      }
      shared = 0;
    }
    if (step === kInsert) {
      text += `${colors.green}+${colors.white} ${value}\n`;
    } else if (step === kDelete) {
      text += `${colors.red}-${colors.white} ${value}\n`;
    } else {
      if (shared < kSharedLines) text += line(value);
      shared++;
    }
  }
  return { text: `\n${text.trimEnd()}`, skipped };
}

function comparison(actual, expected, operator, customMessage, diffKind = 'simple') {
  if (operator === 'strictEqual' &&
      ((typeof actual === 'object' && actual !== null && typeof expected === 'object' && expected !== null) ||
       (typeof actual === 'function' && typeof expected === 'function'))) {
    operator = 'strictEqualObject';
  }
  const shownActual = inspectValue(actual);
  const shownExpected = inspectValue(expected);
  const linesOfActual = shownActual.split('\n');
  const linesOfExpected = shownExpected.split('\n');
  let header = '+ actual - expected';
  let skipped = false;
  let text;
  if (linesOfActual.length === 1 && linesOfExpected.length === 1 &&
      (typeof actual !== 'object' || actual === null || typeof expected !== 'object' || expected === null)) {
    ({ text, header } = diffOfLines(actual, shownActual, expected, shownExpected));
  } else if (shownActual === shownExpected) {
    // Nothing that could be shown tells them apart.
    operator = 'notIdentical';
    header = '';
    if (linesOfActual.length > kMaxLines && diffKind !== 'full') {
      text = `${linesOfActual.slice(0, kMaxLines).join('\n')}\n...}`;
      skipped = true;
    } else {
      text = shownActual;
    }
  } else {
    ({ text, skipped } = formatSteps(
      myersDiff(linesOfActual, linesOfExpected, actual != null && typeof actual === 'object')));
  }
  const heading = customMessage || headings[operator];
  return `${heading}\n${header}${skipped ? '\n... Skipped lines' : ''}\n${text}\n`;
}

function negation(actual, operator, diffKind) {
  const heading = operator === 'notStrictEqual' && isObjectLike(actual) ?
    headings.notStrictEqualObject : headings[operator];
  let lines = inspectValue(actual).split('\n');
  if (lines.length > kMaxLines && diffKind !== 'full') {
    lines = [...lines.slice(0, kMaxLines - 4), `${colors.blue}...${colors.white}`];
  }
  if (lines.length === 1) return `${heading}${lines[0].length > 5 ? '\n\n' : ' '}${lines[0]}`;
  return `${heading}\n\n${lines.join('\n')}\n`;
}

function shorten(text, length) {
  return text.length > length ? `${text.slice(0, length - 3)}...` : text;
}

function otherwise(actual, expected, operator, diffKind) {
  const limit = diffKind === 'full' ? Infinity : kMaxLength;
  const shownActual = inspectValue(actual);
  const shownExpected = inspectValue(expected);
  if (operator === 'notDeepEqual' && shownActual === shownExpected) {
    const text = `${headings.notDeepEqual}\n\n${shownActual}`;
    return diffKind === 'full' ? text : shorten(text, 1024);
  }
  const left = shorten(shownActual, limit);
  const right = shorten(shownExpected, limit);
  switch (operator) {
    case 'deepEqual': return `${headings.deepEqual}\n\n${left}\n\nshould loosely deep-equal\n\n${right}`;
    case 'notDeepEqual':
      return `${headings.notDeepEqualUnequal}\n\n${left}\n\nshould not loosely deep-equal\n\n${right}`;
    default: return `${left} ${operator} ${right}`;
  }
}

function makeMessage({ message, operator, diff }, actual, expected) {
  const compares = operator === 'deepStrictEqual' || operator === 'strictEqual' ||
    operator === 'partialDeepStrictEqual';
  if (message != null && !compares) return String(message);
  colors.refresh();
  // Two errors differ by their stacks at least, which says nothing; with a message of their own people see them.
  if (message == null && isError(actual) && isError(expected) && typeof actual === 'object' && typeof expected === 'object' &&
      'stack' in actual && 'stack' in expected) {
    actual = withoutStack(actual);
    expected = withoutStack(expected);
  }
  if (compares) return comparison(actual, expected, operator, message, diff);
  if (operator === 'notDeepStrictEqual' || operator === 'notStrictEqual') return negation(actual, operator, diff);
  return otherwise(actual, expected, operator, diff);
}

/** Long texts are cut when the error itself is inspected: to ten lines, or by what is too much for one. */
function ellipsis(text) {
  const lines = text.split('\n', 11);
  if (lines.length > 10) {
    lines.length = 10;
    return `${lines.join('\n')}\n...`;
  }
  return text.length > kMaxLength ? `${text.slice(0, -kMaxLength)}...` : text;
}

class AssertionError extends Error {
  /**
   * @param {{ message?: string, actual?: any, expected?: any, operator?: string, stackStartFn?: Function,
   *   stackStartFunction?: Function, details?: object[], diff?: 'simple' | 'full' }} options
   */
  constructor(options) {
    validateObject(options, 'options');
    const { message, operator, stackStartFn, details, stackStartFunction, diff = 'simple', actual, expected } = options;
    const limit = Error.stackTraceLimit;
    const writable = isErrorStackTraceLimitWritable();
    if (writable) Error.stackTraceLimit = 0;
    super(makeMessage({ message, operator, diff }, actual, expected));
    if (writable) Error.stackTraceLimit = limit;

    this.generatedMessage = !message;
    ObjectDefineProperty(this, 'name', {
      __proto__: null, value: 'AssertionError [ERR_ASSERTION]', enumerable: false, writable: true, configurable: true,
    });
    this.code = 'ERR_ASSERTION';
    if (details) {
      this.actual = undefined;
      this.expected = undefined;
      this.operator = undefined;
      for (let i = 0; i < details.length; i++) {
        this[`message ${i}`] = details[i].message;
        this[`actual ${i}`] = details[i].actual;
        this[`expected ${i}`] = details[i].expected;
        this[`operator ${i}`] = details[i].operator;
        this[`stack trace ${i}`] = details[i].stack;
      }
    } else {
      this.actual = actual;
      this.expected = expected;
      this.operator = operator;
    }
    ErrorCaptureStackTrace(this, stackStartFn || stackStartFunction);
    // The stack is made while the name has the code in it.
    this.stack; // eslint-disable-line no-unused-expressions
    this.name = 'AssertionError';
    this.diff = diff;
  }

  toString() {
    return `${this.name} [${this.code}]: ${this.message}`;
  }

  [inspect.custom](level, context) {
    const { actual, expected } = this;
    for (const name of ['actual', 'expected']) {
      if (typeof this[name] === 'string') this[name] = ellipsis(this[name]);
    }
    const text = inspect(this, { ...context, customInspect: false, depth: 0 });
    this.actual = actual;
    this.expected = expected;
    return text;
  }
}

module.exports = AssertionError;
