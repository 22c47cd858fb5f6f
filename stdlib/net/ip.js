'use strict';

// Which texts are IP addresses (RFC 791, RFC 4291; zone ids as in RFC 4007).

const { RegExpPrototypeExec } = primordials;

const v4Segment = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]\\d|\\d)';
const v4 = `(?:${v4Segment}\\.){3}${v4Segment}`;
const v6Segment = '(?:[0-9a-fA-F]{1,4})';
// By the number of groups before "::" (or none): each line says what may follow.
const v6 = '(?:' + [
  `(?:${v6Segment}:){7}(?:${v6Segment}|:)`,
  `(?:${v6Segment}:){6}(?:${v4}|:${v6Segment}|:)`,
  `(?:${v6Segment}:){5}(?::${v4}|(?::${v6Segment}){1,2}|:)`,
  `(?:${v6Segment}:){4}(?:(?::${v6Segment}){0,1}:${v4}|(?::${v6Segment}){1,3}|:)`,
  `(?:${v6Segment}:){3}(?:(?::${v6Segment}){0,2}:${v4}|(?::${v6Segment}){1,4}|:)`,
  `(?:${v6Segment}:){2}(?:(?::${v6Segment}){0,3}:${v4}|(?::${v6Segment}){1,5}|:)`,
  `(?:${v6Segment}:){1}(?:(?::${v6Segment}){0,4}:${v4}|(?::${v6Segment}){1,6}|:)`,
  `(?::(?:(?::${v6Segment}){0,5}:${v4}|(?::${v6Segment}){1,7}|:))`,
].join('|') + ')(?:%[0-9a-zA-Z-.:]{1,})?';

let v4Pattern;
let v6Pattern;

/** @param {string} text @returns {boolean} */
function isIPv4(text) {
  v4Pattern ??= new RegExp(`^${v4}$`);
  return RegExpPrototypeExec(v4Pattern, `${text}`) !== null;
}

/** @param {string} text @returns {boolean} */
function isIPv6(text) {
  v6Pattern ??= new RegExp(`^${v6}$`);
  return RegExpPrototypeExec(v6Pattern, `${text}`) !== null;
}

/** @param {string} text @returns {0 | 4 | 6} */
function isIP(text) {
  if (isIPv4(text)) return 4;
  return isIPv6(text) ? 6 : 0;
}

module.exports = { isIP, isIPv4, isIPv6 };
