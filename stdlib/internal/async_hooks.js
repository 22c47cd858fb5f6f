'use strict';

// Ids of asynchronous resources, the stack of those that are executing, and the hooks that programs set with
// async_hooks.createHook(). Taking an id is one addition; all else happens only while a hook is enabled.

const {
  ErrorCaptureStackTrace,
  FinalizationRegistry,
  ReflectApply,
  SafeWeakMap,
  Symbol,
} = primordials;

const { set: setContext } = require('internal/async_context');

const kExecution = 0; // id of what is executing
const kTrigger = 1; // id of what caused it
const kCounter = 2; // the last id given
const kDefaultTrigger = 3; // when at least 0: the trigger of what is made next

// 1 is the main script.
const ids = new Float64Array([1, 0, 1, -1]);

// Of the resources below the executing one: [id, trigger id] pairs, and the objects.
const outerIds = [];
const outerResources = [];
let resource = undefined;
let topLevel = undefined;

const async_id_symbol = Symbol('asyncId');
const trigger_async_id_symbol = Symbol('triggerId');

function newAsyncId() {
  return ++ids[kCounter];
}

function executionAsyncId() {
  return ids[kExecution];
}

function triggerAsyncId() {
  return ids[kTrigger];
}

/** The trigger of a resource that is made now. */
function getDefaultTriggerAsyncId() {
  const id = ids[kDefaultTrigger];
  return id < 0 ? ids[kExecution] : id;
}

/** Calls `block(...args)`; what it makes has the trigger `id`. */
function defaultTriggerAsyncIdScope(id, block, ...args) {
  if (id === undefined) return block(...args);
  const before = ids[kDefaultTrigger];
  ids[kDefaultTrigger] = id;
  try {
    return block(...args);
  } finally {
    ids[kDefaultTrigger] = before;
  }
}

/** The object that stands for what is executing. */
function executionAsyncResource() {
  if (resource !== undefined) return resource;
  return topLevel ??= {};
}

function pushAsyncContext(asyncId, triggerId, object) {
  outerIds.push(ids[kExecution], ids[kTrigger]);
  outerResources.push(resource);
  ids[kExecution] = asyncId;
  ids[kTrigger] = triggerId;
  resource = object;
}

/** @returns {boolean} whether something is executing still */
function popAsyncContext(asyncId) {
  const { length } = outerResources;
  // An uncaught error may have cleared the stack meanwhile.
  if (length === 0 || ids[kExecution] !== asyncId) return false;
  ids[kTrigger] = outerIds.pop();
  ids[kExecution] = outerIds.pop();
  resource = outerResources.pop();
  return length > 1;
}

/** After an uncaught error nothing is executing. */
function clearAsyncIdStack() {
  outerIds.length = 0;
  outerResources.length = 0;
  ids[kExecution] = 0;
  ids[kTrigger] = 0;
  ids[kDefaultTrigger] = -1;
  resource = undefined;
}

/** The main script has run; from now on nothing executes outside a callback. */
function leaveMainScript() {
  if (outerResources.length === 0) {
    ids[kExecution] = 0;
    ids[kTrigger] = 0;
  }
}

// The hooks. What a hook enables or disables takes effect when the outermost call of hooks is through.

let enabled = [];
let changed; // the list to be, while hooks are being called
let depth = 0;
let counts = { init: 0, before: 0, after: 0, destroy: 0, promiseResolve: 0 };

function recount() {
  counts = { init: 0, before: 0, after: 0, destroy: 0, promiseResolve: 0 };
  for (const hook of enabled) {
    for (const kind in counts) if (typeof hook[kind] === 'function') counts[kind]++;
  }
  updatePromiseHooks();
  connectNative();
  native.enabledHooks[0] = enabled.length;
}

function setHooks(list) {
  if (depth > 0) {
    changed = list;
  } else {
    enabled = list;
    recount();
  }
}

function leaveHooks() {
  if (--depth > 0 || changed === undefined) return;
  const list = changed;
  changed = undefined;
  setHooks(list);
}

function enableHook(hook) {
  const list = changed ?? enabled;
  if (!list.includes(hook)) setHooks([...list, hook]);
}

function disableHook(hook) {
  const list = changed ?? enabled;
  if (list.includes(hook)) setHooks(list.filter((one) => one !== hook));
}

const initHooksExist = () => counts.init > 0;
const destroyHooksExist = () => counts.destroy > 0;
const enabledHooksExist = () => enabled.length > 0;

// A hook that throws leaves the program in an unknown state: say so and end it.
function fatalError(err) {
  if (typeof err?.stack === 'string') {
    process._rawDebug(err.stack);
  } else {
    const capture = { message: err };
    ErrorCaptureStackTrace(capture, fatalError);
    process._rawDebug(capture.stack);
  }
  process.exit(1);
}

function emitInit(asyncId, type, triggerId, object) {
  if (counts.init === 0) return;
  if (triggerId === undefined || triggerId === null) triggerId = getDefaultTriggerAsyncId();
  const before = ids[kDefaultTrigger];
  ids[kDefaultTrigger] = -1;
  depth++;
  for (const hook of enabled) {
    if (typeof hook.init !== 'function') continue;
    try {
      hook.init(asyncId, type, triggerId, object);
    } catch (err) {
      fatalError(err);
    }
  }
  leaveHooks();
  ids[kDefaultTrigger] = before;
}

function call(kind, asyncId) {
  if (counts[kind] === 0) return;
  depth++;
  for (const hook of enabled) {
    if (typeof hook[kind] !== 'function') continue;
    try {
      hook[kind](asyncId);
    } catch (err) {
      fatalError(err);
    }
  }
  leaveHooks();
}

function emitBefore(asyncId, triggerId, object) {
  pushAsyncContext(asyncId, triggerId, object);
  if (counts.before > 0) call('before', asyncId);
}

function emitAfter(asyncId) {
  if (counts.after > 0) call('after', asyncId);
  popAsyncContext(asyncId);
}

/** Ends, for the hooks, everything that an uncaught error has torn through. To be called when the error has been handled. */
function unwindAfterError() {
  let last = -1;
  while (outerResources.length > 0 && outerResources.length !== last) {
    last = outerResources.length;
    emitAfter(ids[kExecution]);
  }
  clearAsyncIdStack();
  setContext(undefined);
}

// Destruction is told later: it may become known in the middle of a garbage collection or of another hook.
const kManyDestroyed = 16384;
let destroyed = [];

/** Calls the hooks that are due; before the process ends, at the latest. */
function tellDestroyed() {
  while (destroyed.length > 0) {
    const batch = destroyed;
    destroyed = [];
    for (const asyncId of batch) call('destroy', asyncId);
  }
}

function emitDestroy(asyncId) {
  if (counts.destroy === 0 || !(asyncId > 0)) return;
  destroyed.push(asyncId);
  // A program that lives on promises alone never comes to its next turn.
  if (destroyed.length === kManyDestroyed) binding('task_queue').enqueueMicrotask(tellDestroyed);
  if (destroyed.length === 1) {
    const { setQuietImmediate } = require('internal/timers');
    setQuietImmediate(tellDestroyed);
  }
}

// Handles and requests of C++ have ids when they were made while hooks were enabled.

const nativeTypes = {
  __proto__: null,
  FsEvent: 'FSEVENTWRAP',
  Pipe: 'PIPEWRAP',
  Process: 'PROCESSWRAP',
  Signal: 'SIGNALWRAP',
  StatPoll: 'STATWATCHER',
  TCP: 'TCPWRAP',
  TTY: 'TTYWRAP',
  UDP: 'UDPWRAP',
};
const kRequest = Symbol('kRequest');
let native;
let nextType;

/** What the handle that is made next is to be called: C++ doesn't know that it is for a server. */
function setNextResourceType(type) {
  if (counts.init > 0) nextType = type;
}

function initNative(object, type, isRequest, parent) {
  if (!isRequest) {
    type = nextType ?? nativeTypes[object.constructor.name];
    nextType = undefined;
    if (type === undefined) return; // its JavaScript side does it
  }
  const asyncId = newAsyncId();
  const triggerId = parent?.[async_id_symbol] ?? getDefaultTriggerAsyncId();
  object[async_id_symbol] = asyncId;
  object[trigger_async_id_symbol] = triggerId;
  if (isRequest) object[kRequest] = true;
  emitInit(asyncId, type, triggerId, object);
}

function destroyNative(object) {
  emitDestroy(object[async_id_symbol]);
}

function callInResource(fn, receiver, ...args) {
  const asyncId = receiver[async_id_symbol];
  if (asyncId === undefined) return ReflectApply(fn, receiver, args);
  emitBefore(asyncId, receiver[trigger_async_id_symbol], receiver);
  const result = ReflectApply(fn, receiver, args);
  emitAfter(asyncId);
  if (receiver[kRequest]) emitDestroy(asyncId);
  return result;
}

function connectNative() {
  if (native !== undefined) return;
  native = binding('resource_hooks');
  native.setInit(initNative);
  native.setDestroy(destroyNative);
  native.setCall(callInResource);
}

// Promises have ids only while hooks are enabled.

const promiseIds = new SafeWeakMap(); // promise → { asyncId, triggerId }
let promiseHooksOn = false;
let promiseDestroys;

function trackPromise(promise, triggerId) {
  const info = { asyncId: newAsyncId(), triggerId };
  promiseIds.set(promise, info);
  promise[async_id_symbol] = info.asyncId;
  promise[trigger_async_id_symbol] = triggerId;
  return info;
}

// The ids of a promise; one that was made before anybody looked gets them now, without being announced.
function promiseInfo(promise) {
  return promiseIds.get(promise) ?? trackPromise(promise, getDefaultTriggerAsyncId());
}

function promiseInit(promise, parent) {
  const triggerId = parent === undefined ? getDefaultTriggerAsyncId() : promiseInfo(parent).asyncId;
  const { asyncId } = trackPromise(promise, triggerId);
  emitInit(asyncId, 'PROMISE', triggerId, promise);
  if (counts.destroy > 0) {
    promiseDestroys ??= new FinalizationRegistry(emitDestroy);
    promiseDestroys.register(promise, asyncId);
  }
}

function promiseBefore(promise) {
  const { asyncId, triggerId } = promiseInfo(promise);
  emitBefore(asyncId, triggerId, promise);
}

function promiseAfter(promise) {
  const { asyncId } = promiseInfo(promise);
  if (counts.after > 0) call('after', asyncId);
  // When the hooks were enabled inside this reaction, nothing was pushed for it.
  popAsyncContext(asyncId);
}

function promiseSettled(promise) {
  if (counts.promiseResolve > 0) call('promiseResolve', promiseInfo(promise).asyncId);
}

function updatePromiseHooks() {
  const wanted = enabled.length > 0;
  if (wanted === promiseHooksOn) return;
  promiseHooksOn = wanted;
  const { setPromiseHooks } = require('internal/promise_hook_sets');
  setPromiseHooks(wanted ? { init: promiseInit, before: promiseBefore, after: promiseAfter, settled: promiseSettled } :
    undefined);
}

module.exports = {
  async_id_symbol,
  clearAsyncIdStack,
  defaultTriggerAsyncIdScope,
  destroyHooksExist,
  disableHook,
  emitAfter,
  emitBefore,
  emitDestroy,
  emitInit,
  enableHook,
  enabledHooksExist,
  executionAsyncId,
  executionAsyncResource,
  getDefaultTriggerAsyncId,
  initHooksExist,
  leaveMainScript,
  newAsyncId,
  popAsyncContext,
  pushAsyncContext,
  setNextResourceType,
  tellDestroyed,
  triggerAsyncId,
  trigger_async_id_symbol,
  unwindAfterError,
};
