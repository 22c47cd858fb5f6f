'use strict';

// process's clocks and counters.

const { NumberIsFinite } = primordials;
const { codes: { ERR_INVALID_ARG_VALUE, ERR_OUT_OF_RANGE }, errnoError } = require('internal/errors');
const { validateArray, validateNumber, validateObject } = require('internal/validators');
const native = binding('process');
const { hrtimeWords, numbers } = native;

function hrtime(time) {
  native.hrtime();
  const seconds = hrtimeWords[0] * 0x100000000 + hrtimeWords[1];
  const nanoseconds = hrtimeWords[2];
  if (time === undefined) return [seconds, nanoseconds];
  validateArray(time, 'time');
  if (time.length !== 2) throw new ERR_OUT_OF_RANGE('time', 2, time.length);
  const s = seconds - time[0];
  const n = nanoseconds - time[1];
  return n < 0 ? [s - 1, n + 1e9] : [s, n];
}
hrtime.bigint = function bigint() {
  return native.hrtimeBigInt();
};

function memoryUsage() {
  const error = native.memoryUsage();
  if (error < 0) throw errnoError(error, 'uv_resident_set_memory');
  return {
    rss: numbers[0],
    heapTotal: numbers[1],
    heapUsed: numbers[2],
    external: numbers[3],
    arrayBuffers: numbers[4],
  };
}
memoryUsage.rss = function rss() {
  const bytes = native.rss();
  if (bytes < 0) throw errnoError(bytes, 'uv_resident_set_memory');
  return bytes;
};

function checkPrevious(value, name) {
  if (NumberIsFinite(value) && value >= 0 && value <= Number.MAX_SAFE_INTEGER) return;
  validateNumber(value, name);
  throw new ERR_INVALID_ARG_VALUE.RangeError(name, value);
}

function usageSince(who, syscall) {
  return function usage(previous) {
    const error = native.resourceUsage(who);
    if (error < 0) throw errnoError(error, syscall);
    const user = numbers[0];
    const system = numbers[1];
    if (!previous) return { user, system };
    validateObject(previous, 'prevValue');
    checkPrevious(previous.user, 'prevValue.user');
    checkPrevious(previous.system, 'prevValue.system');
    return { user: user - previous.user, system: system - previous.system };
  };
}

const kResources = [
  'userCPUTime', 'systemCPUTime', 'maxRSS', 'sharedMemorySize', 'unsharedDataSize', 'unsharedStackSize', 'minorPageFault',
  'majorPageFault', 'swappedOut', 'fsRead', 'fsWrite', 'ipcSent', 'ipcReceived', 'signalsCount', 'voluntaryContextSwitches',
  'involuntaryContextSwitches',
];

function resourceUsage() {
  const error = native.resourceUsage(0);
  if (error < 0) throw errnoError(error, 'uv_getrusage');
  const usage = {};
  for (let i = 0; i < kResources.length; i++) usage[kResources[i]] = numbers[i];
  return usage;
}

/** @param {(name: string, value: Function) => void} method */
function install(method) {
  method('hrtime', hrtime);
  method('uptime', function uptime() { return native.uptime(); });
  method('memoryUsage', memoryUsage);
  const cpuUsage = usageSince(0, 'uv_getrusage');
  const threadCpuUsage = usageSince(1, 'uv_getrusage_thread');
  method('cpuUsage', function(previous) { return cpuUsage(previous); });
  method('threadCpuUsage', function(previous) { return threadCpuUsage(previous); });
  Object.defineProperty(process.cpuUsage, 'name', { value: 'cpuUsage' });
  Object.defineProperty(process.threadCpuUsage, 'name', { value: 'threadCpuUsage' });
  method('resourceUsage', resourceUsage);
  method('constrainedMemory', function constrainedMemory() { return native.constrainedMemory(); });
  method('availableMemory', function availableMemory() { return native.availableMemory(); });
}

module.exports = { install };
