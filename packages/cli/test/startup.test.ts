import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** What runs TypeScript as it is, in tests only, and what tap puts into every child process to watch it. */
const OF_THE_TESTS = ['ts-blank-space', 'typescript', 'fromentries', 'pirates', 'process-on-spawn']

/** The packages that a process with these arguments loads. */
function loaded (home: string, ...argv: readonly string[]): string[] {
  const record = join(home, 'modules')
  mkdirSync(home, { recursive: true })
  writeFileSync(record, '')
  execFileSync(process.execPath, [
    '--import=./scripts/typescript.mjs',
    '--conditions=@fintrack/source',
    '--import=./packages/cli/test/helpers/record-modules.mjs',
    'packages/cli/src/main.ts', ...argv,
  ], { cwd: root, env: { PATH: process.env['PATH'], HOME: home, RECORDED_MODULES: record } })
  const packages = readFileSync(record, 'utf8').split('\n').flatMap((line) =>
    /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(line)?.[1] ?? /\/packages\/(server)\//.exec(line)?.[1] ?? [])
  return [...new Set(packages)].filter((name) => !OF_THE_TESTS.includes(name)).toSorted()
}

t.test('help and version load commander and no other package', (t) => {
  for (const argv of [['--help'], ['--version'], ['tx', '--help'], ['help', 'environment']]) {
    t.strictSame(loaded(t.testdir(), ...argv), ['commander'], argv.join(' '))
  }
  t.end()
})

t.test('the help of a command, and status of the book of this machine, load no database and no network', (t) => {
  for (const argv of [['tx', 'add', '--help'], ['status']]) {
    t.strictSame(loaded(t.testdir(), ...argv), ['commander', 'typebox'], argv.join(' '))
  }
  t.end()
})

t.test('a report of the book of this machine loads no HTTP, no prompts and no tables', (t) => {
  const packages = loaded(t.testdir(), 'report', '2024-05')
  for (const name of ['commander', 'typebox', 'knex', 'sqlite3']) t.ok(packages.includes(name), name)
  for (const name of [
    'axios', 'conf', 'inquirer', 'chalk', 'cli-table3', 'fastify', '@fastify/jwt', 'pino',
  ]) t.notOk(packages.includes(name), name)
  t.end()
})
