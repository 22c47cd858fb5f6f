'use strict';
// `-e`, `-p` and text from standard input: a script that sees `require`, `module` and the builtin modules as globals, or an
// ES module when it is one.

const { ObjectDefineProperty, ReflectDefineProperty } = primordials;
const { codes: { ERR_EVAL_ESM_CANNOT_PRINT } } = require('internal/errors');
const { getOptionValue } = require('internal/options');
const { pathToFileURL } = require('internal/url');
const path = require('path');

let modulesEvaluated = 0;

/** The builtin modules as globals, each loaded when it is first looked at. */
function defineBuiltinGlobals() {
  const { builtinModules } = require('module/builtin_ids');
  for (const id of builtinModules()) {
    if (id.startsWith('_') || id.includes('/') || id.includes(':')) continue;
    if (id in globalThis && id !== 'crypto') continue; // the module, rather than Web Crypto's object
    // The program may have made it read-only meanwhile.
    const define = (value) => ReflectDefineProperty(globalThis, id, {
      __proto__: null, configurable: true, enumerable: false, value, writable: true,
    });
    ObjectDefineProperty(globalThis, id, {
      __proto__: null,
      configurable: true,
      enumerable: false,
      get() {
        const value = require(id);
        define(value);
        return value;
      },
      set: define,
    });
  }
}

function evaluateModule(text) {
  if (getOptionValue('--print') === true) throw new ERR_EVAL_ESM_CANNOT_PRINT();
  const { runText, settle } = require('runtime/cli/run_main');
  const url = `${pathToFileURL(`${process.cwd()}/`).href}[eval${++modulesEvaluated}]`;
  return settle(runText(url, text));
}

/** Whether a script may hold this text: unlike a CommonJS module it may declare `require` or `__filename` itself. */
function isScript(text, name) {
  try {
    new (require('vm').Script)(text, name);
    return true;
  } catch {
    return false;
  }
}

function evaluateScript(text, name) {
  const { Module, makeRequire, runText } = require('module/cjs');
  const module = new Module(name);
  module.filename = path.join(process.cwd(), name);
  module.paths = Module._nodeModulePaths(process.cwd());
  const define = (key, value) => ObjectDefineProperty(globalThis, key, {
    __proto__: null, configurable: true, enumerable: true, value, writable: true,
  });
  define('__filename', name);
  define('module', module);
  define('exports', module.exports);
  define('__dirname', '.');
  define('require', makeRequire(module));
  const result = runText(text, name);
  if (getOptionValue('--print') === true) require('console').log(result);
}

/**
 * @param {string} text
 * @param {string} [name] what stack traces call it
 */
function evaluate(text, name = '[eval]') {
  defineBuiltinGlobals();
  const type = getOptionValue('--input-type');
  const { containsModuleSyntax } = binding('contextify');
  if (type === 'module' ||
      (type !== 'commonjs' && getOptionValue('--experimental-default-type') === 'module') ||
      (type === undefined && getOptionValue('--experimental-detect-module') !== false &&
       containsModuleSyntax(text, name) && !isScript(text, name))) {
    return evaluateModule(text);
  }
  if (getOptionValue('--import').length === 0) return evaluateScript(text, name);
  const { importPreloads, settle } = require('runtime/cli/run_main');
  return settle(importPreloads().then(() => evaluateScript(text, name)));
}

module.exports = { evaluate };
