'use strict';

// node:child_process. See child.js for the child itself, stdio.js for its streams, channel.js for messages between parent and child,
// sync.js for the functions that wait.

const { ArrayIsArray, ObjectDefineProperty, PromiseWithResolvers, SymbolDispose } = primordials;
const {
  AbortError, codes: { ERR_CHILD_PROCESS_IPC_REQUIRED, ERR_CHILD_PROCESS_STDIO_MAXBUFFER }, genericNodeError,
} = require('internal/errors');
const { getSystemErrorName, promisify } = require('internal/util');
const { validateAbortSignal, validateArray, validateObject } = require('internal/validators');
const { Buffer } = require('buffer');
const { clearTimeout, setTimeout } = require('timers');
const { ChildProcess } = require('child_process/child');
const {
  checkNoNull, checkNoNulls, normalizeExecArguments, normalizeExecFileArguments, normalizeSpawnArguments, sanitizeKillSignal, validateMaxBuffer,
  validateTimeout,
} = require('child_process/options');

const kDefaultMaxBuffer = 1024 * 1024;

function abortChild(child, killSignal, reason) {
  try {
    if (child.kill(killSignal)) child.emit('error', new AbortError(undefined, { cause: reason }));
  } catch (error) {
    child.emit('error', error);
  }
}

function limitTime(child, timeout, killSignal) {
  let timer = setTimeout(() => {
    timer = null;
    try {
      child.kill(killSignal);
    } catch (error) {
      child.emit('error', error);
    }
  }, timeout);
  child.once('exit', () => {
    if (timer !== null) clearTimeout(timer);
  });
}

/**
 * @param {string} file
 * @param {string[]} [args]
 * @param {object} [options]
 * @returns {ChildProcess}
 */
function spawn(file, args, options) {
  options = normalizeSpawnArguments(file, args, options);
  validateTimeout(options.timeout);
  validateAbortSignal(options.signal, 'options.signal');
  const killSignal = sanitizeKillSignal(options.killSignal);
  const child = new ChildProcess();
  child.spawn(options);

  if (options.timeout > 0) limitTime(child, options.timeout, killSignal);
  if (options.signal) {
    const { signal } = options;
    const onAbort = () => abortChild(child, killSignal, signal.reason);
    if (signal.aborted) {
      process.nextTick(onAbort);
    } else {
      const { addAbortListener } = require('internal/events/abort_listener');
      const disposable = addAbortListener(signal, onAbort);
      child.once('exit', disposable[SymbolDispose]);
    }
  }
  return child;
}

/** Gathers one output stream of a child for a callback. */
class Collected {
  constructor(stream, name, encoding, maxBuffer, overflow) {
    this.stream = stream;
    this.parts = [];
    this.length = 0;
    this.encoding = encoding;
    if (!stream) return;
    if (encoding) stream.setEncoding(encoding);
    stream.on('data', (chunk) => {
      if (maxBuffer === Infinity) {
        this.parts.push(chunk);
        return;
      }
      const unit = stream.readableEncoding;
      const length = unit ? Buffer.byteLength(chunk, unit) : chunk.length;
      this.length += length;
      if (this.length <= maxBuffer) {
        this.parts.push(chunk);
        return;
      }
      this.parts.push(chunk.slice(0, maxBuffer - (this.length - length)));
      overflow(new ERR_CHILD_PROCESS_STDIO_MAXBUFFER(name));
    });
  }

  result() {
    if (this.encoding || this.stream?.readableEncoding) return this.parts.join('');
    return Buffer.concat(this.parts);
  }
}

/**
 * @param {string} file
 * @param {string[]} [args]
 * @param {object} [options]
 * @param {(error: Error | null, stdout: string | Buffer, stderr: string | Buffer) => void} [callback]
 * @returns {ChildProcess}
 */
function execFile(file, args, options, callback) {
  ({ file, args, options, callback } = normalizeExecFileArguments(file, args, options, callback));
  options = {
    __proto__: null,
    encoding: 'utf8',
    timeout: 0,
    maxBuffer: kDefaultMaxBuffer,
    killSignal: 'SIGTERM',
    cwd: null,
    env: null,
    shell: false,
    ...options,
  };
  validateTimeout(options.timeout);
  validateMaxBuffer(options.maxBuffer);
  options.killSignal = sanitizeKillSignal(options.killSignal);

  const child = spawn(file, args, {
    argv0: options.argv0,
    cwd: options.cwd,
    env: options.env,
    gid: options.gid,
    shell: options.shell,
    signal: options.signal,
    uid: options.uid,
    windowsHide: !!options.windowsHide,
    windowsVerbatimArguments: !!options.windowsVerbatimArguments,
  });

  let failure = null;
  let exited = false;
  let killed = false;
  let timer = null;
  let stdout;
  let stderr;

  function onClose(code, signal) {
    if (exited) return;
    exited = true;
    if (timer !== null) clearTimeout(timer);
    timer = null;
    if (!callback) return;
    const out = stdout.result();
    const err = stderr.result();
    if (!failure && code === 0 && signal === null) {
      callback(null, out, err);
      return;
    }
    const command = args.length > 0 ? `${file} ${args.join(' ')}` : file;
    failure ??= genericNodeError(`Command failed: ${command}\n${err}`, {
      code: code < 0 ? getSystemErrorName(code) : code,
      killed: child.killed || killed,
      signal,
    });
    failure.cmd = command;
    callback(failure, out, err);
  }
  function onError(error) {
    failure = error;
    child.stdout?.destroy();
    child.stderr?.destroy();
    onClose();
  }
  function kill() {
    child.stdout?.destroy();
    child.stderr?.destroy();
    killed = true;
    try {
      child.kill(options.killSignal);
    } catch (error) {
      failure ??= error;
      onClose();
    }
  }
  function onOverflow(error) {
    failure = error;
    kill();
  }

  const encoding = options.encoding !== 'buffer' && Buffer.isEncoding(options.encoding) ? options.encoding : null;
  stdout = new Collected(child.stdout, 'stdout', encoding, options.maxBuffer, onOverflow);
  stderr = new Collected(child.stderr, 'stderr', encoding, options.maxBuffer, onOverflow);
  if (options.timeout > 0) {
    timer = setTimeout(() => {
      timer = null;
      kill();
    }, options.timeout);
  }
  child.on('close', onClose);
  child.on('error', onError);
  return child;
}

/**
 * Runs a command in a shell.
 * @param {string} command
 * @param {object} [options]
 * @param {(error: Error | null, stdout: string | Buffer, stderr: string | Buffer) => void} [callback]
 * @returns {ChildProcess}
 */
function exec(command, options, callback) {
  const normalized = normalizeExecArguments(command, options, callback);
  return module.exports.execFile(normalized.file, normalized.options, normalized.callback);
}

// The promise has the child, and a rejection has what was written until then.
function promised(original) {
  return (...args) => {
    const { promise, resolve, reject } = PromiseWithResolvers();
    // Outside of the promise: a mistake in the arguments is thrown at once.
    promise.child = original(...args, (error, stdout, stderr) => {
      if (error === null) {
        resolve({ stdout, stderr });
        return;
      }
      error.stdout = stdout;
      error.stderr = stderr;
      reject(error);
    });
    return promise;
  };
}
for (const original of [exec, execFile]) {
  ObjectDefineProperty(original, promisify.custom, { __proto__: null, enumerable: false, value: promised(original) });
}

// What -e was given is for this process alone.
function withoutEval(execArgv) {
  if (execArgv !== process.execArgv || process._eval == null) return execArgv;
  const index = execArgv.lastIndexOf(process._eval);
  if (index <= 0) return execArgv;
  execArgv = execArgv.slice();
  execArgv.splice(index - 1, 2);
  return execArgv;
}

/**
 * Another process of ours, with a channel for messages.
 * @param {string | URL} modulePath
 * @param {string[]} [args]
 * @param {object} [options]
 * @returns {ChildProcess}
 */
function fork(modulePath, args, options) {
  const { stdioStringToArray } = require('child_process/stdio');
  modulePath = require('fs/validate').getValidatedPath(modulePath, 'modulePath');
  if (typeof modulePath !== 'string') modulePath = Buffer.from(modulePath).toString();
  if (args == null) {
    args = [];
  } else if (typeof args === 'object' && !ArrayIsArray(args)) {
    options = args;
    args = [];
  } else {
    validateArray(args, 'args');
    checkNoNulls(args, 'args');
  }
  if (options != null) validateObject(options, 'options');
  options = { __proto__: null, ...options, shell: false };
  options.execPath ||= process.execPath;
  checkNoNull(options.execPath, 'options.execPath');
  const execArgv = withoutEval(options.execArgv || process.execArgv);
  checkNoNulls(execArgv, 'options.execArgv');
  args = [...execArgv, modulePath, ...args];

  if (typeof options.stdio === 'string') {
    options.stdio = stdioStringToArray(options.stdio, 'ipc');
  } else if (!options.stdio) {
    options.stdio = stdioStringToArray(options.silent ? 'pipe' : 'inherit', 'ipc');
  } else if (!options.stdio.includes('ipc')) {
    throw new ERR_CHILD_PROCESS_IPC_REQUIRED('options.stdio');
  }
  return spawn(options.execPath, args, options);
}

const sync = require('child_process/sync');

module.exports = {
  _forkChild: (fd, serialization) => require('child_process/channel').openParentChannel(fd, serialization),
  ChildProcess,
  exec,
  execFile,
  execFileSync: sync.execFileSync,
  execSync: sync.execSync,
  fork,
  spawn,
  spawnSync: sync.spawnSync,
};
