'use strict';
// What the process does: decided by its options, once everything is in place.

const { ArrayPrototypeMap, ObjectDefineProperty } = primordials;
require('runtime/cli/fatal');
require('module/esm/host');
const { getOptionValue } = require('internal/options');

// Undocumented, but looked at by programs that count what they load.
ObjectDefineProperty(process, 'moduleLoadList', {
  __proto__: null,
  configurable: true,
  enumerable: true,
  get() { return ArrayPrototypeMap(require.loaded(), (id) => `NativeModule ${id}`); },
});

/** Called once the process stands. */
function main() {
  if (getOptionValue('--enable-source-maps') === true) {
    require('module/source_maps').setSourceMapsSupport(true, { nodeModules: true, generatedCode: true });
  }
  if (process.env.NODE_COMPILE_CACHE) require('module/compile_cache').enableCompileCache();
  const text = getOptionValue('--eval');
  if (getOptionValue('--print') === true && text === undefined) {
    // `-p` alone prints nothing but undefined, after it has run what follows as text.
    return require('runtime/cli/eval').evaluate(process.argv[1] ?? 'undefined');
  }
  if (text !== undefined) {
    preload();
    return require('runtime/cli/eval').evaluate(text);
  }
  const script = process.argv[1];
  if (getOptionValue('--check') === true) return require('runtime/cli/check').check(script);
  if (script !== undefined && script !== '-') {
    const path = require('path');
    if (getOptionValue('--entry-url') !== true) process.argv[1] = path.resolve(script);
    preload();
    return require('module').runMain(process.argv[1]);
  }
  preload();
  return require('runtime/cli/stdin').run();
}

/** `--require` modules. */
function preload() {
  const requests = getOptionValue('--require');
  if (requests.length > 0) require('module/cjs').Module._preloadModules(requests);
}

module.exports = { main, preload };
