'use strict';

// node:dns/promises (https://nodejs.org/api/dns.html#dns-promises-api).

const { Promise, PromiseResolve } = primordials;
const { codes: { ERR_INVALID_ARG_TYPE, ERR_MISSING_ARGS } } = require('internal/errors');
const { validateString } = require('internal/validators');
const {
  answerAtOnce, checkService, errorCodes, getDefaultResultOrder, lookupOptions, resolveName, resolveService,
  setDefaultResultOrder,
} = require('dns/lookup');

/**
 * Arguments that are wrong are thrown, not rejected with.
 * @param {string} hostname
 * @param {number | { family?: 0 | 4 | 6 | 'IPv4' | 'IPv6', hints?: number, all?: boolean, order?: string, verbatim?: boolean }} [options]
 * @returns {Promise<{ address: string, family: number } | { address: string, family: number }[]>}
 */
function lookup(hostname, options) {
  if (hostname) validateString(hostname, 'hostname');
  if (options !== undefined && typeof options !== 'object' && typeof options !== 'number') {
    throw new ERR_INVALID_ARG_TYPE('options', ['integer', 'object'], options);
  }
  const checked = lookupOptions(options);
  const { all } = checked;
  const known = answerAtOnce(hostname, checked);
  if (known !== undefined) return PromiseResolve(all ? known : known[0]);
  return new Promise((resolve, reject) => {
    resolveName(hostname, checked, (error, answers) => {
      if (error !== null) reject(error);
      else resolve(all ? answers : answers[0]);
    });
  });
}

/**
 * @param {string} address
 * @param {number} port
 * @returns {Promise<{ hostname: string, service: string }>}
 */
function lookupService(address, port) {
  if (arguments.length !== 2) throw new ERR_MISSING_ARGS('address', 'port');
  port = checkService(address, port);
  return new Promise((resolve, reject) => {
    resolveService(address, port, (error, hostname, service) => {
      if (error !== null) reject(error);
      else resolve({ hostname, service });
    });
  });
}

module.exports = {
  lookup,
  lookupService,
  getDefaultResultOrder,
  setDefaultResultOrder,
  ...errorCodes,
};
