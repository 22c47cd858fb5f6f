'use strict';
// `module.register()` and `--experimental-loader`: hooks that run in a thread of their own. The loader asks them and waits: to the
// program a hooked import looks like any other.

const { AtomicsLoad, AtomicsWait, Int32Array } = primordials;
const { isURL } = require('internal/url');
const { getOptionValue } = require('internal/options');

/** Two words of shared memory: how many answers have been sent, and the exit code of the thread plus one. */
const kAnswers = 0;
const kExit = 1;

/** @type {{port: object, words: Int32Array} | undefined} */
let thread;

function start() {
  if (thread !== undefined) return thread;
  const { Worker, kHooksProgram } = require('worker_threads/worker');
  const { MessageChannel } = require('internal/messaging');
  const { port1, port2 } = new MessageChannel();
  const words = new Int32Array(new SharedArrayBuffer(8));
  const worker = new Worker(kHooksProgram, { workerData: { port: port2, words }, transferList: [port2], execArgv: [] });
  worker.unref();
  port1.unref();
  thread = { port: port1, words };
  require('module/esm/loader').setThreadHooks({
    resolve: (specifier, parentURL, attributes, conditions) =>
      ask('resolve', [specifier, parentURL, { ...attributes }, conditions]),
    load: (url, { format, importAttributes, conditions }) =>
      ask('load', [url, format, { ...importAttributes }, conditions]),
  });
  return thread;
}

/** Sends a request to the thread and waits for its answer. */
function ask(method, args, transferList) {
  const { port, words } = start();
  const { receiveMessageOnPort } = require('internal/messaging');
  const before = AtomicsLoad(words, kAnswers);
  port.postMessage({ method, args }, transferList);
  for (;;) {
    const received = receiveMessageOnPort(port);
    if (received !== undefined) return open(received.message);
    const exit = AtomicsLoad(words, kExit);
    if (exit !== 0) process.exit(exit - 1);
    AtomicsWait(words, kAnswers, before, 50);
  }
}

function open({ value, error }) {
  if (error === undefined) return value;
  throw require('worker_threads/errors').deserializeError(error);
}

/**
 * @param {string | URL} specifier
 * @param {string | URL | {parentURL?: string | URL, data?: unknown, transferList?: object[]}} [parentURL]
 * @param {{parentURL?: string | URL, data?: unknown, transferList?: object[]}} [options]
 */
function register(specifier, parentURL = undefined, options = undefined) {
  if (parentURL !== null && typeof parentURL === 'object' && !isURL(parentURL)) {
    options = parentURL;
    ({ parentURL } = options);
  }
  ask('register', [`${specifier}`, `${parentURL ?? 'data:'}`, options?.data], options?.transferList);
}

/** The hooks named on the command line, before anything is loaded. */
function registerLoaders() {
  const loaders = getOptionValue('--experimental-loader');
  if (loaders.length === 0) return;
  process.emitWarning(
    '`--experimental-loader` may be removed in the future; instead use `register()`:\n--import \'data:text/javascript,' +
    'import { register } from "node:module"; import { pathToFileURL } from "node:url"; ' +
    `${loaders.map((name) => `register(${encodeURI(JSON.stringify(name))}, pathToFileURL("./"));`).join(' ')}'`,
    'ExperimentalWarning');
  const { pathToFileURL } = require('internal/url');
  const base = pathToFileURL(`${process.cwd()}/`).href;
  for (let i = 0; i < loaders.length; i++) register(loaders[i], base);
}

module.exports = { register, registerLoaders };
