'use strict';
// The CommonJS loader. `Module` and its underscored statics are public: programs call, replace and wrap them, so every step
// below goes through the property of `Module` rather than through the function behind it.

const {
  ArrayIsArray, ArrayPrototypePush, JSONParse, ObjectDefineProperty, ObjectGetOwnPropertyDescriptor,
  ObjectGetPrototypeOf, ObjectKeys, ObjectPrototype, ObjectPrototypeHasOwnProperty, ObjectSetPrototypeOf, Proxy,
  ReflectApply, ReflectSet, RegExpPrototypeExec, SafeMap, SafeWeakMap, String,
} = primordials;
const {
  codes: {
    ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_MODULE_SPECIFIER, ERR_UNKNOWN_BUILTIN_MODULE,
  },
} = require('internal/errors');
const { validateString } = require('internal/validators');
const { isBareBuiltin, isBuiltin } = require('module/builtin_ids');
const { getOptionValue } = require('internal/options');
const { fileURLToPath, pathToFileURL } = require('internal/url');
const path = require('path');
const fs = require('fs');
const packageJson = require('module/package_json');
const hooks = require('module/hooks');
const { compiled: noteCompiled } = require('module/compiled');
const { conditionSet } = hooks;
const { internalModuleStat } = binding('fs');
const contextify = binding('contextify');

/**
 * What the loader knows of a module beyond its public properties. A weak map, since `Module` may be called on any object.
 * @typedef {object} State
 * @property {Module | undefined} parent who first asked for it
 * @property {boolean} isMain
 * @property {boolean} executing its code is on the stack
 * @property {string | undefined} url as a resolve hook gave it
 * @property {string | undefined} format as a resolve hook gave it
 * @property {unknown} exports what it exported when it had been loaded; an import sees these
 * @property {object | undefined} esm the ES module it stands for
 */
/** @type {WeakMap<Module, State>} */
const states = new SafeWeakMap();
const noState = { __proto__: null };

/** @returns {State} */
function stateOf(module) {
  return states.get(module) ?? noState;
}

/** Text that an import has read already, by filename, for the load that follows. */
const sourcesRead = new SafeMap();

/** `dir\0request` → filename, for requests already answered from that folder. */
const relativeCache = { __proto__: null };
/** The folders of NODE_PATH, the home folder and the installation. */
let globalFolders = [];
/** @type {Map<string, number> | null} answers of stat, kept while the code of a module runs */
let statCache = null;
let isPreloading = false;
let customStat;

function stat(filename) {
  if (customStat !== undefined) return customStat(filename);
  if (statCache !== null) {
    const known = statCache.get(filename);
    if (known !== undefined) return known;
  }
  const kind = internalModuleStat(filename);
  // Misses are not kept: a module may create what it requires next.
  if (statCache !== null && kind >= 0) statCache.set(filename, kind);
  return kind;
}

function addChild(parent, child, onlyIfNew) {
  const children = parent?.children;
  if (children && !(onlyIfNew && children.includes(child))) ArrayPrototypePush(children, child);
}

/**
 * @param {string} [id]
 * @param {Module} [parent]
 */
function Module(id = '', parent) {
  this.id = id;
  this.path = path.dirname(id);
  ObjectDefineProperty(this, 'exports', {
    __proto__: null, value: {}, enumerable: true, configurable: true, writable: true,
  });
  states.set(this, {
    parent, isMain: false, executing: false, url: undefined, format: undefined, exports: undefined, esm: undefined,
  });
  addChild(parent, this, false);
  this.filename = null;
  this.loaded = false;
  this.children = [];
}

Module._cache = { __proto__: null };
Module._pathCache = { __proto__: null };
Module._extensions = { __proto__: null };
Module.globalPaths = [];

// --- the wrapper: public, and honoured once somebody changes it -------------------------------------------------------

let wrap = (script) => Module.wrapper[0] + script + Module.wrapper[1];
let wrapperChanged = false;
const wrapper = new Proxy(['(function (exports, require, module, __filename, __dirname) { ', '\n});'], {
  __proto__: null,
  set(target, property, value, receiver) {
    wrapperChanged = true;
    return ReflectSet(target, property, value, receiver);
  },
  defineProperty(target, property, descriptor) {
    wrapperChanged = true;
    return ObjectDefineProperty(target, property, descriptor);
  },
});
let currentWrapper = wrapper;

ObjectDefineProperty(Module, 'wrap', {
  __proto__: null,
  get() { return wrap; },
  set(value) {
    wrapperChanged = true;
    wrap = value;
  },
});
ObjectDefineProperty(Module, 'wrapper', {
  __proto__: null,
  get() { return currentWrapper; },
  set(value) {
    wrapperChanged = true;
    currentWrapper = value;
  },
});
ObjectDefineProperty(Module, '_stat', {
  __proto__: null,
  configurable: true,
  get() { return stat; },
  set(replacement) { customStat = replacement; },
});

// --- parent and isPreloading ----------------------------------------------------------------------------------------

let parentWarned = false;
function warnAboutParent() {
  if (parentWarned || getOptionValue('--pending-deprecation') !== true) return;
  parentWarned = true;
  process.emitWarning(
    'module.parent is deprecated due to accuracy issues. Please use require.main to find program entry point instead.',
    'DeprecationWarning', 'DEP0144');
}
ObjectDefineProperty(Module.prototype, 'parent', {
  __proto__: null,
  get() {
    warnAboutParent();
    return stateOf(this).parent;
  },
  set(value) {
    warnAboutParent();
    stateOf(this).parent = value;
  },
});
ObjectDefineProperty(Module.prototype, 'isPreloading', {
  __proto__: null,
  get() { return isPreloading; },
});
ObjectDefineProperty(Module.prototype, 'constructor', {
  __proto__: null,
  configurable: false,
  get() { return Module; },
});

// --- finding files ----------------------------------------------------------------------------------------------------

function realPath(filename) {
  return fs.realpathSync(filename);
}

function tryFile(filename, isMain) {
  if (stat(filename) !== 0) return false;
  if (getOptionValue(isMain ? '--preserve-symlinks-main' : '--preserve-symlinks') === true) {
    return path.resolve(filename);
  }
  return realPath(filename);
}

function tryExtensions(base, extensions, isMain) {
  for (let i = 0; i < extensions.length; i++) {
    const found = tryFile(base + extensions[i], isMain);
    if (found) return found;
  }
  return false;
}

function tryPackage(dir, extensions, isMain, request) {
  const config = packageJson.read(path.resolve(dir, 'package.json'));
  const { main } = config;
  if (!main) return tryExtensions(path.resolve(dir, 'index'), extensions, isMain);
  const filename = path.resolve(dir, main);
  const found = tryFile(filename, isMain) || tryExtensions(filename, extensions, isMain) ||
    tryExtensions(path.resolve(filename, 'index'), extensions, isMain);
  if (found !== false) return found;
  const index = tryExtensions(path.resolve(dir, 'index'), extensions, isMain);
  if (!index) {
    const error = new Error(
      `Cannot find module '${filename}'. Please verify that the package.json has a valid "main" entry`);
    error.code = 'MODULE_NOT_FOUND';
    error.path = config.path;
    error.requestPath = request;
    throw error;
  }
  process.emitWarning(
    `Invalid 'main' field in '${config.path}' of '${main}'. Please either fix that or report it to the module author`,
    'DeprecationWarning', 'DEP0128');
  return index;
}

function notFound(request, configPath) {
  const error = new Error(`Cannot find module '${request}'`);
  error.code = 'MODULE_NOT_FOUND';
  if (configPath) error.path = configPath;
  return error;
}

/** The last step for what came out of an "exports" or "imports" map. */
function finishMapped(url, configPath) {
  if (RegExpPrototypeExec(/%2f|%5c/i, url.href) !== null) {
    throw new ERR_INVALID_MODULE_SPECIFIER(url.href, 'must not include encoded "/" or "\\" characters');
  }
  const filename = fileURLToPath(url);
  const found = tryFile(filename, false);
  if (found) return found;
  throw notFound(filename, configPath);
}

const kPackageRequest = /^((?:@[^/\\%]+\/)?[^./\\%][^/\\%]*)(\/.*)?$/;

function resolveExports(folder, request, conditions) {
  const match = RegExpPrototypeExec(kPackageRequest, request);
  if (match === null) return false;
  const dir = path.resolve(folder, match[1]);
  const config = packageJson.read(dir + '/package.json');
  if (config.exports === undefined) return false;
  const { packageExportsResolve, getRequireConditions } = require('module/esm/resolve');
  const subpath = '.' + (match[2] ?? '');
  try {
    const url = packageExportsResolve(subpath, config, undefined, conditions ?? getRequireConditions());
    return finishMapped(url, dir);
  } catch (error) {
    if (error.code === 'ERR_MODULE_NOT_FOUND') throw notFound(request, dir + '/package.json');
    throw error;
  }
}

/** A package may require itself by its name if it has "exports". */
function resolveSelf(parentPath, request, conditions) {
  if (!parentPath) return false;
  const config = packageJson.scopeOf(parentPath);
  if (config === undefined || config.exports === undefined || config.name === undefined) return false;
  const { name } = config;
  let subpath;
  if (request === name) subpath = '.';
  else if (request.startsWith(`${name}/`)) subpath = '.' + request.slice(name.length);
  else return false;
  const { packageExportsResolve, getRequireConditions } = require('module/esm/resolve');
  try {
    const url = packageExportsResolve(
      subpath, config, pathToFileURL(parentPath).href, conditions ?? getRequireConditions());
    return finishMapped(url, config.path);
  } catch (error) {
    if (error.code === 'ERR_MODULE_NOT_FOUND') throw notFound(request, config.path);
    throw error;
  }
}

/** `x/`, `x/.` and `x/..` name folders only. */
function wantsFolder(request) {
  const { length } = request;
  if (length === 0) return false;
  let i = length - 1;
  if (request[i] === '/') return true;
  if (request[i] !== '.') return false;
  if (i === 0 || request[i - 1] === '/') return true;
  if (request[i - 1] !== '.') return false;
  i -= 1;
  return i === 0 || request[i - 1] === '/';
}

Module._findPath = function(request, paths, isMain, conditions) {
  const absolute = path.isAbsolute(request);
  if (absolute) paths = [''];
  else if (!paths || paths.length === 0) return false;

  const key = request + '\x00' + (paths.length === 1 ? paths[0] : paths.join('\x00'));
  const before = conditions === undefined ? Module._pathCache[key] : undefined;
  if (before) return before;

  const folderOnly = wantsFolder(request);
  let extensions;
  for (let i = 0; i < paths.length; i++) {
    const folder = paths[i];
    if (folder && stat(folder) !== 1) continue;
    if (!absolute) {
      const mapped = resolveExports(folder, request, conditions);
      if (mapped) return mapped;
    }
    const base = path.resolve(folder, request);
    const kind = stat(base);
    let found;
    if (!folderOnly) {
      if (kind === 0) found = tryFile(base, isMain);
      if (!found) {
        extensions ??= ObjectKeys(Module._extensions);
        found = tryExtensions(base, extensions, isMain);
      }
    }
    if (!found && kind === 1) {
      extensions ??= ObjectKeys(Module._extensions);
      found = tryPackage(base, extensions, isMain, request);
    }
    if (found) {
      if (conditions === undefined) Module._pathCache[key] = found;
      return found;
    }
  }
  return false;
};

Module._nodeModulePaths = function(from) {
  from = path.resolve(from);
  const paths = [];
  let end = from.length;
  while (end > 1) {
    const start = from.lastIndexOf('/', end - 1);
    if (from.slice(start + 1, end) !== 'node_modules') paths.push(from.slice(0, end) + '/node_modules');
    end = start;
  }
  paths.push('/node_modules');
  return paths;
};

function isRelative(request) {
  if (request[0] !== '.') return false;
  return request.length === 1 || request[1] === '.' || request[1] === '/';
}

Module._resolveLookupPaths = function(request, parent) {
  if (isBuiltin(request)) return null;
  if (!isRelative(request)) {
    const paths = parent?.paths?.length ? parent.paths.concat(globalFolders) : globalFolders;
    return paths.length > 0 ? paths : null;
  }
  // In the REPL and in -e there is no file the request could be relative to but the working directory.
  if (!parent?.id || !parent.filename) return ['.'];
  return [path.dirname(parent.filename)];
};

function lookupPathsFrom(request, options) {
  if (!ArrayIsArray(options.paths)) {
    if (options.paths === undefined) return undefined;
    throw new ERR_INVALID_ARG_VALUE('options.paths', options.paths);
  }
  const relative = request.startsWith('./') || request.startsWith('../') || request === '.' || request === '..';
  if (relative) {
    for (let i = 0; i < options.paths.length; i++) validateString(options.paths[i], `options.paths[${i}]`);
    return options.paths;
  }
  const fake = new Module('', null);
  const paths = [];
  for (let i = 0; i < options.paths.length; i++) {
    const from = options.paths[i];
    validateString(from, 'options.paths');
    fake.paths = Module._nodeModulePaths(from);
    const lookup = Module._resolveLookupPaths(request, fake) ?? [];
    for (let j = 0; j < lookup.length; j++) if (!paths.includes(lookup[j])) paths.push(lookup[j]);
  }
  return paths;
}

Module._resolveFilename = function(request, parent, isMain, options) {
  if (isBuiltin(request)) return request;
  const conditions = options?.conditions;
  let paths;
  if (typeof options === 'object' && options !== null) paths = lookupPathsFrom(request, options);
  paths ??= Module._resolveLookupPaths(request, parent);

  if (request[0] === '#' && (parent?.filename || parent?.id === '<repl>')) {
    const parentPath = parent?.filename ?? `${process.cwd()}/.`;
    const config = packageJson.scopeOf(parentPath);
    if (config?.imports !== undefined) {
      const { packageImportsResolve, getRequireConditions } = require('module/esm/resolve');
      try {
        const url = packageImportsResolve(
          request, parentPath, pathToFileURL(parentPath).href, conditions ?? getRequireConditions());
        if (url.protocol === 'node:') return url.href;
        return finishMapped(url, config.path);
      } catch (error) {
        if (error.code === 'ERR_MODULE_NOT_FOUND') throw notFound(request);
        throw error;
      }
    }
  }

  const parentPath = parent === undefined || parent === null ? undefined :
    parent.filename ?? (parent.id === '<repl>' || parent.id === 'internal/preload' ? `${process.cwd()}/.` : undefined);
  const self = resolveSelf(parentPath, request, conditions);
  if (self) {
    if (conditions === undefined) {
      Module._pathCache[request + '\x00' + (paths?.length === 1 ? paths[0] : (paths ?? []).join('\x00'))] = self;
    }
    return self;
  }

  const filename = Module._findPath(request, paths, isMain, conditions);
  if (filename) return filename;
  const stack = [];
  for (let at = parent; at; at = stateOf(at).parent) stack.push(at.filename || at.id);
  let message = `Cannot find module '${request}'`;
  if (stack.length > 0) message += '\nRequire stack:\n- ' + stack.join('\n- ');
  const error = new Error(message);
  error.code = 'MODULE_NOT_FOUND';
  error.requireStack = stack;
  throw error;
};

// --- loading ----------------------------------------------------------------------------------------------------------

function warnCircular(property) {
  process.emitWarning(
    `Accessing non-existent property '${String(property)}' of module exports inside circular dependency`);
}

/** Stands in as the prototype of half-loaded exports and warns about reads that find nothing. */
const circularWatcher = new Proxy({}, {
  __proto__: null,
  get(target, property) {
    // Asked by the interoperability code of transpilers without meaning it.
    if (property in target || property === '__esModule') return target[property];
    warnCircular(property);
    return undefined;
  },
  getOwnPropertyDescriptor(target, property) {
    if (ObjectPrototypeHasOwnProperty(target, property) || property === '__esModule') {
      return ObjectGetOwnPropertyDescriptor(target, property);
    }
    warnCircular(property);
    return undefined;
  },
});

function isPlainExports(value) {
  return value !== null && typeof value === 'object' && !require('internal/util/types').isProxy(value);
}

function circularExports(module) {
  const { esm } = stateOf(module);
  if (esm !== undefined) require('module/esm/cjs_bridge').checkCycle(module, esm);
  const { exports } = module;
  if (isPlainExports(exports) && ObjectGetPrototypeOf(exports) === ObjectPrototype && !exports.__esModule) {
    ObjectSetPrototypeOf(exports, circularWatcher);
  }
  return exports;
}

/** Resolution through `module.registerHooks` hooks. */
function resolveHooked(request, parent, isMain) {
  const { getRequireConditions } = require('module/esm/resolve');
  const parentURL = parent?.filename ? pathToFileURL(parent.filename).href : undefined;
  const own = [...getRequireConditions()];
  let filename;
  const result = hooks.resolveWithHooks(request, parentURL, undefined, own, (specifier, context) => {
    const changed = context.conditions !== own;
    const options = changed ? { conditions: conditionSet(context.conditions) } : undefined;
    filename = Module._resolveFilename(specifier, parent, isMain, options);
    const builtin = isBuiltin(filename);
    const url = builtin ? (filename.startsWith('node:') ? filename : `node:${filename}`) : pathToFileURL(filename).href;
    return { url, format: builtin ? 'builtin' : undefined };
  });
  const { url, format } = result;
  if (url.startsWith('node:')) return { url, filename: url.slice(5), format: format ?? 'builtin' };
  if (filename === undefined || pathToFileURL(filename).href !== url) {
    filename = url.startsWith('file:') ? fileURLToPath(url) : url;
  }
  return { url, filename, format };
}

function loadBuiltin(id, request) {
  const name = id.startsWith('node:') ? id.slice(5) : id;
  if (hooks.installed.load.length > 0) {
    const { getRequireConditions } = require('module/esm/resolve');
    const url = `node:${name}`;
    const loaded = hooks.loadWithHooks(
      url, 'builtin', undefined, [...getRequireConditions()], () => ({ format: 'builtin', source: null }));
    if (loaded.format && loaded.format !== 'builtin') {
      const module = new Module(url);
      compileAs(module, loaded.source, url, loaded.format);
      return module.exports;
    }
  }
  if (!isBuiltin(`node:${name}`)) throw new ERR_UNKNOWN_BUILTIN_MODULE(request);
  if (name === 'diagnostics_channel') watchRequires();
  return require(name);
}

Module._load = function(request, parent, isMain) {
  let cacheKey;
  if (parent) {
    cacheKey = `${parent.path}\x00${request}`;
    const filename = relativeCache[cacheKey];
    if (filename !== undefined) {
      const cached = Module._cache[filename];
      if (cached !== undefined) {
        addChild(parent, cached, true);
        return cached.loaded ? cached.exports : circularExports(cached);
      }
      delete relativeCache[cacheKey];
    }
  }

  let url;
  let format;
  let filename;
  if (hooks.installed.resolve.length > 0) {
    ({ url, filename, format } = resolveHooked(request, parent, isMain));
    if (format === 'builtin' || url.startsWith('node:')) return loadBuiltin(filename, request);
  } else {
    if (request.startsWith('node:')) return loadBuiltin(request, request);
    filename = Module._resolveFilename(request, parent, isMain);
  }

  const cached = Module._cache[filename];
  if (cached !== undefined) {
    addChild(parent, cached, true);
    if (cached.loaded) return cached.exports;
    return circularExports(cached);
  }
  if (isBareBuiltin(filename) || filename.startsWith('node:')) return loadBuiltin(filename, request);

  const module = new Module(filename, parent);
  const state = stateOf(module);
  if (isMain) {
    process.mainModule = module;
    module.id = '.';
    state.isMain = true;
  }
  state.url = url;
  state.format = format;
  return loadInto(module, filename, parent, cacheKey);
};

function loadInto(module, filename, parent, cacheKey) {
  Module._cache[filename] = module;
  if (cacheKey !== undefined) relativeCache[cacheKey] = filename;
  let failed = true;
  try {
    module.load(filename);
    failed = false;
  } finally {
    if (failed) {
      delete Module._cache[filename];
      if (cacheKey !== undefined) {
        delete relativeCache[cacheKey];
        const children = parent?.children;
        const at = ArrayIsArray(children) ? children.indexOf(module) : -1;
        if (at !== -1) children.splice(at, 1);
      }
    } else {
      const { exports } = module;
      if (isPlainExports(exports) && ObjectGetPrototypeOf(exports) === circularWatcher) {
        ObjectSetPrototypeOf(exports, ObjectPrototype);
      }
    }
  }
  return module.exports;
}

/** Set once the program has the module by which it could subscribe. */
let requireChannel;

function watchRequires() {
  requireChannel ??= require('diagnostics_channel').tracingChannel('module.require');
}

/** `Module._load`, seen by subscribers of the `module.require` tracing channel. */
function load(request, parent, isMain) {
  if (requireChannel === undefined || !requireChannel.hasSubscribers) return Module._load(request, parent, isMain);
  const context = { __proto__: null, parentFilename: parent?.filename, id: request };
  return requireChannel.traceSync(Module._load, context, Module, request, parent, isMain);
}

/** The longest registered extension the file ends with; `.js` when there is none. */
function extensionOf(filename) {
  const name = path.basename(filename);
  let dot;
  let from = 0;
  while ((dot = name.indexOf('.', from)) !== -1) {
    from = dot + 1;
    if (dot === 0) continue;
    const extension = name.slice(dot);
    if (Module._extensions[extension]) return extension;
  }
  return '.js';
}

Module.prototype.load = function(filename) {
  this.filename ??= filename;
  this.paths ??= Module._nodeModulePaths(path.dirname(filename));
  Module._extensions[extensionOf(filename)](this, filename);
  this.loaded = true;
  stateOf(this).exports = this.exports;
};

Module.prototype.require = function(id) {
  validateString(id, 'id');
  if (id === '') throw new ERR_INVALID_ARG_VALUE('id', id, 'must be a non-empty string');
  return load(id, this, false);
};

/** Makes the `require` function that the code of `mod` sees. */
function makeRequire(mod) {
  const require = function require(id) {
    return ReflectApply(mod.require, mod, [id]);
  };
  require.resolve = function resolve(request, options) {
    validateString(request, 'request');
    if (hooks.installed.resolve.length > 0 && options === undefined) {
      const { url, filename } = resolveHooked(request, mod, false);
      return url.startsWith('node:') && !isBareBuiltin(request) ? url : filename;
    }
    return Module._resolveFilename(request, mod, false, options);
  };
  require.resolve.paths = function paths(request) {
    validateString(request, 'request');
    return Module._resolveLookupPaths(request, mod);
  };
  ObjectDefineProperty(require, 'main', {
    __proto__: null, value: process.mainModule, configurable: true, enumerable: true, writable: true,
  });
  require.extensions = Module._extensions;
  require.cache = Module._cache;
  return require;
}

function stripBOM(text) {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

/**
 * Compiles and runs `content` as this module's code.
 * @param {string} content
 * @param {string} filename
 * @param {string} [format]
 */
Module.prototype._compile = function(content, filename, format) {
  if (format === 'module') return requireESM(this, filename, content);
  const state = stateOf(this);
  noteCompiled(filename, content);
  let compiled;
  if (wrapperChanged) {
    compiled = runText(Module.wrap(content), filename);
  } else {
    // A file that nobody declared to be CommonJS may turn out to be an ES module.
    const undeclared = format === undefined && getOptionValue('--experimental-detect-module') !== false &&
      mayBeModule(filename);
    compiled = compileFunction(content, filename, undeclared);
    if (compiled === undefined) return requireESM(this, filename, content);
  }
  const outermost = statCache === null;
  if (outermost) statCache = new SafeMap();
  state.executing = true;
  try {
    return ReflectApply(
      compiled, this.exports, [this.exports, makeRequire(this), this, filename, path.dirname(filename)]);
  } finally {
    state.executing = false;
    if (outermost) statCache = null;
  }
};

/** Runs a script in the main context, as part of the program. */
function runText(text, filename) {
  return compileScript(text, filename).runInContext(null, -1, true, false);
}

function compileScript(text, filename) {
  return new contextify.ContextifyScript(text, filename, 0, 0, undefined, false, undefined, undefined);
}

/** For --check: the syntax error of a CommonJS file, if it has one; false when it is an ES module. */
function checkSyntax(content, filename, undeclared) {
  if (wrapperChanged) {
    compileScript(Module.wrap(content), filename);
    return true;
  }
  return contextify.compileCommonJS(content, filename, undeclared) !== undefined;
}

/** @returns {Function | undefined} undefined: this is an ES module */
function compileFunction(content, filename, undeclared) {
  try {
    const compiled = contextify.compileCommonJS(content, filename, undeclared);
    if (compiled === undefined) warnTypeless(filename);
    return compiled;
  } catch (error) {
    if (!undeclared && contextify.isModuleSyntaxError(content, filename, error)) {
      // At once: the error that follows may end the process.
      require('internal/process/warning').emitWarningSync(
        `Failed to load the ES module: ${filename}. Make sure to set "type": "module" in the nearest package.json file ` +
        'or use the .mjs extension.');
    }
    throw error;
  }
}

/** Not declared CommonJS by its extension or package: `.js` without a "type", or no known extension at all. */
function mayBeModule(filename) {
  const extension = path.extname(filename);
  if (extension === '.cjs') return false;
  return (extension !== '.js' && extension !== '') || packageJson.typeOf(filename) === 'none';
}

function requireESM(module, filename, source) {
  return require('module/esm/cjs_bridge').requireESM(module, filename, source);
}

const typelessWarned = new SafeMap();
function warnTypeless(filename) {
  if (filename.includes('/node_modules/')) return;
  // Without a package there is no line that could be added.
  const configPath = packageJson.scopeOf(filename)?.path;
  if (configPath === undefined || typelessWarned.has(configPath)) return;
  typelessWarned.set(configPath, true);
  process.emitWarning(
    `Module type of ${pathToFileURL(filename).href} is not specified and it doesn't parse as CommonJS.\n` +
    'Reparsing as ES module because module syntax was detected. This incurs a performance overhead.\n' +
    `To eliminate this warning, add "type": "module" to ${configPath}.`,
    { type: 'Warning', code: 'MODULE_TYPELESS_PACKAGE_JSON' });
}

/** The file's text and format, with load hooks applied. */
function readSource(module, filename, format) {
  if (hooks.installed.load.length === 0) {
    const source = sourcesRead.get(filename);
    if (source === undefined) return { source: fs.readFileSync(filename, 'utf8'), format };
    sourcesRead.delete(filename);
    return { source, format };
  }
  const state = stateOf(module);
  const { getRequireConditions } = require('module/esm/resolve');
  const url = state.url ?? pathToFileURL(filename).href;
  const own = state.format ?? format;
  const loaded = hooks.loadWithHooks(url, own, undefined, [...getRequireConditions()], (nextURL, context) => {
    const file = nextURL.startsWith('file:') ? fileURLToPath(nextURL) : filename;
    return { source: fs.readFileSync(file, 'utf8'), format: context.format };
  });
  let { source } = loaded;
  if (typeof source !== 'string' && source !== null && source !== undefined) {
    source = require('buffer').Buffer.from(source.buffer ?? source, source.byteOffset ?? 0, source.byteLength)
      .toString('utf8');
  }
  return { source, format: loaded.format ?? format };
}

function compileAs(module, source, filename, format) {
  if (format === 'json') {
    module.exports = JSONParse(source);
    module.loaded = true;
    return;
  }
  module.filename ??= filename;
  module.paths ??= [];
  module._compile(source, filename, format === 'commonjs' ? 'commonjs' : format);
  module.loaded = true;
}

function formatByName(filename) {
  if (filename.endsWith('.cjs')) return 'commonjs';
  if (filename.endsWith('.mjs')) return 'module';
  if (!filename.endsWith('.js')) return undefined;
  const type = packageJson.typeOf(filename);
  return type === 'none' ? undefined : type;
}

Module._extensions['.js'] = function(module, filename) {
  const loaded = readSource(module, filename, formatByName(filename));
  const { source, format } = loaded;
  if (typeof source !== 'string') throw new ERR_INVALID_ARG_TYPE('source', 'string', source);
  if (format === 'json') {
    module.exports = JSONParse(stripBOM(source));
    return;
  }
  module._compile(stripBOM(source), filename, format);
};

Module._extensions['.json'] = function(module, filename) {
  const { source } = readSource(module, filename, 'json');
  try {
    module.exports = JSONParse(stripBOM(source));
  } catch (error) {
    error.message = `${filename}: ${error.message}`;
    throw error;
  }
};

Module._extensions['.node'] = function(module, filename) {
  return process.dlopen(module, path.toNamespacedPath(filename));
};

Module._readPackage = function(dir) {
  const config = packageJson.read(path.resolve(dir, 'package.json'));
  return config.exists ? config : false;
};

// --- start ------------------------------------------------------------------------------------------------------------

Module._initPaths = function() {
  const { HOME, NODE_PATH } = process.env;
  const paths = [path.resolve(process.execPath, '..', '..', 'lib', 'node')];
  if (HOME) paths.unshift(path.resolve(HOME, '.node_modules'), path.resolve(HOME, '.node_libraries'));
  if (NODE_PATH) paths.unshift(...NODE_PATH.split(path.delimiter).filter(Boolean));
  globalFolders = paths;
  Module.globalPaths = paths.slice();
};
require('internal/startup').atStart(() => Module._initPaths());

Module._preloadModules = function(requests) {
  if (!ArrayIsArray(requests)) return;
  isPreloading = true;
  // Requested from a module that stands in the working directory, if there is one.
  const parent = new Module('internal/preload', null);
  try {
    parent.paths = Module._nodeModulePaths(process.cwd());
  } catch (error) {
    if (error.code !== 'ENOENT') {
      isPreloading = false;
      throw error;
    }
  }
  try {
    for (let i = 0; i < requests.length; i++) load(requests[i], parent, false);
  } finally {
    isPreloading = false;
  }
};

Module.Module = Module;

module.exports = {
  Module, checkSyntax, load, makeRequire, runText, sourcesRead, stateOf, stripBOM, watchRequires,
};
