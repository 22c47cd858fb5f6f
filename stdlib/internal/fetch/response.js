'use strict';

// Response of the Fetch Standard (https://fetch.spec.whatwg.org/#response-class).

const { ObjectDefineProperties, RegExpPrototypeExec, SymbolToStringTag } = primordials;

const { URL } = require('internal/url');
const { customInspectSymbol, kEnumerableProperty } = require('internal/util');
const { Body, extract, mixin } = require('internal/fetch/body');
const { Headers, freezeHeaders } = require('internal/fetch/headers');

const nullBodyStatuses = [101, 103, 204, 205, 304];
const redirectStatuses = [301, 302, 303, 307, 308];
const reason = /^[\t\x20-\x7e\x80-\xff]*$/;

class Response {
  #status = 200;
  #statusText = '';
  #headers;
  #body;
  #type = 'default';
  #urls = [];

  constructor(body = null, init = {}) {
    if (init === null || init === undefined) init = {};
    if (typeof init !== 'object') throw new TypeError('Response constructor: init must be a dictionary.');
    const status = init.status === undefined ? 200 : Number(init.status);
    if (!Number.isInteger(status) || status < 200 || status > 599) {
      throw new RangeError('init["status"] must be in the range of 200 to 599, inclusive.');
    }
    const statusText = init.statusText === undefined ? '' : `${init.statusText}`;
    if (RegExpPrototypeExec(reason, statusText) === null) throw new TypeError('Invalid statusText');
    this.#status = status;
    this.#statusText = statusText;
    this.#headers = new Headers(init.headers);
    this.#setBody(body, status);
  }

  #setBody(body, status) {
    if (body === null || body === undefined) {
      this.#body = new Body(null);
      return;
    }
    if (nullBodyStatuses.includes(status)) {
      throw new TypeError(`Response constructor: Invalid response status code ${status}`);
    }
    const source = extract(body);
    if (source.type !== null && !this.#headers.has('content-type')) this.#headers.append('content-type', source.type);
    this.#body = new Body(source);
  }

  static bodyOf(response) {
    return response.#body;
  }

  /** A response that came from somewhere. */
  static received({ status, statusText, headers, body, urls }) {
    const response = new Response();
    response.#status = status;
    response.#statusText = statusText;
    response.#headers = freezeHeaders(headers);
    response.#body = new Body(body);
    response.#type = 'basic';
    response.#urls = urls;
    return response;
  }

  static error() {
    const response = new Response();
    response.#type = 'error';
    response.#status = 0;
    freezeHeaders(response.#headers);
    return response;
  }

  static json(data, init = {}) {
    const text = JSON.stringify(data);
    if (text === undefined) throw new TypeError('Value is not JSON serializable');
    const response = new Response(text, init);
    if (!new Headers(init?.headers).has('content-type')) response.headers.set('content-type', 'application/json');
    return response;
  }

  static redirect(url, status = 302) {
    let target;
    try {
      target = new URL(`${url}`);
    } catch (cause) {
      throw new TypeError(`Failed to parse URL from ${url}`, { cause });
    }
    if (!redirectStatuses.includes(status)) throw new RangeError(`Invalid status code ${status}`);
    const response = new Response();
    response.#status = status;
    response.#headers.set('location', target.href);
    freezeHeaders(response.#headers);
    return response;
  }

  get type() { return this.#type; }

  get url() {
    const last = this.#urls.at(-1);
    return last === undefined ? '' : last.split('#', 1)[0];
  }

  get redirected() { return this.#urls.length > 1; }

  get status() { return this.#status; }

  get ok() { return this.#status >= 200 && this.#status <= 299; }

  get statusText() { return this.#statusText; }

  get headers() { return this.#headers; }

  clone() {
    if (this.#body.unusable) throw new TypeError('Response.clone: Body has already been consumed.');
    const copy = new Response();
    copy.#status = this.#status;
    copy.#statusText = this.#statusText;
    copy.#headers = new Headers(this.#headers);
    copy.#body = this.#body.fork();
    copy.#type = this.#type;
    copy.#urls = this.#urls;
    return copy;
  }

  [customInspectSymbol](depth, options, inspect) {
    const { status, statusText, headers, body, bodyUsed, ok, redirected, type, url } = this;
    const shown = { status, statusText, headers, body, bodyUsed, ok, redirected, type, url };
    return `Response ${inspect(shown, { ...options, depth })}`;
  }
}

const { bodyOf, received } = Response;
delete Response.bodyOf;
delete Response.received;
mixin(Response, bodyOf);
ObjectDefineProperties(Response.prototype, {
  type: kEnumerableProperty,
  url: kEnumerableProperty,
  status: kEnumerableProperty,
  ok: kEnumerableProperty,
  redirected: kEnumerableProperty,
  statusText: kEnumerableProperty,
  headers: kEnumerableProperty,
  clone: kEnumerableProperty,
  [SymbolToStringTag]: { __proto__: null, configurable: true, value: 'Response' },
});
ObjectDefineProperties(Response, {
  json: kEnumerableProperty,
  redirect: kEnumerableProperty,
  error: kEnumerableProperty,
});

module.exports = { Response, makeResponse: received, redirectStatuses };
