import { join } from 'node:path'
import t, { type Test } from 'tap'
import { call, type InputOf } from '@fintrack/contract/call'
import { listCategories } from '@fintrack/contract/categories'
import { listChanges, listRowChanges, undoChange } from '@fintrack/contract/changes'
import type { Endpoint } from '@fintrack/contract/endpoint'
import { quote } from '@fintrack/contract/text'
import { listTransactions } from '@fintrack/contract/transactions'
import { connect } from '../../../src/db/connect.ts'
import type { Databases, Place } from '../../../src/db/databases.ts'
import { migrate } from '../../../src/db/migrate.ts'
import { LATEST } from '../../../src/db/migrations/index.ts'
import { bringUp } from '../../../src/db/postgres/schema.ts'
import { openBook } from '../../../src/embedded.ts'
import { listUsers } from '../../../src/local.ts'
import { checkBook } from '../../../src/maintenance/doctor/doctor.ts'
import { folder, settingsOf } from '../../helpers/api.ts'
import { freshDatabase } from '../../helpers/postgres.ts'
import { idsAfter } from '../../helpers/tables.ts'

async function bothPlaces (test: Test, name: string, body: (test: Test, place: Place) => Promise<void>): Promise<void> {
  await test.test(`${name} (on SQLite)`, (sub) =>
    body(sub, { dataDir: folder(sub), databaseUrl: undefined, statementTimeoutMs: 30_000 }))
  await test.test(`${name} (on PostgreSQL)`, async (sub) =>
    body(sub, { dataDir: folder(sub), databaseUrl: await freshDatabase(sub, true), statementTimeoutMs: 30_000 }))
}

function step ({ writer }: Databases, { dataDir, databaseUrl }: Place, version = LATEST): Promise<unknown> {
  return databaseUrl === undefined
    ? migrate(writer, join(dataDir, 'fintrack.db'), version)
    : bringUp(writer, 'It', version)
}

const WRITTEN = { created_at: '2024-05-01T00:00:00.000Z', updated_at: '2024-05-01T00:00:00.000Z', version: 1 }
const SHORT = 'ß'.repeat(50)
const LONG = 's'.repeat(100)

/** Of two users, with the keys that schema 7 gave them. */
const NAMES: ReadonlyArray<readonly [id: number, user: number, name: string, key: string]> = [
  [1, 1, 'ΚΑΦΕΣ', 'καφες'], [2, 1, 'καφεσ', 'καφεσ'], [3, 1, 'Straße', 'straße'], [4, 1, 'Strasse (2)', 'strasse (2)'],
  [5, 1, 'STRASSE', 'strasse'], [6, 1, 'Cafe', 'cafe'], [7, 1, 'Café', 'café'], [8, 2, 'straße', 'straße'],
  [9, 1, SHORT, SHORT], [10, 1, LONG, LONG],
]

const TEXTS: ReadonlyArray<readonly [id: number, payee: string | null, description: string, key: string]> = [
  [1, 'Café Noir', 'İSTANBUL KART', 'café noir\ni̇stanbul kart'], [2, null, '', '\n'],
  [3, 'ΚΩΣΤΑΣ', 'Straßenbahn', 'κωστας\nstraßenbahn'],
]

/** More rows than are read at once. */
const MORE = Array.from({ length: 1200 }, (_, at) => [at + 10, `P${at}`, 'É', `p${at}\né`] as const)

async function oldBook (place: Place): Promise<void> {
  const databases = await connect(place)
  const { writer } = databases
  await step(databases, place, 7)
  await writer('users').insert([
    { id: 1, embedded: 1, currency: 'EUR', ...WRITTEN },
    { id: 2, embedded: 0, username: 'ann', username_key: 'ann', password_hash: 'x', currency: 'EUR', ...WRITTEN },
  ].map((user) => ({ username: null, username_key: null, password_hash: null, ...user })))
  await writer('categories').insert(NAMES.map(([id, user, name, key]) =>
    ({ id, user_id: user, name, name_key: key, type: 'expense', ...WRITTEN })))
  await writer('tags').insert([[1, 'σ'], [2, 'ΑΣ'], [3, 'ασ']].map(([id, name]) =>
    ({ id, user_id: 1, name, name_key: String(name).toLowerCase(), ...WRITTEN })))
  for (const texts of [TEXTS, MORE.slice(0, 400), MORE.slice(400, 800), MORE.slice(800)]) {
    await writer('transactions').insert(texts.map(([id, payee, description, key]) => ({
      id, user_id: 1, date: '2024-05-01', type: 'expense', amount: id, currency: 'EUR', payee, description,
      search_key: key, ...WRITTEN,
    })))
  }
  await writer('transactions').where({ id: 1 }).update({
    tags: '[2,3]', splits: '[{"category":1,"to_account":null,"amount":3,"description":"Lámp"},' +
      '{"category":null,"to_account":null,"amount":-2,"description":""}]',
  })
  await writer('parts').insert([[0, 1, 3], [1, null, -2]].map(([position, category, amount]) => ({
    user_id: 1, transaction_id: 1, position, date: '2024-05-01', currency: 'EUR', type: 'expense', category, amount,
  })))
  await writer('transaction_tags').insert([2, 3].map((tag) => ({ user_id: 1, transaction_id: 1, tag })))
  for (const table of ['categories', 'transactions', 'tags', 'changes']) await idsAfter(databases, table, 5000)
  await databases.close()
}

void bothPlaces(t, 'of two names that become one the later gets a number, as the log has it', async (t, place) => {
  await oldBook(place)
  const { dataDir, databaseUrl } = place
  const settings = settingsOf(databaseUrl === undefined ? {} : { FINTRACK_DATABASE_URL: databaseUrl })
  const told: string[] = []
  const book = await openBook({
    dataDir, settings, report: (error) => { throw error }, tell: (sentence) => { told.push(sentence) },
  })
  t.teardown(() => book.close())
  const ask = <E extends Endpoint>(endpoint: E, input: InputOf<E>) => call(endpoint, input, book.send)
  const why = ': its name and that of another are the same, as case does not count in any script (ß is ss, ς is σ); ' +
    '`fintrack log` has the change.'
  const cut = `${LONG.slice(4)} (2)`
  t.strictSame(told, [
    `tag 3, "ασ", is "ασ-2" now${why}`, `category 2, "καφεσ", is "καφεσ (2)" now${why}`,
    `category 5, "STRASSE", is "STRASSE (3)" now${why}`,
    `category 10, ${quote(LONG)}, is ${quote(cut)} now${why}`,
  ])
  t.strictSame((await ask(listCategories, {})).body.map(({ id, name }) => [id, name]), [
    [1, 'ΚΑΦΕΣ'], [2, 'καφεσ (2)'], [3, 'Straße'], [4, 'Strasse (2)'], [5, 'STRASSE (3)'], [6, 'Cafe'], [7, 'Café'],
    [9, SHORT], [10, cut],
  ])
  const changes = (await ask(listChanges, { query: {} })).body
  t.match(changes, [
    { summary: `Renamed category 10 (${quote(LONG)}): now ${quote(cut)}, as another has that name` },
    { action: 'change', summary: 'Renamed category 5 ("STRASSE"): now "STRASSE (3)", as another has that name' },
    { summary: 'Renamed category 2 ("καφεσ"): now "καφεσ (2)", as another has that name', rows: { category: 1 } },
    { summary: 'Renamed tag 3 ("ασ"): now "ασ-2", as another has that name', rows: { tag: 1 } },
  ])
  t.match((await ask(listRowChanges, { id: Number(changes[1]?.id) })).body, [{
    entity: 'category', operation: 'updated', first_id: 5, before: { name: 'STRASSE' },
    after: { name: 'STRASSE (3)' },
  }])
  await t.rejects(ask(undoChange, { id: Number(changes[1]?.id) }), { message: /name/ }, 'its name is taken')

  const found = async (q: string) => (await ask(listTransactions, { query: { q } })).body.map(({ id }) => id)
  for (const [q, id] of [
    ['cafe', 1], ['istanbul', 1], ['ΚΩΣ', 3], ['STRASSEN', 3], ['P1199', 1209], ['ΑΣ-2', 1], ['lamp', 1],
  ] as const) t.strictSame(await found(q), [id], q)
  t.strictSame((await found('e')).length, 1202)
  if (databaseUrl === undefined) {
    t.strictSame((await checkBook({ dataDir, node: '20' })).filter(({ ok }) => !ok), [], 'doctor finds nothing')
  }
})

void bothPlaces(t, 'a command of the operator that comes first tells of the new names as well', async (t, place) => {
  await oldBook(place)
  const { dataDir, databaseUrl } = place
  const settings = settingsOf(databaseUrl === undefined ? {} : { FINTRACK_DATABASE_URL: databaseUrl })
  const told: string[] = []
  const tell = (sentence: string) => { told.push(sentence) }
  t.equal((await listUsers({ dataDir, settings, tell })).length, 2)
  t.equal(told.length, 4)
  t.equal((await listUsers({ dataDir, settings, tell })).length, 2)
  t.equal(told.length, 4, 'once')
})

void bothPlaces(t, 'a book goes back from the new keys to the old, and forth again', async (t, place) => {
  await oldBook(place)
  const databases = await connect(place)
  t.teardown(() => databases.close())
  const rows = () => Promise.all([
    ...['transactions', 'categories', 'tags'].map((table) => databases.writer(table).orderBy('id')),
    databases.writer('parts').orderBy('position'), databases.writer('transaction_tags').orderBy('tag'),
  ])
  const newest = await rows()
  t.strictSame(await databases.writer('transactions').select('payee_key', 'description_key').where('id', '<', 4)
    .orderBy('id'), [
    { payee_key: 'cafe noir', description_key: 'istanbul kart\nlamp' }, { payee_key: '', description_key: '' },
    { payee_key: 'κωστασ', description_key: 'strassenbahn' },
  ])
  await step(databases, place, 7)
  t.strictSame(await databases.writer('transactions').orderBy('id').pluck('search_key'),
    [...TEXTS, ...MORE].map(([,,, key]) => key))
  t.strictSame(await databases.writer('categories').whereIn('id', [1, 2, 3, 9]).orderBy('id').pluck('name_key'),
    ['καφες', 'καφεσ (2)', 'straße', SHORT])
  t.strictSame(await databases.writer('parts').count({ rows: '*' }), [{ rows: 2 }])
  await step(databases, place)
  t.strictSame(await rows(), newest)
})
