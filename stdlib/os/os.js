'use strict';

// node:os. The numbers of os.constants come from the system's headers (constants.cc).

const { ObjectAssign, ObjectDefineProperties, SymbolToPrimitive } = primordials;
const { codes: { ERR_SYSTEM_ERROR }, hideStackFrames } = require('internal/errors');
const { validateInt32 } = require('internal/validators');
const native = binding('os');

const constants = {
  __proto__: null,
  UV_UDP_REUSEADDR: 4,
  dlopen: ObjectAssign({ __proto__: null }, binding('os_dlopen')),
  errno: ObjectAssign({ __proto__: null }, binding('os_errno')),
  signals: ObjectAssign({ __proto__: null }, binding('os_signals')),
  priority: {
    __proto__: null,
    PRIORITY_LOW: 19,
    PRIORITY_BELOW_NORMAL: 10,
    PRIORITY_NORMAL: 0,
    PRIORITY_ABOVE_NORMAL: -7,
    PRIORITY_HIGH: -14,
    PRIORITY_HIGHEST: -20,
  },
};

function systemError(errno, syscall) {
  const { getSystemErrorMessage, getSystemErrorName } = require('internal/util');
  return new ERR_SYSTEM_ERROR({
    errno,
    code: getSystemErrorName(errno),
    message: getSystemErrorMessage(errno),
    syscall,
  });
}

/** A native that gives a negative errno when it fails, as a function that throws. */
function checked(get, syscall) {
  const call = hideStackFrames(() => {
    const value = get();
    if (typeof value === 'number' && value < 0) throw systemError(value, syscall);
    return value;
  });
  return call;
}

const names = () => {
  const value = native.systemName();
  if (typeof value === 'number') throw systemError(value, 'uv_os_uname');
  return value;
};

/** @returns {string} */
const hostname = checked(() => native.hostname(), 'uv_os_gethostname');
/** @returns {number} seconds */
const uptime = checked(() => native.uptime(), 'uv_uptime');
/** @returns {string} */
const homedir = checked(() => {
  const { HOME } = process.env;
  return HOME !== undefined ? HOME : native.home();
}, 'uv_os_homedir');

/** @returns {string} */
function type() {
  return names()[0];
}
/** @returns {string} */
function version() {
  return names()[1];
}
/** @returns {string} */
function release() {
  return names()[2];
}
/** @returns {string} */
function machine() {
  return names()[3];
}
/** @returns {string} */
function arch() {
  return process.arch;
}
/** @returns {string} */
function platform() {
  return process.platform;
}
/** @returns {number} bytes */
const totalmem = () => native.totalMemory();
/** @returns {number} bytes */
const freemem = () => native.freeMemory();
/** @returns {number} */
const availableParallelism = () => native.parallelism();

/** @returns {[number, number, number]} over 1, 5 and 15 minutes */
function loadavg() {
  native.load();
  const { loadAverages } = native;
  return [loadAverages[0], loadAverages[1], loadAverages[2]];
}

/** @returns {Array<{ model: string, speed: number, times: object }>} */
function cpus() {
  const data = native.cpus();
  const result = [];
  for (let i = 0; i < data.length; i += 7) {
    result.push({
      model: data[i],
      speed: data[i + 1],
      times: { user: data[i + 2], nice: data[i + 3], sys: data[i + 4], idle: data[i + 5], irq: data[i + 6] },
    });
  }
  return result;
}

/** How many leading ones a netmask has; -1 when it has ones after a zero. */
function prefixLength(netmask, family) {
  const [separator, radix, width] = family === 'IPv4' ? ['.', 10, 8] : [':', 16, 16];
  let ones = 0;
  let ended = false;
  for (const group of netmask.split(separator)) {
    const value = group === '' ? 0 : Number.parseInt(group, radix);
    for (let bit = width - 1; bit >= 0; bit--) {
      if ((value >> bit) & 1) {
        if (ended) return -1;
        ones++;
      } else {
        ended = true;
      }
    }
  }
  return ones;
}

/** @returns {Record<string, Array<object>>} the addresses of each network interface that is up */
function networkInterfaces() {
  const data = native.interfaces();
  if (typeof data === 'number') throw systemError(data, 'uv_interface_addresses');
  const result = { __proto__: null };
  for (let i = 0; i < data.length; i += 7) {
    const family = data[i + 3] === 4 ? 'IPv4' : 'IPv6';
    const bits = prefixLength(data[i + 2], family);
    const entry = {
      address: data[i + 1],
      netmask: data[i + 2],
      family,
      mac: data[i + 4],
      internal: data[i + 5],
      cidr: bits === -1 ? null : `${data[i + 1]}/${bits}`,
    };
    if (family === 'IPv6') entry.scopeid = data[i + 6];
    (result[data[i]] ??= []).push(entry);
  }
  return ObjectAssign({}, result);
}

/** @returns {string} the folder for temporary files, without a slash at its end */
function tmpdir() {
  const { env } = process;
  let path = env.TMPDIR || env.TMP || env.TEMP || '/tmp';
  if (path.length > 1 && path[path.length - 1] === '/') path = path.slice(0, -1);
  return path;
}

/** @returns {'LE' | 'BE'} */
function endianness() {
  return 'LE';
}

/**
 * @param {number} [pid] 0: this process
 * @returns {number}
 */
function getPriority(pid) {
  if (pid === undefined) pid = 0;
  else validateInt32(pid, 'pid');
  const value = native.getPriority(pid);
  if (value >= 1000) throw systemError(1000 - value, 'uv_os_getpriority');
  return value;
}

/**
 * @param {number} pid 0: this process; may be left out
 * @param {number} priority
 */
function setPriority(pid, priority) {
  if (priority === undefined) {
    priority = pid;
    pid = 0;
  }
  validateInt32(pid, 'pid');
  validateInt32(priority, 'priority', -20, 19);
  const error = native.setPriority(pid, priority);
  if (error < 0) throw systemError(error, 'uv_os_setpriority');
}

/**
 * @param {{ encoding?: string }} [options] 'buffer' gives Buffers
 * @returns {{ uid: number, gid: number, username: string, homedir: string, shell: string }}
 */
function userInfo(options) {
  let encoding = 'utf8';
  if (options !== null && typeof options === 'object' && typeof options.encoding === 'string') {
    ({ encoding } = options);
  } else if (typeof options === 'function') {
    encoding = options.encoding ?? encoding;
  }
  const data = native.userInfo();
  if (typeof data === 'number') throw systemError(data, 'uv_os_get_passwd');
  const { Buffer } = require('buffer');
  const text = (bytes) => {
    const buffer = Buffer.from(bytes.buffer);
    if (encoding === 'buffer') return buffer;
    return buffer.toString(Buffer.isEncoding(encoding) ? encoding : 'utf8');
  };
  return {
    __proto__: null,
    uid: data[0],
    gid: data[1],
    username: text(data[2]),
    homedir: text(data[3]),
    shell: text(data[4]),
  };
}

for (const get of [
  arch, availableParallelism, endianness, freemem, homedir, hostname, platform, release, tmpdir, totalmem, type, uptime,
  version, machine,
]) {
  get[SymbolToPrimitive] = () => get();
}

module.exports = {
  arch,
  availableParallelism,
  cpus,
  endianness,
  freemem,
  getPriority,
  homedir,
  hostname,
  loadavg,
  networkInterfaces,
  platform,
  release,
  setPriority,
  tmpdir,
  totalmem,
  type,
  userInfo,
  uptime,
  version,
  machine,
};

ObjectDefineProperties(module.exports, {
  constants: { __proto__: null, value: constants, writable: false, enumerable: true, configurable: false },
  EOL: { __proto__: null, value: '\n', writable: false, enumerable: true, configurable: true },
  devNull: { __proto__: null, value: '/dev/null', writable: false, enumerable: true, configurable: true },
});
