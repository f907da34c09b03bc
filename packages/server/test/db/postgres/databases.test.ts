import { setTimeout as wait } from 'node:timers/promises'
import { createCategory } from '@fintrack/contract/categories'
import t, { type Test } from 'tap'
import { startPostgres } from '../../../../../scripts/postgres.mjs'
import { UserError } from '@fintrack/contract/errors'
import { connect, connectServer } from '../../../src/db/connect.ts'
import type { Databases } from '../../../src/db/databases.ts'
import { LATEST } from '../../../src/db/migrations/index.ts'
import { openingError } from '../../../src/db/errors/postgres-opening.ts'
import { connectPostgres, openPostgres, retryConflicts } from '../../../src/db/postgres/databases.ts'
import { bringUp, requireFit } from '../../../src/db/postgres/schema.ts'
import { folder, httpApi } from '../../helpers/api.ts'
import { freshDatabase } from '../../helpers/postgres.ts'
import { relay } from '../../helpers/relay.ts'

const CATEGORY = { name: 'Food', type: 'expense' } as const

const SIZE = { connections: 4, statementTimeoutMs: 30_000 }

async function opened (t: Test, url?: string): Promise<Databases> {
  const databases = await connectPostgres(url ?? await freshDatabase(t), SIZE)
  t.teardown(() => databases.close())
  return databases
}

async function tablesOf ({ reader }: Databases): Promise<string[]> {
  return reader('pg_tables').where({ schemaname: 'public' }).orderBy('tablename').pluck('tablename')
}

/** Everything that is in the schema, as text. */
async function schemaOf ({ reader }: Databases): Promise<string> {
  return JSON.stringify([
    await reader.raw(
      'SELECT table_name, column_name, data_type, collation_name, is_nullable, column_default FROM ' +
        'information_schema.columns WHERE table_schema = \'public\' ORDER BY 1, ordinal_position'
    ),
    await reader.raw(
      'SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = ' +
        '\'public\'::regnamespace ORDER BY 1, 2'
    ),
    await reader.raw('SELECT indexdef FROM pg_indexes WHERE schemaname = \'public\' ORDER BY 1'),
  ])
}

t.test('of several servers that start at once on an empty database one makes the tables [P1.12]', async (t) => {
  const url = await freshDatabase(t, true)
  const all = await Promise.all(Array.from({ length: 8 }, () => opened(t, url)))
  for (const databases of all) {
    t.strictSame(
      await databases.reader('fintrack_schema'), [{ only_one: true, version: LATEST }]
    )
  }
  t.equal((await tablesOf(all[0] as Databases)).length, 18)
})

t.test('the schema on PostgreSQL migrates down to nothing and up again', async (t) => {
  const databases = await opened(t)
  const before = await schemaOf(databases)
  await bringUp(databases.writer, 'here', 0)
  t.strictSame(await tablesOf(databases), ['fintrack_schema'])
  await bringUp(databases.writer, 'here')
  t.equal(await schemaOf(databases), before)
})

t.test('the keys, references and unique constraints of owned tables begin with their owner', async (t) => {
  const { reader } = await opened(t)
  const rows: Array<{ of: string, columns: string }> = await reader.raw(`
    SELECT i.indrelid::regclass::text AS of, (
      SELECT string_agg(a.attname, ' ' ORDER BY k.at) FROM unnest(i.indkey) WITH ORDINALITY AS k (column_at, at)
      JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.column_at) AS columns
    FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid WHERE c.relnamespace = 'public'::regnamespace ORDER BY 1, 2`)
  const others = rows.filter(
    ({ columns }) => !columns.startsWith('user_id')
  ).map(({ of, columns }) => `${of}: ${columns}`)
  t.strictSame(others, [
    'attempts: at_seconds', 'attempts: id', 'attempts: kind key at_seconds', 'audit: at', 'audit: id',
    'fintrack_schema: only_one',
    'signing_keys: id', 'signing_keys: kid', 'users: embedded', 'users: id', 'users: username_key',
  ], 'and these are of the server itself')
  const references: string[] = (await reader.raw(
    'SELECT conrelid::regclass::text AS of, pg_get_constraintdef(oid) AS text FROM pg_constraint WHERE contype = ' +
      '\'f\' ORDER BY 1, 2'
  ))
    .map(({ of, text }: { of: string, text: string }) => `${of}: ${text}`)
  t.strictSame(references.filter((text) => !text.includes('FOREIGN KEY (user_id')), [])
})

t.test('PostgreSQL refuses the rows that SQLite refuses', async (t) => {
  const { writer } = await opened(t)
  const row = { created_at: '', updated_at: '' }
  await writer('users').insert(
    [1, 2].map(
      (id) => ({ id, username: `u${id}`, username_key: `u${id}`, password_hash: 'x', currency: 'USD', ...row })
    )
  )
  await writer('categories').insert([
    { id: 1, user_id: 1, name: 'Food', name_key: 'food', type: 'expense', ...row },
    { id: 2, user_id: 2, name: 'Food', name_key: 'food', type: 'expense', ...row },
  ])
  const transaction = {
    user_id: 1, date: '2024-05-01', type: 'expense', category: 1, amount: 1, currency: 'USD', ...row,
  }
  const budget = {
    user_id: 1, category: 1, type: 'expense', month: '2024-05', monthly_limit: 0, currency: 'USD', ...row,
  }
  await writer('changes').insert({ id: 1, user_id: 1, at: '', action: 'import', summary: '' })
  const rows = { user_id: 1, change_id: 1, position: 0, entity: 'transaction', first_id: 1, last_id: 2 }
  await writer('transactions').insert(transaction)
  await writer('budgets').insert(budget)
  for (const [table, values, code] of [
    ['transactions', { ...transaction, category: 2 }, '23503'],
    ['transactions', { ...transaction, type: 'income' }, '23503'],
    ['transactions', { ...transaction, user_id: 3, category: null }, '23503'],
    ['transactions', { ...transaction, date: '2024-5-1' }, '23514'],
    ['transactions', { ...transaction, date: '2024-05-01\n' }, '23514'],
    ['transactions', { ...transaction, currency: 'usd' }, '23514'],
    ['transactions', { ...transaction, currency: 'ÜSD' }, '23514'],
    ['transactions', { ...transaction, amount: 10_000_000_000_001 }, '23514'],
    ['transactions', { ...transaction, payee: '' }, '23514'],
    ['transactions', { ...transaction, description: 'x'.repeat(20_001) }, '23514'],
    ['budgets', budget, '23505'],
    ['budgets', { ...budget, month: '2024-06', monthly_limit: -1 }, '23514'],
    ['budgets', { ...budget, month: '2024-06-01' }, '23514'],
    ['categories', { user_id: 1, name: 'FOOD', name_key: 'food', type: 'expense', ...row }, '23505'],
    ['categories', { user_id: 1, name: 'x'.repeat(101), name_key: 'x', type: 'expense', ...row }, '23514'],
    ['categories', { user_id: 1, name: 'Pay', name_key: 'pay', type: 'gift', ...row }, '23514'],
    ['users', { username: 'U1', username_key: 'u1', password_hash: 'x', currency: 'USD', ...row }, '23505'],
    ['users', { username: 'U1', username_key: null, password_hash: 'x', currency: 'USD', ...row }, '23514'],
    ['users', { currency: 'USD', ...row }, '23514'],
    ['signing_keys', { kid: 'x', secret: 'short', made_at: '' }, '23514'],
    ['change_rows', { ...rows, last_id: 0 }, '23514'],
  ] as const) await t.rejects(writer(table).insert(values), { code }, JSON.stringify([table, values]).slice(0, 150))
  await t.rejects(writer('categories').where({ id: 1 }).delete(), { code: '23001' })
  await t.rejects(writer('categories').where({ id: 1 }).update({ type: 'income' }), { code: /^23(?:001|503)$/ })
  await t.rejects(writer('users').where({ id: 1 }).delete(), { code: '23001' })
})

t.test('PostgreSQL has an index for each index of SQLite but those of references without an owner', async (t) => {
  const sqlite = await connect({ dataDir: folder(t), databaseUrl: undefined, statementTimeoutMs: 1000 })
  t.teardown(() => sqlite.close())
  const columnsOf = (sql: string) => sql.replaceAll(/[`"]/g, '').replace(
    /^.* ON (?:public\.)?(\w+)(?: USING btree)? \(/, '$1 ('
  ).replace(/ COLLATE "C"/g, '')
    // SQLite has the expression of this column: see the migration.
    .replace('(CASE WHEN splits IS NULL THEN 0 ELSE 1 END)', 'is_split').replace(/ WHERE \((.*)\)$/, ' WHERE $1')
  const made: string[] = await sqlite.reader('sqlite_schema').where({ type: 'index' }).whereNotNull('sql').pluck('sql')
  const there: string[] = await (await opened(t)).reader('pg_indexes').where({ schemaname: 'public' }).pluck('indexdef')
  t.equal(made.length > 3, true)
  t.strictSame(made.map(columnsOf).filter((index) => !there.map(columnsOf).includes(index)), [
    'parts (transaction_id)', 'transaction_tags (transaction_id)',
  ])
})

t.test('a database of others, or of a newer fintrack, is refused and left as it is', async (t) => {
  const foreign = await freshDatabase(t, true)
  const own = await opened(t)
  const name = new URL(foreign).pathname.slice(1)
  const plain = await connectPostgres(foreign, SIZE)
  await bringUp(plain.writer, 'here', 0)
  await plain.writer.raw('DROP TABLE fintrack_schema')
  await plain.writer.raw('CREATE TABLE things (id integer)')
  await plain.close()
  await t.rejects(connectPostgres(foreign, SIZE), {
    name: 'UserError', kind: 'book',
    message: new RegExp(`^PostgreSQL at /.*, database "${name}" has tables already, but is not a book of fintrack\\.$`),
    hint: 'name an empty database in FINTRACK_DATABASE_URL, as `createdb` makes one',
  })
  await own.writer('fintrack_schema').update({ version: LATEST + 1 })
  await t.rejects(bringUp(own.writer, 'It'), {
    name: 'UserError', kind: 'book',
    message: `It was written by a newer fintrack (its schema is ${LATEST + 1}; this one knows ${LATEST}).`,
    hint: 'install the newer fintrack',
  })
})

t.test('a database that cannot be opened is reported in a sentence without its password', async (t) => {
  const url = new URL(await freshDatabase(t))
  const refusal = async (change: (url: URL) => void): Promise<string> => {
    const other = new URL(url)
    other.password = 'hunter2'
    change(other)
    const fault: unknown = await connectPostgres(other.href, SIZE).catch((error: unknown) => error)
    if (!(fault instanceof UserError)) throw fault
    t.notMatch(`${fault.message} ${fault.hint}`, /hunter2/)
    return fault.message.replace(/^PostgreSQL at \S+, database "\w+" /, '')
  }
  t.equal(
    await refusal((other) => { other.pathname = '/nowhere' }),
    `There is no database "nowhere" at ${String(url.searchParams.get('host'))}.`
  )
  const admin = await opened(t)
  const name = url.pathname.slice(1)
  await admin.writer.raw(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`)
  t.equal(await refusal(() => {}), 'takes no connections.')
  await admin.writer.raw(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`)
  t.equal(await refusal((other) => { other.username = 'stranger' }), 'does not let this user in.')
  t.equal(await refusal((other) => { other.searchParams.set('host', folder(t)) }), 'cannot be reached (ENOENT).')
  t.equal(await refusal((other) => {
    other.search = ''
    other.host = '127.0.0.1:1'
  }), 'cannot be reached (ECONNREFUSED).')
  const other = new Error('x')
  t.equal(openingError(other, { url: url.href }), other, 'what nobody can mend goes on as it is')
})

t.test('creating the tables on PostgreSQL may wait longer than a request\'s statement', async (t) => {
  const url = await freshDatabase(t, true)
  const maker = openPostgres(url, SIZE, 'writer', 1)
  t.teardown(() => maker.destroy())
  const making = await maker.transaction()
  await making.raw('SELECT pg_advisory_xact_lock(?)', [0x66696e74])
  const opening = connectPostgres(url, { connections: 2, statementTimeoutMs: 200 })
  const settled = opening.then(() => 'open', (error: unknown) => String(error))
  await wait(5500)
  await making.commit()
  t.equal(await settled, 'open')
  await (await opening).close()
})

t.test('a PostgreSQL that could lose acknowledged writes is refused [P1.11]', async (t) => {
  for (const name of ['fsync', 'full_page_writes']) {
    const careless = await startPostgres({ [name]: 'off' })
    await t.rejects(connectPostgres(
      `postgres://fintrack@localhost/postgres?host=${encodeURIComponent(careless.socket)}`, SIZE
    ), {
      name: 'UserError', kind: 'book',
      message: new RegExp(`^PostgreSQL at \\S+, database "postgres" runs with ${name}=off: a power cut could lose or ` +
        'damage acknowledged changes\\.$'),
      hint: `set ${name}=on in its postgresql.conf, and start it again`,
    })
    await careless.stop()
  }
})

t.test('a PostgreSQL that is too old is refused', async (t) => {
  const looking = (version: number) => requireFit({ raw: async () => [{ version, encoding: 'UTF8' }] } as never, 'It')
  await looking(140_000)
  await t.rejects(looking(130_002), {
    name: 'UserError', kind: 'book', message: 'It runs on PostgreSQL 13, and fintrack needs 14 or newer.',
  })
})

t.test('a PostgreSQL that begins to lose acknowledged writes is not written to any more', async (t) => {
  const own = await startPostgres()
  t.teardown(() => own.stop())
  const url = `postgres://fintrack@localhost/postgres?host=${encodeURIComponent(own.socket)}`
  const api = await httpApi(t, { FINTRACK_DATABASE_URL: url }, 'postgres')
  const user = await api.user()
  for (const statement of [
    'ALTER SYSTEM SET fsync = off', 'SELECT pg_reload_conf()',
  ]) await api.databases.writer.raw(statement)
  while ((await api.databases.writer.raw('SHOW fsync'))[0].fsync === 'on') await wait(10)
  await api.databases.writer.raw(
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = \'fintrack\' AND pid <> ' +
      'pg_backend_pid()'
  )
  // The first may be told that its connection was cut, the next one has none.
  await user.answer(createCategory, { body: CATEGORY })
  const answer = await user.answer(createCategory, { body: CATEGORY })
  t.strictSame([answer.status, answer.retryAfterSeconds], [503, 5])
  t.match(api.log.join(''), /runs with fsync=off: a power cut/)
  t.strictSame(await api.databases.writer('categories'), [])
})

t.test('a PostgreSQL database whose encoding lacks letters is refused', async (t) => {
  const url = await freshDatabase(t, true)
  const name = new URL(url).pathname.slice(1)
  const databases = await connectPostgres(url, SIZE)
  await databases.writer.raw(`CREATE DATABASE ${name}_latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0`)
  t.teardown(async () => {
    await databases.writer.raw(`DROP DATABASE ${name}_latin`)
    await databases.close()
  })
  const latin = new URL(url)
  latin.pathname += '_latin'
  await t.rejects(connectPostgres(latin.href, SIZE), {
    name: 'UserError',
    kind: 'book',
    message: new RegExp(`^PostgreSQL at \\S+, database "${name}_latin" stores text as LATIN1; fintrack needs UTF8\\.$`),
  })
})

t.test('a commit is on the disk before it is acknowledged, whatever the database is set to [P1.11]', async (t) => {
  const url = await freshDatabase(t)
  const name = new URL(url).pathname.slice(1)
  const first = await opened(t, url)
  await first.writer.raw(`ALTER DATABASE ${name} SET synchronous_commit = off`)
  const second = await opened(t, url)
  t.strictSame(await second.writer.raw('SHOW synchronous_commit'), [{ synchronous_commit: 'on' }])
  await first.writer.raw(`ALTER DATABASE ${name} SET synchronous_commit = remote_apply`)
  t.strictSame(
    await (await opened(t, url)).writer.raw('SHOW synchronous_commit'), [{ synchronous_commit: 'remote_apply' }],
    'a stronger promise is kept'
  )
  // Somebody's own idea of what it is to set something.
  await first.writer.raw('CREATE SCHEMA other')
  await first.writer.raw(
    'CREATE FUNCTION other.set_config(text, text, boolean) RETURNS text LANGUAGE sql AS $$ SELECT \'off\' $$'
  )
  await first.writer.raw(`ALTER DATABASE ${name} SET search_path = other, pg_catalog, public`)
  await first.writer.raw(`ALTER DATABASE ${name} SET synchronous_commit = local`)
  await t.rejects(connectPostgres(url, SIZE), {
    name: 'UserError',
    kind: 'book',
    message: new RegExp('^PostgreSQL at \\S+, database "\\w+" runs with synchronous_commit=off, ' +
      'and fintrack needs on: a power cut could lose acknowledged changes\\.$'),
  })
})

t.test('connections for reading cannot write, and a command has one connection for both', async (t) => {
  const url = await freshDatabase(t)
  const place = { dataDir: folder(t), databaseUrl: url, statementTimeoutMs: 1000, connections: 4 }
  const [server, command] = [await connectServer(place, undefined), await connect(place)]
  t.teardown(() => Promise.all([server.close(), command.close()]))
  await t.rejects(server.reader('attempts').delete(), { code: '25006' })
  t.equal(await server.writer('attempts').delete(), 0)
  t.equal(command.reader, command.writer)
  t.strictSame([server.copy, command.copy], [undefined, undefined])
})

t.test('connections have our settings, whatever the database and its users have', async (t) => {
  const url = await freshDatabase(t)
  const name = new URL(url).pathname.slice(1)
  const { writer } = await opened(t, url)
  for (const [setting, value] of [
    ['client_encoding', 'LATIN1'], ['standard_conforming_strings', 'off'],
    ['default_transaction_isolation', 'serializable'], ['lock_timeout', '0'],
    ['statement_timeout', '0'], ['idle_in_transaction_session_timeout', '0'], ['default_transaction_read_only', 'on'],
    ['synchronous_commit', 'off'],
  ]) await writer.raw(`ALTER DATABASE ${name} SET ${setting} = '${value}'`)
  const databases = await opened(t, url)
  const names = [
    'application_name', 'client_encoding', 'standard_conforming_strings', 'default_transaction_isolation',
    'default_transaction_read_only',
    'lock_timeout', 'statement_timeout', 'idle_in_transaction_session_timeout', 'synchronous_commit',
  ]
  const settingsOf = async (handle: typeof writer) => (await handle.raw(
    `SELECT ${names.map((one) => `current_setting('${one}') AS ${one}`).join(', ')}`
  ))[0]
  const settings = {
    application_name: 'fintrack',
    client_encoding: 'UTF8',
    standard_conforming_strings: 'on',
    default_transaction_isolation: 'read committed',
    default_transaction_read_only: 'off',
    lock_timeout: '10s',
    statement_timeout: '30s',
    idle_in_transaction_session_timeout: '1min',
    synchronous_commit: 'on',
  }
  t.strictSame(await settingsOf(databases.writer), settings)
  t.strictSame(await settingsOf(databases.reader), { ...settings, default_transaction_read_only: 'on' })
})

t.test('a server that dies while it creates the tables leaves none, and the next creates them all', async (t) => {
  const url = await freshDatabase(t, true)
  const way = await relay(t, url)
  const dying = t.rejects(connectPostgres(way.url, SIZE), { name: 'UserError', kind: 'unreachable' })
  const admin = openPostgres(url, SIZE, 'writer', 1)
  t.teardown(() => admin.destroy())
  // It stands in the middle of its transaction, before a table that is not to be made yet.
  const blocking = admin.transaction(async (trx) => {
    await trx.raw('CREATE TABLE budgets (id integer)')
    while ((await trx.raw(
      'SELECT 1 FROM pg_locks WHERE NOT granted AND transactionid = pg_current_xact_id()::xid'
    )).length === 0) await wait(5)
    way.shake()
    await dying
    throw new Error('it never was')
  })
  await t.rejects(blocking, { message: /it never was/ })
  const databases = await opened(t, url)
  t.equal((await tablesOf(databases)).length, 18)
  t.strictSame(await databases.reader('fintrack_schema'), [{ only_one: true, version: LATEST }])
})

t.test('PostgreSQL returns whole numbers as numbers while they are exact, and takes no NUL in a text', async (t) => {
  const { reader } = await opened(t)
  t.strictSame(
    await reader.raw(
      'SELECT 9007199254740991::bigint AS a, -9007199254740991::bigint AS b, 9007199254740993::bigint AS c, ' +
        '1::integer AS d'
    ),
    [{ a: 9007199254740991, b: -9007199254740991, c: '9007199254740993', d: 1 }]
  )
  t.strictSame(
    await reader.raw('SELECT ?::text AS a, ? = ? AS b', ['a\0b', 'a\0b', 'ab']), [{ a: 'a\ufffdb', b: false }]
  )
})

t.test('a transaction in which a statement failed is not taken for one that was committed', async (t) => {
  const { writer } = await opened(t)
  await t.rejects(writer.transaction(async (trx) => {
    await trx('attempts').insert({ kind: 'password_of_account', key: 'x', at_seconds: 1 })
    await trx.raw('SELECT 1 / 0').catch(() => {})
  }), { message: /The transaction was rolled back when it was to be committed/ })
  t.strictSame(await writer('attempts'), [])
})

t.test('a connection that breaks during its setup counts as none', async (t) => {
  const url = await freshDatabase(t)
  const way = await relay(t, url)
  const { writer } = await opened(t, url)
  await writer.raw('CREATE SCHEMA other')
  await writer.raw(
    'CREATE FUNCTION other.set_config(text, text, boolean) RETURNS text LANGUAGE sql AS $$ SELECT pg_sleep(60)::text $$'
  )
  await writer.raw(`ALTER DATABASE ${new URL(url).pathname.slice(1)} SET search_path = other, pg_catalog, public`)
  const refused = t.rejects(connectPostgres(way.url, SIZE), {
    name: 'UserError', kind: 'unreachable', message: /cannot be reached \(no answer\)\.$/,
  })
  for (let isSetUp = false; !isSetUp;) {
    const [row]: Array<{ sleeps: boolean }> = await writer.raw(
      'SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event = ' +
        '\'PgSleep\') AS sleeps'
    )
    isSetUp = row?.sleeps === true
  }
  way.shake()
  await refused
})

t.test('a connection is not used again after an error that ends it or makes it read-only', async (t) => {
  const { writer } = await opened(t)
  const raise = (state: string) => `DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '${state}'; END $$`
  const pid = async () => JSON.stringify(await writer.raw('SELECT pg_backend_pid()'))
  for (const [state, isKept] of [
    ['23514', true], ['40001', true], ['08006', false], ['57P01', false], ['25006', false],
  ] as const) {
    const before = await pid()
    await t.rejects(writer.raw(raise(state)), { code: state })
    t.equal(await pid() === before, isKept, state)
  }
})

t.test('a transaction that does not begin does nothing', async (t) => {
  const way = await relay(t)
  const { writer } = await opened(t, way.url)
  let isBegun = false
  // The connection is the pool's until it is used.
  writer.on('query', ({ sql }: { sql: string }) => { if (sql.startsWith('BEGIN')) way.shake() })
  for (const readOnly of [false, true]) {
    await t.rejects(writer.transaction(async () => { isBegun = true }, { readOnly }), {
      name: 'StorageError', isOutage: true,
    })
    t.equal(isBegun, false)
  }
})

t.test('two transactions that deadlock both succeed', async (t) => {
  const { transaction, writer } = await opened(t)
  for (const id of [1, 2]) await writer('attempts').insert({ id, kind: 'password_of_account', key: 'x', at_seconds: 0 })
  let begun = 0
  let bothBegan = () => {}
  const both = new Promise<void>((resolve) => { bothBegan = resolve })
  let runs = 0
  const add = (first: number, second: number) => transaction(async (trx) => {
    runs += 1
    await trx('attempts').where({ id: first }).increment('at_seconds', 1)
    if ((begun += 1) === 2) bothBegan()
    await both
    await trx('attempts').where({ id: second }).increment('at_seconds', 1)
  })
  await Promise.all([add(1, 2), add(2, 1)])
  t.strictSame(await writer('attempts').orderBy('id').pluck('at_seconds'), [2, 2])
  t.equal(runs, 3, 'one of them twice')
})

t.test('a transaction that loses every conflict throws in the end, and another error is thrown at once', async (t) => {
  let tries = 0
  for (const code of ['40P01', '40001']) {
    const conflict = Object.assign(new Error('one of two'), { code, severity: 'ERROR' })
    const pauses: number[] = []
    tries = 0
    await t.rejects(retryConflicts(async () => {
      tries += 1
      throw conflict
    }, async (ms) => pauses.push(ms)), conflict)
    t.equal(tries, 10, code)
    t.ok(pauses.length === 9 && pauses.every((ms, at) => ms >= 0 && ms < 10 * 2 ** (at + 1)))
  }
  tries = 0
  await t.rejects(retryConflicts(async () => {
    tries += 1
    throw new Error('no')
  }), { message: 'no' })
  t.equal(tries, 1)
})

t.test('closing PostgreSQL cancels running transactions and rolls them back', async (t) => {
  const url = await freshDatabase(t)
  const databases = await connectPostgres(url, SIZE)
  const running = t.rejects(databases.transaction(async (trx) => {
    await trx('attempts').insert({ kind: 'password_of_account', key: 'x', at_seconds: 1 })
    await trx.raw('SELECT pg_sleep(60)')
  }), { name: 'StorageError', isOutage: true })
  const reading = t.rejects(databases.reader.raw('SELECT pg_sleep(60)'), { name: 'StorageError', isOutage: true })
  const { reader: others } = await opened(t, url)
  const bothRun = async () => (await others('pg_stat_activity').whereRaw(
    'datname = current_database() AND wait_event = \'PgSleep\''
  )).length === 2
  while (!await bothRun()) await new Promise((resolve) => { setTimeout(resolve, 5) })
  await databases.close()
  await Promise.all([running, reading])
  t.strictSame(await (await opened(t, url)).reader('attempts'), [])
})
