import assert from 'node:assert';
import { fileURLToPath, pathToFileURL } from 'node:url';
import path from 'node:path';

const here = fileURLToPath(import.meta.url);
assert.deepStrictEqual(Object.keys(import.meta), ['dirname', 'filename', 'main', 'resolve', 'url']);
assert.strictEqual(import.meta.filename, here);
assert.strictEqual(import.meta.dirname, path.dirname(here));
assert.strictEqual(import.meta.main, true);
assert.strictEqual(import.meta.resolve('./gone.js'), pathToFileURL(path.join(import.meta.dirname, 'gone.js')).href);
assert.strictEqual(import.meta.resolve('fs'), 'node:fs');
assert.throws(() => import.meta.resolve('no-such-package'), { code: 'ERR_MODULE_NOT_FOUND' });
const { default: inner } = await import('data:text/javascript,export default [import.meta.url, import.meta.main, "filename" in import.meta]');
assert.deepStrictEqual(inner.slice(1), [false, false]);
assert.ok(inner[0].startsWith('data:text/javascript,'));
