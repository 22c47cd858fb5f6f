'use strict';

// The URL class of the WHATWG standard, and the way between paths and `file:` URLs. Parsing is native: a URL here is its text and
// the places where its parts begin and end.

const {
  ObjectDefineProperties, StringPrototypeToWellFormed, SymbolFor, SymbolToStringTag, decodeURIComponent,
} = primordials;
const {
  codes: {
    ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_FILE_URL_HOST, ERR_INVALID_FILE_URL_PATH,
    ERR_INVALID_URL_SCHEME, ERR_MISSING_ARGS,
  },
} = require('internal/errors');
const { validateString } = require('internal/validators');
const {
  URLSearchParams, attach, replace, isSearchParams, toUSVString,
} = require('internal/url_search_params');
const native = binding('url');
const { offsets } = native;

const kInspect = SymbolFor('nodejs.util.inspect.custom');

// The parts that setters change, as the native side numbers them.
const kProtocol = 0;
const kUsername = 1;
const kPassword = 2;
const kHost = 3;
const kHostname = 4;
const kPort = 5;
const kPathname = 6;
const kSearch = 7;
const kHash = 8;

/** The text of a URL and where its parts lie; the names are those of url::Offsets. */
class URLContext {
  href = '';
  protocolEnd = 0;
  usernameEnd = 0;
  passwordEnd = 0;
  hostStart = 0;
  hostEnd = 0;
  portEnd = 0;
  pathStart = 0;
  searchStart = 0;
  hashStart = 0;

  /** Takes over what the native parser has just left in `offsets`. */
  update(href) {
    this.href = href;
    this.protocolEnd = offsets[0];
    this.usernameEnd = offsets[1];
    this.passwordEnd = offsets[2];
    this.hostStart = offsets[3];
    this.hostEnd = offsets[4];
    this.portEnd = offsets[5];
    this.pathStart = offsets[6];
    this.searchStart = offsets[7];
    this.hashStart = offsets[8];
  }
}

/** Without the code in its name, unlike errors of the table: programs compare the text. */
function invalidURL(input, base) {
  const error = new TypeError('Invalid URL');
  error.code = 'ERR_INVALID_URL';
  error.input = input;
  if (base !== undefined) error.base = base;
  return error;
}

let hasContext;

/** @see https://url.spec.whatwg.org/#url-class */
class URL {
  #context = new URLContext();
  #searchParams;
  // Set while the change comes from #searchParams itself, which then need not be parsed again.
  #fromParams = false;

  static {
    hasContext = (value) => typeof value === 'object' && value !== null && #context in value;
  }

  /**
   * @param {string} input
   * @param {string | URL} [base]
   */
  constructor(input, base = undefined) {
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('url');
    input = `${input}`;
    if (base !== undefined) base = `${base}`;
    const href = native.parse(input, base);
    if (href === undefined) throw invalidURL(input, base);
    this.#context.update(href);
  }

  /**
   * Like the constructor, but null when the input is no URL.
   * @param {string} input
   * @param {string | URL} [base]
   * @returns {URL | null}
   */
  static parse(input, base = undefined) {
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('url');
    input = `${input}`;
    if (base !== undefined) base = `${base}`;
    return native.canParse(input, base) ? new URL(input, base) : null;
  }

  /**
   * @param {string} url
   * @param {string | URL} [base]
   * @returns {boolean}
   */
  static canParse(url, base = undefined) {
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('url');
    url = `${url}`;
    if (base !== undefined) base = `${base}`;
    return native.canParse(url, base);
  }

  /**
   * A `blob:` URL under which resolveObjectURL() finds the blob.
   * @param {Blob} object
   * @returns {string}
   */
  static createObjectURL(object) {
    return require('buffer/object_url').createObjectURL(object);
  }

  /** @param {string} url */
  static revokeObjectURL(url) {
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('url');
    require('buffer/object_url').revokeObjectURL(`${url}`);
  }

  static #set(url, context, part, value) {
    const href = native.update(context.href, part, `${value}`);
    if (href === undefined) return;
    context.update(href);
    if (url.#searchParams !== undefined && part === kSearch && !url.#fromParams) {
      replace(url.#searchParams, url.#query());
    }
  }

  #href() {
    return this.#context.href;
  }

  #search() {
    const { href, searchStart, hashStart } = this.#context;
    return hashStart - searchStart > 1 ? href.slice(searchStart, hashStart) : '';
  }

  #query() {
    const { href, searchStart, hashStart } = this.#context;
    return href.slice(searchStart + 1, hashStart);
  }

  [kInspect](depth, options) {
    if (this === null || Object.getPrototypeOf(this) === null) return;
    if (typeof depth === 'number' && depth < 0) return this;
    const constructor = typeof this.constructor === 'function' ? this.constructor : URL;
    const shown = { __proto__: { constructor } };
    for (const name of [
      'href', 'origin', 'protocol', 'username', 'password', 'host', 'hostname', 'port', 'pathname', 'search',
      'searchParams', 'hash',
    ]) {
      shown[name] = this[name];
    }
    if (options.showHidden) shown[kContext] = this.#context;
    return `${constructor.name} ${require('internal/util/inspect').inspect(shown, options)}`;
  }

  toString() {
    return this.#href();
  }

  get href() {
    return this.#href();
  }

  set href(value) {
    const context = this.#context;
    value = `${value}`;
    const href = native.parse(value, undefined);
    if (href === undefined) throw invalidURL(value);
    context.update(href);
    if (this.#searchParams !== undefined) replace(this.#searchParams, this.#query());
  }

  get origin() {
    const { href, protocolEnd, hostStart, portEnd, pathStart } = this.#context;
    const protocol = href.slice(0, protocolEnd);
    switch (protocol) {
      case 'http:': case 'https:': case 'ws:': case 'wss:': case 'ftp:':
        return `${protocol}//${href.slice(hostStart, portEnd)}`;
      case 'blob:': {
        // The origin of the URL in the path, if that has one a page could have.
        const inner = URL.parse(href.slice(pathStart));
        if (inner !== null && (inner.protocol === 'http:' || inner.protocol === 'https:')) return inner.origin;
      }
    }
    return 'null';
  }

  get protocol() {
    return this.#context.href.slice(0, this.#context.protocolEnd);
  }

  set protocol(value) {
    URL.#set(this, this.#context, kProtocol, value);
  }

  get username() {
    const { href, protocolEnd, usernameEnd } = this.#context;
    return usernameEnd > protocolEnd + 2 ? href.slice(protocolEnd + 2, usernameEnd) : '';
  }

  set username(value) {
    URL.#set(this, this.#context, kUsername, value);
  }

  get password() {
    const { href, usernameEnd, passwordEnd } = this.#context;
    return passwordEnd > usernameEnd ? href.slice(usernameEnd + 1, passwordEnd) : '';
  }

  set password(value) {
    URL.#set(this, this.#context, kPassword, value);
  }

  get host() {
    return this.#context.href.slice(this.#context.hostStart, this.#context.portEnd);
  }

  set host(value) {
    URL.#set(this, this.#context, kHost, value);
  }

  get hostname() {
    return this.#context.href.slice(this.#context.hostStart, this.#context.hostEnd);
  }

  set hostname(value) {
    URL.#set(this, this.#context, kHostname, value);
  }

  get port() {
    const { href, hostEnd, portEnd } = this.#context;
    return portEnd > hostEnd ? href.slice(hostEnd + 1, portEnd) : '';
  }

  set port(value) {
    URL.#set(this, this.#context, kPort, value);
  }

  get pathname() {
    return this.#context.href.slice(this.#context.pathStart, this.#context.searchStart);
  }

  set pathname(value) {
    URL.#set(this, this.#context, kPathname, value);
  }

  get search() {
    return this.#search();
  }

  set search(value) {
    URL.#set(this, this.#context, kSearch, toUSVString(value));
  }

  get searchParams() {
    if (this.#searchParams === undefined) {
      this.#searchParams = new URLSearchParams();
      attach(this.#searchParams, this.#query(), (text) => {
        this.#fromParams = true;
        URL.#set(this, this.#context, kSearch, text);
        this.#fromParams = false;
      });
    }
    return this.#searchParams;
  }

  get hash() {
    const { href, hashStart } = this.#context;
    return href.length - hashStart > 1 ? href.slice(hashStart) : '';
  }

  set hash(value) {
    URL.#set(this, this.#context, kHash, value);
  }

  toJSON() {
    return this.#href();
  }
}

const kContext = Symbol('context');
const enumerable = { __proto__: null, enumerable: true };

const { kTransferMode } = binding('messaging');
const uncloneable = { __proto__: null, value: 0 };

ObjectDefineProperties(URLSearchParams.prototype, { [kTransferMode]: uncloneable });
ObjectDefineProperties(URL.prototype, {
  [kTransferMode]: uncloneable,
  [SymbolToStringTag]: { __proto__: null, configurable: true, value: 'URL' },
  toString: enumerable,
  href: enumerable,
  origin: enumerable,
  protocol: enumerable,
  username: enumerable,
  password: enumerable,
  host: enumerable,
  hostname: enumerable,
  port: enumerable,
  pathname: enumerable,
  search: enumerable,
  searchParams: enumerable,
  hash: enumerable,
  toJSON: enumerable,
});
ObjectDefineProperties(URL, {
  canParse: { __proto__: null, configurable: true, enumerable: true, writable: true },
  parse: { __proto__: null, configurable: true, enumerable: true, writable: true },
  createObjectURL: enumerable,
  revokeObjectURL: enumerable,
});

/**
 * Whether a value is a URL, our own or one from another realm or a polyfill, and not what the legacy url.parse() returns.
 * @param {unknown} value
 */
function isURL(value) {
  return Boolean(value?.href && value.protocol && value.auth === undefined && value.path === undefined);
}

// --- file: URLs and paths -------------------------------------------------------------------------------------------

function isWindows(options) {
  return options?.windows ?? process.platform === 'win32';
}

/** The URL behind an argument that must be a `file:` URL. */
function fileURL(path) {
  if (typeof path === 'string') path = new URL(path);
  else if (!isURL(path)) throw new ERR_INVALID_ARG_TYPE('path', ['string', 'URL'], path);
  if (path.protocol !== 'file:') throw new ERR_INVALID_URL_SCHEME('file');
  return path;
}

function checkEncodedSeparators(url, windows) {
  const { pathname } = url;
  if (windows ? /%2f|%5c/i.test(pathname) : /%2f/i.test(pathname)) {
    throw new ERR_INVALID_FILE_URL_PATH(`must not include encoded ${windows ? '\\ or /' : '/'} characters`, url.input ?? url);
  }
  return pathname;
}

/** Puts the host of a Windows file URL in front of its decoded path, or takes the slash before the drive away. */
function windowsPath(url, path, concat, slice, code) {
  if (url.hostname !== '') return concat(`\\\\${native.domainToUnicode(url.hostname)}`, path);
  const letter = code(path, 1) | 0x20;
  if (letter < 0x61 || letter > 0x7a || code(path, 2) !== 0x3a) {
    throw new ERR_INVALID_FILE_URL_PATH('must be absolute', url);
  }
  return slice(path, 1);
}

/**
 * The path that a `file:` URL means, percent-decoded.
 * @param {string | URL} path
 * @param {{ windows?: boolean }} [options]
 * @returns {string}
 */
function fileURLToPath(path, options = undefined) {
  const windows = isWindows(options);
  const url = fileURL(path);
  if (!windows && url.hostname !== '') throw new ERR_INVALID_FILE_URL_HOST(process.platform);
  let pathname = checkEncodedSeparators(url, windows);
  if (!windows) return pathname.includes('%') ? decodeURIComponent(pathname) : pathname;
  pathname = decodeURIComponent(pathname.replaceAll('/', '\\'));
  return windowsPath(url, pathname, (a, b) => a + b, (text, at) => text.slice(at), (text, at) => text.charCodeAt(at));
}

/**
 * The same as bytes, for names that are no UTF-8.
 * @param {string | URL} path
 * @param {{ windows?: boolean }} [options]
 * @returns {Buffer}
 */
function fileURLToPathBuffer(path, options = undefined) {
  const windows = isWindows(options);
  const url = fileURL(path);
  if (!windows && url.hostname !== '') throw new ERR_INVALID_FILE_URL_HOST(process.platform);
  const pathname = checkEncodedSeparators(url, windows);
  const { decodeToBuffer } = require('internal/percent');
  if (!windows) return decodeToBuffer(pathname);
  const { Buffer } = require('buffer');
  return windowsPath(url, decodeToBuffer(pathname.replaceAll('/', '\\')),
                     (a, b) => Buffer.concat([Buffer.from(a), b]), (bytes, at) => bytes.subarray(at),
                     (bytes, at) => bytes[at]);
}

// What the URL parser would take for something else, drop, or leave bare though RFC 3986 does not allow it in a path.
const pathEscapes = {
  '__proto__': null,
  '%': '%25', '\\': '%5C', '\n': '%0A', '\r': '%0D', '\t': '%09', '?': '%3F', '#': '%23',
  '[': '%5B', ']': '%5D', '^': '%5E', '|': '%7C', '~': '%7E',
};

/**
 * The `file:` URL of a path, resolved against the working directory.
 * @param {string} filepath
 * @param {{ windows?: boolean }} [options]
 * @returns {URL}
 */
function pathToFileURL(filepath, options = undefined) {
  validateString(filepath, 'path');
  const windows = isWindows(options);
  const path = require('path');
  const rules = windows ? path.win32 : path.posix;
  // \\?\UNC\server\share and \\?\C:\path are long forms of \\server\share and C:\path.
  if (windows && filepath.startsWith('\\\\?\\')) {
    filepath = filepath.startsWith('UNC\\', 4) ? `\\\\${filepath.slice(8)}` : filepath.slice(4);
  }
  const isUNC = windows && filepath.startsWith('\\\\');
  let resolved = isUNC ? filepath : rules.resolve(filepath);
  let host = '';
  if (windows && resolved.startsWith('\\\\')) {
    const hostEnd = resolved.indexOf('\\', 2);
    if (hostEnd === -1) throw new ERR_INVALID_ARG_VALUE('path', resolved, 'Missing UNC resource path');
    if (hostEnd === 2) throw new ERR_INVALID_ARG_VALUE('path', resolved, 'Empty UNC servername');
    host = resolved.slice(2, hostEnd);
    resolved = resolved.slice(hostEnd);
  } else {
    // resolve() drops a slash at the end, but it has a meaning in a URL.
    const last = filepath.charCodeAt(filepath.length - 1);
    if ((last === 0x2f || (windows && last === 0x5c)) && resolved.at(-1) !== rules.sep) resolved += '/';
  }
  if (windows) resolved = resolved.replaceAll('\\', '/');
  if (/[%\\\n\r\t?#[\]^|~]/.test(resolved)) {
    resolved = resolved.replace(/[%\\\n\r\t?#[\]^|~]/g, (character) => pathEscapes[character]);
  }
  const url = new URL(`file://${host}${windows && host === '' ? '/' : ''}${resolved}`);
  return url;
}

/**
 * A path given as a string, buffer or `file:` URL: URLs become paths, the rest is returned as it is.
 * @param {unknown} fileURLOrPath
 */
function toPathIfFileURL(fileURLOrPath) {
  return isURL(fileURLOrPath) ? fileURLToPath(fileURLOrPath) : fileURLOrPath;
}

/**
 * The options for http.request() that a URL stands for.
 * @param {URL} url
 */
function urlToHttpOptions(url) {
  const { hostname, pathname, port, username, password, search } = url;
  const options = {
    __proto__: null,
    ...url,  // own properties that a program has added
    protocol: url.protocol,
    hostname: hostname && hostname[0] === '[' ? hostname.slice(1, -1) : hostname,
    hash: url.hash,
    search,
    pathname,
    path: `${pathname || ''}${search || ''}`,
    href: url.href,
  };
  if (port !== '') options.port = Number(port);
  if (username || password) options.auth = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return options;
}

/**
 * The ASCII form of a domain, empty when it is not valid.
 * @param {string} domain
 */
function domainToASCII(domain) {
  if (arguments.length < 1) throw new ERR_MISSING_ARGS('domain');
  return native.domainToASCII(StringPrototypeToWellFormed(`${domain}`));
}

/**
 * The Unicode form of a domain, empty when it is not valid.
 * @param {string} domain
 */
function domainToUnicode(domain) {
  if (arguments.length < 1) throw new ERR_MISSING_ARGS('domain');
  return native.domainToUnicode(StringPrototypeToWellFormed(`${domain}`));
}

module.exports = {
  URL, URLSearchParams, invalidURL, isURL, isOwnURL: hasContext, isSearchParams, toUSVString, fileURLToPath, fileURLToPathBuffer,
  pathToFileURL, toPathIfFileURL, urlToHttpOptions, domainToASCII, domainToUnicode,
};
