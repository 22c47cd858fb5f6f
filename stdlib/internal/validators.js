'use strict';

// Checks of arguments. Each throws the error with the code that is documented for it, and the trace of that error starts
// where the check was called. The good case of each is a few comparisons.

const {
  ArrayIsArray, ArrayPrototypeIncludes, ErrorCaptureStackTrace, NumberIsFinite, NumberIsInteger, NumberIsNaN,
  NumberMAX_SAFE_INTEGER, NumberMIN_SAFE_INTEGER, NumberParseInt, ObjectPrototypeHasOwnProperty, RegExpPrototypeExec,
  StringPrototypeToUpperCase, StringPrototypeTrim, ArrayBufferIsView,
} = primordials;

const {
  codes: {
    ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_THIS, ERR_OUT_OF_RANGE, ERR_SOCKET_BAD_PORT,
    ERR_UNKNOWN_SIGNAL,
  },
} = require('internal/errors');

/** Throws `error` as if the caller of `check` had. */
function fail(error, check) {
  if (Error.stackTraceLimit) ErrorCaptureStackTrace(error, check);
  throw error;
}

function isInt32(value) {
  return value === (value | 0);
}

function isUint32(value) {
  return value === (value >>> 0);
}

const octal = /^[0-7]+$/;

/**
 * The number for a file mode given as a number or an octal string.
 * @param {number | string | undefined} value
 * @param {string} name
 * @param {number} [fallback] for undefined and null
 * @returns {number}
 */
function parseFileMode(value, name, fallback) {
  value ??= fallback;
  if (typeof value === 'string') {
    if (RegExpPrototypeExec(octal, value) === null) {
      fail(new ERR_INVALID_ARG_VALUE(
        name, value, 'must be a 32-bit unsigned integer or an octal string'), parseFileMode);
    }
    value = NumberParseInt(value, 8);
  }
  validateUint32(value, name);
  return value;
}

function validateInteger(value, name, min = NumberMIN_SAFE_INTEGER, max = NumberMAX_SAFE_INTEGER) {
  if (typeof value !== 'number') fail(new ERR_INVALID_ARG_TYPE(name, 'number', value), validateInteger);
  if (!NumberIsInteger(value)) fail(new ERR_OUT_OF_RANGE(name, 'an integer', value), validateInteger);
  if (value < min || value > max) {
    fail(new ERR_OUT_OF_RANGE(name, `>= ${min} && <= ${max}`, value), validateInteger);
  }
}

function validateInt32(value, name, min = -2147483648, max = 2147483647) {
  if (typeof value !== 'number') fail(new ERR_INVALID_ARG_TYPE(name, 'number', value), validateInt32);
  if (!NumberIsInteger(value)) fail(new ERR_OUT_OF_RANGE(name, 'an integer', value), validateInt32);
  if (value < min || value > max) fail(new ERR_OUT_OF_RANGE(name, `>= ${min} && <= ${max}`, value), validateInt32);
}

function validateUint32(value, name, positive = false) {
  if (typeof value !== 'number') fail(new ERR_INVALID_ARG_TYPE(name, 'number', value), validateUint32);
  if (!NumberIsInteger(value)) fail(new ERR_OUT_OF_RANGE(name, 'an integer', value), validateUint32);
  const min = positive ? 1 : 0;
  if (value < min || value > 4294967295) {
    fail(new ERR_OUT_OF_RANGE(name, `>= ${min} && <= 4294967295`, value), validateUint32);
  }
}

function validateString(value, name) {
  if (typeof value !== 'string') fail(new ERR_INVALID_ARG_TYPE(name, 'string', value), validateString);
}

function validateNumber(value, name, min = undefined, max) {
  if (typeof value !== 'number') fail(new ERR_INVALID_ARG_TYPE(name, 'number', value), validateNumber);
  if ((min != null && value < min) || (max != null && value > max) ||
      ((min != null || max != null) && NumberIsNaN(value))) {
    const range = `${min != null ? `>= ${min}` : ''}${min != null && max != null ? ' && ' : ''}${
      max != null ? `<= ${max}` : ''}`;
    fail(new ERR_OUT_OF_RANGE(name, range, value), validateNumber);
  }
}

/** Whether a number is there at all: false for undefined and NaN, an error for what is no number or infinite. */
function validateFiniteNumber(number, name) {
  if (number === undefined) return false;
  if (NumberIsFinite(number)) return true;
  if (NumberIsNaN(number)) return false;
  validateNumber(number, name);
  fail(new ERR_OUT_OF_RANGE(name, 'a finite number', number), validateFiniteNumber);
}

/** The number, or `fallback` if it isn't there. */
function checkRangesOrGetDefault(number, name, lower, upper, fallback) {
  if (!validateFiniteNumber(number, name)) return fallback;
  if (number < lower || number > upper) {
    fail(new ERR_OUT_OF_RANGE(name, `>= ${lower} and <= ${upper}`, number), checkRangesOrGetDefault);
  }
  return number;
}

function validateOneOf(value, name, choices) {
  if (!ArrayPrototypeIncludes(choices, value)) {
    const shown = choices.map((choice) => typeof choice === 'string' ? `'${choice}'` : String(choice)).join(', ');
    fail(new ERR_INVALID_ARG_VALUE(name, value, `must be one of: ${shown}`), validateOneOf);
  }
}

function validateBoolean(value, name) {
  if (typeof value !== 'boolean') fail(new ERR_INVALID_ARG_TYPE(name, 'boolean', value), validateBoolean);
}

// Which objects beside plain ones validateObject takes; flags to be or-ed.
const kValidateObjectNone = 0;
const kValidateObjectAllowNullable = 1;
const kValidateObjectAllowArray = 2;
const kValidateObjectAllowFunction = 4;
const kValidateObjectAllowObjects = kValidateObjectAllowArray | kValidateObjectAllowFunction;
const kValidateObjectAllowObjectsAndNull = kValidateObjectAllowObjects | kValidateObjectAllowNullable;

function validateObject(value, name, options = kValidateObjectNone) {
  const good = value === null ? (options & kValidateObjectAllowNullable) !== 0 :
    typeof value === 'object' ? (options & kValidateObjectAllowArray) !== 0 || !ArrayIsArray(value) :
      typeof value === 'function' && (options & kValidateObjectAllowFunction) !== 0;
  if (!good) fail(new ERR_INVALID_ARG_TYPE(name, 'Object', value), validateObject);
}

/** A dictionary of Web IDL: an object, a function, null or undefined. */
function validateDictionary(value, name) {
  if (value != null && typeof value !== 'object' && typeof value !== 'function') {
    fail(new ERR_INVALID_ARG_TYPE(name, 'a dictionary', value), validateDictionary);
  }
}

function validateArray(value, name, minLength = 0) {
  if (!ArrayIsArray(value)) fail(new ERR_INVALID_ARG_TYPE(name, 'Array', value), validateArray);
  if (value.length < minLength) {
    fail(new ERR_INVALID_ARG_VALUE(name, value, `must be longer than ${minLength}`), validateArray);
  }
}

function validateStringArray(value, name) {
  validateArray(value, name);
  for (let i = 0; i < value.length; i++) validateString(value[i], `${name}[${i}]`);
}

function validateBooleanArray(value, name) {
  validateArray(value, name);
  for (let i = 0; i < value.length; i++) validateBoolean(value[i], `${name}[${i}]`);
}

function validateAbortSignalArray(value, name) {
  validateArray(value, name);
  for (let i = 0; i < value.length; i++) {
    if (value[i] == null) fail(new ERR_INVALID_ARG_TYPE(`${name}[${i}]`, 'AbortSignal', value[i]), validateAbortSignalArray);
    validateAbortSignal(value[i], `${name}[${i}]`);
  }
}

let signalNumbers;

function validateSignalName(signal, name = 'signal') {
  validateString(signal, name);
  signalNumbers ??= require('os').constants.signals;
  if (!ObjectPrototypeHasOwnProperty(signalNumbers, signal)) {
    if (ObjectPrototypeHasOwnProperty(signalNumbers, StringPrototypeToUpperCase(signal))) {
      fail(new ERR_UNKNOWN_SIGNAL(`${signal} (signals must use all capital letters)`), validateSignalName);
    }
    fail(new ERR_UNKNOWN_SIGNAL(signal), validateSignalName);
  }
}

function validateBuffer(value, name = 'buffer') {
  if (!ArrayBufferIsView(value)) {
    fail(new ERR_INVALID_ARG_TYPE(name, ['Buffer', 'TypedArray', 'DataView'], value), validateBuffer);
  }
}

/** Hexadecimal needs an even number of digits; every other encoding takes any string. */
function validateEncoding(data, encoding) {
  if (data.length % 2 !== 0 && require('internal/util').normalizeEncoding(encoding) === 'hex') {
    fail(new ERR_INVALID_ARG_VALUE('encoding', encoding, `is invalid for data of length ${data.length}`),
         validateEncoding);
  }
}

/**
 * The number of a port given as a number or a string of digits.
 * @returns {number} 0 to 65535
 */
function validatePort(port, name = 'Port', allowZero = true) {
  if ((typeof port !== 'number' && typeof port !== 'string') ||
      (typeof port === 'string' && StringPrototypeTrim(port).length === 0) ||
      +port !== (+port >>> 0) || port > 0xFFFF || (+port === 0 && !allowZero)) {
    fail(new ERR_SOCKET_BAD_PORT(name, port, allowZero), validatePort);
  }
  return port | 0;
}

function validateAbortSignal(signal, name) {
  if (signal !== undefined && (signal === null || typeof signal !== 'object' || !('aborted' in signal))) {
    fail(new ERR_INVALID_ARG_TYPE(name, 'AbortSignal', signal), validateAbortSignal);
  }
}

function validateFunction(value, name) {
  if (typeof value !== 'function') fail(new ERR_INVALID_ARG_TYPE(name, 'Function', value), validateFunction);
}

function validatePlainFunction(value, name) {
  if (typeof value !== 'function' || require('internal/util/types').isAsyncFunction(value)) {
    fail(new ERR_INVALID_ARG_TYPE(name, 'Function', value), validatePlainFunction);
  }
}

function validateUndefined(value, name) {
  if (value !== undefined) fail(new ERR_INVALID_ARG_TYPE(name, 'undefined', value), validateUndefined);
}

function validateUnion(value, name, union) {
  if (!ArrayPrototypeIncludes(union, value)) {
    fail(new ERR_INVALID_ARG_TYPE(name, `('${union.join('|')}')`, value), validateUnion);
  }
}

/** A receiver that must carry `field`: methods of web classes called on something else. */
function validateThisInternalField(object, field, className) {
  if (typeof object !== 'object' || object === null || !ObjectPrototypeHasOwnProperty(object, field)) {
    fail(new ERR_INVALID_THIS(className), validateThisInternalField);
  }
}

const linkValue = /^(?:<[^>]*>)(?:\s*;\s*[^;"\s]+(?:=(")?[^;"\s]*\1)?)*$/;

function validateLinkHeaderFormat(value, name) {
  if (typeof value === 'undefined' || RegExpPrototypeExec(linkValue, value) === null) {
    fail(new ERR_INVALID_ARG_VALUE(
      name, value, 'must be an array or string of format "</styles.css>; rel=preload; as=style"'),
         validateLinkHeaderValue);
  }
}

/** The value of a Link header given as a string or a list of them. */
function validateLinkHeaderValue(hints) {
  if (typeof hints === 'string') {
    validateLinkHeaderFormat(hints, 'hints');
    return hints;
  }
  if (ArrayIsArray(hints)) {
    for (let i = 0; i < hints.length; i++) validateLinkHeaderFormat(hints[i], 'hints');
    return hints.join(', ');
  }
  fail(new ERR_INVALID_ARG_VALUE(
    'hints', hints, 'must be an array or string of format "</styles.css>; rel=preload; as=style"'),
       validateLinkHeaderValue);
}

module.exports = {
  checkRangesOrGetDefault,
  isInt32,
  isUint32,
  kValidateObjectAllowArray,
  kValidateObjectAllowFunction,
  kValidateObjectAllowNullable,
  kValidateObjectAllowObjects,
  kValidateObjectAllowObjectsAndNull,
  kValidateObjectNone,
  parseFileMode,
  validateAbortSignal,
  validateAbortSignalArray,
  validateArray,
  validateBoolean,
  validateBooleanArray,
  validateBuffer,
  validateDictionary,
  validateEncoding,
  validateFiniteNumber,
  validateFunction,
  validateInt32,
  validateInteger,
  validateLinkHeaderValue,
  validateNumber,
  validateObject,
  validateOneOf,
  validatePlainFunction,
  validatePort,
  validateSignalName,
  validateString,
  validateStringArray,
  validateThisInternalField,
  validateUint32,
  validateUndefined,
  validateUnion,
};
