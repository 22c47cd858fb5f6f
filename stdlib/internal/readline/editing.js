'use strict';

// What each key does to the line: the bindings of Emacs, as far as one line has use for them.

const { kSearch, kYanking, charLengthAt, charLengthLeft } = require('internal/readline/interface');

const ctrlShift = {
  __proto__: null,
  backspace: (self) => self._deleteLineLeft(),
  delete: (self) => self._deleteLineRight(),
};

const ctrl = {
  __proto__: null,
  c(self) {
    if (self.listenerCount('SIGINT') > 0) self.emit('SIGINT');
    else self.close(); // as a terminal that is not raw would end the program
  },
  h: (self) => self._deleteLeft(),
  d(self) {
    if (self.cursor === 0 && self.line.length === 0) self.close(); // end of input
    else if (self.cursor < self.line.length) self._deleteRight();
  },
  u: (self) => self._deleteLineLeft(),
  k: (self) => self._deleteLineRight(),
  a: (self) => self._moveCursor(-Infinity),
  e: (self) => self._moveCursor(+Infinity),
  b: (self) => self._moveCursor(-charLengthLeft(self.line, self.cursor)),
  f: (self) => self._moveCursor(+charLengthAt(self.line, self.cursor)),
  l(self) {
    const { clearScreenDown, cursorTo } = require('internal/readline/cursor');
    cursorTo(self.output, 0, 0);
    clearScreenDown(self.output);
    self._refreshLine();
  },
  n: (self) => self._historyNext(),
  p: (self) => self._historyPrev(),
  y: (self) => self._yank(),
  z: suspend,
  w: (self) => self._deleteWordLeft(),
  backspace: (self) => self._deleteWordLeft(),
  delete: (self) => self._deleteWordRight(),
  left: (self) => self._wordLeft(),
  right: (self) => self._wordRight(),
};

const meta = {
  __proto__: null,
  b: (self) => self._wordLeft(),
  f: (self) => self._wordRight(),
  d: (self) => self._deleteWordRight(),
  delete: (self) => self._deleteWordRight(),
  backspace: (self) => self._deleteWordLeft(),
  y: (self) => self._yankPop(),
};

const plain = {
  __proto__: null,
  return(self) {
    self._sawReturnAt = Date.now();
    self._line();
  },
  enter(self) {
    // The second half of \r\n is not a line of its own.
    if (self._sawReturnAt === 0 || Date.now() - self._sawReturnAt > self.crlfDelay) self._line();
    self._sawReturnAt = 0;
  },
  backspace: (self) => self._deleteLeft(),
  delete: (self) => self._deleteRight(),
  left: (self) => self._moveCursor(-charLengthLeft(self.line, self.cursor)),
  right: (self) => self._moveCursor(+charLengthAt(self.line, self.cursor)),
  home: (self) => self._moveCursor(-Infinity),
  end: (self) => self._moveCursor(+Infinity),
  up: (self) => self._historyPrev(),
  down: (self) => self._historyNext(),
};

// Ctrl-Z. On the way back the terminal is to be raw again, and the line shown.
function suspend(self) {
  if (process.platform === 'win32') return;
  if (self.listenerCount('SIGTSTP') > 0) {
    self.emit('SIGTSTP');
    return;
  }
  process.once('SIGCONT', () => {
    // Don't raise the events of a stream that was resumed by hand.
    if (!self.paused) {
      self.pause();
      self.emit('SIGCONT');
    }
    self._setRawMode(true);
    self._refreshLine();
  });
  self._setRawMode(false);
  process.kill(process.pid, 'SIGTSTP');
}

function insert(self, s) {
  if (typeof s !== 'string' || !s) return;
  const kEnding = /\r\n|\n|\r/g;
  // Pasted lines are lines.
  let from = 0;
  let match;
  while ((match = kEnding.exec(s)) !== null) {
    self._insertString(s.slice(from, match.index));
    self._line();
    from = kEnding.lastIndex;
  }
  if (from < s.length || from === 0) self._insertString(s.slice(from));
}

/** Does what a key stands for. */
function handleKey(self, s, key) {
  const previousKey = self._previousKey;
  key = key || { __proto__: null };
  self._previousKey = key;
  if (!key.meta || key.name !== 'y') self[kYanking] = undefined;

  // Going through the history looks for what was there before the cursor when that began.
  if ((key.name === 'up' || key.name === 'down' ||
       (key.ctrl && (key.name === 'p' || key.name === 'n'))) && !key.meta && !key.shift) {
    if (self[kSearch] === null) self[kSearch] = self.line.slice(0, self.cursor);
  } else if (self[kSearch] !== null) {
    self[kSearch] = null;
    if (self.history.length === self.historyIndex) self.historyIndex = -1;
  }

  // By their characters, as terminals send no name with these.
  if (typeof key.sequence === 'string') {
    if (key.sequence.codePointAt(0) === 0x1f) return self._undo();
    if (key.sequence.codePointAt(0) === 0x1e) return self._redo();
  }

  // An escape that is pressed by itself does nothing.
  if (key.name === 'escape') return undefined;

  let action;
  if (key.ctrl && key.shift) action = ctrlShift[key.name];
  else if (key.ctrl) action = ctrl[key.name];
  else if (key.meta) action = meta[key.name];
  else action = plain[key.name];

  if (key.ctrl || key.meta) {
    action?.(self);
    return undefined;
  }
  if (key.name !== 'enter') self._sawReturnAt = 0;
  if (action !== undefined) {
    action(self);
    return undefined;
  }
  if (key.name === 'tab' && typeof self.completer === 'function' && self.isCompletionEnabled) {
    self._tabComplete(previousKey?.name === 'tab');
    return undefined;
  }
  insert(self, s);
  return undefined;
}

module.exports = { handleKey };
