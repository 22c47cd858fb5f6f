'use strict';

// The report of a test run, for people: a line a test, the counts, and at the end what failed once more.

const { inspect } = require('internal/util/inspect');

const symbols = { pass: '✔ ', fail: '✖ ', suite: '▶ ', skip: '﹣ ', todo: '⚠ ', info: 'ℹ ' };

function duration(test) {
  return ` (${test.duration}ms)`;
}

function line(test, indentation, colors) {
  let symbol = symbols.pass;
  let color = colors.green;
  let note = '';
  if (test.skipped !== undefined) {
    symbol = symbols.skip;
    color = colors.gray;
    note = ` # ${test.skipped || 'SKIP'}`;
  } else if (test.todo !== undefined) {
    symbol = test.passed ? symbols.pass : symbols.todo;
    note = ` # ${test.todo || 'TODO'}`;
  } else if (!test.passed) {
    symbol = symbols.fail;
    color = colors.red;
  }
  return `${indentation}${color}${symbol}${test.name}${colors.gray}${duration(test)}${colors.white}${note}\n`;
}

function describeError(error, indentation) {
  const cause = error?.code === 'ERR_TEST_FAILURE' && error.cause !== undefined ? error.cause : error;
  const text = typeof cause === 'string' ? cause : inspect(cause, { colors: false });
  return `${indentation}${text.replaceAll('\n', `\n${indentation}`)}\n`;
}

/** A finished test and all below it. */
function reportTest(test, depth, colors) {
  const indentation = '  '.repeat(depth);
  let text = '';
  if (test.subtests.length > 0) {
    text += `${indentation}${symbols.suite}${test.name}\n`;
    for (const subtest of test.subtests) text += reportTest(subtest, depth + 1, colors);
  }
  text += line(test, indentation, colors);
  for (const message of test.diagnostics) text += `${indentation}${colors.blue}${symbols.info}${message}${colors.white}\n`;
  return text;
}

function reportSummary(counts, failures, colors) {
  let text = '';
  for (const [name, count] of Object.entries(counts)) text += `${colors.blue}${symbols.info}${name} ${count}${colors.white}\n`;
  if (failures.length > 0) {
    text += `\n${colors.red}${symbols.fail}failing tests:${colors.white}\n`;
    for (const test of failures) {
      text += `\n${test.location === undefined ? '' : `test at ${test.location}\n`}${line(test, '', colors)}`;
      text += describeError(test.error, '  ');
    }
  }
  return text;
}

module.exports = { reportSummary, reportTest };
