'use strict';

const assert = require('node:assert');

const exception = new DOMException('why', 'AbortError');
assert.ok(exception instanceof Error);
assert.strictEqual(exception.name, 'AbortError');
assert.strictEqual(exception.message, 'why');
assert.strictEqual(exception.code, DOMException.ABORT_ERR);
assert.strictEqual(`${exception}`, 'AbortError: why');
assert.match(exception.stack, /^AbortError: why\n {4}at /);
assert.strictEqual(new DOMException('x', { name: 'Own', cause: 1 }).cause, 1);
assert.strictEqual(new DOMException().code, 0);
assert.throws(() => DOMException.prototype.name, { code: 'ERR_INVALID_THIS' });
assert.throws(() => DOMException(), TypeError);
class Own extends DOMException {}
assert.ok(new Own() instanceof Own);
