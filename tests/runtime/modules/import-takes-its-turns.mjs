// import() lets the importing code's promises run first, as many of them as Node does; an error's stack names who awaits it.
import assert from 'node:assert';

async function turnsOf(url) {
  let turns = 0;
  let settled;
  globalThis.evaluatedAt = null;
  globalThis.turns = () => turns;
  const done = import(url).then(() => { settled = turns; });
  while (settled === undefined) {
    await undefined;
    turns++;
  }
  await done;
  return { evaluated: globalThis.evaluatedAt, settled };
}

const module = 'data:text/javascript,globalThis.evaluatedAt = globalThis.turns()';
const first = await turnsOf(module);
const second = await turnsOf(module);
assert.ok(first.evaluated > 3, `evaluated at ${first.evaluated}`);
assert.strictEqual(first.settled - first.evaluated, 6);
assert.strictEqual(second.evaluated, null);
assert.strictEqual(first.settled - second.settled, 3);

async function importer() {
  await import('data:text/javascript,throw new Error("thrown")');
}
await assert.rejects(importer, (error) => /at async importer/.test(error.stack));
