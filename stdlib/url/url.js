'use strict';

// `node:url`: the WHATWG classes from internal/url, and the legacy parse(), format() and resolve() with their own idea of what
// a URL is, which programs still depend on to the letter.

const { decodeURIComponent } = primordials;
const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { validateObject, validateString } = require('internal/validators');
const {
  URL, URLSearchParams, domainToASCII, domainToUnicode, fileURLToPath, fileURLToPathBuffer, isURL, pathToFileURL,
  invalidURL, urlToHttpOptions: toHttpOptions,
} = require('internal/url');
const { resolveObject } = require('url/resolve');
const { hasSlashes, isHostless } = require('url/schemes');
const native = binding('url');

const kMaxHostname = 255;
const forbiddenInHost = /[\0\t\n\r #%/:<>?@[\\\]^|]/;
const forbiddenInIPv6 = /[\0\t\n\r #%/<>?@\\^|]/;

let warnedOfPort = false;

/** What the legacy parser makes of a URL. */
function Url() {
  this.protocol = null;
  this.slashes = null;
  this.auth = null;
  this.host = null;
  this.port = null;
  this.hostname = null;
  this.hash = null;
  this.search = null;
  this.query = null;
  this.pathname = null;
  this.path = null;
  this.href = null;
}

const isIPv6Host = (hostname) => hostname.charCodeAt(0) === 0x5b && hostname.at(-1) === ']';

/** Trims the text and turns backslashes before the query into slashes. */
function normalize(text) {
  text = text.replace(/^[\0-\x20\xa0\ufeff]+|[\0-\x20\xa0\ufeff]+$/g, '');
  const end = text.search(/[?#]/);
  const head = end === -1 ? text : text.slice(0, end);
  if (!head.includes('\\')) return text;
  return head.replaceAll('\\', '/') + (end === -1 ? '' : text.slice(end));
}

function parseQuery(text) {
  return require('querystring').parse(text);
}

// What is left unescaped by no-one: white space and the characters RFC 2396 calls unwise.
function escapeRest(rest) {
  return rest.replace(/[\t\n\r "'<>\\^`{|}]/g, (c) => {
    const code = c.charCodeAt(0);
    return `%${code < 16 ? '0' : ''}${code.toString(16).toUpperCase()}`;
  });
}

/**
 * @param {string} url
 * @param {boolean} [parseQueryString] the query becomes an object
 * @param {boolean} [slashesDenoteHost] `//host/path` has a host although it has no protocol
 */
Url.prototype.parse = function parse(url, parseQueryString, slashesDenoteHost) {
  validateString(url, 'url');
  let rest = normalize(url);

  const beforeQuery = rest.search(/[?#]/);
  const hasAt = (beforeQuery === -1 ? rest : rest.slice(0, beforeQuery)).includes('@');
  if (!slashesDenoteHost && !hasAt && !rest.includes('#')) {
    // A path and a query, the commonest thing there is.
    const simple = /^(\/\/?(?!\/)[^?\s]*)(\?[^\s]*)?$/.exec(rest);
    if (simple !== null) {
      this.path = rest;
      this.href = rest;
      this.pathname = simple[1];
      if (simple[2]) {
        this.search = simple[2];
        this.query = parseQueryString ? parseQuery(simple[2].slice(1)) : simple[2].slice(1);
      } else if (parseQueryString) {
        this.search = null;
        this.query = { __proto__: null };
      }
      return this;
    }
  }

  let protocol = '';
  const scheme = /^[a-z0-9.+-]+:/i.exec(rest);
  if (scheme !== null) {
    protocol = scheme[0].toLowerCase();
    this.protocol = protocol;
    rest = rest.slice(protocol.length);
  }

  // Two slashes begin a host, but not `javascript://`, where they begin a comment.
  let slashes = false;
  if (slashesDenoteHost || scheme !== null || /^\/\/[^@/]+@[^@/]+/.test(rest)) {
    slashes = rest.startsWith('//');
    if (slashes && !isHostless(protocol)) {
      rest = rest.slice(2);
      this.slashes = true;
    }
  }
  if (!isHostless(protocol) && (slashes || (scheme !== null && !hasSlashes(scheme[0])))) {
    rest = parseAuthority(this, rest, url);
  }
  if (!isHostless(protocol)) rest = escapeRest(rest);

  const hashAt = rest.indexOf('#');
  if (hashAt !== -1) {
    this.hash = rest.slice(hashAt);
    rest = rest.slice(0, hashAt);
  }
  const queryAt = rest.indexOf('?');
  if (queryAt !== -1) {
    this.search = rest.slice(queryAt);
    this.query = rest.slice(queryAt + 1);
    if (parseQueryString) this.query = parseQuery(this.query);
    rest = rest.slice(0, queryAt);
  } else if (parseQueryString) {
    this.search = null;
    this.query = { __proto__: null };
  }
  if (rest !== '') this.pathname = rest;
  if (hasSlashes(protocol) && this.hostname && !this.pathname) this.pathname = '/';
  if (this.pathname || this.search) this.path = (this.pathname || '') + (this.search || '');
  this.href = this.format();
  return this;
};

/** Takes credentials, host and port off the front of `rest`; returns what follows them. */
function parseAuthority(self, rest, url) {
  // The host ends at the first character that no host can have; behind the last '@' before a '/', '?' or '#', that is.
  let hostEnd = -1;
  let nonHost = -1;
  let at = -1;
  let kept = '';
  for (let i = 0; i < rest.length && hostEnd === -1; i++) {
    const c = rest[i];
    // As the WHATWG parser does, so that the two agree on the host.
    if (c === '\t' || c === '\n' || c === '\r') continue;
    if (' "%\';<>\\^`{|}'.includes(c)) {
      if (nonHost === -1) nonHost = kept.length;
    } else if (c === '#' || c === '/' || c === '?') {
      if (nonHost === -1) nonHost = kept.length;
      hostEnd = i;
      break;
    } else if (c === '@') {
      at = kept.length;
      nonHost = -1;
    }
    kept += c;
  }
  rest = hostEnd === -1 ? kept : kept + rest.slice(hostEnd);
  if (at !== -1) self.auth = decodeURIComponent(rest.slice(0, at));
  let host = nonHost === -1 ? rest.slice(at + 1) : rest.slice(at + 1, nonHost);
  rest = nonHost === -1 ? '' : rest.slice(nonHost);

  const port = /:[0-9]*$/.exec(host);
  if (port !== null) {
    if (port[0] !== ':') self.port = port[0].slice(1);
    host = host.slice(0, -port[0].length);
  }
  let hostname = host;
  const ipv6 = isIPv6Host(hostname);
  if (!ipv6) {
    const bad = hostname.search(/[/\\#?:]/);
    if (bad !== -1) {
      if (hostname[bad] === ':' && !warnedOfPort) {
        warnedOfPort = true;
        process.emitWarning(`The URL ${url} is invalid. Future versions of Node.js will throw an error.`,
                            'DeprecationWarning', 'DEP0170');
      }
      rest = `/${hostname.slice(bad)}${rest}`;
      hostname = hostname.slice(0, bad);
    }
  }
  hostname = hostname.length > kMaxHostname ? '' : hostname.toLowerCase();
  if (hostname !== '') {
    if (ipv6) {
      if (forbiddenInIPv6.test(hostname)) throw invalidURL(url);
    } else {
      hostname = native.toASCII(hostname);
      // Mapping may have made a host of another kind of what looked like a domain.
      if (hostname === '' || forbiddenInHost.test(hostname)) throw invalidURL(url);
    }
  }
  self.host = hostname + (self.port ? `:${self.port}` : '');
  if (ipv6) {
    hostname = hostname.slice(1, -1);
    if (rest[0] !== '/') rest = `/${rest}`;
  }
  self.hostname = hostname;
  return rest;
}

Url.prototype.parseHost = function parseHost() {
  let { host } = this;
  const port = /:[0-9]*$/.exec(host);
  if (port !== null) {
    if (port[0] !== ':') this.port = port[0].slice(1);
    host = host.slice(0, -port[0].length);
  }
  if (host) this.hostname = host;
};

function encodeAuth(auth) {
  // As encodeURIComponent, but the colon between user and password stays.
  return encodeURIComponent(auth).replaceAll('%3A', ':');
}

Url.prototype.format = function format() {
  const auth = this.auth ? `${encodeAuth(this.auth)}@` : '';
  let protocol = this.protocol || '';
  let pathname = this.pathname || '';
  let hash = this.hash || '';
  let host = '';
  if (this.host) {
    host = auth + this.host;
  } else if (this.hostname) {
    const { hostname } = this;
    host = auth + (hostname.includes(':') && !isIPv6Host(hostname) ? `[${hostname}]` : hostname);
    if (this.port) host += `:${this.port}`;
  }
  let query = '';
  if (this.query !== null && typeof this.query === 'object') query = require('querystring').stringify(this.query);
  let search = this.search || (query && `?${query}`) || '';

  if (protocol && !protocol.endsWith(':')) protocol += ':';
  pathname = pathname.replace(/[?#]/g, (c) => (c === '?' ? '%3F' : '%23'));
  if (this.slashes || hasSlashes(protocol)) {
    if (this.slashes || host) {
      if (pathname && pathname[0] !== '/') pathname = `/${pathname}`;
      host = `//${host}`;
    } else if (protocol.startsWith('file')) {
      host = '//';
    }
  }
  search = search.replaceAll('#', '%23');
  if (hash && hash[0] !== '#') hash = `#${hash}`;
  if (search && search[0] !== '?') search = `?${search}`;
  return protocol + host + pathname + search + hash;
};

Url.prototype.resolve = function resolve(relative) {
  return this.resolveObject(legacyParse(relative, false, true)).format();
};

Url.prototype.resolveObject = function(relative) {
  if (typeof relative === 'string') relative = legacyParse(relative, false, true);
  return resolveObject(Object.assign(new Url(), this), Object.assign(new Url(), relative));
};

function legacyParse(url, parseQueryString, slashesDenoteHost) {
  if (url instanceof Url) return url;
  return new Url().parse(url, parseQueryString, slashesDenoteHost);
}

let warnedOfParse = false;

/**
 * @deprecated Use the URL class.
 * @param {string} url
 * @param {boolean} [parseQueryString]
 * @param {boolean} [slashesDenoteHost]
 * @returns {Url}
 */
function parse(url, parseQueryString, slashesDenoteHost) {
  if (!warnedOfParse && !require('internal/util').isInsideNodeModules(2)) {
    warnedOfParse = true;
    process.emitWarning(
      '`url.parse()` behavior is not standardized and prone to errors that have security implications. Use the ' +
      'WHATWG URL API instead. CVEs are not issued for `url.parse()` vulnerabilities.', 'DeprecationWarning', 'DEP0169');
  }
  return legacyParse(url, parseQueryString, slashesDenoteHost);
}

/**
 * The target of a link, the way a browser of old did it.
 * @param {string} source
 * @param {string} relative
 * @returns {string}
 */
function resolve(source, relative) {
  return legacyParse(source, false, true).resolve(relative);
}

function resolveToObject(source, relative) {
  return source ? legacyParse(source, false, true).resolveObject(relative) : relative;
}

/**
 * The text of a legacy URL object, of a text made normal, or of a URL without the parts that `options` leave out.
 * @param {string | object | URL} urlObject
 * @param {{ auth?: boolean, fragment?: boolean, search?: boolean, unicode?: boolean }} [options]
 * @returns {string}
 */
function format(urlObject, options) {
  if (typeof urlObject === 'string') {
    urlObject = legacyParse(urlObject);
  } else if (typeof urlObject !== 'object' || urlObject === null) {
    throw new ERR_INVALID_ARG_TYPE('urlObject', ['Object', 'string'], urlObject);
  } else if (isURL(urlObject)) {
    let fragment = true;
    let unicode = false;
    let search = true;
    let auth = true;
    if (options) {
      validateObject(options, 'options');
      if (options.fragment != null) fragment = Boolean(options.fragment);
      if (options.unicode != null) unicode = Boolean(options.unicode);
      if (options.search != null) search = Boolean(options.search);
      if (options.auth != null) auth = Boolean(options.auth);
    }
    return native.format(urlObject.href, fragment, unicode, search, auth);
  }
  return Url.prototype.format.call(urlObject);
}

/**
 * The options for http.request() that a URL stands for.
 * @param {URL} url
 */
function urlToHttpOptions(url) {
  validateObject(url, 'url', 0);
  return toHttpOptions(url);
}

module.exports = {
  Url,
  parse,
  resolve,
  resolveObject: resolveToObject,
  format,
  get URLPattern() { return require('internal/url_pattern').URLPattern; },
  URL,
  URLSearchParams,
  domainToASCII,
  domainToUnicode,
  pathToFileURL,
  fileURLToPath,
  fileURLToPathBuffer,
  urlToHttpOptions,
};
