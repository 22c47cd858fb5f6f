'use strict';

// What the callback and the promise forms of node:dns share: names to addresses and back through the system's resolver, the
// order of addresses, the codes of errors.

const { codes: { ERR_INVALID_ARG_VALUE }, DNSException } = require('internal/errors');
const { validateBoolean, validateNumber, validateOneOf, validatePort } = require('internal/validators');
const { isIP } = require('net/ip');

const native = binding('dns');
const { AI_ADDRCONFIG: ADDRCONFIG, AI_ALL: ALL, AI_V4MAPPED: V4MAPPED } = native;

const orders = ['verbatim', 'ipv4first', 'ipv6first'];
const families = [0, 4, 6];
let defaultOrder;
let warnedOfName = false;

/** The values of `error.code` that a failed resolution may have, by their names in node:dns. */
const errorCodes = {
  NODATA: 'ENODATA',
  FORMERR: 'EFORMERR',
  SERVFAIL: 'ESERVFAIL',
  NOTFOUND: 'ENOTFOUND',
  NOTIMP: 'ENOTIMP',
  REFUSED: 'EREFUSED',
  BADQUERY: 'EBADQUERY',
  BADNAME: 'EBADNAME',
  BADFAMILY: 'EBADFAMILY',
  BADRESP: 'EBADRESP',
  CONNREFUSED: 'ECONNREFUSED',
  TIMEOUT: 'ETIMEOUT',
  EOF: 'EOF',
  FILE: 'EFILE',
  NOMEM: 'ENOMEM',
  DESTRUCTION: 'EDESTRUCTION',
  BADSTR: 'EBADSTR',
  BADFLAGS: 'EBADFLAGS',
  NONAME: 'ENONAME',
  BADHINTS: 'EBADHINTS',
  NOTINITIALIZED: 'ENOTINITIALIZED',
  LOADIPHLPAPI: 'ELOADIPHLPAPI',
  ADDRGETNETWORKPARAMS: 'EADDRGETNETWORKPARAMS',
  CANCELLED: 'ECANCELLED',
};

/** @returns {'verbatim' | 'ipv4first' | 'ipv6first'} */
function getDefaultResultOrder() {
  if (defaultOrder === undefined) {
    const chosen = require('internal/options').getOptionValue('--dns-result-order') || 'verbatim';
    validateOneOf(chosen, '--dns-result-order', orders);
    defaultOrder = chosen;
  }
  return defaultOrder;
}

/** @param {'verbatim' | 'ipv4first' | 'ipv6first'} order */
function setDefaultResultOrder(order) {
  validateOneOf(order, 'dnsOrder', orders);
  defaultOrder = order;
}

/**
 * The options of a lookup, checked.
 * @param {number | object | null | undefined} options a number is the family
 */
function lookupOptions(options) {
  const checked = { family: 0, hints: 0, all: false, order: undefined };
  if (typeof options === 'number') {
    validateOneOf(options, 'family', families);
    checked.family = options;
  } else if (options != null) {
    const { hints, family, all, verbatim, order } = options;
    if (hints != null) {
      validateNumber(hints, 'options.hints');
      checked.hints = hints >>> 0;
      if ((checked.hints & ~(ADDRCONFIG | ALL | V4MAPPED)) !== 0) throw new ERR_INVALID_ARG_VALUE('hints', checked.hints);
    }
    if (family === 'IPv4') checked.family = 4;
    else if (family === 'IPv6') checked.family = 6;
    else if (family != null) {
      validateOneOf(family, 'options.family', families);
      checked.family = family;
    }
    if (all != null) {
      validateBoolean(all, 'options.all');
      checked.all = all;
    }
    if (verbatim != null) {
      validateBoolean(verbatim, 'options.verbatim');
      checked.order = verbatim ? 'verbatim' : 'ipv4first';
    }
    if (order != null) {
      validateOneOf(order, 'options.order', orders);
      checked.order = order;
    }
  }
  checked.order ??= getDefaultResultOrder();
  return checked;
}

function warnOfName(hostname) {
  if (warnedOfName) return;
  warnedOfName = true;
  process.emitWarning(
    `The provided hostname "${hostname}" is not a valid hostname, and is supported in the dns module solely for compatibility.`,
    'DeprecationWarning', 'DEP0118');
}

/**
 * What needs no resolver: no name at all, or an address. Undefined when it does need one.
 * @returns {{ address: string | null, family: number }[] | undefined}
 */
function answerAtOnce(hostname, { family, all }) {
  if (!hostname) {
    warnOfName(hostname);
    return all ? [] : [{ address: null, family: family === 6 ? 6 : 4 }];
  }
  const version = isIP(hostname);
  return version === 0 ? undefined : [{ address: hostname, family: version }];
}

// Keeps the resolver's order within a family.
function inOrder(answers, order) {
  if (order === 'verbatim') return answers;
  const first = order === 'ipv6first' ? 6 : 4;
  const firsts = answers.filter((answer) => answer.family === first);
  const others = answers.filter((answer) => answer.family !== first);
  return firsts.concat(others);
}

/** What native code calls back, with the answers put into order. */
class GetAddrInfoReqWrap {
  constructor(hostname, order, callback) {
    this.callback = callback;
    this.hostname = hostname;
    this.order = order;
  }

  oncomplete(status, addresses) {
    if (status !== 0) {
      this.callback(new DNSException(status, 'getaddrinfo', this.hostname));
      return;
    }
    const answers = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    this.callback(null, inOrder(answers, this.order));
  }
}

/**
 * Asks the resolver. `callback(error, answers)` comes later; throws what fails at once.
 * @param {string} hostname
 * @param {ReturnType<typeof lookupOptions>} options
 */
function resolveName(hostname, { family, hints, order }, callback) {
  const request = new GetAddrInfoReqWrap(hostname, order, callback);
  // Names that are not ASCII are asked for in their ASCII form (RFC 5891).
  // eslint-disable-next-line no-control-regex
  const name = /^[\x00-\x7f]*$/.test(hostname) ? hostname : binding('url').toASCII(hostname);
  // The C library would end the name there.
  const status = name.includes('\0') ? -3008 : native.getaddrinfo(request, name, family, hints);
  if (status !== 0) process.nextTick(callback, new DNSException(status, 'getaddrinfo', hostname));
  return request;
}

class GetNameInfoReqWrap {
  constructor(address, port, callback) {
    this.callback = callback;
    this.hostname = address;
    this.port = port;
  }

  oncomplete(status, hostname, service) {
    if (status !== 0) this.callback(new DNSException(status, 'getnameinfo', this.hostname));
    else this.callback(null, hostname, service);
  }
}

/** Checks what both forms of lookupService take; the port as a number. */
function checkService(address, port) {
  if (isIP(address) === 0) throw new ERR_INVALID_ARG_VALUE('address', address);
  validatePort(port);
  return +port;
}

/** `callback(error, hostname, service)` comes later; throws what fails at once. */
function resolveService(address, port, callback) {
  const request = new GetNameInfoReqWrap(address, port, callback);
  const status = native.getnameinfo(request, address, port, isIP(address));
  if (status !== 0) throw new DNSException(status, 'getnameinfo', address);
  return request;
}

module.exports = {
  ADDRCONFIG,
  ALL,
  V4MAPPED,
  answerAtOnce,
  checkService,
  errorCodes,
  getDefaultResultOrder,
  lookupOptions,
  resolveName,
  resolveService,
  setDefaultResultOrder,
};
