'use strict';

// Node's globals (https://nodejs.org/api/globals.html). Those that few programs use are loaded when they are first read; those
// whose module this build does not carry are not there.

const { ObjectDefineProperty } = primordials;

function define(name, value, enumerable) {
  ObjectDefineProperty(globalThis, name, { configurable: true, enumerable, value, writable: true });
}

function defineLazy(name, id, key, enumerable) {
  if (!require.has(id)) return;
  const replace = (value) => {
    ObjectDefineProperty(globalThis, name, { configurable: true, enumerable, value, writable: true });
  };
  const accessors = {
    // Named as the property is, as programs that print descriptors see.
    get [name]() {
      const value = require(id)[key];
      replace(value);
      return value;
    },
    set [name](value) {
      replace(value);
    },
  };
  const { get, set } = Object.getOwnPropertyDescriptor(accessors, name);
  ObjectDefineProperty(globalThis, name, { configurable: true, enumerable, get, set });
}

ObjectDefineProperty(globalThis, Symbol.toStringTag, {
  configurable: true, enumerable: false, value: 'global', writable: false,
});
define('global', globalThis, true);

// process and Buffer are accessors, as in Node, so that a bundle that declares one of them does not collide.
let processValue = process;
ObjectDefineProperty(globalThis, 'process', {
  configurable: true,
  enumerable: false,
  get() { return processValue; },
  set(value) { processValue = value; },
});
let BufferValue;
ObjectDefineProperty(globalThis, 'Buffer', {
  configurable: true,
  enumerable: false,
  get() { return BufferValue ??= require('buffer').Buffer; },
  set(value) { BufferValue = value; },
});

// V8 has a console of its own; ours takes its place, and V8's is what the inspector's methods are taken from.
if (require.has('console')) define('console', require('console'), false);

const timers = require('timers');
for (const name of ['clearImmediate', 'setImmediate', 'clearInterval', 'clearTimeout', 'setInterval', 'setTimeout']) {
  define(name, timers[name], true);
}
define('queueMicrotask', require('internal/process/task_queues').queueMicrotask, true);

const { URL, URLSearchParams } = require('internal/url');
define('URL', URL, false);
define('URLSearchParams', URLSearchParams, false);
const { TextDecoder, TextEncoder } = require('internal/encoding');
define('TextEncoder', TextEncoder, false);
define('TextDecoder', TextDecoder, false);

for (const [id, enumerable, ...names] of [
  ['buffer', true, 'atob', 'btoa'],
  ['buffer', false, 'Blob', 'File'],
  ['internal/structured_clone', true, 'structuredClone'],
  ['perf_hooks', true, 'performance'],
  ['perf_hooks', false, 'Performance', 'PerformanceEntry', 'PerformanceMark', 'PerformanceMeasure', 'PerformanceObserver',
   'PerformanceObserverEntryList', 'PerformanceResourceTiming'],
  ['internal/fetch', true, 'fetch'],
  ['internal/fetch', false, 'Headers', 'Request', 'Response'],
  ['internal/navigator', true, 'navigator'],
  ['internal/navigator', false, 'Navigator'],
  ['internal/webcrypto', true, 'crypto'],
  ['internal/webcrypto', false, 'Crypto'],
  ['internal/event_target', false, 'Event', 'EventTarget', 'CustomEvent'],
  ['internal/abort_controller', false, 'AbortController', 'AbortSignal'],
  ['internal/dom_exception', false, 'DOMException'],
  ['internal/url_pattern', false, 'URLPattern'],
  ['internal/messaging', false, 'MessageChannel', 'MessagePort'],
  ['worker_threads/broadcast_channel', false, 'BroadcastChannel'],
  ['internal/message_event', false, 'MessageEvent'],
  ['stream/web', false, 'ReadableStream', 'ReadableStreamDefaultReader', 'ReadableStreamBYOBReader', 'ReadableStreamBYOBRequest',
   'ReadableByteStreamController', 'ReadableStreamDefaultController', 'TransformStream', 'TransformStreamDefaultController',
   'WritableStream', 'WritableStreamDefaultController', 'WritableStreamDefaultWriter', 'ByteLengthQueuingStrategy',
   'CountQueuingStrategy', 'TextEncoderStream', 'TextDecoderStream', 'CompressionStream', 'DecompressionStream'],
]) {
  for (const name of names) defineLazy(name, id, name, enumerable);
}
