'use strict';

// The format of .env files: NAME=value, a line each. Values may stand in quotes, then they can have several lines.


function lineEnd(content, from) {
  const at = content.indexOf('\n', from);
  return at === -1 ? content.length : at;
}

/**
 * @param {string} content
 * @returns {Record<string, string>}
 */
function parse(content) {
  const variables = {};
  content = content.replaceAll('\r\n', '\n').replaceAll('\r', '\n');
  let at = 0;
  while (at < content.length) {
    // Blank space before a line may span lines itself.
    while (at < content.length && /\s/.test(content[at])) at++;
    if (at >= content.length) break;
    const end = lineEnd(content, at);
    if (content[at] === '#') {
      at = end + 1;
      continue;
    }
    const equals = content.indexOf('=', at);
    if (equals === -1 || equals > end) {
      at = end + 1;
      continue;
    }
    let name = content.slice(at, equals).trim();
    if (name.startsWith('export ')) name = name.slice(7).trim();
    if (name === '') {
      at = end + 1;
      continue;
    }
    let start = equals + 1;
    while (start < end && (content[start] === ' ' || content[start] === '\t')) start++;
    const quote = content[start];
    if (start < end && (quote === '"' || quote === '\'' || quote === '`')) {
      const close = content.indexOf(quote, start + 1);
      if (close !== -1) {
        const value = content.slice(start + 1, close);
        variables[name] = quote === '"' ? value.replaceAll('\\n', '\n') : value;
        // What follows on the line is taken for a comment.
        at = lineEnd(content, close) + 1;
        continue;
      }
    }
    let value = content.slice(start, end);
    const comment = value.indexOf('#');
    if (comment !== -1) value = value.slice(0, comment);
    variables[name] = value.trim();
    at = end + 1;
  }
  return variables;
}

module.exports = { parse };
