'use strict';

const { ObjectDefineProperty, ObjectKeys, PromisePrototypeThen, ReflectApply, SymbolFor } = primordials;
const { codes: { ERR_ILLEGAL_CONSTRUCTOR } } = require('internal/errors');
const { Stream } = require('internal/streams/legacy');

module.exports = Stream;

const chunks = require('internal/streams/chunks');
const utils = require('internal/streams/utils');
Stream.isDestroyed = utils.isDestroyed;
Stream.isDisturbed = utils.isDisturbed;
Stream.isErrored = utils.isErrored;
Stream.isReadable = utils.isReadable;
Stream.isWritable = utils.isWritable;

Stream.Readable = require('internal/streams/readable');

// The operators come with their machinery only when one is called; their names and lengths are known.
const streamReturning = { drop: 1, filter: 2, flatMap: 2, map: 2, take: 1, compose: 2 };
const promiseReturning = { every: 1, forEach: 2, reduce: 3, toArray: 1, some: 1, find: 2 };

function define(name, length, fn) {
  ObjectDefineProperty(fn, 'name', { __proto__: null, value: name });
  ObjectDefineProperty(fn, 'length', { __proto__: null, value: length });
  ObjectDefineProperty(Stream.Readable.prototype, name, {
    __proto__: null,
    value: fn,
    enumerable: false,
    configurable: true,
    writable: true,
  });
}

for (const name of ObjectKeys(streamReturning)) {
  define(name, streamReturning[name], function(...args) {
    if (new.target) throw new ERR_ILLEGAL_CONSTRUCTOR();
    const op = require('internal/streams/operators').streamReturningOperators[name];
    return Stream.Readable.from(ReflectApply(op, this, args));
  });
}
for (const name of ObjectKeys(promiseReturning)) {
  define(name, promiseReturning[name], function(...args) {
    if (new.target) throw new ERR_ILLEGAL_CONSTRUCTOR();
    const op = require('internal/streams/operators').promiseReturningOperators[name];
    return PromisePrototypeThen(ReflectApply(op, this, args));
  });
}

const { pipeline } = require('internal/streams/pipeline');
const { eos } = require('internal/streams/end_of_stream');
const highWaterMark = require('internal/streams/high_water_mark');

Stream.Writable = require('internal/streams/writable');
Stream.Duplex = require('internal/streams/duplex');
Stream.Transform = require('internal/streams/transform');
Stream.PassThrough = require('internal/streams/passthrough');
Stream.duplexPair = require('internal/streams/duplexpair');
Stream.pipeline = pipeline;
Stream.addAbortSignal = require('internal/streams/add_abort_signal').addAbortSignal;
Stream.finished = eos;
Stream.destroy = require('internal/streams/destroy').destroyer;
Stream.compose = require('internal/streams/compose');
Stream.setDefaultHighWaterMark = highWaterMark.setDefaultHighWaterMark;
Stream.getDefaultHighWaterMark = highWaterMark.getDefaultHighWaterMark;

ObjectDefineProperty(Stream, 'promises', {
  __proto__: null,
  configurable: true,
  enumerable: true,
  get() {
    return require('stream/promises');
  },
});

const customPromisify = SymbolFor('nodejs.util.promisify.custom');
for (const name of ['pipeline', 'finished']) {
  ObjectDefineProperty(Stream[name], customPromisify, {
    __proto__: null,
    enumerable: true,
    get() {
      return require('stream/promises')[name];
    },
  });
}

// The module is the class, as it was before there was anything else in it.
Stream.Stream = Stream;
Stream._isArrayBufferView = chunks.isArrayBufferView;
Stream._isUint8Array = chunks.isUint8Array;
Stream._uint8ArrayToBuffer = chunks.toBuffer;
