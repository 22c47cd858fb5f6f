'use strict';
// Runs the program named on the command line, and whatever ES module the process waits for.

const { PromisePrototypeThen } = primordials;
const { getOptionValue } = require('internal/options');
const { setUnsettled } = require('internal/process/execution');
const { pathToFileURL } = require('internal/url');
const path = require('path');

/** What the process waits for, and the module it is about. */
let pending;

const kUnsettledTopLevelAwait = 13;

/** The loop has nothing left to do while the program still awaits something. */
function onUnsettled() {
  if (process.exitCode !== undefined) return;
  process.exitCode = kUnsettledTopLevelAwait;
  const record = pending?.record;
  if (record?.wrap === undefined) return;
  // The last listener of 'exit': one of the program's may decide otherwise.
  process.on('exit', () => {
    if (process.exitCode !== kUnsettledTopLevelAwait) return;
    const { writeStderr } = binding('modules');
    const messages = record.wrap.stalledMessages();
    for (let i = 0; i < messages.length; i++) {
      writeStderr(`Warning: Detected unsettled top-level await at ${messages[i]}\n\n\n`);
    }
  });
}

/**
 * Lets the process answer for a promise: a rejection is an uncaught exception, and leaving while it is pending is an error.
 * @param {Promise<unknown>} promise
 */
function settle(promise) {
  pending ??= { record: undefined };
  setUnsettled(onUnsettled);
  const done = () => {
    pending = undefined;
    setUnsettled(undefined);
  };
  return PromisePrototypeThen(promise, done, (error) => {
    done();
    binding('errors').triggerUncaughtException(error, true);
  });
}

/** `--import` modules, one after the other. */
async function importPreloads() {
  const requests = getOptionValue('--import');
  if (requests.length === 0) return;
  const { importModule } = require('module/esm/loader');
  const parentURL = pathToFileURL(`${process.cwd()}/`).href;
  for (let i = 0; i < requests.length; i++) await importModule(requests[i], parentURL);
}

/** Evaluates the record of the program itself. */
async function runRecord(make) {
  const { prepare, run } = require('module/esm/loader');
  const record = make();
  prepare(record);
  if (pending !== undefined) pending.record = record;
  await run(record);
}

/** A program that the CommonJS loader found to be an ES module, and has read. */
function runESM(url, source) {
  pending = { record: undefined };
  const { fromText } = require('module/esm/loader');
  return settle(runRecord(() => fromText(url, source, true)));
}

/** Text that is an ES module: from `-e` or standard input. */
async function runText(url, text) {
  pending = { record: undefined };
  await importPreloads();
  const { fromText } = require('module/esm/loader');
  await runRecord(() => fromText(url, text, true));
}

async function runURL(url) {
  pending = { record: undefined };
  await importPreloads();
  const { find } = require('module/esm/loader');
  await runRecord(() => find(url, undefined, undefined, true));
}

/** A program that has to go through the ES-module loader: by its name, its package or because of preloaded modules. */
function wantsESM(main) {
  if (getOptionValue('--import').length > 0 || getOptionValue('--experimental-loader').length > 0) return true;
  const extension = path.extname(main);
  if (extension === '.mjs' || extension === '.wasm') return true;
  if (extension !== '.js' && extension !== '') return false;
  return require('module/package_json').typeOf(main) === 'module';
}

/** @param {string} main */
function runMain(main) {
  if (getOptionValue('--entry-url') === true) {
    const { URL } = require('internal/url');
    return void settle(runURL(new URL(main, pathToFileURL(`${process.cwd()}/`)).href));
  }
  const { Module, load } = require('module/cjs');
  const found = Module._findPath(path.resolve(main), null, true);
  if (found && wantsESM(found)) {
    settle(runURL(pathToFileURL(found).href));
  } else {
    load(main, null, true);
  }
}

module.exports = { importPreloads, runESM, runMain, runText, settle };
