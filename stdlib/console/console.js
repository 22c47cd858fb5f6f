'use strict';

// The global console: it writes to the standard streams, which are opened when something is first written.

const { ObjectDefineProperty, ObjectGetOwnPropertyDescriptor, ObjectKeys, ReflectOwnKeys } = primordials;

const { Console, addState, bindMethod } = require('internal/console');

// Its prototype is an empty object: that is how the standard has it.
const console = { __proto__: {} };

for (const key of ReflectOwnKeys(Console.prototype)) {
  if (key === 'constructor') continue;
  const descriptor = ObjectGetOwnPropertyDescriptor(Console.prototype, key);
  ObjectDefineProperty(console, key, { __proto__: null, ...descriptor });
  bindMethod(console, key, descriptor.value);
}
addState(console, true, 'auto');

for (const [name, stream] of [['_stdout', 'stdout'], ['_stderr', 'stderr']]) {
  let replaced;
  ObjectDefineProperty(console, name, {
    __proto__: null,
    get() {
      return replaced ?? process[stream];
    },
    set(value) {
      replaced = value;
    },
    enumerable: false,
    configurable: true,
  });
}

console.Console = Console;

// What V8's own console has beyond ours talks to a debugger.
const native = globalThis.console;
if (native !== undefined) {
  for (const key of ObjectKeys(native)) console[key] ??= native[key];
}

module.exports = console;
