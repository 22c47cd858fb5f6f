'use strict';

// What the legacy URL functions know about schemes; names come with or without their colon.

const { SafeSet } = primordials;

const slashed = new SafeSet();
for (const name of ['http', 'https', 'ftp', 'gopher', 'file', 'ws', 'wss']) {
  slashed.add(name);
  slashed.add(`${name}:`);
}

/** Whether URLs of the scheme have slashes before their host even if they are not written. */
function hasSlashes(protocol) {
  return slashed.has(protocol);
}

/** Whether what follows the scheme is no host and nothing that could be escaped. */
function isHostless(protocol) {
  return protocol === 'javascript:' || protocol === 'javascript';
}

module.exports = { hasSlashes, isHostless };
