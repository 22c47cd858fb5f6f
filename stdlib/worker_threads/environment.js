'use strict';

// Data that every worker gets a copy of when it is made: setEnvironmentData() and getEnvironmentData().

const { SafeMap } = primordials;

let data = new SafeMap();

/**
 * @param {unknown} key
 * @param {unknown} value undefined removes the key
 */
function setEnvironmentData(key, value) {
  if (value === undefined) data.delete(key);
  else data.set(key, value);
}

/** @param {unknown} key */
function getEnvironmentData(key) {
  return data.get(key);
}

/** What a new worker is to be given; undefined for nothing. */
function all() {
  return data.size === 0 ? undefined : new Map(data);
}

function replaceAll(map) {
  data = new SafeMap(map);
}

module.exports = { all, getEnvironmentData, replaceAll, setEnvironmentData };
