'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const { spawnSync } = require('node:child_process');
const { folder } = require('../fixtures/run.js');

const base = folder({ 'program.js': 'console.log("ran");', 'gone/x': '' });
const gone = path.join(base, 'gone');

// Deleted: a program with an absolute path runs; asking for the folder fails as the system call does.
const inDeleted = (...args) => spawnSync(
  '/bin/sh', ['-c', 'cd "$1" && rm -r "$1" && shift && exec "$0" "$@"', process.execPath, gone, ...args],
  { encoding: 'utf8' });
const program = inDeleted(path.join(base, 'program.js'));
assert.deepStrictEqual([program.status, program.stdout], [0, 'ran\n'], program.stderr);

fs.mkdirSync(gone);
const asked = inDeleted(path.join(base, 'program.js'));
assert.strictEqual(asked.status, 0);
fs.mkdirSync(gone);
fs.writeFileSync(path.join(base, 'ask.js'),
                 'try { process.cwd() } catch (e) { console.log(e.code, e.syscall) }');
assert.strictEqual(inDeleted(path.join(base, 'ask.js')).stdout, 'ENOENT uv_cwd\n');

// Not writable: nothing of ours wants to write there.
fs.mkdirSync(path.join(base, 'locked'), { mode: 0o555 });
const locked = spawnSync(process.execPath, ['-e', 'console.log(process.cwd())'],
                         { cwd: path.join(base, 'locked'), encoding: 'utf8' });
assert.deepStrictEqual([locked.status, locked.stdout], [0, `${path.join(base, 'locked')}\n`]);
assert.deepStrictEqual(fs.readdirSync(path.join(base, 'locked')), []);
