'use strict';

// Every error that the standard library throws is made here: errors with a code (`codes.ERR_X`), errors of failed system
// calls (`errnoError` and its relatives), AbortError, and the text of stack traces.

const {
  AggregateError, ArrayIsArray, Error, ErrorCaptureStackTrace, ErrorPrototypeToString, ObjectAssign,
  ObjectDefineProperties, ObjectDefineProperty, ObjectGetOwnPropertyDescriptor, ObjectIsExtensible, ObjectKeys,
  ObjectPrototypeHasOwnProperty, Proxy, ReflectApply, SafeWeakMap, Symbol,
} = primordials;

const messages = require('internal/error_messages');
const { formatters, systemErrors, formatList, determineSpecificType } = require('internal/error_formatters');
const { byErrno } = require('internal/system_errors');

const kIsNodeError = Symbol('kIsNodeError');

/** Puts the arguments in the places of the message's %s. */
function fillIn(message, args) {
  let filled = '';
  let from = 0;
  for (let i = 0; i < args.length; i++) {
    const at = message.indexOf('%s', from);
    if (at === -1) break;
    const value = args[i];
    const shown = typeof value === 'object' && value !== null || typeof value === 'function' ?
      require('internal/util/inspect').format('%s', value) : String(value);
    filled += message.slice(from, at) + shown;
    from = at + 2;
  }
  return filled + message.slice(from);
}

/** Gives a class of errors with a code what sets them apart from their base: the code in `toString()` and in the stack. */
function markPrototype(NodeError, Base, code) {
  ObjectDefineProperties(NodeError.prototype, {
    constructor: { __proto__: null, value: Base, writable: true, configurable: true },
    [kIsNodeError]: { __proto__: null, value: true, configurable: true },
    toString: {
      __proto__: null,
      value: function toString() {
        return `${this.name} [${code}]: ${this.message}`;
      },
      writable: true,
      configurable: true,
    },
  });
}

function makeCodeClass(Base, code, format) {
  class NodeError extends Base {
    constructor(...args) {
      super();
      this.code = code;
      const message = typeof format === 'string' ? fillIn(format, args) : ReflectApply(format, this, args);
      ObjectDefineProperty(this, 'message', {
        __proto__: null, value: message, enumerable: false, writable: true, configurable: true,
      });
    }
  }
  markPrototype(NodeError, Base, code);
  // For code that calls the constructor inside a function wrapped by hideStackFrames.
  NodeError.HideStackFramesError = NodeError;
  return NodeError;
}

/** An error that carries the context of one failed system call in `info`. */
class SystemError extends Error {
  constructor(code, sentence, context) {
    super();
    this.code = code;
    let message = `${sentence}: ${context.syscall} returned ${context.code} (${context.message})`;
    if (context.path !== undefined) message += ` ${context.path}`;
    if (context.dest !== undefined) message += ` => ${context.dest}`;
    ObjectDefineProperties(this, {
      [kIsNodeError]: { __proto__: null, value: true, configurable: true },
      name: { __proto__: null, value: 'SystemError', writable: true, configurable: true },
      message: { __proto__: null, value: message, writable: true, configurable: true },
      info: { __proto__: null, value: context, enumerable: true, configurable: true },
    });
    for (const key of ['errno', 'syscall', 'path', 'dest']) {
      if ((key === 'path' || key === 'dest') && context[key] === undefined) continue;
      ObjectDefineProperty(this, key, {
        __proto__: null,
        get() { return context[key]; },
        set(value) { context[key] = value; },
        enumerable: true,
        configurable: true,
      });
    }
  }

  toString() {
    return `${this.name} [${this.code}]: ${this.message}`;
  }
}

function makeSystemErrorClass(code, sentence) {
  class NodeError extends SystemError {
    constructor(context) {
      super(code, sentence, context);
    }
  }
  NodeError.HideStackFramesError = NodeError;
  return NodeError;
}

function makeClasses(code) {
  const sentence = systemErrors[code];
  if (sentence !== undefined) return makeSystemErrorClass(code, sentence);
  const row = formatters[code] ?? messages[code];
  if (row === undefined) return undefined;
  const [bases, format] = row;
  if (!ArrayIsArray(bases)) return makeCodeClass(bases, code, format);
  const NodeError = makeCodeClass(bases[0], code, format);
  for (let i = 1; i < bases.length; i++) NodeError[bases[i].name] = makeCodeClass(bases[i], code, format);
  return NodeError;
}

// A class is made when it is first asked for: a program meets a handful of the three hundred.
const codes = new Proxy({ __proto__: null }, {
  __proto__: null,
  get: (made, code) => made[code] ??= makeClasses(code),
  has: (made, code) => (made[code] ?? systemErrors[code] ?? formatters[code] ?? messages[code]) !== undefined,
  ownKeys: () => [...ObjectKeys(messages), ...ObjectKeys(formatters), ...ObjectKeys(systemErrors)].sort(),
  getOwnPropertyDescriptor: (made, code) => {
    const value = made[code] ??= makeClasses(code);
    return value && { __proto__: null, value, writable: true, enumerable: true, configurable: true };
  },
});

/** Adds a code: `E('ERR_X', 'message with %s' | format, Base, ...otherBases)`. */
function E(code, format, ...bases) {
  messages[code] = [bases, format];
}

// Stack traces

let userStackTraceLimit;

/** Whether Error.stackTraceLimit can be lent out: a program may have frozen Error or made the property an accessor. */
function isErrorStackTraceLimitWritable() {
  const descriptor = ObjectGetOwnPropertyDescriptor(Error, 'stackTraceLimit');
  if (descriptor === undefined) return ObjectIsExtensible(Error);
  return ObjectPrototypeHasOwnProperty(descriptor, 'writable') ? descriptor.writable : descriptor.set !== undefined;
}

/** Makes an error whose trace starts at the caller of `above`; the trace is captured once only. */
function makeError(Base, message, above) {
  const writable = isErrorStackTraceLimitWritable();
  if (writable) {
    userStackTraceLimit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
  }
  const error = new Base(message);
  if (writable) Error.stackTraceLimit = userStackTraceLimit;
  ErrorCaptureStackTrace(error, above);
  return error;
}

/**
 * Wraps a function so that what it throws seems thrown by the wrapped call itself.
 * @template {Function} T
 * @param {T} fn
 * @returns {T & { withoutStackTrace: T }}
 */
function hideStackFrames(fn) {
  function wrapped(...args) {
    try {
      return ReflectApply(fn, this, args);
    } catch (error) {
      if (Error.stackTraceLimit) ErrorCaptureStackTrace(error, wrapped);
      throw error;
    }
  }
  wrapped.withoutStackTrace = fn;
  ObjectDefineProperty(wrapped, 'name', { __proto__: null, value: fn.name, configurable: true });
  return wrapped;
}

/** Traces that somebody wants as call sites: error → function(error, callSites), used once. */
const overrideStackTrace = new SafeWeakMap();

/** @type {((site: NodeJS.CallSite) => string) | undefined} set while source maps are in use */
let describeFrame;

/** @param {((site: NodeJS.CallSite) => string) | undefined} describe */
function setFrameDescriber(describe) {
  describeFrame = describe;
}

/** The text of a trace: the error, and a line for each call site. */
function defaultPrepareStackTrace(globalThis, error, trace) {
  let head;
  try {
    head = kIsNodeError in error && typeof error.code === 'string' ?
      `${error.name} [${error.code}]: ${error.message}` : ErrorPrototypeToString(error);
  } catch {
    head = '<error>';
  }
  if (trace.length === 0) return head;
  const frames = describeFrame === undefined ? trace : trace.map(describeFrame);
  return `${head}\n    at ${frames.join('\n    at ')}`;
}

/** What V8 calls with an error and its call sites when `stack` is first read. */
function prepareStackTraceCallback(globalThis, error, trace) {
  const override = overrideStackTrace.get(error);
  if (override !== undefined) {
    overrideStackTrace.delete(error);
    return override(error, trace);
  }
  // A context's own hook comes first, then the main one's.
  const local = globalThis?.Error?.prepareStackTrace;
  if (typeof local === 'function' && local !== defaultPrepare) return local(error, trace);
  const main = Error.prepareStackTrace;
  if (typeof main === 'function' && main !== defaultPrepare) return main(error, trace);
  return defaultPrepareStackTrace(globalThis, error, trace);
}

/** The value that `Error.prepareStackTrace` starts with. */
const defaultPrepare = {
  prepareStackTrace(error, trace) {
    return defaultPrepareStackTrace(undefined, error, trace);
  },
}.prepareStackTrace;

let stackOverflow;

/** Whether an error says that the call stack is full. */
function isStackOverflowError(error) {
  if (stackOverflow === undefined) {
    const overflow = () => overflow();
    try {
      overflow();
    } catch (thrown) {
      stackOverflow = { __proto__: null, message: thrown.message, name: thrown.name };
    }
  }
  return error != null && error.name === stackOverflow.name && error.message === stackOverflow.message;
}

// System calls

function uvErrmapGet(errno) {
  return byErrno.get(errno);
}

function errnoName(errno) {
  return byErrno.get(errno)?.[0] ?? `Unknown system error ${errno}`;
}

function systemCallMessage(code, sentence, syscall, path, dest) {
  let message = `${code}: ${sentence}, ${syscall}`;
  if (path !== undefined) message += ` '${path}'`;
  if (dest !== undefined) message += ` -> '${dest}'`;
  return message;
}

/**
 * The error of a failed system call: `ENOENT: no such file or directory, open 'x'`.
 * @param {number} errno negative
 * @param {string} syscall
 * @param {string | Uint8Array} [path]
 * @param {string | Uint8Array} [dest]
 * @param {string} [sentence] instead of the usual one
 */
function errnoError(errno, syscall, path, dest, sentence) {
  const [code, usual] = byErrno.get(errno) ?? ['UNKNOWN', 'unknown error'];
  if (path != null) path = path.toString();
  else path = undefined;
  if (dest != null) dest = dest.toString();
  else dest = undefined;
  const error = makeError(Error, systemCallMessage(code, sentence || usual, syscall, path, dest), errnoError);
  error.errno = errno;
  error.code = code;
  error.syscall = syscall;
  if (path !== undefined) error.path = path;
  if (dest !== undefined) error.dest = dest;
  return error;
}

/** As errnoError, with everything in one object; what else the object holds is put onto the error. */
class UVException {
  constructor(context) {
    const { errno, message, path, dest } = context;
    const [code, usual] = byErrno.get(errno) ?? ['UNKNOWN', 'unknown error'];
    const shownPath = path ? path.toString() : undefined;
    const shownDest = dest ? dest.toString() : undefined;
    const error = makeError(
      Error,
      systemCallMessage(context.code || code, message || usual, context.syscall, shownPath, shownDest),
      UVException);
    for (const key of ObjectKeys(context)) {
      if (key !== 'message' && key !== 'path' && key !== 'dest') error[key] = context[key];
    }
    error.code = code;
    if (shownPath !== undefined) error.path = shownPath;
    if (shownDest !== undefined) error.dest = shownDest;
    return error;
  }
}

/**
 * A shorter one, for calls on handles: `listen EADDRINUSE`.
 * @param {number} errno negative
 * @param {string} syscall
 * @param {string} [original] more to say
 */
function errnoException(errno, syscall, original) {
  const code = errnoName(errno);
  const error = makeError(Error, original ? `${syscall} ${code} ${original}` : `${syscall} ${code}`, errnoException);
  error.errno = errno;
  error.code = code;
  error.syscall = syscall;
  return error;
}

function hostAndPort(address, port) {
  if (port && port > 0) return ` ${address}:${port}`;
  return address ? ` ${address}` : '';
}

/** `connect ECONNREFUSED 127.0.0.1:80`, with address and port. */
function exceptionWithHostPort(errno, syscall, address, port, additional) {
  const code = errnoName(errno);
  let details = hostAndPort(address, port);
  if (additional) details += ` - Local (${additional})`;
  const error = makeError(Error, `${syscall} ${code}${details}`, exceptionWithHostPort);
  error.errno = errno;
  error.code = code;
  error.syscall = syscall;
  error.address = address;
  if (port) error.port = port;
  return error;
}

/** `listen EADDRINUSE: address already in use 127.0.0.1:80`, with address and port. */
function uvExceptionWithHostPort(errno, syscall, address, port) {
  const [code, sentence] = byErrno.get(errno) ?? ['UNKNOWN', 'unknown error'];
  const error = makeError(
    Error, `${syscall} ${code}: ${sentence}${hostAndPort(address, port)}`, uvExceptionWithHostPort);
  error.code = code;
  error.errno = errno;
  error.syscall = syscall;
  error.address = address;
  if (port) error.port = port;
  return error;
}

/** A failed name resolution: `getaddrinfo ENOTFOUND host`. */
function dnsException(code, syscall, hostname) {
  let errno;
  if (typeof code === 'number') {
    errno = code;
    const name = errnoName(code);
    // Two spellings of "there is no such name", which nobody wants to tell apart.
    code = name === 'EAI_NODATA' || name === 'EAI_NONAME' ? 'ENOTFOUND' : name;
  }
  const error = makeError(Error, `${syscall} ${code}${hostname ? ` ${hostname}` : ''}`, dnsException);
  error.errno = errno;
  error.code = code;
  error.syscall = syscall;
  if (hostname) error.hostname = hostname;
  return error;
}

class ConnResetException extends Error {
  constructor(message) {
    super(message);
    this.code = 'ECONNRESET';
  }

  get ['constructor']() {
    return Error;
  }
}

/** What an aborted operation rejects with. */
class AbortError extends Error {
  constructor(message = 'The operation was aborted', options = undefined) {
    if (options !== undefined && typeof options !== 'object') {
      throw new codes.ERR_INVALID_ARG_TYPE('options', 'Object', options);
    }
    super(message, options);
    this.code = 'ABORT_ERR';
    this.name = 'AbortError';
  }
}

class NodeAggregateError extends AggregateError {
  constructor(errors, message) {
    super(errors, message);
    this.code = errors[0]?.code;
  }

  get ['constructor']() {
    return AggregateError;
  }
}

ObjectDefineProperty(NodeAggregateError.prototype, kIsNodeError, { __proto__: null, value: true, configurable: true });

/** One error for two: the first is the one to blame, the other came about in its wake. */
const aggregateTwoErrors = hideStackFrames((inner, outer) => {
  if (inner && outer && inner !== outer) {
    if (ArrayIsArray(outer.errors)) {
      outer.errors.push(inner);
      return outer;
    }
    const error = new AggregateError([outer, inner], outer.message);
    error.code = outer.code;
    return error;
  }
  return inner || outer;
});

/** Joins a list of errors into one; a list of one is that error. */
function aggregateErrors(errors, message, code) {
  if (errors.length === 1) return errors[0];
  const error = new AggregateError(errors, message);
  error.code = code ?? errors[0]?.code;
  return error;
}

/** An Error with a message and further properties. */
const genericNodeError = hideStackFrames((message, properties) => ObjectAssign(new Error(message), properties));

function getMessage(code, args, self) {
  const [, format] = formatters[code] ?? messages[code];
  return typeof format === 'string' ? fillIn(format, args) : ReflectApply(format, self, args);
}

// Source lines to print above an uncaught error, by the error.
const arrowMessages = new SafeWeakMap();

/** Remembers the source line and caret that belong to an error, for whoever prints it. */
function setArrowMessage(error, arrow) {
  arrowMessages.set(error, arrow);
}

function getArrowMessage(error) {
  return arrowMessages.get(error);
}

// The capitalised names of the functions above are for callers that write `throw new ExceptionWithHostPort(...)`.
// What else there is to say in the trace of an uncaught error: where an 'error' event nobody listened to was emitted.
const stackEnhancers = new SafeWeakMap();

/** Has `enhance()` give the trace to print when `error` is not caught. */
function setStackEnhancer(error, enhance) {
  stackEnhancers.set(error, enhance);
}

/** Gives an error that is about to be printed all there is to say in its trace. */
function enhanceStack(error) {
  const enhance = typeof error === 'object' && error !== null ? stackEnhancers.get(error) : undefined;
  if (enhance === undefined) return;
  try {
    error.stack = enhance();
  } catch {
    // Its stack can't be read or written: it is shown as it is.
  }
}

module.exports = {
  AbortError,
  ConnResetException,
  DNSException: dnsException,
  E,
  ErrnoException: errnoException,
  ExceptionWithHostPort: exceptionWithHostPort,
  NodeAggregateError,
  SystemError,
  UVException,
  UVExceptionWithHostPort: uvExceptionWithHostPort,
  aggregateErrors,
  aggregateTwoErrors,
  codes,
  defaultPrepare,
  defaultPrepareStackTrace,
  determineSpecificType,
  dnsException,
  enhanceStack,
  errnoError,
  errnoException,
  exceptionWithHostPort,
  formatList,
  genericNodeError,
  getArrowMessage,
  getMessage,
  hideStackFrames,
  isErrorStackTraceLimitWritable,
  isStackOverflowError,
  kIsNodeError,
  overrideStackTrace,
  prepareStackTraceCallback,
  setFrameDescriber,
  setArrowMessage,
  setStackEnhancer,
  uvErrmapGet,
  uvExceptionWithHostPort,
};
