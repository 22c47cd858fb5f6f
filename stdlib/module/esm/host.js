'use strict';
// What V8 asks of the loader while code runs: `import()`, `import.source()` and `import.meta`. Code compiled for node:vm brings
// a symbol of its own under which its owner registered callbacks; everything else belongs to the default loader.

const { SafeWeakMap, Symbol } = primordials;
const { codes: { ERR_INVALID_ARG_TYPE, ERR_VM_DYNAMIC_IMPORT_CALLBACK_MISSING } } = require('internal/errors');
const { fileURLToPath, pathToFileURL } = require('internal/url');
const { setImportModuleDynamically, setInitializeImportMeta } = binding('modules');

/** @type {WeakMap<symbol, {importModuleDynamically?: Function, initializeImportMeta?: Function}>} */
const owners = new SafeWeakMap();

/** Given to code that may not import at all. */
const kNoImport = Symbol('no dynamic import');

/**
 * @param {symbol} symbol passed as host-defined option when the code was compiled
 * @param {{importModuleDynamically?: Function, initializeImportMeta?: Function}} callbacks
 */
function registerOwner(symbol, callbacks) {
  owners.set(symbol, callbacks);
}

const kSourcePhase = 1;

function referrerURL(name) {
  if (typeof name !== 'string') return undefined;
  if (name[0] === '/') return pathToFileURL(name).href;
  if (name.startsWith('file:') || name.startsWith('data:') || name.startsWith('node:')) return name;
  try {
    return new (require('internal/url').URL)(name).href;
  } catch {
    // Evaluated text: imports are relative to the working directory.
    return pathToFileURL(`${process.cwd()}/`).href;
  }
}

async function importModuleDynamically(symbol, specifier, attributes, referrerName, phase) {
  if (symbol !== undefined) {
    const callback = owners.get(symbol)?.importModuleDynamically;
    if (callback === undefined) throw new ERR_VM_DYNAMIC_IMPORT_CALLBACK_MISSING();
    return callback(specifier, attributes, referrerName, phase);
  }
  const loader = require('module/esm/loader');
  const parentURL = referrerURL(referrerName);
  if (phase === kSourcePhase) return loader.importSource(specifier, parentURL, attributes);
  // Awaited, so that the stack of an error in the imported code goes on with who imports it.
  return await loader.importModule(specifier, parentURL, attributes);
}

function initializeImportMeta(symbol, meta, wrap) {
  if (symbol !== undefined) {
    owners.get(symbol)?.initializeImportMeta?.(meta, wrap);
    return;
  }
  const { url } = wrap;
  if (wrap.instantiateWasm !== undefined) {
    meta.instantiate = wrap.instantiateWasm;
    return;
  }
  const loader = require('module/esm/loader');
  if (url.startsWith('file:')) {
    const filename = fileURLToPath(url);
    meta.dirname = require('path').dirname(filename);
    meta.filename = filename;
  }
  meta.main = loader.records.get(url)?.isMain === true;
  meta.resolve = function resolve(specifier) {
    let parentURL = url;
    if (arguments.length > 1 &&
        require('internal/options').getOptionValue('--experimental-import-meta-resolve') === true) {
      parentURL = arguments[1];
      if (typeof parentURL !== 'string' && !require('internal/url').isURL(parentURL)) {
        throw new ERR_INVALID_ARG_TYPE('parentURL', ['string', 'URL'], parentURL);
      }
    }
    return loader.resolveForMeta(`${specifier}`, `${parentURL}`);
  };
  meta.url = url;
}

setImportModuleDynamically(importModuleDynamically);
setInitializeImportMeta(initializeImportMeta);

module.exports = { kNoImport, registerOwner };
