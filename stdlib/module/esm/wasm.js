'use strict';
// WebAssembly files as ES modules: imports are linked to other modules, exports become bindings.

const { JSONStringify, SafeSet, SafeWeakMap } = primordials;
const { ModuleWrap } = binding('modules');

/** Namespace of a wasm module → the instance's own exports: a wasm module that imports a global wants the global itself. */
const instances = new SafeWeakMap();

const kReservedModule = /^wasm-js:/;
const kReservedName = /^wasm(-js)?:/;

function checkNames(list, kind) {
  const { WebAssembly } = globalThis;
  for (let i = 0; i < list.length; i++) {
    const { module, name } = list[i];
    if (kind === 'import' && kReservedModule.test(module)) {
      throw new WebAssembly.LinkError(`Invalid Wasm import "${module}" in module`);
    }
    if (kReservedName.test(name)) {
      throw new WebAssembly.LinkError(`Invalid Wasm ${kind} name "${name}"`);
    }
  }
}

/**
 * Makes a text module of imports and exports around the instance, so that V8 links and orders it like any other. What the text
 * cannot say comes in through its import.meta.
 * @param {string} url
 * @param {Uint8Array} source
 * @param {import('./loader.js').Record} record
 */
function translateWasm(url, source, record) {
  const { WebAssembly } = globalThis;
  let compiled;
  try {
    compiled = new WebAssembly.Module(source, {
      builtins: ['js-string'], importedStringConstants: 'wasm:js/string-constants',
    });
  } catch (error) {
    error.message = `${url}: ${error.message}`;
    throw error;
  }
  record.source = compiled;
  const imports = WebAssembly.Module.imports(compiled);
  const exported = WebAssembly.Module.exports(compiled);
  checkNames(imports, 'import');
  checkNames(exported, 'export');

  const specifiers = new SafeSet();
  for (let i = 0; i < imports.length; i++) specifiers.add(imports[i].module);
  const wanted = [...specifiers];
  const names = exported.map(({ name }) => name);
  const text = [
    ...wanted.map((specifier, i) => `import * as n${i} from ${JSONStringify(specifier)};`),
    `const get = import.meta.instantiate([${wanted.map((_, i) => `n${i}`).join(', ')}]);`,
    ...names.map((name, i) => `const e${i} = get(${i}); export { e${i} as ${JSONStringify(name)} };`),
  ].join('\n');
  const wrap = new ModuleWrap(url, undefined, text, 0, 0, undefined, undefined);
  wrap.instantiateWasm = (namespaces) => {
    const given = { __proto__: null };
    for (let i = 0; i < wanted.length; i++) given[wanted[i]] = instances.get(namespaces[i]) ?? namespaces[i];
    const { exports } = new WebAssembly.Instance(compiled, given);
    instances.set(wrap.namespace(), exports);
    return (at) => readExport(exports[names[at]]);
  };
  return wrap;
}

/** A global is bound by its value where JavaScript can hold it (a v128 cannot). */
function readExport(value) {
  if (!(value instanceof globalThis.WebAssembly.Global)) return value;
  try {
    return value.value;
  } catch {
    return undefined;
  }
}

module.exports = { translateWasm };
