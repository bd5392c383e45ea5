import eslint from '@eslint/js'
import tseslint from 'typescript-eslint'
import { maxClassFields } from './scripts/eslint-rules/max-class-fields.mjs'

const TEST_FILES = ['**/*.test.ts', '**/*.test.mjs', '**/src/testing/**/*.ts', 'tests/**/*.ts']

const NODE_GLOBALS = [
  ...[
    'process',
    'console',
    'Buffer',
    'URL',
    'fetch',
    'performance',
    'structuredClone',
    'AbortController',
    'AbortSignal',
  ],
  ...['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'setImmediate', 'TextDecoder', 'TextEncoder'],
]

const insideDecoder = [
  'FunctionDeclaration[id.name=/^decode/] *',
  'VariableDeclarator[id.name=/^decode/] *',
  'MethodDefinition[key.name=/^decode/] *',
  'PropertyDefinition[key.name=/^decode/] *',
].join(', ')

const WITHOUT_DEFAULT_AND_STAR_EXPORTS = [
  { selector: 'ExportDefaultDeclaration', message: 'Export by name: a default export has no name to search for.' },
  // `export * as quicksilver from` gives a name, so it may stay.
  { selector: 'ExportAllDeclaration[exported=null]', message: 'Name what the door lets out: `export *` hides it.' },
]

const WITHOUT_ENUMS = [
  { selector: 'TSEnumDeclaration', message: 'Use a union of string literals: an enum is neither JSON nor erasable.' },
]

const WITHOUT_ASSERTIONS = [
  {
    selector: `TSAsExpression:not([typeAnnotation.typeName.name="const"]):not(${insideDecoder})`,
    message: 'A type is proved, not asserted: decode unknown data in a `decode*` function, narrow the rest.',
  },
  { selector: 'TSTypeAssertion', message: 'A type is proved, not asserted.' },
]

/** `test(…)` of node:test returns a promise that its runner waits for by itself. */
const nodeTestCalls = {
  from: 'package',
  package: 'node:test',
  name: ['test', 'it', 'describe', 'suite', 'before', 'after', 'beforeEach', 'afterEach'],
}

export default tseslint.config(
  { ignores: ['**/dist/', '**/node_modules/', 'out/', 'coverage/', '.cache/', '**/assets/', '**/fixtures/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  eslint.configs.recommended,
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { parley: { rules: { 'max-class-fields': maxClassFields } } },
    rules: {
      'id-denylist': ['error', 'msg', 'cfg', 'opts', 'tmp', 'utils', 'helpers', 'manager'],
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      'parley/max-class-fields': ['error', { max: 10 }],
      // `== null` asks for both kinds of absence that the wire knows.
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-restricted-syntax': ['error', ...WITHOUT_DEFAULT_AND_STAR_EXPORTS, ...WITHOUT_ENUMS, ...WITHOUT_ASSERTIONS],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/no-explicit-any': 'error',
      // `import { type T }` still loads the module when it runs; `import type { T }` does not.
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/no-floating-promises': ['error', { allowForKnownSafeCalls: [nodeTestCalls] }],
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrorsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/prefer-readonly': 'error',
      // An async function without `await` is how a port's promise-returning method is often written.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/return-await': ['error', 'in-try-catch'],
      // A written `default` is a decision; without one every member of the union needs its case.
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    },
  },
  // A library says nothing on a terminal: what it has to say is an event, a value or an error.
  { files: ['packages/**/*.ts'], rules: { 'no-console': 'error' } },
  // A decoder's whole file may assert what it has just checked.
  {
    files: ['**/decode*.ts'],
    rules: { 'no-restricted-syntax': ['error', ...WITHOUT_DEFAULT_AND_STAR_EXPORTS, ...WITHOUT_ENUMS] },
  },
  // A declaration file describes somebody else's code as it is.
  {
    files: ['**/*.d.ts'],
    rules: { 'no-restricted-syntax': 'off', '@typescript-eslint/consistent-type-imports': 'off' },
  },
  // A suite of tests is one long function by nature.
  { files: TEST_FILES, rules: { 'max-lines-per-function': 'off' } },
  // Plain JavaScript has no types to check by.
  {
    files: ['**/*.js', '**/*.mjs', '**/*.cjs'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: {
      parserOptions: { projectService: false },
      globals: Object.fromEntries(NODE_GLOBALS.map((name) => [name, 'readonly'])),
    },
  },
  {
    files: ['**/*.cjs'],
    rules: { '@typescript-eslint/no-require-imports': 'off' },
    languageOptions: { sourceType: 'commonjs', globals: { module: 'writable', require: 'readonly' } },
  },
  // Tools demand a default export in their configuration.
  { files: ['*.config.js', '**/*.config.js'], rules: { 'no-restricted-syntax': 'off' } },
)
