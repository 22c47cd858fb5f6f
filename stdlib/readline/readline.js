'use strict';

const {
  FunctionPrototypeCall,
  ObjectDefineProperties,
  ObjectDefineProperty,
  ObjectSetPrototypeOf,
  Promise,
  PromiseReject,
  SymbolDispose,
  SymbolFor,
} = primordials;

const { AbortError } = require('internal/errors');
const { validateAbortSignal } = require('internal/validators');
const { clearLine, clearScreenDown, cursorTo, moveCursor } = require('internal/readline/cursor');
const { emitKeypressEvents } = require('internal/readline/keypress');
const { InterfaceBase } = require('internal/readline/interface');

const kNone = { __proto__: null };

/**
 * @param {object|Readable} input options, or the stream to read from
 * @param {Writable} [output]
 * @param {Function} [completer]
 * @param {boolean} [terminal]
 */
function Interface(input, output, completer, terminal) {
  if (!(this instanceof Interface)) return new Interface(input, output, completer, terminal);

  // A completer with two parameters calls back; any other returns, or promises, what it has.
  if (input?.input && typeof input.completer === 'function' && input.completer.length !== 2) {
    const { completer } = input;
    input = { ...input, completer: (v, cb) => cb(null, completer(v)) };
  } else if (typeof completer === 'function' && completer.length !== 2) {
    const original = completer;
    completer = (v, cb) => cb(null, original(v));
  }
  FunctionPrototypeCall(InterfaceBase, this, input, output, completer, terminal);
  if (process.env.TERM === 'dumb') this._ttyWrite = dumbWrite;
}
ObjectSetPrototypeOf(Interface.prototype, InterfaceBase.prototype);
ObjectSetPrototypeOf(Interface, InterfaceBase);

// On a terminal that can't move its cursor, only lines are read.
function dumbWrite(s, key) {
  key = key || kNone;
  if (key.name === 'escape') return;
  if (this._sawReturnAt && key.name !== 'enter') this._sawReturnAt = 0;
  if (key.ctrl) {
    if (key.name === 'c') {
      if (this.listenerCount('SIGINT') > 0) this.emit('SIGINT');
      else this.close();
    } else if (key.name === 'd') {
      this.close();
    }
    return;
  }
  if (key.name === 'return') {
    this._sawReturnAt = Date.now();
    this._line();
  } else if (key.name === 'enter') {
    if (this._sawReturnAt === 0 || Date.now() - this._sawReturnAt > this.crlfDelay) this._line();
    this._sawReturnAt = 0;
  } else if (typeof s === 'string' && s) {
    this.line += s;
    this.cursor += s.length;
    this._writeToOutput(s);
  }
}

/**
 * @param {string} query
 * @param {{ signal?: AbortSignal }} [options]
 * @param {(answer: string) => void} cb
 */
Interface.prototype.question = function question(query, options, cb) {
  cb = typeof options === 'function' ? options : cb;
  if (options === null || typeof options !== 'object') options = kNone;

  if (options.signal) {
    validateAbortSignal(options.signal, 'options.signal');
    if (options.signal.aborted) return;
    const onAbort = () => this._questionCancel();
    const { addAbortListener } = require('internal/events/abort_listener');
    const listening = addAbortListener(options.signal, onAbort);
    const original = cb;
    cb = typeof cb === 'function' ? (answer) => {
      listening[SymbolDispose]();
      return original(answer);
    } : () => listening[SymbolDispose]();
  }
  if (typeof cb === 'function') this._question(query, cb);
};

ObjectDefineProperty(Interface.prototype.question, SymbolFor('nodejs.util.promisify.custom'), {
  __proto__: null,
  configurable: true,
  writable: true,
  value: function question(query, options) {
    if (options === null || typeof options !== 'object') options = kNone;
    if (options.signal?.aborted) {
      return PromiseReject(new AbortError(undefined, { cause: options.signal.reason }));
    }
    return new Promise((resolve, reject) => {
      let cb = resolve;
      if (options.signal) {
        const onAbort = () => reject(new AbortError(undefined, { cause: options.signal.reason }));
        const { addAbortListener } = require('internal/events/abort_listener');
        const listening = addAbortListener(options.signal, onAbort);
        cb = (answer) => {
          listening[SymbolDispose]();
          resolve(answer);
        };
      }
      FunctionPrototypeCall(Interface.prototype.question, this, query, options, cb);
    });
  },
});

// The completer calls back.
ObjectDefineProperties(Interface.prototype, {
  _tabComplete: {
    __proto__: null,
    configurable: true,
    writable: true,
    value: function(lastKeypressWasTab) {
      this.pause();
      const string = this.line.slice(0, this.cursor);
      this.completer(string, (err, value) => {
        this.resume();
        if (err) {
          const { inspect } = require('internal/util/inspect');
          this._writeToOutput(`Tab completion error: ${inspect(err)}`);
          return;
        }
        this._showCompletions(lastKeypressWasTab, value);
      });
    },
  },
});

/**
 * @param {object|Readable} input options, or the stream to read from
 * @param {Writable} [output]
 * @param {Function} [completer]
 * @param {boolean} [terminal]
 * @returns {Interface}
 */
function createInterface(input, output, completer, terminal) {
  return new Interface(input, output, completer, terminal);
}

let promises;
module.exports = {
  Interface,
  clearLine,
  clearScreenDown,
  createInterface,
  cursorTo,
  emitKeypressEvents,
  moveCursor,
  get promises() {
    return promises ??= require('readline/promises');
  },
};
