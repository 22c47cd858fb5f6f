'use strict';
// node:vm: scripts, functions and contexts of their own.

const {
  ArrayPrototypeForEach, ObjectFreeze, PromiseReject, ReflectApply, Symbol,
} = primordials;
const { codes: { ERR_CONTEXT_NOT_INITIALIZED, ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const {
  validateArray, validateBoolean, validateBuffer, validateInt32, validateObject, validateOneOf, validateString,
  validateStringArray, validateUint32, kValidateObjectAllowNullable, kValidateObjectAllowObjects,
} = require('internal/validators');
const { getOptionValue } = require('internal/options');
const { emitExperimentalWarning } = require('internal/util');
const { isArrayBufferView } = require('internal/util/types');
const natives = binding('contextify');
const { ContextifyScript, MicrotaskQueue } = natives;

const kMainLoader = Symbol('vm_dynamic_import_main_context_default');
const kPlainContext = Symbol('vm_context_no_contextify');

/**
 * The symbol that goes along with the code, so that `import()` in it finds its way; undefined for the default loader.
 * @param {unknown} option what the user gave as `importModuleDynamically`
 * @param {() => object} referrer what the user's function gets as second argument
 */
function hostSymbol(option, referrer, name) {
  const { kNoImport, registerOwner } = require('module/esm/host');
  if (option === undefined) return kNoImport;
  if (option === kMainLoader) {
    emitExperimentalWarning('vm.USE_MAIN_CONTEXT_DEFAULT_LOADER');
    return undefined;
  }
  if (typeof option !== 'function') {
    throw new ERR_INVALID_ARG_TYPE('options.importModuleDynamically', 'function', option);
  }
  const symbol = Symbol(name);
  registerOwner(symbol, {
    importModuleDynamically(specifier, attributes, referrerName, phase) {
      const { importThroughCallback } = require('vm/module');
      return importThroughCallback(option, specifier, referrer(), attributes, phase);
    },
  });
  return symbol;
}

class Script extends ContextifyScript {
  constructor(code, options = {}) {
    code = `${code}`;
    if (typeof options === 'string') options = { filename: options };
    else validateObject(options, 'options');
    const {
      filename = 'evalmachine.<anonymous>', lineOffset = 0, columnOffset = 0, cachedData, produceCachedData = false,
      importModuleDynamically,
    } = options;
    validateString(filename, 'options.filename');
    validateInt32(lineOffset, 'options.lineOffset');
    validateInt32(columnOffset, 'options.columnOffset');
    if (cachedData !== undefined && !isArrayBufferView(cachedData)) {
      throw new ERR_INVALID_ARG_TYPE('options.cachedData', ['Buffer', 'TypedArray', 'DataView'], cachedData);
    }
    validateBoolean(produceCachedData, 'options.produceCachedData');
    let self;
    const symbol = hostSymbol(importModuleDynamically, () => self, filename);
    super(code, filename, lineOffset, columnOffset, cachedData, produceCachedData, options[kParsingContext], symbol);
    self = this;
    if (this.cachedData !== undefined) this.cachedData = asBuffer(this.cachedData);
  }

  /** @returns {Buffer} */
  createCachedData() {
    return asBuffer(this.createCachedDataBytes());
  }

  runInThisContext(options) {
    const { breakOnSigint, args } = runArguments(null, options);
    return this.#run(breakOnSigint, args);
  }

  runInContext(contextifiedObject, options) {
    validateContext(contextifiedObject);
    const { breakOnSigint, args } = runArguments(contextifiedObject, options);
    return this.#run(breakOnSigint, args);
  }

  runInNewContext(contextObject, options) {
    return this.runInContext(createContext(contextObject, contextOptions(options)), options);
  }

  #run(breakOnSigint, args) {
    const run = () => ReflectApply(super.runInContext, this, args);
    return breakOnSigint && process.listenerCount('SIGINT') > 0 ? withoutSigintListeners(run) : run();
  }
}

const kParsingContext = Symbol('script parsing context');

function asBuffer(bytes) {
  const { Buffer } = require('buffer');
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function validateContext(value) {
  if (!isContext(value)) throw new ERR_INVALID_ARG_TYPE('contextifiedObject', 'vm.Context', value);
}

function runArguments(contextifiedObject, options = {}) {
  if (typeof options === 'string') options = { filename: options };
  validateObject(options, 'options');
  let { timeout } = options;
  if (timeout === undefined) timeout = -1;
  else validateUint32(timeout, 'options.timeout', true);
  const { displayErrors = true, breakOnSigint = false } = options;
  validateBoolean(displayErrors, 'options.displayErrors');
  validateBoolean(breakOnSigint, 'options.breakOnSigint');
  return { breakOnSigint, args: [contextifiedObject, timeout, displayErrors, breakOnSigint] };
}

/** The program's own SIGINT listeners wait until the script has ended. */
function withoutSigintListeners(run) {
  const listeners = process.listeners('SIGINT');
  process.removeAllListeners('SIGINT');
  try {
    return run();
  } finally {
    ArrayPrototypeForEach(listeners, (listener) => process.addListener('SIGINT', listener));
  }
}

/** The options of createContext among those of a run in a new context. */
function contextOptions(options) {
  if (options === undefined || options === null || typeof options !== 'object') return {};
  const { contextName: name, contextOrigin: origin, contextCodeGeneration: codeGeneration, microtaskMode } = options;
  if (name !== undefined) validateString(name, 'options.contextName');
  if (origin !== undefined) validateString(origin, 'options.contextOrigin');
  if (codeGeneration !== undefined) {
    validateObject(codeGeneration, 'options.contextCodeGeneration');
    const { strings, wasm } = codeGeneration;
    if (strings !== undefined) validateBoolean(strings, 'options.contextCodeGeneration.strings');
    if (wasm !== undefined) validateBoolean(wasm, 'options.contextCodeGeneration.wasm');
  }
  if (microtaskMode !== undefined) validateString(microtaskMode, 'options.microtaskMode');
  return { name, origin, codeGeneration, microtaskMode };
}

let contextCount = 0;

/**
 * @param {object | typeof kPlainContext} [contextObject]
 * @param {object} [options]
 */
function createContext(contextObject = {}, options = {}) {
  const plain = contextObject === kPlainContext;
  if (!plain) {
    validateObject(contextObject, 'contextObject', kValidateObjectAllowObjects);
    if (isContext(contextObject)) return contextObject;
  }
  validateObject(options, 'options');
  const {
    name = `VM Context ${++contextCount}`, origin, codeGeneration, microtaskMode, importModuleDynamically,
  } = options;
  validateString(name, 'options.name');
  if (origin !== undefined) validateString(origin, 'options.origin');
  if (codeGeneration !== undefined) validateObject(codeGeneration, 'options.codeGeneration');
  let strings = true;
  let wasm = true;
  if (codeGeneration !== undefined) {
    ({ strings = true, wasm = true } = codeGeneration);
    validateBoolean(strings, 'options.codeGeneration.strings');
    validateBoolean(wasm, 'options.codeGeneration.wasm');
  }
  validateOneOf(microtaskMode, 'options.microtaskMode', ['afterEvaluate', undefined]);
  const queue = microtaskMode === 'afterEvaluate' ? new MicrotaskQueue() : undefined;
  const symbol = hostSymbol(importModuleDynamically, () => contextObject, name);
  return natives.makeContext(plain ? undefined : contextObject, name, origin, strings, wasm, queue, symbol);
}

/** @returns {boolean} */
function isContext(object) {
  validateObject(object, 'object', kValidateObjectAllowObjects);
  return natives.isContext(object);
}

function createScript(code, options) {
  return new Script(code, options);
}

function named(options) {
  return typeof options === 'string' ? { filename: options } : { ...options };
}

function runInContext(code, contextifiedObject, options) {
  validateContext(contextifiedObject);
  options = { ...named(options), [kParsingContext]: contextifiedObject };
  return createScript(code, options).runInContext(contextifiedObject, options);
}

function runInNewContext(code, contextObject, options) {
  if (typeof options === 'string') options = { filename: options };
  contextObject = createContext(contextObject, contextOptions(options));
  options = { ...options, [kParsingContext]: contextObject };
  return createScript(code, options).runInContext(contextObject, options);
}

function runInThisContext(code, options) {
  if (typeof options === 'string') options = { filename: options };
  return createScript(code, options).runInThisContext(options);
}

/**
 * @param {string} code
 * @param {string[]} [params]
 * @param {object} [options]
 * @returns {Function}
 */
function compileFunction(code, params, options = {}) {
  validateString(code, 'code');
  if (params !== undefined) validateStringArray(params, 'params');
  validateObject(options, 'options');
  const {
    filename = '', columnOffset = 0, lineOffset = 0, cachedData, produceCachedData = false, parsingContext,
    contextExtensions = [], importModuleDynamically,
  } = options;
  validateString(filename, 'options.filename');
  validateInt32(columnOffset, 'options.columnOffset');
  validateInt32(lineOffset, 'options.lineOffset');
  if (cachedData !== undefined) validateBuffer(cachedData, 'options.cachedData');
  validateBoolean(produceCachedData, 'options.produceCachedData');
  if (parsingContext !== undefined &&
      (parsingContext === null || typeof parsingContext !== 'object' || !isContext(parsingContext))) {
    throw new ERR_INVALID_ARG_TYPE('options.parsingContext', 'Context', parsingContext);
  }
  validateArray(contextExtensions, 'options.contextExtensions');
  ArrayPrototypeForEach(contextExtensions, (extension, i) => {
    validateObject(extension, `options.contextExtensions[${i}]`, kValidateObjectAllowNullable);
  });
  let compiled;
  const symbol = hostSymbol(importModuleDynamically, () => compiled, filename);
  const result = natives.compileFunction(
    code, filename, lineOffset, columnOffset, cachedData, produceCachedData, parsingContext, contextExtensions, params,
    symbol);
  compiled = result.function;
  if (result.sourceMapURL !== undefined) compiled.sourceMapURL = result.sourceMapURL;
  if (result.cachedDataRejected !== undefined) compiled.cachedDataRejected = result.cachedDataRejected;
  if (produceCachedData) {
    compiled.cachedDataProduced = result.cachedDataProduced;
    if (result.cachedDataProduced) compiled.cachedData = asBuffer(result.cachedData);
  }
  return compiled;
}

/**
 * @param {{mode?: 'summary' | 'detailed', execution?: 'default' | 'eager'}} [options]
 * @returns {Promise<object>}
 */
function measureMemory(options = {}) {
  emitExperimentalWarning('vm.measureMemory');
  validateObject(options, 'options');
  const { mode = 'summary', execution = 'default' } = options;
  validateOneOf(mode, 'options.mode', ['summary', 'detailed']);
  validateOneOf(execution, 'options.execution', ['default', 'eager']);
  const result = natives.measureMemory(mode === 'detailed', execution === 'eager');
  if (result === undefined) return PromiseReject(new ERR_CONTEXT_NOT_INITIALIZED());
  return result;
}

const constants = ObjectFreeze({
  __proto__: null,
  USE_MAIN_CONTEXT_DEFAULT_LOADER: kMainLoader,
  DONT_CONTEXTIFY: kPlainContext,
});

module.exports = {
  Script,
  createContext,
  createScript,
  runInContext,
  runInNewContext,
  runInThisContext,
  isContext,
  compileFunction,
  measureMemory,
  constants,
};

// The vm.Module classes are there for programs that asked for them.
require('internal/startup').atStart(() => {
  if (getOptionValue('--experimental-vm-modules') !== true) return;
  const { Module, SourceTextModule, SyntheticModule } = require('vm/module');
  module.exports.Module = Module;
  module.exports.SourceTextModule = SourceTextModule;
  module.exports.SyntheticModule = SyntheticModule;
});
