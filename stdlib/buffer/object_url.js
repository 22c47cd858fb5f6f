'use strict';

// `blob:` URLs: names for blobs, as URL.createObjectURL() gives them out.

const { SafeMap } = primordials;
const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { isBlob } = require('buffer/blob');
const { URL } = require('internal/url');

const kPrefix = 'nodedata:';
const blobs = new SafeMap();

/**
 * @param {Blob} object
 * @returns {string}
 */
function createObjectURL(object) {
  if (!isBlob(object)) throw new ERR_INVALID_ARG_TYPE('obj', 'Blob', object);
  const id = require('crypto').randomUUID();
  blobs.set(id, object);
  return `blob:${kPrefix}${id}`;
}

/** The id in a URL of ours, undefined for any other text. */
function idOf(url) {
  const parsed = URL.parse(`${url}`);
  if (parsed === null || parsed.protocol !== 'blob:' || !parsed.pathname.startsWith(kPrefix)) return undefined;
  return parsed.pathname.slice(kPrefix.length);
}

/** @param {string} url */
function revokeObjectURL(url) {
  blobs.delete(idOf(url));
}

/**
 * @param {string} url
 * @returns {Blob | undefined}
 */
function resolveObjectURL(url) {
  const blob = blobs.get(idOf(url));
  return blob?.slice(0, blob.size, blob.type);
}

module.exports = { createObjectURL, resolveObjectURL, revokeObjectURL };
