'use strict';
const assert = require('node:assert');
const { registerHooks } = require('node:module');

const seen = [];
const outer = registerHooks({
  resolve(specifier, context, next) {
    if (specifier === 'virtual:x') return { url: 'virtual:x', format: 'module', shortCircuit: true };
    return next(specifier, context);
  },
  load(url, context, next) {
    if (url === 'virtual:x') return { format: 'module', source: 'export default "made up"', shortCircuit: true };
    return next(url, context);
  },
});
const inner = registerHooks({ resolve(specifier, context, next) { seen.push(specifier); return next(specifier, context); } });
(async () => {
  assert.strictEqual((await import('virtual:x')).default, 'made up');
  assert.strictEqual(require('fs'), (await import('fs')).default);
  assert.deepStrictEqual(seen, ['virtual:x', 'fs', 'fs']);
  inner.deregister();
  outer.deregister();
  await assert.rejects(import('virtual:y'), { code: 'ERR_UNSUPPORTED_ESM_URL_SCHEME' });
  assert.strictEqual(seen.length, 3);
})();
