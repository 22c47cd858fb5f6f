'use strict';
// Where the two loaders meet: `require()` of an ES module, and a program that turns out to be one.

const { ObjectPrototypeHasOwnProperty, SafeWeakMap } = primordials;
const { pathToFileURL } = require('internal/url');
const { getOptionValue } = require('internal/options');
const { codes: { ERR_REQUIRE_ESM } } = require('internal/errors');
const { Module, stateOf } = require('module/cjs');
const loader = require('module/esm/loader');
const { ModuleWrap } = binding('modules');

/** @type {WeakMap<object, object>} record → what `require` returns for it */
const facades = new SafeWeakMap();

/**
 * What `require` returns for a namespace that has a default export: the same bindings, and `__esModule` so that transpiled
 * code finds the default.
 */
function facadeOf(record) {
  let facade = facades.get(record);
  if (facade === undefined) {
    const source = "export * from 'original'; export { default } from 'original'; export const __esModule = true;";
    facade = new ModuleWrap('node:module/required_namespace', undefined, source, 0, 0, undefined, undefined);
    facade.requests();
    facade.link([record.wrap, record.wrap]);
    facade.instantiate();
    facade.evaluate(-1, false);
    facades.set(record, facade);
  }
  return facade.namespace();
}

function exportsOf(record) {
  const namespace = record.wrap.namespace();
  if (ObjectPrototypeHasOwnProperty(namespace, 'module.exports')) return namespace['module.exports'];
  if (!ObjectPrototypeHasOwnProperty(namespace, 'default') || ObjectPrototypeHasOwnProperty(namespace, '__esModule')) {
    return namespace;
  }
  return facadeOf(record);
}

function trace(module, filename, parent) {
  const mode = getOptionValue('--trace-require-module');
  if (!mode) return;
  const from = parent?.filename;
  const inPackages = (path) => path !== undefined && path !== null && /[\\/]node_modules[\\/]/.test(path);
  if (mode === 'no-node-modules' && inPackages(from)) return;
  const subject = from ? `CommonJS module ${from} is loading ES Module ${filename} using require().` :
    `${module.id} is loading ES Module ${filename} using require().`;
  process.emitWarning(
    `${subject}\nSupport for loading ES Module in require() is an experimental feature and might change at any time`,
    'ExperimentalWarning', undefined, Module.prototype.require);
}

/**
 * Called by the CommonJS loader for a file that is an ES module.
 * @param {object} module
 * @param {string} filename
 * @param {string} source
 */
function requireESM(module, filename, source) {
  const state = stateOf(module);
  const url = state.url ?? pathToFileURL(filename).href;
  if (state.isMain) {
    process.mainModule = undefined;
    require('runtime/cli/run_main').runESM(url, source);
    return;
  }
  const parent = state.parent;
  if (getOptionValue('--experimental-require-module') === false) {
    throw new ERR_REQUIRE_ESM(filename, true, parent?.filename, undefined);
  }
  trace(module, filename, parent);
  const record = loader.requireModule(url, filename, source, parent?.filename, (made) => { state.esm = made; });
  module.exports = exportsOf(record);
}

/** A require of a module whose ES module is still running. */
function checkCycle(module, record) {
  if (!loader.isEvaluated(record)) {
    throw loader.cycle(module.filename, stateOf(module).parent?.filename);
  }
}

module.exports = { checkCycle, requireESM };
