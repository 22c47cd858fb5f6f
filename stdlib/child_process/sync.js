'use strict';

// spawnSync, execSync and execFileSync: JavaScript waits while the child runs on a loop of its own.

const { ObjectAssign } = primordials;
const {
  codes: { ERR_INVALID_ARG_TYPE }, errnoException, genericNodeError,
} = require('internal/errors');
const { isArrayBufferView } = require('internal/util/types');
const {
  normalizeExecArguments, normalizeExecFileArguments, normalizeSpawnArguments, sanitizeKillSignal, validateMaxBuffer, validateTimeout,
} = require('child_process/options');

const kDefaultMaxBuffer = 1024 * 1024;

function inputs(stdio, encoding) {
  const { Buffer } = require('buffer');
  return stdio.map(({ input }, i) => {
    if (input === undefined || input === null) return null;
    if (isArrayBufferView(input)) return input;
    if (typeof input === 'string') return Buffer.from(input, encoding);
    throw new ERR_INVALID_ARG_TYPE(`options.stdio[${i}]`, ['Buffer', 'TypedArray', 'DataView', 'string'], input);
  });
}

function run(options, stdio) {
  const { kDetached } = binding('process_wrap');
  const { flatten } = require('child_process/stdio');
  const { FastBuffer } = require('internal/buffer');
  const { signalName } = require('child_process/child');
  const data = inputs(stdio, options.encoding);
  const [errno, pid, status, signum, outputs] = binding('spawn_sync').run(
    options.file, options.args, options.envPairs, options.cwd || null, flatten(stdio), options.detached ? kDetached : 0,
    options.uid ?? -1, options.gid ?? -1, data, options.timeout ?? 0, options.maxBuffer ?? Infinity,
    options.killSignal ?? 15);
  const result = {};
  if (errno !== 0) result.error = errno;
  result.status = outputs === null || signum !== 0 ? null : status;
  result.signal = outputs === null ? null : signalName(signum);
  result.output = outputs && outputs.map((bytes) => bytes && new FastBuffer(bytes.buffer, 0, bytes.length));
  result.pid = pid;
  return result;
}

/**
 * @param {string} file
 * @param {string[]} [args]
 * @param {object} [options]
 */
function spawnSync(file, args, options) {
  options = { __proto__: null, maxBuffer: kDefaultMaxBuffer, ...normalizeSpawnArguments(file, args, options) };
  validateTimeout(options.timeout);
  validateMaxBuffer(options.maxBuffer);
  options.killSignal = sanitizeKillSignal(options.killSignal);
  const { getValidStdio } = require('child_process/stdio');
  const { stdio } = getValidStdio(options.stdio || 'pipe', true);
  if (options.input) stdio[0] = { ...stdio[0], input: options.input };

  const result = run(options, stdio);
  if (result.output && options.encoding && options.encoding !== 'buffer') {
    result.output = result.output.map((bytes) => bytes && bytes.toString(options.encoding));
  }
  result.stdout = result.output?.[1];
  result.stderr = result.output?.[2];
  if (result.error) {
    result.error = errnoException(result.error, `spawnSync ${options.file}`);
    result.error.path = options.file;
    result.error.spawnargs = options.args.slice(1);
  }
  return result;
}

function errorOf(result, args, command) {
  if (result.error) return ObjectAssign(result.error, result);
  if (result.status === 0) return undefined;
  let message = `Command failed: ${command || args.join(' ')}`;
  if (result.stderr && result.stderr.length > 0) message += `\n${result.stderr.toString()}`;
  return genericNodeError(message, result);
}

function finish(result, showsErrors, args, command) {
  if (showsErrors && result.stderr) process.stderr.write(result.stderr);
  const error = errorOf(result, args, command);
  if (error) throw error;
  return result.stdout;
}

/** @returns {Buffer | string} what the program wrote to its standard output */
function execFileSync(file, args, options) {
  ({ file, args, options } = normalizeExecFileArguments(file, args, options));
  const result = spawnSync(file, args, options);
  return finish(result, !options.stdio, [options.argv0 || file, ...args]);
}

/** @returns {Buffer | string} what the command wrote to its standard output */
function execSync(command, options) {
  const normalized = normalizeExecArguments(command, options, null);
  const result = spawnSync(normalized.file, normalized.options);
  return finish(result, !normalized.options.stdio, undefined, command);
}

module.exports = { execFileSync, execSync, spawnSync };
