/**
 * What is searched and what is unique by its name, by folds of their own: SQL cannot compute them, so that code does.
 *
 * A transaction has a key of its payee and one of its description in the place of one of both. Categories, accounts and
 * tags have a key to be found by beside the one that no two of a user have in common. Where two names become one by
 * the new fold, the later row gets another name: a change of its own in the log.
 */
import { DESCRIPTION_MAX_CHARACTERS, PAYEE_MAX_CHARACTERS } from '@fintrack/contract/limits'
import { fold, foldName, foldSearch, foldStart, lengthOf, quote, searchKey } from '@fintrack/contract/text'
import type { Knex } from 'knex'
import { systemClock } from '../../clock.ts'
import { dialectOf } from '../dialect.ts'
import type { Renamed } from '../renamed.ts'
import { rebuiltWithSearchKey } from './0007-money.ts'

/** Rows that are read and written at once. */
const CHUNK_ROWS = 500
const NAME_MAX_CHARACTERS = 100

/** The tables of rows with a name, and what the change log holds of each. */
const NAMED = {
  accounts: {
    entity: 'account',
    logged: [
      'id', 'name', 'currency', 'opening_balance', 'opening_date', 'bank_ids', 'archived', 'created_at', 'updated_at',
      'version',
    ],
  },
  tags: { entity: 'tag', logged: ['id', 'name', 'created_at', 'updated_at', 'version'] },
  categories: {
    entity: 'category', logged: ['id', 'name', 'type', 'archived', 'created_at', 'updated_at', 'version'],
  },
} as const
type NamedTable = keyof typeof NAMED
const NAMED_TABLES = ['accounts', 'tags', 'categories'] as const

interface TextRow { readonly id: number, readonly payee: string | null, readonly description: string }
interface NamedRow { readonly id: number, readonly user_id: number, readonly name: string, readonly name_key: string }

function textFromRow (row: unknown): TextRow {
  return row as TextRow
}

function namedFromRow (row: unknown): NamedRow {
  const { id, user_id: user, ...rest } = row as NamedRow
  return { ...rest, id: Number(id), user_id: Number(user) }
}

/** Sets columns of rows by their ids, some hundred rows in one statement. @param rows the id and the values of each */
async function setColumns (
  trx: Knex, table: string, columns: readonly string[], rows: ReadonlyArray<readonly [number, ...string[]]>
): Promise<void> {
  const [source, id] = dialectOf(trx) === 'sqlite'
    ? ['json_each(?) AS one', 'one.value ->> 0']
    : ['json_array_elements(?::json) AS one (value)', '(one.value ->> 0)::bigint']
  const sets = columns.map((column, at) => `${column} = one.value ->> ${at + 1}`)
  const statement = `UPDATE ${table} SET ${sets.join(', ')} FROM ${source} WHERE ${table}.id = ${id}`
  for (let at = 0; at < rows.length; at += CHUNK_ROWS) {
    await trx.raw(statement, [JSON.stringify(rows.slice(at, at + CHUNK_ROWS))])
  }
}

async function setTexts (
  trx: Knex, columns: readonly string[], keysOf: (row: TextRow) => readonly string[]
): Promise<void> {
  for (let last = 0; ;) {
    const found: unknown[] = await trx('transactions').select('id', 'payee', 'description').where('id', '>', last)
      .orderBy('id').limit(CHUNK_ROWS)
    const rows = found.map(textFromRow)
    await setColumns(trx, 'transactions', columns, rows.map((row) => [Number(row.id), ...keysOf(row)]))
    const end = rows.at(-1)
    if (end === undefined) return
    last = Number(end.id)
  }
}

/** A name with a number, cut where it would be too long. A tag has no spaces. */
function numbered (table: NamedTable, name: string, number: number): string {
  const end = table === 'tags' ? `-${number}` : ` (${number})`
  let start = name
  while (lengthOf(start) + end.length > NAME_MAX_CHARACTERS) start = [...start].slice(0, -1).join('')
  return `${start.trimEnd()}${end}`
}

/** Renames a row, with a change of its own. */
async function rename (trx: Knex, table: NamedTable, { id, user_id: user }: NamedRow, name: string): Promise<Renamed> {
  const { entity, logged } = NAMED[table]
  const now = systemClock.now()
  const before: { name: string, version: number } = await trx(table).select([...logged]).where({ id }).first()
  const after = { ...before, name, updated_at: now, version: Number(before.version) + 1 }
  await trx(table).where({ id }).update({ name, updated_at: now, version: after.version })
  const summary = `Renamed ${entity} ${id} (${quote(before.name)}): now ${quote(name)}, as another has that name`
  const [change]: Array<{ id: number }> = await trx('changes').insert(
    { user_id: user, at: now, action: 'change', summary }
  ).returning('id')
  await trx('change_rows').insert({
    user_id: user,
    change_id: Number(change?.id),
    position: 0,
    entity,
    first_id: id,
    last_id: id,
    before: JSON.stringify(before),
    after: JSON.stringify(after),
  })
  return { user, entity, id, from: before.name, to: name }
}

/**
 * Sets what no two names have in common, by a fold.
 * @returns the rows that had to be renamed
 */
async function setNameKeys (trx: Knex, table: NamedTable, foldOf: (name: string) => string): Promise<Renamed[]> {
  const found: unknown[] = await trx(table).select('id', 'user_id', 'name', 'name_key').orderBy(['user_id', 'id'])
  const rows = found.map(namedFromRow)
  const wanted = rows.map((row) => ({ row, owner: `${row.user_id} `, key: foldOf(row.name) }))
  // A name that is given to a later row is nobody's, not even that of one that comes later still.
  const everyKey = new Set(wanted.map(({ owner, key }) => owner + key))
  const taken = new Set<string>()
  const [keys, renamed]: [Array<[number, string]>, Renamed[]] = [[], []]
  for (const { row, owner, key } of wanted) {
    let free = key
    if (taken.has(owner + key)) {
      let name = row.name
      for (let number = 2; everyKey.has(owner + free); number += 1) {
        name = numbered(table, row.name, number)
        free = foldOf(name)
      }
      everyKey.add(owner + free)
      renamed.push(await rename(trx, table, row, name))
    }
    taken.add(owner + free)
    if (free !== row.name_key) keys.push([row.id, free])
  }
  // First to what no name is, as none begins with a space: one may get the key that another has until then.
  await setColumns(trx, table, ['name_key'], keys.map(([id]) => [id, ` ${id}`]))
  await setColumns(trx, table, ['name_key'], keys)
  return renamed
}

async function setSearchKeys (trx: Knex, table: NamedTable): Promise<void> {
  const found: unknown[] = await trx(table).select('id', 'user_id', 'name', 'name_key').orderBy('id')
  await setColumns(trx, table, ['search_key'], found.map(namedFromRow).map(({ id, name }) => [id, foldSearch(name)]))
}

/** @returns the rows that had to be renamed */
async function newKeys (trx: Knex): Promise<Renamed[]> {
  await setTexts(trx, ['payee_key', 'description_key'], ({ payee, description }) => [
    searchKey(payee ?? ''), searchKey(description),
  ])
  const renamed: Renamed[] = []
  for (const table of NAMED_TABLES) {
    renamed.push(...await setNameKeys(trx, table, foldName))
    await setSearchKeys(trx, table)
  }
  return renamed
}

/** As the release before computed it. */
async function oldKeys (trx: Knex): Promise<Renamed[]> {
  const units = PAYEE_MAX_CHARACTERS + DESCRIPTION_MAX_CHARACTERS + 1
  await setTexts(trx, ['search_key'], ({ payee, description }) =>
    [foldStart(`${payee ?? ''}\n${description}`, units, fold)])
  // No two names that differ by the new fold are one by the old.
  for (const table of NAMED_TABLES) await setNameKeys(trx, table, fold)
  return []
}

/** A column of keys that are computed as soon as it is there. */
function keyColumn (table: string, column: string, text: string): string {
  return `ALTER TABLE ${table} ADD COLUMN ${column} ${text} NOT NULL DEFAULT ''`
}

function dropped (table: string, column: string): string {
  return `ALTER TABLE ${table} DROP COLUMN ${column}`
}

const TEXT = { sqlite: 'TEXT', postgres: 'text COLLATE "C"' }

function up (database: keyof typeof TEXT) {
  const text = TEXT[database]
  return [
    ...['payee_key', 'description_key'].map((column) => keyColumn('transactions', column, text)),
    ...NAMED_TABLES.map((table) => keyColumn(table, 'search_key', text)),
    newKeys,
    dropped('transactions', 'search_key'),
  ]
}

const withoutSearchKeys = NAMED_TABLES.map((table) => dropped(table, 'search_key'))

export const searchKeys = {
  up: { sqlite: up('sqlite'), postgres: up('postgres') },
  down: {
    // SQLite adds no column in the place where it was.
    sqlite: [...rebuiltWithSearchKey(), oldKeys, ...withoutSearchKeys],
    postgres: [
      `ALTER TABLE transactions ADD COLUMN search_key ${TEXT.postgres} NOT NULL DEFAULT ''`,
      oldKeys,
      'ALTER TABLE transactions ALTER COLUMN search_key DROP DEFAULT',
      ...['payee_key', 'description_key'].map((column) => dropped('transactions', column)),
      ...withoutSearchKeys,
    ],
  },
}
