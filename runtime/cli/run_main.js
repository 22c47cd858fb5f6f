'use strict';
// Runs the program named on the command line, and any ES module that the process waits for.

const { PromisePrototypeThen } = primordials;
const { getOptionValue } = require('internal/options');
const { pathToFileURL } = require('internal/url');
const path = require('path');

/** @type {Promise<unknown> | undefined} */
let pending;

const kUnsettledTopLevelAwait = 13;

function onExit() {
  if (pending === undefined || process.exitCode !== undefined) return;
  process.exitCode = kUnsettledTopLevelAwait;
}

/**
 * Lets the process answer for a promise: a rejection is an uncaught exception, and leaving while it is pending is an error.
 * @param {Promise<unknown>} promise
 */
function settle(promise) {
  pending = promise;
  process.on('exit', onExit);
  const done = () => {
    pending = undefined;
    process.off('exit', onExit);
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

/**
 * @param {string} url
 * @param {string} [source]
 */
function runESM(url) {
  const { importModule } = require('module/esm/loader');
  return settle(importModule(url, undefined, undefined, true));
}

/** A program that has to go through the ES-module loader: by its name, its package or because of preloaded modules. */
function wantsESM(main) {
  if (getOptionValue('--import').length > 0 || getOptionValue('--experimental-loader').length > 0) return true;
  const extension = path.extname(main);
  if (extension === '.mjs' || extension === '.wasm') return true;
  if (extension !== '.js' && extension !== '') return false;
  return require('module/package_json').typeOf(main) === 'module';
}

/** @param {string} main as given on the command line, made absolute */
function runMain(main) {
  const { Module, load } = require('module/cjs');
  let found;
  if (getOptionValue('--entry-url') === true) {
    const url = new (require('internal/url').URL)(main, pathToFileURL(`${process.cwd()}/`)).href;
    settle(runAfterPreloads(url));
    return;
  }
  const absolute = path.resolve(main);
  found = Module._findPath(absolute, null, true);
  if (found && wantsESM(found)) {
    settle(runAfterPreloads(pathToFileURL(found).href));
  } else {
    load(main, null, true);
  }
}

async function runAfterPreloads(url) {
  await importPreloads();
  const { importModule } = require('module/esm/loader');
  return importModule(url, undefined, undefined, true);
}

module.exports = { importPreloads, runESM, runMain, settle };
