'use strict';

// util.format: text with placeholders.

const {
  ObjectGetOwnPropertyDescriptor, ObjectGetPrototypeOf, ObjectPrototypeHasOwnProperty, SafeSet, String,
  SymbolToPrimitive,
} = primordials;

const { getProxyDetails } = binding('util');
const types = require('internal/util/types');
const { kValidateObjectAllowObjects, validateObject } = require('internal/validators');
const { bigintText, numberText } = require('internal/util/inspect/text');

// The letters after a percent sign: s j d O o i f c
const placeholders = new SafeSet([115, 106, 100, 79, 111, 105, 102, 99]);

function firstLine(text) {
  return text.split('\n', 1)[0];
}

function makeFormat(inspect, builtInNames, defaults) {
  /** Whether String(value) would say no more than the class: then inspect says more. */
  function hasBuiltInToString(value) {
    const target = getProxyDetails(value, false);
    if (target !== undefined) {
      if (target === null) return true;
      value = target;
    }
    if (typeof value[SymbolToPrimitive] === 'function' && !types.isDate(value)) return false;
    if (typeof value.toString !== 'function') return true;
    if (ObjectPrototypeHasOwnProperty(value, 'toString')) return false;
    let at = value;
    do {
      at = ObjectGetPrototypeOf(at);
    } while (at !== null && !ObjectPrototypeHasOwnProperty(at, 'toString'));
    if (at === null) return true;
    const constructor = ObjectGetOwnPropertyDescriptor(at, 'constructor')?.value;
    return typeof constructor === 'function' && builtInNames.has(constructor.name);
  }

  let circularMessage;

  function toJSON(value) {
    try {
      return JSON.stringify(value);
    } catch (error) {
      if (circularMessage === undefined) {
        try {
          const circle = {};
          circle.circle = circle;
          JSON.stringify(circle);
        } catch (circular) {
          circularMessage = firstLine(circular.message);
        }
      }
      if (error.name === 'TypeError' && firstLine(error.message) === circularMessage) return '[Circular]';
      throw error;
    }
  }

  function formatAsString(value, options) {
    if (typeof value === 'number') return numberText(value, options?.numericSeparator ?? defaults.numericSeparator);
    if (typeof value === 'bigint') return bigintText(value, options?.numericSeparator ?? defaults.numericSeparator);
    if (typeof value !== 'object' || value === null || !hasBuiltInToString(value)) return String(value);
    return inspect(value, { ...options, depth: 0, colors: false, compact: 3 });
  }

  function formatAsNumber(value, options, convert) {
    const grouped = options?.numericSeparator ?? defaults.numericSeparator;
    if (typeof value === 'bigint' && convert !== Number.parseFloat) return bigintText(value, grouped);
    if (typeof value === 'symbol') return 'NaN';
    return numberText(convert(value), grouped);
  }

  /** The text for one placeholder, or undefined if the letter is none. */
  function formatPlaceholder(letter, value, options) {
    switch (letter) {
      case 115: return formatAsString(value, options);  // s
      case 106: return toJSON(value);  // j
      case 100: return formatAsNumber(value, options, Number);  // d
      case 79: return inspect(value, options);  // O
      case 111: return inspect(value, { ...options, showHidden: true, showProxy: true, depth: 4 });  // o
      case 105: return formatAsNumber(value, options, Number.parseInt);  // i
      case 102: return formatAsNumber(value, options, Number.parseFloat);  // f
      case 99: return '';  // c
      default: return undefined;
    }
  }

  function formatArguments(options, args) {
    const first = args[0];
    let text = '';
    let next = 0;
    let join = '';
    if (typeof first === 'string') {
      if (args.length === 1) return first;
      let from = 0;
      for (let i = first.indexOf('%'); i !== -1 && i < first.length - 1; i = first.indexOf('%', i)) {
        const letter = first.charCodeAt(i + 1);
        if (letter === 37) {  // %%
          text += first.slice(from, i + 1);
          from = i += 2;
        } else if (next + 1 < args.length && placeholders.has(letter)) {
          text += first.slice(from, i) + formatPlaceholder(letter, args[++next], options);
          from = i += 2;
        } else {
          i++;
        }
      }
      if (from !== 0) {
        next++;
        join = ' ';
        text += first.slice(from);
      }
    }
    for (; next < args.length; next++) {
      const value = args[next];
      text += join + (typeof value === 'string' ? value : inspect(value, options));
      join = ' ';
    }
    return text;
  }

  /**
   * printf-like: `%s %d %i %f %j %o %O %c %%`; what is left over is inspected.
   * @param {...any} args
   * @returns {string}
   */
  function format(...args) {
    return formatArguments(undefined, args);
  }

  /**
   * @param {object} inspectOptions
   * @param {...any} args
   * @returns {string}
   */
  function formatWithOptions(inspectOptions, ...args) {
    validateObject(inspectOptions, 'inspectOptions', kValidateObjectAllowObjects);
    return formatArguments(inspectOptions, args);
  }

  return { format, formatArguments, formatWithOptions };
}

module.exports = makeFormat;
