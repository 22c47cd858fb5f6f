'use strict';
// The names a CommonJS module will export, guessed from its text before it runs, so that `import { name }` can be linked.

const { SafeMap, SafeSet } = primordials;
const { Module, sourcesRead, stripBOM } = require('module/cjs');
const { isBuiltin } = require('module/builtin_ids');
const path = require('path');
const fs = require('fs');

/** @type {Map<string, Set<string>>} by filename */
const known = new SafeMap();

function parse(source) {
  try {
    return require('internal/deps/cjs-module-lexer').parse(source);
  } catch {
    return { exports: [], reexports: [] };
  }
}

/**
 * @param {string} filename
 * @param {string} source
 * @returns {Set<string>} `default` is not among them
 */
function exportNames(filename, source) {
  const before = known.get(filename);
  if (before !== undefined) return before;
  const names = new SafeSet();
  // Set before following re-exports: they may lead back here.
  known.set(filename, names);
  const { exports, reexports } = parse(source);
  for (let i = 0; i < exports.length; i++) names.add(exports[i]);
  for (let i = 0; i < reexports.length; i++) addReexported(names, reexports[i], filename);
  names.delete('default');
  return names;
}

function addReexported(names, request, filename) {
  if (isBuiltin(request)) {
    const exports = require(request.startsWith('node:') ? request.slice(5) : request);
    for (const name of Object.keys(exports)) names.add(name);
    return;
  }
  let target;
  try {
    const from = new Module(filename);
    from.filename = filename;
    from.paths = Module._nodeModulePaths(path.dirname(filename));
    target = Module._resolveFilename(request, from);
  } catch {
    return;
  }
  const extension = path.extname(target);
  if (extension !== '' && extension !== '.js' && extension !== '.cjs' && extension in Module._extensions) return;
  let text;
  try {
    text = stripBOM(sourcesRead.get(target) ?? fs.readFileSync(target, 'utf8'));
  } catch {
    return;
  }
  for (const name of exportNames(target, text)) names.add(name);
}

module.exports = { exportNames };
