'use strict';

const { Promise, SymbolDispose } = primordials;
const { AbortError, codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { validateAbortSignal, validateBoolean, validateInteger } = require('internal/validators');
const { InterfaceBase } = require('internal/readline/interface');
const { kClearScreenDown, lineSequence, moveSequence, toSequence } = require('internal/readline/cursor');
const { isWritable } = require('internal/streams/utils');

const kNone = { __proto__: null };

class Interface extends InterfaceBase {
  /**
   * @param {string} query
   * @param {{ signal?: AbortSignal }} [options]
   * @returns {Promise<string>}
   */
  question(query, options = kNone) {
    return new Promise((resolve, reject) => {
      let cb = resolve;
      if (options?.signal) {
        validateAbortSignal(options.signal, 'options.signal');
        if (options.signal.aborted) {
          reject(new AbortError(undefined, { cause: options.signal.reason }));
          return;
        }
        const onAbort = () => {
          this._questionCancel();
          reject(new AbortError(undefined, { cause: options.signal.reason }));
        };
        const { addAbortListener } = require('internal/events/abort_listener');
        const listening = addAbortListener(options.signal, onAbort);
        cb = (answer) => {
          listening[SymbolDispose]();
          resolve(answer);
        };
      }
      this._question(query, cb);
    });
  }
}

/** Control sequences for a stream, gathered until commit(). */
class Readline {
  #autoCommit = false;
  #stream;
  #todo = [];

  /**
   * @param {Writable} stream
   * @param {{ autoCommit?: boolean }} [options]
   */
  constructor(stream, options = undefined) {
    if (!isWritable(stream)) throw new ERR_INVALID_ARG_TYPE('stream', 'Writable', stream);
    this.#stream = stream;
    if (options?.autoCommit != null) {
      validateBoolean(options.autoCommit, 'options.autoCommit');
      this.#autoCommit = options.autoCommit;
    }
  }

  #add(data) {
    if (this.#autoCommit) process.nextTick(() => this.#stream.write(data));
    else this.#todo.push(data);
    return this;
  }

  cursorTo(x, y = undefined) {
    validateInteger(x, 'x');
    if (y != null) validateInteger(y, 'y');
    return this.#add(toSequence(x, y ?? undefined));
  }

  moveCursor(dx, dy) {
    if (dx || dy) {
      validateInteger(dx, 'dx');
      validateInteger(dy, 'dy');
      return this.#add(moveSequence(dx, dy));
    }
    return this;
  }

  clearLine(dir) {
    validateInteger(dir, 'dir', -1, 1);
    return this.#add(lineSequence(dir));
  }

  clearScreenDown() {
    return this.#add(kClearScreenDown);
  }

  /** @returns {Promise<void>} */
  commit() {
    return new Promise((resolve) => {
      this.#stream.write(this.#todo.join(''), resolve);
      this.#todo = [];
    });
  }

  rollback() {
    this.#todo = [];
    return this;
  }
}

/**
 * @param {object|Readable} input options, or the stream to read from
 * @param {Writable} [output]
 * @param {Function} [completer] may return a promise
 * @param {boolean} [terminal]
 * @returns {Interface}
 */
function createInterface(input, output, completer, terminal) {
  return new Interface(input, output, completer, terminal);
}

module.exports = { Interface, Readline, createInterface };
