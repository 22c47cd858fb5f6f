// mkdir, readdir, cp and rm on whole trees.
'use strict';

const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'fs-'));
process.on('exit', () => fs.rmSync(dir, { recursive: true, force: true }));
const at = (name) => path.join(dir, name);

assert.strictEqual(fs.mkdirSync(at('t/a/b'), { recursive: true }), at('t'));
assert.strictEqual(fs.mkdirSync(at('t/a'), { recursive: true }), undefined);
fs.writeFileSync(at('t/a/f'), 'f');
fs.writeFileSync(at('t/a/b/g'), 'g');
fs.symlinkSync('a/f', at('t/link'));
assert.throws(() => fs.mkdirSync(at('t/a/f/x'), { recursive: true }), { code: 'ENOTDIR', path: at('t/a/f/x') });
assert.throws(() => fs.mkdirSync(at('t/a/f'), { recursive: true }), { code: 'EEXIST' });

assert.deepStrictEqual(fs.readdirSync(at('t')), ['a', 'link']);
assert.deepStrictEqual(fs.readdirSync(at('t'), 'buffer'), [Buffer.from('a'), Buffer.from('link')]);
assert.deepStrictEqual(fs.readdirSync(at('t'), { recursive: true }), ['a', 'link', 'a/b', 'a/f', 'a/b/g']);
const entries = fs.readdirSync(at('t'), { withFileTypes: true });
assert.ok(entries[0].isDirectory() && entries[1].isSymbolicLink());
assert.strictEqual(entries[0].parentPath, at('t'));
assert.deepStrictEqual(
  fs.readdirSync(at('t'), { recursive: true, withFileTypes: true }).map((entry) => path.join(entry.parentPath, entry.name)),
  ['a', 'link', 'a/b', 'a/f', 'a/b/g'].map((name) => at(`t/${name}`)));

fs.cpSync(at('t'), at('copy'), { recursive: true });
assert.strictEqual(fs.readFileSync(at('copy/a/b/g'), 'utf8'), 'g');
assert.strictEqual(fs.readlinkSync(at('copy/link')), at('t/a/f'));
fs.cpSync(at('t'), at('verbatim'), { recursive: true, verbatimSymlinks: true });
assert.strictEqual(fs.readlinkSync(at('verbatim/link')), 'a/f');
fs.cpSync(at('t'), at('some'), { recursive: true, filter: (from) => !from.endsWith('b') });
assert.deepStrictEqual(fs.readdirSync(at('some'), { recursive: true }), ['a', 'link', 'a/f']);
assert.throws(() => fs.cpSync(at('t'), at('x')), { code: 'ERR_FS_EISDIR' });
assert.throws(() => fs.cpSync(at('t'), at('t/a/x'), { recursive: true }), { code: 'ERR_FS_CP_EINVAL' });
assert.throws(() => fs.cpSync(at('t/a/f'), at('copy/a/f'), { force: false, errorOnExist: true }),
              { code: 'ERR_FS_CP_EEXIST' });

assert.throws(() => fs.rmSync(at('copy')), { code: 'ERR_FS_EISDIR' });
assert.throws(() => fs.rmSync(at('nope')), { code: 'ENOENT', syscall: 'lstat' });
fs.rmSync(at('nope'), { force: true });
fs.rmSync(at('copy'), { recursive: true });
assert.ok(!fs.existsSync(at('copy')));

let left = 1;
(async () => {
  await fs.promises.cp(at('t'), at('copy2'), { recursive: true, filter: async (from) => !from.endsWith('f') });
  assert.deepStrictEqual(await fs.promises.readdir(at('copy2'), { recursive: true }), ['a', 'link', 'a/b', 'a/b/g']);
  await fs.promises.rm(at('copy2'), { recursive: true });
  await assert.rejects(fs.promises.rm(at('copy2')), { code: 'ENOENT' });
  assert.strictEqual(await fs.promises.mkdir(at('m/n'), { recursive: true }), at('m'));
  left--;
})();
process.on('exit', () => assert.strictEqual(left, 0));
