'use strict';
// Synchronous customisation hooks (`module.registerHooks`): two stacks, the newest hook is asked first and reaches the next
// one through its third argument; what ends the chain is the loader's own way.

const {
  ArrayBufferIsView, ArrayIsArray, ArrayPrototypeIndexOf, ArrayPrototypePush, ArrayPrototypeSplice, SafeSet,
} = primordials;
const {
  codes: { ERR_INVALID_ARG_VALUE, ERR_INVALID_RETURN_PROPERTY_VALUE, ERR_INVALID_RETURN_VALUE },
} = require('internal/errors');
const { validateFunction, validateObject, validateString } = require('internal/validators');

/** What the loaders look at first: nothing here means no detour. */
const installed = { resolve: [], load: [] };

class ModuleHooks {
  #resolve;
  #load;

  constructor(resolve, load) {
    this.#resolve = resolve;
    this.#load = load;
    if (resolve !== undefined) ArrayPrototypePush(installed.resolve, resolve);
    if (load !== undefined) ArrayPrototypePush(installed.load, load);
  }

  /** Takes the hooks out again; a second call does nothing. */
  deregister() {
    remove(installed.resolve, this.#resolve);
    remove(installed.load, this.#load);
  }
}

function remove(list, hook) {
  const at = hook === undefined ? -1 : ArrayPrototypeIndexOf(list, hook);
  if (at !== -1) ArrayPrototypeSplice(list, at, 1);
}

/**
 * @param {{resolve?: Function, load?: Function}} hooks
 * @returns {ModuleHooks}
 */
function registerHooks(hooks) {
  const { resolve, load } = hooks;
  if (resolve !== undefined) validateFunction(resolve, 'hooks.resolve');
  if (load !== undefined) validateFunction(load, 'hooks.load');
  return new ModuleHooks(resolve, load);
}

/**
 * Runs a chain from the hook at `index` downwards.
 * @param {'resolve' | 'load'} kind
 * @param {Function[]} chain
 * @param {number} index
 * @param {string} subject the specifier or the URL
 * @param {object} context
 * @param {(subject: string, context: object) => object} last the loader's own step
 * @param {(result: unknown, name: string) => object} check
 */
function step(kind, chain, index, subject, context, last, check) {
  if (index < 0) return last(subject, context);
  const hook = chain[index];
  let continued = false;
  const next = (nextSubject, nextContext) => {
    continued = true;
    if (nextSubject !== undefined) validateString(nextSubject, kind === 'resolve' ? 'specifier' : 'url');
    if (nextContext !== undefined) validateObject(nextContext, 'context');
    const merged = nextContext === undefined ? context : { ...context, ...nextContext };
    return step(kind, chain, index - 1, nextSubject ?? subject, merged, last, check);
  };
  const result = check(hook(subject, context, next));
  if (!continued && result.shortCircuit !== true) {
    throw new ERR_INVALID_RETURN_PROPERTY_VALUE('true', kind, 'shortCircuit', result.shortCircuit);
  }
  return result;
}

function checkObject(result, kind) {
  if (result === null || typeof result !== 'object') {
    throw new ERR_INVALID_RETURN_VALUE('an object', `${kind} hook`, result);
  }
}

function checkResolved(result) {
  checkObject(result, 'resolve');
  const { url, format, importAttributes } = result;
  if (typeof url !== 'string') {
    throw new ERR_INVALID_RETURN_PROPERTY_VALUE('a URL string', 'resolve', 'url', url);
  }
  if (format !== undefined && format !== null && typeof format !== 'string') {
    throw new ERR_INVALID_RETURN_PROPERTY_VALUE('a string', 'resolve', 'format', format);
  }
  if (importAttributes !== undefined && (importAttributes === null || typeof importAttributes !== 'object')) {
    throw new ERR_INVALID_RETURN_PROPERTY_VALUE('an object', 'resolve', 'importAttributes', importAttributes);
  }
  return result;
}

function checkLoaded(result) {
  checkObject(result, 'load');
  const { source, format } = result;
  if (source !== undefined && source !== null && typeof source !== 'string' && !ArrayBufferIsView(source) &&
      !require('internal/util/types').isAnyArrayBuffer(source)) {
    throw new ERR_INVALID_RETURN_PROPERTY_VALUE(
      'a string, an ArrayBuffer, or a TypedArray', 'load', 'source', source);
  }
  if (format !== undefined && format !== null && typeof format !== 'string') {
    throw new ERR_INVALID_RETURN_PROPERTY_VALUE('a string', 'load', 'format', format);
  }
  return result;
}

/**
 * @param {string} specifier
 * @param {string | undefined} parentURL
 * @param {object | undefined} importAttributes
 * @param {string[]} conditions
 * @param {(specifier: string, context: object) => {url: string, format?: string}} last
 */
function resolveWithHooks(specifier, parentURL, importAttributes, conditions, last) {
  const chain = installed.resolve;
  const context = { conditions, importAttributes: importAttributes ?? {}, parentURL };
  return step('resolve', chain, chain.length - 1, specifier, context, last, checkResolved);
}

/**
 * @param {string} url
 * @param {string | undefined} format
 * @param {object | undefined} importAttributes
 * @param {string[]} conditions
 * @param {(url: string, context: object) => {source: unknown, format?: string}} last
 */
function loadWithHooks(url, format, importAttributes, conditions, last) {
  const chain = installed.load;
  const context = { conditions, format, importAttributes: importAttributes ?? {} };
  return step('load', chain, chain.length - 1, url, context, last, checkLoaded);
}

/** The conditions that a hook passed on; undefined for the usual ones. */
function conditionSet(list) {
  if (list === undefined || list?.length === 0) return undefined;
  if (!ArrayIsArray(list)) throw new ERR_INVALID_ARG_VALUE('context.conditions', list, 'expected an array');
  return new SafeSet(list);
}

module.exports = { conditionSet, installed, registerHooks, resolveWithHooks, loadWithHooks };
