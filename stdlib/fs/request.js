'use strict';

// How an operation on the pool ends: in a callback or in a promise.

const { ArrayIsArray, Error, ErrorCaptureStackTrace, Promise, PromisePrototypeThen } = primordials;

const {
  codes: { ERR_FS_FILE_TOO_LARGE },
  codes, errnoError, isErrorStackTraceLimitWritable, uvErrmapGet,
} = require('internal/errors');
const hooks = require('internal/async_hooks');

const kEFBIG = -27;
const kEISDIR = -21;

// Of the calls in a job those on a descriptor; all others name a path, be it an empty one.
const onDescriptor = { __proto__: null, close: true, fstat: true, fsync: true, read: true, write: true };

/**
 * The error of a job made of several system calls.
 * @param {[errno: number, syscall: string, path?: string, dest?: string, code?: string, reason?: string]} failure
 */
function jobError(failure) {
  const [errno, syscall, path, dest, code, reason] = failure;
  if (errno === kEFBIG && typeof path === 'number') return new ERR_FS_FILE_TOO_LARGE(path);
  if (code !== undefined) return refusal(code, reason, errno, syscall, path);
  if (errno === kEISDIR && syscall === 'rm') return refusal('ERR_FS_EISDIR', 'is a directory', errno, syscall, path);
  return errnoError(errno, syscall, path ?? (onDescriptor[syscall] ? undefined : ''), dest);
}

/** What a copy or removal won't do although the system would. */
function refusal(code, message, errno, syscall, path) {
  const name = uvErrmapGet(errno)?.[0];
  return new codes[code]({ code: name, message, path, syscall, errno: -errno });
}

/** An error that came about outside of any call: its trace is the message alone, as there is no caller to show. */
function withoutTrace(make, a, b, c, d) {
  if (!isErrorStackTraceLimitWritable()) return make(a, b, c, d);
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return make(a, b, c, d);
  } finally {
    Error.stackTraceLimit = limit;
  }
}

/** What async_hooks are told of an operation, while there are any. */
class Tracked {
  constructor(type, resource) {
    this.asyncId = hooks.newAsyncId();
    this.triggerId = hooks.getDefaultTriggerAsyncId();
    this.resource = resource;
    hooks.emitInit(this.asyncId, type, this.triggerId, resource);
  }

  // Without a finally: what an error tears through is told by whoever handles it.
  call(fn) {
    hooks.emitBefore(this.asyncId, this.triggerId, this.resource);
    fn();
    hooks.emitAfter(this.asyncId);
  }

  destroy() {
    hooks.emitDestroy(this.asyncId);
  }
}

/** @returns {Tracked | null} */
function track(type, resource) {
  return hooks.enabledHooksExist() ? new Tracked(type, resource) : null;
}

class Request {
  /**
   * @param {Function} callback
   * @param {string} syscall
   * @param {string | Uint8Array} [path]
   * @param {string | Uint8Array} [dest]
   * @param {(value: any) => any} [map] makes the result; without it the callback gets none
   */
  constructor(callback, syscall, path, dest, map, type = 'FSREQCALLBACK') {
    this.callback = callback;
    this.syscall = syscall;
    this.path = path;
    this.dest = dest;
    this.map = map;
    this.tracked = track(type, this);
  }

  error(errno, details) {
    return ArrayIsArray(details) ? withoutTrace(jobError, details) :
      withoutTrace(errnoError, errno, this.syscall, this.path, this.dest);
  }

  /** What the native side calls: with 0 and the result, or with a negative errno and perhaps details. */
  oncomplete(errno, value) {
    if (this.tracked === null) {
      this.finish(errno, value);
    } else {
      this.tracked.call(() => this.finish(errno, value));
      this.tracked.destroy();
    }
  }

  finish(errno, value) {
    const { callback, map } = this;
    if (errno < 0) return callback(this.error(errno, value));
    if (map === undefined) return callback(null);
    let result;
    try {
      result = map(value);
    } catch (error) {
      return callback(error);
    }
    callback(null, result);
  }
}

class PromiseRequest extends Request {
  constructor(resolve, reject, syscall, path, dest, map) {
    super(resolve, syscall, path, dest, map, 'FSREQPROMISE');
    this.reject = reject;
  }

  finish(errno, value) {
    if (errno < 0) return this.reject(this.error(errno, value));
    const { callback: resolve, map } = this;
    if (map === undefined) return resolve();
    try {
      resolve(map(value));
    } catch (error) {
      this.reject(error);
    }
  }
}

const same = (value) => value;

/** Shows the async functions that wait for the operation in the error's trace. */
function traced(error) {
  ErrorCaptureStackTrace(error, traced);
  throw error;
}

/**
 * A promise of an operation on the pool.
 * @template T
 * @param {(request: PromiseRequest) => void} start hands the request to the native side
 * @param {string} syscall
 * @param {string | Uint8Array} [path]
 * @param {string | Uint8Array} [dest]
 * @param {(value: any) => T} [map]
 * @returns {Promise<T>}
 */
function promised(start, syscall, path, dest, map) {
  const promise = new Promise((resolve, reject) => start(new PromiseRequest(resolve, reject, syscall, path, dest, map)));
  return PromisePrototypeThen(promise, undefined, traced);
}

module.exports = { PromiseRequest, Request, jobError, promised, same, withoutTrace };
