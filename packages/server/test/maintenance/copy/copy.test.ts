/** Copying a book from one database to another, and back. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkBalance, createAccount } from '@fintrack/contract/accounts'
import { logIn, refreshTokens } from '@fintrack/contract/auth'
import { createBudget } from '@fintrack/contract/budgets'
import { call } from '@fintrack/contract/call'
import { createCategory } from '@fintrack/contract/categories'
import { listChanges, undoChange } from '@fintrack/contract/changes'
import { importTransactions } from '@fintrack/contract/imports'
import { createToken } from '@fintrack/contract/tokens'
import {
  changeTransaction, createTransaction, listTransactions, deleteTransaction,
} from '@fintrack/contract/transactions'
import { getMe } from '@fintrack/contract/users'
import t, { type Test } from 'tap'
import { connect } from '../../../src/db/connect.ts'
import { KEYS_TABLE, TABLES } from '../../../src/features/resources.ts'
import { takeExclusiveLock } from '../../../src/db/sqlite/exclusive-lock.ts'
import { migrate } from '../../../src/db/migrate.ts'
import { LATEST } from '../../../src/db/migrations/index.ts'
import { openPostgres } from '../../../src/db/postgres/databases.ts'
import { bringUp } from '../../../src/db/postgres/schema.ts'
import { copyBook, type CopyPlace } from '../../../src/maintenance/copy/copy.ts'
import { checkBook } from '../../../src/maintenance/doctor/doctor.ts'
import {
  bytesOf, folder, httpApi, injecting, PASSWORD, TestClock, type HttpApi, type TestUser,
} from '../../helpers/api.ts'
import { freshDatabase } from '../../helpers/postgres.ts'
import { bookWith, garbage } from '../books.ts'

function database (url: string): CopyPlace {
  return { url, named: '--to' }
}

/** Of a PostgreSQL that is called in words that differ from run to run. */
function said (text: string): string {
  return text.replace(/PostgreSQL at \S+, database "\w+"/g, 'PG').replace(/\/\S*fintrack-\w{6}/g, 'DIR')
}

async function refusal (from: CopyPlace, to: CopyPlace, live = false): Promise<string> {
  try {
    await copyBook({ from, to, live })
  } catch (error) {
    if (!(error instanceof Error)) throw error
    const { message } = error
    const kind = 'code' in error ? error.code : 'kind' in error ? error.kind : error.name
    return said(`${String(kind)}: ${message}${'hint' in error ? ` | ${String(error.hint)}` : ''}`)
  }
  throw new Error('It was not refused.')
}

/** Everything that is in the files of a folder. */
function filesOf (dataDir: string): Record<string, string> {
  return Object.fromEntries(readdirSync(dataDir).filter((name) => !name.includes('lock')).toSorted()
    .map((name) => [name, readFileSync(join(dataDir, name)).toString('base64')]))
}

/** What is in a folder, without its locks. */
function keptIn (dataDir: string): string[] {
  return readdirSync(dataDir).filter((name) => !name.startsWith('fintrack.lock')).toSorted()
}

interface Login { readonly refresh: string, readonly token: string }

/**
 * Several users, and of each table some rows: also more than are read at once, rows that are gone, and a change that
 * was taken back.
 */
async function fill (api: HttpApi): Promise<Login> {
  const ada = await api.user('ada')
  const bela = await api.user('béla', 'EUR')
  const lines = Array.from(
    { length: 1203 },
    (_, at) => `2024-0${1 + at % 9}-1${at % 10},expense,Küche,${at + 1}.25,"Größe ${at}","line\none, ""two"" 😀"`
  )
  await ada.call(
    importTransactions, { body: bytesOf(['date,type,category,amount,payee,description', ...lines].join('\n')) }
  )
  const category = (await bela.call(createCategory, { body: { name: 'Pay', type: 'income' } })).body.id
  await bela.call(createBudget, { body: { category, month: '2024-05', monthly_limit: '400' } })
  await bela.call(createTransaction, {
    body: { amount: '-0.01', category, date: '2024-05-03' }, idempotencyKey: 'it\'s-one',
  })
  await bela.call(createTransaction, {
    body: { amount: '7', type: 'expense', date: '2024-05-03' }, idempotencyKey: 'another',
  })
  await bela.call(changeTransaction, { id: 1204, body: { amount: '2' } })
  await bela.call(deleteTransaction, { id: 1205 })
  const newest = (await bela.call(listChanges, { query: {} })).body[0]?.id ?? 0
  await bela.call(undoChange, { id: newest })
  await fillAccounts(await api.user('cora'))
  const gone = (await bela.call(
    createTransaction, { body: { amount: '9', type: 'expense', date: '2024-05-03' } }
  )).body.id
  await bela.call(deleteTransaction, { id: gone })
  await api.anonymous.answer(logIn, { body: { username: 'béla', password: 'wrong' } })
  const { body: { token } } = await ada.call(createToken, { body: { name: 'script', scope: 'read' } })
  const { body: { refresh } } = await api.anonymous.call(logIn, { body: { username: 'ada', password: PASSWORD } })
  return { refresh, token }
}

/** Two accounts, a transfer between them, a split and a check. */
async function fillAccounts (user: TestUser): Promise<void> {
  const { body: { id } } = await user.call(createAccount, { body: { name: 'Käse', bank_ids: ['DE 1'] } })
  await user.call(createAccount, { body: { name: 'Loan', currency: 'JPY', opening_balance: '-9' } })
  await user.call(createTransaction, {
    body: {
      amount: '3', date: '2024-05-03', type: 'transfer', account: id, to_account: 'Loan', to_amount: '400',
      to_date: '2024-05-04', tags: ['reise/köln'],
    },
  })
  await user.call(createTransaction, {
    body: {
      amount: '3', date: '2024-05-03', type: 'expense', account: id,
      splits: [{ amount: '4', description: 'ein "Teil"' }, { amount: '-1' }],
    },
  })
  await user.call(checkBalance, { id, body: { amount: '-6', date: '2024-05-31' } })
}

/** A server on a place, for as long as a test. */
function serving (test: Test, place: CopyPlace): Promise<HttpApi> {
  return 'url' in place
    ? httpApi(test, { FINTRACK_DATABASE_URL: place.url }, 'postgres')
    : httpApi(test, { FINTRACK_DATA_DIR: place.dataDir })
}

/** A server's folder with everything in it, closed. */
async function fullFolder (test: Test): Promise<{ readonly dataDir: string, readonly login: Login }> {
  const dataDir = folder(test)
  let login: Login = { refresh: '', token: '' }
  await test.test(
    'a server writes it', async (sub) => { login = await fill(await httpApi(sub, { FINTRACK_DATA_DIR: dataDir })) }
  )
  return { dataDir, login }
}

async function requireSound (test: Test, dataDir: string): Promise<void> {
  test.strictSame((await checkBook({ dataDir, node: '20' })).filter(({ ok }) => !ok), [])
}

t.test('a copy has the tables of both databases with all columns, each after those that it refers to', async (t) => {
  const mine = Object.fromEntries(TABLES.map(({ name, columns }) => [name, [...columns].toSorted()]))
  for (const databaseUrl of [undefined, await freshDatabase(t)]) {
    const databases = await connect({ dataDir: folder(t), databaseUrl, statementTimeoutMs: 30_000 })
    const names: string[] = databaseUrl === undefined
      ? await databases.reader('sqlite_schema').where({ type: 'table' }).whereNot(
        'name', 'like', 'sqlite%'
      ).pluck('name')
      : await databases.reader('pg_tables').where(
        { schemaname: 'public' }
      ).whereNotIn('tablename', ['fintrack_schema', KEYS_TABLE]).pluck('tablename')
    const theirs = await Promise.all(names.map(async (name) => {
      // What the database computes is not copied; SQLite does not tell of it.
      const columns = Object.keys(await databases.reader(name).columnInfo()).filter((column) => column !== 'is_split')
      return [name, columns.toSorted()] as const
    }))
    t.strictSame(Object.fromEntries(theirs), mine)
    await databases.close()
  }
})

t.test('a copy to PostgreSQL and back has one checksum; sessions, tokens and undo go on [P1.14]', async (t) => {
  const { dataDir, login } = await fullFolder(t)
  const before = filesOf(dataDir)
  const url = await freshDatabase(t, true)
  const clock = new TestClock()
  const there = await copyBook({ from: { dataDir }, to: database(url), live: false, clock })
  rmSync(String(there.mark))
  t.strictSame(filesOf(dataDir), before, 'without its mark, what it comes from is as it was, byte by byte')
  t.strictSame(said(`${there.from} ${there.to} ${there.missed}`), 'DIR PG false')
  t.strictSame(there.tables.map(({ table }) => table), [...TABLES.map(({ name }) => name), KEYS_TABLE])
  t.strictSame(there.tables.filter(({ rows }) => rows === 0), [], 'each has rows')
  t.match(there.sha256, /^[0-9a-f]{64}$/)
  t.match(there.tables.find(({ table }) => table === 'transactions'), { rows: 1207 })

  const back = join(folder(t), 'new/book')
  const here = await copyBook({ from: database(url), to: { dataDir: back }, live: false })
  t.strictSame([here.tables, here.sha256], [there.tables, there.sha256])
  await requireSound(t, back)
  t.strictSame(readFileSync(join(back, 'keys.json'), 'utf8'), readFileSync(join(dataDir, 'keys.json'), 'utf8'))
  t.equal(statSync(join(back, 'keys.json')).mode & 0o777, 0o600)
  t.strictSame(readdirSync(back).filter((name) => name !== 'fintrack.lock'), ['fintrack.db', 'keys.json'])

  for (const [name, place] of [['PostgreSQL', database(url)], ['SQLite again', { dataDir: back }]] as const) {
    void t.test(`a server on ${name}`, async (t) => {
      const { server, anonymous, databases } = await serving(t, place)
      const { body: { access } } = await anonymous.call(refreshTokens, { body: { refresh: login.refresh } })
      const send = injecting(server, access)
      t.match(await send(getMe, { query: [] }), { status: 200, body: { username: 'ada' } }, 'a session of before')
      t.match(
        await injecting(server, login.token)(getMe, { query: [] }), { status: 200, body: { username: 'ada' } },
        'and a token of before'
      )
      const added = await send(createTransaction, {
        query: [], body: { amount: '1', type: 'expense', date: '2024-05-05' },
      })
      t.match(added, { status: 201, body: { id: 1209 } }, 'an id that was given and taken away is not given again')
      const changes = (await call(listChanges, { query: {} }, send)).body
      await call(undoChange, { id: changes.at(-1)?.id ?? 0 }, send)
      t.strictSame(
        (await call(listTransactions, { query: {} }, send)).body.map(({ id }) => id), [1209],
        'an import of before is taken back'
      )
      t.equal((await databases.reader('changes').whereNotNull('undone_by')).length, 2)
    })
  }
})

t.test('a copy works from SQLite to SQLite, and from PostgreSQL to PostgreSQL with tables already', async (t) => {
  const dataDir = await bookWith(t, '1.00')
  const other = join(folder(t), 'other')
  const one = await copyBook({ from: { dataDir }, to: { dataDir: other }, live: false })
  t.strictSame(keptIn(other), ['fintrack.db', 'keys.json'])
  t.equal(readFileSync(join(other, 'keys.json'), 'utf8'), readFileSync(join(dataDir, 'keys.json'), 'utf8'))
  const [first, second] = [await freshDatabase(t), await freshDatabase(t)]
  const two = await copyBook({ from: { dataDir: other }, to: database(first), live: false })
  const three = await copyBook({ from: database(first), to: database(second), live: false })
  t.strictSame([two.tables, three.tables], [one.tables, one.tables])
  t.strictSame([two.sha256, three.sha256], [one.sha256, one.sha256])
  t.match(one.tables.at(-1), { table: KEYS_TABLE, rows: 1 })
})

t.test('a copy of a book without keys has no keys', async (t) => {
  const none = { table: KEYS_TABLE, rows: 0 }
  const dataDir = await bookWith(t, '1.00')
  rmSync(join(dataDir, 'keys.json'))
  const [url, second] = [await freshDatabase(t), await freshDatabase(t)]
  const one = join(folder(t), 'one')
  const ways: ReadonlyArray<readonly [from: CopyPlace, to: CopyPlace]> = [
    [{ dataDir }, { dataDir: one }],
    [{ dataDir: one }, database(url)],
    [database(url), { dataDir: join(folder(t), 'two') }],
    [database(url), database(second)],
  ]
  for (const [from, to] of ways) {
    t.strictSame((await copyBook({ from, to, live: false })).tables.at(-1), none)
    if ('dataDir' in to) t.strictSame(keptIn(to.dataDir), ['fintrack.db'])
  }
  const copied = await connect({ dataDir, databaseUrl: second, statementTimeoutMs: 1000 })
  t.strictSame(
    await copied.reader.raw('SELECT last_value, is_called FROM signing_keys_id_seq'),
    [{ last_value: 1, is_called: false }]
  )
  await copied.close()
})

t.test('a copy changes nothing in a target that is not empty', async (t) => {
  const dataDir = await bookWith(t, '1.00')
  const from = { dataDir }
  const folderOf = (name: string): string => {
    const path = folder(t)
    writeFileSync(join(path, name), 'x', { mode: 0o600 })
    return path
  }
  for (const name of ['fintrack.db', 'fintrack.db-wal', 'keys.json']) {
    const taken = folderOf(name)
    t.equal(
      await refusal(from, { dataDir: taken }),
      `already_exists: The folder DIR is not empty: DIR/${name} is there already. Name another folder.`
    )
    t.strictSame(filesOf(taken), { [name]: 'eA==' })
  }
  const url = await freshDatabase(t)
  const handle = openPostgres(url, { statementTimeoutMs: 1000 }, 'writer', 1)
  t.teardown(() => handle.destroy())
  await handle.raw('INSERT INTO attempts (kind, key, at_seconds) VALUES (\'password_of_account\', \'x\', 1)')
  t.equal(await refusal(from, database(url)), 'already_exists: PG is not empty: its table attempts has rows.')
  await handle.raw('DELETE FROM attempts')
  await bringUp(handle, 'it', 0)
  await handle.raw('CREATE TABLE "Their things" (id integer)')
  await handle.raw('INSERT INTO "Their things" VALUES (1)')
  t.equal(await refusal(from, database(url)), 'already_exists: PG is not empty: its table "Their things" has rows.')
  t.strictSame(await handle.raw('SELECT version FROM fintrack_schema'), [{ version: 0 }], 'not even brought up to date')
  await handle.raw('DROP TABLE fintrack_schema')
  t.equal(await refusal(from, database(url)), 'already_exists: PG has tables of another program; name an empty ' +
    'database.')
  t.equal(
    await refusal(database(url), { dataDir: folder(t) }),
    'book: PG has tables, but is not a book of fintrack. | name the database of a book in --to'
  )
})

t.test('a copy refuses a folder without a book, and a book of another schema', async (t) => {
  const to = { dataDir: join(folder(t), 'to') }
  t.equal(
    await refusal({ dataDir: folder(t) }, to),
    'not_found: There is no book in DIR yet; FINTRACK_DATA_DIR names another folder.'
  )
  const old = await bookWith(t, '1.00')
  const databases = await connect({ dataDir: old, databaseUrl: undefined, statementTimeoutMs: 1000 })
  await migrate(databases.writer, 'it', 2)
  await databases.close()
  const OLD = `is a book of an older fintrack (its schema is 2; this one's is ${LATEST}). | open it once with this ` +
    'one, as `fintrack report --local` does where'
  const SO = 'which brings it up to date; then run this again'
  t.equal(
    await refusal({ dataDir: old }, to),
    `book: DIR/fintrack.db ${OLD} FINTRACK_DATA_DIR names DIR and FINTRACK_DATABASE_URL no database, ${SO}`
  )
  const empty = folder(t)
  writeFileSync(join(empty, 'fintrack.db'), '', { mode: 0o600 })
  t.equal(
    await refusal({ dataDir: empty }, to),
    'book: DIR/fintrack.db is empty: there is no book in it yet. | name the folder of a book in FINTRACK_DATA_DIR'
  )
  const damaged = folder(t)
  garbage(join(damaged, 'fintrack.db'))
  t.equal(
    await refusal({ dataDir: damaged }, to),
    'book: DIR/fintrack.db is damaged, or not a database. | put a backup in its place: fintrack restore FILE'
  )

  const url = await freshDatabase(t)
  const handle = openPostgres(url, { statementTimeoutMs: 1000 }, 'writer', 1)
  await bringUp(handle, 'it', 2)
  await handle.destroy()
  t.equal(await refusal(database(url), to), `book: PG ${OLD} FINTRACK_DATABASE_URL names it, ${SO}`)
  t.equal(
    await refusal(database(await freshDatabase(t, true)), to),
    'not_found: --to names PG, and there is no book in it yet.'
  )
  t.notOk(existsSync(to.dataDir), 'nothing is made for it')
})

t.test('a copy that cannot reach a database names the option or setting that holds its address', async (t) => {
  const dataDir = await bookWith(t)
  const nowhere = database('postgres://ada@127.0.0.1:1/book')
  const fault = 'unreachable: PG cannot be reached (ECONNREFUSED). | look at --to, and whether PostgreSQL runs there'
  t.equal(await refusal({ dataDir }, nowhere), fault)
  t.equal(await refusal(nowhere, { dataDir: folder(t) }), fault)
  const stranger = new URL(await freshDatabase(t))
  stranger.username = 'stranger'
  t.equal(
    await refusal({ dataDir }, database(stranger.href)),
    'book: PG does not let this user in. | look at the user in --to and at the password, and at pg_hba.conf, which ' +
      'may want TLS (sslmode)'
  )
})

t.test('a copy refuses the same place as source and target', async (t) => {
  const dataDir = await bookWith(t)
  symlinkSync(dataDir, `${dataDir}-link`)
  t.teardown(() => { rmSync(`${dataDir}-link`) })
  const same = 'usage: The source and the target are the same place. | name two different places'
  t.equal(await refusal({ dataDir }, { dataDir: `${dataDir}-link/` }), same)
  t.equal(await refusal({ dataDir: 'none/such' }, { dataDir: './none/such' }), same)
  const place = database('postgres://ada@db/book')
  t.equal(await refusal(place, place), same)
})

t.test('a copy refuses a source with a running server, unless the copy is live', async (t) => {
  const { dataDir } = await fullFolder(t)
  const lock = await takeExclusiveLock({ dataDir })
  lock.announce('http://127.0.0.1:8787')
  t.equal((await refusal({ dataDir }, { dataDir: folder(t) })).replace(/process \d+/, 'process 1'),
    'book: The data folder DIR is held by process 1, which listens on http://127.0.0.1:8787. | stop that one first; or add --live, and what it stores meanwhile is not copied')
  const url = await freshDatabase(t)
  const { missed } = await copyBook({ from: { dataDir }, to: database(url), live: true })
  t.equal(missed, false)
  await lock.release()
  rmSync(join(dataDir, 'fintrack.lock'))
  mkdirSync(join(dataDir, 'fintrack.lock'))
  t.match(await refusal({ dataDir }, { dataDir: folder(t) }), /^book: The data folder DIR cannot be written \(fintrack\.lock is not a regular file/)

  const command = await connect({ dataDir, databaseUrl: url, statementTimeoutMs: 1000 })
  await command.reader.raw('SELECT 1')
  t.equal(await refusal(database(url), { dataDir: folder(t) }),
    'book: PG is in use: fintrack has 1 other connection to it. | stop its servers first; or add --live, and what ' +
      'they store meanwhile is not copied')
  t.match(await copyBook({ from: database(url), to: { dataDir: join(folder(t), 'x') }, live: true }), { missed: false })
  await command.close()
})
