// What ./x lint asks of the JavaScript of the standard library: mistakes, and the rules that all of its files keep. Layout is no
// matter of this file.
const builtin = Object.fromEntries(['exports', 'require', 'module', 'process', 'binding', 'primordials'].map((name) => [name, 'readonly']));

export default [
  // The frame in which built-in files are run: it has no such parameters itself.
  {
    files: ['stdlib/internal/bootstrap/**', 'runtime/**'],
    languageOptions: { globals: { ids: 'readonly', compile: 'readonly' } },
  },
  {
    files: ['**/*.js'],
    // Built-in files are function bodies: as a CommonJS file, they may return at the top.
    languageOptions: { ecmaVersion: 2025, sourceType: 'commonjs', globals: { ...builtin, WebAssembly: 'readonly' } },
    linterOptions: { reportUnusedDisableDirectives: 'off' },
    rules: {
      strict: ['error', 'global'],
      'constructor-super': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'for-direction': 'error',
      'getter-return': 'error',
      'no-class-assign': 'error',
      'no-compare-neg-zero': 'error',
      'no-cond-assign': ['error', 'except-parens'],
      'no-const-assign': 'error',
      'no-debugger': 'error',
      'no-dupe-args': 'error',
      'no-dupe-class-members': 'error',
      'no-dupe-else-if': 'error',
      'no-dupe-keys': 'error',
      'no-duplicate-case': 'error',
      'no-func-assign': 'error',
      'no-import-assign': 'error',
      'no-loss-of-precision': 'error',
      'no-redeclare': 'error',
      'no-self-assign': 'error',
      'no-setter-return': 'error',
      'no-sparse-arrays': 'error',
      'no-this-before-super': 'error',
      'no-undef': 'error',
      'no-unreachable': 'error',
      'no-unsafe-finally': 'error',
      'no-unsafe-negation': 'error',
      'no-unused-vars': ['error', { args: 'none', caughtErrors: 'none', ignoreRestSiblings: true }],
      'no-use-before-define': ['error', { functions: false, classes: false, variables: false }],
      'no-var': 'error',
      'prefer-const': ['error', { destructuring: 'all', ignoreReadBeforeAssign: true }],
      'use-isnan': 'error',
      'valid-typeof': 'error',
    },
  },
];
