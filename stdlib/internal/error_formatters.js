'use strict';

// Codes whose message is computed. A row is [base class or classes, format]; `format` is called with the error as
// `this`, to which it may add properties, and returns the message.

const {
  ArrayIsArray, JSONStringify, NumberIsInteger, MathAbs, RegExpPrototypeExec,
} = primordials;

let inspectModule;
function inspect(value, options) {
  inspectModule ??= require('internal/util/inspect');
  try {
    return inspectModule.inspect(value, options);
  } catch {
    // A value whose own inspection throws must not hide the error that is being reported.
    return inspectModule.inspect(value, { ...options, customInspect: false });
  }
}

/** `a`, `a or b`, `a, b, or c` */
function formatList(list, conjunction = 'and') {
  switch (list.length) {
    case 0: return `, ${conjunction} undefined`;
    case 1: return `${list[0]}`;
    case 2: return `${list[0]} ${conjunction} ${list[1]}`;
    default: return `${list.slice(0, -1).join(', ')}, ${conjunction} ${list[list.length - 1]}`;
  }
}

/** What is said of a value of the wrong type: `type number (1)`, `an instance of Foo`, `undefined`. */
function determineSpecificType(value) {
  if (value === null) return 'null';
  switch (typeof value) {
    case 'undefined':
      return 'undefined';
    case 'function':
      return `function ${value.name}`;
    case 'object': {
      const name = value.constructor?.name;
      return name !== undefined ? `an instance of ${name}` : inspect(value, { depth: -1 });
    }
    case 'string': {
      const shown = value.length > 28 ? `${value.slice(0, 25)}...` : value;
      return `type string (${shown.includes("'") ? JSONStringify(shown) : `'${shown}'`})`;
    }
    case 'number':
      return `type number (${value === 0 && 1 / value < 0 ? '-0' : value})`;
    case 'bigint':
      return `type bigint (${value}n)`;
    case 'boolean':
      return `type boolean (${value})`;
    default:
      return `type symbol (${value.toString()})`;
  }
}

const primitiveNames = new Set([
  'string', 'function', 'number', 'object', 'boolean', 'bigint', 'symbol',
  // Capitalised, these two are still asked for by typeof.
  'Function', 'Object',
]);
const className = /^[A-Z][a-zA-Z0-9]*$/;

function argumentOrProperty(name) {
  return `${name}`.includes('.') ? 'property' : 'argument';
}

function invalidArgType(name, expected, actual) {
  const types = [];
  const classes = [];
  const others = [];
  for (const one of ArrayIsArray(expected) ? expected : [expected]) {
    if (primitiveNames.has(one)) types.push(one.toLowerCase());
    else if (RegExpPrototypeExec(className, one) !== null) classes.push(one);
    else others.push(one);
  }
  // Beside classes a plain object reads better as one more of them.
  const object = classes.length > 0 ? types.indexOf('object') : -1;
  if (object !== -1) {
    types.splice(object, 1);
    classes.push('Object');
  }
  const alternatives = [];
  if (types.length > 0) alternatives.push(`${types.length > 1 ? 'one of type' : 'of type'} ${formatList(types, 'or')}`);
  if (classes.length > 0) alternatives.push(`an instance of ${formatList(classes, 'or')}`);
  if (others.length > 1) {
    alternatives.push(`one of ${formatList(others, 'or')}`);
  } else if (others.length === 1) {
    alternatives.push(others[0].toLowerCase() !== others[0] ? `an ${others[0]}` : others[0]);
  }
  const subject = name.endsWith(' argument') ? name : `"${name}" ${argumentOrProperty(name)}`;
  return `The ${subject} must be ${alternatives.join(' or ')}. Received ${determineSpecificType(actual)}`;
}

/** 1234567 → 1_234_567 */
function groupThousands(digits) {
  let end = digits.length;
  const start = digits[0] === '-' ? 1 : 0;
  let grouped = '';
  for (; end >= start + 4; end -= 3) grouped = `_${digits.slice(end - 3, end)}${grouped}`;
  return `${digits.slice(0, end)}${grouped}`;
}

function shownNumber(value) {
  if (NumberIsInteger(value) && MathAbs(value) > 2 ** 32) return groupThousands(`${value}`);
  if (typeof value === 'bigint') {
    const limit = 2n ** 32n;
    return `${value > limit || value < -limit ? groupThousands(`${value}`) : value}n`;
  }
  return inspect(value);
}

function outOfRange(subject, range, received, subjectIsSentence = false) {
  const sentence = subjectIsSentence ? subject : `The value of "${subject}" is out of range.`;
  return `${sentence} It must be ${range}. Received ${shownNumber(received)}`;
}

function invalidReturn(what, hook, property, value) {
  return `Expected ${what} to be returned for the "${property}" from the "${hook}" hook but got ${
    determineSpecificType(value)}.`;
}

function basename(path) {
  return path.slice(path.lastIndexOf('/') + 1);
}

const formatters = {
  __proto__: null,

  ERR_ACCESS_DENIED: [Error, function(message, permission = '', resource = '') {
    this.permission = permission;
    this.resource = resource;
    return message;
  }],
  ERR_BUFFER_OUT_OF_BOUNDS: [RangeError, (name) => name ?
    `"${name}" is outside of buffer bounds` : 'Attempt to access memory outside buffer bounds'],
  ERR_ENCODING_INVALID_ENCODED_DATA: [TypeError, function(encoding, errno) {
    this.errno = errno;
    return `The encoded data was not valid for encoding ${encoding}`;
  }],
  ERR_FALSY_VALUE_REJECTION: [Error, function(reason) {
    this.reason = reason;
    return 'Promise was rejected with falsy value';
  }],
  ERR_FS_WATCH_QUEUE_OVERFLOW: [Error, (limit) => `fs.watch() queued more than ${+limit} events`],
  ERR_HTTP2_INVALID_SETTING_VALUE: [[TypeError, RangeError], function(name, actual, min, max) {
    this.actual = actual;
    if (min !== undefined) {
      this.min = min;
      this.max = max;
    }
    return `Invalid value for setting "${name}": ${actual}`;
  }],
  ERR_HTTP2_STREAM_CANCEL: [Error, function(cause) {
    let message = 'The pending stream has been canceled';
    if (cause) {
      if (typeof cause.message === 'string') message += ` (caused by: ${cause.message})`;
      this.cause = cause;
    }
    return message;
  }],
  ERR_IMPORT_ATTRIBUTE_UNSUPPORTED: [TypeError, (name, value, url) =>
    `Import attribute "${name}" with value "${value}" is not supported${url === undefined ? '' : ` in ${url}`}`],
  ERR_INSPECTOR_COMMAND: [Error, (code, message) => `Inspector error ${+code}: ${message}`],
  ERR_INTERNAL_ASSERTION: [Error, (message) => {
    const suffix = 'This is caused by either a bug in Node.js or incorrect usage of Node.js internals.\n' +
      'Please open an issue with this stack trace at https://github.com/nodejs/node/issues\n';
    return message === undefined ? suffix : `${message}\n${suffix}`;
  }],
  ERR_INVALID_ADDRESS_FAMILY: [RangeError, function(family, host, port) {
    this.host = host;
    this.port = port;
    return `Invalid address family: ${family} ${host}:${port}`;
  }],
  ERR_INVALID_ARG_TYPE: [TypeError, invalidArgType],
  ERR_INVALID_ARG_VALUE: [[TypeError, RangeError], (name, value, reason = 'is invalid') => {
    let shown = inspect(value);
    if (shown.length > 128) shown = `${shown.slice(0, 128)}...`;
    return `The ${argumentOrProperty(name)} '${name}' ${reason}. Received ${shown}`;
  }],
  ERR_INVALID_CHAR: [TypeError, (where, field) =>
    `Invalid character in ${where}${field === undefined ? '' : ` ["${field}"]`}`],
  ERR_INVALID_FILE_URL_PATH: [TypeError, function(reason, input) {
    this.input = input;
    return `File URL path ${reason}`;
  }],
  ERR_INVALID_MODULE_SPECIFIER: [TypeError, (request, reason, base) =>
    `Invalid module "${request}" ${reason}${base ? ` imported from ${base}` : ''}`],
  ERR_INVALID_PACKAGE_CONFIG: [Error, (path, base, message) =>
    `Invalid package config ${path}${base ? ` while importing ${base}` : ''}.${message ? ` ${message}` : ''}`],
  ERR_INVALID_PACKAGE_TARGET: [Error, (packagePath, key, target, isImport = false, base) => {
    const field = isImport ? 'imports' : 'exports';
    const relative = !isImport && typeof target === 'string' && target.length > 0 && !target.startsWith('./');
    const where = `the package config ${packagePath}package.json`;
    const tail = `${base ? ` imported from ${base}` : ''}${relative ? '; targets must start with "./"' : ''}`;
    return key === '.' ?
      `Invalid "${field}" main target ${JSONStringify(target)} defined in ${where}${tail}` :
      `Invalid "${field}" target ${JSONStringify(target)} defined for '${key}' in ${where}${tail}`;
  }],
  ERR_INVALID_RETURN_PROPERTY: [TypeError, (what, hook, property, value) =>
    invalidReturn(`a valid ${what}`, hook, property, value)],
  ERR_INVALID_RETURN_PROPERTY_VALUE: [TypeError, invalidReturn],
  ERR_INVALID_RETURN_VALUE: [[TypeError, RangeError], (what, name, value) =>
    `Expected ${what} to be returned from the "${name}" function but got ${determineSpecificType(value)}.`],
  ERR_INVALID_URL: [TypeError, function(input, base = null, cause) {
    this.input = input;
    if (base != null) this.base = base;
    if (cause !== undefined) this.cause = cause;
    return 'Invalid URL';
  }],
  ERR_INVALID_URL_SCHEME: [TypeError, (expected) => {
    const schemes = typeof expected === 'string' ? [expected] : expected;
    return `The URL must be ${schemes.length === 2 ? 'one of scheme' : 'of scheme'} ${schemes.join(' or ')}`;
  }],
  ERR_MISSING_ARGS: [TypeError, (...names) => {
    const quoted = names.map((name) => ArrayIsArray(name) ? name.map((one) => `"${one}"`).join(' or ') : `"${name}"`);
    return `The ${formatList(quoted, 'and')} argument${names.length > 1 ? 's' : ''} must be specified`;
  }],
  ERR_MODULE_NOT_FOUND: [Error, function(path, base, exactUrl) {
    if (exactUrl) this.url = `${exactUrl}`;
    return `Cannot find ${exactUrl ? 'module' : 'package'} '${path}' imported from ${base}`;
  }],
  ERR_OUT_OF_RANGE: [RangeError, outOfRange],
  ERR_PACKAGE_IMPORT_NOT_DEFINED: [TypeError, (specifier, packagePath, base) =>
    `Package import specifier "${specifier}" is not defined${
      packagePath ? ` in package ${packagePath}package.json` : ''} imported from ${base}`],
  ERR_PACKAGE_PATH_NOT_EXPORTED: [Error, (packagePath, subpath, base) => {
    const tail = `${packagePath}package.json${base ? ` imported from ${base}` : ''}`;
    return subpath === '.' ?
      `No "exports" main defined in ${tail}` :
      `Package subpath '${subpath}' is not defined by "exports" in ${tail}`;
  }],
  ERR_PARSE_ARGS_UNKNOWN_OPTION: [TypeError, (option, allowPositionals) =>
    `Unknown option '${option}'${allowPositionals ? '. To specify a positional argument starting with a \'-\', ' +
      `place it at the end of the command after '--', as in '-- ${JSONStringify(option)}` : ''}`],
  ERR_PERFORMANCE_INVALID_TIMESTAMP: [TypeError, (time) => `${+time} is not a valid timestamp`],
  ERR_REQUIRE_ASYNC_MODULE: [Error, (filename, parent) =>
    'require() cannot be used on an ESM graph with top-level await. Use import() instead. To see where the ' +
    `top-level await comes from, use --experimental-print-required-tla.${
      parent ? `\n  From ${parent} ` : ''}${filename ? `\n  Requiring ${filename} ` : ''}`],
  ERR_REQUIRE_ESM: [Error, (filename, hasEsmSyntax, parent = null, packageJson = null) => {
    const head = `require() of ES Module ${filename}${parent ? ` from ${parent}` : ''} not supported.`;
    const dynamic = 'dynamic import() which is available in all CommonJS modules';
    if (packageJson === null) return `${head}\nInstead change the require of ${filename} to a ${dynamic}.`;
    const name = parent && basename(filename) === basename(parent) ? filename : basename(filename);
    if (hasEsmSyntax) return `${head}\nInstead change the require of ${name} in ${parent} to a ${dynamic}.`;
    return `${head}\n${name} is treated as an ES module file as it is a .js file whose nearest parent package.json ` +
      'contains "type": "module" which declares all .js files in that package scope as ES modules.\n' +
      `Instead either rename ${name} to end in .cjs, change the requiring code to use ${dynamic}, or change ` +
      `"type": "module" to "type": "commonjs" in ${packageJson} to treat all .js files as CommonJS ` +
      '(using .mjs for all ES modules instead).\n';
  }],
  ERR_SOCKET_BAD_PORT: [RangeError, (name, port, allowZero = true) =>
    `${name} should be ${allowZero ? '>=' : '>'} 0 and < 65536. Received ${determineSpecificType(port)}.`],
  ERR_SRI_PARSE: [SyntaxError, (integrity, character, position) =>
    `Subresource Integrity string ${JSONStringify(integrity)} had an unexpected ${
      JSONStringify(character)} at position ${+position}`],
  ERR_TEST_FAILURE: [Error, function(error, failureType) {
    this.failureType = error?.failureType ?? failureType;
    this.cause = error;
    const message = error?.message ?? error;
    return typeof message === 'string' ? message : inspect(message);
  }],
  ERR_TLS_ALPN_CALLBACK_INVALID_RESULT: [TypeError, (value, protocols) =>
    `ALPN callback returned a value (${value}) that did not match any of the client's offered protocols (${
      protocols.join(', ')})`],
  ERR_TLS_CERT_ALTNAME_INVALID: [Error, function(reason, host, cert) {
    this.reason = reason;
    this.host = host;
    this.cert = cert;
    return `Hostname/IP does not match certificate's altnames: ${reason}`;
  }],
  ERR_TLS_INVALID_PROTOCOL_VERSION: [TypeError, (version, limit) =>
    `${JSONStringify(version)} is not a valid ${limit} TLS protocol version`],
  ERR_TLS_PROTOCOL_VERSION_CONFLICT: [TypeError, (version, method) =>
    `TLS protocol version ${JSONStringify(version)} conflicts with secureProtocol ${JSONStringify(method)}`],
  ERR_UNHANDLED_ERROR: [Error, (shown) => shown === undefined ? 'Unhandled error.' : `Unhandled error. (${shown})`],
  ERR_UNSUPPORTED_DIR_IMPORT: [Error, function(path, base, exactUrl) {
    this.url = exactUrl;
    return `Directory import '${path}' is not supported resolving ES modules imported from ${base}`;
  }],
  ERR_UNSUPPORTED_ESM_URL_SCHEME: [Error, (url, supported) =>
    `Only URLs with a scheme in: ${formatList(supported)} are supported by the default ESM loader. ` +
    `Received protocol '${url.protocol}'`],
  ERR_VM_MODULE_LINK_FAILURE: [Error, function(message, cause) {
    this.cause = cause;
    return message;
  }],
  ERR_WORKER_INVALID_EXEC_ARGV: [Error, (errors, reason = 'invalid execArgv flags') =>
    `Initiated Worker with ${reason}: ${errors.join(', ')}`],
  ERR_WORKER_PATH: [TypeError, (filename) =>
    "The worker script or module filename must be an absolute path or a relative path starting with './' or '../'." +
    `${filename.startsWith('file://') ? ' Wrap file:// URLs with `new URL`.' : ''}` +
    `${filename.startsWith('data:text/javascript') ? ' Wrap data: URLs with `new URL`.' : ''} Received "${filename}"`],
};

// Errors of one failed system call: `context` is { code, message, syscall, path, dest, errno }.
const systemErrors = {
  __proto__: null,
  ERR_FS_CP_DIR_TO_NON_DIR: 'Cannot overwrite non-directory with directory',
  ERR_FS_CP_EEXIST: 'Target already exists',
  ERR_FS_CP_EINVAL: 'Invalid src or dest',
  ERR_FS_CP_FIFO_PIPE: 'Cannot copy a FIFO pipe',
  ERR_FS_CP_NON_DIR_TO_DIR: 'Cannot overwrite directory with non-directory',
  ERR_FS_CP_SOCKET: 'Cannot copy a socket file',
  ERR_FS_CP_SYMLINK_TO_SUBDIRECTORY: 'Cannot overwrite symlink in subdirectory of self',
  ERR_FS_CP_UNKNOWN: 'Cannot copy an unknown file type',
  ERR_FS_EISDIR: 'Path is a directory',
  ERR_SOCKET_BUFFER_SIZE: 'Could not get or set buffer size',
  ERR_SYSTEM_ERROR: 'A system error occurred',
  ERR_TTY_INIT_FAILED: 'TTY initialization failed',
};

module.exports = { formatters, systemErrors, formatList, determineSpecificType };
