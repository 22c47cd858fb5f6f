'use strict';
// process.dlopen(): shared libraries as modules. A library has to register itself through an interface of the runtime; one that
// loads without doing so is no module.

const { codes: { ERR_INVALID_ARG_TYPE }, genericNodeError } = require('internal/errors');
const { validateInt32, validateString } = require('internal/validators');

/**
 * @param {object} module
 * @param {string} filename
 * @param {number} [flags]
 */
function dlopen(module, filename, flags = require('os').constants.dlopen.RTLD_LAZY) {
  if (module === null || typeof module !== 'object') throw new ERR_INVALID_ARG_TYPE('module', 'Object', module);
  validateString(filename, 'filename');
  validateInt32(flags, 'flags');
  const reason = binding('modules').dlopen(filename, flags) ?? `Module did not self-register: '${filename}'.`;
  throw genericNodeError(reason, { code: 'ERR_DLOPEN_FAILED' });
}

module.exports = { dlopen };
