'use strict';
const assert = require('node:assert');
const { folder, run } = require('../fixtures/run.js');

const cwd = folder({
  'hooks.mjs': `
    let prefix;
    export async function initialize(data) { prefix = data.prefix; }
    export async function resolve(specifier, context, nextResolve) {
      if (specifier === 'virtual') return { url: 'virtual:x', shortCircuit: true };
      return nextResolve(specifier, context);
    }
    export async function load(url, context, nextLoad) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      if (url === 'virtual:x') return { format: 'module', source: 'export default ' + JSON.stringify(prefix), shortCircuit: true };
      if (url === 'virtual:bad') throw new RangeError('from the hook');
      return nextLoad(url, context);
    }`,
  'register.mjs': `
    import { register } from 'node:module';
    register('./hooks.mjs', import.meta.url, { data: { prefix: 'given' } });`,
  'main.mjs': `
    import value from 'virtual';
    import fs from 'node:fs';
    console.log(value, typeof fs.readFileSync);
    await import('virtual:bad').catch((e) => console.log(e.name, e.message));`,
  'exits.mjs': 'export const resolve = () => process.exit(42);',
});
assert.deepStrictEqual(run(['--import', './register.mjs', 'main.mjs'], { cwd }),
                       { status: 0, signal: null, stdout: 'given function\nRangeError from the hook\n', stderr: '' });
const exits = run(['--no-warnings', '--loader', './exits.mjs', 'main.mjs'], { cwd });
assert.strictEqual(exits.status, 42);
