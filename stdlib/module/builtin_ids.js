'use strict';
// Which ids name a builtin that programs may load: it is public and its source is in this binary.

const { ArrayPrototypeFilter, ObjectFreeze } = primordials;
const { isPublicId, isSchemeId, publicIds, schemeOnlyIds } = require('internal/builtins');

/** Whether `request` without a scheme names a builtin. */
function isBareBuiltin(request) {
  return isPublicId(request) && require.has(request);
}

/**
 * @param {string} request `fs` or `node:fs`
 * @returns {boolean}
 */
function isBuiltin(request) {
  if (!request.startsWith('node:')) return isBareBuiltin(request);
  const id = request.slice(5);
  return isSchemeId(id) && require.has(id);
}

/** `module.builtinModules` */
function builtinModules() {
  const bare = ArrayPrototypeFilter(publicIds, (id) => require.has(id));
  const schemed = ArrayPrototypeFilter(schemeOnlyIds, (id) => require.has(id));
  return ObjectFreeze([...bare, ...schemed.map((id) => `node:${id}`)]);
}

module.exports = { builtinModules, isBareBuiltin, isBuiltin };
