'use strict';

// ChildProcess: a child as its parent sees it, from spawn to 'close'.

const { FunctionPrototypeCall, ObjectSetPrototypeOf, Symbol, SymbolDispose } = primordials;
const EventEmitter = require('events');
const { errnoException } = require('internal/errors');
const { convertToValidSignal, getSystemErrorName } = require('internal/util');
const { validateArray, validateObject, validateOneOf, validateString } = require('internal/validators');
const { flatten, getValidStdio } = require('child_process/stdio');

// On a stream of ours that a child writes to: what comes there is not ours to read.
const kUsedAsStdio = Symbol('kIsUsedAsStdio');

let signalNames;

/** @returns {string | null} 'SIGTERM' for 15 */
function signalName(number) {
  if (!number) return null;
  if (signalNames === undefined) {
    signalNames = { __proto__: null };
    const { signals } = require('os').constants;
    // The first of several names for one number.
    for (const name of Object.keys(signals)) signalNames[signals[name]] ??= name;
  }
  return signalNames[number] ?? null;
}

function closeIfDone(child) {
  if (++child._closesGot === child._closesNeeded) child.emit('close', child.exitCode, child.signalCode);
}

// Once the child has ended nobody may be interested in what it still said: read it, so that the streams can close.
function flushStdio(child) {
  const { stdio } = child;
  if (stdio === null || stdio === undefined) return;
  for (const stream of stdio) {
    if (!stream || !stream.readable || stream[kUsedAsStdio]) continue;
    stream.resume();
  }
}

function onExit(child, exitCode, signalCode) {
  if (signalCode !== null) child.signalCode = signalCode;
  else child.exitCode = exitCode;
  if (child.stdin) child.stdin.destroy();
  if (child._handle) {
    child._handle.close();
    child._handle = null;
  }
  if (exitCode < 0) {
    const error = errnoException(exitCode, child.spawnfile ? `spawn ${child.spawnfile}` : 'spawn');
    if (child.spawnfile) error.path = child.spawnfile;
    error.spawnargs = child.spawnargs.slice(1);
    child.emit('error', error);
  } else {
    child.emit('exit', child.exitCode, child.signalCode);
  }
  // Whoever is listening for data has been told of the end by now.
  process.nextTick(flushStdio, child);
  closeIfDone(child);
}

function emitSpawn(child) {
  child.emit('spawn');
}

function ChildProcess() {
  FunctionPrototypeCall(EventEmitter, this);
  this._closesNeeded = 1;
  this._closesGot = 0;
  this.connected = false;
  this.signalCode = null;
  this.exitCode = null;
  this.killed = false;
  this.spawnfile = null;
  const { Process } = binding('process_wrap');
  this._handle = new Process();
  this._handle.onexit = (status, signum) => onExit(this, status, signalName(signum));
}
ObjectSetPrototypeOf(ChildProcess.prototype, EventEmitter.prototype);
ObjectSetPrototypeOf(ChildProcess, EventEmitter);

// Failures that a program is told of by an 'error' event; others are its own mistakes and are thrown.
function isReportedLater(name) {
  return name === 'EACCES' || name === 'EAGAIN' || name === 'EMFILE' || name === 'ENFILE' || name === 'ENOENT';
}

function startProcess(child, options, stdio) {
  const { kDetached } = binding('process_wrap');
  const flat = flatten(stdio);
  const error = child._handle.spawn(
    options.file, options.args ?? [], options.envPairs ?? null, options.cwd || null, flat, options.detached ? kDetached : 0,
    options.uid ?? -1, options.gid ?? -1);
  for (let i = 0; i < stdio.length; i++) {
    if (stdio[i].type === 'pipe' && flat[2 * i + 1] >= 0) stdio[i].handle.open(flat[2 * i + 1]);
  }
  return error;
}

/**
 * @param {object} options what normalizeSpawnArguments gives
 * @returns {number} 0 or a negative errno
 */
ChildProcess.prototype.spawn = function spawn(options) {
  validateObject(options, 'options');
  validateOneOf(options.serialization, 'options.serialization', [undefined, 'json', 'advanced']);
  const serialization = options.serialization || 'json';
  const { stdio, ipc, ipcFd } = getValidStdio(options.stdio || 'pipe', false);
  options.stdio = stdio;

  if (ipc !== undefined) {
    if (options.envPairs === undefined) options.envPairs = [];
    else validateArray(options.envPairs, 'options.envPairs');
    options.envPairs.push(`NODE_CHANNEL_FD=${ipcFd}`, `NODE_CHANNEL_SERIALIZATION_MODE=${serialization}`);
  }
  validateString(options.file, 'options.file');
  this.spawnfile = options.file;
  if (options.args === undefined) {
    this.spawnargs = [];
  } else {
    validateArray(options.args, 'options.args');
    this.spawnargs = options.args;
  }

  const error = startProcess(this, options, stdio);
  if (error !== 0) {
    const name = getSystemErrorName(error);
    if (!isReportedLater(name)) {
      for (const { type, handle } of stdio) if (type === 'pipe') handle.close();
      this._handle.close();
      this._handle = null;
      throw errnoException(error, 'spawn');
    }
    process.nextTick(onExit, this, error, null);
    // Without descriptors there are no streams either.
    if (name === 'EMFILE' || name === 'ENFILE') {
      for (const { type, handle } of stdio) if (type === 'pipe') handle.close();
      return error;
    }
  } else {
    process.nextTick(emitSpawn, this);
    this.pid = this._handle.pid;
  }
  this._adoptStdio(stdio);
  if (ipc !== undefined) require('child_process/channel').setupChannel(this, ipc, serialization);
  return error;
};

// Makes the streams at our ends of the child's pipes.
ChildProcess.prototype._adoptStdio = function _adoptStdio(stdio) {
  const sockets = [];
  for (let i = 0; i < stdio.length; i++) {
    const { type, handle, ipc, stream } = stdio[i];
    sockets.push(null);
    if (type === 'wrap') {
      // The child reads from it now.
      handle.reading = false;
      handle.readStop();
      if (typeof stream.pause === 'function') {
        stream.pause();
        if (stream._readableState) {
          stream._readableState.flowing = false;
          stream._readableState.reading = false;
        }
      }
      stream[kUsedAsStdio] = true;
    } else if (ipc) {
      this._closesNeeded++;
    } else if (type === 'pipe') {
      const { Socket } = require('net');
      const socket = new Socket({ handle, readable: i > 0 });
      sockets[i] = socket;
      this._closesNeeded++;
      socket.on('close', () => closeIfDone(this));
    }
  }
  this.stdin = sockets[0];
  this.stdout = sockets[1];
  this.stderr = sockets[2];
  this.stdio = sockets;
};

/**
 * @param {string | number} [signal] 0 only asks whether the child is there
 * @returns {boolean} whether it could be sent
 */
ChildProcess.prototype.kill = function kill(signal) {
  const number = signal === 0 ? 0 : convertToValidSignal(signal === undefined ? 'SIGTERM' : signal);
  if (!this._handle) return false;
  const error = this._handle.kill(number);
  if (error === 0) {
    this.killed = true;
    return true;
  }
  const name = getSystemErrorName(error);
  if (name === 'EINVAL' || name === 'ENOSYS') throw errnoException(error, 'kill');
  if (name !== 'ESRCH') this.emit('error', errnoException(error, 'kill'));
  return false;
};

ChildProcess.prototype[SymbolDispose] = function() {
  if (!this.killed) this.kill();
};

ChildProcess.prototype.ref = function ref() {
  if (this._handle) this._handle.ref();
};

ChildProcess.prototype.unref = function unref() {
  if (this._handle) this._handle.unref();
};

module.exports = { ChildProcess, closeIfDone, signalName };
