'use strict';

// File: a Blob with a name and a time.

const { DateNow, ObjectDefineProperties, StringPrototypeToWellFormed, SymbolFor, SymbolToStringTag } = primordials;
const { codes: { ERR_INVALID_THIS, ERR_MISSING_ARGS } } = require('internal/errors');
const { Blob, assemble, pieces } = require('buffer/blob');
const { kClone } = require('internal/transferable');

const kInspect = SymbolFor('nodejs.util.inspect.custom');

/** @see https://w3c.github.io/FileAPI/#file-section */
class File extends Blob {
  #name;
  #lastModified;

  static #check(value) {
    if (typeof value !== 'object' || value === null || !(#name in value)) throw new ERR_INVALID_THIS('File');
  }

  /**
   * @param {Iterable<string | ArrayBuffer | ArrayBufferView | Blob>} fileBits
   * @param {string} fileName
   * @param {{ endings?: string, lastModified?: number, type?: string }} [options]
   */
  constructor(fileBits, fileName, options = {}) {
    if (arguments.length < 2) throw new ERR_MISSING_ARGS('fileBits', 'fileName');
    super(fileBits, options);
    const { lastModified } = options ?? {};
    this.#name = StringPrototypeToWellFormed(`${fileName}`);
    this.#lastModified = lastModified === undefined ? DateNow() : Math.trunc(+lastModified) || 0;
  }

  get name() {
    File.#check(this);
    return this.#name;
  }

  get lastModified() {
    File.#check(this);
    return this.#lastModified;
  }

  [kInspect](depth, options) {
    if (depth < 0) return this;
    const { inspect } = require('internal/util/inspect');
    const inner = { ...options, depth: options.depth == null ? null : options.depth - 1 };
    return `File ${inspect({
      size: this.size, type: this.type, name: this.#name, lastModified: this.#lastModified,
    }, inner)}`;
  }

  [kClone]() {
    return {
      data: { pieces: pieces(this), type: this.type, name: this.#name, lastModified: this.#lastModified },
      deserializeInfo: 'buffer/file:revive',
    };
  }
}

ObjectDefineProperties(File.prototype, {
  name: { __proto__: null, enumerable: true },
  lastModified: { __proto__: null, enumerable: true },
  [SymbolToStringTag]: { __proto__: null, configurable: true, value: 'File' },
});

/** The file that was cloned. */
function revive({ pieces: list, type, name, lastModified }) {
  return assemble(new File([], name, { lastModified }), list, type);
}

module.exports = { File, revive };
