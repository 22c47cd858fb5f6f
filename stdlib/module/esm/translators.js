'use strict';
// From a format and its text to a compiled module.

const { JSONParse, ObjectKeys, ObjectPrototypeHasOwnProperty, SafeMap } = primordials;
const { codes: { ERR_INVALID_RETURN_PROPERTY_VALUE, ERR_UNKNOWN_BUILTIN_MODULE } } = require('internal/errors');
const { fileURLToPath } = require('internal/url');
const { Module, load, sourcesRead, stateOf, stripBOM, watchRequires } = require('module/cjs');
const { isBuiltin } = require('module/builtin_ids');
const { compiled: noteCompiled } = require('module/compiled');
const { toText } = require('module/esm/source');
const { ModuleWrap } = binding('modules');

function text(source, url) {
  if (source === null || source === undefined) {
    throw new ERR_INVALID_RETURN_PROPERTY_VALUE(
      'a string, an ArrayBuffer, or a TypedArray', 'load', 'source', source);
  }
  return stripBOM(toText(source));
}

/** A module whose exports are set by `fill(wrap)` when it is evaluated. */
function synthetic(url, names, fill) {
  return new ModuleWrap(url, undefined, names, fill);
}

function translateModule(url, source) {
  const content = text(source, url);
  noteCompiled(url, content);
  return new ModuleWrap(url, undefined, content, 0, 0, undefined, undefined);
}

// --- builtin ----------------------------------------------------------------------------------------------------------

/** @type {Map<string, {wrap: object, exports: object, names: string[]}>} for syncBuiltinESMExports */
const builtins = new SafeMap();

function setBuiltin({ wrap, exports, names }) {
  for (let i = 0; i < names.length; i++) {
    const name = names[i];
    let value;
    try {
      if (ObjectPrototypeHasOwnProperty(exports, name)) value = exports[name];
    } catch {
      // A getter that throws exports nothing.
    }
    wrap.setExport(name, value);
  }
  wrap.setExport('default', exports);
}

function translateBuiltin(url) {
  const id = url.slice('node:'.length);
  if (!isBuiltin(url)) throw new ERR_UNKNOWN_BUILTIN_MODULE(url);
  if (id === 'diagnostics_channel') watchRequires();
  const exports = require(id);
  const names = ObjectKeys(exports).filter((name) => name !== 'default');
  const entry = { wrap: undefined, exports, names };
  entry.wrap = synthetic(url, [...names, 'default'], () => setBuiltin(entry));
  builtins.set(id, entry);
  return entry.wrap;
}

/** `module.syncBuiltinESMExports()` */
function syncBuiltinESMExports() {
  builtins.forEach(setBuiltin);
}

// --- json -------------------------------------------------------------------------------------------------------------

function translateJSON(url, source) {
  const { protocol } = new (require('internal/url').URL)(url);
  const filename = protocol === 'file:' ? fileURLToPath(url) : undefined;
  // require() of the same file gives the same object; with a query it is another one.
  const shared = filename !== undefined && !url.includes('?') && !url.includes('#');
  const loaded = shared ? Module._cache[filename] : undefined;
  let value;
  if (loaded?.loaded) {
    value = loaded.exports;
  } else {
    try {
      value = JSONParse(text(source, url));
    } catch (error) {
      error.message = `${filename ?? url}: ${error.message}`;
      throw error;
    }
    if (shared) {
      const module = new Module(filename);
      module.filename = filename;
      module.exports = value;
      module.loaded = true;
      stateOf(module).exports = value;
      Module._cache[filename] = module;
    }
  }
  return synthetic(url, ['default'], (wrap) => wrap.setExport('default', value));
}

// --- commonjs ---------------------------------------------------------------------------------------------------------

function translateCommonJS(url, source, record) {
  const isFile = url.startsWith('file:');
  const filename = isFile ? fileURLToPath(url) : url;
  let content;
  if (source === null || source === undefined) {
    if (/\.node$/.test(filename)) {
      content = '';
    } else {
      content = sourcesRead.get(filename) ?? require('fs').readFileSync(filename, 'utf8');
      sourcesRead.set(filename, content);
    }
  } else {
    content = toText(source);
  }
  const { exportNames } = require('module/esm/cjs_exports');
  const names = [...exportNames(filename, stripBOM(content)), 'default', 'module.exports'];
  // A require of the file has the same name, unless the URL says that this is another instance.
  const shared = isFile && (source === null || source === undefined);
  return synthetic(url, uniqueNames(names), (wrap) => {
    const exports = shared ? loadShared(filename, record.isMain) : runOwn(url, filename, content);
    fillFromCommonJS(wrap, names, exports);
  });
}

function uniqueNames(names) {
  return [...new primordials.SafeSet(names)];
}

function loadShared(filename, isMain) {
  const cached = Module._cache[filename];
  if (cached?.loaded) {
    const state = stateOf(cached);
    return state.exports !== undefined ? state.exports : cached.exports;
  }
  return load(filename, undefined, isMain);
}

/** Runs text that a hook provided: it is not what `require` would read. */
function runOwn(url, filename, content) {
  const cached = Module._cache[filename];
  if (cached !== undefined) return cached.exports;
  const module = new Module(filename);
  module.filename = filename;
  module.paths = Module._nodeModulePaths(require('path').dirname(filename));
  Module._cache[filename] = module;
  let done = false;
  try {
    module._compile(stripBOM(content), filename, 'commonjs');
    done = true;
  } finally {
    if (!done) delete Module._cache[filename];
  }
  module.loaded = true;
  stateOf(module).exports = module.exports;
  return module.exports;
}

function fillFromCommonJS(wrap, names, exports) {
  const isObject = exports !== null && (typeof exports === 'object' || typeof exports === 'function');
  for (let i = 0; i < names.length; i++) {
    const name = names[i];
    if (name === 'default' || name === 'module.exports') continue;
    let value;
    if (isObject) {
      try {
        value = exports[name];
      } catch {
        // A getter that throws exports nothing.
      }
    }
    wrap.setExport(name, value);
  }
  wrap.setExport('default', exports);
  wrap.setExport('module.exports', exports);
}

const translators = {
  __proto__: null,
  builtin: translateBuiltin,
  commonjs: translateCommonJS,
  json: translateJSON,
  module: translateModule,
  wasm: (url, source, record) => require('module/esm/wasm').translateWasm(url, source, record),
};

module.exports = { syncBuiltinESMExports, translators };
