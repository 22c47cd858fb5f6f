'use strict';

// How many colors a terminal shows, from what the environment says of it (https://no-color.org, https://force-color.org,
// terminfo(5) names). Shared by tty.WriteStream and everything that styles text.

const { validateInteger } = require('internal/validators');

const kMonochrome = 1;
const k16 = 4;
const k256 = 8;
const kTrueColor = 24;

const byTerminal = new Map([
  ['eterm', k16], ['cons25', k16], ['console', k16], ['cygwin', k16], ['dtterm', k16], ['gnome', k16], ['hurd', k16],
  ['jfbterm', k16], ['konsole', k16], ['kterm', k16], ['mlterm', k16], ['mosh', kTrueColor], ['putty', k16], ['st', k16],
  ['rxvt-unicode-24bit', kTrueColor], ['terminator', kTrueColor], ['xterm-kitty', kTrueColor],
]);

const byName = [/^screen/, /^xterm/, /^vt100/, /^vt220/, /^rxvt/, /color/, /^ansi/, /^linux/];

const byCi = new Map([
  ['APPVEYOR', k256], ['BUILDKITE', k256], ['CIRCLECI', kTrueColor], ['DRONE', k256], ['GITEA_ACTIONS', kTrueColor],
  ['GITHUB_ACTIONS', kTrueColor], ['GITLAB_CI', k256], ['TRAVIS', k256],
]);

let warned = false;
function warnOfBoth(env) {
  if (warned) return;
  warned = true;
  const name = env.NODE_DISABLE_COLORS !== undefined ? 'NODE_DISABLE_COLORS' : 'NO_COLOR';
  process.emitWarning(`The '${name}' env is ignored due to the 'FORCE_COLOR' env being set.`, 'Warning');
}

/**
 * @param {Record<string, string | undefined>} [env]
 * @returns {1 | 4 | 8 | 24} bits
 */
function getColorDepth(env = process.env) {
  if (env.FORCE_COLOR !== undefined) {
    if ((env.NODE_DISABLE_COLORS !== undefined && env.NODE_DISABLE_COLORS !== '') || (env.NO_COLOR !== undefined && env.NO_COLOR !== '')) {
      if (['', '1', 'true', '2', '3'].includes(env.FORCE_COLOR)) warnOfBoth(env);
    }
    switch (env.FORCE_COLOR) {
      case '': case '1': case 'true': return k16;
      case '2': return k256;
      case '3': return kTrueColor;
      default: return kMonochrome;
    }
  }
  if ((env.NODE_DISABLE_COLORS !== undefined && env.NODE_DISABLE_COLORS !== '') ||
      (env.NO_COLOR !== undefined && env.NO_COLOR !== '') || env.TERM === 'dumb') {
    return kMonochrome;
  }
  if (env.TMUX) return kTrueColor;
  if ('TF_BUILD' in env && 'AGENT_NAME' in env) return k16;
  if ('CI' in env) {
    for (const [name, depth] of byCi) if (name in env) return depth;
    return env.CI_NAME === 'codeship' ? k256 : kMonochrome;
  }
  if ('TEAMCITY_VERSION' in env) {
    return /^(9\.(0*[1-9]\d*)\.|\d{2,}\.)/.test(env.TEAMCITY_VERSION) ? k16 : kMonochrome;
  }
  switch (env.TERM_PROGRAM) {
    case 'iTerm.app':
      return !env.TERM_PROGRAM_VERSION || /^[0-2]\./.test(env.TERM_PROGRAM_VERSION) ? k256 : kTrueColor;
    case 'HyperTerm':
    case 'MacTerm':
      return kTrueColor;
    case 'Apple_Terminal':
      return k256;
  }
  if (env.COLORTERM === 'truecolor' || env.COLORTERM === '24bit') return kTrueColor;
  if (env.TERM) {
    if (/truecolor/.test(env.TERM)) return kTrueColor;
    if (/^xterm-256/.test(env.TERM)) return k256;
    const term = env.TERM.toLowerCase();
    if (byTerminal.has(term)) return byTerminal.get(term);
    if (byName.some((pattern) => pattern.test(term))) return k16;
  }
  return env.COLORTERM ? k16 : kMonochrome;
}

/**
 * @param {number} [count]
 * @param {object} [env]
 * @returns {boolean} whether at least so many colors can be shown
 */
function hasColors(count, env) {
  if (env === undefined && (count === undefined || (typeof count === 'object' && count !== null))) {
    env = count;
    count = 16;
  } else {
    validateInteger(count, 'count', 2);
  }
  return count <= 2 ** this.getColorDepth(env);
}

module.exports = { getColorDepth, hasColors };
