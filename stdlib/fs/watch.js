'use strict';

// fs.watch: events of a file or a directory, also with all directories below it, as an emitter or as an async iterator.

const {
  FunctionPrototypeCall, ObjectSetPrototypeOf, Promise,
} = primordials;

const {
  AbortError,
  codes: { ERR_FS_WATCH_QUEUE_OVERFLOW, ERR_INVALID_ARG_VALUE },
  errnoError,
} = require('internal/errors');
const {
  validateAbortSignal, validateBoolean, validateInteger, validateObject, validateOneOf,
} = require('internal/validators');
const { decodeName, getOptions, getValidatedPath, isUtf8, kEmptyObject } = require('fs/validate');
const EventEmitter = require('events');
const { FsEvent } = binding('fs_watch');

// Bits of what the native side reports.
const kRename = 1;
const kChange = 2;
const kENOSPC = -28;

/** The error of a watch that can't begin or go on. */
function watchError(errno, path) {
  const error = errnoError(
    errno, 'watch', path, undefined,
    errno === kENOSPC ? 'System limit for number of file watchers reached' : undefined);
  error.filename = typeof path === 'string' ? path : path.toString();
  return error;
}

function FSWatcher() {
  FunctionPrototypeCall(EventEmitter, this);
  this._handle = new FsEvent();
}
ObjectSetPrototypeOf(FSWatcher.prototype, EventEmitter.prototype);
ObjectSetPrototypeOf(FSWatcher, EventEmitter);

/** Begins; called once, by fs.watch. */
FSWatcher.prototype._start = function(path, persistent, encoding) {
  const handle = this._handle;
  handle.onchange = (events, name) => {
    if (this._handle !== handle) return;
    name = decodeName(name, encoding);
    // One report may tell of both.
    if (events & kRename) this.emit('change', 'rename', name);
    if (events & kChange && this._handle === handle) this.emit('change', 'change', name);
  };
  const errno = handle.start(path, !isUtf8(encoding));
  if (errno < 0) {
    handle.close();
    this._handle = null;
    throw watchError(errno, path);
  }
  if (!persistent) handle.unref();
};

FSWatcher.prototype.close = function() {
  const handle = this._handle;
  if (handle === null) return;
  this._handle = null;
  handle.close();
  process.nextTick(() => this.emit('close'));
};

FSWatcher.prototype.ref = function() {
  this._handle?.ref();
  return this;
};

FSWatcher.prototype.unref = function() {
  this._handle?.unref();
  return this;
};

function watchOptions(options) {
  options = getOptions(options, kEmptyObject);
  const { persistent = true, recursive = false, signal, encoding } = options;
  if (options.persistent !== undefined) validateBoolean(options.persistent, 'options.persistent');
  if (options.recursive !== undefined) validateBoolean(options.recursive, 'options.recursive');
  if (signal !== undefined) validateAbortSignal(signal, 'options.signal');
  return { persistent, recursive, signal, encoding };
}

function watch(filename, options, listener) {
  if (typeof options === 'function') {
    listener = options;
    options = undefined;
  }
  const { persistent, recursive, signal, encoding } = watchOptions(options);
  const path = getValidatedPath(filename, 'filename');
  let watcher;
  if (recursive) {
    const { RecursiveWatcher } = require('fs/watch_recursive');
    watcher = new RecursiveWatcher({ persistent, encoding });
    watcher._start(path);
  } else {
    watcher = new FSWatcher();
    watcher._start(path, persistent, encoding);
  }
  if (listener) watcher.on('change', listener);
  if (signal) {
    if (signal.aborted) {
      process.nextTick(() => watcher.close());
    } else {
      const onAbort = () => watcher.close();
      const { kResistStopPropagation } = require('internal/event_target');
      signal.addEventListener('abort', onAbort, { __proto__: null, once: true, [kResistStopPropagation]: true });
      watcher.once('close', () => signal.removeEventListener('abort', onAbort));
    }
  }
  return watcher;
}

const kDefaultQueue = 2048;

/** fs.promises.watch */
async function* watchIterator(filename, options = kEmptyObject) {
  const path = getValidatedPath(filename, 'filename');
  validateObject(options, 'options');
  const { maxQueue = kDefaultQueue, overflow = 'ignore' } = options;
  const { persistent, recursive, signal, encoding } = watchOptions(options);
  validateInteger(maxQueue, 'options.maxQueue');
  validateOneOf(overflow, 'options.overflow', ['ignore', 'error']);
  if (encoding && encoding !== 'buffer' && !require('buffer').Buffer.isEncoding(encoding)) {
    throw new ERR_INVALID_ARG_VALUE('options.encoding', encoding, 'is invalid encoding');
  }
  if (signal?.aborted) throw new AbortError(undefined, { cause: signal.reason });

  const queue = [];
  let failed;
  let wake = null;
  const rouse = () => {
    if (wake === null) return;
    const resolve = wake;
    wake = null;
    resolve();
  };
  const watcher = watch(path, { persistent, recursive, encoding }, (eventType, name) => {
    if (queue.length < maxQueue) {
      queue.push({ __proto__: null, eventType, filename: name });
    } else if (overflow === 'error') {
      failed ??= new ERR_FS_WATCH_QUEUE_OVERFLOW(maxQueue);
    } else {
      process.emitWarning('fs.watch maxQueue exceeded');
    }
    rouse();
  });
  const onAbort = () => {
    failed ??= new AbortError(undefined, { cause: signal.reason });
    rouse();
  };
  watcher.on('error', (error) => {
    failed ??= error;
    rouse();
  });
  signal?.addEventListener('abort', onAbort, { __proto__: null, once: true });
  try {
    while (true) {
      if (failed !== undefined) throw failed;
      if (queue.length > 0) yield queue.shift();
      else await new Promise((resolve) => { wake = resolve; });
    }
  } finally {
    watcher.close();
    signal?.removeEventListener('abort', onAbort);
  }
}

module.exports = { FSWatcher, watch, watchError, watchIterator };
