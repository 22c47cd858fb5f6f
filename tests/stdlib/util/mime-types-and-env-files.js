'use strict';

const assert = require('node:assert');
const { MIMEType, parseEnv } = require('node:util');

const type = new MIMEType(' Text/HTML; charset="utf-8"; q=1;bad;q=2 ');
assert.strictEqual(type.essence, 'text/html');
assert.deepStrictEqual([...type.params], [['charset', 'utf-8'], ['q', '1']]);
type.params.set('name', 'a b');
type.subtype = 'plain';
assert.strictEqual(`${type}`, 'text/plain;charset=utf-8;q=1;name="a b"');
for (const bad of ['', 'text', '/plain', 'text/', 'te xt/plain']) {
  assert.throws(() => new MIMEType(bad), { code: 'ERR_INVALID_MIME_SYNTAX' });
}
assert.throws(() => type.params.set('a b', ''), { code: 'ERR_INVALID_MIME_SYNTAX' });

assert.deepStrictEqual({ ...parseEnv(`
# comment
A=1
export B = two words # comment
C="quoted # \\n text"
D='single \\n'
E="several
lines"
F=
not a variable
G=\`it's "both"\` # comment
`) }, { A: '1', B: 'two words', C: 'quoted # \n text', D: 'single \\n', E: 'several\nlines', F: '', G: 'it\'s "both"' });
assert.throws(() => parseEnv(1), { code: 'ERR_INVALID_ARG_TYPE' });
