'use strict';

const { ObjectAssign } = primordials;

const { Test, current, hookNames } = require('internal/test_runner/test');

const { reportSummary, reportTest } = require('internal/test_runner/report');

let root;

/** Made by the first test: it runs what is registered, reports at the end and sets the exit code. */
function getRoot() {
  if (root !== undefined) return root;
  root = new Test({ name: '<root>', fn() {}, parent: null, suite: false, options: {} });
  const colors = require('internal/util/colors');
  colors.refresh();
  const start = process.hrtime.bigint();
  const write = (text) => process.stdout.write(text);
  root.onFinished = (test) => {
    write(reportTest(test, 0, colors));
    test.reported = true;
  };

  const onError = (error) => {
    const test = current.getStore();
    if (test?.onUncaught !== undefined && !test.finished) {
      test.onUncaught(error);
      return;
    }
    root.fail(error);
    root.diagnostics.push(`Error: ${error?.message ?? error}`);
  };
  process.on('uncaughtException', onError);
  process.on('unhandledRejection', onError);

  let ended = false;
  const end = async () => {
    if (ended) return;
    ended = true;
    await root.runAfter();
  };
  process.on('beforeExit', end);
  process.on('exit', () => {
    root.cancel('Promise resolution is still pending but the event loop has already resolved');
    for (const test of root.subtests) if (!test.reported) root.onFinished(test);
    const counts = { tests: 0, suites: 0, pass: 0, fail: 0, cancelled: 0, skipped: 0, todo: 0, duration_ms: 0 };
    const failures = [];
    const visit = (test) => {
      if (test.isSuite) {
        counts.suites++;
      } else {
        counts.tests++;
        if (test.skipped !== undefined) counts.skipped++;
        else if (test.todo !== undefined) counts.todo++;
        else if (test.cancelled) counts.cancelled++;
        else if (test.passed) counts.pass++;
        else counts.fail++;
      }
      if (!test.passed && test.todo === undefined && test.error?.failureType !== 'subtestsFailed') failures.push(test);
      test.subtests.forEach(visit);
    };
    root.subtests.forEach(visit);
    counts.duration_ms = Number(process.hrtime.bigint() - start) / 1e6;
    for (const message of root.diagnostics) write(`ℹ ${message}\n`);
    write(reportSummary(counts, failures, colors));
    if (failures.length > 0 || root.error !== null) process.exitCode ||= 1;
  });
  return root;
}

function parentOfNew() {
  const test = current.getStore();
  return test !== undefined && !test.finished ? test : getRoot();
}

function makeRunner(suite) {
  const run = (name, options, fn) => parentOfNew().add(name, options, fn, suite);
  for (const keyword of ['skip', 'todo', 'only']) {
    run[keyword] = (name, options, fn) => parentOfNew().add(name, options, fn, suite, { [keyword]: true });
  }
  return run;
}

const testRunner = makeRunner(false);
const suiteRunner = makeRunner(true);

/**
 * @param {string} [name]
 * @param {object} [options]
 * @param {(t: TestContext) => void | Promise<void>} [fn]
 * @returns {Promise<void>} fulfilled when the test has finished
 */
function test(name, options, fn) {
  return testRunner(name, options, fn);
}

module.exports = ObjectAssign(test, {
  after: undefined,
  afterEach: undefined,
  before: undefined,
  beforeEach: undefined,
  describe: suiteRunner,
  it: test,
  suite: suiteRunner,
  test,
  skip: testRunner.skip,
  todo: testRunner.todo,
  only: testRunner.only,
});

for (const hook of hookNames) module.exports[hook] = (fn, options) => parentOfNew().addHook(hook, fn, options);

let mock;
Object.defineProperty(module.exports, 'mock', {
  __proto__: null,
  configurable: true,
  enumerable: true,
  get() {
    return mock ??= new (require('internal/test_runner/mock').MockTracker)();
  },
});
