'use strict';
// The thread in which hooks given to `module.register()` run. Each request of the main thread is answered by one message; a hook
// that never settles lets the thread run out of things to do, and the process ends with the status for that.

const {
  ArrayBufferIsView, ArrayPrototypePush, AtomicsAdd, AtomicsNotify, AtomicsStore, ObjectDefineProperty, SafeSet,
} = primordials;
const {
  codes: { ERR_INVALID_ARG_VALUE, ERR_INVALID_RETURN_PROPERTY_VALUE, ERR_INVALID_RETURN_VALUE, ERR_LOADER_CHAIN_INCOMPLETE },
} = require('internal/errors');
const { validateObject, validateString } = require('internal/validators');
const { URL } = require('internal/url');

const kAnswers = 0;
const kExit = 1;
const kUnsettled = 13;

/** Newest last: it is asked first. */
const chains = { resolve: [], load: [] };

/** @returns {(subject: unknown, context?: object) => Promise<object>} what calls the hook at `index` */
function caller(kind, index, context, last, check, by) {
  return async (subject, changes) => {
    if (subject !== undefined) validateString(subject, `${by} ${kind === 'resolve' ? 'specifier' : 'url'}`);
    if (changes !== undefined) validateObject(changes, `${by} context`);
    if (kind === 'load' && subject !== undefined && !URL.canParse(subject)) {
      throw new ERR_INVALID_ARG_VALUE(`${by} url`, subject, 'should be a URL string');
    }
    const { importAssertions, ...given } = { ...context, ...changes };
    if (importAssertions !== undefined) {
      warnOfAssertions();
      given.importAttributes = importAssertions;
    }
    withWarning(given);
    if (index < 0) return last(subject, given);
    const { hook, url } = chains[kind][index];
    let continued = false;
    const name = `${url} '${kind}' hook's ${kind === 'resolve' ? 'nextResolve' : 'nextLoad'}()`;
    const inner = caller(kind, index - 1, given, last, check, name);
    // Under the names that their documentation gives them.
    const next = kind === 'resolve' ? async function nextResolve(nextSpecifier, nextContext) {
      continued = true;
      return inner(nextSpecifier ?? subject, nextContext);
    } : async function nextLoad(nextURL, nextContext) {
      continued = true;
      return inner(nextURL ?? subject, nextContext);
    };
    const result = await hook(subject, given, next);
    check(result, name);
    if (!continued && result.shortCircuit !== true) throw new ERR_LOADER_CHAIN_INCOMPLETE(`${url} '${kind}'`);
    return result;
  };
}

function warnOfAssertions() {
  process.emitWarning('Use `importAttributes` instead of `importAssertions`', 'ExperimentalWarning');
}

/** The older name of the attributes still works, with a warning. */
function withWarning(context) {
  ObjectDefineProperty(context, 'importAssertions', {
    __proto__: null,
    configurable: true,
    enumerable: false,
    get() {
      warnOfAssertions();
      return this.importAttributes;
    },
    set(value) {
      warnOfAssertions();
      this.importAttributes = value;
    },
  });
  return context;
}

function checkResult(result, name) {
  if (result === null || typeof result !== 'object') throw new ERR_INVALID_RETURN_VALUE('an object', name, result);
}

function checkResolved(result, name) {
  checkResult(result, name);
  const { url, format } = result;
  if (typeof url !== 'string') throw new ERR_INVALID_RETURN_PROPERTY_VALUE('a URL string', name, 'url', url);
  if (format !== undefined && format !== null && typeof format !== 'string') {
    throw new ERR_INVALID_RETURN_PROPERTY_VALUE('a string', name, 'format', format);
  }
}

function checkLoaded(result, name) {
  checkResult(result, name);
  const { format, source } = result;
  if (format !== undefined && format !== null && typeof format !== 'string') {
    throw new ERR_INVALID_RETURN_PROPERTY_VALUE('a string', name, 'format', format);
  }
  if (source !== undefined && source !== null && typeof source !== 'string' && !ArrayBufferIsView(source) &&
      !require('internal/util/types').isAnyArrayBuffer(source)) {
    throw new ERR_INVALID_RETURN_PROPERTY_VALUE(
      'a string, an ArrayBuffer, or a TypedArray', name, 'source', source);
  }
}

const methods = {
  async resolve(specifier, parentURL, importAttributes, conditions) {
    const { defaultResolve } = require('module/esm/resolve');
    const context = { conditions, importAttributes, parentURL };
    const last = (nextSpecifier, given) =>
      defaultResolve(nextSpecifier, given.parentURL, new SafeSet(given.conditions), parentURL === undefined);
    const run = caller('resolve', chains.resolve.length - 1, context, last, checkResolved);
    const { url, format, importAttributes: attributes, importAssertions } = await run(specifier);
    if (importAssertions !== undefined && attributes === undefined) warnOfAssertions();
    return { url, format, importAttributes: attributes ?? importAssertions };
  },

  async load(url, format, importAttributes, conditions) {
    const { defaultLoad } = require('module/esm/source');
    const run = caller('load', chains.load.length - 1, { conditions, format, importAttributes }, defaultLoad, checkLoaded);
    const { format: found, source } = await run(url);
    return { format: found, source };
  },

  async register(specifier, parentURL, data) {
    const { importModule } = require('module/esm/loader');
    const { getImportConditions } = require('module/esm/resolve');
    // Hooks that are there already have their say in where the next ones are.
    const { url } = await methods.resolve(specifier, parentURL, {}, [...getImportConditions()]);
    const hooks = await importModule(url);
    const { initialize } = hooks;
    if (typeof initialize === 'function') await initialize(data);
    for (const kind of ['resolve', 'load']) {
      if (typeof hooks[kind] === 'function') ArrayPrototypePush(chains[kind], { hook: hooks[kind], url });
    }
  },
};

/** @param {{port: object, words: Int32Array}} data */
function main({ port, words }) {
  const { serializeError } = require('worker_threads/errors');
  let waiting = 0;
  const send = (message) => {
    port.postMessage(message);
    AtomicsAdd(words, kAnswers, 1);
    AtomicsNotify(words, kAnswers);
  };
  port.on('message', async ({ method, args }) => {
    waiting++;
    // While a hook works, only what it waits for keeps the thread alive.
    port.unref();
    let answer;
    try {
      answer = { value: await methods[method](...args) };
    } catch (error) {
      answer = { error: serializeError(error) };
    }
    waiting--;
    port.ref();
    try {
      send(answer);
    } catch (error) {
      send({ error: serializeError(error) });
    }
  });
  process.on('exit', (code) => {
    const status = waiting > 0 && code === 0 && process.exitCode === undefined ? kUnsettled : code;
    AtomicsStore(words, kExit, status + 1);
    AtomicsAdd(words, kAnswers, 1);
    AtomicsNotify(words, kAnswers);
  });
}

module.exports = { main };
