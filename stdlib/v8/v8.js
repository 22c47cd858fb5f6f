'use strict';
// node:v8: figures and tools of the engine.

const {
  ArrayPrototypeMap, DataView, Error, Float32Array, Float64Array, BigInt64Array, BigUint64Array, Int16Array, Int32Array,
  Int8Array, JSONParse, ObjectPrototypeToString, Uint16Array, Uint32Array, Uint8Array,
  Uint8ClampedArray,
} = primordials;
const {
  codes: { ERR_CONSTRUCT_CALL_REQUIRED, ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_NOT_BUILDING_SNAPSHOT },
  errnoError,
} = require('internal/errors');
const {
  validateBoolean, validateFunction, validateObject, validateString, validateUint32,
} = require('internal/validators');
const { emitExperimentalWarning } = require('internal/util');
const { isArrayBufferView } = require('internal/util/types');
const natives = binding('v8');
const serdes = binding('serdes');

const kHeapNames = [
  'total_heap_size', 'total_heap_size_executable', 'total_physical_size', 'total_available_size', 'used_heap_size',
  'heap_size_limit', 'malloced_memory', 'peak_malloced_memory', 'does_zap_garbage', 'number_of_native_contexts',
  'number_of_detached_contexts', 'total_global_handles_size', 'used_global_handles_size', 'external_memory',
];

function named(names, values) {
  const result = {};
  for (let i = 0; i < names.length; i++) result[names[i]] = values[i];
  return result;
}

function getHeapStatistics() {
  natives.updateHeapStatistics();
  return named(kHeapNames, natives.heapStatistics);
}

function getHeapCodeStatistics() {
  natives.updateCodeStatistics();
  return named([
    'code_and_metadata_size', 'bytecode_and_metadata_size', 'external_script_source_size', 'cpu_profiler_metadata_size',
  ], natives.codeStatistics);
}

function getHeapSpaceStatistics() {
  return ArrayPrototypeMap(natives.spaceNames(), (name, i) => {
    natives.updateSpaceStatistics(i);
    return {
      space_name: name,
      ...named(
        ['space_size', 'space_used_size', 'space_available_size', 'physical_space_size'], natives.spaceStatistics),
    };
  });
}

/** @param {string} flags */
function setFlagsFromString(flags) {
  validateString(flags, 'flags');
  natives.setFlagsFromString(flags);
}

/** @param {string} content */
function isStringOneByteRepresentation(content) {
  validateString(content, 'content');
  return natives.isStringOneByteRepresentation(content);
}

// --- snapshots of the heap --------------------------------------------------------------------------------------------

function snapshotOptions(options = {}) {
  validateObject(options, 'options');
  const { exposeInternals = false, exposeNumericValues = false } = options;
  validateBoolean(exposeInternals, 'options.exposeInternals');
  validateBoolean(exposeNumericValues, 'options.exposeNumericValues');
  return [exposeInternals, exposeNumericValues];
}

let snapshotCount = 0;

function snapshotPrefix() {
  const now = new Date();
  const pad = (n) => `${n}`.padStart(2, '0');
  const day = `${now.getFullYear()}${pad(now.getMonth() + 1)}${pad(now.getDate())}`;
  const time = `${pad(now.getHours())}${pad(now.getMinutes())}${pad(now.getSeconds())}`;
  return `Heap.${day}.${time}.${process.pid}.0`;
}

/**
 * @param {string | Buffer | URL} [filename]
 * @returns {string}
 */
function writeHeapSnapshot(filename, options) {
  if (filename === undefined) {
    filename = `${snapshotPrefix()}.${`${++snapshotCount}`.padStart(3, '0')}.heapsnapshot`;
  } else {
    filename = require('internal/url').toPathIfFileURL(filename);
    if (typeof filename !== 'string' && !isArrayBufferView(filename)) {
      throw new ERR_INVALID_ARG_TYPE('path', ['string', 'Buffer', 'URL'], filename);
    }
  }
  const error = natives.writeHeapSnapshot(filename, ...snapshotOptions(options));
  if (error < 0) throw errnoError(error, 'open', filename);
  return filename;
}

/** @returns {import('stream').Readable} */
function getHeapSnapshot(options) {
  const bytes = natives.takeHeapSnapshot(...snapshotOptions(options));
  const { Readable } = require('stream');
  const { Buffer } = require('buffer');
  const kChunk = 65536;
  let at = 0;
  return new Readable({
    read() {
      if (at >= bytes.length) {
        this.push(null);
        return;
      }
      this.push(Buffer.from(bytes.buffer, at, Math.min(kChunk, bytes.length - at)));
      at += kChunk;
    },
  });
}

let nearLimitSet = false;

/** @param {number} limit how many snapshots at most */
function setHeapSnapshotNearHeapLimit(limit) {
  validateUint32(limit, 'limit', true);
  if (nearLimitSet) return;
  nearLimitSet = true;
  natives.setHeapSnapshotNearHeapLimit(limit, require('path').join(process.cwd(), snapshotPrefix()));
}

/**
 * @param {Function} ctor
 * @param {{format?: 'count' | 'summary'}} [options]
 * @returns {number | string[]}
 */
function queryObjects(ctor, options = {}) {
  validateFunction(ctor, 'constructor');
  if (options !== undefined) validateObject(options, 'options');
  const format = options.format || 'count';
  if (format !== 'count' && format !== 'summary') throw new ERR_INVALID_ARG_VALUE('options.format', format);
  emitExperimentalWarning('v8.queryObjects()');
  const objects = natives.queryObjects(ctor);
  if (format === 'count') return objects.length;
  const { inspect } = require('internal/util/inspect');
  return ArrayPrototypeMap(objects, (object) => inspect(object, { depth: 0 }));
}

class GCProfiler {
  #profiler;

  start() {
    this.#profiler ??= new natives.GCProfiler();
    this.#profiler.start();
  }

  /** @returns {object | undefined} */
  stop() {
    const text = this.#profiler?.stop();
    this.#profiler = undefined;
    return text === undefined ? undefined : JSONParse(text);
  }
}

// --- serialization ----------------------------------------------------------------------------------------------------

/** Public classes may not be called without new, with Node's code. */
function constructible(Class, name) {
  return new Proxy(Class, {
    __proto__: null,
    apply() { throw new ERR_CONSTRUCT_CALL_REQUIRED(name); },
  });
}

class Serializer extends serdes.Serializer {
  /** What a failure is thrown as; subclasses may have another. */
  releaseBuffer() {
    const bytes = this.releaseBytes();
    return require('buffer').Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  writeRawBytes(source) {
    if (!isArrayBufferView(source)) {
      const error = new ERR_INVALID_ARG_TYPE('source', ['TypedArray', 'DataView'], source);
      error.message = 'source must be a TypedArray or a DataView';
      throw error;
    }
    this.writeBytes(source);
  }
}
// Makes the error of a value that cannot be cloned.
Serializer.prototype._getDataCloneError = Error;

class Deserializer extends serdes.Deserializer {
  constructor(buffer) {
    if (!isArrayBufferView(buffer)) {
      const error = new ERR_INVALID_ARG_TYPE('buffer', ['TypedArray', 'DataView'], buffer);
      error.message = 'buffer must be a TypedArray or a DataView';
      throw error;
    }
    super(buffer);
  }

  readUint64() {
    return this.readUint64Parts();
  }

  /** @returns {Buffer} */
  readRawBytes(length) {
    const offset = this._readRawBytes(length);
    return require('buffer').Buffer.from(this.buffer.buffer, this.buffer.byteOffset + offset, length);
  }
}

const kBufferIndex = 10;
/** By the index that stands in the data. */
const viewClasses = [
  Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array, Float64Array,
  DataView, undefined, BigInt64Array, BigUint64Array,
];
const viewTags = viewClasses.map((Class) => Class && `[object ${Class.name}]`);

class DefaultSerializer extends Serializer {
  constructor() {
    super();
    this._setTreatArrayBufferViewsAsHostObjects(true);
  }

  _writeHostObject(view) {
    const { Buffer } = require('buffer');
    let index = kBufferIndex;
    if (view.constructor !== Buffer) {
      index = viewTags.indexOf(ObjectPrototypeToString(view));
      if (index === -1) throw new this._getDataCloneError(`Unserializable host object: ${view}`);
    }
    this.writeUint32(index);
    this.writeUint32(view.byteLength);
    this.writeRawBytes(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
  }
}

class DefaultDeserializer extends Deserializer {
  _readHostObject() {
    const index = this.readUint32();
    const length = this.readUint32();
    const offset = this._readRawBytes(length);
    const at = this.buffer.byteOffset + offset;
    const { Buffer } = require('buffer');
    if (index === kBufferIndex) return Buffer.from(this.buffer.buffer, at, length);
    const Class = viewClasses[index];
    const size = Class.BYTES_PER_ELEMENT ?? 1;
    if (at % size === 0) return new Class(this.buffer.buffer, at, length / size);
    const copy = Buffer.allocUnsafeSlow(length);
    copy.set(new Uint8Array(this.buffer.buffer, at, length));
    return new Class(copy.buffer, copy.byteOffset, length / size);
  }
}

/** @returns {Buffer} */
function serialize(value) {
  const serializer = new DefaultSerializer();
  serializer.writeHeader();
  serializer.writeValue(value);
  return serializer.releaseBuffer();
}

/** @param {Buffer | NodeJS.TypedArray | DataView} buffer */
function deserialize(buffer) {
  const deserializer = new DefaultDeserializer(buffer);
  deserializer.readHeader();
  return deserializer.readValue();
}

// --- start-up snapshots: programs can ask, but ours is made by the build -------------------------------------------------

function notBuilding() {
  throw new ERR_NOT_BUILDING_SNAPSHOT();
}

const startupSnapshot = {
  addDeserializeCallback: notBuilding,
  addSerializeCallback: notBuilding,
  setDeserializeMainFunction: notBuilding,
  isBuildingSnapshot: () => false,
};

module.exports = {
  cachedDataVersionTag: natives.cachedDataVersionTag,
  getHeapSnapshot,
  getHeapStatistics,
  getHeapSpaceStatistics,
  getHeapCodeStatistics,
  setFlagsFromString,
  Serializer: constructible(Serializer, 'Serializer'),
  Deserializer: constructible(Deserializer, 'Deserializer'),
  DefaultSerializer,
  DefaultDeserializer,
  deserialize,
  serialize,
  writeHeapSnapshot,
  promiseHooks: require('internal/promise_hooks'),
  queryObjects,
  startupSnapshot,
  setHeapSnapshotNearHeapLimit,
  GCProfiler,
  isStringOneByteRepresentation,
};

