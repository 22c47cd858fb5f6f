'use strict';
// What ps shows: the first word of the command line until it is set, then as much as fits in the command line's place.
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');

if (process.argv[2] === 'child') {
  const first = process.title;
  process.title = 'another name';
  const shown = fs.readFileSync('/proc/self/cmdline', 'utf8').replace(/\0+$/, '');
  process.title = 'x'.repeat(10_000);
  console.log(JSON.stringify([first, shown, process.title.length < 10_000]));
} else {
  const { stdout } = spawnSync(process.execPath, [__filename, 'child']);
  assert.deepStrictEqual(JSON.parse(stdout), [process.execPath, 'another name', true]);
}
