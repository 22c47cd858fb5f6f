'use strict';

// What a worker does first: waits for its parent to say what to run, becomes the process that the program expects, runs it.

const { AtomicsLoad, ObjectDefineProperty, Proxy, ReflectDefineProperty } = primordials;
const { codes: { ERR_WORKER_UNSUPPORTED_OPERATION } } = require('internal/errors');
const { kHybridDispatch } = require('internal/event_target');
require('internal/messaging');
const { StdioPort, StdioReader, StdioWriter } = require('worker_threads/stdio');
const { state } = require('worker_threads/thread');
const native = binding('worker');

function definePropertyError(message) {
  const error = new TypeError(`'process.env' ${message}`);
  error.code = 'ERR_INVALID_OBJECT_DEFINE_PROPERTY';
  return error;
}

/** Variables of this thread alone, with the manners of the real ones: every value is a string. */
function makeEnv(variables) {
  return new Proxy(variables, {
    __proto__: null,
    set(target, key, value) {
      if (typeof key === 'symbol') throw new TypeError('Cannot convert a Symbol value to a string');
      target[key] = `${value}`;
      return true;
    },
    defineProperty(target, key, descriptor) {
      if (descriptor.get !== undefined || descriptor.set !== undefined) {
        throw definePropertyError('does not accept an accessor(getter/setter) descriptor');
      }
      if (!descriptor.configurable || !descriptor.writable || !descriptor.enumerable) {
        throw definePropertyError('only accepts a configurable, writable, and enumerable data descriptor');
      }
      return ReflectDefineProperty(target, key, { ...descriptor, value: `${descriptor.value}` });
    },
    get(target, key) {
      return typeof key === 'symbol' && !(key in Object.prototype) ? undefined : target[key];
    },
  });
}

/** What concerns the whole process is not for a worker to do. */
function restrictProcess() {
  for (const name of ['abort', 'chdir', 'send', 'disconnect', 'initgroups', 'setegid', 'seteuid', 'setgid', 'setgroups',
                      'setuid']) {
    if (name !== 'send' && name !== 'disconnect' && typeof process[name] !== 'function') continue;
    const refuse = function() {
      throw new ERR_WORKER_UNSUPPORTED_OPERATION(`process.${name}()`);
    };
    refuse.disabled = true;
    process[name] = refuse;
  }
  for (const name of ['channel', 'connected']) {
    ObjectDefineProperty(process, name, {
      __proto__: null,
      configurable: true,
      get() { throw new ERR_WORKER_UNSUPPORTED_OPERATION(`process.${name}`); },
    });
  }
  const { umask } = process;
  process.umask = function(mask) {
    if (mask !== undefined) throw new ERR_WORKER_UNSUPPORTED_OPERATION('Setting process.umask()');
    return umask();
  };
  // The title is the process's; a worker's changes are its own.
  let { title } = process;
  ObjectDefineProperty(process, 'title', {
    __proto__: null, configurable: true, enumerable: true, get() { return title; }, set(value) { title = `${value}`; },
  });
  delete process._debugProcess;
  delete process._debugEnd;
}

/** The parent may change the directory at any time; the counter says whether it has. */
function watchCwd(counter) {
  const { cwd: readCwd } = binding('process');
  const { errnoError } = require('internal/errors');
  let known;
  let knownAt;
  process.cwd = function cwd() {
    const changes = AtomicsLoad(counter, 0);
    if (changes !== knownAt) {
      const result = readCwd();
      if (typeof result !== 'string') throw errnoError(result, 'uv_cwd');
      known = result;
      knownAt = changes;
    }
    return known;
  };
}

function installStdio(port, hasStdin) {
  const stdio = new StdioPort(port);
  const streams = {
    stdin: new StdioReader(stdio, 'stdin', true),
    stdout: new StdioWriter(stdio, 'stdout'),
    stderr: new StdioWriter(stdio, 'stderr'),
  };
  if (!hasStdin) streams.stdin.push(null);
  const { replace } = require('internal/process/stdio');
  for (const name of Object.keys(streams)) replace(name, streams[name]);
  // What is still buffered has to leave before the thread ends.
  process.on('exit', () => {
    streams.stdout.proceed();
    streams.stderr.proceed();
  });
  return streams;
}

/** What the program leaves open is closed with the thread. */
function trackDescriptors() {
  const descriptors = binding('fs_descriptors');
  descriptors.setOnMisuse((fd, what) => process.emitWarning(`File descriptor ${fd} ${what}`));
  descriptors.trackDescriptors();
}

function run(program) {
  const { preload } = require('runtime/cli/main');
  if (program.kind === 'hooks') {
    require('module/hooks_thread').main(state.workerData);
    return;
  }
  preload();
  if (program.kind === 'file') {
    require('module').runMain(program.text);
  } else if (program.kind === 'script') {
    require('runtime/cli/eval').evaluate(program.text, '[worker eval]');
  } else {
    const { runText, settle } = require('runtime/cli/run_main');
    const { pathToFileURL } = require('internal/url');
    settle(runText(pathToFileURL(`${process.cwd()}/[worker eval]`).href, program.text));
  }
}

/** Called in place of the process's main once the thread stands. */
function main() {
  const handle = native.takePort();
  // No MessagePort: what the program throws must not come out of an event listener.
  const port = {
    postMessage(message) { handle.post(message); },
    ref() { handle.ref(); },
    unref() { handle.unref(); },
    [kHybridDispatch](message) { onMessage(message); },
  };
  handle.port = port;
  restrictProcess();
  let streams;

  require('internal/process/execution').setFatalReporter((error) => {
    const { serializeError } = require('worker_threads/errors');
    port.postMessage({ type: 'error', error: serializeError(error) });
  });

  function onMessage(message) {
    switch (message.type) {
      case 'load': {
        if (message.env !== undefined) process.env = makeEnv(message.env);
        if (message.environmentData !== undefined) {
          require('worker_threads/environment').replaceAll(message.environmentData);
        }
        state.cwdCounter = message.cwdCounter;
        if (message.cwdCounter !== undefined) watchCwd(message.cwdCounter);
        state.workerData = message.workerData;
        state.parentPort = message.publicPort;
        // Hooks write directly: the main thread is waiting for them and would pass nothing on.
        if (message.program.kind !== 'hooks') streams = installStdio(port, message.hasStdin);
        if (message.trackUnmanagedFds) trackDescriptors();
        // From here on only what the program starts keeps the thread alive.
        port.unref();
        port.postMessage({ type: 'online' });
        run(message.program);
        break;
      }
      case 'stdio':
        streams.stdin.take(message.chunks);
        break;
      case 'more':
        streams[message.name].proceed();
        break;
      case 'direct':
        require('worker_threads/direct').listen(0, message.port);
        break;
    }
  }
  handle.ref();
  handle.start();
}

module.exports = { main };
