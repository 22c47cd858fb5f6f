'use strict';

// util.inspect: any value as text for people. The text is part of what programs and their tests rely on, down to where
// lines break, so its shape follows what Node prints.

const {
  ArrayIsArray, BigIntPrototypeValueOf, BooleanPrototypeValueOf, DatePrototypeGetTime, DatePrototypeToISOString,
  DatePrototypeToString, FunctionPrototypeCall, FunctionPrototypeSymbolHasInstance, FunctionPrototypeToString,
  MapPrototypeGetSize, NumberIsNaN, NumberPrototypeValueOf, Object, ObjectAssign, ObjectDefineProperty,
  ObjectGetOwnPropertyDescriptor, ObjectGetOwnPropertyNames, ObjectGetOwnPropertySymbols, ObjectGetPrototypeOf,
  ObjectKeys, ObjectPrototypeHasOwnProperty, ObjectPrototypePropertyIsEnumerable, ObjectSetPrototypeOf, ReflectOwnKeys,
  RegExp, RegExpPrototypeExec, RegExpPrototypeSymbolReplace, RegExpPrototypeToString, SafeMap, SafeSet,
  SetPrototypeGetSize, String, StringPrototypeReplaceAll, StringPrototypeValueOf, SymbolIterator,
  SymbolPrototypeToString, SymbolPrototypeValueOf, SymbolToStringTag, TypedArrayPrototypeGetLength,
  TypedArrayPrototypeGetSymbolToStringTag,
} = primordials;

const {
  getConstructorName: nativeConstructorName, getExternalValue, getOwnNonIndexProperties, getProxyDetails,
} = binding('util');
const { isStackOverflowError } = require('internal/errors');
const { customInspectSymbol } = require('internal/util');
const types = require('internal/util/types');
const { validateObject } = require('internal/validators');
const { assemble, kElement, kList, kObject } = require('internal/util/inspect/layout');
const {
  bigintText, escapeText, getStringWidth, numberText, quote, withoutColors,
} = require('internal/util/inspect/text');

// Options and colours

const inspectDefaultOptions = {
  __proto__: null,
  showHidden: false,
  depth: 2,
  colors: false,
  customInspect: true,
  showProxy: false,
  maxArrayLength: 100,
  maxStringLength: 10000,
  breakLength: 80,
  compact: 3,
  sorted: false,
  getters: false,
  numericSeparator: false,
};

const defaultForeground = 39;
const defaultBackground = 49;

/** SGR codes that switch an appearance on and off. */
const colors = {
  __proto__: null,
  reset: [0, 0],
  bold: [1, 22],
  dim: [2, 22],
  italic: [3, 23],
  underline: [4, 24],
  blink: [5, 25],
  inverse: [7, 27],
  hidden: [8, 28],
  strikethrough: [9, 29],
  doubleunderline: [21, 24],
  black: [30, defaultForeground],
  red: [31, defaultForeground],
  green: [32, defaultForeground],
  yellow: [33, defaultForeground],
  blue: [34, defaultForeground],
  magenta: [35, defaultForeground],
  cyan: [36, defaultForeground],
  white: [37, defaultForeground],
  bgBlack: [40, defaultBackground],
  bgRed: [41, defaultBackground],
  bgGreen: [42, defaultBackground],
  bgYellow: [43, defaultBackground],
  bgBlue: [44, defaultBackground],
  bgMagenta: [45, defaultBackground],
  bgCyan: [46, defaultBackground],
  bgWhite: [47, defaultBackground],
  framed: [51, 54],
  overlined: [53, 55],
  gray: [90, defaultForeground],
  redBright: [91, defaultForeground],
  greenBright: [92, defaultForeground],
  yellowBright: [93, defaultForeground],
  blueBright: [94, defaultForeground],
  magentaBright: [95, defaultForeground],
  cyanBright: [96, defaultForeground],
  whiteBright: [97, defaultForeground],
  bgGray: [100, defaultBackground],
  bgRedBright: [101, defaultBackground],
  bgGreenBright: [102, defaultBackground],
  bgYellowBright: [103, defaultBackground],
  bgBlueBright: [104, defaultBackground],
  bgMagentaBright: [105, defaultBackground],
  bgCyanBright: [106, defaultBackground],
  bgWhiteBright: [107, defaultBackground],
};

for (const [name, aliases] of [
  ['gray', ['grey', 'blackBright']], ['bgGray', ['bgGrey', 'bgBlackBright']], ['dim', ['faint']],
  ['strikethrough', ['crossedout', 'strikeThrough', 'crossedOut']], ['hidden', ['conceal']],
  ['inverse', ['swapcolors', 'swapColors']], ['doubleunderline', ['doubleUnderline']],
]) {
  for (const alias of aliases) {
    ObjectDefineProperty(colors, alias, {
      __proto__: null,
      get() { return this[name]; },
      set(value) { this[name] = value; },
      configurable: true,
      enumerable: false,
    });
  }
}

/** Which colour a kind of value has. Keys have none. */
const styles = {
  __proto__: null,
  special: 'cyan',
  number: 'yellow',
  bigint: 'yellow',
  boolean: 'yellow',
  undefined: 'grey',
  null: 'bold',
  string: 'green',
  symbol: 'green',
  date: 'magenta',
  regexp: 'red',
  module: 'underline',
};

function stylizeWithColor(text, kind) {
  const style = styles[kind];
  if (style !== undefined) {
    const color = colors[style];
    if (color !== undefined) return `\u001b[${color[0]}m${text}\u001b[${color[1]}m`;
  }
  return text;
}

function stylizeNoColor(text) {
  return text;
}

/**
 * @param {any} value
 * @param {object | boolean} [options] or showHidden, followed by depth and colors
 * @returns {string}
 */
function inspect(value, options, depth, useColors) {
  const ctx = {
    // How much text each level of indentation has brought forth: huge objects are cut short by it.
    budget: {},
    indentationLvl: 0,
    seen: [],
    currentDepth: 0,
    stylize: stylizeNoColor,
    showHidden: inspectDefaultOptions.showHidden,
    depth: inspectDefaultOptions.depth,
    colors: inspectDefaultOptions.colors,
    customInspect: inspectDefaultOptions.customInspect,
    showProxy: inspectDefaultOptions.showProxy,
    maxArrayLength: inspectDefaultOptions.maxArrayLength,
    maxStringLength: inspectDefaultOptions.maxStringLength,
    breakLength: inspectDefaultOptions.breakLength,
    compact: inspectDefaultOptions.compact,
    sorted: inspectDefaultOptions.sorted,
    getters: inspectDefaultOptions.getters,
    numericSeparator: inspectDefaultOptions.numericSeparator,
    circular: undefined,
    userOptions: undefined,
  };
  if (depth !== undefined) ctx.depth = depth;
  if (useColors !== undefined) ctx.colors = useColors;
  if (typeof options === 'boolean') {
    ctx.showHidden = options;
  } else if (options) {
    const keys = ObjectKeys(options);
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i];
      if (key in inspectDefaultOptions || key === 'stylize') ctx[key] = options[key];
      else ctx.userOptions ??= options;
    }
  }
  if (ctx.colors) ctx.stylize = stylizeWithColor;
  if (ctx.maxArrayLength === null) ctx.maxArrayLength = Infinity;
  if (ctx.maxStringLength === null) ctx.maxStringLength = Infinity;
  return formatValue(ctx, value, 0);
}

ObjectDefineProperty(inspect, 'length', { __proto__: null, value: 2, configurable: true });
inspect.custom = customInspectSymbol;
ObjectDefineProperty(inspect, 'defaultOptions', {
  __proto__: null,
  get() {
    return inspectDefaultOptions;
  },
  set(options) {
    validateObject(options, 'options');
    ObjectAssign(inspectDefaultOptions, options);
  },
});
inspect.colors = colors;
inspect.styles = styles;

/** The options that an object's own inspection function gets, in a form it may pass on to inspect. */
function userOptions(ctx, foreign) {
  const options = {
    stylize: ctx.stylize,
    showHidden: ctx.showHidden,
    depth: ctx.depth,
    colors: ctx.colors,
    customInspect: ctx.customInspect,
    showProxy: ctx.showProxy,
    maxArrayLength: ctx.maxArrayLength,
    maxStringLength: ctx.maxStringLength,
    breakLength: ctx.breakLength,
    compact: ctx.compact,
    sorted: ctx.sorted,
    getters: ctx.getters,
    numericSeparator: ctx.numericSeparator,
    ...ctx.userOptions,
  };
  if (!foreign) return options;
  // The function belongs to another realm: it must not reach ours through what it is given.
  ObjectSetPrototypeOf(options, null);
  for (const key of ObjectKeys(options)) {
    const value = options[key];
    if ((typeof value === 'object' || typeof value === 'function') && value !== null) delete options[key];
  }
  options.stylize = ObjectSetPrototypeOf((text, kind) => {
    let styled;
    try {
      styled = `${ctx.stylize(text, kind)}`;
    } catch {
      // What isn't a string stays as it is.
    }
    return typeof styled === 'string' ? styled : text;
  }, null);
  return options;
}

// Values

// `document.all` of browsers, which hosts may have: an object whose type is undefined.
function isUndetectable(value) {
  return typeof value === 'undefined' && value !== undefined;
}

function tooDeep(ctx, level) {
  return ctx.depth !== null && level > ctx.depth;
}

/**
 * @param {object} ctx
 * @param {any} value
 * @param {number} level how deep the value lies
 * @param {boolean} [ofTypedArray] it is the buffer of a typed array that is being shown
 * @returns {string}
 */
function formatValue(ctx, value, level, ofTypedArray) {
  if (typeof value !== 'object' && typeof value !== 'function' && !isUndetectable(value)) {
    return formatPrimitive(ctx.stylize, value, ctx);
  }
  if (value === null) return ctx.stylize('null', 'null');

  // No trap of a proxy is ever called: its target is looked at instead.
  const original = value;
  const proxy = getProxyDetails(value, !!ctx.showProxy);
  if (proxy !== undefined) {
    if (proxy === null || proxy[0] === null) return ctx.stylize('<Revoked Proxy>', 'special');
    if (ctx.showProxy) return formatProxy(ctx, proxy, level);
    value = proxy;
  }

  if (ctx.customInspect) {
    const custom = value[customInspectSymbol];
    if (typeof custom === 'function' && custom !== inspect && !isPrototypeOfItsClass(value)) {
      const left = ctx.depth === null ? null : ctx.depth - level;
      const foreign = proxy !== undefined || !FunctionPrototypeSymbolHasInstance(Object, original);
      const result = FunctionPrototypeCall(custom, original, left, userOptions(ctx, foreign), inspect);
      // An object that returns itself wants to be shown as usual.
      if (result !== original) {
        if (typeof result !== 'string') return formatValue(ctx, result, level);
        return StringPrototypeReplaceAll(result, '\n', `\n${' '.repeat(ctx.indentationLvl)}`);
      }
    }
  }

  if (ctx.seen.includes(value)) {
    ctx.circular ??= new SafeMap();
    let index = ctx.circular.get(value);
    if (index === undefined) ctx.circular.set(value, index = ctx.circular.size + 1);
    return ctx.stylize(`[Circular *${index}]`, 'special');
  }
  return formatObject(ctx, value, level, ofTypedArray);
}

// Class.prototype has the inspection function of its instances, but nothing that could be inspected with it.
function isPrototypeOfItsClass(value) {
  const constructor = ObjectGetOwnPropertyDescriptor(value, 'constructor')?.value;
  return constructor != null && constructor.prototype === value;
}

function formatPrimitive(stylize, value, ctx) {
  switch (typeof value) {
    case 'string': return formatString(stylize, value, ctx);
    case 'number': return stylize(numberText(value, ctx.numericSeparator), 'number');
    case 'bigint': return stylize(bigintText(value, ctx.numericSeparator), 'bigint');
    case 'boolean': return stylize(`${value}`, 'boolean');
    case 'undefined': return stylize('undefined', 'undefined');
    default: return stylize(SymbolPrototypeToString(value), 'symbol');
  }
}

function formatString(stylize, value, ctx) {
  let trailer = '';
  if (value.length > ctx.maxStringLength) {
    const remaining = value.length - ctx.maxStringLength;
    value = value.slice(0, ctx.maxStringLength);
    trailer = `... ${remaining} more character${remaining > 1 ? 's' : ''}`;
  }
  // Text of several lines that doesn't fit on one is shown line by line.
  if (ctx.compact !== true && value.length > 16 && value.length > ctx.breakLength - ctx.indentationLvl - 4 &&
      value.includes('\n')) {
    const lines = [];
    for (let start = 0; start < value.length;) {
      const at = value.indexOf('\n', start);
      const end = at === -1 ? value.length : at + 1;
      lines.push(stylize(quote(value.slice(start, end)), 'string'));
      start = end;
    }
    return lines.join(` +\n${' '.repeat(ctx.indentationLvl + 2)}`) + trailer;
  }
  return stylize(quote(value), 'string') + trailer;
}

function formatProxy(ctx, [target, handler], level) {
  if (tooDeep(ctx, level)) return ctx.stylize('Proxy [Array]', 'special');
  ctx.indentationLvl += 2;
  const parts = [formatValue(ctx, target, level + 1), formatValue(ctx, handler, level + 1)];
  ctx.indentationLvl -= 2;
  return assemble(ctx, parts, '', ['Proxy [', ']'], kList, level + 1);
}

// Names of objects

/** `Foo(2) [Tag] `: the class, the size, and the tag if that says something else. */
function getPrefix(constructor, tag, fallback, size = '') {
  if (constructor === null) {
    return tag !== '' && fallback !== tag ? `[${fallback}${size}: null prototype] [${tag}] ` :
      `[${fallback}${size}: null prototype] `;
  }
  return tag !== '' && constructor !== tag ? `${constructor}${size} [${tag}] ` : `${constructor}${size} `;
}

// The classes of the language: their prototypes have nothing of interest.
const builtInNames = new SafeSet([
  'AggregateError', 'Array', 'ArrayBuffer', 'AsyncDisposableStack', 'BigInt', 'BigInt64Array', 'BigUint64Array',
  'Boolean', 'DataView', 'Date', 'DisposableStack', 'Error', 'EvalError', 'FinalizationRegistry', 'Float16Array',
  'Float32Array', 'Float64Array', 'Function', 'Int16Array', 'Int32Array', 'Int8Array', 'Iterator', 'Map', 'Number',
  'Object', 'Promise', 'Proxy', 'RangeError', 'ReferenceError', 'RegExp', 'Set', 'String', 'SuppressedError', 'Symbol',
  'SyntaxError', 'TypeError', 'URIError', 'Uint16Array', 'Uint32Array', 'Uint8Array', 'Uint8ClampedArray', 'WeakMap',
  'WeakRef', 'WeakSet',
]);

function isInstance(object, constructor) {
  try {
    return FunctionPrototypeSymbolHasInstance(constructor, object) || object instanceof constructor;
  } catch {
    return false;
  }
}

/** The name of an object's class, or null without a prototype. Fills `inherited` with the prototypes' properties. */
function constructorName(object, ctx, level, inherited) {
  let firstPrototype;
  for (let at = object; at !== null;) {
    const constructor = ObjectGetOwnPropertyDescriptor(at, 'constructor')?.value;
    if (typeof constructor === 'function' && constructor.name !== '' && isInstance(object, constructor)) {
      if (inherited !== undefined && (firstPrototype !== at || !builtInNames.has(constructor.name))) {
        addInherited(ctx, object, firstPrototype || object, level, inherited);
      }
      return String(constructor.name);
    }
    at = ObjectGetPrototypeOf(at);
    if (firstPrototype === undefined) firstPrototype = at;
  }
  if (firstPrototype === null) return null;
  const name = nativeConstructorName(object);
  if (tooDeep(ctx, level)) return `${name} <Complex prototype>`;
  const parent = constructorName(firstPrototype, ctx, level + 1, inherited);
  if (parent === null) {
    return `${name} <${inspect(firstPrototype, { ...ctx, customInspect: false, depth: -1 })}>`;
  }
  return `${name} <${parent}>`;
}

/** The properties that an object inherits from up to three prototypes of the program's own, functions left out. */
function addInherited(ctx, object, prototype, level, output) {
  let seen;
  let at = prototype;
  for (let depth = 0; depth < 3; depth++) {
    if (depth !== 0 || object === at) {
      at = ObjectGetPrototypeOf(at);
      if (at === null) return;
      const constructor = ObjectGetOwnPropertyDescriptor(at, 'constructor')?.value;
      if (typeof constructor === 'function' && builtInNames.has(constructor.name)) return;
    }
    const keys = ReflectOwnKeys(at);
    ctx.seen.push(object);
    for (const key of keys) {
      if (key === 'constructor' || ObjectPrototypeHasOwnProperty(object, key) || seen?.has(key)) continue;
      const descriptor = ObjectGetOwnPropertyDescriptor(at, key);
      if (typeof descriptor.value === 'function') continue;
      const text = formatProperty(ctx, at, level, key, kObject, descriptor, object);
      output.push(ctx.colors ? `\u001b[2m${text}\u001b[22m` : text);
    }
    ctx.seen.pop();
    seen ??= new SafeSet();
    for (const key of keys) seen.add(key);
  }
}

function getKeys(object, showHidden) {
  const symbols = ObjectGetOwnPropertySymbols(object);
  if (showHidden) {
    const keys = ObjectGetOwnPropertyNames(object);
    for (let i = 0; i < symbols.length; i++) keys.push(symbols[i]);
    return keys;
  }
  let keys;
  try {
    keys = ObjectKeys(object);
  } catch {
    // A module namespace with exports that aren't initialised yet.
    keys = ObjectGetOwnPropertyNames(object);
  }
  for (let i = 0; i < symbols.length; i++) {
    if (ObjectPrototypePropertyIsEnumerable(object, symbols[i])) keys.push(symbols[i]);
  }
  return keys;
}

// Objects

/** What is known of an object before its properties are looked at. */
class Shape {
  keys;
  base = '';
  braces = ['{', '}'];
  kind = kObject;
  /** @type {(ctx: object, value: object, level: number, shape: Shape) => string[]} what comes before the properties */
  entries = noEntries;
  /** The whole text, for an object with nothing inside. */
  text;

  constructor(keys) {
    this.keys = keys;
  }
}

function noEntries() {
  return [];
}

function formatObject(ctx, value, level, ofTypedArray) {
  // What the prototypes have is only shown with everything else that is hidden.
  let inherited = ctx.showHidden && !tooDeep(ctx, level) ? [] : undefined;
  const constructor = constructorName(value, ctx, level, inherited);
  if (inherited !== undefined && inherited.length === 0) inherited = undefined;

  let tag = tagOf(value);
  // A tag that is listed as a property is not shown twice.
  if (tag !== '' && ((ctx.showHidden ? ObjectPrototypeHasOwnProperty : ObjectPrototypePropertyIsEnumerable)(
    value, SymbolToStringTag) || saysTag(constructor, tag))) {
    tag = '';
  }

  const shape = shapeOf(ctx, value, constructor, tag, level, inherited === undefined, ofTypedArray);
  if (shape.text !== undefined) return shape.text;
  const { braces, keys, kind } = shape;

  if (tooDeep(ctx, level)) {
    const name = ArrayIsArray(value) ? 'Array' : classOf(value, constructor, tag);
    const prefix = getPrefix(constructor, tag, name).slice(0, -1);
    return ctx.stylize(constructor === null ? prefix : `[${prefix}]`, 'special');
  }
  level++;
  ctx.seen.push(value);
  ctx.currentDepth = level;
  const indentation = ctx.indentationLvl;
  let parts;
  try {
    parts = shape.entries(ctx, value, level, shape);
    for (let i = 0; i < keys.length; i++) {
      parts.push(formatProperty(ctx, value, level, keys[i], kind));
    }
    if (inherited !== undefined) for (let i = 0; i < inherited.length; i++) parts.push(inherited[i]);
  } catch (error) {
    if (!isStackOverflowError(error)) throw error;
    ctx.seen.pop();
    ctx.indentationLvl = indentation;
    const name = getPrefix(constructor, tag, 'Object').slice(0, -1);
    return ctx.stylize(
      `[${name}: Inspection interrupted prematurely. Maximum call stack size exceeded.]`, 'special');
  }
  if (ctx.circular !== undefined) {
    const index = ctx.circular.get(value);
    if (index !== undefined) {
      const reference = ctx.stylize(`<ref *${index}>`, 'special');
      if (ctx.compact !== true) shape.base = shape.base === '' ? reference : `${reference} ${shape.base}`;
      else braces[0] = `${reference} ${braces[0]}`;
    }
  }
  ctx.seen.pop();

  if (ctx.sorted) {
    const comparator = ctx.sorted === true ? undefined : ctx.sorted;
    if (kind === kObject) {
      parts.sort(comparator);
    } else if (keys.length > 1) {
      // The elements of a list have an order of their own.
      const properties = parts.splice(parts.length - keys.length).sort(comparator);
      for (let i = 0; i < properties.length; i++) parts.push(properties[i]);
    }
  }

  const text = assemble(ctx, parts, shape.base, braces, kind, level, value);
  const total = (ctx.budget[ctx.indentationLvl] || 0) + text.length;
  ctx.budget[ctx.indentationLvl] = total;
  // Beyond 128 MiB of text nobody reads on: stop descending.
  if (total > 2 ** 27) ctx.depth = -1;
  return text;
}

function tagOf(value) {
  try {
    const tag = value[SymbolToStringTag];
    return typeof tag === 'string' ? tag : '';
  } catch {
    return '';  // A getter that throws.
  }
}

/** Whether a class has the tag as a word of its name: MapOfThings(1) [Map] would say nothing new. */
function saysTag(constructor, tag) {
  if (constructor === null || constructor === tag) return false;
  for (let at = constructor.indexOf(tag); at !== -1; at = constructor.indexOf(tag, at + 1)) {
    const next = constructor[at + tag.length];
    if (next === undefined || next < 'a' || next > 'z') return true;
  }
  return false;
}

/** @returns {Shape} */
function shapeOf(ctx, value, constructor, tag, level, nothingInherited, ofTypedArray) {
  if (SymbolIterator in value || constructor === null) {
    const shape = listShape(ctx, value, constructor, tag, nothingInherited);
    if (shape !== undefined) return shape;
  }
  const shape = new Shape(getKeys(value, ctx.showHidden));
  const { keys } = shape;
  const { stylize } = ctx;
  const named = (fallback) => `${getPrefix(constructor, tag, fallback)}{`;
  const bare = () => keys.length === 0 && nothingInherited;

  if (constructor === 'Object' && typeof value !== 'function') {
    // Most objects: what they are made of needs no further questions.
    if (types.isArgumentsObject(value)) shape.braces[0] = named('Arguments').replace('Object', '[Arguments]');
    else if (tag !== '') shape.braces[0] = named('Object');
    if (bare()) shape.text = `${shape.braces[0]}}`;
  } else if (typeof value === 'function') {
    shape.base = functionBase(ctx, value, constructor, tag);
    if (bare()) shape.text = stylize(shape.base, 'special');
  } else if (types.isArgumentsObject(value)) {
    shape.braces[0] = named('Arguments');
    if (bare()) shape.text = `${shape.braces[0]}}`;
  } else if (types.isRegExp(value)) {
    shape.base = RegExpPrototypeToString(constructor !== null ? value : new RegExp(value));
    const prefix = getPrefix(constructor, tag, 'RegExp');
    if (prefix !== 'RegExp ') shape.base = `${prefix}${shape.base}`;
    if (bare() || tooDeep(ctx, level)) shape.text = stylize(shape.base, 'regexp');
  } else if (types.isDate(value)) {
    shape.base = NumberIsNaN(DatePrototypeGetTime(value)) ? DatePrototypeToString(value) : DatePrototypeToISOString(value);
    const prefix = getPrefix(constructor, tag, 'Date');
    if (prefix !== 'Date ') shape.base = `${prefix}${shape.base}`;
    if (bare()) shape.text = stylize(shape.base, 'date');
  } else if (types.isNativeError(value) || isErrorLike(value)) {
    shape.base = require('internal/util/inspect/errors')
      .formatError(ctx, value, constructor, tag, keys, { formatValue, getPrefix });
    if (bare()) shape.text = shape.base;
  } else if (types.isAnyArrayBuffer(value)) {
    const name = types.isArrayBuffer(value) ? 'ArrayBuffer' : 'SharedArrayBuffer';
    const prefix = getPrefix(constructor, tag, name);
    shape.braces[0] = `${prefix}{`;
    if (ofTypedArray === undefined) {
      shape.entries = entries.arrayBufferEntries;
    } else {
      shape.entries = (_, buffer) => [`[byteLength]: ${formatValue(ctx, buffer.byteLength, level)}`];
    }
  } else if (types.isDataView(value)) {
    shape.braces[0] = named('DataView');
    shape.entries = entries.dataViewEntries;
  } else if (types.isPromise(value)) {
    shape.braces[0] = named('Promise');
    shape.entries = entries.promiseEntries;
  } else if (types.isWeakSet(value)) {
    shape.braces[0] = named('WeakSet');
    shape.entries = ctx.showHidden ? entries.weakSetEntries : entries.unknownEntries;
  } else if (types.isWeakMap(value)) {
    shape.braces[0] = named('WeakMap');
    shape.entries = ctx.showHidden ? entries.weakMapEntries : entries.unknownEntries;
  } else if (types.isModuleNamespaceObject(value)) {
    shape.braces[0] = named('Module');
    shape.entries = entries.namespaceEntries;
  } else if (types.isBoxedPrimitive(value)) {
    shape.base = boxedBase(ctx, value, keys, constructor, tag);
    if (bare()) shape.text = shape.base;
  } else if (isURL(value) && !tooDeep(ctx, level)) {
    shape.base = value.href;
    if (bare()) shape.text = shape.base;
  } else if (bare()) {
    shape.text = types.isExternal(value) ?
      stylize(`[External: ${getExternalValue(value).toString(16)}]`, 'special') :
      `${getPrefix(constructor, tag, classOf(value, constructor, tag))}{}`;
  } else {
    shape.braces[0] = named(classOf(value, constructor, tag));
  }
  return shape;
}

/** Without a prototype: what V8 knows of where the object comes from. */
function classOf(value, constructor, tag) {
  if (constructor !== null) return 'Object';
  const name = nativeConstructorName(value);
  return name === tag ? 'Object' : name;
}

/** For arrays, collections and their iterators; undefined for everything else. */
function listShape(ctx, value, constructor, tag, nothingInherited) {
  if (ArrayIsArray(value)) {
    const shape = new Shape(getOwnNonIndexProperties(value, !ctx.showHidden));
    const prefix = constructor !== 'Array' || tag !== '' ? getPrefix(constructor, tag, 'Array', `(${value.length})`) : '';
    shape.braces = [`${prefix}[`, ']'];
    if (value.length === 0 && shape.keys.length === 0 && nothingInherited) shape.text = `${prefix}[]`;
    shape.kind = kList;
    shape.entries = entries.arrayEntries;
    return shape;
  }
  if (types.isSet(value) || types.isMap(value)) {
    const isSet = types.isSet(value);
    const shape = new Shape(getKeys(value, ctx.showHidden));
    const size = isSet ? SetPrototypeGetSize(value) : MapPrototypeGetSize(value);
    const prefix = getPrefix(constructor, tag, isSet ? 'Set' : 'Map', `(${size})`);
    shape.braces[0] = `${prefix}{`;
    if (size === 0 && shape.keys.length === 0 && nothingInherited) shape.text = `${prefix}{}`;
    shape.entries = isSet ? entries.setEntries : entries.mapEntries;
    return shape;
  }
  const typedArray = TypedArrayPrototypeGetSymbolToStringTag(value);
  if (typedArray !== undefined) {
    const shape = new Shape(getOwnNonIndexProperties(value, !ctx.showHidden));
    const length = TypedArrayPrototypeGetLength(value);
    const prefix = getPrefix(constructor, tag, typedArray, `(${length})`);
    shape.braces = [`${prefix}[`, ']'];
    if (length === 0 && shape.keys.length === 0 && !ctx.showHidden) shape.text = `${prefix}[]`;
    shape.kind = kList;
    shape.entries = entries.typedArrayEntries;
    return shape;
  }
  if (types.isMapIterator(value) || types.isSetIterator(value)) {
    const shape = new Shape(getKeys(value, ctx.showHidden));
    const name = `${types.isMapIterator(value) ? 'Map' : 'Set'} Iterator`;
    shape.braces[0] = `[${tag !== name && tag !== '' ? `${tag}] [` : ''}${name}] {`;
    shape.entries = entries.iteratorEntries;
    return shape;
  }
  return undefined;
}

function isURL(value) {
  try {
    // What isn't loaded has no instances, so ask for what they have before asking the module.
    return 'href' in value && 'searchParams' in value && require('internal/url').isOwnURL(value);
  } catch {
    return false;  // The prototype has the accessors too, and they throw.
  }
}

// Error.prototype in its chain, but not made by a constructor: shown as an error too.
function isErrorLike(value) {
  return FunctionPrototypeSymbolHasInstance(Error, value);
}

const classHead = /^class\s*(?:[^\s({]+\s*)?(?:extends[\s(]|\{)/;
const comments = /\/\/.*?\n|\/\*[\s\S]*?\*\//g;

function isClass(source) {
  if (!source.startsWith('class') || !source.endsWith('}')) return false;
  const body = source.slice(5, -1);
  const brace = body.indexOf('{');
  if (brace === -1) return false;
  return !body.slice(0, brace).includes('(') ||
    // A comment or an expression after `extends` may have parentheses.
    RegExpPrototypeExec(classHead, RegExpPrototypeSymbolReplace(comments, source, '')) !== null;
}

function functionBase(ctx, value, constructor, tag) {
  if (isClass(FunctionPrototypeToString(value))) return classBase(value, constructor, tag);
  const type = `${types.isAsyncFunction(value) ? 'Async' : ''}${
    types.isGeneratorFunction(value) ? 'Generator' : ''}Function`;
  let base = `[${type}`;
  if (constructor === null) base += ' (null prototype)';
  const { name } = value;
  base += name === '' ? ' (anonymous)' : `: ${typeof name === 'string' ? name : formatValue(ctx, name, 0)}`;
  base += ']';
  if (constructor !== type && constructor !== null) base += ` ${constructor}`;
  if (tag !== '' && constructor !== tag) base += ` [${tag}]`;
  return base;
}

function classBase(value, constructor, tag) {
  const name = ObjectPrototypeHasOwnProperty(value, 'name') && value.name || '(anonymous)';
  let base = `class ${name}`;
  if (constructor !== 'Function' && constructor !== null) base += ` [${constructor}]`;
  if (tag !== '' && constructor !== tag) base += ` [${tag}]`;
  if (constructor === null) {
    base += ' extends [null prototype]';
  } else {
    const parent = ObjectGetPrototypeOf(value).name;
    if (parent) base += ` extends ${parent}`;
  }
  return `[${base}]`;
}

function boxedBase(ctx, value, keys, constructor, tag) {
  let type;
  let primitive;
  if (types.isNumberObject(value)) {
    type = 'Number';
    primitive = NumberPrototypeValueOf(value);
  } else if (types.isStringObject(value)) {
    type = 'String';
    primitive = StringPrototypeValueOf(value);
    // Its characters are properties too.
    keys.splice(0, primitive.length);
  } else if (types.isBooleanObject(value)) {
    type = 'Boolean';
    primitive = BooleanPrototypeValueOf(value);
  } else if (types.isBigIntObject(value)) {
    type = 'BigInt';
    primitive = BigIntPrototypeValueOf(value);
  } else {
    type = 'Symbol';
    primitive = SymbolPrototypeValueOf(value);
  }
  let base = `[${type}`;
  if (type !== constructor) base += constructor === null ? ' (null prototype)' : ` (${constructor})`;
  base += `: ${formatPrimitive(stylizeNoColor, primitive, ctx)}]`;
  if (tag !== '' && tag !== constructor) base += ` [${tag}]`;
  if (keys.length !== 0 || ctx.stylize === stylizeNoColor) return base;
  return ctx.stylize(base, type.toLowerCase());
}

// Properties

const identifier = /^[a-zA-Z_][a-zA-Z_0-9]*$/;

function formatKey(ctx, key, enumerable) {
  let text;
  if (typeof key === 'symbol') text = ctx.stylize(escapeText(SymbolPrototypeToString(key)), 'symbol');
  // Written as it would have to be in source, where a plain `__proto__:` sets the prototype.
  else if (key === '__proto__') text = "['__proto__']";
  else if (RegExpPrototypeExec(identifier, key) !== null) text = ctx.stylize(key, 'name');
  else text = ctx.stylize(quote(key), 'string');
  return enumerable ? text : `[${text}]`;
}

function wantsGetter(ctx, descriptor) {
  return ctx.getters && (ctx.getters === true ||
    (ctx.getters === 'get' && descriptor.set === undefined) ||
    (ctx.getters === 'set' && descriptor.set !== undefined));
}

function formatAccessor(ctx, descriptor, level, receiver) {
  const { stylize } = ctx;
  if (descriptor.get === undefined) return stylize(descriptor.set !== undefined ? '[Setter]' : 'undefined',
                                                   descriptor.set !== undefined ? 'special' : 'undefined');
  const label = descriptor.set !== undefined ? 'Getter/Setter' : 'Getter';
  if (!wantsGetter(ctx, descriptor)) return stylize(`[${label}]`, 'special');
  let text;
  try {
    const value = FunctionPrototypeCall(descriptor.get, receiver);
    ctx.indentationLvl += 2;
    if (value === null) text = `${stylize(`[${label}:`, 'special')} ${stylize('null', 'null')}${stylize(']', 'special')}`;
    else if (typeof value === 'object') text = `${stylize(`[${label}]`, 'special')} ${formatValue(ctx, value, level)}`;
    else text = `${stylize(`[${label}:`, 'special')} ${formatPrimitive(stylize, value, ctx)}${stylize(']', 'special')}`;
    ctx.indentationLvl -= 2;
  } catch (error) {
    text = `${stylize(`[${label}:`, 'special')} <Inspection threw (${error.message})>${stylize(']', 'special')}`;
  }
  return text;
}

function formatProperty(ctx, value, level, key, kind, descriptor, receiver = value) {
  descriptor ??= ObjectGetOwnPropertyDescriptor(value, key) ??
    { value: value[key], configurable: true, enumerable: true };
  let text;
  let gap = ' ';
  if (descriptor.value !== undefined) {
    const indent = ctx.compact !== true || kind !== kObject ? 2 : 3;
    ctx.indentationLvl += indent;
    text = formatValue(ctx, descriptor.value, level);
    if (indent === 3 && ctx.breakLength < getStringWidth(text, ctx.colors)) {
      gap = `\n${' '.repeat(ctx.indentationLvl)}`;
    }
    ctx.indentationLvl -= indent;
  } else {
    text = formatAccessor(ctx, descriptor, level, receiver);
  }
  if (kind === kElement) return text;
  return `${formatKey(ctx, key, descriptor.enumerable !== false)}:${gap}${text}`;
}

const entries = require('internal/util/inspect/entries')(formatValue, formatProperty);

module.exports = {
  ...require('internal/util/inspect/format')(inspect, builtInNames, inspectDefaultOptions),
  formatProperty,
  getStringWidth,
  inspect,
  inspectDefaultOptions,
  kObjectType: kObject,
  stripVTControlCharacters: require('internal/util/inspect/text').withoutControlSequences,
  stylizeWithColor,
  withoutColors,
};
