'use strict';

// Lines from a stream, and their editing when the stream is a terminal.

const {
  DateNow,
  FunctionPrototypeCall,
  MathCeil,
  MathMax,
  NumberIsFinite,
  NumberIsNaN,
  ObjectDefineProperties,
  ObjectGetOwnPropertyDescriptors,
  ObjectSetPrototypeOf,
  ReflectOwnKeys,
  Symbol,
  SymbolAsyncIterator,
  SymbolDispose,
} = primordials;

const {
  codes: { ERR_INVALID_ARG_VALUE, ERR_USE_AFTER_CLOSE },
} = require('internal/errors');
const { validateAbortSignal, validateArray, validateNumber, validateString, validateUint32 } = require('internal/validators');
const EventEmitter = require('events');
const { StringDecoder } = require('string_decoder');
const { clearScreenDown, cursorTo, moveCursor } = require('internal/readline/cursor');
const { emitKeypressEvents } = require('internal/readline/keypress');
const { getStringWidth, stripVTControlCharacters } = require('internal/util/inspect');

const kHistorySize = 30;
const kMaxUndo = 2048;
const kMinCrlfDelay = 100;
const kLineEnding = /\r?\n|\r(?!\n)|\u2028|\u2029/g;
const kLines = Symbol('kLines');
const kUndo = Symbol('kUndo');
const kRedo = Symbol('kRedo');
const kKillRing = Symbol('kKillRing');
const kYanking = Symbol('kYanking');
const kSearch = Symbol('kSearch'); // what the history is searched for
const kPrevRows = Symbol('kPrevRows');

function charLengthLeft(str, i) {
  if (i <= 0) return 0;
  if (i > 1 && str.codePointAt(i - 2) >= 2 ** 16) return 2;
  return 1;
}

function charLengthAt(str, i) {
  if (str.length <= i) return 1; // so that a cursor at the end moves beyond it, where it is stopped
  return str.codePointAt(i) >= 2 ** 16 ? 2 : 1;
}

function InterfaceBase(input, output, completer, terminal) {
  this._sawReturnAt = 0;
  this.isCompletionEnabled = true;
  this._sawKeyPress = false;
  this._previousKey = null;
  this.escapeCodeTimeout = 500;
  this.tabSize = 8;
  FunctionPrototypeCall(EventEmitter, this);

  let history;
  let historySize;
  let removeHistoryDuplicates = false;
  let crlfDelay;
  let prompt = '> ';
  let signal;

  if (input?.input) {
    const options = input;
    ({ input, output, completer, terminal, history, historySize, signal } = options);
    if (options.tabSize !== undefined) {
      validateUint32(options.tabSize, 'tabSize', true);
      this.tabSize = options.tabSize;
    }
    removeHistoryDuplicates = options.removeHistoryDuplicates;
    if (options.prompt !== undefined) prompt = options.prompt;
    if (options.escapeCodeTimeout !== undefined) {
      if (!NumberIsFinite(options.escapeCodeTimeout)) {
        throw new ERR_INVALID_ARG_VALUE('input.escapeCodeTimeout', options.escapeCodeTimeout);
      }
      this.escapeCodeTimeout = options.escapeCodeTimeout;
    }
    if (signal) validateAbortSignal(signal, 'options.signal');
    ({ crlfDelay } = options);
  }

  if (completer !== undefined && typeof completer !== 'function') {
    throw new ERR_INVALID_ARG_VALUE('completer', completer);
  }
  if (history === undefined) history = [];
  else validateArray(history, 'history');
  if (historySize === undefined) historySize = kHistorySize;
  validateNumber(historySize, 'historySize', 0);
  if (NumberIsNaN(historySize)) throw new ERR_INVALID_ARG_VALUE.RangeError('historySize', historySize);
  if (terminal === undefined && output != null) terminal = output.isTTY;

  this.line = '';
  this[kSearch] = null;
  this.output = output;
  this.input = input;
  this[kUndo] = [];
  this[kRedo] = [];
  this[kKillRing] = [];
  this[kYanking] = undefined;
  this[kPrevRows] = 0;
  this.history = history;
  this.historyIndex = -1;
  this.historySize = historySize;
  this.removeHistoryDuplicates = !!removeHistoryDuplicates;
  this.crlfDelay = crlfDelay ? MathMax(kMinCrlfDelay, crlfDelay) : kMinCrlfDelay;
  this.completer = completer;
  this.setPrompt(prompt);
  this.terminal = !!terminal;
  this._questionCallback = null;
  this._oldPrompt = undefined;
  this._line_buffer = null;
  this[kLines] = undefined;
  this.closed = false;
  this.paused = false;

  const onerror = (err) => this.emit('error', err);
  const ondata = (data) => this._normalWrite(data);
  const onend = () => {
    if (typeof this._line_buffer === 'string' && this._line_buffer.length > 0) this.emit('line', this._line_buffer);
    this.close();
  };
  const ontermend = () => {
    if (typeof this.line === 'string' && this.line.length > 0) this.emit('line', this.line);
    this.close();
  };
  const onkeypress = (s, key) => {
    this._ttyWrite(s, key);
    if (key?.sequence) {
      // The terminal may not show half of a surrogate pair.
      const ch = key.sequence.codePointAt(0);
      if (ch >= 0xd800 && ch <= 0xdfff) this._refreshLine();
    }
  };
  const onresize = () => this._refreshLine();

  input.on('error', onerror);
  if (!this.terminal) {
    input.on('data', ondata);
    input.on('end', onend);
    this._decoder = new StringDecoder('utf8');
    this.once('close', () => {
      input.removeListener('data', ondata);
      input.removeListener('error', onerror);
      input.removeListener('end', onend);
    });
  } else {
    emitKeypressEvents(input, this);
    input.on('keypress', onkeypress);
    input.on('end', ontermend);
    this._setRawMode(true);
    this.cursor = 0;
    if (output !== null && output !== undefined) output.on('resize', onresize);
    this.once('close', () => {
      input.removeListener('keypress', onkeypress);
      input.removeListener('error', onerror);
      input.removeListener('end', ontermend);
      if (output !== null && output !== undefined) output.removeListener('resize', onresize);
    });
  }

  if (signal) {
    const onAborted = () => this.close();
    if (signal.aborted) {
      process.nextTick(onAborted);
    } else {
      const { addAbortListener } = require('internal/events/abort_listener');
      const listening = addAbortListener(signal, onAborted);
      this.once('close', () => listening[SymbolDispose]());
    }
  }
  input.resume();
}
ObjectSetPrototypeOf(InterfaceBase.prototype, EventEmitter.prototype);
ObjectSetPrototypeOf(InterfaceBase, EventEmitter);

const methods = {
  get columns() {
    return this.output?.columns || Infinity;
  },

  /** @param {string} prompt */
  setPrompt(prompt) {
    this._prompt = prompt;
  },

  /** @returns {string} */
  getPrompt() {
    return this._prompt;
  },

  _setRawMode(mode) {
    const wasInRawMode = this.input.isRaw;
    if (typeof this.input.setRawMode === 'function') this.input.setRawMode(mode);
    return wasInRawMode;
  },

  /** @param {boolean} [preserveCursor] keep the place of the cursor */
  prompt(preserveCursor) {
    if (this.closed) throw new ERR_USE_AFTER_CLOSE('readline');
    if (this.paused) this.resume();
    if (this.terminal && process.env.TERM !== 'dumb') {
      if (!preserveCursor) this.cursor = 0;
      this._refreshLine();
    } else {
      this._writeToOutput(this._prompt);
    }
  },

  _question(query, cb) {
    if (this.closed) throw new ERR_USE_AFTER_CLOSE('readline');
    if (this._questionCallback) {
      this.prompt();
    } else {
      this._oldPrompt = this._prompt;
      this.setPrompt(query);
      this._questionCallback = cb;
      this.prompt();
    }
  },

  _questionCancel() {
    if (!this._questionCallback) return;
    this._questionCallback = null;
    this.setPrompt(this._oldPrompt);
    this.clearLine();
  },

  _onLine(line) {
    if (this._questionCallback) {
      const cb = this._questionCallback;
      this._questionCallback = null;
      this.setPrompt(this._oldPrompt);
      cb(line);
    } else {
      this.emit('line', line);
    }
  },

  _writeToOutput(stringToWrite) {
    validateString(stringToWrite, 'stringToWrite');
    if (this.output !== null && this.output !== undefined) this.output.write(stringToWrite);
  },

  close() {
    if (this.closed) return;
    this.pause();
    if (this.terminal) this._setRawMode(false);
    this.closed = true;
    this.emit('close');
  },

  [SymbolDispose]() {
    this.close();
  },

  pause() {
    if (this.closed) throw new ERR_USE_AFTER_CLOSE('readline');
    if (this.paused) return this;
    this.input.pause();
    this.paused = true;
    this.emit('pause');
    return this;
  },

  resume() {
    if (this.closed) throw new ERR_USE_AFTER_CLOSE('readline');
    if (!this.paused) return this;
    this.input.resume();
    this.paused = false;
    this.emit('resume');
    return this;
  },

  /**
   * @param {string|Buffer} d
   * @param {{ ctrl?: boolean, meta?: boolean, shift?: boolean, name?: string }} [key]
   */
  write(d, key) {
    if (this.closed) throw new ERR_USE_AFTER_CLOSE('readline');
    if (this.paused) this.resume();
    if (this.terminal) this._ttyWrite(d, key);
    else this._normalWrite(d);
  },

  _normalWrite(b) {
    if (b === undefined) return;
    let string = this._decoder.write(b);
    // The \n of a \r\n may come late.
    if (this._sawReturnAt && DateNow() - this._sawReturnAt <= this.crlfDelay) {
      if (string.codePointAt(0) === 10) string = string.slice(1);
      this._sawReturnAt = 0;
    }
    kLineEnding.lastIndex = 0;
    let ending = kLineEnding.exec(string);
    if (ending !== null) {
      if (this._line_buffer) {
        string = this._line_buffer + string;
        this._line_buffer = null;
        kLineEnding.lastIndex = 0;
        ending = kLineEnding.exec(string);
      }
      this._sawReturnAt = string.endsWith('\r') ? DateNow() : 0;

      const indexes = [0, ending.index, kLineEnding.lastIndex];
      while ((ending = kLineEnding.exec(string)) !== null) indexes.push(ending.index, kLineEnding.lastIndex);
      const last = indexes.length - 1;
      // What comes after the last ending waits for its own.
      this._line_buffer = string.slice(indexes[last]);
      for (let i = 1; i < last; i += 2) this._onLine(string.slice(indexes[i - 1], indexes[i]));
    } else if (string) {
      // A line that comes in many chunks is joined when it ends.
      this._line_buffer = this._line_buffer ? this._line_buffer + string : string;
    }
  },

  clearLine() {
    this._moveCursor(+Infinity);
    this._writeToOutput('\r\n');
    this.line = '';
    this.cursor = 0;
    this[kPrevRows] = 0;
  },

  // History

  _addHistory() {
    if (this.line.length === 0) return '';
    if (!this.history || this.historySize === 0) return this.line;
    if (this.line.trim().length === 0) return this.line;
    if (this.history.length === 0 || this.history[0] !== this.line) {
      if (this.removeHistoryDuplicates) {
        const dupIndex = this.history.indexOf(this.line);
        if (dupIndex !== -1) this.history.splice(dupIndex, 1);
      }
      this.history.unshift(this.line);
      if (this.history.length > this.historySize) this.history.pop();
    }
    this.historyIndex = -1;
    const line = this.history[0];
    // A listener may want to keep it, changed or not at all.
    this.emit('history', this.history);
    return line;
  },

  _historyNext() {
    if (this.historyIndex < 0) return;
    this._beforeEdit(this.line, this.cursor);
    const search = this[kSearch] || '';
    let index = this.historyIndex - 1;
    while (index >= 0 && (!this.history[index].startsWith(search) || this.line === this.history[index])) index--;
    this.line = index < 0 ? search : this.history[index];
    this.historyIndex = index;
    this.cursor = this.line.length;
    this._refreshLine();
  },

  _historyPrev() {
    if (this.historyIndex >= this.history.length || !this.history.length) return;
    this._beforeEdit(this.line, this.cursor);
    const search = this[kSearch] || '';
    let index = this.historyIndex + 1;
    while (index < this.history.length && (!this.history[index].startsWith(search) || this.line === this.history[index])) {
      index++;
    }
    if (index === this.history.length) {
      this.line = search;
    } else {
      this.line = this.history[index];
    }
    this.historyIndex = index;
    this.cursor = this.line.length;
    this._refreshLine();
  },

  // What is shown

  _refreshLine() {
    const line = this._prompt + this.line;
    const dispPos = this._getDisplayPos(line);
    const cursorPos = this.getCursorPos();
    if (this[kPrevRows] > 0) moveCursor(this.output, 0, -this[kPrevRows]);
    cursorTo(this.output, 0);
    clearScreenDown(this.output);
    this._writeToOutput(line);
    // A terminal that has just filled its last column wraps with the next character only.
    if (dispPos.cols === 0) this._writeToOutput(' ');
    cursorTo(this.output, cursorPos.cols);
    const diff = dispPos.rows - cursorPos.rows;
    if (diff > 0) moveCursor(this.output, 0, -diff);
    this[kPrevRows] = cursorPos.rows;
  },

  _getDisplayPos(str) {
    let offset = 0;
    const col = this.columns;
    let rows = 0;
    for (const char of stripVTControlCharacters(str)) {
      if (char === '\n') {
        rows += MathCeil(offset / col) || 1;
        offset = 0;
        continue;
      }
      if (char === '\t') {
        offset += this.tabSize - (offset % this.tabSize);
        continue;
      }
      const width = getStringWidth(char, false);
      if (width === 0 || width === 1) {
        offset += width;
      } else {
        // A wide character is not split between two rows.
        if ((offset + 1) % col === 0) offset++;
        offset += 2;
      }
    }
    const cols = offset % col;
    rows += (offset - cols) / col;
    return { cols, rows };
  },

  /** @returns {{ rows: number, cols: number }} where the cursor is, counted from the prompt */
  getCursorPos() {
    return this._getDisplayPos(this._prompt + this.line.slice(0, this.cursor));
  },

  _getCursorPos() {
    return this.getCursorPos();
  },

  // Editing

  _beforeEdit(oldText, oldCursor) {
    this[kUndo].push({ text: oldText, cursor: oldCursor });
    if (this[kUndo].length > kMaxUndo) this[kUndo].shift();
  },

  _undo() {
    if (this[kUndo].length === 0) return;
    this[kRedo].push({ text: this.line, cursor: this.cursor });
    this._restore(this[kUndo].pop());
  },

  _redo() {
    if (this[kRedo].length === 0) return;
    this[kUndo].push({ text: this.line, cursor: this.cursor });
    this._restore(this[kRedo].pop());
  },

  _restore({ text, cursor }) {
    this.line = text;
    this.cursor = cursor;
    this._refreshLine();
  },

  _kill(text) {
    if (!text || text === this[kKillRing][0]) return;
    this[kKillRing].unshift(text);
    if (this[kKillRing].length > 32) this[kKillRing].pop();
  },

  _yank() {
    if (this[kKillRing].length === 0) return;
    this[kYanking] = { index: 0, start: this.cursor };
    const before = this[kYanking];
    this._insertString(this[kKillRing][0]);
    this[kYanking] = before;
  },

  _yankPop() {
    const yanking = this[kYanking];
    if (yanking === undefined || this[kKillRing].length < 2) return;
    const length = this[kKillRing][yanking.index].length;
    yanking.index = (yanking.index + 1) % this[kKillRing].length;
    this.line = this.line.slice(0, yanking.start) + this.line.slice(yanking.start + length);
    this.cursor = yanking.start;
    this._insertString(this[kKillRing][yanking.index]);
    this[kYanking] = yanking;
  },

  _insertString(c) {
    this._beforeEdit(this.line, this.cursor);
    if (this.cursor < this.line.length) {
      this.line = this.line.slice(0, this.cursor) + c + this.line.slice(this.cursor);
      this.cursor += c.length;
      this._refreshLine();
      return;
    }
    const oldPos = this.getCursorPos();
    this.line += c;
    this.cursor += c.length;
    const newPos = this.getCursorPos();
    if (oldPos.rows < newPos.rows) this._refreshLine();
    else this._writeToOutput(c);
  },

  _wordLeft() {
    if (this.cursor <= 0) return;
    const reversed = Array.from(this.line.slice(0, this.cursor)).reverse().join('');
    const match = /^\s*(?:[^\w\s]+|\w+)?/.exec(reversed);
    this._moveCursor(-match[0].length);
  },

  _wordRight() {
    if (this.cursor >= this.line.length) return;
    const match = /^(?:\s+|[^\w\s]+|\w+)\s*/.exec(this.line.slice(this.cursor));
    this._moveCursor(match[0].length);
  },

  _deleteLeft() {
    if (this.cursor <= 0 || this.line.length === 0) return;
    this._beforeEdit(this.line, this.cursor);
    const size = charLengthLeft(this.line, this.cursor);
    this.line = this.line.slice(0, this.cursor - size) + this.line.slice(this.cursor);
    this.cursor -= size;
    this._refreshLine();
  },

  _deleteRight() {
    if (this.cursor >= this.line.length) return;
    this._beforeEdit(this.line, this.cursor);
    const size = charLengthAt(this.line, this.cursor);
    this.line = this.line.slice(0, this.cursor) + this.line.slice(this.cursor + size);
    this._refreshLine();
  },

  _deleteWordLeft() {
    if (this.cursor <= 0) return;
    this._beforeEdit(this.line, this.cursor);
    let leading = this.line.slice(0, this.cursor);
    const reversed = Array.from(leading).reverse().join('');
    const match = /^\s*(?:[^\w\s]+|\w+)?/.exec(reversed);
    const killed = leading.slice(leading.length - match[0].length);
    leading = leading.slice(0, leading.length - match[0].length);
    this.line = leading + this.line.slice(this.cursor);
    this.cursor = leading.length;
    this._kill(killed);
    this._refreshLine();
  },

  _deleteWordRight() {
    if (this.cursor >= this.line.length) return;
    this._beforeEdit(this.line, this.cursor);
    const trailing = this.line.slice(this.cursor);
    const match = /^(?:\s+|\W+|\w+)\s*/.exec(trailing);
    this.line = this.line.slice(0, this.cursor) + trailing.slice(match[0].length);
    this._kill(match[0]);
    this._refreshLine();
  },

  _deleteLineLeft() {
    this._beforeEdit(this.line, this.cursor);
    const killed = this.line.slice(0, this.cursor);
    this.line = this.line.slice(this.cursor);
    this.cursor = 0;
    this._kill(killed);
    this._refreshLine();
  },

  _deleteLineRight() {
    this._beforeEdit(this.line, this.cursor);
    const killed = this.line.slice(this.cursor);
    this.line = this.line.slice(0, this.cursor);
    this._kill(killed);
    this._refreshLine();
  },

  _line() {
    const line = this._addHistory();
    this[kUndo] = [];
    this[kRedo] = [];
    this.clearLine();
    this._onLine(line);
  },

  _moveCursor(dx) {
    if (dx === 0) return;
    const oldPos = this.getCursorPos();
    this.cursor += dx;
    if (this.cursor < 0) this.cursor = 0;
    else if (this.cursor > this.line.length) this.cursor = this.line.length;
    const newPos = this.getCursorPos();
    if (oldPos.rows === newPos.rows) {
      moveCursor(this.output, newPos.cols - oldPos.cols, 0);
    } else {
      this._refreshLine();
    }
  },

  // Completion

  async _tabComplete(lastKeypressWasTab) {
    this.pause();
    const string = this.line.slice(0, this.cursor);
    let value;
    try {
      value = await this.completer(string);
    } catch (err) {
      const { inspect } = require('internal/util/inspect');
      this._writeToOutput(`Tab completion error: ${inspect(err)}`);
      return;
    } finally {
      this.resume();
    }
    this._showCompletions(lastKeypressWasTab, value);
  },

  _showCompletions(lastKeypressWasTab, result) {
    require('internal/readline/completion').show(this, lastKeypressWasTab, result);
  },

  _ttyWrite(s, key) {
    require('internal/readline/editing').handleKey(this, s, key);
  },

  [SymbolAsyncIterator]() {
    if (this[kLines] === undefined) {
      const { kFirstEventParam, on } = require('internal/events/async');
      this[kLines] = on(this, 'line', { close: ['close'], highWaterMark: 1024, [kFirstEventParam]: true });
    }
    return this[kLines];
  },
};

const descriptors = ObjectGetOwnPropertyDescriptors(methods);
for (const key of ReflectOwnKeys(descriptors)) {
  ObjectDefineProperties(InterfaceBase.prototype, {
    [key]: { __proto__: null, ...descriptors[key], enumerable: false },
  });
}

module.exports = { InterfaceBase, charLengthAt, charLengthLeft, kSearch, kYanking };
