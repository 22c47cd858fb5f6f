'use strict';
// Which ids name a builtin that programs may load: it is public and its source is in this binary.

const { ArrayPrototypeFilter, ObjectFreeze, SafeSet } = primordials;
const { isPublicId, isSchemeId, publicIds, schemeOnlyIds } = require('internal/builtins');

const embedded = new SafeSet(binding('builtins').ids);

/** Whether `request` without a scheme names a builtin. */
function isBareBuiltin(request) {
  return isPublicId(request) && embedded.has(request);
}

/**
 * @param {string} request `fs` or `node:fs`
 * @returns {boolean}
 */
function isBuiltin(request) {
  if (!request.startsWith('node:')) return isBareBuiltin(request);
  const id = request.slice(5);
  return isSchemeId(id) && embedded.has(id);
}

/** `module.builtinModules` */
function builtinModules() {
  const bare = ArrayPrototypeFilter(publicIds, (id) => embedded.has(id));
  const schemed = ArrayPrototypeFilter(schemeOnlyIds, (id) => embedded.has(id));
  return ObjectFreeze([...bare, ...schemed.map((id) => `node:${id}`)]);
}

module.exports = { builtinModules, isBareBuiltin, isBuiltin };
