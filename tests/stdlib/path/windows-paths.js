'use strict';

const assert = require('node:assert');
const { win32 } = require('node:path');

for (const [method, args, result] of [
  ['join', ['C:\\a', '..', 'b/c'], 'C:\\b\\c'],
  ['join', ['\\\\server', 'share', 'x'], '\\\\server\\share\\x'],
  ['join', ['//', 'a'], '\\a'],
  ['join', ['COM1:', '..', 'b'], 'COM1:\\..\\b'],
  ['normalize', ['C:/a//b/..'], 'C:\\a'],
  ['normalize', ['C:a\\..'], 'C:.'],
  ['normalize', ['..\\C:x'], '..\\C:x'],
  ['normalize', ['a\\..\\C:\\x'], '.\\C:\\x'],
  ['normalize', ['//server/share'], '\\\\server\\share\\'],
  ['resolve', ['C:\\a', 'D:\\b', 'c'], 'D:\\b\\c'],
  ['resolve', ['C:\\a', '\\b'], 'C:\\b'],
  ['relative', ['C:\\A\\b', 'c:\\a\\c'], '..\\c'],
  ['relative', ['C:\\a', 'D:\\b'], 'D:\\b'],
  ['dirname', ['C:\\a\\b'], 'C:\\a'],
  ['dirname', ['\\\\server\\share\\x'], '\\\\server\\share\\'],
  ['basename', ['C:a.js', '.js'], 'a'],
  ['extname', ['C:\\a.b\\c'], ''],
  ['isAbsolute', ['C:a'], false],
  ['isAbsolute', ['C:/a'], true],
  ['toNamespacedPath', ['C:\\a'], '\\\\?\\C:\\a'],
  ['toNamespacedPath', ['\\\\s\\h\\x'], '\\\\?\\UNC\\s\\h\\x'],
]) {
  assert.strictEqual(win32[method](...args), result, `${method}(${args})`);
}
assert.deepStrictEqual(win32.parse('C:\\a\\b.c'), { root: 'C:\\', dir: 'C:\\a', base: 'b.c', ext: '.c', name: 'b' });
assert.strictEqual(require('node:path/win32'), win32);
