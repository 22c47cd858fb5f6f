'use strict';

// fetch (https://fetch.spec.whatwg.org/) for data:, blob: and http: URLs.

const { URL } = require('internal/url');
const { Headers } = require('internal/fetch/headers');
const { Request, bodyOfRequest } = require('internal/fetch/request');
const { Response, makeResponse, redirectStatuses } = require('internal/fetch/response');

const kMaxRedirects = 20;

function networkError(cause) {
  return new TypeError('fetch failed', { cause });
}

function fetchData(url) {
  const data = require('internal/fetch/data_url').parseDataURL(url);
  if (data === null) throw new Error('invalid path to data URL');
  return {
    status: 200, statusText: 'OK', headers: new Headers([['content-type', data.type]]),
    body: { bytes: data.bytes, type: data.type },
  };
}

async function fetchBlob(url, request) {
  const blob = request.method === 'GET' ? require('buffer').resolveObjectURL(url.href) : undefined;
  if (blob === undefined) throw new Error('invalid blob url');
  return {
    status: 200, statusText: 'OK', headers: new Headers([['content-length', `${blob.size}`], ['content-type', blob.type]]),
    body: { blob, type: blob.type },
  };
}

/** What stays of a request that is sent on (https://fetch.spec.whatwg.org/#http-redirect-fetch). */
function afterRedirect(state, status, location) {
  const target = new URL(location, state.url);
  if (target.hash === '') target.hash = state.url.hash;
  if (target.protocol !== 'http:' && target.protocol !== 'https:') throw new Error('URL scheme must be a HTTP(S) scheme');
  if (target.username || target.password) throw new Error('URL cannot contain credentials for request mode "cors"');
  let { method, body } = state;
  const headers = new Headers(state.headers);
  if (((status === 301 || status === 302) && method === 'POST') ||
      (status === 303 && method !== 'GET' && method !== 'HEAD')) {
    method = 'GET';
    body = null;
    for (const name of ['content-encoding', 'content-language', 'content-location', 'content-type', 'content-length']) {
      headers.delete(name);
    }
  } else if (body !== null && body.bytes === undefined) {
    // A stream can't be sent a second time.
    throw new Error('Response redirected with a streamed request body');
  }
  if (target.origin !== state.url.origin) {
    for (const name of ['authorization', 'proxy-authorization', 'cookie', 'host']) headers.delete(name);
  }
  return { url: target, method, headers, body };
}

async function fetchHTTP(request, urls) {
  const { exchange } = require('internal/fetch/http');
  const given = bodyOfRequest(request);
  let body = null;
  if (given.known !== undefined) body = { bytes: given.known };
  else if (request.body !== null) body = { stream: request.body };
  let state = { url: new URL(request.url), method: request.method, headers: request.headers, body };
  for (let redirects = 0; ; redirects++) {
    if (state.url.protocol !== 'http:') throw new Error('unknown scheme');
    const response = await exchange(state.url, { ...state, signal: request.signal });
    const location = response.headers.get('location');
    const received = {
      ...response, body: response.stream === null ? null : { stream: response.stream, type: null },
    };
    if (!redirectStatuses.includes(response.status) || location === null || request.redirect === 'manual') return received;
    await response.stream?.cancel();
    if (request.redirect === 'error') throw new Error('unexpected redirect');
    if (redirects === kMaxRedirects) throw new Error('redirect count exceeded');
    state = afterRedirect(state, response.status, location);
    urls.push(state.url.href);
  }
}

/**
 * @param {string | URL | Request} input
 * @param {RequestInit} [init]
 * @returns {Promise<Response>}
 */
async function fetch(input, init = undefined) {
  if (arguments.length < 1) throw new TypeError("fetch: 1 argument required, but only 0 present.");
  const request = new Request(input, init);
  const { signal } = request;
  signal.throwIfAborted();
  const url = new URL(request.url);
  const urls = [url.href];
  try {
    let result;
    if (url.protocol === 'data:') result = fetchData(url);
    else if (url.protocol === 'blob:') result = await fetchBlob(url, request);
    else if (url.protocol === 'http:') result = await fetchHTTP(request, urls);
    else throw new Error(url.protocol === 'about:' ? 'about scheme is not supported' : 'unknown scheme');
    return makeResponse({ ...result, urls });
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw networkError(error);
  }
}

module.exports = { Headers, Request, Response, fetch };
