'use strict';
const assert = require('node:assert');
const constants = require('node:constants');

assert.strictEqual(constants.SIGINT, require('node:os').constants.signals.SIGINT);
assert.strictEqual(constants.ENOENT, 2);
assert.strictEqual(constants.O_CREAT, require('node:fs').constants.O_CREAT);
assert.ok(Object.isFrozen(constants));
