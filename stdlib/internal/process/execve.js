'use strict';

// process.execve: the process goes on as another program (execve(2)).

const { ObjectKeys } = primordials;
const { codes: { ERR_INVALID_ARG_VALUE, ERR_WORKER_UNSUPPORTED_OPERATION }, errnoException } = require('internal/errors');
const { validateArray, validateObject, validateString } = require('internal/validators');
const native = binding('process');

function refuseNul(value, name) {
  if (value.includes('\u0000')) throw new ERR_INVALID_ARG_VALUE(name, value, 'must be a string without null bytes');
}

/** @param {string} path @param {string[]} [args] @param {Record<string, string>} [env] */
function execve(path, args = [], env = process.env) {
  if (!native.isMainThread()) throw new ERR_WORKER_UNSUPPORTED_OPERATION('Calling process.execve');
  validateString(path, 'execPath');
  validateArray(args, 'args');
  for (let i = 0; i < args.length; i++) {
    if (typeof args[i] !== 'string' || args[i].includes('\u0000')) {
      throw new ERR_INVALID_ARG_VALUE(`args[${i}]`, args[i], 'must be a string without null bytes');
    }
  }
  validateObject(env, 'env');
  const list = [];
  for (const key of ObjectKeys(env)) {
    if (typeof env[key] !== 'string' || key.includes('\u0000') || env[key].includes('\u0000')) {
      throw new ERR_INVALID_ARG_VALUE('env', env, 'must be an object with string keys and values without null bytes');
    }
    list.push(`${key}=${env[key]}`);
  }
  refuseNul(path, 'execPath');
  const error = native.execve(path, args, list);
  // Only a failure comes back, and by then the process has been taken apart too far to go on.
  process._rawDebug(`process.execve failed with error code ${errnoException(error, 'execve').code}`);
  process.abort();
}

module.exports = { execve };
