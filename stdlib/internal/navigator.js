'use strict';

// globalThis.navigator (https://nodejs.org/api/globals.html#navigator).

const { ObjectDefineProperties, SymbolToStringTag } = primordials;
const { codes: { ERR_ILLEGAL_CONSTRUCTOR } } = require('internal/errors');

const kCreate = Symbol('kCreate');
const kEnumerable = { __proto__: null, configurable: true, enumerable: true };

const platforms = { darwin: 'MacIntel', win32: 'Win32', linux: 'Linux', freebsd: 'FreeBSD', openbsd: 'OpenBSD', sunos: 'SunOS', aix: 'AIX' };
const architectures = { x64: 'x86_64', arm64: 'aarch64', ia32: 'i686' };

class Navigator {
  #cores;
  #language;

  constructor(token) {
    if (token !== kCreate) throw new ERR_ILLEGAL_CONSTRUCTOR();
  }

  get hardwareConcurrency() {
    return this.#cores ??= require('os').availableParallelism();
  }

  get language() {
    return this.#language ??= new Intl.DateTimeFormat().resolvedOptions().locale ?? 'en-US';
  }

  get languages() {
    return Object.freeze([this.language]);
  }

  get userAgent() {
    return `Node.js/${process.versions.node.split('.')[0]}`;
  }

  get platform() {
    const { platform, arch } = process;
    if (platform === 'darwin' || platform === 'win32') return platforms[platform];
    return `${platforms[platform] ?? platform} ${architectures[arch] ?? arch}`;
  }
}

ObjectDefineProperties(Navigator.prototype, {
  hardwareConcurrency: kEnumerable,
  language: kEnumerable,
  languages: kEnumerable,
  userAgent: kEnumerable,
  platform: kEnumerable,
  [SymbolToStringTag]: { __proto__: null, configurable: true, value: 'Navigator' },
});

module.exports = { Navigator, navigator: new Navigator(kCreate) };
