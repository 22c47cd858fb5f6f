'use strict';
// The first JavaScript of an environment, run while the snapshot is made: gives the built-in files their `require`, and has
// internal/bootstrap/main put the globals in place. Its parameters are (binding, compile, ids).

const modules = new Map();
const bindings = new Map([['builtins', { ids }]]);
const known = new Set(ids);

function getBinding(name) {
  let object = bindings.get(name);
  if (object === undefined) {
    object = binding(name);
    bindings.set(name, object);
  }
  return object;
}

// `process` and `primordials` are the exports of two files that every later one is given.
let process;
let primordials;

function requireBuiltin(id) {
  let module = modules.get(id);
  if (module !== undefined) return module.exports;
  if (!known.has(id)) {
    const error = new Error(`No such built-in module: ${id}`);
    error.code = 'ERR_UNKNOWN_BUILTIN_MODULE';
    throw error;
  }
  module = { id, exports: {}, loaded: false };
  modules.set(id, module);
  try {
    const run = compile(id);
    Reflect.apply(run, module.exports, [module.exports, requireBuiltin, module, process, getBinding, primordials]);
    module.loaded = true;
  } finally {
    if (!module.loaded) modules.delete(id);
  }
  return module.exports;
}

requireBuiltin.has = (id) => known.has(id);
requireBuiltin.loaded = () => [...modules.keys()];

primordials = requireBuiltin('internal/primordials');
process = requireBuiltin('internal/process/object');
requireBuiltin('internal/bootstrap/main');
