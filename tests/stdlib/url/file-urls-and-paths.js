'use strict';
const assert = require('node:assert');
const { fileURLToPath, fileURLToPathBuffer, pathToFileURL } = require('node:url');

for (const [path, href] of [
  ['/a b/ü', 'file:///a%20b/%C3%BC'], ['/a%b', 'file:///a%25b'], ['/a?b#c', 'file:///a%3Fb%23c'], ['/a\\b', 'file:///a%5Cb'],
  ['/a\nb\tc', 'file:///a%0Ab%09c'], ['/dir/', 'file:///dir/'], ['/', 'file:///'],
]) {
  assert.strictEqual(pathToFileURL(path, { windows: false }).href, href);
  assert.strictEqual(fileURLToPath(href, { windows: false }), path);
}
assert.strictEqual(pathToFileURL('C:\\a b', { windows: true }).href, 'file:///C:/a%20b');
assert.strictEqual(pathToFileURL('\\\\srv\\share\\f', { windows: true }).href, 'file://srv/share/f');
assert.strictEqual(fileURLToPath('file:///C:/a', { windows: true }), 'C:\\a');
assert.strictEqual(fileURLToPath('file://srv/share', { windows: true }), '\\\\srv\\share');
assert.deepStrictEqual([...fileURLToPathBuffer('file:///%ff', { windows: false })], [0x2f, 0xff]);
assert.throws(() => fileURLToPath('http://h'), { code: 'ERR_INVALID_URL_SCHEME' });
assert.throws(() => fileURLToPath('file://host/x', { windows: false }), { code: 'ERR_INVALID_FILE_URL_HOST' });
assert.throws(() => fileURLToPath('file:///a%2fb', { windows: false }), { code: 'ERR_INVALID_FILE_URL_PATH' });
assert.throws(() => fileURLToPath(7), { code: 'ERR_INVALID_ARG_TYPE' });
assert.throws(() => pathToFileURL(7), { code: 'ERR_INVALID_ARG_TYPE' });
