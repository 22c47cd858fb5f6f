'use strict';

// Takes the text of a URL pattern apart into the patterns of its components, before what any of them means is known.

const { Component, tokenize } = require('url/pattern_parser');

const order = ['protocol', 'authority', 'username', 'password', 'hostname', 'port', 'pathname', 'search', 'hash'];

/**
 * @param {string} input
 * @param {(pattern: Component) => boolean} matchesSpecial whether a protocol pattern matches a special scheme
 * @param {(text: string) => string} canonicalizeProtocol
 * @returns {object} the components that the text has
 */
function parseConstructorString(input, matchesSpecial, canonicalizeProtocol) {
  const tokens = tokenize(input, true);
  const result = {};
  let start = 0;
  let at = 0;
  let step = 1;
  let groups = 0;
  let brackets = 0;
  let special = false;
  let state = 'init';

  const token = (i) => tokens[Math.min(i, tokens.length - 1)];
  const is = (i, value) => {
    const { type, value: found } = token(i);
    return found === value && (type === 'char' || type === 'escaped' || type === 'invalid');
  };
  const component = () => input.slice(token(start).index, token(at).index);
  const before = (name, limit) => order.indexOf(name) <= order.indexOf(limit) && name !== 'init';
  const change = (next, skip) => {
    if (state !== 'init' && state !== 'authority') result[state] = component();
    if (state !== 'init' && next !== 'done') {
      // What is skipped over is empty, not anything.
      if (before(state, 'password') && ['port', 'pathname', 'search', 'hash'].includes(next)) result.hostname ??= '';
      if (before(state, 'port') && (next === 'search' || next === 'hash')) result.pathname ??= special ? '/' : '';
      if (before(state, 'pathname') && next === 'hash') result.search ??= '';
    }
    state = next;
    at += skip;
    start = at;
    step = 0;
  };
  const rewind = (next) => {
    at = start;
    step = 0;
    if (next !== undefined) state = next;
  };
  const isSearchPrefix = () => {
    if (is(at, '?')) return true;
    if (token(at).value !== '?' || at === 0) return token(at).value === '?';
    // After these a question mark is a modifier.
    return !['name', 'regexp', 'close', 'asterisk'].includes(token(at - 1).type);
  };
  const toSearchOrHash = () => {
    if (isSearchPrefix()) change('search', 1);
    else if (is(at, '#')) change('hash', 1);
  };

  while (at < tokens.length) {
    step = 1;
    const { type } = tokens[at];
    if (type === 'end') {
      if (state === 'init') {
        rewind();
        if (is(at, '#')) change('hash', 1);
        else if (isSearchPrefix()) change('search', 1);
        else change('pathname', 0);
        at += step;
        continue;
      }
      if (state === 'authority') {
        rewind('hostname');
        at += step;
        continue;
      }
      change('done', 0);
      break;
    }
    if (type === 'open') {
      groups++;
      at += step;
      continue;
    }
    if (groups > 0) {
      if (type !== 'close') {
        at += step;
        continue;
      }
      groups--;
    }
    switch (state) {
      case 'init':
        if (is(at, ':')) rewind('protocol');
        break;
      case 'protocol':
        if (is(at, ':')) {
          special = matchesSpecial(new Component(component(), canonicalizeProtocol, { delimiter: '', prefix: '' }));
          if (is(at + 1, '/') && is(at + 2, '/')) change('authority', 3);
          else change(special ? 'authority' : 'pathname', 1);
        }
        break;
      case 'authority':
        if (is(at, '@')) rewind('username');
        else if (is(at, '/') || isSearchPrefix() || is(at, '#')) rewind('hostname');
        break;
      case 'username':
        if (is(at, ':')) change('password', 1);
        else if (is(at, '@')) change('hostname', 1);
        break;
      case 'password':
        if (is(at, '@')) change('hostname', 1);
        break;
      case 'hostname':
        if (is(at, '[')) brackets++;
        else if (is(at, ']')) brackets--;
        else if (is(at, ':') && brackets === 0) change('port', 1);
        else if (is(at, '/')) change('pathname', 0);
        else toSearchOrHash();
        break;
      case 'port':
        if (is(at, '/')) change('pathname', 0);
        else toSearchOrHash();
        break;
      case 'pathname':
        toSearchOrHash();
        break;
      case 'search':
        if (is(at, '#')) change('hash', 1);
        break;
    }
    at += step;
  }
  // A host without a port means the scheme's own.
  if (result.hostname !== undefined) result.port ??= '';
  return result;
}

module.exports = { parseConstructorString };
