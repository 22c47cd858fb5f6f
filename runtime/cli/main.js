'use strict';
// What the process does: decided by its options, once everything is in place.

const { ArrayPrototypeMap, ObjectDefineProperty } = primordials;
require('runtime/cli/fatal');
require('module/esm/host');
const { codes: { ERR_INPUT_TYPE_NOT_ALLOWED } } = require('internal/errors');
const { getOptionValue } = require('internal/options');

// Undocumented, but looked at by programs that count what they load.
ObjectDefineProperty(process, 'moduleLoadList', {
  __proto__: null,
  configurable: true,
  enumerable: true,
  get() { return ArrayPrototypeMap(require.loaded(), (id) => `NativeModule ${id}`); },
});

process.dlopen = function dlopen(...args) {
  return require('module/dlopen').dlopen(...args);
};

/** Called once the process stands. */
function main() {
  if (getOptionValue('--trace-uncaught') === true) binding('hooks').captureUncaughtTraces();
  if (getOptionValue('--enable-source-maps') === true) {
    require('module/source_maps').setSourceMapsSupport(true, { nodeModules: true, generatedCode: true });
  }
  if (process.env.NODE_COMPILE_CACHE) require('module/compile_cache').enableCompileCache();
  const signal = getOptionValue('--heapsnapshot-signal');
  if (signal !== undefined) process.on(signal, () => require('v8').writeHeapSnapshot());
  const text = getOptionValue('--eval');
  const script = process.argv[1];
  const path = require('path');
  const named = script !== undefined && script !== '-';
  if (named && text === undefined) {
    if (getOptionValue('--input-type') !== undefined) throw new ERR_INPUT_TYPE_NOT_ALLOWED();
    if (getOptionValue('--entry-url') !== true) process.argv[1] = path.resolve(script);
  }
  if (getOptionValue('--experimental-loader').length > 0) require('module/register').registerLoaders();
  preload();
  if (text !== undefined) {
    // fork() leaves this text out of what it passes on.
    process._eval = text;
    return require('runtime/cli/eval').evaluate(text);
  }
  if (getOptionValue('--check') === true) return require('runtime/cli/check').check(script);
  if (named) return require('module').runMain(process.argv[1]);
  return require('runtime/cli/stdin').run();
}

/** `--require` modules. */
function preload() {
  const requests = getOptionValue('--require');
  if (requests.length > 0) require('module/cjs').Module._preloadModules(requests);
}

module.exports = { main, preload };
