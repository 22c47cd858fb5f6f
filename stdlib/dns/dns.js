'use strict';

// node:dns (https://nodejs.org/api/dns.html): what goes through the system's resolver.

const { ObjectDefineProperty } = primordials;
const { codes: { ERR_INVALID_ARG_TYPE, ERR_MISSING_ARGS } } = require('internal/errors');
const { customPromisifyArgs } = require('internal/util');
const { validateFunction, validateString } = require('internal/validators');
const {
  ADDRCONFIG, ALL, V4MAPPED, answerAtOnce, checkService, errorCodes, getDefaultResultOrder, lookupOptions, resolveName,
  resolveService, setDefaultResultOrder,
} = require('dns/lookup');

/**
 * @param {string} hostname
 * @param {number | { family?: 0 | 4 | 6 | 'IPv4' | 'IPv6', hints?: number, all?: boolean, order?: string, verbatim?: boolean }} [options]
 * @param {(error: Error | null, address?: string | object[], family?: number) => void} callback
 */
function lookup(hostname, options, callback) {
  if (hostname) validateString(hostname, 'hostname');
  if (typeof options === 'function') {
    callback = options;
    options = undefined;
  } else if (options !== undefined && typeof options !== 'object' && typeof options !== 'number') {
    validateFunction(arguments.length === 2 ? options : callback, 'callback');
    throw new ERR_INVALID_ARG_TYPE('options', ['integer', 'object'], options);
  } else {
    validateFunction(callback, 'callback');
  }
  const checked = lookupOptions(options);
  const { all } = checked;
  const known = answerAtOnce(hostname, checked);
  if (known !== undefined) {
    if (all) process.nextTick(callback, null, known);
    else process.nextTick(callback, null, known[0].address, known[0].family);
    return {};
  }
  return resolveName(hostname, checked, (error, answers) => {
    if (error !== null) callback(error);
    else if (all) callback(null, answers);
    else callback(null, answers[0].address, answers[0].family);
  });
}
ObjectDefineProperty(lookup, customPromisifyArgs, { __proto__: null, value: ['address', 'family'], enumerable: false });

/**
 * @param {string} address
 * @param {number} port
 * @param {(error: Error | null, hostname?: string, service?: string) => void} callback
 */
function lookupService(address, port, callback) {
  if (arguments.length !== 3) throw new ERR_MISSING_ARGS('address', 'port', 'callback');
  port = checkService(address, port);
  validateFunction(callback, 'callback');
  return resolveService(address, port, callback);
}
ObjectDefineProperty(lookupService, customPromisifyArgs, { __proto__: null, value: ['hostname', 'service'], enumerable: false });

module.exports = {
  lookup,
  lookupService,
  getDefaultResultOrder,
  setDefaultResultOrder,
  ADDRCONFIG,
  ALL,
  V4MAPPED,
  ...errorCodes,
};
ObjectDefineProperty(module.exports, 'promises', {
  __proto__: null,
  configurable: true,
  enumerable: true,
  get() { return require('dns/promises'); },
});
