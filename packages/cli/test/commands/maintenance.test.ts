import { chmodSync, copyFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { migrate } from '../../../server/src/db/migrate.ts'
import { connectSqlite } from '../../../server/src/db/sqlite/databases.ts'
import { screen, type Screen, type ScreenOptions } from '../helpers/screen.ts'
import { served } from '../helpers/served.ts'

const DATA = '.local/share/fintrack'

/** A home with a book in it, and commands that are run there. What differs from run to run is made the same. */
async function household (test: Test) {
  const home = test.testdir()
  chmodSync(home, 0o700)
  const said = (text: string): string => text.replaceAll(home, '~')
    .replace(/\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ/g, '<time>')
    .replace(/[0-9,]+ bytes|[0-9.]+ kB/g, '<size>')
    .replace(/fintrack [0-9.]+, schema \d+, SQLite [0-9.]+/, 'fintrack <v>, schema <v>, SQLite <v>')
    .replace(/held by process \d+/, 'held by process <pid>')
    .replace(/127\.0\.0\.1:\d+/, '127.0.0.1:<port>')
  const run = async (argv: readonly string[], options: ScreenOptions = {}): Promise<Screen> => {
    const { code, stdout, stderr } = await screen(argv, { home, ...options })
    return { code, stdout: said(stdout), stderr: said(stderr) }
  }
  await run(['tx', 'add', '12.50', 'groceries', '--create', '--date', '2024-05-03'])
  await run(['budget', 'set', 'groceries', '400'])
  return { home, dataDir: join(home, DATA), run, file: join(home, 'book.db') }
}

const KEYS = `The keys that sign logins are not in it: copy ~/${DATA}/keys.json too, or everyone has to log in ` +
  'again once it is lost.\n'
const BACKED_UP = `Backed up 1 transaction, 1 category and 1 budget to ~/book.db (<size>).\n${KEYS}`

t.test('backup says what the backup holds and what it does not', async (t) => {
  const { run, file, dataDir } = await household(t)
  t.strictSame(await run(['backup', file]), { code: 0, stdout: '', stderr: BACKED_UP })
  t.equal(statSync(file).mode & 0o777, 0o600)
  t.strictSame(await run(['backup', file]), {
    code: 6,
    stdout: '',
    stderr: 'error: ~/book.db already exists, and a backup never overwrites a file; choose another name.\n',
  })
  rmSync(join(dataDir, 'keys.json'))
  t.strictSame(await run(['backup', `${file}.2`]), {
    code: 0, stdout: '', stderr: 'Backed up 1 transaction, 1 category and 1 budget to ~/book.db.2 (<size>).\n',
  })
  t.strictSame(await run(['backup', '-q', `${file}.3`]), { code: 0, stdout: '', stderr: '' })
})

t.test('backup prints its row in every output format', async (t) => {
  const { run, file } = await household(t)
  const { stdout } = await run(['backup', '-q', '-o', 'json', file])
  t.strictSame({ ...JSON.parse(stdout), bytes: 0 }, {
    file: '~/book.db',
    bytes: 0,
    rows: { users: 1, transactions: 1, categories: 1, budgets: 1 },
    keys: `~/${DATA}/keys.json`,
  })
  t.match(
    (await run(['backup', '-q', '-o', 'csv', `${file}.2`])).stdout,
    /^file,bytes,transactions,categories,budgets,users\r\n~\/book\.db\.2,\d+,1,1,1,1\r\n$/
  )
  t.match(await run(['backup', `${file}.3`, '--fields', 'x']), { code: 2, stderr: /which backups do not have/ })
})

t.test('backup says why a backup cannot be written', async (t) => {
  const { run, home } = await household(t)
  t.strictSame(await run(['backup', '-']), {
    code: 2,
    stdout: '',
    stderr: 'error: A backup is written to a file, and cannot go to standard output.\n' +
      'hint: Name a file and send it: `fintrack backup book.db && cat book.db | …`.\n',
  })
  t.strictSame(await run(['backup', join(home, 'no/book.db')]), {
    code: 2,
    stdout: '',
    stderr: 'error: ~/no/book.db cannot be written: there is no folder ~/no.\n' +
      'hint: make that folder, or name a file in another\n',
  })
  t.match(await run(['backup', join(home, 'x.db')], { env: { FINTRACK_DATA_DIR: join(home, 'none') } }), {
    code: 5, stdout: '', stderr: 'error: There is no book in ~/none yet; FINTRACK_DATA_DIR names another folder.\n',
  })
  for (const command of ['backup', 'restore', 'doctor']) {
    t.match(await run([command, join(home, 'x.db'), '--server', 'http://127.0.0.1:1']), {
      code: 2, stderr: `error: \`fintrack ${command}\` works only on the book of this machine and takes no --server.\n`,
    })
  }
})

t.test('backup, restore and doctor note that a user who is logged in to a server works on another book', async (t) => {
  const { run, file, home } = await household(t)
  const address = await served(t, join(home, 'data'))
  const there = { FINTRACK_SERVER: 'https://money.example' }
  const note = 'note: this is the book of this machine, not the one on https://money.example that you are logged in to.\n'
  t.strictSame(await run(['backup', file], { env: there }), { code: 0, stdout: '', stderr: `${note}${BACKED_UP}` })
  t.match(await run(['doctor'], { env: there }), { code: 0, stderr: note })
  t.match(await run(['restore', file, '--yes'], { env: there }), { code: 0, stderr: new RegExp(`^${note}Restored `) })
  for (const argv of [['doctor', file], ['doctor', '-q'], ['doctor', '--local']]) {
    t.match(await run(argv, { env: there }), { code: 0, stderr: /^$/ }, argv.join(' '))
  }
  t.match(await run([
    'backup', file, '--server', 'http://127.0.0.1:1',
  ], { env: there }), { code: 2, stderr: /^error: / })
  const none = { ...there, FINTRACK_DATA_DIR: join(home, 'none') }
  for (const argv of [['backup', `${file}.2`], ['doctor']]) {
    t.strictSame(await run(argv, { env: none }), {
      code: 5,
      stdout: '',
      stderr: `${note}error: There is no book in ~/none yet; FINTRACK_DATA_DIR names another folder.\n`,
    })
  }
  t.match(
    await run(['doctor'], { env: { FINTRACK_SERVER: 'nonsense' } }),
    { code: 0, stderr: '' },
    'a setting that names no server keeps nobody from their book'
  )
  await run([
    'register', '--server', address, '--username', 'bela', '--password-stdin',
  ], { stdin: 'a quiet river at dawn' })
  t.match(await run(['doctor']), {
    code: 0,
    stderr: /^note: this is the book of this machine, not the one on http:\/\/127\.0\.0\.1:<port> that you are logged in to\.\n$/,
  })
})

t.test('backup and restore say how many users a book has', async (t) => {
  const { run, file, dataDir, home } = await household(t)
  const address = await served(t, dataDir)
  await run([
    'register', '--server', address, '--username', 'bela', '--password-stdin',
  ], { home: join(home, 'bela'), stdin: 'a quiet river at dawn' })
  t.match(
    await run(['backup', file]),
    { code: 0, stderr: /^Backed up 1 transaction, 1 category and 1 budget of 2 users to / },
    'while a server runs'
  )
})

t.test('restore --yes replaces the book in a script and keeps the old one', async (t) => {
  const { run, file, dataDir } = await household(t)
  await run(['backup', file])
  await run(['tx', 'add', '5', '--date', '2024-05-04'])
  t.strictSame(await run(['restore', file]), {
    code: 2,
    stdout: '',
    stderr: `error: There is a book at ~/${DATA}/fintrack.db; replacing it needs --yes, ` +
      'because fintrack cannot ask here.\n' +
      'hint: Nothing was changed. With --yes (or -y) the old book is kept.\n',
  })
  t.equal((await run(['tx', 'list'])).stdout.split('\n').length, 3)
  t.strictSame(await run(['restore', file, '--yes']), {
    code: 0,
    stdout: '',
    stderr: 'Restored 1 transaction, 1 category and 1 budget from ~/book.db.\n' +
      `The old book is kept as ~/${DATA}/fintrack-replaced-<time>.db.\n`,
  })
  t.equal((await run(['tx', 'list'])).stdout.split('\n').length, 2)
  t.equal(readdirSync(dataDir).filter((name) => name.startsWith('fintrack-replaced')).length, 1)
  const { stdout } = await run(['restore', file, '-y', '-o', 'ndjson'])
  t.match(JSON.parse(stdout), {
    file: '~/book.db', rows: { transactions: 1 }, book: `~/${DATA}/fintrack.db`, aside: /^~/,
  })
  t.match(
    (await run(['restore', file, '-y', '-o', 'csv', '-q'])).stdout,
    /^file,transactions,categories,budgets,users,aside\r\n~\/book\.db,1,1,1,1,~/
  )
})

t.test('restore asks on a terminal and shows which book replaces which', async (t) => {
  const { run, file } = await household(t)
  await run(['backup', file])
  const shown = '  ~/book.db holds 1 transaction, 1 category and 1 budget.\n' +
    `  ~/${DATA}/fintrack.db is kept under another name.\n? Replace the book by the backup?\n`
  t.strictSame(await run(['restore', file], { tty: true, answers: [''] }), {
    code: 0, stdout: '', stderr: `${shown}Nothing was changed.\n`,
  })
  t.match(await run(['restore', file], { tty: true, answers: ['y'] }), {
    code: 0, stdout: '', stderr: /Restored 1 transaction/,
  })
})

t.test('restore to a folder without a book asks nothing', async (t) => {
  const { run, file, home } = await household(t)
  await run(['backup', file])
  const env = { FINTRACK_DATA_DIR: join(home, 'another') }
  t.strictSame(await run(['restore', file], { env }), {
    code: 0, stdout: '', stderr: 'Restored 1 transaction, 1 category and 1 budget from ~/book.db.\n',
  })
  t.match(await run(['tx', 'list'], { env }), { code: 0, stdout: /12\.50/ })
})

t.test('restore says why a backup cannot be restored', async (t) => {
  const { run, file, home, dataDir } = await household(t)
  writeFileSync(file, 'This is no database.'.repeat(100))
  t.strictSame(await run(['restore', file, '-y']), {
    code: 2,
    stdout: '',
    stderr: 'error: ~/book.db cannot be restored (file: ~/book.db is damaged, or not a database (file is not a ' +
      'database)).\n' +
      'hint: `fintrack doctor FILE` says all that is wrong with it; nothing was changed\n',
  })
  t.match(await run(['restore', join(home, 'none')]), {
    code: 2, stderr: /^error: ~\/none cannot be read: there is no such file\.\n/,
  })
  await run(['backup', `${file}.2`])
  await served(t, dataDir)
  t.match(await run(['restore', `${file}.2`, '-y']), {
    code: 1,
    stdout: '',
    stderr: /^error: The data folder ~\/\.local\/share\/fintrack is held by process <pid>, which listens on .*\nhint: /,
  })
})

t.test('restore brings an older backup up to date and says so', async (t) => {
  const { run, file, home, dataDir } = await household(t)
  const { writer, close } = await connectSqlite(dataDir, 0)
  await migrate(writer, join(dataDir, 'fintrack.db'), 2)
  await close()
  copyFileSync(join(dataDir, 'fintrack.db'), file)
  t.strictSame(await run(['restore', file], { env: { FINTRACK_DATA_DIR: join(home, 'another') } }), {
    code: 0,
    stdout: '',
    stderr: 'Restored 1 transaction, 1 category and 1 budget from ~/book.db, upgraded from schema 2 to 9.\n',
  })
})

const MEND = 'to repair it: put a backup in its place that passes `fintrack doctor FILE`: `fintrack restore FILE`'
const SOUND = `ok     file          ~/${DATA}/fintrack.db, <size>
ok     schema        9
ok     integrity     every page and index is intact
ok     references    every reference points to a row that exists
ok     reports       every month's rows sum to its totals, for every user and currency
ok     splits        the parts of every split transaction sum to its amount, and are found by their categories
ok     accounts      every row in an account is in its currency, every transfer has two accounts, every bank id one
ok     categories    every transaction and budget agrees with its category
ok     amounts       every amount is a whole number within its bounds, in a valid currency
ok     days          every day and month is one of the calendar
ok     search        every row is found by its name or its text
ok     changes       every change has its rows, and every undo names the change that it undid
ok     permissions   only their owner can read the folder and its files
ok     keys          keys.json can be used
ok     versions      fintrack <v>, schema <v>, SQLite <v>, Node.js 20.17.0
`

t.test('doctor prints a line for each check of a sound book, on a terminal and in a pipe', async (t) => {
  const { run, file } = await household(t)
  t.strictSame(await run(['doctor']), { code: 0, stdout: SOUND, stderr: '' })
  t.strictSame(await run(['doctor'], { tty: true, env: { NO_COLOR: '1' } }), { code: 0, stdout: SOUND, stderr: '' })
  t.equal(
    (await run(['doctor', '--color', 'always'])).stdout.split('\n')[1], '\u001b[32mok   \u001b[39m  schema        9'
  )
  await run(['backup', file])
  t.match(await run(['doctor', file]), { code: 0, stdout: /^ok {5}file {10}~\/book\.db, / })
})

t.test('doctor says what is wrong and how to repair it, and exits with 9', async (t) => {
  const { run, dataDir } = await household(t)
  chmodSync(join(dataDir, 'fintrack.db'), 0o644)
  const { code, stdout, stderr } = await run(['doctor'])
  t.strictSame({ code, stderr }, { code: 9, stderr: 'error: 1 check of 15 failed.\n' })
  t.equal(stdout.split('\n')[12],
    'WRONG  permissions   fintrack.db is open to other accounts (its mode is 644); to repair it: `chmod 600 ' +
      `'~/${DATA}/fintrack.db'\``)
  const row = {
    check: 'permissions',
    ok: false,
    found: 'fintrack.db is open to other accounts (its mode is 644)',
    remedy: `\`chmod 600 '~/${DATA}/fintrack.db'\``,
  }
  const asJson = await run(['doctor', '-o', 'json'])
  t.strictSame(JSON.parse(asJson.stdout)[12], row)
  t.strictSame(JSON.parse(asJson.stderr), { code: 'check_failed', detail: '1 check of 15 failed.', exit_code: 9 })
  t.strictSame((await run(['doctor', '-o', 'csv'])).stdout.split('\r\n').filter((line) =>
    /^check|permissions/.test(line)), [
    'check,ok,found,remedy', `permissions,false,${row.found},${row.remedy}`,
  ])
})

t.test('doctor checks a damaged book without printing a stack', async (t) => {
  const { run, dataDir } = await household(t)
  writeFileSync(join(dataDir, 'fintrack.db'), 'This is no database.'.repeat(1000), { mode: 0o600 })
  t.strictSame(await run(['doctor', '--debug']).then(({ stderr, ...shown }) =>
    ({ ...shown, stderr: stderr.split('\n')[0] })), {
    code: 9,
    stdout: `WRONG  file          ~/${DATA}/fintrack.db is damaged, or not a database (file is not a database); ${MEND}
ok     permissions   only their owner can read the folder and its files
ok     keys          keys.json can be used
ok     versions      fintrack <v>, schema <v>, SQLite <v>, Node.js 20.17.0
`,
    stderr: 'error: 1 check of 4 failed.',
  })
})
