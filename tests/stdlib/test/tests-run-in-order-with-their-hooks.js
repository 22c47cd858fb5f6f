'use strict';

const assert = require('node:assert');
const { after, afterEach, before, beforeEach, describe, it, test } = require('node:test');

const log = [];

test('first', () => { log.push('first'); });
test('with subtests', async (t) => {
  t.plan(1);
  await t.test('below', (inner) => { log.push(inner.fullName); });
});
describe('suite', () => {
  before(() => log.push('before'));
  after(() => log.push('after'));
  beforeEach(() => log.push('beforeEach'));
  afterEach(() => log.push('afterEach'));
  it('one', () => log.push('one'));
  it('with a callback', (t, done) => setImmediate(() => {
    log.push('two');
    done();
  }));
  describe('inner', () => it('three', () => log.push('three')));
  it.skip('never', () => log.push('never'));
  it('later', { skip: 'not now' }, () => log.push('never'));
});
test('to do', { todo: true }, () => { throw new Error('still to do'); });

process.on('exit', () => {
  assert.deepStrictEqual(log, [
    'first', 'with subtests > below', 'before', 'beforeEach', 'one', 'afterEach', 'beforeEach', 'two', 'afterEach',
    'beforeEach', 'three', 'afterEach', 'after',
  ]);
  assert.strictEqual(process.exitCode, undefined);
});
