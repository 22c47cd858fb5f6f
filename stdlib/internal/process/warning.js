'use strict';

// process.emitWarning, and the printing of warnings.

const { ArrayIsArray, Error, ErrorCaptureStackTrace, ErrorPrototypeToString, SafeSet, String } = primordials;
const {
  codes: { ERR_INVALID_ARG_TYPE },
  isErrorStackTraceLimitWritable,
} = require('internal/errors');
const { validateString } = require('internal/validators');
const { atStart } = require('internal/startup');

let options;
function getOptions() {
  if (options === undefined) {
    const { getOptionValue } = require('internal/options');
    options = {
      disabled: new SafeSet(getOptionValue('--disable-warning') ?? []),
      file: getOptionValue('--redirect-warnings') || process.env.NODE_REDIRECT_WARNINGS,
    };
  }
  return options;
}

// --redirect-warnings: one descriptor, opened at the first warning and closed at the end.
let fd;
function writeToFile(file, message) {
  const fs = require('fs');
  if (fd === undefined) {
    try {
      fd = fs.openSync(file, 'a');
    } catch {
      return process._rawDebug(message);
    }
    process.on('exit', () => {
      try {
        fs.closeSync(fd);
      } catch {
        // The program has closed it.
      }
    });
  }
  fs.appendFile(fd, `${message}\n`, (err) => {
    if (err) process._rawDebug(message);
  });
}

function write(message) {
  const { file } = getOptions();
  if (file) writeToFile(file, message);
  else if (binding('process').isMainThread()) process._rawDebug(message);
  else process.stderr.write(`${message}\n`);  // a worker's goes through its parent
}

function textOf(warning) {
  try {
    if (warning.toString) return warning.toString();
  } catch {
    // A toString of the program's own that throws.
  }
  return ErrorPrototypeToString(warning);
}

let hintGiven = false;

/** The listener of 'warning' that prints. */
function onWarning(warning) {
  const { disabled } = getOptions();
  if ((warning?.code && disabled.has(warning.code)) || (warning?.name && disabled.has(warning.name))) return;
  if (!(warning instanceof Error)) return;

  const isDeprecation = warning.name === 'DeprecationWarning';
  if (isDeprecation && process.noDeprecation) return;
  const trace = process.traceProcessWarnings || (isDeprecation && process.traceDeprecation);
  let message = `(${process.release.name}:${process.pid}) `;
  if (warning.code) message += `[${warning.code}] `;
  message += trace && warning.stack ? warning.stack : textOf(warning);
  if (typeof warning.detail === 'string') message += `\n${warning.detail}`;
  if (!trace && !hintGiven) {
    const flag = isDeprecation ? '--trace-deprecation' : '--trace-warnings';
    const argv0 = require('path').basename(process.argv0 || 'node', '.exe');
    message += `\n(Use \`${argv0} ${flag} ...\` to show where the warning was created)`;
    hintGiven = true;
  }
  write(message);
}

function makeWarning(message, type, code, ctor, detail) {
  // The trace is captured below, for the caller.
  const limit = Error.stackTraceLimit;
  const writable = isErrorStackTraceLimitWritable();
  if (writable) Error.stackTraceLimit = 0;
  const warning = new Error(message);
  if (writable) Error.stackTraceLimit = limit;
  warning.name = String(type || 'Warning');
  if (code !== undefined) warning.code = code;
  if (detail !== undefined) warning.detail = detail;
  ErrorCaptureStackTrace(warning, ctor || process.emitWarning);
  return warning;
}

function deliver(warning) {
  process.emit('warning', warning);
}

/**
 * @param {string|Error} warning
 * @param {string|Function|{ type?: string, code?: string, ctor?: Function, detail?: string }} [type]
 * @param {string|Function} [code]
 * @param {Function} [ctor]
 */
function emitWarning(warning, type, code, ctor) {
  // Deprecations are made all the time; when they are off, nothing of the below is done for one.
  if (type === 'DeprecationWarning' && process.noDeprecation) return;
  let detail;
  if (type !== null && typeof type === 'object' && !ArrayIsArray(type)) {
    ({ ctor, code } = type);
    if (typeof type.detail === 'string') ({ detail } = type);
    type = type.type || 'Warning';
  } else if (typeof type === 'function') {
    ctor = type;
    code = '';
    type = 'Warning';
  }
  if (type !== undefined) validateString(type, 'type');
  if (typeof code === 'function') {
    ctor = code;
    code = '';
  } else if (code !== undefined) {
    validateString(code, 'code');
  }
  if (typeof warning === 'string') {
    warning = makeWarning(warning, type, code, ctor, detail);
  } else if (!(warning instanceof Error)) {
    throw new ERR_INVALID_ARG_TYPE('warning', ['Error', 'string'], warning);
  }
  if (warning.name === 'DeprecationWarning') {
    if (process.noDeprecation) return;
    if (process.throwDeprecation) {
      process.nextTick(() => { throw warning; });
      return;
    }
  }
  process.nextTick(deliver, warning);
}

/** Emits before it returns: for warnings of a process that is about to end. */
function emitWarningSync(warning, type, code, ctor) {
  deliver(makeWarning(warning, type, code, ctor));
}

atStart(() => {
  const { getOptionValue } = require('internal/options');
  if (getOptionValue('--warnings') !== false && process.env.NODE_NO_WARNINGS !== '1') process.on('warning', onWarning);
  if (getOptionValue('--deprecation') === false) process.noDeprecation = true;
  if (getOptionValue('--throw-deprecation') === true) process.throwDeprecation = true;
  if (getOptionValue('--trace-deprecation') === true) process.traceDeprecation = true;
  if (getOptionValue('--trace-warnings') === true) process.traceProcessWarnings = true;
});

module.exports = { emitWarning, emitWarningSync, onWarning };
