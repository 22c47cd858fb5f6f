'use strict';
// `--check`: compiles the program without running it.

const { getOptionValue } = require('internal/options');
const { pathToFileURL } = require('internal/url');
const path = require('path');
const { ModuleWrap } = binding('modules');

function checkText(text, filename, format) {
  const { checkSyntax, stripBOM } = require('module/cjs');
  const source = stripBOM(text);
  const undeclared = format === undefined || format === null;
  if (format !== 'module' && checkSyntax(source, filename, undeclared)) return;
  new ModuleWrap(filename, undefined, source, 0, 0, undefined, undefined);
}

/** @param {string | undefined} script */
function check(script) {
  if (script === undefined || script === '-') {
    const { read } = require('runtime/cli/stdin');
    const type = getOptionValue('--input-type');
    return read((text) => checkText(text, '[stdin]', type === 'module' ? 'module' : type));
  }
  const { Module } = require('module/cjs');
  const filename = Module._findPath(path.resolve(script), null, true);
  if (!filename) {
    const error = new Error(`Cannot find module '${path.resolve(script)}'`);
    error.code = 'MODULE_NOT_FOUND';
    error.requireStack = [];
    throw error;
  }
  const { formatOf } = require('module/esm/formats');
  return checkText(require('fs').readFileSync(filename, 'utf8'), filename, formatOf(pathToFileURL(filename)));
}

module.exports = { check };
