'use strict';

// Request of the Fetch Standard (https://fetch.spec.whatwg.org/#request-class).

const { ObjectDefineProperties, RegExpPrototypeExec, SymbolToStringTag } = primordials;

const { URL } = require('internal/url');
const { customInspectSymbol, kEnumerableProperty } = require('internal/util');
const { Body, extract, mixin } = require('internal/fetch/body');
const { Headers } = require('internal/fetch/headers');

const token = /^[!#$%&'*+\-.^_`|~A-Za-z0-9]+$/;
const usualMethods = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'POST', 'PUT'];
const enumerations = {
  redirect: ['follow', 'error', 'manual'],
  mode: ['same-origin', 'cors', 'no-cors', 'navigate', 'websocket'],
  credentials: ['omit', 'same-origin', 'include'],
  cache: ['default', 'no-store', 'reload', 'no-cache', 'force-cache', 'only-if-cached'],
  duplex: ['half'],
  referrerPolicy: ['', 'no-referrer', 'no-referrer-when-downgrade', 'same-origin', 'origin', 'strict-origin',
                   'origin-when-cross-origin', 'strict-origin-when-cross-origin', 'unsafe-url'],
};

function checkMethod(method) {
  if (RegExpPrototypeExec(token, method) === null) throw new TypeError(`'${method}' is not a valid HTTP method.`);
  const upper = method.toUpperCase();
  if (upper === 'CONNECT' || upper === 'TRACE' || upper === 'TRACK') {
    throw new TypeError(`'${method}' HTTP method is unsupported.`);
  }
  return usualMethods.includes(upper) ? upper : method;
}

class Request {
  #url;
  #method = 'GET';
  #headers;
  #body = new Body(null);
  #signal;
  #fields = {
    redirect: 'follow', mode: 'cors', credentials: 'same-origin', cache: 'default', referrerPolicy: '', duplex: 'half',
    integrity: '', keepalive: false, referrer: 'about:client',
  };

  constructor(input, init = {}) {
    if (arguments.length < 1) throw new TypeError('Request constructor: 1 argument required, but only 0 present.');
    init ??= {};
    if (typeof init !== 'object') throw new TypeError('Request constructor: init must be a dictionary.');
    let signal;
    if (typeof input === 'object' && input !== null && #url in input) {
      if (init.body == null && input.#body.unusable) {
        throw new TypeError('Cannot construct a Request with a Request object that has already been used.');
      }
      this.#url = input.#url;
      this.#method = input.#method;
      this.#headers = new Headers(init.headers ?? input.#headers);
      this.#fields = { ...input.#fields };
      if (init.body == null) this.#body = input.#body.fork();
      signal = input.#signal;
    } else {
      let url;
      try {
        url = new URL(`${input}`);
      } catch (cause) {
        throw new TypeError(`Failed to parse URL from ${input}`, { cause });
      }
      if (url.username || url.password) {
        throw new TypeError(`Request cannot be constructed from a URL that includes credentials: ${input}`);
      }
      this.#url = url;
      this.#headers = new Headers(init.headers);
    }
    if (init.method !== undefined) this.#method = checkMethod(`${init.method}`);
    for (const [name, values] of Object.entries(enumerations)) {
      if (init[name] === undefined) continue;
      const value = `${init[name]}`;
      if (!values.includes(value)) {
        throw new TypeError(`Request constructor: ${value} is not an accepted type. Expected one of ${
          values.join(', ')}.`);
      }
      this.#fields[name] = value;
    }
    if (this.#fields.mode === 'navigate') throw new TypeError('Request constructor: invalid request mode navigate.');
    if (init.integrity !== undefined) this.#fields.integrity = `${init.integrity}`;
    if (init.keepalive !== undefined) this.#fields.keepalive = Boolean(init.keepalive);
    if (init.signal !== undefined) signal = init.signal;
    this.#follow(signal);
    if (init.body != null) this.#setBody(init.body, init);
  }

  /** The request's own signal is aborted when the given one is. */
  #follow(signal) {
    const { AbortController, AbortSignal } = require('internal/abort_controller');
    if (signal === undefined || signal === null) {
      this.#signal = new AbortController().signal;
      return;
    }
    if (typeof signal !== 'object' || typeof signal.aborted !== 'boolean' || !(signal instanceof AbortSignal)) {
      throw new TypeError("Failed to construct 'Request': member signal is not of type AbortSignal.");
    }
    this.#signal = AbortSignal.any([signal]);
  }

  #setBody(body, init) {
    if (this.#method === 'GET' || this.#method === 'HEAD') {
      throw new TypeError('Request with GET/HEAD method cannot have body.');
    }
    const source = extract(body);
    if (source.stream !== undefined && init.duplex === undefined) {
      throw new TypeError('RequestInit: duplex option is required when sending a body.');
    }
    if (source.type !== null && !this.#headers.has('content-type')) this.#headers.append('content-type', source.type);
    this.#body = new Body(source);
  }

  static bodyOf(request) {
    return request.#body;
  }

  get method() { return this.#method; }

  get url() { return this.#url.href; }

  get headers() { return this.#headers; }

  get signal() { return this.#signal; }

  get destination() { return ''; }

  get referrer() { return this.#fields.referrer; }

  get referrerPolicy() { return this.#fields.referrerPolicy; }

  get mode() { return this.#fields.mode; }

  get credentials() { return this.#fields.credentials; }

  get cache() { return this.#fields.cache; }

  get redirect() { return this.#fields.redirect; }

  get integrity() { return this.#fields.integrity; }

  get keepalive() { return this.#fields.keepalive; }

  get duplex() { return this.#fields.duplex; }

  clone() {
    if (this.#body.unusable) throw new TypeError('unusable');
    return new Request(this);
  }

  [customInspectSymbol](depth, options, inspect) {
    const shown = {};
    for (const name of ['method', 'url', 'headers', 'destination', 'referrer', 'referrerPolicy', 'mode', 'credentials',
                        'cache', 'redirect', 'integrity', 'keepalive', 'signal']) {
      shown[name] = this[name];
    }
    return `Request ${inspect(shown, { ...options, depth })}`;
  }
}

const { bodyOf } = Request;
delete Request.bodyOf;
mixin(Request, bodyOf);
const descriptors = { [SymbolToStringTag]: { __proto__: null, configurable: true, value: 'Request' } };
for (const name of ['method', 'url', 'headers', 'signal', 'destination', 'referrer', 'referrerPolicy', 'mode',
                    'credentials', 'cache', 'redirect', 'integrity', 'keepalive', 'duplex', 'clone']) {
  descriptors[name] = kEnumerableProperty;
}
ObjectDefineProperties(Request.prototype, descriptors);

module.exports = { Request, bodyOfRequest: bodyOf };
