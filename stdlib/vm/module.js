'use strict';
// vm.Module, vm.SourceTextModule and vm.SyntheticModule.

const {
  ArrayIsArray, ArrayPrototypeForEach, ArrayPrototypeIndexOf, ArrayPrototypePush, JSONStringify, ObjectCreate, ObjectFreeze,
  PromisePrototypeThen, PromiseResolve, ReflectApply, SafeMap, SafePromiseAll,
  SafeWeakMap, Symbol,
} = primordials;
const {
  codes: {
    ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_THIS, ERR_MODULE_LINK_MISMATCH,
    ERR_VM_MODULE_ALREADY_LINKED, ERR_VM_MODULE_CANNOT_CREATE_CACHED_DATA, ERR_VM_MODULE_DIFFERENT_CONTEXT,
    ERR_VM_MODULE_LINK_FAILURE, ERR_VM_MODULE_NOT_MODULE, ERR_VM_MODULE_STATUS,
  },
} = require('internal/errors');
const {
  validateBoolean, validateFunction, validateInt32, validateObject, validateString, validateUint32,
} = require('internal/validators');
const { customInspectSymbol } = require('internal/util');
const { isArrayBufferView } = require('internal/util/types');
const { isContext } = binding('contextify');
const {
  ModuleWrap, kErrored, kEvaluated, kEvaluating, kInstantiated, kUninstantiated,
} = binding('modules');
const { registerOwner } = require('module/esm/host');

const kSourcePhase = 1;
/** How many modules a context has named by themselves. */
const counts = new SafeWeakMap();
const mainContext = {};

function nextIdentifier(context) {
  const key = context ?? mainContext;
  const count = counts.get(key) ?? 0;
  counts.set(key, count + 1);
  return `vm:module(${count})`;
}

function statusName(status, linking, linked) {
  if (status === kErrored) return 'errored';
  if (status === kEvaluated) return 'evaluated';
  if (status === kEvaluating) return 'evaluating';
  if (status === kInstantiated || linked) return 'linked';
  return linking ? 'linking' : 'unlinked';
}

class Module {
  /** The native module; also what tells a Module from other objects. */
  #wrap;
  #identifier;
  #context;

  constructor(options) {
    if (new.target === Module) throw new TypeError('Module is not a constructor');
    const { context, identifier, make } = options;
    if (context !== undefined) {
      validateObject(context, 'context');
      if (!isContext(context)) {
        throw new ERR_INVALID_ARG_TYPE('options.context', 'vm.Context', context);
      }
    }
    if (identifier !== undefined) validateString(identifier, 'options.identifier');
    this.#identifier = identifier ?? nextIdentifier(context);
    this.#context = context;
    this.#wrap = make(this.#identifier, this);
  }

  static wrapOf(value) {
    return value !== null && typeof value === 'object' && #wrap in value ? value.#wrap : undefined;
  }

  static contextOf(module) {
    return module.#context;
  }

  get identifier() {
    checkThis(this);
    return this.#identifier;
  }

  get context() {
    checkThis(this);
    return this.#context;
  }

  get status() {
    return statusName(checkThis(this).status(), false, false);
  }

  get error() {
    const wrap = checkThis(this);
    if (wrap.status() !== kErrored) throw new ERR_VM_MODULE_STATUS('must be errored');
    return wrap.error();
  }

  get namespace() {
    const wrap = checkThis(this);
    if (wrap.status() < kInstantiated) throw new ERR_VM_MODULE_STATUS('must not be unlinked or linking');
    return wrap.namespace();
  }

  async link(linker) {
    checkThis(this);
    validateFunction(linker, 'linker');
    if (this.status === 'linked') throw new ERR_VM_MODULE_ALREADY_LINKED();
    if (this.status !== 'unlinked') throw new ERR_VM_MODULE_STATUS('must be unlinked');
    await linkGraph(this, linker);
    checkThis(this).instantiate();
  }

  evaluate(options = {}) {
    return evaluate(this, options);
  }

  [customInspectSymbol](depth, options) {
    checkThis(this);
    if (typeof depth === 'number' && depth < 0) return `[${this.constructor.name}]`;
    // Of the same class by its prototype, with the accessors' values as its own.
    const own = (value) => ({ __proto__: null, value, enumerable: true });
    const shown = ObjectCreate(this.constructor.prototype, {
      __proto__: null, status: own(this.status), identifier: own(this.identifier), context: own(this.context),
    });
    return require('internal/util/inspect').inspect(shown, { ...options, customInspect: false });
  }
}

function checkThis(module) {
  const wrap = Module.wrapOf(module);
  if (wrap === undefined) throw new ERR_INVALID_THIS('Module');
  return wrap;
}

/** Errors in arguments reject, as those of the module itself do. */
async function rejectWith(error) {
  throw error;
}

function evaluate(module, options) {
  try {
    const wrap = checkThis(module);
    validateObject(options, 'options');
    let { timeout = -1 } = options;
    if (options.timeout === undefined) timeout = -1;
    else validateUint32(timeout, 'options.timeout', true);
    const { breakOnSigint = false } = options;
    validateBoolean(breakOnSigint, 'options.breakOnSigint');
    const status = wrap.status();
    if (status !== kInstantiated && status !== kEvaluated && status !== kErrored) {
      throw new ERR_VM_MODULE_STATUS('must be one of linked, evaluated, or errored');
    }
    return wrap.evaluate(timeout, breakOnSigint);
  } catch (error) {
    return rejectWith(error);
  }
}

/** Asks the user's linker for what `root` reaches, module by module. */
async function linkGraph(root, linker) {
  const todo = [root];
  for (let i = 0; i < todo.length; i++) {
    const module = todo[i];
    if (!(module instanceof SourceTextModule)) continue;
    const found = await SourceTextModule.ask(module, linker);
    for (let j = 0; j < found.length; j++) {
      const next = found[j];
      if (next.status === 'unlinked' && ArrayPrototypeIndexOf(todo, next) === -1) ArrayPrototypePush(todo, next);
    }
  }
}

class SourceTextModule extends Module {
  #requests;
  #linking = false;
  #linked = false;
  #failure;
  #hasFailed = false;
  #specifiers;

  constructor(sourceText, options = {}) {
    validateString(sourceText, 'sourceText');
    validateObject(options, 'options');
    const {
      lineOffset = 0, columnOffset = 0, initializeImportMeta, importModuleDynamically, context, identifier, cachedData,
    } = options;
    validateInt32(lineOffset, 'options.lineOffset');
    validateInt32(columnOffset, 'options.columnOffset');
    if (initializeImportMeta !== undefined) validateFunction(initializeImportMeta, 'options.initializeImportMeta');
    if (importModuleDynamically !== undefined) {
      validateFunction(importModuleDynamically, 'options.importModuleDynamically');
    }
    if (cachedData !== undefined && !isArrayBufferView(cachedData)) {
      throw new ERR_INVALID_ARG_TYPE('options.cachedData', ['Buffer', 'TypedArray', 'DataView'], cachedData);
    }
    super({
      context,
      identifier,
      make(name, self) {
        const symbol = Symbol(name);
        registerOwner(symbol, {
          importModuleDynamically: importModuleDynamically && ((specifier, attributes, referrer, phase) =>
            importThroughCallback(importModuleDynamically, specifier, self, attributes, phase)),
          initializeImportMeta: initializeImportMeta && ((meta) => initializeImportMeta(meta, self)),
        });
        const wrap = new ModuleWrap(name, context, sourceText, lineOffset, columnOffset, cachedData, symbol);
        if (wrap.cachedDataRejected === true) {
          const { codes: { ERR_VM_MODULE_CACHED_DATA_REJECTED } } = require('internal/errors');
          throw new ERR_VM_MODULE_CACHED_DATA_REJECTED();
        }
        return wrap;
      },
    });
    const flat = checkThis(this).requests();
    this.#requests = [];
    for (let i = 0; i < flat.length; i += 3) {
      ArrayPrototypePush(this.#requests, ObjectFreeze({
        __proto__: null,
        specifier: flat[i],
        attributes: ObjectFreeze(flat[i + 1]),
        phase: flat[i + 2] === kSourcePhase ? 'source' : 'evaluation',
      }));
    }
    ObjectFreeze(this.#requests);
  }

  get moduleRequests() {
    checkThis(this);
    return this.#requests;
  }

  get dependencySpecifiers() {
    checkThis(this);
    this.#specifiers ??= ObjectFreeze(this.#requests.map(({ specifier }) => specifier));
    return this.#specifiers;
  }

  get status() {
    const wrap = checkThis(this);
    if (this.#hasFailed) return 'errored';
    return statusName(wrap.status(), this.#linking, false);
  }

  get error() {
    checkThis(this);
    if (this.#hasFailed) return this.#failure;
    return super.error;
  }

  /** @param {Module[]} modules one for each of moduleRequests, in order */
  linkRequests(modules) {
    const wrap = checkThis(this);
    if (this.#linked) throw new ERR_VM_MODULE_ALREADY_LINKED();
    if (!ArrayIsArray(modules)) throw new ERR_INVALID_ARG_TYPE('modules', 'Array', modules);
    if (modules.length !== this.#requests.length) {
      throw new ERR_MODULE_LINK_MISMATCH(`Expected ${this.#requests.length} modules, got ${modules.length}`);
    }
    const wraps = modules.map((module) => this.#accept(module));
    const answers = new SafeMap();
    for (let i = 0; i < wraps.length; i++) {
      const { specifier, attributes } = this.#requests[i];
      const key = `${specifier}\0${JSONStringify(attributes)}`;
      if (answers.has(key) && answers.get(key) !== wraps[i]) {
        throw new ERR_MODULE_LINK_MISMATCH(`Module request '${specifier}' at index ${i} must be linked to the same module`);
      }
      answers.set(key, wraps[i]);
    }
    wrap.link(wraps);
    this.#linked = true;
  }

  instantiate() {
    const wrap = checkThis(this);
    if (wrap.status() !== kUninstantiated) {
      if (wrap.status() === kInstantiated) return;
      throw new ERR_VM_MODULE_STATUS('must be unlinked or linked');
    }
    if (!this.#linked) {
      throw new ERR_VM_MODULE_LINK_FAILURE(`module '${this.identifier}' is not linked`);
    }
    wrap.instantiate();
  }

  hasTopLevelAwait() {
    return checkThis(this).hasTopLevelAwait();
  }

  hasAsyncGraph() {
    const wrap = checkThis(this);
    if (wrap.status() < kInstantiated) throw new ERR_VM_MODULE_STATUS('must not be unlinked or linking');
    return wrap.isGraphAsync();
  }

  /** @returns {Buffer} */
  createCachedData() {
    const wrap = checkThis(this);
    if (wrap.status() >= kEvaluating) throw new ERR_VM_MODULE_CANNOT_CREATE_CACHED_DATA();
    const bytes = wrap.createCachedData();
    return require('buffer').Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  #accept(module) {
    const wrap = Module.wrapOf(module);
    if (wrap === undefined) throw new ERR_VM_MODULE_NOT_MODULE();
    if (Module.contextOf(module) !== this.context) throw new ERR_VM_MODULE_DIFFERENT_CONTEXT();
    return wrap;
  }

  #fail(error) {
    this.#hasFailed = true;
    this.#failure = error;
  }

  /** Has the linker answer this module's requests; the modules it gave. */
  static async ask(self, linker) {
    if (self.#linking || self.#linked) return [];
    self.#linking = true;
    try {
      const answers = [];
      for (let i = 0; i < self.#requests.length; i++) {
        const { specifier, attributes } = self.#requests[i];
        const answer = linker(specifier, self, { attributes, assert: attributes });
        ArrayPrototypePush(answers, PromisePrototypeThen(PromiseResolve(answer), (module) => {
          const wrap = self.#accept(module);
          if (module.status === 'errored') {
            const error = new ERR_VM_MODULE_LINK_FAILURE(`request for '${specifier}' resolved to an errored module`);
            error.cause = module.error;
            throw error;
          }
          return [module, wrap];
        }));
      }
      const found = await SafePromiseAll(answers);
      checkThis(self).link(found.map((pair) => pair[1]));
      self.#linked = true;
      return found.map((pair) => pair[0]);
    } catch (error) {
      self.#fail(error);
      throw error;
    }
  }
}

class SyntheticModule extends Module {
  constructor(exportNames, evaluateCallback, options = {}) {
    if (!ArrayIsArray(exportNames)) {
      throw new ERR_INVALID_ARG_TYPE('exportNames', 'Array of unique strings', exportNames);
    }
    ArrayPrototypeForEach(exportNames, (name, i) => {
      if (typeof name !== 'string') {
        throw new ERR_INVALID_ARG_TYPE('exportNames', 'Array of unique strings', exportNames);
      }
      if (ArrayPrototypeIndexOf(exportNames, name, i + 1) !== -1) {
        throw new ERR_INVALID_ARG_VALUE(`exportNames.${name}`, name, 'is duplicated');
      }
    });
    validateFunction(evaluateCallback, 'evaluateCallback');
    validateObject(options, 'options');
    const { context, identifier } = options;
    super({
      context,
      identifier,
      make: (name, self) => new ModuleWrap(name, context, [...exportNames], () => ReflectApply(evaluateCallback, self, [])),
    });
    checkThis(this).instantiate();
  }

  /** Nothing to ask for; there for symmetry. */
  link() {}

  setExport(name, value) {
    const wrap = Module.wrapOf(this);
    if (wrap === undefined) throw new ERR_INVALID_THIS('SyntheticModule');
    validateString(name, 'name');
    wrap.setExport(name, value);
  }
}

/** `import()` of code that brought a function to answer it. */
async function importThroughCallback(callback, specifier, referrer, attributes, phase) {
  const module = await callback(specifier, referrer, attributes, phase === kSourcePhase ? 'source' : 'evaluation');
  if (require('internal/util/types').isModuleNamespaceObject(module)) return module;
  const wrap = Module.wrapOf(module);
  if (wrap === undefined) throw new ERR_VM_MODULE_NOT_MODULE();
  if (module.status === 'errored') throw module.error;
  if (module.status === 'linked') await module.evaluate();
  return module.namespace;
}

module.exports = { Module, SourceTextModule, SyntheticModule, importThroughCallback };
