'use strict';

// How streams and the functions of fs.promises get at what a FileHandle keeps to itself.

const { Symbol } = primordials;

const kFileHandle = Symbol('kFileHandle');

/** @returns {boolean} */
function isFileHandle(value) {
  return value !== null && typeof value === 'object' && value[kFileHandle] === true;
}

module.exports = { isFileHandle, kFd: Symbol('kFd'), kFileHandle, kRef: Symbol('kRef'), kUnref: Symbol('kUnref') };
