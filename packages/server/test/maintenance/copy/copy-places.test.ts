/** An error of a place that a book cannot be copied from or to names the place as the user did. */
import { chmodSync, existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { openPostgres } from '../../../src/db/postgres/databases.ts'
import { backupBook } from '../../../src/maintenance/backup.ts'
import { copyBook, type CopyPlace } from '../../../src/maintenance/copy/copy.ts'
import { folder, httpApi } from '../../helpers/api.ts'
import { pooler } from '../../helpers/pooler.ts'
import { freshDatabase } from '../../helpers/postgres.ts'
import { bookWith, garbage } from '../books.ts'

function fromDatabase (url: string): CopyPlace {
  return { url, named: '--from' }
}

function toDatabase (url: string): CopyPlace {
  return { url, named: '--to' }
}

async function refusal (from: CopyPlace, to: CopyPlace): Promise<string> {
  return copyBook({ from, to, live: false }).then(() => 'It was not refused.', (error: unknown) => {
    if (!(error instanceof Error)) throw error
    return `${error.message}${'hint' in error ? ` | ${String(error.hint)}` : ''}`
      .replace(/PostgreSQL at \S+, database "\w+"/g, 'PG').replace(/\/\S*fintrack-\w{6}/g, 'DIR')
  })
}

async function handleOn (test: Test, url: string) {
  const handle = openPostgres(url, { statementTimeoutMs: 10_000 }, 'writer', 1)
  test.teardown(() => handle.destroy())
  await handle.raw('SELECT set_config(\'application_name\', \'test\', false)')
  return handle
}

t.test('a database on which a server once ran counts as empty, and a copy replaces its keys', async (t) => {
  const dataDir = await bookWith(t, '1.00')
  const url = await freshDatabase(t)
  await t.test('a server starts', async (sub) => { await httpApi(sub, { FINTRACK_DATABASE_URL: url }, 'postgres') })
  const handle = await handleOn(t, url)
  t.equal((await handle('signing_keys')).length, 1)
  const { tables, sha256 } = await copyBook({ from: { dataDir }, to: toDatabase(url), live: false })
  t.match(tables.at(-1), { table: 'signing_keys', rows: 1 })
  const back = await copyBook({ from: fromDatabase(url), to: { dataDir: join(folder(t), 'back') }, live: false })
  t.strictSame([back.tables, back.sha256], [tables, sha256])
  rmSync(join(dataDir, 'moved.json'))
  t.equal(await refusal({ dataDir }, toDatabase(url)), 'PG is not empty: its table change_rows has rows.')
})

t.test('a copy refuses a pooler in transaction mode on either side, and names the option [P1.11]', async (t) => {
  const dataDir = await bookWith(t, '1.00')
  const { url } = await pooler(t, 'transaction', 2)
  const refused = (named: string) => 'A pooler in transaction or statement mode is before PG, and fintrack needs ' +
    'session mode: settings of one connection would reach others, and acknowledged changes could be lost. | set ' +
    `pool_mode=session in the pooler, or name PostgreSQL itself in ${named}`
  t.equal(await refusal({ dataDir }, toDatabase(url)), refused('--to'))
  t.equal(await refusal(fromDatabase(url), { dataDir: join(folder(t), 'to') }), refused('--from'))
})

t.test('a copy that fails leaves the keys of its target', async (t) => {
  const dataDir = await bookWith(t, '1.00')
  const url = await freshDatabase(t)
  const handle = await handleOn(t, url)
  await handle('signing_keys').insert({ kid: 'one', secret: 'x'.repeat(43), made_at: '2024-05-01T00:00:00.000Z' })
  await handle.raw('ALTER TABLE transactions ADD CHECK (amount > 1000)')
  t.match(await refusal({ dataDir }, toDatabase(url)), /^A row of transactions is refused where it is to go/)
  t.strictSame(await handle('signing_keys').pluck('kid'), ['one'])
})

t.test('a copy names the grants that are missing to read the book, and succeeds with them', async (t) => {
  const dataDir = await bookWith(t, '1.00')
  const url = await freshDatabase(t)
  await copyBook({ from: { dataDir }, to: toDatabase(url), live: false })
  const handle = await handleOn(t, url)
  await handle.raw('CREATE ROLE reading_only LOGIN')
  t.teardown(
    async () => { await handle.raw('DROP OWNED BY reading_only').then(() => handle.raw('DROP ROLE reading_only')) }
  )
  const reading = new URL(url)
  reading.username = 'reading_only'
  const to = { dataDir: join(folder(t), 'to') }
  t.equal(await refusal(fromDatabase(reading.href), to), 'PG does not let this user read its book. | ' +
    'let its owner run GRANT SELECT ON ALL TABLES IN SCHEMA public TO that user, and the same ON ALL SEQUENCES; or ' +
      'name the owner in --from')
  await handle.raw('GRANT SELECT ON ALL TABLES IN SCHEMA public TO reading_only')
  t.match(await refusal(fromDatabase(reading.href), to), /^PG does not let this user read its book\./)
  await handle.raw('GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO reading_only')
  t.equal((await copyBook({ from: fromDatabase(reading.href), to, live: false })).missed, false)
})

t.test('a copy of a book that lacks a table or a column names it without any SQL', async (t) => {
  const dataDir = await bookWith(t, '1.00')
  const url = await freshDatabase(t)
  const handle = await handleOn(t, url)
  const to = { dataDir: join(folder(t), 'to') }
  await handle.raw('ALTER TABLE budgets RENAME COLUMN month TO moon')
  t.equal(
    await refusal(fromDatabase(url), to),
    'The book in PG is not whole (column budgets.month does not exist). | name another database in --from'
  )
  await handle.raw('DROP TABLE idempotency_keys')
  t.equal(
    await refusal({ dataDir }, toDatabase(url)),
    'The book in PG is not whole (relation "idempotency_keys" does not exist). | name another database in --to'
  )
  await handle.raw('DROP TABLE attempts')
  // As a PostgreSQL says it that speaks another language.
  await handle.raw(
    'CREATE FUNCTION lost() RETURNS bigint LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION \'hunter2\' USING ERRCODE = ' +
      '\'42P01\'; END $$'
  )
  await handle.raw('CREATE VIEW attempts AS SELECT lost() AS id')
  t.equal(
    await refusal(fromDatabase(url), to),
    'The book in PG is not whole (PostgreSQL 42P01 exec_stmt_raise). | name another database in --from'
  )
})

t.test('a fault of the source of a copy is reported by the source\'s name, not by the target\'s', async (t) => {
  const dataDir = await bookWith(t, '1.00')
  const url = await freshDatabase(t)
  await copyBook({ from: { dataDir }, to: toDatabase(url), live: false })
  const other = await freshDatabase(t)
  await (await handleOn(t, other)).raw('DROP TABLE idempotency_keys')
  t.equal(await refusal(fromDatabase(url), { url: other, named: 'FINTRACK_DATABASE_URL' }),
    'The book in PG is not whole (relation "idempotency_keys" does not exist). | name another database in ' +
      'FINTRACK_DATABASE_URL')
})

t.test('a folder that a copy cannot use is reported with the option that names it', async (t) => {
  const dataDir = await bookWith(t, '1.00')
  const from = (path: string) => refusal({ dataDir: path, named: '--from' }, { dataDir: join(folder(t), 'to') })
  const to = (path: string) => refusal({ dataDir }, { dataDir: path, named: '--to' })
  const empty = folder(t)
  t.equal(await from(empty), '--from names DIR, and there is no book in it.')
  writeFileSync(join(empty, 'fintrack.db'), '', { mode: 0o600 })
  t.equal(
    await from(empty), 'DIR/fintrack.db is empty: there is no book in it yet. | name the folder of a book in --from'
  )
  const damaged = folder(t)
  garbage(join(damaged, 'fintrack.db'))
  t.equal(
    await from(damaged),
    'DIR/fintrack.db is damaged, or not a database. | put a backup in its place: fintrack restore FILE, where ' +
      'FINTRACK_DATA_DIR names DIR'
  )

  t.equal(
    await from(join(dataDir, 'fintrack.db')),
    '--from names DIR/fintrack.db, which is no folder. | name the folder of that book: DIR'
  )
  const file = join(folder(t), 'backup.db')
  await backupBook({ dataDir, file })
  const RESTORE = 'name a data folder; `fintrack restore` makes one of a file that `fintrack backup` wrote'
  t.equal(await from(file), `--from names DIR/backup.db, which is no folder. | ${RESTORE}`)
  t.equal(await to(file), `--to names DIR/backup.db, which is no folder. | ${RESTORE}`)
  t.equal(
    await refusal({ dataDir: file }, { dataDir: folder(t) }),
    `FINTRACK_DATA_DIR names DIR/backup.db, which is no folder. | ${RESTORE}`
  )

  t.equal(
    await to('/proc/x'),
    'The data folder /proc/x cannot be written (ENOENT: no such file or directory). | name a folder of your own in --to'
  )
  const shared = folder(t)
  chmodSync(shared, 0o777)
  t.equal(
    await to(shared),
    'The data folder DIR can be written by every account (its mode is 777). | make a folder of your own in it and ' +
      'name that in --to, or `chmod o-w` it'
  )
  t.strictSame(readdirSync(shared).filter((name) => !name.startsWith('fintrack.lock')), [])
  t.notOk(existsSync('/proc/x'))
})
