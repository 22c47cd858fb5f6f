'use strict';

// What a program may require, under which ids. A name listed here whose source is not embedded in the binary does not
// exist for programs: the loader asks for both.

const { SafeSet } = primordials;

/** Ids that are found with or without the `node:` scheme. */
const publicIds = [
  '_http_agent', '_http_client', '_http_common', '_http_incoming', '_http_outgoing', '_http_server',
  '_stream_duplex', '_stream_passthrough', '_stream_readable', '_stream_transform', '_stream_wrap', '_stream_writable',
  '_tls_common', '_tls_wrap',
  'assert', 'assert/strict', 'async_hooks', 'buffer', 'child_process', 'cluster', 'console', 'constants', 'crypto',
  'dgram', 'diagnostics_channel', 'dns', 'dns/promises', 'domain', 'events', 'fs', 'fs/promises', 'http', 'http2',
  'https', 'inspector', 'inspector/promises', 'module', 'net', 'os', 'path', 'path/posix', 'path/win32', 'perf_hooks',
  'process', 'punycode', 'querystring', 'readline', 'readline/promises', 'repl', 'stream', 'stream/consumers',
  'stream/promises', 'stream/web', 'string_decoder', 'sys', 'timers', 'timers/promises', 'tls', 'trace_events', 'tty',
  'url', 'util', 'util/types', 'v8', 'vm', 'wasi', 'worker_threads', 'zlib',
];

/** Ids that need the scheme: `node:test`, as an npm package may have the bare name. */
const schemeOnlyIds = ['sea', 'sqlite', 'test', 'test/reporters'];

const publicSet = new SafeSet(publicIds);
const schemeOnlySet = new SafeSet(schemeOnlyIds);

/** Whether `require(id)` may name a builtin; the id has no scheme. */
function isPublicId(id) {
  return publicSet.has(id);
}

/** Whether `require('node:' + id)` may name a builtin. */
function isSchemeId(id) {
  return publicSet.has(id) || schemeOnlySet.has(id);
}

module.exports = { publicIds, schemeOnlyIds, isPublicId, isSchemeId };
