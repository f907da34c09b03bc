/** A book in PostgreSQL, as the command line sees it. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { connectPostgres } from '../../../server/src/db/postgres/databases.ts'
import { freshDatabase } from '../../../server/test/helpers/postgres.ts'
import { screen } from '../helpers/screen.ts'

t.test('the embedded book is in the database that is named, and nothing is created in the data folder', async (t) => {
  const home = t.testdir()
  const url = new URL(await freshDatabase(t))
  url.password = 'hunter2'
  const run = (...argv: string[]) => screen(argv, { home, env: { FINTRACK_DATABASE_URL: url.href } })
  t.strictSame(await run(
    'tx', 'add', '12.50', 'groceries', '--create', '--date', '2024-05-03', '-q'
  ), { code: 0, stdout: '1\n', stderr: '' })
  const status = await run('status')
  t.match(status.stdout, new RegExp(`^Database {5}PostgreSQL at /.*, database "${url.pathname.slice(1)}"$`, 'm'))
  t.notMatch(JSON.stringify([status, await run('status', '-o', 'json')]), /hunter2|fintrack@|postgres:/)
  t.notOk(existsSync(join(home, '.local')))
  t.match(await run(
    'server', 'keys', 'rotate', '-q', '--fields', 'older_keys', '-o', 'csv'
  ), { code: 0, stdout: 'older_keys\r\n0\r\n' })
})

t.test('commands for the files of a folder name the PostgreSQL tool to use instead', async (t) => {
  const home = t.testdir()
  const run = (...argv: string[]) =>
    screen(argv, { home, env: { FINTRACK_DATABASE_URL: 'postgres://ada:hunter2@127.0.0.1:1/book' } })
  for (const [command, argv, hint] of [
    [
      'backup',
      ['backup', join(home, 'x.db')],
      'Use `pg_dump --format=custom`, which copies the database while others go on using it.',
    ],
    [
      'restore',
      ['restore', join(home, 'x.db')],
      'Use `pg_restore`, which loads what `pg_dump` wrote into an empty database.',
    ],
  ] as const) {
    t.strictSame(await run(...argv), {
      code: 2,
      stdout: '',
      stderr: `error: \`fintrack ${command}\` works on a book in a data folder, and yours is in PostgreSQL ` +
        `(FINTRACK_DATABASE_URL).\nhint: ${hint}\n`,
    })
  }
  t.match(await run('doctor', join(home, 'x.db')), { code: 2, stderr: /x\.db cannot be read: there is no such file/ })
})

t.test('doctor names what is foreign to the schema of a book in PostgreSQL, and checks no folder', async (t) => {
  const home = t.testdir()
  const url = await freshDatabase(t)
  const doctor = async () => {
    const { code, stdout, stderr } = await screen(['doctor'], { home, env: { FINTRACK_DATABASE_URL: url } })
    const said = stdout.replace(/PostgreSQL at .*"/, '<PostgreSQL>').replaceAll(/ \d+\.[\d.]+/g, ' <v>')
    return { code, stderr, stdout: said }
  }
  const versions = 'ok     versions      fintrack <v>, schema 9, PostgreSQL <v>, Node.js <v>\n'
  const database = 'ok     database      <PostgreSQL>; `pg_amcheck` checks its tables and indexes\n'
  t.strictSame(await doctor(), { code: 0, stderr: '', stdout: `${database}ok     schema        9\n${versions}` })
  const { writer, close } = await connectPostgres(url, { connections: 1, statementTimeoutMs: 10_000 })
  await writer.raw('CREATE VIEW peek AS SELECT * FROM users')
  await close()
  t.strictSame(await doctor(), {
    code: 9,
    stderr: 'error: 1 check of 3 failed.\n',
    stdout: `${database}WRONG  schema        view "peek" does not belong to it; to repair it: remove what is foreign ` +
      `to it with \`psql\`, or load a dump that you trust with \`pg_restore\` into an empty database\n${versions}`,
  })
  t.notOk(existsSync(join(home, '.local')))
})

t.test('a database that is away or no book is reported in one sentence without its password', async (t) => {
  const home = t.testdir()
  for (const argv of [['report', '2024-05'], ['status'], ['serve']]) {
    const { code, stderr } = await screen(argv, {
      home, env: { FINTRACK_DATABASE_URL: 'postgres://ada:hunter2@127.0.0.1:1/book' },
    })
    t.equal(code, 3)
    t.equal(
      stderr,
      'error: PostgreSQL at 127.0.0.1:1, database "book" cannot be reached (ECONNREFUSED).\n' +
        'hint: look at FINTRACK_DATABASE_URL, and whether PostgreSQL runs there\n'
    )
  }
  t.strictSame(await screen(['report', '2024-05'], {
    home, env: { FINTRACK_DATABASE_URL: 'mysql://ada:hunter2@db/book' },
  }), {
    code: 2,
    stdout: '',
    stderr: 'error: FINTRACK_DATABASE_URL names a database of the kind "mysql"; PostgreSQL is the one that can be ' +
      'named, as postgres://user:password@host/database.\nhint: `fintrack help environment` lists the settings.\n',
  })
})
