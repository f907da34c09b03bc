/*
 * Who may import what (ARCHITECTURE.md draws it). `pnpm rooms` holds it, types and `import()` included, and that no
 * imports go round in a circle. What a room may do with globals stands in eslint.config.js.
 */

const src = (pkg, files) => `^packages/${pkg}/src/${files}`
const contract = (files) => src('contract', files)
const server = (files) => src('server', files)
const cli = (files) => src('cli', files)

/** Files below every room of the server: they know the contract and each other. */
const SERVER_BASE = server('(clock|version|http-status|upload-limit|config/ip-address)\\.ts$')
const DISPATCH = server('(dispatch|request-context|idempotency-key|problem-answer|reply-check)\\.ts$')
/** What tables there are, the keys of a data folder, and sums: features that know no request. */
const DESCRIPTORS = server('features/(resources|.*/[^/]*-(math|text|key|keys|ring))\\.ts$')
/** What the program meets outside of itself, as types, and its version. */
const CLI_BASE = cli('(world|version)\\.ts$')

/** Each room, and what it may import beside itself and the contract. A file belongs to the first room that has it. */
const ROOMS = [
  ['the contract', contract(''), []],

  ['the base of the server', SERVER_BASE, []],
  ['server/files', server('files/'), [SERVER_BASE]],
  ['server/db', server('db/'), [SERVER_BASE, server('files/')]],
  ['server/dispatch', DISPATCH, [SERVER_BASE, server('db/errors/')]],
  ['server/features', server('features/'), [SERVER_BASE, DISPATCH, server('(db|files)/')]],
  ['server/maintenance', server('maintenance/'), [SERVER_BASE, DESCRIPTORS, server('(db|files)/')]],
  ['server/config', server('config/'), [SERVER_BASE]],
  ['server/core', server('core\\.ts$'), [SERVER_BASE, DISPATCH, server('(features|db)/')]],
  ['server/http', server('http/'), [SERVER_BASE, DISPATCH, server('(core\\.ts$|(features|db|config)/)')]],
  ['the ways into the server', server('(embedded|local|serve|words|main)\\.ts$'), [server('(?!main\\.ts)')]],

  ['the base of the CLI', CLI_BASE, []],
  ['cli/errors', cli('errors/'), [CLI_BASE, cli('render/')]],
  ['cli/render', cli('render/'), [CLI_BASE]],
  ['cli/io', cli('io/'), [CLI_BASE, cli('(errors|render)/')]],
  ['cli/options', cli('options/'), [CLI_BASE, cli('(errors|render|io)/')]],
  ['cli/config', cli('config/'), [CLI_BASE, cli('(errors|render|io|options)/')]],
  ['cli/context', cli('context\\.ts$'), [CLI_BASE, cli('(errors|render|io|config|options)/')]],
  ['cli/output', cli('output/'), [CLI_BASE, cli('(context\\.ts$|(errors|render|io|config|options)/)')]],
  ['cli/api', cli('api/'), [CLI_BASE, cli('(context\\.ts$|(errors|render|io|config|options)/)'), server('')]],
  ['cli/shapes', cli('shapes/'), [CLI_BASE, cli('(context\\.ts$|(errors|render|io|config|options|output|api)/)')]],
  ['cli/commands', cli('commands/'), [cli('(?!(main|run|program|open-context)\\.ts$)'), server('')]],
  ['the top of the CLI', cli('(main|run|program|open-context)\\.ts$'), [cli('')]],
]

/** Libraries with a home. `$` and `/` keep `conf` apart from `config`. */
const LIBRARIES = [
  ['typebox', [contract(''), server('')]],
  ['fastify|@fastify/', [server('(http/|serve\\.ts$)')]],
  ['knex|sqlite3', [server('(db/|features/(repositories\\.ts$|reports/|.*-repository\\.ts$))')]],
  ['pg|pgpass', [server('db/postgres/')]],
  ['axios', [cli('api/http-transport\\.ts$')]],
  ['conf', [cli('config/')]],
  ['inquirer|@inquirer/|chalk', [cli('io/')]],
  ['commander', [cli('((commands|shapes|options|errors)/|(program|run)\\.ts$)')]],
  ['cli-table3', [cli('render/')]],
  ['jq-wasm', [cli('output/')]],
  ['shlex', [cli('options/')]],
]

const LIGHT = '(choices|csv-cell|database-url|dates|errors|limits|money|problem|settings|text)\\.ts$'
/** Types are gone at run time. */
const VALUES = { dependencyTypesNot: ['type-only'] }

const rooms = ROOMS.map(([name, path, may], index) => ({
  name,
  severity: 'error',
  comment: 'This room may not import that one: see the table of rooms in .dependency-cruiser.mjs.',
  from: { path, pathNot: ROOMS.slice(0, index).map(([, earlier]) => earlier) },
  to: { path: '^packages/', pathNot: [path, contract(''), ...may] },
}))

const libraries = LIBRARIES.map(([name, homes]) => ({
  name: `home of ${name}`,
  severity: 'error',
  comment: 'A library is imported in its home alone: see the table of libraries in .dependency-cruiser.mjs.',
  from: { path: '^packages/', pathNot: homes },
  to: { path: `node_modules/(${name.split('|').map(one => one.replace(/\/?$/, '/')).join('|')})` },
}))

const forbidden = (name, comment, from, to) => ({ name, severity: 'error', comment, from, to })

export default {
  forbidden: [
    forbidden('no circle', 'Files that import one another are one file, or need a third below them.',
      {}, { circular: true }),
    forbidden('a file is in a room', 'A new folder needs its line in the table of rooms.',
      { path: '^packages/', pathNot: ROOMS.map(([, path]) => path) }, {}),
    forbidden('only what exists', 'The import leads nowhere.', {}, { couldNotResolve: true }),
    ...rooms,
    ...libraries,

    forbidden('only TypeBox in the contract', 'The contract imports TypeBox and nothing else.',
      { path: contract('') }, { pathNot: [contract(''), 'node_modules/typebox/'] }),
    forbidden('light files', 'What `--help` and every start load: no TypeBox, and nothing that loads it.',
      { path: contract(LIGHT) }, { pathNot: contract(LIGHT), ...VALUES }),
    forbidden('handlers', 'Handlers call services; services call repositories.',
      { path: server('features/.*-handlers\\.ts$') }, { path: '-repository\\.ts$' }),
    forbidden('repositories', 'Repositories import Knex, src/db and the contract.',
      { path: server('features/.*-repository\\.ts$') },
      {
        pathNot: ['node_modules/knex/', contract(''), server('(db/|features/[^/]*\\.ts$)')],
        ...VALUES,
      }),
    forbidden('math', 'Math imports the contract only.',
      { path: '-math\\.ts$' }, { pathNot: [contract(''), '-math\\.ts$'], ...VALUES }),
    forbidden('migrations', 'Migrations import nothing of the app: they outlive it.',
      { path: server('db/migrations/') }, { path: '^packages/', pathNot: server('db/migrations/'), ...VALUES }),
    forbidden('no Fastify in the embedded book', 'src/http is around the rooms, not in them.',
      { path: server(''), pathNot: server('(http/|serve\\.ts$)') }, { path: server('http/'), ...VALUES }),
    forbidden('the way to the server', 'The server is reached through api/embedded-transport.ts or `serve`.',
      { path: cli(''), pathNot: cli('(api/embedded-transport|commands/serve)\\.ts$') }, { path: server('') }),
    forbidden('the server is lazy', 'The server is loaded by `await import()`, where it is used.',
      { path: cli('') }, { path: server(''), dependencyTypesNot: ['dynamic-import', 'type-only'] }),
    forbidden('pure renderers', 'Renderers are pure functions of (view, rows).',
      { path: cli('render/') }, { dependencyTypes: ['core'], pathNot: '^(node:)?util$' }),
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      conditionNames: ['@fintrack/source', 'import', 'node', 'default'], exportsFields: ['exports'],
    },
  },
}
