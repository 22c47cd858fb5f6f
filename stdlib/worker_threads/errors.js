'use strict';

// Errors on their way from a worker to its parent: with class, stack and properties as far as those can be cloned; else as
// the text that inspect() makes of them.

const {
  Error, EvalError, ObjectDefineProperty, ObjectGetOwnPropertyNames, ObjectGetPrototypeOf, ObjectPrototype,
  RangeError, ReferenceError, ReflectGetOwnPropertyDescriptor, SymbolFor, SyntaxError, TypeError, URIError,
} = primordials;
const { structuredClone } = require('internal/messaging');

const kInspect = SymbolFor('nodejs.util.inspect.custom');
const classes = { __proto__: null, Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError };

function isCloneable(value) {
  if (typeof value !== 'object' && typeof value !== 'function' && typeof value !== 'symbol') return true;
  try {
    structuredClone(value);
    return true;
  } catch {
    return false;
  }
}

function isError(value) {
  return binding('types').isNativeError(value) || value instanceof Error;
}

/** Own and inherited properties but those of Object.prototype; methods and what cannot be cloned are left out. */
function propertiesOf(error) {
  const properties = [];
  const seen = { __proto__: null, constructor: true, toString: true };
  for (let object = error; object !== null && object !== ObjectPrototype; object = ObjectGetPrototypeOf(object)) {
    for (const name of ObjectGetOwnPropertyNames(object)) {
      if (seen[name]) continue;
      seen[name] = true;
      const descriptor = ReflectGetOwnPropertyDescriptor(object, name);
      let value;
      try {
        value = error[name];
      } catch {
        continue;
      }
      if (name === 'cause' && isError(value)) properties.push({ name, error: serializeError(value) });
      else if (typeof value !== 'function' && isCloneable(value)) {
        properties.push({ name, value, enumerable: object === error && descriptor.enumerable });
      }
    }
  }
  return properties;
}

function className(error) {
  for (let object = error; object !== null; object = ObjectGetPrototypeOf(object)) {
    const name = ReflectGetOwnPropertyDescriptor(object, 'constructor')?.value?.name;
    if (classes[name] !== undefined) return name;
  }
  return 'Error';
}

/**
 * @param {unknown} error
 * @returns {object} something that can be posted
 */
function serializeError(error) {
  try {
    if (typeof error === 'object' && error !== null && isError(error)) {
      return { kind: 'error', className: className(error), properties: propertiesOf(error) };
    }
    if (isCloneable(error)) return { kind: 'value', value: error };
  } catch {
    // A getter threw, or a proxy: the text is what is left.
  }
  return { kind: 'text', text: require('internal/util/inspect').inspect(error) };
}

/**
 * @param {object} sent what serializeError() has made
 * @returns {unknown}
 */
function deserializeError(sent) {
  if (sent.kind === 'value') return sent.value;
  if (sent.kind === 'text') return { [kInspect]: () => sent.text };
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  const error = new classes[sent.className]();
  Error.stackTraceLimit = limit;
  ObjectDefineProperty(error, 'stack', {
    __proto__: null, configurable: true, enumerable: false, value: undefined, writable: true,
  });
  for (const property of sent.properties) {
    ObjectDefineProperty(error, property.name, {
      __proto__: null,
      configurable: true,
      writable: true,
      enumerable: property.enumerable ?? false,
      value: property.error === undefined ? property.value : deserializeError(property.error),
    });
  }
  return error;
}

module.exports = { deserializeError, serializeError };
