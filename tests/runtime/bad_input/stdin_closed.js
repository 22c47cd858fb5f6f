'use strict';
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');

// The shell closes the descriptors; what is opened first must not land in their place.
for (const closed of ['0<&-', '1>&-', '2>&-', '0<&- 1>&- 2>&-']) {
  const { status, signal } = spawnSync('/bin/sh', ['-c', `"$0" -e "
    const fd = require('fs').openSync('/dev/null');
    process.exitCode = fd > 2 ? 3 : 4;
    process.stdin.on('end', () => {}).resume();
    console.log('out'); console.error('err');
  " ${closed}`, process.execPath], { encoding: 'utf8' });
  assert.deepStrictEqual([closed, status, signal], [closed, 3, null]);
}
const program = spawnSync('/bin/sh', ['-c', '"$0" - 0<&-', process.execPath]);
assert.strictEqual(program.status, 0);
