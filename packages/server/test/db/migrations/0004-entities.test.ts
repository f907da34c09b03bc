import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Knex } from 'knex'
import t, { type Test } from 'tap'
import { call, type InputOf } from '@fintrack/contract/call'
import { listChanges, listRowChanges, undoChange } from '@fintrack/contract/changes'
import type { Endpoint } from '@fintrack/contract/endpoint'
import { createTransaction } from '@fintrack/contract/transactions'
import { connect } from '../../../src/db/connect.ts'
import type { Databases } from '../../../src/db/databases.ts'
import { migrate } from '../../../src/db/migrate.ts'
import { bringUp } from '../../../src/db/postgres/schema.ts'
import { openBook } from '../../../src/embedded.ts'
import { checkBook } from '../../../src/maintenance/doctor/doctor.ts'
import { folder, settingsOf, TestClock } from '../../helpers/api.ts'
import { freshDatabase } from '../../helpers/postgres.ts'
import { idsAfter } from '../../helpers/tables.ts'

/**
 * A book as the release before has written it, table by table: ten changes, among them a deleted category and an undo.
 */
const BOOK: Record<string, Array<Record<string, string | number | null>>> =
  JSON.parse(readFileSync(join(import.meta.dirname, 'book-of-schema-3.json'), 'utf8'))

/** A clock an hour after the last change of the book. */
class LaterClock extends TestClock {
  override seconds (): number {
    return super.seconds() - 1_717_200_000 + Date.UTC(2024, 4, 1, 1) / 1000
  }

  override now (): string {
    return this.moment(this.seconds())
  }
}

interface Place {
  readonly dataDir: string
  readonly databaseUrl: string | undefined
  readonly statementTimeoutMs: number
}

function step ({ writer }: Databases, { dataDir, databaseUrl }: Place, version: number): Promise<unknown> {
  return databaseUrl === undefined
    ? migrate(
      writer, join(dataDir, 'fintrack.db'), version
    )
    : bringUp(writer, 'It', version)
}

async function rowsOf (handle: Knex, tables: readonly string[]): Promise<Record<string, unknown[]>> {
  const rows: Record<string, unknown[]> = {}
  for (const table of tables) {
    const columns = table === 'change_rows'
      ? [
          'user_id', 'change_id', 'position',
        ]
      : table === 'kept_answers' ? ['user_id', 'key'] : ['id']
    rows[table] = await handle(table).orderBy(columns)
  }
  return rows
}

async function oldBook (place: Place): Promise<void> {
  const databases = await connect(place)
  await step(databases, place, 3)
  for (const [table, rows] of Object.entries(BOOK)) {
    if (rows.length > 0) await databases.writer(table).insert(rows)
  }
  for (const table of ['categories', 'transactions', 'budgets', 'changes']) await idsAfter(databases, table, 20)
  await databases.close()
}

async function bothPlaces (test: Test, name: string, body: (test: Test, place: Place) => Promise<void>): Promise<void> {
  await test.test(
    `${name} (on SQLite)`,
    async (sub) => body(sub, { dataDir: folder(sub), databaseUrl: undefined, statementTimeoutMs: 30_000 })
  )
  await test.test(`${name} (on PostgreSQL)`, async (sub) =>
    body(sub, { dataDir: folder(sub), databaseUrl: await freshDatabase(sub, true), statementTimeoutMs: 30_000 }))
}

void bothPlaces(t, 'a change of a book of the release before is listed and undone, to the byte', async (t, place) => {
  await oldBook(place)
  const { dataDir, databaseUrl } = place
  const settings = settingsOf(databaseUrl === undefined ? {} : { FINTRACK_DATABASE_URL: databaseUrl })
  const book = await openBook({ dataDir, settings, clock: new LaterClock(), report: (error) => { throw error } })
  t.teardown(() => book.close())
  const databases = await connect(place)
  t.teardown(() => databases.close())
  const ask = <E extends Endpoint>(endpoint: E, input: InputOf<E>) => call(endpoint, input, book.send)

  t.strictSame((await ask(listChanges, { query: { limit: 4 } })).body.map(({ id, rows }) => [id, rows]), [
    [10, { transaction: 1 }], [9, { transaction: 1 }], [8, { transaction: 2, category: 1, budget: 1 }],
    [7, { transaction: 2, category: 1 }],
  ])
  t.match((await ask(listRowChanges, { id: 8 })).body, [
    {
      entity: 'transaction', operation: 'updated', before: { category: 1, amount: '12.50' }, after: { category: null },
    },
    { entity: 'transaction', operation: 'updated', first_id: 4 },
    { entity: 'budget', operation: 'deleted', before: { category: 1, monthly_limit: '100.00' }, after: null },
    {
      entity: 'category', operation: 'deleted', after: null,
      before: { id: 1, name: 'Café', type: 'expense', archived: false },
    },
  ])
  if (databaseUrl === undefined) {
    t.strictSame((await checkBook({ dataDir, node: '20' })).filter(({ ok }) => !ok), [], 'doctor finds nothing')
  }

  await ask(undoChange, { id: 8 })
  const logged = (BOOK.change_rows ?? []).filter(
    (row) => row.change_id === 8
  ).map(({ before }) => JSON.parse(String(before)))
  const [first, fourth, budget, category] = logged
  t.strictSame(await databases.reader('categories').where({ id: 1 }), [
    { ...category, archived: 0, search_key: 'cafe' },
  ])
  t.strictSame(await databases.reader('budgets'), [budget])
  const later = {
    account: null, to_account: null, to_amount: null, to_currency: null, to_date: null, splits: null, tags: null,
    is_split: 0,
  }
  t.strictSame(await databases.reader('transactions').whereIn('id', [1, 4]).orderBy('id'),
    [{ ...first, payee_key: 'bakery', description_key: 'strasse' }, { ...fourth, payee_key: 'y', description_key: '' }]
      .map(({ search_key: _, ...row }) => ({ ...row, ...later })), 'with what later versions compute')

  const same = { date: '2024-05-01', amount: '12.50', category: 1, payee: 'Corner', description: 'Straße' }
  const again = await ask(createTransaction, { body: same, idempotencyKey: 'k1' })
  t.match(again.body, { id: 1, payee: 'Corner', account: null, splits: [], tags: [], checked: false },
    'a request is answered as before')

  for (const id of [7, 6, 5, 4, 3, 2, 1]) await ask(undoChange, { id })
  for (const table of ['transactions', 'budgets', 'categories']) t.strictSame(await databases.reader(table), [], table)
})

void bothPlaces(t, 'a book goes back to the schema before, and forth again, with its rows', async (t, place) => {
  await oldBook(place)
  const databases = await connect(place)
  t.teardown(() => databases.close())
  const { writer } = databases
  const newest = await rowsOf(writer, ['change_rows'])
  t.strictSame([...new Set(newest.change_rows?.map((row) => (row as { entity: string }).entity))], [
    'category', 'transaction', 'budget',
  ])
  await step(databases, place, 3)
  t.strictSame(await rowsOf(writer, Object.keys(BOOK)), BOOK)
  await step(databases, place, 4)
  t.strictSame(await rowsOf(writer, ['change_rows']), newest)
})
