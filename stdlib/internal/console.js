'use strict';

// The Console class. Its methods are bound to each instance, so they can be passed around on their own.

const {
  ArrayIsArray, ErrorCaptureStackTrace, FunctionPrototypeBind, MapPrototypeGetSize, ObjectDefineProperties,
  ObjectDefineProperty, ObjectKeys, ObjectPrototypeHasOwnProperty, ObjectValues, ReflectConstruct, ReflectOwnKeys,
  SafeMap, SafeWeakMap, Symbol, SymbolHasInstance, SymbolToStringTag,
} = primordials;

const { previewEntries } = binding('util');
const {
  codes: { ERR_CONSOLE_WRITABLE_STREAM, ERR_INCOMPATIBLE_OPTION_PAIR },
  isStackOverflowError,
} = require('internal/errors');
const { formatArguments, inspect } = require('internal/util/inspect');
const { isMap, isMapIterator, isSet, isSetIterator } = require('internal/util/types');
const { validateArray, validateInteger, validateObject, validateOneOf } = require('internal/validators');

const kMaxGroupIndentation = 1000;

const kColorMode = Symbol('kColorMode');
const kCounts = Symbol('counts');
const kGroupIndentation = Symbol('kGroupIndentationString');
const kGroupWidth = Symbol('kGroupIndentWidth');
const kIsConsole = Symbol('kIsConsole');

const kColors = { colors: true };
const kNoColors = {};

// inspectOptions of each console; not properties, as a console is inspected itself.
const inspectOptionsOf = new SafeWeakMap();

function noop() {}

function hidden(value) {
  return { __proto__: null, value, writable: true, enumerable: false, configurable: true };
}

/**
 * @param {{ stdout: Writable, stderr?: Writable, ignoreErrors?: boolean, colorMode?: boolean | 'auto',
 *   inspectOptions?: object | Map<Writable, object>, groupIndentation?: number } | Writable} options
 *   or stdout, stderr and ignoreErrors
 */
function Console(options /* , stderr, ignoreErrors */) {
  if (new.target === undefined) return ReflectConstruct(Console, arguments);

  if (!options || typeof options.write === 'function') {
    options = { stdout: options, stderr: arguments[1], ignoreErrors: arguments[2] };
  }
  const { stdout, stderr = stdout, ignoreErrors = true, colorMode = 'auto', inspectOptions, groupIndentation } = options;
  if (!stdout || typeof stdout.write !== 'function') throw new ERR_CONSOLE_WRITABLE_STREAM('stdout');
  if (!stderr || typeof stderr.write !== 'function') throw new ERR_CONSOLE_WRITABLE_STREAM('stderr');
  validateOneOf(colorMode, 'colorMode', ['auto', true, false]);
  if (groupIndentation !== undefined) {
    validateInteger(groupIndentation, 'groupIndentation', 0, kMaxGroupIndentation);
  }
  if (inspectOptions !== undefined) {
    validateObject(inspectOptions, 'options.inspectOptions');
    const each = isMap(inspectOptions) ? [...new SafeMap(inspectOptions).values()] : [inspectOptions];
    if (options.colorMode !== undefined && each.some((one) => one.colors !== undefined)) {
      throw new ERR_INCOMPATIBLE_OPTION_PAIR('options.inspectOptions.color', 'colorMode');
    }
    inspectOptionsOf.set(this, inspectOptions);
  }

  // A subclass may have overridden methods: what the instance inherits is what gets bound.
  for (const key of ObjectKeys(Console.prototype)) bindMethod(this, key, this[key]);
  ObjectDefineProperties(this, {
    _stdout: hidden(stdout),
    _stderr: hidden(stderr),
  });
  addState(this, ignoreErrors, colorMode, groupIndentation);
}

function bindMethod(target, key, method) {
  target[key] = FunctionPrototypeBind(method, target);
  ObjectDefineProperty(target[key], 'name', { __proto__: null, value: key, configurable: true });
}

function addState(target, ignoreErrors, colorMode, groupIndentation = 2) {
  ObjectDefineProperties(target, {
    _stdoutErrorHandler: hidden(writeErrorHandler(target, '_stdout')),
    _stderrErrorHandler: hidden(writeErrorHandler(target, '_stderr')),
    _ignoreErrors: hidden(Boolean(ignoreErrors)),
    _times: hidden(new SafeMap()),
    [kCounts]: hidden(new SafeMap()),
    [kColorMode]: hidden(colorMode),
    [kIsConsole]: hidden(true),
    [kGroupIndentation]: hidden(''),
    [kGroupWidth]: hidden(groupIndentation),
    [SymbolToStringTag]: { __proto__: null, value: 'console', writable: false, enumerable: false, configurable: true },
  });
}

/** An 'error' event that comes later must not end the program either. */
function writeErrorHandler(target, name) {
  return (error) => {
    const stream = target[name];
    if (error !== null && !stream._writableState?.errorEmitted && stream.listenerCount('error') === 0) {
      stream.once('error', noop);
    }
  };
}

ObjectDefineProperty(Console, SymbolHasInstance, {
  __proto__: null,
  value(instance) {
    return instance != null && instance[kIsConsole] === true;
  },
});

// Writing

function write(target, name, text) {
  const indentation = target[kGroupIndentation];
  if (indentation.length !== 0) {
    text = indentation + (text.includes('\n') ? text.replaceAll('\n', `\n${indentation}`) : text);
  }
  text += '\n';
  const stream = target[name];
  if (target._ignoreErrors === false) return stream.write(text);

  // The stream may fail now (files, terminals) or later (pipes): neither must disturb the program.
  if (stream.listenerCount?.('error') > 0 || stream.listenerCount === undefined) {
    writeQuietly(stream, text, target, name);
    return;
  }
  stream.once('error', noop);
  try {
    writeQuietly(stream, text, target, name);
  } finally {
    stream.removeListener('error', noop);
  }
}

function writeQuietly(stream, text, target, name) {
  try {
    stream.write(text, name === '_stdout' ? target._stdoutErrorHandler : target._stderrErrorHandler);
  } catch (error) {
    // A full stack is the caller's trouble, and would come again.
    if (isStackOverflowError(error)) throw error;
  }
}

function optionsFor(target, stream) {
  let color = target[kColorMode];
  if (color === 'auto') color = require('internal/util/colors').shouldColorize(stream);
  let options = inspectOptionsOf.get(target);
  // They may be given for each stream.
  if (options !== undefined && isMap(options)) options = options.get(stream);
  if (options !== undefined) return options.colors === undefined ? { ...options, colors: color } : options;
  return color ? kColors : kNoColors;
}

function formatFor(target, name, args) {
  // Without objects there is nothing to colour, and the stream need not be asked.
  if (args.length === 1 && typeof args[0] === 'string') return args[0];
  return formatArguments(optionsFor(target, target[name]), args);
}

let channels;

/** Tells subscribers of diagnostics channels what is about to be printed. */
function publish(name, args) {
  channels ??= {
    __proto__: null,
    ...Object.fromEntries(['log', 'info', 'debug', 'warn', 'error'].map((each) =>
      [each, require('diagnostics_channel').channel(`console.${each}`)])),
  };
  if (channels[name].hasSubscribers) channels[name].publish(args);
}

function warnOfLabel(text) {
  process.emitWarning(text);
}

// Times

function pad(value) {
  return `${value}`.padStart(2, '0');
}

/** 1.5ms, 2.500s, 1:05.123 (m:ss.mmm), 2:01:05.123 (h:mm:ss.mmm) */
function formatTime(ms) {
  if (ms < 1000) return `${Number(ms.toFixed(3))}ms`;
  const hours = Math.floor(ms / 3600000);
  const minutes = Math.floor(ms % 3600000 / 60000);
  const seconds = (ms % 60000 / 1000).toFixed(3);
  if (hours === 0 && minutes === 0) return `${seconds}s`;
  const [whole, fraction] = seconds.split('.');
  const lead = hours !== 0 ? `${hours}:${pad(minutes)}` : minutes;
  return `${lead}:${pad(whole)}.${fraction} (${hours !== 0 ? 'h:m' : ''}m:ss.mmm)`;
}

/** Logs how long the timer has run; false if there is none. */
function logTime(target, method, label, data) {
  const start = target._times.get(label);
  if (start === undefined) {
    warnOfLabel(`No such label '${label}' for console.${method}()`);
    return false;
  }
  const elapsed = formatTime(Number(process.hrtime.bigint() - start) / 1e6);
  if (data === undefined) target.log('%s: %s', label, elapsed);
  else target.log('%s: %s', label, elapsed, ...data);
  return true;
}

const methods = {
  log(...args) {
    publish('log', args);
    write(this, '_stdout', formatFor(this, '_stdout', args));
  },

  info(...args) {
    publish('info', args);
    write(this, '_stdout', formatFor(this, '_stdout', args));
  },

  debug(...args) {
    publish('debug', args);
    write(this, '_stdout', formatFor(this, '_stdout', args));
  },

  warn(...args) {
    publish('warn', args);
    write(this, '_stderr', formatFor(this, '_stderr', args));
  },

  error(...args) {
    publish('error', args);
    write(this, '_stderr', formatFor(this, '_stderr', args));
  },

  dir(object, options) {
    write(this, '_stdout', inspect(object, { customInspect: false, ...optionsFor(this, this._stdout), ...options }));
  },

  time(label = 'default') {
    label = `${label}`;
    if (this._times.has(label)) {
      warnOfLabel(`Label '${label}' already exists for console.time()`);
      return;
    }
    this._times.set(label, process.hrtime.bigint());
  },

  timeEnd(label = 'default') {
    label = `${label}`;
    if (logTime(this, 'timeEnd', label)) this._times.delete(label);
  },

  timeLog(label = 'default', ...data) {
    logTime(this, 'timeLog', `${label}`, data);
  },

  trace: function trace(...args) {
    const error = { name: 'Trace', message: formatFor(this, '_stderr', args) };
    ErrorCaptureStackTrace(error, trace);
    this.error(error.stack);
  },

  assert(expression, ...args) {
    if (expression) return;
    if (typeof args[0] === 'string') args[0] = `Assertion failed: ${args[0]}`;
    else args.unshift('Assertion failed');
    this.warn(...args);
  },

  clear() {
    // Elsewhere the sequences would be part of the output.
    if (this._stdout.isTTY && process.env.TERM !== 'dumb') {
      const { cursorTo, clearScreenDown } = require('readline');
      cursorTo(this._stdout, 0, 0);
      clearScreenDown(this._stdout);
    }
  },

  count(label = 'default') {
    label = `${label}`;
    const count = (this[kCounts].get(label) ?? 0) + 1;
    this[kCounts].set(label, count);
    this.log(`${label}: ${count}`);
  },

  countReset(label = 'default') {
    label = `${label}`;
    if (!this[kCounts].delete(label)) warnOfLabel(`Count for '${label}' does not exist`);
  },

  group(...data) {
    if (data.length > 0) this.log(...data);
    this[kGroupIndentation] += ' '.repeat(this[kGroupWidth]);
  },

  groupEnd() {
    const indentation = this[kGroupIndentation];
    this[kGroupIndentation] = indentation.slice(0, Math.max(0, indentation.length - this[kGroupWidth]));
  },

  table(data, properties) {
    if (data === null || typeof data !== 'object') return this.log(data);
    if (properties !== undefined) validateArray(properties, 'properties');
    const show = (value) => inspect(value, {
      maxArrayLength: 3,
      breakLength: Infinity,
      ...optionsFor(this, this._stdout),
      depth: value !== null && typeof value === 'object' && !ArrayIsArray(value) && ObjectKeys(value).length > 2 ? -1 : 0,
    });
    const [head, columns] = tableOfCollection(data, show) ?? tableOfObject(data, properties, show);
    return this.log(require('internal/console_table')(head, columns));
  },
};

/** The columns for a map, a set or an iterator over one; undefined for other objects. */
function tableOfCollection(data, show) {
  const indexes = (count) => Array.from({ length: count }, (_, i) => show(i));
  if (isMap(data)) {
    const keys = [];
    const values = [];
    for (const [key, value] of new SafeMap(data)) {
      keys.push(show(key));
      values.push(show(value));
    }
    return [['(iteration index)', 'Key', 'Values'], [indexes(MapPrototypeGetSize(data)), keys, values]];
  }
  let items;
  if (isMapIterator(data)) {
    const [entries, keyed] = previewEntries(data, true);
    if (keyed) {
      const keys = [];
      const values = [];
      for (let i = 0; i < entries.length; i += 2) {
        keys.push(show(entries[i]));
        values.push(show(entries[i + 1]));
      }
      return [['(iteration index)', 'Key', 'Values'], [indexes(keys.length), keys, values]];
    }
    items = entries;
  } else if (isSetIterator(data) || isSet(data)) {
    items = previewEntries(data);
  } else {
    return undefined;
  }
  return [['(iteration index)', 'Values'], [indexes(items.length), items.map(show)]];
}

/** A row for each property; a column for each property of those that are objects, one for all the others. */
function tableOfObject(data, properties, show) {
  const rows = ObjectKeys(data);
  const columns = { __proto__: null };
  const primitives = [];
  for (let i = 0; i < rows.length; i++) {
    const item = data[rows[i]];
    const primitive = item === null || (typeof item !== 'function' && typeof item !== 'object');
    if (primitive && properties === undefined) {
      primitives[i] = show(item);
      continue;
    }
    for (const key of properties ?? ObjectKeys(item)) {
      columns[key] ??= [];
      columns[key][i] = primitive || !ObjectPrototypeHasOwnProperty(item, key) ? '' : show(item[key]);
    }
  }
  const head = ['(index)', ...ObjectKeys(columns)];
  const cells = [rows, ...ObjectValues(columns)];
  if (primitives.length > 0) {
    head.push('Values');
    cells.push(primitives);
  }
  return [head, cells];
}

for (const key of ReflectOwnKeys(methods)) Console.prototype[key] = methods[key];
Console.prototype.dirxml = methods.log;
Console.prototype.groupCollapsed = methods.group;

module.exports = { Console, addState, bindMethod, formatTime };
