/** `fintrack db copy`, as a person sees it. */
import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { connect } from '../../../server/src/db/connect.ts'
import { takeExclusiveLock } from '../../../server/src/db/sqlite/exclusive-lock.ts'
import { freshDatabase } from '../../../server/test/helpers/postgres.ts'
import { screen, type Screen, type ScreenOptions } from '../helpers/screen.ts'

const DATA = '.local/share/fintrack'
const NEXT = 'Servers and commands go on using the book that FINTRACK_DATABASE_URL or FINTRACK_DATA_DIR names.\n'

/** A home with a book in it, a database that is empty, and commands that are run there. */
async function household (test: Test) {
  const home = test.testdir()
  const url = await freshDatabase(test)
  const said = (text: string): string => text.replaceAll(home, '~').replace(
    /PostgreSQL at \S+, database "\w+"/g, '<PostgreSQL>'
  ).replace(/[0-9a-f]{64}/g, '<sum>')
  const run = async (argv: readonly string[], options: ScreenOptions = {}): Promise<Screen> => {
    const { code, stdout, stderr } = await screen(argv, { home, ...options })
    return { code, stdout: said(stdout), stderr: said(stderr) }
  }
  await run(['tx', 'add', '12.50', 'groceries', '--create', '--date', '2024-05-03'])
  return { home, dataDir: join(home, DATA), url, run }
}

t.test('db copy copies a book from the folder to the database, and to another folder', async (t) => {
  const { run, url, home } = await household(t)
  const env = { FINTRACK_DATABASE_URL: url }
  const there = await run(['db', 'copy', '--from', 'folder', '--to', 'database'], { env })
  t.match(there.stdout, /^transactions\t1$/m)
  t.match(there, {
    code: 0,
    stderr: `Copied 8 rows of 17 tables from ~/${DATA} to <PostgreSQL>; counts and checksum agree (SHA-256 ` +
      '<sum>).\nTo use the new book, name it in FINTRACK_DATABASE_URL. Commands and servers refuse the old one, ' +
      `because of ~/${DATA}/moved.json.\n`,
  })
  t.match(await run([
    'tx', 'list', '-o', 'csv', '--fields', 'amount',
  ], { env }), { code: 0, stdout: 'amount\r\n12.50\r\n' })

  const back = await run(['db', 'copy', '-o', 'json', '--from', 'database', '--to', join(home, 'back')], { env })
  const tables: Array<{ table: string, rows: number }> = JSON.parse(back.stdout)
  t.strictSame(tables.map(({ table, rows }) => `${table}\t${rows}\n`).join(''), there.stdout)
  t.match(back.stderr, NEXT)
  const [third, fourth] = [join(home, 'third'), join(home, 'fourth')]
  const person = await run(['db', 'copy', '--from', join(home, 'back'), '--to', third], { tty: true })
  t.match(person.stdout, /^transactions +1$/m)
  t.match(person.stderr, 'To use the new book, name it in FINTRACK_DATA_DIR. Commands and servers refuse the old ' +
    'one, because of ~/back/moved.json.\n')
  t.strictSame(await run([
    'db', 'copy', '-q', '-o', 'csv', '--fields', 'table,rows', '--from', third, '--to', fourth,
  ]), {
    code: 0,
    stdout: tables.map(({ table, rows }) => `${table},${rows}\r\n`).join('').replace(/^/, 'table,rows\r\n'),
    stderr: '',
  })
})

t.test('every command on a folder whose book moved stops and names the new place', async (t) => {
  const { run, home } = await household(t)
  const to = join(home, 'new')
  await run(['db', 'copy', '--from', 'folder', '--to', to])
  const day = new Date(statSync(join(home, DATA, 'moved.json')).mtimeMs).toISOString().slice(0, 10)
  const refusal = `error: The book of ~/${DATA} moved to ~/new on ${day}.\n` +
    `hint: use it there: set FINTRACK_DATA_DIR to ~/new; to go on with the old book, remove ~/${DATA}/moved.json\n`
  const book = join(home, 'book.db')
  for (const command of [
    'tx list', 'tx add 1.00', 'report', 'passwd --password-stdin', 'server user list', 'server log', 'serve --port 0',
    'server keys rotate --end-sessions --yes', `backup ${book}`, `db copy --from folder --to ${join(home, 'x')}`,
  ]) {
    const { code, stdout, stderr } = await run(command.split(' '), { stdin: 'a quiet river at dawn' })
    t.strictSame([code, stdout, stderr], [1, '', refusal], command)
  }
  t.match(await run(['status']), { code: 1, stderr: refusal })
  t.match(await run(['doctor']), {
    code: 9,
    stdout: `WRONG  place         The book of ~/${DATA} moved to ~/new on ${day}; to repair it: use it there: `,
  })
  t.match(await run(['tx', 'list'], { env: { FINTRACK_DATA_DIR: to } }), { code: 0, stdout: /12\.50/ })
  await run(['backup', book], { env: { FINTRACK_DATA_DIR: to } })
  t.match(await run(['restore', '--yes', book]), { code: 1, stderr: refusal })
  t.match(await run(['db', 'copy', '--from', join(home, DATA), '--to', './x']), {
    code: 1, stderr: /\nhint: use it there: name ~\/new in --from; to go on with the old book, remove /,
  })
  rmSync(join(home, DATA, 'moved.json'))
  t.match(await run(['tx', 'list']), { code: 0, stdout: /12\.50/ })
})

t.test('db copy refuses a source or a target that cannot be used', async (t) => {
  const { run, url, home, dataDir } = await household(t)
  const env = { FINTRACK_DATABASE_URL: url }
  t.strictSame(await run(['db', 'copy', '--from', 'folder', '--to', dataDir]), {
    code: 2, stdout: '', stderr: 'error: The source and the target are the same place.\n' +
      'hint: name two different places\n',
  })
  await run(['tx', 'add', '1', 'x', '--create'], { env })
  mkdirSync(join(home, 'taken'))
  writeFileSync(join(home, 'taken/fintrack.db'), '')
  t.strictSame(await run(['db', 'copy', '--from', 'folder', '--to', 'database'], { env }), {
    code: 6,
    stdout: '',
    stderr: 'error: <PostgreSQL> is not empty: its table categories has rows.\n' +
      'hint: Name another, or make it empty again with `dropdb` and `createdb`: what is in it is gone then.\n',
  })
  t.strictSame(await run([
    'db', 'copy', '--from', join(home, 'none'), '--to', join(home, 'to'),
  ], { env: { FINTRACK_SERVER: 'http://127.0.0.1:1' } }), {
    code: 5, stdout: '', stderr: 'error: --from names ~/none, and there is no book in it.\n',
  })
  t.strictSame(await run(['db', 'copy', '--from', join(dataDir, 'fintrack.db'), '--to', join(home, 'to')]), {
    code: 2,
    stdout: '',
    stderr: `error: --from names ~/${DATA}/fintrack.db, which is no folder.\n` +
      `hint: name the folder of that book: ~/${DATA}\n`,
  })
  t.strictSame(await run(['db', 'copy', '--from', 'folder', '--to', '/proc/x']), {
    code: 1,
    stdout: '',
    stderr: 'error: The data folder /proc/x cannot be written (ENOENT: no such file or directory).\n' +
      'hint: name a folder of your own in --to\n',
  })
  t.strictSame(await run(['db', 'copy', '--from', 'folder', '--to', join(home, 'taken')]), {
    code: 6,
    stdout: '',
    stderr: 'error: The folder ~/taken is not empty: ~/taken/fintrack.db is there already. Name another folder.\n',
  })
  t.match(await run(['db', 'copy', '--from', 'folder', '--to', 'postgres://ada@127.0.0.1:1/book']), {
    code: 3,
    stderr: 'error: <PostgreSQL> cannot be reached (ECONNREFUSED).\n' +
      'hint: look at --to, and whether PostgreSQL runs there\n',
  })
  t.match(await run([
    'db', 'copy', '--from', 'folder', '--to', './x', '--fields', 'nothing',
  ]), { code: 2, stderr: /which tables do not have/ })
  t.match(await run(['db', 'copy', '--from', 'folder', '--to', './x', '--server', 'http://127.0.0.1:1']), {
    code: 2, stderr: 'error: `fintrack db copy` works only on the book of this machine and takes no --server.\n',
  })
  t.match(await run(['db', 'copy', '--to', './x']), {
    code: 2, stderr: /^error: Required option '--from <place>' not specified\.\n/,
  })
  t.notOk(existsSync('x'))
})

t.test('db copy refuses a password in an argument, and an argument that names no place', async (t) => {
  const home = t.testdir()
  const run = (place: string) => screen(['db', 'copy', '--from', 'folder', '--to', place], { home })
  for (const address of [
    'postgres://ada:hunter2@db/book', 'postgresql://:hunter2@db/book',
    'postgres://ada@db/book?sslmode=require&password=hunter2',
  ]) {
    t.strictSame(await run(address), {
      code: 2,
      stdout: '',
      stderr: 'error: --to contains a password, which other accounts of this machine can see among the running ' +
        'commands.\n' +
        'hint: Leave it out: PGPASSWORD and ~/.pgpass are read. Or put the address into FINTRACK_DATABASE_URL, and ' +
        'say `--to database`.\n',
    })
  }
  t.strictSame(await run('database'), {
    code: 2,
    stdout: '',
    stderr: 'error: --to is database, but FINTRACK_DATABASE_URL is not set.\n' +
      'hint: Set it, or name the database itself: --to postgres://user@host/book.\n',
  })
  t.strictSame(await run('mysql://ada:hunter2@db/book'), {
    code: 2,
    stdout: '',
    stderr: 'error: --to names a database of the kind "mysql"; PostgreSQL is the one that can be named, as ' +
      'postgres://user:password@host/database.\n',
  })
  t.strictSame(await run(''), {
    code: 2,
    stdout: '',
    stderr: 'error: --to is empty.\n' +
      'hint: It takes folder, database, the path of a data folder, or postgres://user@host/book.\n',
  })
})

t.test('db copy does not create a folder for a word that is no place', async (t) => {
  const home = t.testdir()
  const run = (...places: string[]) => screen(['db', 'copy', ...places], { home })
  const SLASH = 'new folder is written with a slash: ./'
  for (const [word, meant] of [['databse', 'database'], ['Folder', 'folder'], ['book', undefined]] as const) {
    for (const [option, places] of [
      ['--to', ['--from', 'folder', '--to', word]], ['--from', ['--to', 'folder', '--from', word]],
    ] as const) {
      t.strictSame(await run(...places), {
        code: 2,
        stdout: '',
        stderr: `error: ${option} names "${word}", which is neither folder, database nor a folder that is there.\n` +
          `hint: ${meant === undefined ? 'A' : `Did you mean ${meant}? A`} ${SLASH}${word}\n`,
      })
    }
    t.notOk(existsSync(word))
  }
  t.match(await run('--from', 'packages', '--to', 'folder'), {
    code: 5, stderr: 'error: --from names packages, and there is no book in it.\n',
  })
})

t.test('db copy refuses a book with a running server, and --live copies beside it', async (t) => {
  const { run, home, dataDir } = await household(t)
  const lock = await takeExclusiveLock({ dataDir })
  const refused = await run(['db', 'copy', '--from', 'folder', '--to', join(home, 'to')])
  t.match(refused, {
    code: 1,
    stderr: /^error: The data folder ~\/\S+ is held by process \d+\.\nhint: stop that one first; or add --live, and what it stores meanwhile is not copied\n$/,
  })
  t.notOk(existsSync(join(home, 'to')))
  const live = await run(['db', 'copy', '--live', '--from', 'folder', '--to', join(home, 'to')])
  t.strictSame([live.code, live.stderr], [0,
    'Changes made to the source from now on are not in the copy.\n' +
    `Copied 8 rows of 17 tables from ~/${DATA} to ~/to; counts and checksum agree (SHA-256 <sum>).\n${NEXT}`])
  await lock.release()
})

t.test('db copy --live reports what was stored while it copied', async (t) => {
  const { run, home, dataDir } = await household(t)
  const { writer, close } = await connect({ dataDir, databaseUrl: undefined, statementTimeoutMs: 1000 })
  const state = { isDone: false }
  const storing = (async () => {
    while (!state.isDone) {
      await writer('attempts').insert({ kind: 'password_of_account', key: 'x', at_seconds: 1 })
      await sleep(2)
    }
  })()
  const { code, stderr } = await run(['db', 'copy', '--live', '-q', '--from', 'folder', '--to', join(home, 'to')])
  state.isDone = true
  await storing
  await close()
  t.strictSame([code, stderr], [0, `warning: ~/${DATA} changed during the copy; those changes are not in it.\n`])
})

t.test('db copy --help has examples', async (t) => {
  const { code, stdout } = await screen(['db', 'copy', '--help'])
  t.equal(code, 0)
  t.match(stdout, /\nExamples:\n {2}fintrack db copy --from folder --to database\n/)
  t.match(await screen(['db', '--help']), { code: 0, stdout: /\n\n {2}copy +copy a whole book/ })
})
