'use strict';

// fs.watchFile: looks at a file's status from time to time.

const { FunctionPrototypeCall, ObjectSetPrototypeOf, SafeMap } = primordials;

const { errnoError } = require('internal/errors');
const { validateFunction, validateUint32 } = require('internal/validators');
const { getValidatedPath } = require('fs/validate');
const { takeStats } = require('fs/stats');
const EventEmitter = require('events');
const { StatPoll } = binding('fs_watch');

const kDefaultInterval = 5007;
// Where the former status stands in the shared array.
const kBefore = 18;

function StatWatcher(big) {
  FunctionPrototypeCall(EventEmitter, this);
  this._handle = null;
  this._big = big;
}
ObjectSetPrototypeOf(StatWatcher.prototype, EventEmitter.prototype);
ObjectSetPrototypeOf(StatWatcher, EventEmitter);

StatWatcher.prototype._start = function(path, interval, persistent) {
  const handle = new StatPoll();
  this._handle = handle;
  handle.onchange = () => {
    const now = takeStats(this._big);
    this.emit('change', now, takeStats(this._big, kBefore));
  };
  if (!persistent) this.unref();
  const errno = handle.start(path, interval, this._big);
  if (errno < 0) {
    this._handle = null;
    handle.close();
    throw errnoError(errno, 'watch', path);
  }
};

StatWatcher.prototype.stop = function() {
  const handle = this._handle;
  if (handle === null) return;
  this._handle = null;
  handle.close();
  process.nextTick(() => this.emit('stop'));
};

StatWatcher.prototype.ref = function() {
  this._handle?.ref();
  return this;
};

StatWatcher.prototype.unref = function() {
  this._handle?.unref();
  return this;
};

const watchers = new SafeMap();

function keyOf(filename) {
  const path = getValidatedPath(filename, 'filename');
  return require('path').resolve(typeof path === 'string' ? path : path.toString());
}

function watchFile(filename, options, listener) {
  const path = keyOf(filename);
  if (options === null || typeof options !== 'object') {
    listener = options;
    options = undefined;
  }
  const { persistent = true, interval = kDefaultInterval, bigint = false } = options ?? {};
  validateFunction(listener, 'listener');
  let watcher = watchers.get(path);
  if (watcher === undefined) {
    if (options?.interval !== undefined) validateUint32(interval, 'interval');
    watcher = new StatWatcher(Boolean(bigint));
    watcher._start(path, interval === 0 ? 1 : interval, persistent);
    watchers.set(path, watcher);
  }
  watcher.addListener('change', listener);
  return watcher;
}

function unwatchFile(filename, listener) {
  const path = keyOf(filename);
  const watcher = watchers.get(path);
  if (watcher === undefined) return;
  if (typeof listener === 'function') watcher.removeListener('change', listener);
  else watcher.removeAllListeners('change');
  if (watcher.listenerCount('change') === 0) {
    watcher.stop();
    watchers.delete(path);
  }
}

module.exports = { StatWatcher, unwatchFile, watchFile };
