'use strict';

// Worker: a thread as its parent sees it.

const {
  ArrayIsArray, AtomicsAdd, Float64Array, FunctionPrototypeCall, JSONStringify, Promise, PromiseReject, PromiseResolve,
  Symbol, SymbolAsyncDispose, SymbolFor,
} = primordials;
const EventEmitter = require('events');
const path = require('path');
const errors = require('internal/errors');
const {
  codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_WORKER_INVALID_EXEC_ARGV, ERR_WORKER_PATH },
} = errors;
const { MessageChannel, transferListOf, wrapPort } = require('internal/messaging');
const { fileURLToPath, isURL } = require('internal/url');
const { validateNumber, validateObject, validateString } = require('internal/validators');
const environment = require('worker_threads/environment');
const { StdioPort, StdioReader, StdioWriter } = require('worker_threads/stdio');
const native = binding('worker');

const SHARE_ENV = SymbolFor('nodejs.worker_threads.SHARE_ENV');

/**
 * What to run: a file, or text as a script or as a module.
 * @returns {{ kind: 'file' | 'script' | 'module', text: string }}
 */
function programOf(filename, options) {
  if (filename === kHooksProgram) return { kind: 'hooks', text: '' };
  if (options.eval) {
    if (typeof filename !== 'string') {
      throw new ERR_INVALID_ARG_VALUE('options.eval', options.eval, "must be false when 'filename' is not a string");
    }
    return { kind: 'script', text: filename };
  }
  if (isURL(filename)) {
    if (filename.protocol === 'data:') return { kind: 'module', text: `import ${JSONStringify(`${filename}`)}` };
    return { kind: 'file', text: fileURLToPath(filename) };
  }
  if (typeof filename !== 'string') throw new ERR_INVALID_ARG_TYPE('filename', ['string', 'URL'], filename);
  if (path.isAbsolute(filename) || /^\.\.?[\\/]/.test(filename)) return { kind: 'file', text: path.resolve(filename) };
  throw new ERR_WORKER_PATH(filename);
}

/** The variables that the worker starts with; undefined when it shares ours. */
function environmentOf(env) {
  if (env === SHARE_ENV) return undefined;
  if (env === undefined || env === null) return { ...process.env };
  if (typeof env !== 'object') {
    throw new ERR_INVALID_ARG_TYPE('options.env', ['object', 'undefined', 'null', 'worker_threads.SHARE_ENV'], env);
  }
  const copy = {};
  for (const key of Object.keys(env)) {
    if (env[key] !== undefined) copy[key] = `${env[key]}`;
  }
  return copy;
}

/** Given instead of a file name: the thread runs the hooks of `module.register()`. */
const kHooksProgram = Symbol('module hooks');

const limitNames = ['maxYoungGenerationSizeMb', 'maxOldGenerationSizeMb', 'codeRangeSizeMb', 'stackSizeMb'];

// Counts the changes of the working directory, so that workers can keep what they know of it.
let cwdCounter = require('worker_threads/thread').state.cwdCounter;
if (cwdCounter === undefined && typeof SharedArrayBuffer === 'function') {
  cwdCounter = new Uint32Array(new SharedArrayBuffer(4));
  const { chdir } = process;
  process.chdir = function(directory) {
    AtomicsAdd(cwdCounter, 0, 1);
    FunctionPrototypeCall(chdir, process, directory);
  };
}

class Worker extends EventEmitter {
  #handle;
  #port;
  #publicPort;
  #stdin = null;
  #stdout;
  #stderr;
  #limits;

  /**
   * @param {string | URL} filename
   * @param {object} [options] see https://nodejs.org/api/worker_threads.html#new-workerfilename-options
   */
  constructor(filename, options = {}) {
    super();
    if (options.execArgv && !ArrayIsArray(options.execArgv)) {
      throw new ERR_INVALID_ARG_TYPE('options.execArgv', 'Array', options.execArgv);
    }
    if (options.argv && !ArrayIsArray(options.argv)) {
      throw new ERR_INVALID_ARG_TYPE('options.argv', 'Array', options.argv);
    }
    const argv = options.argv ? options.argv.map((argument) => String(argument)) : [];
    const program = programOf(filename, options);
    const env = environmentOf(options.env);
    let name = 'WorkerThread';
    if (options.name) {
      validateString(options.name, 'options.name');
      name = options.name.trim();
    }
    const limits = new Float64Array(4);
    const given = typeof options.resourceLimits === 'object' ? options.resourceLimits ?? {} : {};
    for (let i = 0; i < limitNames.length; i++) {
      const limit = given[limitNames[i]];
      // Less than this and V8 cannot even start.
      if (typeof limit === 'number') limits[i] = i === 1 ? Math.max(limit, 2) : Math.max(limit, 0);
    }
    if (options.env && options.env !== SHARE_ENV && options.env.NODE_OPTIONS &&
        options.env.NODE_OPTIONS !== process.env.NODE_OPTIONS) {
      const invalid = native.invalidOptions(`${options.env.NODE_OPTIONS}`.split(/\s+/).filter((word) => word !== ''));
      if (invalid.length > 0) throw new ERR_WORKER_INVALID_EXEC_ARGV(invalid, 'invalid NODE_OPTIONS env variable');
    }
    // As on a command line, `--` ends the options.
    const dashes = options.execArgv ? options.execArgv.indexOf('--') : -1;
    const execArgv = dashes >= 0 ? options.execArgv.slice(0, dashes) : options.execArgv;
    const handle = new native.Worker([program.kind === 'file' ? program.text : `[worker eval]`, ...argv],
                                     execArgv, limits, name);
    if (handle.invalidExecArgv !== undefined) throw new ERR_WORKER_INVALID_EXEC_ARGV(handle.invalidExecArgv);
    this.#limits = {};
    for (let i = 0; i < limitNames.length; i++) this.#limits[limitNames[i]] = limits[i] > 0 ? limits[i] : i === 3 ? 4 : -1;

    this.#handle = handle;
    const hooks = require('internal/async_hooks');
    hooks.emitInit(hooks.newAsyncId(), 'WORKER', hooks.executionAsyncId(), handle);
    this.#port = wrapPort(handle.port);
    this.#port.on('message', (message) => this.#onMessage(message));
    const stdio = new StdioPort(this.#port);
    if (options.stdin) this.#stdin = new StdioWriter(stdio, 'stdin');
    this.#stdout = new StdioReader(stdio, 'stdout', false);
    this.#stderr = new StdioReader(stdio, 'stderr', false);
    if (!options.stdout) pipeOn(this.#stdout, process.stdout);
    if (!options.stderr) pipeOn(this.#stderr, process.stderr);

    const { port1, port2 } = new MessageChannel();
    this.#publicPort = port1;
    for (const event of ['message', 'messageerror']) port1.on(event, (value) => this.emit(event, value));
    // What keeps the process alive is the thread, not the ports.
    port1.unref();
    this.#port.unref();
    // First, as the program may use it at once.
    const directPort = require('worker_threads/direct').adopt(handle.threadId);
    this.#port.postMessage({ type: 'direct', port: directPort }, [directPort]);
    this.#port.postMessage({
      type: 'load',
      cwdCounter,
      program,
      env,
      workerData: options.workerData,
      environmentData: environment.all(),
      publicPort: port2,
      hasStdin: Boolean(options.stdin),
      trackUnmanagedFds: Boolean(options.trackUnmanagedFds ?? true),
    }, [port2, ...(transferListOf(options.transferList) ?? [])]);
    this.threadId = handle.threadId;
    this.threadName = name;
    handle.onexit = (code, errorCode, reason) => this.#onExit(code, errorCode, reason);
    handle.start();
    process.nextTick(() => process.emit('worker', this));
  }

  #onMessage(message) {
    switch (message.type) {
      case 'online':
        this.emit('online');
        break;
      case 'error': {
        const { deserializeError } = require('worker_threads/errors');
        this.emit('error', deserializeError(message.error));
        break;
      }
      case 'stdio':
        if (message.name === 'stdout') this.#stdout.take(message.chunks);
        else this.#stderr.take(message.chunks);
        break;
      case 'more':
        this.#stdin?.proceed();
        break;
    }
  }

  #onExit(code, errorCode, reason) {
    // What the thread has said before it ended comes first.
    this.#publicPort[kDrain]();
    this.#port[kDrain]();
    this.#port.close();
    this.#publicPort.close();
    require('worker_threads/direct').forget(this.threadId);
    this.#handle = null;
    this.threadId = -1;
    this.threadName = null;
    this.#stdout.finish();
    this.#stderr.finish();
    this.#stdin?.proceed();
    if (errorCode !== undefined) this.emit('error', new errors.codes[errorCode](reason));
    this.emit('exit', code);
  }

  /**
   * @param {unknown} value
   * @param {object[]} [transferList]
   */
  postMessage(value, transferList) {
    if (this.#handle === null) return;
    FunctionPrototypeCall(this.#publicPort.postMessage, this.#publicPort, value, transferList);
  }

  /**
   * Stops the thread as soon as possible.
   * @returns {Promise<number | undefined>} the exit code, undefined when the thread has ended already
   */
  terminate(callback) {
    if (typeof callback === 'function') {
      process.emitWarning('Passing a callback to worker.terminate() is deprecated. It returns a Promise instead.',
                          'DeprecationWarning', 'DEP0132');
      if (this.#handle === null) {
        process.nextTick(callback, null);
        return PromiseResolve();
      }
      this.once('exit', (code) => callback(null, code));
    }
    if (this.#handle === null) return PromiseResolve();
    this.ref();
    this.#handle.terminate();
    return new Promise((resolve) => this.once('exit', resolve));
  }

  async [SymbolAsyncDispose]() {
    await this.terminate();
  }

  /**
   * The processor time that the thread has used, in microseconds.
   * @param {{ user: number, system: number }} [previous] is subtracted
   * @returns {Promise<{ user: number, system: number }>}
   */
  cpuUsage(previous = undefined) {
    if (previous) {
      validateObject(previous, 'prevValue');
      validateNumber(previous.user, 'prevValue.user', 0, Number.MAX_SAFE_INTEGER);
      validateNumber(previous.system, 'prevValue.system', 0, Number.MAX_SAFE_INTEGER);
    }
    const usage = this.#handle?.cpuUsage();
    if (usage === undefined) return PromiseReject(new errors.codes.ERR_WORKER_NOT_RUNNING());
    return PromiseResolve({
      user: usage[0] - (previous ? previous.user : 0), system: usage[1] - (previous ? previous.system : 0),
    });
  }

  ref() {
    if (this.#handle === null) return;
    this.#handle.ref();
    this.#publicPort.ref();
  }

  unref() {
    if (this.#handle === null) return;
    this.#handle.unref();
    this.#publicPort.unref();
  }

  get stdin() {
    return this.#stdin;
  }

  get stdout() {
    return this.#stdout;
  }

  get stderr() {
    return this.#stderr;
  }

  get resourceLimits() {
    return this.#handle === null ? {} : { ...this.#limits };
  }
}

const { kDrain } = require('internal/messaging');

/** pipe(), without the warning that many workers on one stream would give. */
function pipeOn(source, target) {
  const most = target.getMaxListeners();
  target.setMaxListeners(Infinity);
  source.pipe(target, { end: false });
  target.setMaxListeners(most);
}

module.exports = { kHooksProgram, SHARE_ENV, Worker };
