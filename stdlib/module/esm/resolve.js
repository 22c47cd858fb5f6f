'use strict';
// From a specifier to a URL: the resolution algorithm of ES modules, and the "exports" and "imports" maps of package.json
// that both loaders obey.

const {
  ArrayIsArray, JSONStringify, ObjectKeys,
  ObjectPrototypeHasOwnProperty, RegExpPrototypeExec, RegExpPrototypeSymbolReplace, SafeSet, String,
  StringPrototypeReplaceAll,
} = primordials;
const {
  codes: {
    ERR_INPUT_TYPE_NOT_ALLOWED, ERR_INVALID_MODULE_SPECIFIER, ERR_INVALID_PACKAGE_CONFIG,
    ERR_INVALID_PACKAGE_TARGET, ERR_MODULE_NOT_FOUND, ERR_PACKAGE_IMPORT_NOT_DEFINED, ERR_PACKAGE_PATH_NOT_EXPORTED,
    ERR_INVALID_URL_SCHEME, ERR_UNSUPPORTED_DIR_IMPORT, ERR_UNSUPPORTED_RESOLVE_REQUEST,
  },
} = require('internal/errors');
const { isBareBuiltin, isBuiltin } = require('module/builtin_ids');
const { URL, fileURLToPath, pathToFileURL } = require('internal/url');
const { getOptionValue } = require('internal/options');
const packageJson = require('module/package_json');
const { internalModuleStat } = binding('fs');

const kEncodedSeparator = /%2f|%5c/i;
// A segment that would leave the package or enter one of its dependencies, plain or percent-encoded.
const kForbiddenSegment =
  /(^|\\|\/)((\.|%2e)(\.|%2e)?|(n|%6e|%4e)(o|%6f|%4f)(d|%64|%44)(e|%65|%45)(_|%5f)(m|%6d|%4d)(o|%6f|%4f)(d|%64|%44)(u|%75|%55)(l|%6c|%4c)(e|%65|%45)(s|%73|%53))?(\\|\/|$)/i;
const kDeprecatedSegment =
  /(^|\\|\/)((\.|%2e)(\.|%2e)?|(n|%6e|%4e)(o|%6f|%4f)(d|%64|%44)(e|%65|%45)(_|%5f)(m|%6d|%4d)(o|%6f|%4f)(d|%64|%44)(u|%75|%55)(l|%6c|%4c)(e|%65|%45)(s|%73|%53))(\\|\/|$)/i;

/** @type {Set<string> | undefined} */
let importConditions;
/** @type {Set<string> | undefined} */
let requireConditions;

function conditionsFrom(first) {
  const set = new SafeSet();
  // By index: array iteration may have been taken away by the program.
  for (let i = 0; i < first.length; i++) set.add(first[i]);
  if (getOptionValue('--addons') !== false) set.add('node-addons');
  set.add('module-sync');
  const own = getOptionValue('--conditions') ?? [];
  for (let i = 0; i < own.length; i++) set.add(own[i]);
  return set;
}

/** The conditions an `import` selects by. */
function getImportConditions() {
  return importConditions ??= conditionsFrom(['node', 'import']);
}

/** The conditions a `require` selects by. */
function getRequireConditions() {
  return requireConditions ??= conditionsFrom(['node', 'require']);
}

function pathOf(base) {
  return base === undefined || base === null ? undefined : base.startsWith('file:') ? fileURLToPath(base) : base;
}

const slashWarned = new SafeSet();

function warnTrailingSlash(subpath, config, base) {
  const key = `${config.path}|${subpath}`;
  if (process.noDeprecation || slashWarned.has(key)) return;
  slashWarned.add(key);
  const from = base === undefined ? '' : ` imported from ${pathOf(base)}`;
  process.emitWarning(
    `Use of deprecated trailing slash pattern mapping "${subpath}" in the "exports" field module resolution of the ` +
    `package at ${config.path}${from}. Mapping specifiers ending in "/" is no longer supported.`,
    'DeprecationWarning', 'DEP0155');
}

function warnDoubleSlash(target, request, match, packagePath, isInternal, base) {
  if (process.noDeprecation) return;
  const isPattern = request !== match;
  const double = RegExpPrototypeExec(/\/\/|\\\\|\/\\|\\\//, target) !== null;
  const from = base === undefined ? '' : ` imported from ${pathOf(base)}`;
  process.emitWarning(
    `Use of deprecated ${double ? 'double slash' : 'leading or trailing slash matching'} resolving "${target}" for ` +
    `module request "${request}" ${isPattern ? `matched to "${match}" ` : ''}in the "${isInternal ? 'imports' : 'exports'}" ` +
    `field module resolution of the package at ${packagePath}${from}.`,
    'DeprecationWarning', 'DEP0166');
}

function notExported(subpath, config, base) {
  return new ERR_PACKAGE_PATH_NOT_EXPORTED(dirOf(config.path), subpath, pathOf(base));
}

function dirOf(packagePath) {
  return packagePath.slice(0, packagePath.lastIndexOf('/') + 1);
}

function invalidTarget(subpath, target, config, isInternal, base) {
  const shown = typeof target === 'object' && target !== null ? JSONStringify(target, null, '') : `${target}`;
  return new ERR_INVALID_PACKAGE_TARGET(dirOf(config.path), subpath, shown, isInternal, pathOf(base));
}

function invalidMatch(request, match, config, isInternal, base) {
  const reason = `request is not a valid match in pattern "${match}" for the "${isInternal ? 'imports' : 'exports'}" ` +
    `resolution of ${config.path}`;
  return new ERR_INVALID_MODULE_SPECIFIER(request, reason, pathOf(base));
}

/** What a package map is being asked for; carried through the recursion below. */
class Query {
  /**
   * @param {import('../package_json.js').PackageConfig} config
   * @param {string} match the key that matched
   * @param {string} star what `*` stood for
   * @param {boolean} isPattern
   * @param {boolean} isFolder the request ends in a slash
   * @param {boolean} isInternal an "imports" map
   * @param {Set<string>} conditions
   * @param {string | undefined} base
   */
  constructor(config, match, star, isPattern, isFolder, isInternal, conditions, base) {
    this.config = config;
    this.match = match;
    this.star = star;
    this.isPattern = isPattern;
    this.isFolder = isFolder;
    this.isInternal = isInternal;
    this.conditions = conditions;
    this.base = base;
    this.packageURL = pathToFileURL(config.path);
  }

  request() {
    return this.isPattern ? StringPrototypeReplaceAll(this.match, '*', () => this.star) : this.match + this.star;
  }

  /** @returns {URL | null | undefined} null: excluded by the map; undefined: no condition applies */
  target(target) {
    if (typeof target === 'string') return this.#string(target);
    if (ArrayIsArray(target)) return this.#firstOf(target);
    if (target === null) return null;
    if (typeof target === 'object') return this.#conditional(target);
    throw invalidTarget(this.match, target, this.config, this.isInternal, this.base);
  }

  #string(target) {
    const { star, isPattern, isInternal, config, base, match } = this;
    const fail = () => invalidTarget(match, target, config, isInternal, base);
    if (star !== '' && !isPattern && target[target.length - 1] !== '/') throw fail();
    if (!target.startsWith('./')) {
      if (!isInternal || target.startsWith('../') || target.startsWith('/')) throw fail();
      let isURL = false;
      try {
        new URL(target);
        isURL = true;
      } catch {
        // A package name.
      }
      if (isURL) throw fail();
      const bare = isPattern ? StringPrototypeReplaceAll(target, '*', () => star) : target + star;
      return packageResolve(bare, config.path, this.conditions);
    }
    if (RegExpPrototypeExec(kForbiddenSegment, target.slice(2)) !== null) {
      if (RegExpPrototypeExec(kDeprecatedSegment, target.slice(2)) !== null) throw fail();
      if (!this.isFolder) warnDoubleSlash(target, this.request(), match, config.path, isInternal, base);
    }
    const resolved = new URL(target, this.packageURL);
    const root = new URL('.', this.packageURL).pathname;
    if (!resolved.pathname.startsWith(root)) throw fail();
    if (star === '') return resolved;
    if (RegExpPrototypeExec(kForbiddenSegment, star) !== null) {
      if (RegExpPrototypeExec(kDeprecatedSegment, star) !== null) {
        throw invalidMatch(this.request(), match, config, isInternal, base);
      }
      const filled = isPattern ? StringPrototypeReplaceAll(target, '*', () => star) : target;
      if (!this.isFolder) warnDoubleSlash(filled, this.request(), match, config.path, isInternal, base);
    }
    if (isPattern) return new URL(RegExpPrototypeSymbolReplace(/\*/g, resolved.href, () => star));
    return new URL(star, resolved);
  }

  #firstOf(targets) {
    if (targets.length === 0) return null;
    let lastError;
    let lastResult;
    for (let i = 0; i < targets.length; i++) {
      try {
        lastResult = this.target(targets[i]);
      } catch (error) {
        if (error.code !== 'ERR_INVALID_PACKAGE_TARGET') throw error;
        lastError = error;
        continue;
      }
      if (lastResult === undefined) continue;
      if (lastResult === null) {
        lastError = null;
        continue;
      }
      return lastResult;
    }
    if (lastError === undefined || lastError === null) return lastError ?? lastResult;
    throw lastError;
  }

  #conditional(map) {
    const keys = ObjectKeys(map);
    for (let i = 0; i < keys.length; i++) {
      if (isArrayIndex(keys[i])) {
        throw new ERR_INVALID_PACKAGE_CONFIG(
          this.config.path, this.base, '"exports" cannot contain numeric property keys.');
      }
    }
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i];
      if (key === 'default' || this.conditions.has(key)) {
        const result = this.target(map[key]);
        if (result !== undefined) return result;
      }
    }
    return undefined;
  }
}

function isArrayIndex(key) {
  const number = +key;
  return `${number}` === key && number >= 0 && number < 0xffff_ffff;
}

/** Specific patterns first: by the length up to and including `*`, then by the whole length. */
function patternOrder(a, b) {
  const starA = a.indexOf('*');
  const starB = b.indexOf('*');
  const lengthA = starA === -1 ? a.length : starA + 1;
  const lengthB = starB === -1 ? b.length : starB + 1;
  if (lengthA !== lengthB) return lengthB - lengthA;
  if (starA === -1) return 1;
  if (starB === -1) return -1;
  return b.length - a.length;
}

/** @returns {{key: string, star: string} | undefined} the best pattern of the map for `request` */
function bestPattern(map, request) {
  let best = '';
  let bestStar = '';
  const keys = ObjectKeys(map);
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i];
    const at = key.indexOf('*');
    if (at === -1 || !request.startsWith(key.slice(0, at))) continue;
    const trailer = key.slice(at + 1);
    if (request.length > key.length - 1 && request.endsWith(trailer) && key.lastIndexOf('*') === at &&
        (best === '' || patternOrder(best, key) > 0)) {
      best = key;
      bestStar = request.slice(at, request.length - trailer.length);
    }
  }
  return best === '' ? undefined : { key: best, star: bestStar };
}

function isSugar(exports, config, base) {
  if (typeof exports === 'string' || ArrayIsArray(exports)) return true;
  if (typeof exports !== 'object' || exports === null) return false;
  const keys = ObjectKeys(exports);
  let sugar = false;
  for (let i = 0; i < keys.length; i++) {
    const isCondition = keys[i] === '' || keys[i][0] !== '.';
    if (i === 0) {
      sugar = isCondition;
    } else if (sugar !== isCondition) {
      throw new ERR_INVALID_PACKAGE_CONFIG(
        config.path, base,
        '"exports" cannot contain some keys starting with \'.\' and some not. The exports object must either be an ' +
        'object of package subpath keys or an object of main entry condition name keys only.');
    }
  }
  return sugar;
}

/**
 * @param {string} subpath `.` or `./x`
 * @param {import('../package_json.js').PackageConfig} config
 * @param {string | undefined} base importing file or URL, for messages
 * @param {Set<string>} conditions
 * @returns {URL}
 */
function packageExportsResolve(subpath, config, base, conditions) {
  let { exports } = config;
  if (isSugar(exports, config, base)) exports = { '.': exports };
  if (ObjectPrototypeHasOwnProperty(exports, subpath) && !subpath.includes('*') && !subpath.endsWith('/')) {
    const found = new Query(config, subpath, '', false, false, false, conditions, base).target(exports[subpath]);
    if (found === null || found === undefined) throw notExported(subpath, config, base);
    return found;
  }
  const pattern = bestPattern(exports, subpath);
  if (pattern !== undefined) {
    const isFolder = subpath.endsWith('/');
    if (isFolder) warnTrailingSlash(subpath, config, base);
    const query = new Query(config, pattern.key, pattern.star, true, isFolder, false, conditions, base);
    const found = query.target(exports[pattern.key]);
    if (found === null || found === undefined) throw notExported(subpath, config, base);
    return found;
  }
  throw notExported(subpath, config, base);
}

/**
 * @param {string} name begins with `#`
 * @param {string} parentPath absolute
 * @param {string | undefined} base for messages
 * @param {Set<string>} conditions
 * @returns {URL}
 */
function packageImportsResolve(name, parentPath, base, conditions) {
  if (name === '#' || name.startsWith('#/') || name.endsWith('/')) {
    throw new ERR_INVALID_MODULE_SPECIFIER(name, 'is not a valid internal imports specifier name', pathOf(base));
  }
  const config = packageJson.scopeOf(parentPath);
  const imports = config?.imports;
  if (imports !== undefined) {
    if (ObjectPrototypeHasOwnProperty(imports, name) && !name.includes('*')) {
      const found = new Query(config, name, '', false, false, true, conditions, base).target(imports[name]);
      if (found !== null && found !== undefined) return found;
    } else {
      const pattern = bestPattern(imports, name);
      if (pattern !== undefined) {
        const query = new Query(config, pattern.key, pattern.star, true, false, true, conditions, base);
        const found = query.target(imports[pattern.key]);
        if (found !== null && found !== undefined) return found;
      }
    }
  }
  throw new ERR_PACKAGE_IMPORT_NOT_DEFINED(name, config && dirOf(config.path), pathOf(base));
}

/** Splits `@scope/name/sub` into its name and `.` or `./sub`. */
function parsePackageName(specifier, base) {
  let slash = specifier.indexOf('/');
  let valid = specifier !== '';
  if (specifier[0] === '@') {
    if (slash === -1) valid = false;
    else slash = specifier.indexOf('/', slash + 1);
  }
  const name = slash === -1 ? specifier : specifier.slice(0, slash);
  if (name[0] === '.' || name.includes('%') || name.includes('\\')) valid = false;
  if (!valid) throw new ERR_INVALID_MODULE_SPECIFIER(specifier, 'is not a valid package name', pathOf(base));
  return { name, subpath: '.' + (slash === -1 ? '' : specifier.slice(slash)) };
}

const kLegacyMains = ['', '.js', '.json', '.node', '/index.js', '/index.json', '/index.node'];
const kLegacyIndexes = ['index.js', 'index.json', 'index.node'];

/** "main" of a package without "exports", with the extensions that `require` would try. */
function legacyMain(config, dir, base) {
  const at = (name) => {
    const path = fileURLToPath(new URL(name, pathToFileURL(dir + '/')));
    return internalModuleStat(path) === 0 ? pathToFileURL(path) : undefined;
  };
  if (config.main !== undefined) {
    for (let i = 0; i < kLegacyMains.length; i++) {
      const url = at(`./${config.main}${kLegacyMains[i]}`);
      if (url === undefined) continue;
      if (i !== 0) warnLegacyMain(config, url, base, true);
      return url;
    }
  }
  for (let i = 0; i < kLegacyIndexes.length; i++) {
    const url = at(kLegacyIndexes[i]);
    if (url === undefined) continue;
    warnLegacyMain(config, url, base, false);
    return url;
  }
  const tried = fileURLToPath(new URL(config.main ?? 'index.js', pathToFileURL(dir + '/')));
  throw new ERR_MODULE_NOT_FOUND(tried, pathOf(base), undefined);
}

function warnLegacyMain(config, url, base, hasMain) {
  if (process.noDeprecation || require('module/esm/formats').formatOf(url) !== 'module') return;
  const path = fileURLToPath(url);
  const dir = dirOf(config.path);
  const from = pathOf(base);
  if (hasMain) {
    process.emitWarning(
      `Package ${dir} has a "main" field set to "${config.main}", excluding the full filename and extension to the ` +
      `resolved file at "${path.slice(dir.length)}", imported from ${from}.\n Automatic extension resolution of the ` +
      '"main" field is deprecated for ES modules.', 'DeprecationWarning', 'DEP0151');
  } else {
    process.emitWarning(
      `No "main" or "exports" field defined in the package.json for ${dir} resolving the main entry point ` +
      `"${path.slice(dir.length)}", imported from ${from}.\nDefault "index" lookups for the main are deprecated for ES ` +
      'modules.', 'DeprecationWarning', 'DEP0151');
  }
}

/**
 * @param {string} specifier bare
 * @param {string | undefined} base URL or path of the importing file
 * @param {Set<string>} conditions
 * @returns {URL}
 */
function packageResolve(specifier, base, conditions) {
  if (isBareBuiltin(specifier)) return new URL('node:' + specifier);
  const { name, subpath } = parsePackageName(specifier, base);
  const basePath = pathOf(base);
  if (basePath === undefined || basePath[0] !== '/') {
    if (basePath !== undefined && !basePath.startsWith('data:')) throw new ERR_INVALID_URL_SCHEME('file');
    throw new ERR_UNSUPPORTED_RESOLVE_REQUEST(specifier, base);
  }
  const own = packageJson.scopeOf(basePath);
  if (own?.exports !== undefined && own.name === name) return packageExportsResolve(subpath, own, base, conditions);

  const packageDir = findPackageDir(name, basePath);
  if (packageDir === undefined) throw new ERR_MODULE_NOT_FOUND(name, basePath, undefined);
  const config = packageJson.read(`${packageDir}/package.json`, basePath, specifier);
  if (config.exports !== undefined) return packageExportsResolve(subpath, config, base, conditions);
  if (subpath === '.') return legacyMain(config, packageDir, base);
  return new URL(subpath, pathToFileURL(packageDir + '/'));
}

/** The folder of a package, looked for from a file upwards. */
function findPackageDir(name, from) {
  let dir = from;
  for (let slash; (slash = dir.lastIndexOf('/')) !== -1;) {
    dir = dir.slice(0, slash);
    if (dir.endsWith('/node_modules')) continue;
    const packageDir = `${dir}/node_modules/${name}`;
    if (internalModuleStat(packageDir) === 1) return packageDir;
  }
  return undefined;
}

/** The package.json of the package that a bare specifier names, for `module.findPackageJSON()`. */
function findPackage(specifier, base) {
  const { name } = parsePackageName(specifier, base);
  const basePath = pathOf(base);
  const dir = basePath[0] === '/' ? findPackageDir(name, basePath) : undefined;
  if (dir === undefined) throw new ERR_MODULE_NOT_FOUND(name, basePath, undefined);
  return `${dir}/package.json`;
}

/** `./x`, `../x`, `/x`, `.` and `..` */
function isRelative(specifier) {
  if (specifier[0] === '/') return true;
  if (specifier[0] !== '.') return false;
  if (specifier.length === 1 || specifier[1] === '/') return true;
  return specifier[1] === '.' && (specifier.length === 2 || specifier[2] === '/');
}

/** Checks that the URL names a file and gives its real name. */
function finalize(resolved, base, preserveSymlinks) {
  if (RegExpPrototypeExec(kEncodedSeparator, resolved.pathname) !== null) {
    let shown = resolved.pathname;
    try {
      shown = fileURLToPath(resolved);
    } catch {
      // Shown as it is.
    }
    throw new ERR_INVALID_MODULE_SPECIFIER(shown, 'must not include encoded "/" or "\\" characters', pathOf(base));
  }
  let path;
  try {
    path = fileURLToPath(resolved);
  } catch (error) {
    error.input = `${resolved}`;
    error.module = `${base}`;
    throw error;
  }
  const kind = internalModuleStat(path.endsWith('/') ? path.slice(0, -1) : path);
  if (kind === 1) {
    throw new ERR_UNSUPPORTED_DIR_IMPORT(path, pathOf(base), String(resolved));
  }
  if (kind !== 0 || path.endsWith('/')) {
    throw new ERR_MODULE_NOT_FOUND(path, pathOf(base), resolved.href);
  }
  if (preserveSymlinks) return resolved;
  const real = require('fs').realpathSync(path);
  // One URL for a file, however its characters are written in it.
  if (real === path && !resolved.pathname.includes('%')) return resolved;
  const { search, hash } = resolved;
  const url = pathToFileURL(real);
  url.search = search;
  url.hash = hash;
  return url;
}

/**
 * @param {string} specifier
 * @param {string | undefined} base
 * @param {Set<string>} conditions
 * @param {boolean} preserveSymlinks
 * @returns {URL}
 */
function moduleResolve(specifier, base, conditions, preserveSymlinks) {
  let resolved;
  if (isRelative(specifier)) {
    try {
      resolved = new URL(specifier, base);
    } catch {
      throw new ERR_UNSUPPORTED_RESOLVE_REQUEST(specifier, base);
    }
  } else if (specifier[0] === '#' && !base?.startsWith('data:')) {
    resolved = packageImportsResolve(specifier, pathOf(base), base, conditions);
  } else {
    try {
      resolved = new URL(specifier);
    } catch (cause) {
      if (base !== undefined && base.startsWith('data:') && !isBuiltin(specifier)) {
        const error = new ERR_UNSUPPORTED_RESOLVE_REQUEST(specifier, base);
        error.cause = cause;
        throw error;
      }
      resolved = packageResolve(specifier, base, conditions);
    }
  }
  if (resolved.protocol !== 'file:') return resolved;
  return finalize(resolved, base, preserveSymlinks);
}

/** The same request asked of `require`, for the hint in a "not found" message. */
function requireWouldFind(specifier, base) {
  try {
    const { Module } = require('module/cjs');
    const parentPath = pathOf(base);
    const found = Module._findPath(
      specifier[0] === '.' || specifier[0] === '/' ? require('path').resolve(parentPath, '..', specifier) : specifier,
      Module._nodeModulePaths(require('path').dirname(parentPath)));
    if (!found) return undefined;
    if (!isRelative(specifier)) {
      const { name } = parsePackageName(specifier, base);
      const at = found.lastIndexOf(`node_modules/${name}`);
      return at === -1 ? undefined : found.slice(at + 'node_modules/'.length);
    }
    let relative = require('path').relative(require('path').dirname(parentPath), found);
    if (!relative.startsWith('../')) relative = `./${relative}`;
    return relative;
  } catch {
    return undefined;
  }
}

/**
 * The default resolver.
 * @param {string} specifier
 * @param {string | undefined} parentURL
 * @param {Set<string>} conditions
 * @param {boolean} isMain
 * @returns {{url: string, format: string | null | undefined}}
 */
function defaultResolve(specifier, parentURL, conditions, isMain) {
  const preserve = getOptionValue(isMain ? '--preserve-symlinks-main' : '--preserve-symlinks') === true;
  if (parentURL === undefined && getOptionValue('--input-type') && isMain && !specifier.startsWith('file:')) {
    throw new ERR_INPUT_TYPE_NOT_ALLOWED();
  }
  let url;
  try {
    url = moduleResolve(specifier, parentURL, conditions, preserve);
  } catch (error) {
    if (error.code === 'ERR_MODULE_NOT_FOUND' || error.code === 'ERR_UNSUPPORTED_DIR_IMPORT') {
      const hint = requireWouldFind(specifier, parentURL);
      if (hint !== undefined) addHint(error, hint);
    }
    throw error;
  }
  return { url: url.href, format: require('module/esm/formats').formatOf(url) };
}

function addHint(error, hint) {
  const line = `Did you mean to import ${JSONStringify(hint)}?`;
  const { message, stack } = error;
  const end = stack.indexOf(message) + message.length;
  error.message = `${message}\n${line}`;
  error.stack = `${stack.slice(0, end)}\n${line}${stack.slice(end)}`;
}

module.exports = {
  defaultResolve, findPackage, getImportConditions, getRequireConditions, moduleResolve, packageExportsResolve,
  packageImportsResolve, packageResolve,
};
