import { builtinRules } from 'eslint/use-at-your-own-risk'
import neostandard, { resolveIgnoresFromGitignore } from 'neostandard'
import tseslint from 'typescript-eslint'

/*
 * What each room may do with globals and with syntax. Who may import what stands in .dependency-cruiser.mjs, and what
 * follows from types in .oxlintrc.json.
 *
 * Each room is a rule of its own, `house/<room>`, made from ESLint's no-restricted-syntax: in one config the settings
 * of a rule replace each other, and a file can stand in several rooms. A disabled line then also names the room.
 */

const EXPORTS = 'ExportNamedDeclaration, ExportAllDeclaration'
const IMPORTS = `:matches(ImportDeclaration, ImportExpression, TSImportType, ${EXPORTS})`
const KEYED = ['Property', 'TSPropertySignature', 'TSMethodSignature', 'MethodDefinition', 'PropertyDefinition']
const NAMES_ONLY = ['MemberExpression > .property', ...KEYED.map(node => `${node} > .key`)].join(', ')

/** Bans the globals themselves and the modules that bring them. */
const globals = (...names) => names.flatMap(name => [
  `Identifier[name="${name}"]:not(${NAMES_ONLY})`, `${IMPORTS}[source.value=/^(node:)?${name}$/]`,
].map(selector => ({ selector, message: `${name} is not for this room: what it needs is passed in.` })))

const IN_FUNCTIONS = name => `:matches(${
  ['FunctionDeclaration[id', 'VariableDeclarator[id', 'Property[key']
    .map(node => `${node}.name=/${name}$/i]`).join(', ')
}) *`
const NO_ARGUMENTS = 'NewExpression[arguments.length=0][callee.name="Date"]'
const NOW = 'MemberExpression[object.name="Date"][property.name="now"]'
/** Calls whose first or second argument names a test, and words that such a name does without. */
const TESTS = ':matches(CallExpression[callee.property.name="test"], ' +
  'CallExpression[callee.name=/^(everyWay|bothWays|bothDatabases|bothPlaces)$/])'
const VAGUE = '/\\b(told|whoever|he|his|him)\\b|^(what|who|whoever|it|they|and|so) /i'

const rooms = {
  contract: {
    files: ['packages/contract/src/**'],
    bans: globals('process', 'console', 'Buffer', 'fetch', 'setTimeout', 'setInterval', 'setImmediate'),
  },
  server: {
    files: ['packages/server/src/**'],
    ignores: ['packages/server/src/main.ts'],
    bans: globals('process', 'console'),
  },
  run: {
    files: ['packages/cli/src/run.ts'],
    bans: globals('process'),
  },
  commands: {
    files: ['packages/cli/src/commands/**'],
    bans: globals('process', 'console', 'Date'),
  },
  render: {
    files: ['packages/cli/src/render/**'],
    bans: globals('process', 'console', 'Date', 'fetch', 'setTimeout', 'setInterval', 'setImmediate'),
  },

  time: {
    files: ['packages/*/src/**'],
    ignores: ['packages/*/src/**/clock.ts', 'packages/contract/src/dates.ts'],
    bans: [{
      selector: ':matches(NewExpression, CallExpression)[callee.name="Date"]',
      message: 'The clock is passed in; days are text (@fintrack/contract/dates).',
    }],
  },
  now: {
    files: ['packages/*/src/**'],
    ignores: ['packages/*/src/**/clock.ts'],
    bans: [{
      selector: `:matches(${NOW}, ${NO_ARGUMENTS})`,
      message: 'The clock is passed in.',
    }],
  },
  amounts: {
    files: ['packages/*/src/**'],
    ignores: ['packages/contract/src/money.ts'],
    bans: [
      { selector: 'Identifier[name="parseFloat"]', message: 'Money is parsed by @fintrack/contract/money.' },
      {
        selector: 'MemberExpression[property.name="toFixed"]',
        message: 'Money is formatted by @fintrack/contract/money.',
      },
    ],
  },
  // A test may have a date of its own as an oracle, but none that depends on the day it runs.
  today: {
    files: ['packages/*/test/**'],
    bans: [{
      selector: `:matches(${NOW}, ${NO_ARGUMENTS}, CallExpression[callee.name="Date"])`,
      message: 'A test names its day.',
    }],
  },

  names: {
    files: ['packages/*/test/**'],
    bans: [{
      selector: `${TESTS} > Literal[value=${VAGUE}], ${TESTS} > TemplateLiteral > TemplateElement[value.raw=${VAGUE}]`,
      message: 'A test\'s name is a full sentence with a subject: it is read alone, in a list of failures.',
    }],
  },

  // `as` believes without a check, so it stands only where something unknown gets its type: in `fromRow` and `inputOf`
  // (by name or its ending, such as totalFromRow, in any file), in the brands of money and days, and where schemas
  // become types (call, endpoint).
  cast: {
    files: ['packages/*/src/**'],
    ignores: ['packages/contract/src/{money,dates,call,endpoint}.ts'],
    bans: [
      {
        selector: 'TSAsExpression:not([typeAnnotation.typeName.name="const"])' +
          `:not(${IN_FUNCTIONS('fromRow')}, ${IN_FUNCTIONS('inputOf')})`,
        message: '`as` stands only in fromRow, inputOf and branded constructors; narrow by a check, or `satisfies`.',
      },
      { selector: 'TSNonNullExpression', message: '`!` is an `as` by another name; narrow by a check.' },
    ],
  },
  syntax: {
    files: ['packages/**/*.ts'],
    // Declarations of other people's modules say what is there.
    ignores: ['**/*.d.ts'],
    bans: [
      { selector: 'TSEnumDeclaration', message: 'No enums: a list `as const` and its union type.' },
      { selector: 'TSTypeAssertion', message: 'Write `as`, where it is allowed at all.' },
      {
        selector: 'ImportExpression:not([source.type="Literal"])',
        message: 'Wiring is visible: an import names its file.',
      },
      {
        selector: ':matches(ExportDefaultDeclaration, ExportSpecifier[exported.name="default"])',
        message: 'Named exports only.',
      },
    ],
  },
}

/** An exemption carries its reason on the line: `eslint-disable-next-line rule -- why`, `c8 ignore next -- why`. */
const reasons = {
  create: context => ({
    Program () {
      for (const comment of context.sourceCode.getAllComments()) {
        const isExemption = /^\s*((es|ox)lint-disable|[cv]8 ignore (next|start)|@ts-)/.test(comment.value)
        if (isExemption && !/ -- \S/.test(comment.value)) {
          context.report({ node: comment, message: 'An exemption carries its reason: ` -- why`.' })
        }
      }
    },
  }),
}

const house = {
  rules: {
    reasons,
    ...Object.fromEntries(Object.keys(rooms).map(room => [room, builtinRules.get('no-restricted-syntax')])),
  },
}

/** The tests' lines may be longer. */
const SHORT_LINES = ['packages/**', '*.js', '.*.mjs', 'scripts/**', 'bench/**']

export default tseslint.config(
  ...neostandard({ ts: true, noJsx: true, ignores: [...resolveIgnoresFromGitignore(), 'tap-snapshots/'] }),
  {
    files: ['packages/**/*.ts'],
    extends: [tseslint.configs.recommended],
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      // `void` marks a promise that is left alone on purpose.
      'no-void': ['error', { allowAsStatement: true }],
      // Short properties that belong together may share a line.
      '@stylistic/object-property-newline': 'off',
    },
  },
  { files: ['**/*.d.ts'], rules: { camelcase: 'off' } },
  {
    files: SHORT_LINES,
    rules: { '@stylistic/max-len': ['error', { code: 120, ignoreUrls: true, ignoreRegExpLiterals: true }] },
  },
  {
    plugins: { house },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: { 'house/reasons': 'error' },
  },
  ...Object.entries(rooms).map(([room, { files, ignores = [], bans }]) => ({
    files, ignores, rules: { [`house/${room}`]: ['error', ...bans] },
  }))
)
