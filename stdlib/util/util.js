'use strict';

const {
  ArrayIsArray, ErrorCaptureStackTrace, FunctionPrototypeBind, NumberIsSafeInteger, ObjectDefineProperties,
  ObjectDefineProperty, ObjectGetOwnPropertyDescriptors, ObjectKeys, ObjectSetPrototypeOf, ObjectValues, Promise,
  PromiseResolve, ReflectApply, StringPrototypeToWellFormed,
} = primordials;

const {
  codes: { ERR_FALSY_VALUE_REJECTION, ERR_INVALID_ARG_TYPE, ERR_OUT_OF_RANGE },
  errnoException,
  exceptionWithHostPort,
} = require('internal/errors');
const {
  defineLazyProperties, deprecate: wrapDeprecated, getSystemErrorMap, getSystemErrorMessage, getSystemErrorName,
  kEmptyObject, promisify,
} = require('internal/util');
const { debuglog } = require('internal/util/debuglog');
const { format, formatWithOptions, inspect, stripVTControlCharacters } = require('internal/util/inspect');
const types = require('internal/util/types');
const {
  kValidateObjectAllowObjects, validateAbortSignal, validateBoolean, validateFunction, validateNumber,
  validateObject, validateOneOf, validateString,
} = require('internal/validators');

/**
 * A function that takes a callback, made of one that returns a promise.
 * @param {(...args: any[]) => Promise<any>} original
 * @returns {Function}
 */
function callbackify(original) {
  validateFunction(original, 'original');
  function callbackified(...args) {
    const callback = args.pop();
    validateFunction(callback, 'last argument');
    const call = FunctionPrototypeBind(callback, this);
    // Out of the promise's reach: what the callback throws is an uncaught exception, not a rejection.
    // It may be another kind of promise than ours.
    ReflectApply(original, this, args).then(
      (value) => process.nextTick(call, null, value),
      (reason) => process.nextTick(rejectInto, reason, call));
  }
  const descriptors = ObjectGetOwnPropertyDescriptors(original);
  // It is a function with one parameter more; names and lengths need not be what they seem.
  if (typeof descriptors.length.value === 'number') descriptors.length.value++;
  if (typeof descriptors.name.value === 'string') descriptors.name.value += 'Callbackified';
  for (const descriptor of ObjectValues(descriptors)) ObjectSetPrototypeOf(descriptor, null);
  ObjectDefineProperties(callbackified, descriptors);
  return callbackified;
}

function rejectInto(reason, callback) {
  // A callback tells failure by its first argument being truthy.
  if (!reason) {
    const error = new ERR_FALSY_VALUE_REJECTION(reason);
    ErrorCaptureStackTrace(error, rejectInto);
    reason = error;
  }
  return callback(reason);
}

/**
 * Makes the instances of one constructor inherit from another's.
 * @param {Function} ctor
 * @param {Function} superCtor
 */
function inherits(ctor, superCtor) {
  if (ctor === undefined || ctor === null) throw new ERR_INVALID_ARG_TYPE('ctor', 'Function', ctor);
  if (superCtor === undefined || superCtor === null) throw new ERR_INVALID_ARG_TYPE('superCtor', 'Function', superCtor);
  if (superCtor.prototype === undefined) {
    throw new ERR_INVALID_ARG_TYPE('superCtor.prototype', 'Object', superCtor.prototype);
  }
  ObjectDefineProperty(ctor, 'super_', { __proto__: null, value: superCtor, writable: true, configurable: true });
  ObjectSetPrototypeOf(ctor.prototype, superCtor.prototype);
}

function _extend(target, source) {
  // Neither null nor undefined, nor anything that isn't an object, has properties.
  if (source === null || typeof source !== 'object') return target;
  const keys = ObjectKeys(source);
  for (let i = keys.length - 1; i >= 0; i--) target[keys[i]] = source[keys[i]];
  return target;
}

/**
 * Text in colours and other appearances, if the stream shows them.
 * @param {string | string[]} appearances names of inspect.colors
 * @param {string} text
 * @param {{ validateStream?: boolean, stream?: object }} [options]
 * @returns {string}
 */
function styleText(appearances, text, options) {
  validateString(text, 'text');
  if (options !== undefined) validateObject(options, 'options');
  const { validateStream = true, stream = process.stdout } = options ?? kEmptyObject;
  validateBoolean(validateStream, 'options.validateStream');
  let plain = false;
  if (validateStream) {
    const { isReadableStream, isWritableStream, isNodeStream } = require('internal/streams/utils');
    if (!isReadableStream(stream) && !isWritableStream(stream) && !isNodeStream(stream)) {
      throw new ERR_INVALID_ARG_TYPE('stream', ['ReadableStream', 'WritableStream', 'Stream'], stream);
    }
    plain = !require('internal/util/colors').shouldColorize(stream);
  }
  let styled = text;
  const list = ArrayIsArray(appearances) ? appearances : [appearances];
  for (let i = list.length - 1; i >= 0; i--) {
    const key = list[i];
    if (key === 'none') continue;
    const codes = inspect.colors[key];
    if (codes === undefined) validateOneOf(key, 'format', ObjectKeys(inspect.colors));
    if (plain) continue;
    const open = `\u001b[${codes[0]}m`;
    const close = `\u001b[${codes[1]}m`;
    styled = `${open}${reopened(styled, key, open, close)}${close}`;
  }
  return styled;
}

/** Text inside may end the same appearance before its own end: it is begun again there. */
function reopened(text, key, open, close) {
  const last = text.lastIndexOf(close);
  if (last === -1) return text;
  // Nothing comes after an end at the very end.
  if (last + close.length === text.length) return reopened(text.slice(0, last), key, open, close) + close;
  // Bold and dim share the code that ends them.
  const again = key === 'bold' || key === 'dim' ? `${close}${open}` : open;
  return text.replaceAll(close, again);
}

/**
 * @param {string} text
 * @returns {string} without the escape sequences of terminals
 */
function stripControls(text) {
  validateString(text, 'str');
  return stripVTControlCharacters(text);
}

function negativeErrno(errno) {
  validateNumber(errno, 'err');
  if (errno >= 0 || !NumberIsSafeInteger(errno)) throw new ERR_OUT_OF_RANGE('err', 'a negative integer', errno);
  return errno;
}

/**
 * Where the caller is called from.
 * @param {number} [frameCount]
 * @param {{ sourceMap?: boolean }} [options]
 */
function getCallSites(frameCount = 10, options) {
  if (options === undefined) {
    if (typeof frameCount === 'object') {
      options = frameCount;
      validateObject(options, 'options');
      if (options.sourceMap !== undefined) validateBoolean(options.sourceMap, 'options.sourceMap');
      frameCount = 10;
    } else {
      options = kEmptyObject;
    }
  } else {
    validateObject(options, 'options');
    if (options.sourceMap !== undefined) validateBoolean(options.sourceMap, 'options.sourceMap');
  }
  validateNumber(frameCount, 'frameCount', 1, 200);
  return binding('util').getCallSites(Math.trunc(frameCount));
}

/**
 * A promise that is fulfilled when the signal is aborted; listening for it keeps neither `resource` nor itself alive.
 * @param {AbortSignal} signal
 * @param {object} resource
 */
async function aborted(signal, resource) {
  if (signal === undefined) throw new ERR_INVALID_ARG_TYPE('signal', 'AbortSignal', signal);
  validateAbortSignal(signal, 'signal');
  validateObject(resource, 'resource', kValidateObjectAllowObjects);
  if (signal.aborted) return PromiseResolve();
  const { kResistStopPropagation, kWeakHandler } = require('internal/event_target');
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), {
      __proto__: null, once: true, [kWeakHandler]: resource, [kResistStopPropagation]: true,
    });
  });
}

/**
 * @param {string} content of an .env file
 * @returns {Record<string, string>}
 */
function parseEnv(content) {
  validateString(content, 'content');
  return require('internal/dotenv').parse(content);
}

function deprecate(fn, message, code, options) {
  return wrapDeprecated(fn, message, code, undefined, options?.modifyPrototype);
}

module.exports = {
  _errnoException(errno, ...args) {
    return errnoException(negativeErrno(errno), ...args);
  },
  _exceptionWithHostPort: exceptionWithHostPort,
  _extend: wrapDeprecated(
    _extend, 'The `util._extend` API is deprecated. Please use Object.assign() instead.', 'DEP0060'),
  callbackify,
  debug: debuglog,
  debuglog,
  deprecate,
  format,
  styleText,
  formatWithOptions,
  getCallSites,
  getSystemErrorMap,
  getSystemErrorName(errno) {
    return getSystemErrorName(negativeErrno(errno));
  },
  getSystemErrorMessage(errno) {
    return getSystemErrorMessage(negativeErrno(errno));
  },
  inherits,
  inspect,
  isArray: wrapDeprecated(
    ArrayIsArray, 'The `util.isArray` API is deprecated. Please use `Array.isArray()` instead.', 'DEP0044'),
  isDeepStrictEqual(a, b, skipPrototype) {
    return require('internal/util/comparisons').isDeepStrictEqual(a, b, skipPrototype);
  },
  promisify,
  stripVTControlCharacters: stripControls,
  toUSVString(input) {
    return StringPrototypeToWellFormed(`${input}`);
  },
  aborted,
  types,
  parseEnv,
};

defineLazyProperties(module.exports, 'internal/util/parse_args', ['parseArgs']);
defineLazyProperties(module.exports, 'internal/encoding', ['TextDecoder', 'TextEncoder']);
defineLazyProperties(module.exports, 'internal/mime', ['MIMEType', 'MIMEParams']);
defineLazyProperties(module.exports, 'internal/util/diff', ['diff']);
