'use strict';

// URLPattern (https://urlpattern.spec.whatwg.org): a pattern for each component of a URL.

const { ObjectDefineProperty } = primordials;
const { URL } = require('internal/url');
const { Component, escapePattern } = require('url/pattern_parser');
const { parseConstructorString } = require('url/pattern_string');
const native = binding('url');

const names = ['protocol', 'username', 'password', 'hostname', 'port', 'pathname', 'search', 'hash'];
const parts = { __proto__: null, username: 1, password: 2, hostname: 4, port: 5, pathname: 6, search: 7, hash: 8 };
const specialPorts = { __proto__: null, http: '80', https: '443', ws: '80', wss: '443', ftp: '21', file: '' };
const kDummy = 'https://dummy.invalid/';

/** What a setter of the dummy URL makes of a value; throws when it takes it not. */
function throughSetter(part, value, base = kDummy) {
  const href = native.update(base, parts[part], value);
  if (href === undefined) throw new TypeError(`Invalid ${part}`);
  return new URL(href);
}

const canonicalizers = {
  __proto__: null,
  protocol(value) {
    if (value === '') return '';
    const url = URL.parse(`${value}://dummy.invalid/`);
    if (url === null) throw new TypeError('Invalid protocol');
    return url.protocol.slice(0, -1);
  },
  username: (value) => (value === '' ? '' : throughSetter('username', value).username),
  password: (value) => (value === '' ? '' : throughSetter('password', value).password),
  hostname: (value) => (value === '' ? '' : throughSetter('hostname', value).hostname),
  ipv6(value) {
    if (!/^[0-9a-fA-F[\]:]*$/.test(value)) throw new TypeError('Invalid IPv6 hostname');
    return value.toLowerCase();
  },
  port(value, protocol) {
    if (value === '') return '';
    const base = protocol !== undefined && protocol !== '' && protocol !== 'file' && URL.canParse(`${protocol}://h/`) ?
      `${protocol}://dummy.invalid/` : 'dummy://dummy.invalid/';
    return throughSetter('port', value, base).port;
  },
  pathname(value) {
    if (value === '') return '';
    // A fragment of a path is not to get a slash in front, nor are its dots to be taken for steps.
    if (value[0] === '/') return throughSetter('pathname', value).pathname;
    return throughSetter('pathname', `/-${value}`).pathname.slice(2);
  },
  opaquePathname(value) {
    const end = value.search(/[?#]/);
    if (end !== -1) value = value.slice(0, end);
    return value.replace(/[^\x20-\x7e]+/g, (text) => encodeURIComponent(text.toWellFormed()));
  },
  search: (value) => (value === '' ? '' : throughSetter('search', value).search.slice(1)),
  hash: (value) => (value === '' ? '' : throughSetter('hash', value).hash.slice(1)),
};

const isSpecial = (protocol) => protocol in specialPorts;
const matchesSpecial = (component) => Object.keys(specialPorts).some((scheme) => component.test(scheme));
const hasOpaquePath = (url) => url.pathname[0] !== '/' && url.host === '' && url.protocol !== 'file:';

/**
 * Reads a dictionary of components.
 * @param {object} init
 * @param {boolean} asPattern whether the values are patterns; else they are parts of a URL
 * @param {object} result what is there already
 */
function processInit(init, asPattern, result) {
  const given = {};
  for (const name of [...names, 'baseURL']) {
    const value = init[name];
    if (value !== undefined) given[name] = `${value}`;
  }
  const has = (...list) => list.some((name) => given[name] !== undefined);
  let base = null;
  if (given.baseURL !== undefined) {
    base = new URL(given.baseURL);
    const inherit = (name, value) => { result[name] = asPattern ? escapePattern(value) : value; };
    if (!has('protocol')) inherit('protocol', base.protocol.slice(0, -1));
    if (!asPattern && !has('protocol', 'hostname', 'port', 'username')) inherit('username', base.username);
    if (!asPattern && !has('protocol', 'hostname', 'port', 'username', 'password')) inherit('password', base.password);
    if (!has('protocol', 'hostname')) inherit('hostname', base.hostname);
    if (!has('protocol', 'hostname', 'port')) inherit('port', base.port);
    if (!has('protocol', 'hostname', 'port', 'pathname')) inherit('pathname', base.pathname);
    if (!has('protocol', 'hostname', 'port', 'pathname', 'search')) inherit('search', base.search.slice(1));
    if (!has('protocol', 'hostname', 'port', 'pathname', 'search', 'hash')) inherit('hash', base.hash.slice(1));
  }
  const take = (name, value) => { result[name] = asPattern ? value : canonicalizers[name](value, result.protocol); };
  if (has('protocol')) take('protocol', given.protocol.replace(/:$/, ''));
  for (const name of ['username', 'password', 'hostname', 'port']) {
    if (has(name)) take(name, given[name]);
  }
  if (has('pathname')) {
    let { pathname } = given;
    if (base !== null && !hasOpaquePath(base) && !isAbsolute(pathname, asPattern)) {
      const directory = base.pathname.slice(0, base.pathname.lastIndexOf('/') + 1);
      pathname = (asPattern ? escapePattern(directory) : directory) + pathname;
    }
    if (asPattern) result.pathname = pathname;
    else if (!result.protocol || isSpecial(result.protocol)) result.pathname = canonicalizers.pathname(pathname);
    else result.pathname = canonicalizers.opaquePathname(pathname);
  }
  if (has('search')) take('search', given.search.replace(/^\?/, ''));
  if (has('hash')) take('hash', given.hash.replace(/^#/, ''));
  return result;
}

function isAbsolute(pathname, asPattern) {
  return pathname[0] === '/' || (asPattern && (pathname.startsWith('\\/') || pathname.startsWith('{/')));
}

function typeError(code, message, cause) {
  const error = new TypeError(message);
  error.code = code;
  if (cause !== undefined) error.cause = cause;
  return error;
}

function compile(input, baseURL, ignoreCase) {
  let init = input;
  if (typeof input === 'string') {
    init = parseConstructorString(input, matchesSpecial, canonicalizers.protocol);
    if (baseURL === undefined && init.protocol === undefined) throw new TypeError('A relative pattern needs a base URL');
    if (baseURL !== undefined) init.baseURL = baseURL;
  } else if (baseURL !== undefined) {
    throw new TypeError('A pattern given by its components takes no base URL');
  }
  const patterns = processInit(init, true, {});
  for (const name of names) patterns[name] ??= '*';
  if (isSpecial(patterns.protocol) && patterns.port === specialPorts[patterns.protocol]) patterns.port = '';

  const plain = { delimiter: '', prefix: '' };
  const components = { __proto__: null };
  const add = (name, canonicalize, options) => {
    components[name] = new Component(patterns[name], canonicalize, options);
  };
  add('protocol', canonicalizers.protocol, plain);
  add('username', canonicalizers.username, plain);
  add('password', canonicalizers.password, plain);
  add('hostname', /^(?:\[|\{\[|\\\[)/.test(patterns.hostname) ? canonicalizers.ipv6 : canonicalizers.hostname,
      { delimiter: '.', prefix: '' });
  add('port', (value) => canonicalizers.port(value), plain);
  if (matchesSpecial(components.protocol)) add('pathname', canonicalizers.pathname, { delimiter: '/', prefix: '/', ignoreCase });
  else add('pathname', canonicalizers.opaquePathname, { ...plain, ignoreCase });
  add('search', canonicalizers.search, { ...plain, ignoreCase });
  add('hash', canonicalizers.hash, { ...plain, ignoreCase });
  return components;
}

let componentsOf;

class Fields extends (function(object) { return object; }) {
  #components;
  static {
    componentsOf = (value) => {
      if (typeof value !== 'object' || value === null || !(#components in value)) throw new TypeError('Illegal invocation');
      return value.#components;
    };
  }
  constructor(object, components) {
    super(object);
    this.#components = components;
  }
}

/**
 * @param {string | object} [input] the text of a pattern, or its components
 * @param {string | { ignoreCase?: boolean }} [baseURL] the base of a text, or the options
 * @param {{ ignoreCase?: boolean }} [options]
 */
function URLPattern(input, baseURL, options) {
  if (new.target === undefined) throw typeError('ERR_CONSTRUCT_CALL_REQUIRED', 'Cannot call constructor without `new`');
  if (arguments.length === 0) input = {};
  if (typeof input !== 'string' && (typeof input !== 'object' || input === null)) {
    throw typeError('ERR_INVALID_ARG_TYPE', 'Input must be an object or a string');
  }
  let base;
  if (arguments.length > 1) {
    if (typeof baseURL === 'string') base = baseURL;
    else if (typeof baseURL === 'object' && baseURL !== null) options = baseURL;
    else throw typeError('ERR_INVALID_ARG_TYPE', 'second argument must be a string or object');
  }
  if (arguments.length > 2 && (typeof options !== 'object' || options === null)) {
    throw typeError('ERR_INVALID_ARG_TYPE', 'options must be an object');
  }
  const ignoreCase = options?.ignoreCase;
  if (ignoreCase !== undefined && typeof ignoreCase !== 'boolean') {
    throw typeError('ERR_INVALID_ARG_TYPE', 'options.ignoreCase must be a boolean');
  }
  // What the program's own getters throw is not to be hidden behind our error.
  const plain = typeof input === 'string' ? input : {};
  if (typeof input !== 'string') {
    for (const name of [...names, 'baseURL']) {
      const value = input[name];
      if (value !== undefined) plain[name] = `${value}`;
    }
  }
  let components;
  try {
    components = compile(plain, base, ignoreCase);
  } catch {
    throw typeError('ERR_INVALID_URL_PATTERN', 'Failed to construct URLPattern');
  }
  new Fields(this, components);
}

/** The components of what is to be matched; null when it is no URL. */
function valuesOf(input, baseURL) {
  const empty = { protocol: '', username: '', password: '', hostname: '', port: '', pathname: '', search: '', hash: '' };
  if (typeof input !== 'string') {
    if (baseURL !== undefined) throw typeError('ERR_OPERATION_FAILED', 'Failed to exec URLPattern');
    try {
      return processInit(input, false, empty);
    } catch {
      return null;
    }
  }
  const url = URL.parse(input, baseURL);
  if (url === null) return null;
  for (const name of names) empty[name] = url[name];
  empty.protocol = empty.protocol.slice(0, -1);
  empty.search = empty.search.slice(1);
  empty.hash = empty.hash.slice(1);
  return empty;
}

function checkInput(input, baseURL, count) {
  if (count > 0 && typeof input !== 'string' && (typeof input !== 'object' || input === null)) {
    throw typeError('ERR_INVALID_ARG_TYPE', 'URLPattern input needs to be a string or an object');
  }
  if (count > 1 && baseURL !== undefined && typeof baseURL !== 'string') {
    throw typeError('ERR_INVALID_ARG_TYPE', 'baseURL must be a string');
  }
}

/** @returns {object | null} what each component matched, with its groups */
URLPattern.prototype.exec = function exec(input = {}, baseURL = undefined) {
  const components = componentsOf(this);
  checkInput(input, baseURL, arguments.length);
  const values = valuesOf(input, baseURL);
  if (values === null) return null;
  const result = { __proto__: null, inputs: baseURL === undefined ? [input] : [input, baseURL] };
  for (const name of names) {
    const match = components[name].exec(values[name]);
    if (match === null) return null;
    result[name] = match;
  }
  return result;
};

/** @returns {boolean} */
URLPattern.prototype.test = function test(input = {}, baseURL = undefined) {
  const components = componentsOf(this);
  checkInput(input, baseURL, arguments.length);
  const values = valuesOf(input, baseURL);
  return values !== null && names.every((name) => components[name].test(values[name]));
};

for (const name of names) {
  ObjectDefineProperty(URLPattern.prototype, name, {
    __proto__: null, configurable: true, enumerable: true, get() { return componentsOf(this)[name].pattern; },
  });
}
ObjectDefineProperty(URLPattern.prototype, 'hasRegExpGroups', {
  __proto__: null,
  configurable: true,
  enumerable: true,
  get() {
    const components = componentsOf(this);
    return names.some((name) => components[name].hasRegExpGroups);
  },
});

module.exports = { URLPattern };
