'use strict';
// node:module: the CommonJS loader's class with everything that is public around it.

const { ObjectDefineProperty, ObjectFreeze, RegExpPrototypeExec } = primordials;
const { Module, makeRequire } = require('module/cjs');
const { builtinModules, isBuiltin } = require('module/builtin_ids');
const { codes: { ERR_INVALID_ARG_VALUE } } = require('internal/errors');
const { validateString } = require('internal/validators');
const { URL, fileURLToPath, isURL, pathToFileURL } = require('internal/url');
const path = require('path');
const { registerHooks } = require('module/hooks');

/**
 * @param {string | URL} filename an absolute path or a file URL
 * @returns {NodeJS.Require}
 */
Module.createRequire = function createRequire(filename) {
  let filepath;
  if (isURL(filename) || (typeof filename === 'string' && !path.isAbsolute(filename))) {
    try {
      filepath = fileURLToPath(filename);
    } catch {
      throw new ERR_INVALID_ARG_VALUE(
        'filename', filename, 'must be a file URL object, file URL string, or absolute path string');
    }
  } else if (typeof filename !== 'string') {
    throw new ERR_INVALID_ARG_VALUE(
      'filename', filename, 'must be a file URL object, file URL string, or absolute path string');
  } else {
    filepath = filename;
  }
  // A folder: as if asked for by a file in it.
  const isFolder = RegExpPrototypeExec(/\/$/, filepath) !== null;
  const proxyPath = isFolder ? path.join(filepath, 'noop.js') : filepath;
  const from = new Module(proxyPath);
  from.filename = proxyPath;
  from.paths = Module._nodeModulePaths(from.path);
  return makeRequire(from);
};

Module.isBuiltin = function(id) {
  return typeof id === 'string' && isBuiltin(id);
};
ObjectDefineProperty(Module.isBuiltin, 'name', { __proto__: null, value: 'isBuiltin' });

Module.syncBuiltinESMExports = function syncBuiltinESMExports() {
  require('module/esm/translators').syncBuiltinESMExports();
};

Module.registerHooks = registerHooks;

let builtinList;
ObjectDefineProperty(Module, 'builtinModules', {
  __proto__: null, configurable: true, enumerable: true, get() { return builtinList ??= builtinModules(); },
});

Module.runMain = function executeUserEntryPoint(main = process.argv[1]) {
  require('runtime/cli/run_main').runMain(main);
};

/**
 * @param {string | URL} specifier
 * @param {string | URL} [base]
 * @returns {string | undefined}
 */
Module.findPackageJSON = function findPackageJSON(specifier, base = 'data:') {
  const packageJson = require('module/package_json');
  if (specifier === undefined) {
    const { codes: { ERR_MISSING_ARGS } } = require('internal/errors');
    throw new ERR_MISSING_ARGS('specifier');
  }
  if (!isURL(specifier)) validateString(specifier, 'specifier');
  const text = `${specifier}`;
  if (isURL(base) ? false : typeof base !== 'string') validateString(base, 'base');
  if (isURL(specifier) || text.startsWith('file:') || path.isAbsolute(text)) {
    return packageJson.scopeOf(path.isAbsolute(text) ? text : fileURLToPath(specifier))?.path;
  }
  const parentURL = isURL(base) ? base.href : path.isAbsolute(base) ? pathToFileURL(base).href : base;
  if (text[0] === '.' || text[0] === '/') {
    return packageJson.scopeOf(fileURLToPath(new URL(text, parentURL)))?.path;
  }
  return require('module/esm/resolve').findPackage(text, parentURL);
};

function lazy(name, id) {
  Module[name] = {
    [name](...args) { return require(id)[name](...args); },
  }[name];
}
lazy('register', 'module/register');

Module.constants = ObjectFreeze({
  __proto__: null,
  compileCacheStatus: ObjectFreeze({ __proto__: null, FAILED: 0, ENABLED: 1, ALREADY_ENABLED: 2, DISABLED: 3 }),
});

lazy('findSourceMap', 'module/source_maps');
lazy('getSourceMapsSupport', 'module/source_maps');
lazy('setSourceMapsSupport', 'module/source_maps');
lazy('enableCompileCache', 'module/compile_cache');
lazy('flushCompileCache', 'module/compile_cache');
lazy('getCompileCacheDir', 'module/compile_cache');

ObjectDefineProperty(Module, 'SourceMap', {
  __proto__: null, configurable: true, enumerable: true, get() { return require('module/source_map').SourceMap; },
});

module.exports = Module;
