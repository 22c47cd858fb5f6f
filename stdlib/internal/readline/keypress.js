'use strict';

// Turns what a terminal sends into 'keypress' events.

const { Symbol } = primordials;
const { StringDecoder } = require('string_decoder');

const kDecoder = Symbol('keypress-decoder');
const kParser = Symbol('escape-decoder');
const kEscapeTimeout = 500;
const kEscape = '\x1b';

// What comes after the escape, without modifiers: of xterm, gnome, rxvt, putty, cygwin and the Linux console.
const names = { __proto__: null };
function define(name, extra, ...codes) {
  for (const code of codes) names[code] = { name, ...extra };
}
const shift = { shift: true };
const ctrl = { ctrl: true };
define('f1', {}, 'OP', '[P', '[11~', '[[A');
define('f2', {}, 'OQ', '[Q', '[12~', '[[B');
define('f3', {}, 'OR', '[R', '[13~', '[[C');
define('f4', {}, 'OS', '[S', '[14~', '[[D');
define('f5', {}, '[15~', '[[E');
define('f6', {}, '[17~');
define('f7', {}, '[18~');
define('f8', {}, '[19~');
define('f9', {}, '[20~');
define('f10', {}, '[21~');
define('f11', {}, '[23~');
define('f12', {}, '[24~');
define('up', {}, '[A', 'OA');
define('down', {}, '[B', 'OB');
define('right', {}, '[C', 'OC');
define('left', {}, '[D', 'OD');
define('clear', {}, '[E', 'OE');
define('end', {}, '[F', 'OF', '[4~', '[8~');
define('home', {}, '[H', 'OH', '[1~', '[7~');
define('insert', {}, '[2~');
define('delete', {}, '[3~');
define('pageup', {}, '[5~', '[[5~');
define('pagedown', {}, '[6~', '[[6~');
define('up', shift, '[a');
define('down', shift, '[b');
define('right', shift, '[c');
define('left', shift, '[d');
define('clear', shift, '[e');
define('insert', shift, '[2$');
define('delete', shift, '[3$');
define('pageup', shift, '[5$');
define('pagedown', shift, '[6$');
define('home', shift, '[7$');
define('end', shift, '[8$');
define('up', ctrl, 'Oa');
define('down', ctrl, 'Ob');
define('right', ctrl, 'Oc');
define('left', ctrl, 'Od');
define('clear', ctrl, 'Oe');
define('insert', ctrl, '[2^');
define('delete', ctrl, '[3^');
define('pageup', ctrl, '[5^');
define('pagedown', ctrl, '[6^');
define('home', ctrl, '[7^');
define('end', ctrl, '[8^');
define('tab', shift, '[Z');
define('paste-start', {}, '[200~');
define('paste-end', {}, '[201~');

function isDigit(ch) {
  return ch >= '0' && ch <= '9';
}

// A coroutine that is given characters, one at a time ('' when an escape sequence has not gone on in time).
function* parseKeys(stream) {
  while (true) {
    let ch = yield;
    let s = ch;
    let escaped = false;
    const key = { sequence: null, name: undefined, ctrl: false, meta: false, shift: false };

    if (ch === kEscape) {
      escaped = true;
      s += (ch = yield);
      if (ch === kEscape) s += (ch = yield);
    }

    if (escaped && (ch === 'O' || ch === '[')) {
      // O or [, parameters, and a last character: the modifiers are a parameter.
      let code = ch;
      let modifier = 0;
      if (ch === 'O') {
        s += (ch = yield);
        if (isDigit(ch)) {
          modifier = (ch >> 0) - 1;
          s += (ch = yield);
        }
        code += ch;
      } else {
        s += (ch = yield);
        if (ch === '[') {
          // The console's function keys have two brackets.
          code += ch;
          s += (ch = yield);
        }
        const start = s.length - 1;
        // At most three digits, a semicolon and the modifier.
        for (let n = 0; n < 3 && isDigit(ch); n++) s += (ch = yield);
        if (ch === ';') {
          s += (ch = yield);
          for (let n = 0; n < 2 && isDigit(ch); n++) s += (ch = yield);
        }
        const rest = s.slice(start);
        let match;
        if ((match = /^(?:(\d\d?)(?:;(\d))?([~^$])|(\d{3}~))$/.exec(rest)) !== null) {
          if (match[4]) {
            code += match[4];
          } else {
            code += match[1] + match[3];
            modifier = (match[2] || 1) - 1;
          }
        } else if ((match = /^((\d;)?(\d))?([A-Za-z])$/.exec(rest)) !== null) {
          code += match[4];
          modifier = (match[3] || 1) - 1;
        } else {
          code += rest;
        }
      }
      key.ctrl = !!(modifier & 4);
      key.meta = !!(modifier & 10);
      key.shift = !!(modifier & 1);
      key.code = code;
      const known = names[code];
      if (known === undefined) {
        key.name = 'undefined';
      } else {
        key.name = known.name;
        if (known.shift) key.shift = true;
        if (known.ctrl) key.ctrl = true;
      }
    } else if (ch === '\r') {
      key.name = 'return';
      key.meta = escaped;
    } else if (ch === '\n') {
      key.name = 'enter';
      key.meta = escaped;
    } else if (ch === '\t') {
      key.name = 'tab';
      key.meta = escaped;
    } else if (ch === '\b' || ch === '\x7f') {
      key.name = 'backspace';
      key.meta = escaped;
    } else if (ch === kEscape) {
      key.name = 'escape';
      key.meta = escaped;
    } else if (ch === ' ') {
      key.name = 'space';
      key.meta = escaped;
    } else if (!escaped && ch <= '\x1a') {
      key.name = String.fromCharCode(ch.charCodeAt(0) + 96);
      key.ctrl = true;
    } else if (/^[0-9A-Za-z]$/.test(ch)) {
      key.name = ch.toLowerCase();
      key.shift = /^[A-Z]$/.test(ch);
      key.meta = escaped;
    } else if (escaped) {
      // Escape and something that has no name.
      key.name = ch.length ? undefined : 'escape';
      key.meta = true;
    }

    key.sequence = s;
    if (s.length !== 0 && (key.name !== undefined || escaped)) {
      stream.emit('keypress', escaped ? undefined : s, key);
    } else if ([...s].length === 1) {
      stream.emit('keypress', s, key);
    }
  }
}

/**
 * Has `stream` emit 'keypress' for what it reads, as long as somebody listens to that.
 * @param {Readable} stream
 * @param {Interface} [iface] what it is read for
 */
function emitKeypressEvents(stream, iface = undefined) {
  if (stream[kDecoder]) return;
  stream[kDecoder] = new StringDecoder('utf8');
  stream[kParser] = parseKeys(stream);
  stream[kParser].next();

  const flush = () => stream[kParser].next('');
  let timeout;

  function onData(input) {
    if (stream.listenerCount('keypress') === 0) {
      // Nobody wants them any more: wait until somebody does.
      stream.removeListener('data', onData);
      stream.on('newListener', onNewListener);
      return;
    }
    const string = stream[kDecoder].write(input);
    if (!string) return;
    require('timers').clearTimeout(timeout);

    // A paste must not be completed: only a tab that comes alone is a request.
    if (iface) iface._sawKeyPress = [...string].length === 1;
    const previouslyCompletes = iface?.isCompletionEnabled;
    let length = 0;
    try {
      for (const character of string) {
        length += character.length;
        if (length === string.length && iface) iface.isCompletionEnabled = previouslyCompletes;
        else if (iface) iface.isCompletionEnabled = false;
        try {
          stream[kParser].next(character);
        } catch (err) {
          // A listener has thrown; the parser has to be made anew.
          stream[kParser] = parseKeys(stream);
          stream[kParser].next();
          throw err;
        }
        // An escape may be a key of its own, or the beginning of a sequence.
        if (character === kEscape && length === string.length) {
          timeout = require('timers').setTimeout(flush, iface ? iface.escapeCodeTimeout : kEscapeTimeout);
        }
      }
    } finally {
      if (iface) iface.isCompletionEnabled = previouslyCompletes;
    }
  }

  function onNewListener(event) {
    if (event !== 'keypress') return;
    stream.on('data', onData);
    stream.removeListener('newListener', onNewListener);
  }

  if (stream.listenerCount('keypress') > 0) stream.on('data', onData);
  else stream.on('newListener', onNewListener);
}

module.exports = { emitKeypressEvents };
