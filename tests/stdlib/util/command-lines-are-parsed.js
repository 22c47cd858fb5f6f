'use strict';

const assert = require('node:assert');
const { parseArgs } = require('node:util');

const options = {
  flag: { type: 'boolean', short: 'f' },
  name: { type: 'string', short: 'n', default: 'none' },
  many: { type: 'string', multiple: true },
};

function parse(args, more) {
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true, ...more });
  return [{ ...values }, positionals];
}

assert.deepStrictEqual(parse(['-f', '--name=x', 'a', '--', '-b']), [{ flag: true, name: 'x' }, ['a', '-b']]);
assert.deepStrictEqual(parse(['-fnx', '--many', '1', '--many=2']), [{ flag: true, name: 'x', many: ['1', '2'] }, []]);
assert.deepStrictEqual(parse(['--no-flag'], { allowNegative: true }), [{ flag: false, name: 'none' }, []]);
assert.deepStrictEqual(parse(['--unknown=1'], { strict: false }), [{ unknown: '1', name: 'none' }, []]);
assert.deepStrictEqual(parseArgs({ args: ['-n', 'v'], options, tokens: true }).tokens, [
  { kind: 'option', name: 'name', rawName: '-n', index: 0, value: 'v', inlineValue: false },
]);

assert.throws(() => parse(['--unknown']), { code: 'ERR_PARSE_ARGS_UNKNOWN_OPTION' });
assert.throws(() => parse(['--flag=1']), { code: 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE' });
assert.throws(() => parse(['--name']), { code: 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE' });
assert.throws(() => parse(['-n', '-f']), { code: 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE' });
assert.throws(() => parseArgs({ args: ['a'] }), { code: 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL' });
assert.throws(() => parseArgs({ args: 1 }), { code: 'ERR_INVALID_ARG_TYPE' });
assert.throws(() => parseArgs({ options: { a: { type: 'number' } } }), { code: 'ERR_INVALID_ARG_TYPE' });
assert.throws(() => parseArgs({ options: { a: { type: 'string', short: 'ab' } } }), { code: 'ERR_INVALID_ARG_VALUE' });
