'use strict';

// Small things that many modules need: deprecations, promisify, lazily defined properties, encodings, system errors.

const {
  ArrayPrototypePush, Error, ObjectDefineProperties, ObjectDefineProperty, ObjectFreeze,
  ObjectGetOwnPropertyDescriptor, ObjectGetOwnPropertyDescriptors, ObjectGetPrototypeOf, ObjectPrototypeHasOwnProperty,
  ObjectSetPrototypeOf, ObjectValues, Promise, ReflectApply, ReflectConstruct, RegExpPrototypeSymbolReplace, SafeMap,
  SafeSet, StringPrototypeToLowerCase, Symbol, SymbolFor,
} = primordials;

const {
  codes: { ERR_UNKNOWN_SIGNAL },
  isErrorStackTraceLimitWritable,
  overrideStackTrace,
  uvErrmapGet,
} = require('internal/errors');
const { byErrno } = require('internal/system_errors');
const { validateFunction, validateString } = require('internal/validators');

const customInspectSymbol = SymbolFor('nodejs.util.inspect.custom');
const customPromisify = SymbolFor('nodejs.util.promisify.custom');
const customPromisifyArgs = Symbol('customPromisifyArgs');

/** For default options: `function f(options = kEmptyObject)`. */
const kEmptyObject = ObjectFreeze({ __proto__: null });
const kEnumerableProperty = ObjectFreeze({ __proto__: null, enumerable: true });

const isWindows = process.platform === 'win32';
const isMacOS = process.platform === 'darwin';

// Deprecations and warnings

/** Codes whose warning has been given. */
const warnedCodes = new SafeSet();

/**
 * A function that warns the first time it is called.
 * @param {string} message
 * @param {string} [code]
 * @param {boolean} [sync] emit at once rather than on the next tick
 */
function getDeprecationWarningEmitter(code, message, deprecated, sync, shouldWarn = () => true) {
  let warned = false;
  return () => {
    if (warned || !shouldWarn()) return;
    warned = true;
    if (code === 'ExperimentalWarning') {
      process.emitWarning(message, code, deprecated);
    } else if (code !== undefined) {
      if (warnedCodes.has(code)) return;
      warnedCodes.add(code);
      const emit = sync ? require('internal/process/warning').emitWarningSync : process.emitWarning;
      emit(message, 'DeprecationWarning', code, deprecated);
    } else {
      process.emitWarning(message, 'DeprecationWarning', deprecated);
    }
  };
}

function isPendingDeprecation() {
  return require('internal/options').getOptionValue('--pending-deprecation') && !process.noDeprecation;
}

/**
 * Wraps a function or class so that its first call warns.
 * @template {Function} T
 * @param {T} fn
 * @param {string} message
 * @param {string} [code] one warning a code, however many functions share it
 * @param {boolean} [sync]
 * @param {boolean} [modifyPrototype] make the wrapper inherit from `fn`
 * @returns {T}
 */
function deprecate(fn, message, code, sync, modifyPrototype = true) {
  if (code !== undefined) validateString(code, 'code');
  const warn = getDeprecationWarningEmitter(code, message, deprecated, sync);
  function deprecated(...args) {
    if (process.noDeprecation !== true) warn();
    if (new.target) return ReflectConstruct(fn, args, new.target);
    return ReflectApply(fn, this, args);
  }
  if (modifyPrototype) {
    ObjectSetPrototypeOf(deprecated, fn);
    if (fn.prototype) {
      // Instances made by either are instances of both.
      deprecated.prototype = fn.prototype;
    }
  }
  ObjectDefineProperty(deprecated, 'length', {
    __proto__: null, ...ObjectGetOwnPropertyDescriptor(fn, 'length'),
  });
  return deprecated;
}

/** As deprecate, but warns only under --pending-deprecation. */
function pendingDeprecate(fn, message, code) {
  return function pendingDeprecated(...args) {
    if (isPendingDeprecation()) getPendingEmitter(code, message)();
    return ReflectApply(fn, this, args);
  };
}

const pendingEmitters = new SafeMap();
function getPendingEmitter(code, message) {
  let emitter = pendingEmitters.get(code);
  if (emitter === undefined) pendingEmitters.set(code, emitter = getDeprecationWarningEmitter(code, message));
  return emitter;
}

/** For constructors that used to work without `new`. */
function deprecateInstantiation(Constructor, code, ...args) {
  if (!warnedCodes.has(code)) {
    warnedCodes.add(code);
    process.emitWarning(
      `Instantiating ${Constructor.name} without the 'new' keyword has been deprecated.`, 'DeprecationWarning', code);
  }
  return ReflectConstruct(Constructor, args);
}

/** Makes reading a property warn. */
function deprecateProperty(key, message, code, sync) {
  const warn = getDeprecationWarningEmitter(code, message, undefined, sync);
  return (options) => {
    if (key in options && !process.noDeprecation) warn();
  };
}

const experimental = new SafeSet();

/** Warns once that a feature may change. */
function emitExperimentalWarning(feature) {
  if (experimental.has(feature)) return;
  experimental.add(feature);
  process.emitWarning(`${feature} is an experimental feature and might change at any time`, 'ExperimentalWarning');
}

// Promises

/**
 * A function that returns a promise, made of one that takes a callback last.
 * @param {Function} original
 * @returns {Function}
 */
function promisify(original) {
  validateFunction(original, 'original');
  const custom = original[customPromisify];
  if (custom) {
    validateFunction(custom, 'util.promisify.custom');
    return ObjectDefineProperty(custom, customPromisify, {
      __proto__: null, value: custom, enumerable: false, writable: false, configurable: true,
    });
  }
  // Names of several results, for functions such as child_process.exec.
  const names = original[customPromisifyArgs];
  function fn(...args) {
    return new Promise((resolve, reject) => {
      ArrayPrototypePush(args, (error, ...values) => {
        if (error) return reject(error);
        if (names === undefined || values.length < 2) return resolve(values[0]);
        const results = {};
        for (let i = 0; i < names.length; i++) results[names[i]] = values[i];
        resolve(results);
      });
      if (require('internal/util/types').isPromise(ReflectApply(original, this, args))) {
        process.emitWarning(
          'Calling promisify on a function that returns a Promise is likely a mistake.', 'DeprecationWarning', 'DEP0174');
      }
    });
  }
  ObjectSetPrototypeOf(fn, ObjectGetPrototypeOf(original));
  ObjectDefineProperty(fn, customPromisify, {
    __proto__: null, value: fn, enumerable: false, writable: false, configurable: true,
  });
  const descriptors = ObjectGetOwnPropertyDescriptors(original);
  for (const descriptor of ObjectValues(descriptors)) ObjectSetPrototypeOf(descriptor, null);
  return ObjectDefineProperties(fn, descriptors);
}
promisify.custom = customPromisify;

/** A function that calls `fn` the first time only. */
function once(fn, { preserveReturnValue = false } = kEmptyObject) {
  let called = false;
  let result;
  return function(...args) {
    if (called) return preserveReturnValue ? result : undefined;
    called = true;
    result = ReflectApply(fn, this, args);
    return preserveReturnValue ? result : undefined;
  };
}

// Properties

/** Defines properties of `target` that require module `id` when they are first read. */
function defineLazyProperties(target, id, keys, enumerable = true) {
  for (const key of keys) {
    let value;
    let loaded = false;
    function set(replacement) {
      ObjectDefineProperty(target, key, {
        __proto__: null, value: replacement, writable: true, enumerable, configurable: true,
      });
    }
    function get() {
      if (!loaded) {
        value = require(id)[key];
        loaded = true;
        set(value);
      }
      return value;
    }
    ObjectDefineProperty(get, 'name', { __proto__: null, value: key, configurable: true });
    ObjectDefineProperty(set, 'name', { __proto__: null, value: key, configurable: true });
    ObjectDefineProperty(target, key, { __proto__: null, get, set, enumerable, configurable: true });
  }
}

/** A property as Web IDL defines operations. */
function defineOperation(target, name, method) {
  ObjectDefineProperty(target, name, {
    __proto__: null, value: method, writable: true, enumerable: true, configurable: true,
  });
}

/** A class as Web IDL exposes interfaces. */
function exposeInterface(target, name, interfaceObject) {
  ObjectDefineProperty(target, name, {
    __proto__: null, value: interfaceObject, writable: true, enumerable: false, configurable: true,
  });
}

/** Interfaces of module `id`, loaded when first read. */
function exposeLazyInterfaces(target, id, keys) {
  defineLazyProperties(target, id, keys, false);
}

function assignFunctionName(name, fn, descriptor = kEmptyObject) {
  if (typeof name !== 'string') {
    const { description } = name;
    name = description === undefined ? '' : `[${description}]`;
  }
  return ObjectDefineProperty(fn, 'name', {
    __proto__: null, writable: false, enumerable: false, configurable: true, ...descriptor, value: name,
  });
}

function setOwnProperty(target, key, value) {
  return ObjectDefineProperty(target, key, {
    __proto__: null, value, writable: true, enumerable: true, configurable: true,
  });
}

/** The named own properties of an object, on a new one. */
function filterOwnProperties(source, keys) {
  const filtered = { __proto__: null };
  for (let i = 0; i < keys.length; i++) {
    if (ObjectPrototypeHasOwnProperty(source, keys[i])) filtered[keys[i]] = source[keys[i]];
  }
  return filtered;
}

/** A function whose result is computed once. */
function getLazy(compute) {
  let value;
  let done = false;
  return function() {
    if (!done) {
      value = compute();
      done = true;
    }
    return value;
  };
}

// Arrays and strings

/** Removes one element; faster than splice, which makes an array of what it removed. */
function spliceOne(list, index) {
  for (; index + 1 < list.length; index++) list[index] = list[index + 1];
  list.pop();
}

const encodings = {
  '__proto__': null,
  'utf8': 'utf8', 'utf-8': 'utf8',
  'ucs2': 'utf16le', 'ucs-2': 'utf16le', 'utf16le': 'utf16le', 'utf-16le': 'utf16le',
  'latin1': 'latin1', 'binary': 'latin1',
  'base64': 'base64', 'base64url': 'base64url', 'hex': 'hex', 'ascii': 'ascii',
};

/**
 * The one name of an encoding of buffers, or undefined.
 * @param {string | undefined} encoding nothing means utf8
 */
function normalizeEncoding(encoding) {
  if (encoding == null || encoding === '') return 'utf8';
  return encodings[encoding] ?? encodings[StringPrototypeToLowerCase(`${encoding}`)];
}

// eslint-disable-next-line no-control-regex
const colors = /\u001b\[\d\d?m/g;

/** Text without the escape sequences that colour it. */
function removeColors(text) {
  return RegExpPrototypeSymbolReplace(colors, text, '');
}

// Errors and call sites

function isError(value) {
  return require('internal/util/types').isNativeError(value) || value instanceof Error;
}

function getSystemErrorName(errno) {
  return uvErrmapGet(errno)?.[0] ?? `Unknown system error ${errno}`;
}

function getSystemErrorMessage(errno) {
  return uvErrmapGet(errno)?.[1] ?? `Unknown system error ${errno}`;
}

/** @returns {Map<number, [string, string]>} */
function getSystemErrorMap() {
  return new Map(byErrno.entries());
}

/** The call sites of the caller, nearest first. */
function getStructuredStack() {
  const writable = isErrorStackTraceLimitWritable();
  const limit = Error.stackTraceLimit;
  if (writable) Error.stackTraceLimit = Infinity;
  const error = new Error();
  if (writable) Error.stackTraceLimit = limit;
  overrideStackTrace.set(error, (_, trace) => trace);
  const { stack } = error;
  return typeof stack === 'string' ? [] : stack.slice(1);
}

/** Whether the nearest code on the stack that isn't built in lies in a node_modules folder. */
function isInsideNodeModules(frameLimit = 100) {
  return binding('util').isInsideNodeModules(frameLimit);
}

const nodeModules = /[/\\]node_modules[/\\]/;
function isUnderNodeModules(filename) {
  return filename && nodeModules.exec(filename) !== null;
}

/** The class, loaded when an exception is about to be thrown. */
const lazyDOMExceptionClass = getLazy(() => require('internal/dom_exception').DOMException);

/** A DOMException without the class having been loaded before. */
function lazyDOMException(message, name) {
  const DOMException = lazyDOMExceptionClass();
  return new DOMException(message, name);
}

// Processes and directories

let signalNames;

/** The number of a signal given as a name or a number. */
function convertToValidSignal(signal) {
  const { signals } = require('os').constants;
  if (typeof signal === 'number') {
    signalNames ??= new SafeMap(Object.entries(signals).map(([name, number]) => [number, name]));
    if (signalNames.has(signal)) return signal;
  }
  if (typeof signal === 'string') {
    const number = signals[signal.toUpperCase()];
    if (number) return number;
  }
  throw new ERR_UNKNOWN_SIGNAL(signal);
}

/** The working directory as a URL; the process may be in one that is gone. */
function getCWDURL() {
  let directory;
  try {
    directory = `${process.cwd()}/`;
  } catch {
    directory = '/';
  }
  return require('internal/url').pathToFileURL(directory);
}

/** Blocks the thread. */
function sleep(milliseconds) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

function getConstructorOf(object) {
  while (object) {
    const descriptor = ObjectGetOwnPropertyDescriptor(object, 'constructor');
    if (descriptor !== undefined && typeof descriptor.value === 'function' && descriptor.value.name !== '') {
      return descriptor.value;
    }
    object = ObjectGetPrototypeOf(object);
  }
}

/** A class usable without `new`. */
function createClassWrapper(type) {
  function wrapper(...args) {
    return ReflectConstruct(type, args, new.target || type);
  }
  ObjectDefineProperty(wrapper, 'name', { __proto__: null, value: type.name, configurable: true });
  ObjectSetPrototypeOf(wrapper, type);
  wrapper.prototype = type.prototype;
  return wrapper;
}

/** Holds an object weakly, save while somebody counts on it. */
class WeakReference {
  #weak;
  #strong;
  #count = 0;

  constructor(object) {
    this.#weak = new WeakRef(object);
  }

  incRef() {
    if (++this.#count === 1) this.#strong = this.#weak.deref();
    return this.#count;
  }

  decRef() {
    if (--this.#count === 0) this.#strong = undefined;
    return this.#count;
  }

  get() {
    return this.#weak.deref();
  }
}

module.exports = {
  WeakReference,
  assignFunctionName,
  convertToValidSignal,
  createClassWrapper,
  customInspectSymbol,
  customPromisifyArgs,
  defineLazyProperties,
  defineOperation,
  deprecate,
  deprecateInstantiation,
  deprecateProperty,
  emitExperimentalWarning,
  exposeInterface,
  exposeLazyInterfaces,
  filterOwnProperties,
  getCWDURL,
  getConstructorOf,
  getDeprecationWarningEmitter,
  getLazy,
  getStructuredStack,
  getSystemErrorMap,
  getSystemErrorMessage,
  getSystemErrorName,
  isError,
  isInsideNodeModules,
  isMacOS,
  isPendingDeprecation,
  isUnderNodeModules,
  isWindows,
  kEmptyObject,
  kEnumerableProperty,
  lazyDOMException,
  lazyDOMExceptionClass,
  normalizeEncoding,
  once,
  pendingDeprecate,
  promisify,
  removeColors,
  setOwnProperty,
  sleep,
  spliceOne,
};
