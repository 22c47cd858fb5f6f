'use strict';

// process.allowedNodeEnvironmentFlags: a Set-like view of what NODE_OPTIONS takes, forgiving about dashes and underscores, which
// cannot be changed (https://nodejs.org/api/process.html#processallowednodeenvironmentflags).

const { ObjectDefineProperties, ObjectFreeze, SafeSet, StringPrototypeReplaceAll } = primordials;

const kFields = 5; // name, alias, type, allowed, help

// Options of V8's that are common in NODE_OPTIONS.
const v8Flags = [
  '--abort-on-uncaught-exception', '--disallow-code-generation-from-strings', '--enable-etw-stack-walking', '--expose-gc',
  '--interpreted-frames-native-stack', '--jitless', '--max-old-space-size', '--max-old-space-size-percentage', '--max-semi-space-size',
  '--perf-basic-prof', '--perf-basic-prof-only-functions', '--perf-prof', '--perf-prof-unwinding-info', '--stack-trace-limit',
];

function collect() {
  const flat = binding('options').names();
  const flags = [];
  for (let i = 0; i < flat.length; i += kFields) {
    const [name, alias, , allowed] = flat.slice(i, i + kFields);
    if (!allowed) continue;
    flags.push(name);
    if (alias !== '') flags.push(alias);
  }
  for (const flag of v8Flags) if (!flags.includes(flag)) flags.push(flag);
  return flags;
}

// "--stack_trace_limit=10" is asked for as "--stack-trace-limit"; "-r" and "r" are the same, "--no-warnings" is "--warnings".
function normalize(flag) {
  flag = StringPrototypeReplaceAll(flag, '_', '-');
  return flag.replace(/^(--[^=]+)=.*$/, '$1');
}

class NodeEnvironmentFlagsSet extends Set {
  constructor(flags) {
    super();
    for (const flag of flags) super.add(flag);
    this.names = new SafeSet(flags.map((flag) => flag.replace(/^--?/, '')));
    ObjectDefineProperties(this, { names: { enumerable: false, value: this.names } });
  }

  add() {
    return this;
  }

  delete() {
    return false;
  }

  clear() {}

  has(key) {
    if (typeof key !== 'string') return false;
    const flag = normalize(key);
    if (/^--?[^-]/.test(flag)) return super.has(flag) || super.has(flag.replace(/^--no-/, '--'));
    return this.names.has(flag) || this.names.has(flag.replace(/^no-/, ''));
  }
}
ObjectFreeze(NodeEnvironmentFlagsSet.prototype.constructor);
ObjectFreeze(NodeEnvironmentFlagsSet.prototype);

module.exports = { allowedNodeEnvironmentFlags: ObjectFreeze(new NodeEnvironmentFlagsSet(collect())) };
