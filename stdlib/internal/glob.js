'use strict';

// Patterns for paths: braces, `**`, and within a component `*`, `?`, `[set]` and the groups `?(…) *(…) +(…) @(…) !(…)`.

const { RegExp, RegExpPrototypeExec, StringFromCharCode, Symbol } = primordials;

/** A component that stands for any number of directories. */
const kGlobstar = Symbol('**');

// ---- braces ----

/** The end of the group of braces that opens at `open`, with the places of its commas; undefined when it isn't closed. */
function findGroup(pattern, open) {
  const commas = [];
  let depth = 0;
  for (let i = open; i < pattern.length; i++) {
    const c = pattern[i];
    if (c === '\\') {
      i++;
    } else if (c === '{') {
      depth++;
    } else if (c === '}') {
      if (--depth === 0) return { close: i, commas };
    } else if (c === ',' && depth === 1) {
      commas.push(i);
    }
  }
  return undefined;
}

const range = /^(?:(-?\d+)\.\.(-?\d+)|([a-zA-Z])\.\.([a-zA-Z]))(?:\.\.(-?\d+))?$/;
const kMostExpansions = 100_000;

/** The texts that `{1..9..2}` or `{a..e}` stands for. */
function expandRange(body) {
  const match = RegExpPrototypeExec(range, body);
  if (match === null) return undefined;
  const { 1: first, 2: last, 3: firstLetter, 4: lastLetter, 5: by } = match;
  const numeric = first !== undefined;
  const from = numeric ? +first : firstLetter.charCodeAt(0);
  const to = numeric ? +last : lastLetter.charCodeAt(0);
  const step = Math.abs(+(by ?? 1)) || 1;
  const padded = numeric && (/^-?0\d/.test(first) || /^-?0\d/.test(last));
  const width = padded ? Math.max(first.length, last.length) : 0;
  const texts = [];
  for (let n = from; from <= to ? n <= to : n >= to; n += from <= to ? step : -step) {
    if (texts.length >= kMostExpansions) break;
    if (!numeric) texts.push(StringFromCharCode(n));
    else texts.push(n < 0 ? `-${String(-n).padStart(width - 1, '0')}` : String(n).padStart(width, '0'));
  }
  return texts;
}

/** @returns {string[]} the patterns without braces that one with braces stands for */
function expandBraces(pattern) {
  for (let i = 0; i < pattern.length; i++) {
    if (pattern[i] === '\\') {
      i++;
      continue;
    }
    if (pattern[i] !== '{') continue;
    const group = findGroup(pattern, i);
    if (group === undefined) continue;
    let choices;
    if (group.commas.length === 0) {
      choices = expandRange(pattern.slice(i + 1, group.close));
      if (choices === undefined) continue;
    } else {
      choices = [];
      let start = i + 1;
      for (const comma of [...group.commas, group.close]) {
        choices.push(...expandBraces(pattern.slice(start, comma)));
        start = comma + 1;
      }
    }
    const before = pattern.slice(0, i);
    const rests = expandBraces(pattern.slice(group.close + 1));
    const all = [];
    for (const choice of choices) {
      for (const rest of rests) {
        if (all.length >= kMostExpansions) return all;
        all.push(before + choice + rest);
      }
    }
    return all;
  }
  return [pattern];
}

// ---- one component ----

const posixClasses = {
  '__proto__': null,
  'alnum': '\\p{L}\\p{Nl}\\p{Nd}',
  'alpha': '\\p{L}\\p{Nl}',
  'ascii': '\\x00-\\x7f',
  'blank': '\\p{Zs}\\t',
  'cntrl': '\\p{Cc}',
  'digit': '\\p{Nd}',
  'graph': '\\p{L}\\p{N}\\p{P}\\p{S}',
  'lower': '\\p{Ll}',
  'print': '\\p{L}\\p{N}\\p{P}\\p{S}\\p{Zs}',
  'punct': '\\p{P}',
  'space': '\\p{Z}\\t\\r\\n\\v\\f',
  'upper': '\\p{Lu}',
  'word': '\\p{L}\\p{Nl}\\p{Nd}\\p{Pc}',
  'xdigit': 'A-Fa-f0-9',
};

function quote(text) {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

/** A set `[…]` as a regular expression and where it ends; undefined when it is none and `[` stands for itself. */
function parseSet(text, open) {
  let i = open + 1;
  const negated = text[i] === '!' || text[i] === '^';
  if (negated) i++;
  let body = '';
  let first = true;
  for (; i < text.length; first = false) {
    const c = text[i];
    if (c === ']' && !first) return body === '' ? undefined : { source: `[${negated ? '^/' : ''}${body}]`, end: i };
    if (c === '[' && text[i + 1] === ':') {
      const end = text.indexOf(':]', i + 2);
      const known = end === -1 ? undefined : posixClasses[text.slice(i + 2, end)];
      if (known !== undefined) {
        body += known;
        i = end + 2;
        continue;
      }
    }
    let member = c;
    if (c === '\\' && i + 1 < text.length) member = text[++i];
    i++;
    if (text[i] === '-' && i + 1 < text.length && text[i + 1] !== ']') {
      let last = text[i + 1];
      i += 2;
      if (last === '\\' && i < text.length) last = text[i++];
      // A range that runs backwards has no members.
      if (member <= last) body += `${quote(member)}-${quote(last)}`;
      continue;
    }
    body += quote(member);
  }
  return undefined;
}

/** The end of the group whose parenthesis opens at `open`; -1 when it isn't closed. */
function findClosing(text, open) {
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '(') depth++;
    else if (text[i] === ')' && --depth === 0) return i;
  }
  return -1;
}

function splitAlternatives(text) {
  const parts = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '\\') {
      i++;
    } else if (text[i] === '(') {
      depth++;
    } else if (text[i] === ')') {
      depth--;
    } else if (text[i] === '|' && depth === 0) {
      parts.push(text.slice(start, i));
      start = i + 1;
    }
  }
  parts.push(text.slice(start));
  return parts;
}

/** @returns {{ source: string, magic: boolean, literal: string }} */
function compile(text, rest = '') {
  let source = '';
  let literal = '';
  let magic = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (text[i + 1] === '(' && '?*+@!'.includes(c)) {
      const close = findClosing(text, i + 1);
      if (close !== -1) {
        const after = text.slice(close + 1);
        const choices = splitAlternatives(text.slice(i + 2, close));
        magic = true;
        if (c === '!') {
          // Not any of them with what follows in the component.
          const tail = compile(after, rest).source;
          const not = choices.map((choice) => compile(choice).source + tail + rest).join('|');
          return { source: `${source}(?!(?:${not})$)[^/]*?${tail}`, magic, literal };
        }
        const any = choices.map((choice) => compile(choice).source).join('|');
        source += `(?:${any})${c === '@' ? '' : c}`;
        i = close;
        continue;
      }
    }
    if (c === '*') {
      while (text[i + 1] === '*') i++;
      source += '[^/]*?';
      magic = true;
    } else if (c === '?') {
      source += '[^/]';
      magic = true;
    } else if (c === '[') {
      const set = parseSet(text, i);
      if (set === undefined) {
        source += '\\[';
        literal += '[';
      } else {
        source += set.source;
        magic = true;
        i = set.end;
      }
    } else {
      const shown = c === '\\' && i + 1 < text.length ? text[++i] : c;
      source += quote(shown);
      literal += shown;
    }
  }
  return { source, magic, literal };
}

/** A component as a name to look for, or a regular expression for names. */
function parseComponent(text) {
  if (text === '**') return kGlobstar;
  const { source, magic, literal } = compile(text);
  if (!magic) return literal;
  // Hidden names want their dot spelled out, and no name is empty.
  const guard = text.startsWith('.') ? '(?!\\.{1,2}$)' : '(?!\\.)';
  try {
    return new RegExp(`^${guard}(?=.)${source}$`, 'u');
  } catch {
    return text;
  }
}

// ---- whole patterns ----

/**
 * @typedef {object} Pattern
 * @property {boolean} absolute
 * @property {boolean} fromHere begins with `./`
 * @property {boolean} directories ends with a slash
 * @property {(string | symbol | RegExp)[]} components
 */

/**
 * @param {string} text without braces
 * @returns {Pattern}
 */
function parsePattern(text) {
  const parts = text.split('/');
  const components = [];
  for (let i = 0; i < parts.length; i++) {
    if (parts[i] === '' || parts[i] === '.') continue;
    // `**` twice in a row says no more than once.
    if (parts[i] === '**' && components[components.length - 1] === kGlobstar) continue;
    components.push(parseComponent(parts[i]));
  }
  return {
    absolute: text.startsWith('/'),
    fromHere: parts[0] === '.',
    directories: components.length > 0 && text.endsWith('/'),
    components,
  };
}

/** @returns {Pattern[]} */
function parsePatterns(text) {
  return expandBraces(text).map(parsePattern);
}

function matchesFrom(components, c, names, n) {
  while (c < components.length) {
    const component = components[c];
    if (component === kGlobstar) {
      for (let skip = n; skip <= names.length; skip++) {
        if (matchesFrom(components, c + 1, names, skip)) return true;
        if (skip < names.length && names[skip].startsWith('.')) break;
      }
      return false;
    }
    if (n === names.length) return false;
    if (typeof component === 'string' ? component !== names[n] : RegExpPrototypeExec(component, names[n]) === null) return false;
    c++;
    n++;
  }
  return n === names.length;
}

/**
 * A test for paths by text alone.
 * @param {string} text the pattern
 * @param {(path: string) => string} resolve makes paths and patterns absolute
 * @returns {(path: string) => boolean}
 */
function makeMatcher(text, resolve) {
  const patterns = expandBraces(text).map((one) => {
    const parts = [];
    for (const part of one.split('/')) {
      const last = parts[parts.length - 1];
      // A name and the way back out of it.
      if (part === '..' && last !== undefined && last !== '' && last !== '**' && last !== '..') parts.pop();
      else if (part !== '.') parts.push(part);
    }
    const base = one.startsWith('/') ? '' : quoteMagic(resolve('.'));
    return parsePattern(`${base === '/' ? '' : base}/${parts.join('/')}`).components;
  });
  return (path) => {
    const names = resolve(path).split('/').filter((name) => name !== '');
    return patterns.some((components) => matchesFrom(components, 0, names, 0));
  };
}

/**
 * path.matchesGlob: by text alone, without looking at files.
 * @param {string} path
 * @param {string} pattern
 * @param {boolean} windows both slashes part components
 */
function matchesGlob(path, pattern, windows) {
  if (windows) {
    path = path.replace(/\\/g, '/');
    pattern = pattern.replace(/\\/g, '/');
  }
  const names = path.split('/').filter((name) => name !== '' && name !== '.');
  const absolute = path.startsWith('/');
  return parsePatterns(pattern).some((one) => {
    return one.absolute === absolute && (!one.directories || path.endsWith('/')) && matchesFrom(one.components, 0, names, 0);
  });
}

function quoteMagic(path) {
  return path.replace(/[\\*?[\]{}()!+@|]/g, '\\$&');
}

module.exports = { expandBraces, kGlobstar, makeMatcher, matchesGlob, parsePatterns };
