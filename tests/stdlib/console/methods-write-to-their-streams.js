'use strict';

const assert = require('node:assert');
const { Console } = require('node:console');
const { Writable } = require('node:stream');

function capture() {
  const lines = [];
  return { lines, stream: new Writable({ write(chunk, _, done) { lines.push(`${chunk}`); done(); } }) };
}
const out = capture();
const err = capture();
const logger = new Console({ stdout: out.stream, stderr: err.stream });

logger.log('%s!', 'a', { b: 1 });
logger.info();
logger.group('head');
logger.log('one\ntwo');
logger.groupEnd();
logger.dir({ a: { b: { c: {} } } }, { depth: 0 });
logger.count();
logger.count('x');
logger.count();
logger.countReset();
logger.count();
assert.deepStrictEqual(out.lines, [
  'a! { b: 1 }\n', '\n', 'head\n', '  one\n  two\n', '{ a: [Object] }\n',
  'default: 1\n', 'x: 1\n', 'default: 2\n', 'default: 1\n',
]);

logger.warn('w');
logger.assert(true, 'not shown');
logger.assert(false, 'a %s', 'b');
logger.assert(false, { c: 1 });
logger.trace('here');
assert.deepStrictEqual(err.lines.slice(0, 3), ['w\n', 'Assertion failed: a b\n', 'Assertion failed { c: 1 }\n']);
assert.match(err.lines[3], /^Trace: here\n {4}at .*methods-write-to-their-streams\.js/);

out.lines.length = 0;
logger.time('t');
logger.timeLog('t', 1);
logger.timeEnd('t');
assert.match(out.lines[0], /^t: \d+(\.\d+)?m?s 1\n$/);
assert.match(out.lines[1], /^t: \d+(\.\d+)?m?s\n$/);

const { log } = logger;
log('bound');
assert.strictEqual(out.lines.at(-1), 'bound\n');
assert.throws(() => new Console({}), { code: 'ERR_CONSOLE_WRITABLE_STREAM' });
assert.throws(() => new Console({ stdout: out.stream, colorMode: 'maybe' }), { code: 'ERR_INVALID_ARG_VALUE' });
assert.strictEqual(require('node:console'), console);
assert.ok(Console(out.stream) instanceof Console);

// A stream that fails does not disturb the program, unless that is asked for.
const broken = new Writable();
broken.write = () => { throw new Error('broken'); };
new Console(broken).log('x');
assert.throws(() => new Console({ stdout: broken, ignoreErrors: false }).log('x'), /broken/);
