'use strict';
// `--check`: compiles the program without running it.

const { getOptionValue } = require('internal/options');
const { pathToFileURL } = require('internal/url');
const path = require('path');
const { ModuleWrap } = binding('modules');
const contextify = binding('contextify');

function checkText(text, filename, format) {
  const { stripBOM } = require('module/cjs');
  const source = stripBOM(text);
  if (format === 'module') {
    new ModuleWrap(pathToFileURL(filename).href, undefined, source, 0, 0, undefined, undefined);
    return;
  }
  const undeclared = format === undefined || format === null;
  if (contextify.compileCommonJS(source, filename, undeclared) === undefined) {
    new ModuleWrap(pathToFileURL(filename).href, undefined, source, 0, 0, undefined, undefined);
  }
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
