'use strict';
// The ES-module loader: one record for each module, found by URL and type. Resolving, reading, compiling and linking a graph
// are synchronous, so that import(), require() of an ES module and the program itself share one path; only evaluation may
// have to be waited for.

const {
  ArrayPrototypePush, PromisePrototypeThen, RegExpPrototypeExec, SafeMap, SafeSet,
} = primordials;
const {
  codes: { ERR_REQUIRE_ASYNC_MODULE, ERR_REQUIRE_CYCLE_MODULE, ERR_UNKNOWN_MODULE_FORMAT },
} = require('internal/errors');
const hooks = require('module/hooks');
const { defaultResolve, getImportConditions } = require('module/esm/resolve');
const { defaultLoad } = require('module/esm/source');
const { kErrored, kEvaluated, kEvaluating, kUninstantiated } = binding('modules');

const noAttributes = { __proto__: null };
const kFulfilled = 1;
const kRejected = 2;

/** One module of the graph. */
class Record {
  /** @type {InstanceType<typeof ModuleWrap> | undefined} undefined when it could not be compiled */
  wrap = undefined;
  /** @type {'new' | 'linking' | 'linked' | 'failed'} */
  state = 'new';
  error = undefined;
  /** @type {Record[]} */
  children = [];
  /** @type {Promise<void> | undefined} its evaluation */
  evaluation = undefined;
  /** The namespace is not to be waited for: import source gives this object. */
  source = undefined;

  constructor(url, format, isMain) {
    this.url = url;
    this.format = format;
    this.isMain = isMain;
  }
}

/** @type {Map<string, Record>} */
const records = new SafeMap();
/** @type {Map<string, {url: string, format: string}>} what a specifier meant to a parent */
const resolutions = new SafeMap();
/** Hooks that run in a thread of their own (`module.register`), once there are any. */
let threadHooks;

function setThreadHooks(chain) {
  threadHooks = chain;
}

// --- resolve and load -------------------------------------------------------------------------------------------------

/**
 * @param {string} specifier
 * @param {string | undefined} parentURL
 * @param {object} attributes
 * @param {boolean} [isMain]
 * @returns {{url: string, format?: string | null, importAttributes?: object}}
 */
function resolve(specifier, parentURL, attributes = noAttributes, isMain = false) {
  const conditions = getImportConditions();
  const last = (nextSpecifier, context) => {
    if (threadHooks !== undefined) {
      return threadHooks.resolve(
        nextSpecifier, context?.parentURL ?? parentURL, context?.importAttributes ?? attributes,
        context?.conditions ?? [...conditions]);
    }
    const own = context === undefined || context.conditions === conditionList ? conditions :
      hooks.conditionSet(context.conditions) ?? conditions;
    return defaultResolve(nextSpecifier, context?.parentURL ?? parentURL, own, isMain);
  };
  let conditionList;
  if (hooks.installed.resolve.length > 0) {
    conditionList = [...conditions];
    return hooks.resolveWithHooks(specifier, parentURL, attributes, conditionList, last);
  }
  if (threadHooks !== undefined) return last(specifier, undefined);
  const key = `${parentURL}\0${attributes.type ?? ''}\0${specifier}`;
  const before = resolutions.get(key);
  if (before !== undefined) return before;
  const result = defaultResolve(specifier, parentURL, conditions, isMain);
  resolutions.set(key, result);
  return result;
}

function load(url, format, attributes) {
  const last = (nextURL, context) => {
    if (threadHooks !== undefined) return threadHooks.load(nextURL, context);
    return defaultLoad(nextURL, context);
  };
  if (hooks.installed.load.length > 0) {
    return hooks.loadWithHooks(url, format, attributes, [...getImportConditions()], last);
  }
  const conditions = threadHooks === undefined ? undefined : [...getImportConditions()];
  return last(url, { conditions, format, importAttributes: attributes });
}

// --- records ----------------------------------------------------------------------------------------------------------

function keyOf(url, attributes) {
  return attributes.type === undefined ? url : `${url}\0${attributes.type}`;
}

/**
 * The record for a request, made and compiled when this is the first one.
 * @param {string} specifier
 * @param {string | undefined} parentURL
 * @param {object} attributes
 * @param {boolean} [isMain]
 * @returns {Record}
 */
function find(specifier, parentURL, attributes = noAttributes, isMain = false) {
  const resolved = resolve(specifier, parentURL, attributes, isMain);
  const { url, format } = resolved;
  const used = resolved.importAttributes ?? attributes;
  const key = keyOf(url, used);
  const before = records.get(key);
  if (before !== undefined) return before;
  const record = new Record(url, format, isMain);
  const loaded = load(url, format, used);
  record.format = loaded.format;
  // Anything that goes wrong from here on is the module's own fault, and is told again to the next who asks.
  records.set(key, record);
  compile(record, loaded.source);
  return record;
}

/** A record for text that is at hand. */
function fromText(url, source, isMain) {
  const before = records.get(url);
  if (before !== undefined) return before;
  const record = new Record(url, 'module', isMain);
  records.set(url, record);
  compile(record, source);
  return record;
}

function compile(record, source) {
  const { translators } = require('module/esm/translators');
  const translate = translators[record.format];
  try {
    if (translate === undefined) throw new ERR_UNKNOWN_MODULE_FORMAT(record.format, record.url);
    record.wrap = translate(record.url, source, record);
  } catch (error) {
    record.state = 'failed';
    record.error = error;
  }
}

function fail(record, error) {
  record.state = 'failed';
  record.error = error;
}

/** The module whose requests could not be answered. */
let failedAt;

/** Links everything that `root` reaches. Throws what a module of the graph failed with. */
function link(root) {
  if (root.state === 'linked') return;
  if (root.state === 'failed') throw root.error;
  const visited = [root];
  try {
    for (let i = 0; i < visited.length; i++) {
      const record = visited[i];
      if (record.state === 'failed') throw record.error;
      if (record.state === 'new') linkOne(record);
      const { children } = record;
      for (let j = 0; j < children.length; j++) {
        const child = children[j];
        if (child.state !== 'linked' && !visited.includes(child)) ArrayPrototypePush(visited, child);
      }
    }
  } catch (error) {
    poison(visited, error);
    throw error;
  }
  for (let i = 0; i < visited.length; i++) visited[i].state = 'linked';
}

/** Finds the modules that one module asks for. */
function linkOne(record) {
  failedAt = record;
  const { wrap, url } = record;
  const requests = wrap.requests();
  const children = [];
  const linked = [];
  for (let i = 0; i < requests.length; i += 3) {
    const child = find(requests[i], url, requests[i + 1]);
    if (child.state === 'failed') throw child.error;
    if (requests[i + 2] === kSourcePhase) {
      ArrayPrototypePush(linked, sourceOf(child));
    } else {
      ArrayPrototypePush(linked, child.wrap);
      ArrayPrototypePush(children, child);
    }
  }
  wrap.link(linked);
  record.children = children;
  record.state = 'linking';
  failedAt = undefined;
}

const kSourcePhase = 1;

function sourceOf(record) {
  if (record.source === undefined) {
    const { codes: { ERR_SOURCE_PHASE_NOT_DEFINED } } = require('internal/errors');
    throw new ERR_SOURCE_PHASE_NOT_DEFINED(record.url);
  }
  return record.source;
}

/**
 * After a failure: a module that was looked at and reaches one that is not linked fails alike; the rest of the pass is linked;
 * what was not looked at yet gets its turn when somebody else imports it.
 */
function poison(visited, error) {
  const incomplete = new SafeSet();
  for (let i = 0; i < visited.length; i++) if (visited[i].state !== 'linking') incomplete.add(visited[i]);
  for (let grew = true; grew;) {
    grew = false;
    for (let i = 0; i < visited.length; i++) {
      const record = visited[i];
      if (!incomplete.has(record) && record.children.some((child) => incomplete.has(child))) {
        incomplete.add(record);
        grew = true;
      }
    }
  }
  for (let i = 0; i < visited.length; i++) {
    const record = visited[i];
    if (!incomplete.has(record)) record.state = 'linked';
    else if (record.state === 'linking' || record === failedAt) fail(record, error);
  }
  failedAt = undefined;
}

/** Links and instantiates. */
function prepare(record) {
  link(record);
  if (record.wrap.status() !== kUninstantiated) return;
  try {
    record.wrap.instantiate();
  } catch (error) {
    require('module/esm/missing_export').explain(record, error);
    throw error;
  }
}

/** Whether `record` reaches a module whose code is on the stack right now. */
function reachesEvaluating(record) {
  const seen = new SafeSet();
  const todo = [record];
  while (todo.length > 0) {
    const next = todo.pop();
    if (seen.has(next)) continue;
    seen.add(next);
    const status = next.wrap.status();
    if (status === kEvaluating) return true;
    if (status > kEvaluating) continue;
    for (const child of next.children) todo.push(child);
  }
  return false;
}

/** Starts the evaluation, or joins the one that has been started. */
function evaluate(record) {
  if (record.evaluation === undefined) record.evaluation = record.wrap.evaluate(-1, false);
  return record.evaluation;
}

const kCommonJSNames = /^(require|module|exports|__filename|__dirname) is not defined$/;

/** Evaluates to the end; a module that expected the names of CommonJS is told what it is. */
async function run(record) {
  try {
    await evaluate(record);
  } catch (error) {
    if (error?.name === 'ReferenceError') explainScope(record, error);
    throw error;
  }
}

function explainScope(record, error) {
  const name = RegExpPrototypeExec(kCommonJSNames, error.message)?.[1];
  if (name === undefined) return;
  error.message += ' in ES module scope';
  if (name === 'require') error.message += ', you can use import instead';
  const { url } = record;
  if (!url.startsWith('file:') || !url.endsWith('.js')) return;
  const scope = require('module/package_json').scopeOf(require('internal/url').fileURLToPath(url));
  if (scope?.type !== 'module') return;
  error.message += "\nThis file is being treated as an ES module because it has a '.js' file extension and " +
    `'${scope.path}' contains "type": "module". To treat it as a CommonJS script, rename it to use the '.cjs' file ` +
    'extension.';
}

// --- the ways in ------------------------------------------------------------------------------------------------------

/**
 * `import()`
 * @returns {Promise<object>} the namespace
 */
async function importModule(specifier, parentURL, attributes = noAttributes, isMain = false) {
  // What the importing code does meanwhile comes first, by as many turns of the microtask queue as in Node. Programs see this
  // in the order of things, and in the stack of an error: by then it is known who awaits the import.
  let record;
  try {
    record = find(specifier, parentURL, attributes, isMain);
    prepare(record);
  } finally {
    for (let turn = 0; turn < 3; turn++) await undefined;
  }
  for (let turn = 0; turn < 2; turn++) await undefined;
  const isFirst = record.evaluation === undefined;
  // Here rather than by evaluate(): of an error's ten frames, as many are ours as are Node's.
  if (isFirst) record.evaluation = record.wrap.evaluate(-1, false);
  try {
    await record.evaluation;
  } catch (error) {
    if (error?.name === 'ReferenceError') explainScope(record, error);
    throw error;
  }
  if (isFirst) for (let turn = 0; turn < 3; turn++) await undefined;
  return record.wrap.namespace();
}

/** `import.source()` */
async function importSource(specifier, parentURL, attributes = noAttributes) {
  const record = find(specifier, parentURL, attributes);
  if (record.state === 'failed') throw record.error;
  return sourceOf(record);
}

/** `import.meta.resolve()`: a file that is not there has a URL all the same. */
function resolveForMeta(specifier, parentURL) {
  try {
    return resolve(specifier, parentURL).url;
  } catch (error) {
    if (error.code === 'ERR_UNSUPPORTED_DIR_IMPORT' || (error.code === 'ERR_MODULE_NOT_FOUND' && error.url)) {
      return error.url;
    }
    throw error;
  }
}

function cycleMessage(filename, parentFilename) {
  let message = `Cannot require() ES Module ${filename} in a cycle.`;
  if (parentFilename) message += ` (from ${parentFilename})`;
  return message + ' A cycle involving require(esm) is not allowed to maintain invariants mandated by the ECMAScript ' +
    'specification. Try making at least part of the dependency in the graph lazily loaded.';
}

/**
 * `require()` of an ES module.
 * @param {string} url
 * @param {string} filename
 * @param {string | undefined} source when the CommonJS loader has read it
 * @param {string | undefined} parentFilename
 * @param {(record: Record) => void} seen gets the record before it runs
 * @returns {Record} evaluated
 */
function requireModule(url, filename, source, parentFilename, seen) {
  // Hooks in their thread want to be asked about a required module as about an imported one.
  const record = threadHooks === undefined ? fromText(url, source, false) :
    find(url, parentFilename && require('internal/url').pathToFileURL(parentFilename).href);
  seen(record);
  if (record.state === 'linking' || record.state === 'failed') throw record.error ?? cycle(filename, parentFilename);
  link(record);
  if (reachesEvaluating(record)) throw cycle(filename, parentFilename);
  const { wrap } = record;
  if (wrap.status() === kErrored) throw wrap.error();
  prepare(record);
  if (wrap.isGraphAsync()) throw asyncError(record, filename, parentFilename);
  const promise = evaluate(record);
  // Whatever it rejected with is thrown here and now.
  PromisePrototypeThen(promise, undefined, () => {});
  const [state, value] = wrap.settled(promise);
  if (state === kRejected) throw value;
  if (state !== kFulfilled) throw asyncError(record, filename, parentFilename);
  return record;
}

function cycle(filename, parentFilename) {
  return new ERR_REQUIRE_CYCLE_MODULE(cycleMessage(filename, parentFilename));
}

function asyncError(record, filename, parentFilename) {
  if (require('internal/options').getOptionValue('--experimental-print-required-tla') === true) {
    const promise = evaluate(record);
    PromisePrototypeThen(promise, undefined, () => {});
    const { writeStderr } = binding('modules');
    for (const message of record.wrap.stalledMessages()) writeStderr(`Error: unexpected top-level await at ${message}\n`);
  }
  return new ERR_REQUIRE_ASYNC_MODULE(filename, parentFilename);
}

/** Whether the ES module behind a CommonJS module has run to its end. */
function isEvaluated(record) {
  return record.wrap !== undefined && record.wrap.status() === kEvaluated;
}

module.exports = {
  Record, cycle, find, fromText, importModule, importSource, isEvaluated, load, noAttributes, prepare, records, requireModule,
  resolve, resolveForMeta, run, setThreadHooks,
};
