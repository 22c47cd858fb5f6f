'use strict';

// Everything on `process` (https://nodejs.org/api/process.html) but the standard streams and child-process messaging. The first
// part runs while the snapshot is made; prepareProcess() fills in what differs from process to process.

const { FunctionPrototypeCall, ObjectDefineProperty, ObjectFreeze, ObjectGetPrototypeOf, ObjectSetPrototypeOf } = primordials;
const { codes: { ERR_INVALID_ARG_TYPE, ERR_UNKNOWN_SIGNAL }, errnoError, errnoException } = require('internal/errors');
const EventEmitter = require('events');
const execution = require('internal/process/execution');
const taskQueues = require('internal/process/task_queues');
const { emitWarning } = require('internal/process/warning');
const { validateString } = require('internal/validators');
const native = binding('process');

ObjectSetPrototypeOf(ObjectGetPrototypeOf(process), EventEmitter.prototype);
FunctionPrototypeCall(EventEmitter, process);

function method(name, value) {
  ObjectDefineProperty(process, name, { configurable: true, enumerable: true, value, writable: true });
}
function constant(name, value) {
  ObjectDefineProperty(process, name, { configurable: false, enumerable: true, value, writable: false });
}
function lazy(name, get, set) {
  ObjectDefineProperty(process, name, {
    configurable: true,
    enumerable: true,
    get,
    set: set ?? ((value) => {
      ObjectDefineProperty(process, name, { configurable: true, enumerable: true, value, writable: true });
    }),
  });
}

constant('version', `v${native.nodeVersion}`);
constant('versions', ObjectFreeze({
  __proto__: null,
  node: native.nodeVersion,
  gyre: native.gyreVersion,
  v8: native.v8Version,
  modules: '137',
  napi: '10',
  uv: '1.51.0',
}));
constant('arch', 'x64');
constant('platform', 'linux');
constant('release', ObjectFreeze({ name: 'node', lts: 'Krypton' }));
method('config', ObjectFreeze({
  __proto__: null,
  target_defaults: ObjectFreeze({ cflags: [], default_configuration: 'Release', defines: [], include_dirs: [], libraries: [] }),
  variables: ObjectFreeze({ v8_enable_i18n_support: 1, napi_build_version: '10', node_shared: false }),
}));
lazy('features', () => features);
const features = {
  inspector: false,
  debug: false,
  uv: true,
  ipv6: true,
  openssl_is_boringssl: false,
  tls_alpn: true,
  tls_sni: true,
  tls_ocsp: true,
  tls: true,
  cached_builtins: true,
  get require_module() {
    return require('internal/options').getOptionValue('--experimental-require-module') !== false;
  },
  typescript: false,
};

// --- leaving ---
const kExitCode = { value: undefined };
ObjectDefineProperty(process, 'exitCode', {
  configurable: false,
  enumerable: true,
  get() { return kExitCode.value; },
  set(code) {
    if (code !== null && code !== undefined) {
      let number = code;
      if (typeof code === 'string' && code !== '') number = +code;
      if (typeof number !== 'number' || (number !== number && typeof code === 'string')) throw new ERR_INVALID_ARG_TYPE('code', ['integer'], code);
      require('internal/validators').validateInteger(number, 'code');
    }
    kExitCode.value = code;
  },
});
process._exiting = false;
ObjectDefineProperty(process, '_exiting', { enumerable: false, writable: true, configurable: true, value: false });
method('exit', execution.exit);
method('reallyExit', native.reallyExit);
method('abort', native.abort);
// What a program takes away it does not get called: see execution.onUncaught.
ObjectDefineProperty(process, '_fatalException', {
  configurable: true, enumerable: false, writable: true, value: execution.onUncaught,
});
ObjectDefineProperty(process, '_kill', { configurable: true, enumerable: false, writable: true, value: native.kill });

method('nextTick', taskQueues.nextTick);
method('emitWarning', emitWarning);
method('setUncaughtExceptionCaptureCallback', execution.setUncaughtExceptionCaptureCallback);
method('hasUncaughtExceptionCaptureCallback', execution.hasUncaughtExceptionCaptureCallback);
ObjectDefineProperty(process, '_rawDebug', {
  configurable: true,
  enumerable: false,
  writable: true,
  value: function _rawDebug(...args) { native.rawDebug(require('util').format(...args)); },
});
ObjectDefineProperty(process, '_tickCallback', {
  configurable: true, enumerable: false, writable: true, value: taskQueues.runNextTicks,
});

// --- signals ---
method('kill', function kill(pid, signal) {
  let error;
  // Strings of digits are accepted, as kill(1) does.
  if (pid != (pid | 0)) throw new ERR_INVALID_ARG_TYPE('pid', 'number', pid); // eslint-disable-line eqeqeq
  if (typeof signal === 'number') {
    error = process._kill(pid | 0, signal);
  } else {
    const number = require('os').constants.signals[signal || 'SIGTERM'];
    if (number === undefined) throw new ERR_UNKNOWN_SIGNAL(signal);
    error = process._kill(pid | 0, number);
  }
  if (error) throw errnoException(error, 'kill');
  return true;
});

// --- the working directory; cached, since programs ask for it far more often than they change it ---
let cachedCwd = '';
method('cwd', function cwd() {
  if (cachedCwd === '') {
    const result = native.cwd();
    if (typeof result !== 'string') {
      const error = errnoError(result, 'uv_cwd');
      throw error;
    }
    cachedCwd = result;
  }
  return cachedCwd;
});
method('chdir', function chdir(directory) {
  validateString(directory, 'directory');
  const error = native.chdir(directory);
  if (error < 0) throw errnoError(error, 'chdir', safeCwd(), directory);
  cachedCwd = '';
});
function safeCwd() {
  const result = native.cwd();
  return typeof result === 'string' ? result : undefined;
}
method('umask', function umask(mask) {
  if (mask === undefined) return native.umask(-1);
  return native.umask(require('internal/validators').parseFileMode(mask, 'mask'));
});

require('internal/process/measures').install(method);
require('internal/process/identity').install(method);

lazy('env', () => env ??= native.createEnv(), (value) => { env = value; });
let env;
lazy('title', native.getTitle, (value) => native.setTitle(String(value)));
ObjectDefineProperty(process, 'pid', { configurable: true, enumerable: true, get: native.pid });
ObjectDefineProperty(process, 'ppid', { configurable: true, enumerable: true, get: native.ppid });
process.debugPort = 9229;

method('binding', function binding(name) {
  throw new (require('internal/errors').codes.ERR_INVALID_MODULE)(name);
});
method('getBuiltinModule', function getBuiltinModule(id) {
  validateString(id, 'id');
  const name = id.startsWith('node:') ? id.slice(5) : id;
  const { isPublicId, isSchemeId } = require('internal/builtins');
  const known = id.startsWith('node:') ? isSchemeId(name) : isPublicId(name);
  return known && require.has(name) ? require(name) : undefined;
});
method('ref', function ref(value) {
  const call = value?.[Symbol.for('nodejs.ref')] ?? value?.[Symbol.for('node:ref')] ?? value?.ref;
  if (typeof call === 'function') FunctionPrototypeCall(call, value);
});
method('unref', function unref(value) {
  const call = value?.[Symbol.for('nodejs.unref')] ?? value?.[Symbol.for('node:unref')] ?? value?.unref;
  if (typeof call === 'function') FunctionPrototypeCall(call, value);
});
method('assert', function assert(value, message) {
  require('assert')(value, message);
});
lazy('allowedNodeEnvironmentFlags', () => require('internal/process/environment_flags').allowedNodeEnvironmentFlags);

lazy('finalization', () => require('internal/process/finalization'));
method('execve', function execve(...args) {
  return require('internal/process/execve').execve(...args);
});
method('getActiveResourcesInfo', function getActiveResourcesInfo() {
  const names = native.activeHandles();
  const { timerInfo, immediateInfo } = binding('timers');
  for (let i = 0; i < timerInfo[0]; i++) names.push('Timeout');
  for (let i = 0; i < immediateInfo[1]; i++) names.push('Immediate');
  return names;
});

method('loadEnvFile', function loadEnvFile(path = '.env') {
  const text = require('fs').readFileSync(path, 'utf8');
  const parsed = require('util').parseEnv(text);
  for (const key of Object.keys(parsed)) {
    if (process.env[key] === undefined) process.env[key] = parsed[key];
  }
});

// --- the standard streams, made when they are first used ---
if (require.has('internal/process/stdio')) {
  for (const name of ['stdout', 'stderr', 'stdin']) {
    ObjectDefineProperty(process, name, {
      configurable: true,
      enumerable: true,
      get() { return require('internal/process/stdio')[name](); },
    });
  }
  method('openStdin', function openStdin() {
    process.stdin.resume();
    return process.stdin;
  });
}

// With --pending-deprecation, assigning an odd value to a variable of the environment is said once.
function watchEnvironment() {
  native.setOnOddValue(() => {
    native.setOnOddValue(() => {});
    process.emitWarning(
      'Assigning any value other than a string, number, or boolean to a process.env property is deprecated. Please make ' +
      'sure to convert the value to a string before setting process.env with it.', 'DeprecationWarning', 'DEP0104');
  });
}

function prepareProcess() {
  const { argv, execArgv } = binding('options');
  const execPath = native.execPath();
  process.argv = argv();
  ObjectDefineProperty(process, 'argv0', {
    configurable: false, enumerable: true, writable: false, value: process.argv[0],
  });
  process.argv[0] = typeof execPath === 'string' ? execPath : process.argv[0];
  process.execArgv = execArgv();
  process.execPath = process.argv[0];
  const { getOptionValue } = require('internal/options');
  if (getOptionValue('--pending-deprecation')) watchEnvironment();
  if (!native.isMainThread()) return;
  require('internal/process/signals').install();
  const title = getOptionValue('--title');
  if (title) native.setTitle(title);
  const channel = process.env.NODE_CHANNEL_FD;
  if (channel) {
    const serialization = process.env.NODE_CHANNEL_SERIALIZATION_MODE || 'json';
    // They are for this process, not for its children.
    delete process.env.NODE_CHANNEL_FD;
    delete process.env.NODE_CHANNEL_SERIALIZATION_MODE;
    require('child_process')._forkChild(+channel, serialization);
  }
}

module.exports = { prepareProcess };
