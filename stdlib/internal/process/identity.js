'use strict';

// process's user and group ids (credentials(7)).

const { codes: { ERR_INVALID_ARG_TYPE, ERR_UNKNOWN_CREDENTIAL }, errnoError } = require('internal/errors');
const { validateArray, validateUint32 } = require('internal/validators');
const native = binding('process');

function resolve(id, name, byName, kind) {
  if (typeof id === 'number') {
    validateUint32(id, name);
    return id >>> 0;
  }
  if (typeof id !== 'string') throw new ERR_INVALID_ARG_TYPE(name, ['number', 'string'], id);
  const found = byName(id);
  if (found < 0) throw new ERR_UNKNOWN_CREDENTIAL(kind, id);
  return found;
}

function setter(name, byName, kind) {
  return { [name](id) {
    const error = native[name](resolve(id, 'id', byName, kind));
    if (error < 0) throw errnoError(error, name);
  } }[name];
}

/** @param {(name: string, value: Function) => void} method */
function install(method) {
  for (const name of ['getuid', 'geteuid', 'getgid', 'getegid', 'getgroups']) {
    method(name, { [name]() { return native[name](); } }[name]);
  }
  if (!native.isMainThread()) return;
  method('setuid', setter('setuid', native.userId, 'User'));
  method('seteuid', setter('seteuid', native.userId, 'User'));
  method('setgid', setter('setgid', native.groupId, 'Group'));
  method('setegid', setter('setegid', native.groupId, 'Group'));
  method('setgroups', function setgroups(groups) {
    validateArray(groups, 'groups');
    const ids = [];
    for (let i = 0; i < groups.length; i++) ids.push(resolve(groups[i], `groups[${i}]`, native.groupId, 'Group'));
    const error = native.setgroups(ids);
    if (error < 0) throw errnoError(error, 'setgroups');
  });
  method('initgroups', function initgroups(user, extraGroup) {
    if (typeof user !== 'number' && typeof user !== 'string') throw new ERR_INVALID_ARG_TYPE('user', ['number', 'string'], user);
    const gid = resolve(extraGroup, 'extraGroup', native.groupId, 'Group');
    const error = native.initgroups(`${user}`, gid);
    if (error < 0) throw errnoError(error, 'initgroups');
  });
}

module.exports = { install };
