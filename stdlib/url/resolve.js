'use strict';

// Where a link leads, for the legacy URL objects: url.resolve() and url.resolveObject().

const { hasSlashes, isHostless } = require('url/schemes');

function finish(url) {
  url.href = url.format();
  return url;
}

function setPath(url) {
  if (url.pathname !== null || url.search !== null) url.path = (url.pathname ? url.pathname : '') + (url.search ? url.search : '');
}

/** A link to another protocol takes nothing from the source, unless both look alike (`http:foo`). */
function resolveOtherProtocol(result, relative) {
  if (!hasSlashes(relative.protocol)) return finish(Object.assign(result, relative));
  result.protocol = relative.protocol;
  if (!relative.host && !/^file:?$/.test(relative.protocol) && !isHostless(relative.protocol)) {
    // The first name in the path is the host after all.
    const segments = (relative.pathname || '').split('/');
    while (segments.length > 0 && !(relative.host = segments.shift()));
    relative.host ||= '';
    relative.hostname ||= '';
    if (segments[0] !== '') segments.unshift('');
    if (segments.length < 2) segments.unshift('');
    result.pathname = segments.join('/');
  } else {
    result.pathname = relative.pathname;
  }
  result.search = relative.search;
  result.query = relative.query;
  result.host = relative.host || '';
  result.auth = relative.auth;
  result.hostname = relative.hostname || relative.host;
  result.port = relative.port;
  if (result.pathname || result.search) result.path = (result.pathname || '') + (result.search || '');
  result.slashes = result.slashes || relative.slashes;
  return finish(result);
}

/** Where hosts are not marked by slashes, the first name of the path is taken for it: `user@host`. */
function hostFromPath(result, host) {
  result.hostname = result.host = host;
  if (host && host.indexOf('@') > 0) {
    const parts = host.split('@');
    result.auth = parts.shift();
    result.host = result.hostname = parts.shift();
  }
}

function prepend(segments, host) {
  if (segments[0] === '') segments[0] = host;
  else segments.unshift(host);
}

/** Takes "." and ".." out of the path; returns by how many levels it would leave the root. */
function removeDots(segments) {
  let up = 0;
  for (let i = segments.length - 1; i >= 0; i--) {
    if (segments[i] === '.') {
      segments.splice(i, 1);
    } else if (segments[i] === '..') {
      segments.splice(i, 1);
      up++;
    } else if (up > 0) {
      segments.splice(i, 1);
      up--;
    }
  }
  return up;
}

/**
 * @param {Url} result the source, which becomes the result
 * @param {Url} relative the link, used up
 */
function resolveObject(result, relative) {
  // The fragment always goes; href="" means the document itself.
  result.hash = relative.hash;
  if (relative.href === '') return finish(result);
  if (relative.slashes && !relative.protocol) {
    const { protocol } = result;
    Object.assign(result, relative, { protocol });
    if (hasSlashes(protocol) && result.hostname && !result.pathname) result.path = result.pathname = '/';
    return finish(result);
  }
  if (relative.protocol && relative.protocol !== result.protocol) return resolveOtherProtocol(result, relative);

  const sourceIsAbsolute = result.pathname && result.pathname[0] === '/';
  const linkIsAbsolute = relative.host || (relative.pathname && relative.pathname[0] === '/');
  let mustEndAbsolute = linkIsAbsolute || sourceIsAbsolute || (result.host && relative.pathname);
  const removeAllDots = mustEndAbsolute;
  let path = result.pathname ? result.pathname.split('/') : [];
  const link = relative.pathname ? relative.pathname.split('/') : [];
  const hostInPath = result.protocol && !hasSlashes(result.protocol);

  // So that "../.." can climb up to the host.
  if (hostInPath) {
    result.hostname = '';
    result.port = null;
    if (result.host) prepend(path, result.host);
    result.host = '';
    if (relative.protocol) {
      relative.hostname = null;
      relative.port = null;
      result.auth = null;
      if (relative.host) prepend(link, relative.host);
      relative.host = null;
    }
    mustEndAbsolute &&= link[0] === '' || path[0] === '';
  }

  if (linkIsAbsolute) {
    if (relative.host || relative.host === '') {
      if (result.host !== relative.host) result.auth = null;
      result.host = relative.host;
      result.port = relative.port;
    }
    if (relative.hostname || relative.hostname === '') {
      if (result.hostname !== relative.hostname) result.auth = null;
      result.hostname = relative.hostname;
    }
    result.search = relative.search;
    result.query = relative.query;
    path = link;
  } else if (link.length > 0) {
    path.pop();
    path = path.concat(link);
    result.search = relative.search;
    result.query = relative.query;
  } else if (relative.search !== null && relative.search !== undefined) {
    // Only another query.
    if (hostInPath) hostFromPath(result, path.shift());
    result.search = relative.search;
    result.query = relative.query;
    setPath(result);
    return finish(result);
  }

  if (path.length === 0) {
    result.pathname = null;
    result.path = result.search ? `/${result.search}` : null;
    return finish(result);
  }

  const last = path.at(-1);
  const endsInSlash = last === '' ||
    ((result.host || relative.host || path.length > 1) && (last === '.' || last === '..'));
  let up = removeDots(path);
  if (!mustEndAbsolute && !removeAllDots) {
    while (up-- > 0) path.unshift('..');
  }
  if (mustEndAbsolute && path[0] !== '' && (!path[0] || path[0][0] !== '/')) path.unshift('');
  if (endsInSlash && !path.join('/').endsWith('/')) path.push('');

  const isAbsolute = path[0] === '' || (path[0] && path[0][0] === '/');
  if (hostInPath) hostFromPath(result, isAbsolute ? '' : path.length > 0 ? path.shift() : '');
  mustEndAbsolute ||= result.host && path.length > 0;
  if (mustEndAbsolute && !isAbsolute) path.unshift('');

  if (path.length === 0) {
    result.pathname = null;
    result.path = null;
  } else {
    result.pathname = path.join('/');
  }
  setPath(result);
  result.auth = relative.auth || result.auth;
  result.slashes = result.slashes || relative.slashes;
  return finish(result);
}

module.exports = { resolveObject };
