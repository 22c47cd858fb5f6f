'use strict';

// Puts the process and the globals in place, and tells C++ whom to call: when the process starts, when an error is caught by
// nobody, and at the end. All but `start` runs while the snapshot is made.

const boot = binding('boot');
require('internal/process/setup');
require('internal/bootstrap/globals');
const { onUncaught, emitBeforeExit, emitExit } = require('internal/process/execution');

// Loaded here so that they are in the snapshot: what every program goes through, and what nearly every one requires.
for (const id of [
  'module', 'runtime/cli/run_main', 'runtime/cli/eval', 'vm', 'fs', 'path', 'util', 'events', 'buffer', 'url', 'stream',
  'runtime/cli/main', 'internal/process/signals', 'internal/process/stdio', 'internal/sync_write_stream', 'net', 'module/esm/loader',
]) require(id);

function start() {
  require('internal/process/setup').prepareProcess();
  require('internal/startup').runStartHooks();
  if (binding('process').isMainThread()) require('runtime/cli/main').main();
  else require('worker_threads/main').main();
}

boot.setUncaught(onUncaught);
boot.setBeforeExit(emitBeforeExit);
boot.setExit(emitExit);
boot.setStart(start);
