import { builtinRules } from 'eslint/use-at-your-own-risk'
import neostandard, { resolveIgnoresFromGitignore } from 'neostandard'
import tseslint from 'typescript-eslint'

/*
 * "Who may import what" of ARCHITECTURE.md, and the few bans beside it.
 *
 * Each room is a rule of its own, `house/<room>`, made from ESLint's no-restricted-syntax: in one config the settings of
 * a rule replace each other, and a file can stand in several rooms. A disabled line then also names the room.
 */

/** Bans imports whose source matches: static, dynamic, re-exports and types alike. */
const imports = (source, message, kind = '') => {
  // A slash would end the expression inside a selector.
  const text = source.source.replaceAll('\\/', '/').replaceAll('/', '\\u002F')
  return {
    selector: `:matches(ImportDeclaration, ExportNamedDeclaration, ExportAllDeclaration, ImportExpression, TSImportType)${kind}[source.value=/${text}/]`,
    message,
  }
}
/** The same, but types may come from there: they are gone at run time. */
const values = (source, message) => imports(source, message, ':not([importKind="type"], [exportKind="type"], TSImportType)')
const statics = (source, message) => imports(source, message, ':not([importKind="type"], TSImportType, ImportExpression)')
/** Bans the globals themselves and the modules that bring them. */
const globals = (...names) => names.flatMap(name => [
  {
    selector: `Identifier[name="${name}"]:not(MemberExpression > .property, Property > .key, TSPropertySignature > .key, TSMethodSignature > .key, MethodDefinition > .key, PropertyDefinition > .key)`,
    message: `${name} is not for this room: what it needs is passed in.`,
  },
  imports(new RegExp(`^(node:)?${name}$`), `${name} is not for this room: what it needs is passed in.`),
])

const IN_FUNCTIONS = name => `:matches(FunctionDeclaration[id.name=/${name}$/i], VariableDeclarator[id.name=/${name}$/i], Property[key.name=/${name}$/i]) *`

const rooms = {
  contract: {
    files: ['packages/contract/src/**'],
    bans: [
      imports(/^(?!typebox($|\/)|\.)/, 'The contract imports TypeBox and nothing else.'),
      ...globals('process', 'console', 'Buffer', 'fetch', 'setTimeout', 'setInterval', 'setImmediate'),
    ],
  },
  // What `--help` and the start of every command load.
  light: {
    files: ['packages/contract/src/{choices,database-url,dates,errors,limits,money,problem,settings,text}.ts'],
    bans: [values(/^(?!\.\/(choices|database-url|dates|errors|limits|money|problem|settings|text)\.ts$)/, 'This file loads no TypeBox, and nothing that does.')],
  },

  server: {
    files: ['packages/server/src/**'],
    ignores: ['packages/server/src/main.ts'],
    bans: [...globals('process', 'console')],
  },
  fastify: {
    files: ['packages/server/src/**'],
    ignores: ['packages/server/src/{http/**,serve.ts,main.ts}'],
    bans: [
      imports(/^(fastify|@fastify\/)/, 'Fastify stays in src/http: the embedded book never loads it.'),
      values(/\/http\//, 'src/http is around the rooms, not in them: the embedded book never loads it.'),
    ],
  },
  knex: {
    files: ['packages/server/src/**'],
    ignores: ['packages/server/src/{db/**,features/reports/**,features/repositories.ts,features/**/*-repository.ts}'],
    bans: [imports(/^(knex|sqlite3)($|\/)/, 'Knex stays in src/db, the repositories and the reports.')],
  },
  handlers: {
    files: ['packages/server/src/features/**/*-handlers.ts'],
    bans: [imports(/-repository\.ts$/, 'Handlers call services; services call repositories.')],
  },
  repositories: {
    files: ['packages/server/src/features/**/*-repository.ts'],
    bans: [values(/^(?!knex$|@fintrack\/contract\/|(\.\.\/)+db\/|(\.\.|\.)\/resources\.ts$)/, 'Repositories import Knex, src/db and the contract.')],
  },
  math: {
    files: ['packages/server/src/features/**/*-math.ts'],
    bans: [values(/^(?!@fintrack\/contract\/|\.\/[^/]*-math\.ts$)/, 'Math imports the contract only.')],
  },
  migrations: {
    files: ['packages/server/src/db/migrations/**'],
    bans: [values(/^(?!\.\/)/, 'Migrations import nothing of the app: they outlive it.')],
  },

  cli: {
    files: ['packages/cli/src/**'],
    ignores: ['packages/cli/src/{api/embedded-transport.ts,commands/serve.ts,commands/serve/**}'],
    bans: [imports(/^@fintrack\/server/, 'The server is reached through api/embedded-transport.ts or `serve`.')],
  },
  lazy: {
    files: ['packages/cli/src/{api/embedded-transport.ts,commands/serve.ts,commands/serve/**}'],
    bans: [statics(/^@fintrack\/server/, 'The server is loaded by `await import()`, where it is used.')],
  },
  axios: {
    files: ['packages/cli/src/**'],
    ignores: ['packages/cli/src/api/http-transport.ts'],
    bans: [imports(/^axios/, 'axios has one home: api/http-transport.ts.')],
  },
  conf: {
    files: ['packages/cli/src/**'],
    ignores: ['packages/cli/src/config/**'],
    bans: [imports(/^conf($|\/)/, 'conf has one home: src/config.')],
  },
  terminal: {
    files: ['packages/cli/src/**'],
    ignores: ['packages/cli/src/io/**'],
    bans: [imports(/^(inquirer|@inquirer\/|chalk)/, 'inquirer and chalk have one home: src/io.')],
  },
  run: {
    files: ['packages/cli/src/run.ts'],
    bans: [...globals('process')],
  },
  commands: {
    files: ['packages/cli/src/commands/**'],
    bans: [...globals('process', 'console', 'Date')],
  },
  render: {
    files: ['packages/cli/src/render/**'],
    bans: [
      ...globals('process', 'console', 'Date', 'fetch', 'setTimeout', 'setInterval', 'setImmediate'),
      values(/^node:(?!util$)|\/(api|config|io)\/|\/context\.ts$/, 'Renderers are pure functions of (view, rows).'),
    ],
  },

  time: {
    files: ['packages/*/src/**'],
    ignores: ['packages/{server/src,cli/src/io}/clock.ts', 'packages/contract/src/money.ts'],
    bans: [
      { selector: ':matches(NewExpression, CallExpression)[callee.name="Date"]', message: 'The clock is passed in; days are text (@fintrack/contract/dates).' },
      { selector: 'MemberExpression[object.name="Date"][property.name="now"]', message: 'The clock is passed in.' },
      { selector: 'Identifier[name="parseFloat"]', message: 'Money is parsed by @fintrack/contract/money.' },
      { selector: 'MemberExpression[property.name="toFixed"]', message: 'Money is formatted by @fintrack/contract/money.' },
    ],
  },
  // A test may have a date of its own as an oracle, but none that depends on the day it runs.
  today: {
    files: ['packages/*/test/**'],
    bans: [
      { selector: ':matches(NewExpression[arguments.length=0], CallExpression)[callee.name="Date"]', message: 'A test names its day.' },
      { selector: 'MemberExpression[object.name="Date"][property.name="now"]', message: 'A test names its day.' },
    ],
  },

  // `as` believes without a check, so it stands only where something unknown gets its type: in `fromRow` and `inputOf`
  // (by name or its ending, such as totalFromRow, in any file), in the brands of money and days, and where schemas become types (call, endpoint).
  cast: {
    files: ['packages/*/src/**'],
    ignores: ['packages/contract/src/{money,dates,call,endpoint}.ts'],
    bans: [
      {
        selector: `TSAsExpression:not([typeAnnotation.typeName.name="const"]):not(${IN_FUNCTIONS('fromRow')}, ${IN_FUNCTIONS('inputOf')})`,
        message: '`as` stands only in fromRow, inputOf and branded constructors; narrow by a check, or use `satisfies`.',
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
      { selector: 'ImportExpression:not([source.type="Literal"])', message: 'Wiring is visible: an import names its file.' },
      { selector: ':matches(ExportDefaultDeclaration, ExportSpecifier[exported.name="default"])', message: 'Named exports only.' },
    ],
  },
}

/** An exemption carries its reason on the line: `eslint-disable-next-line rule -- why`, `c8 ignore next -- why`. */
const reasons = {
  create: context => ({
    Program () {
      for (const comment of context.sourceCode.getAllComments()) {
        if (/^\s*(eslint-disable|[cv]8 ignore (next|start)|@ts-)/.test(comment.value) && !/ -- \S/.test(comment.value)) {
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

export default tseslint.config(
  ...neostandard({ ts: true, noJsx: true, ignores: [...resolveIgnoresFromGitignore(), 'tap-snapshots/'] }),
  {
    files: ['packages/**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      // `async` also promises that a throw becomes a rejection.
      '@typescript-eslint/require-await': 'off',
      // Numbers read well in a sentence.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // What tap's test() returns: its parent waits for it. The promise of t.rejects() is another, and is awaited.
      '@typescript-eslint/no-floating-promises': ['error', {
        allowForKnownSafePromises: [{ from: 'file', path: 'types/tap.d.ts', name: 'PromiseWithSubtest' }],
      }],
      // `void` marks a promise that is left alone on purpose.
      'no-void': ['error', { allowAsStatement: true }],
      // Short properties that belong together may share a line.
      '@stylistic/object-property-newline': 'off',
    },
  },
  {
    files: ['packages/*/test/**'],
    rules: {
      // Bodies of replies and lines of output are whatever came: the assertion is the check.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  { files: ['**/*.d.ts'], rules: { camelcase: 'off' } },
  { plugins: { house }, linterOptions: { reportUnusedDisableDirectives: 'error' }, rules: { 'house/reasons': 'error' } },
  ...Object.entries(rooms).map(([room, { files, ignores = [], bans }]) => ({
    files, ignores, rules: { [`house/${room}`]: ['error', ...bans] },
  }))
)
