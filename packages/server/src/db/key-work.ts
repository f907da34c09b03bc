/**
 * The keys of a whole book, computed in the transaction of a migration (`migrations/0008-search-keys.ts`), over all
 * users: what is searched, and what no two names of a user have in common.
 */
import { DESCRIPTION_MAX_CHARACTERS, PAYEE_MAX_CHARACTERS } from '@fintrack/contract/limits'
import { fold, foldName, foldSearch, foldStart, lengthOf, quote, searchKey } from '@fintrack/contract/text'
import type { Knex } from 'knex'
import { systemClock } from '../clock.ts'
import { dialectOf } from './dialect.ts'
import { chunksOf } from './insert.ts'
import type { Renamed } from './renamed.ts'

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

/** On PostgreSQL the key of every table begins with the owner, on SQLite it is the id. */
const KEYS = { sqlite: ['id'], postgres: ['user_id', 'id'] }

interface Row { readonly id: number, readonly user_id: number }
interface TextRow extends Row {
  readonly payee: string | null
  readonly description: string
  /** As JSON. */
  readonly splits: string | null
}
interface NamedRow extends Row { readonly name: string, readonly name_key: string }

function textFromRow (row: unknown): TextRow {
  return row as TextRow
}

/** What the parts of a row are for. */
function partTextsFromRow ({ splits }: TextRow): string[] {
  const parts = JSON.parse(splits ?? '[]') as Array<{ readonly description: string }>
  return parts.map(({ description }) => description)
}

function namedFromRow (row: unknown): NamedRow {
  return row as NamedRow
}

function changeFromRow (row: unknown): Row {
  return row as Row
}

/** A row, and the values of its new columns. */
type Keyed = readonly [row: Row, ...values: string[]]

/** Sets columns of rows, some hundred rows in one statement. */
async function setColumns (
  trx: Knex, table: string, columns: readonly string[], rows: readonly Keyed[]
): Promise<void> {
  const [source, value] = dialectOf(trx) === 'sqlite'
    ? ['json_each(?) AS one', (at: number) => `one.value ->> ${at}`] as const
    : ['json_array_elements(?::json) AS one (value)', (at: number) => `(one.value ->> ${at})::bigint`] as const
  const sets = columns.map((column, at) => `${column} = one.value ->> ${at + 2}`)
  const statement = `UPDATE ${table} SET ${sets.join(', ')} FROM ${source} ` +
    `WHERE ${table}.user_id = ${value(0)} AND ${table}.id = ${value(1)}`
  for (const chunk of chunksOf(rows, CHUNK_ROWS)) {
    await trx.raw(statement, [JSON.stringify(chunk.map(([{ user_id: user, id }, ...values]) => [user, id, ...values]))])
  }
}

async function setTexts (
  trx: Knex, columns: readonly string[], keysOf: (row: TextRow) => readonly string[]
): Promise<void> {
  const key = KEYS[dialectOf(trx)]
  let behind: Row = { user_id: 0, id: 0 }
  for (;;) {
    const found: unknown[] = await trx('transactions').select('id', 'user_id', 'payee', 'description', 'splits')
      .whereRaw(`(${key.join(', ')}) > (${key.map(() => '?').join(', ')})`, key.length === 1
        ? [behind.id]
        : [behind.user_id, behind.id])
      .orderBy(key).limit(CHUNK_ROWS)
    const rows = found.map(textFromRow)
    await setColumns(trx, 'transactions', columns, rows.map((row): Keyed => [row, ...keysOf(row)]))
    const last = rows.at(-1)
    if (last === undefined) return
    behind = last
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
async function rename (trx: Knex, table: NamedTable, row: NamedRow, name: string): Promise<Renamed> {
  const { entity, logged } = NAMED[table]
  const { id, user_id: user } = row
  const now = systemClock.now()
  const own = () => trx(table).where({ user_id: user, id })
  const contents = (): Promise<unknown> => own().select([...logged]).first()
  const before = await contents()
  await own().update({ name, updated_at: now, version: trx.raw('version + 1') })
  const summary = `Renamed ${entity} ${id} (${quote(row.name)}): now ${quote(name)}, as another has that name`
  const inserted: unknown[] = await trx('changes').insert({ user_id: user, at: now, action: 'change', summary })
    .returning(['id', 'user_id'])
  for (const { id: change } of inserted.map(changeFromRow)) {
    await trx('change_rows').insert({
      user_id: user,
      change_id: change,
      position: 0,
      entity,
      first_id: id,
      last_id: id,
      before: JSON.stringify(before),
      after: JSON.stringify(await contents()),
    })
  }
  return { user, entity, id, from: row.name, to: name }
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
  const [keys, renamed]: [Array<[NamedRow, string]>, Renamed[]] = [[], []]
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
    if (free !== row.name_key) keys.push([row, free])
  }
  // First to what no name is, as none begins with a space: one may get the key that another has until then.
  await setColumns(trx, table, ['name_key'], keys.map(([row]): Keyed => [row, ` ${row.id}`]))
  await setColumns(trx, table, ['name_key'], keys)
  return renamed
}

async function setSearchKeys (trx: Knex, table: NamedTable): Promise<void> {
  const found: unknown[] = await trx(table).select('id', 'user_id', 'name', 'name_key').orderBy('id')
  const rows = found.map(namedFromRow)
  await setColumns(trx, table, ['search_key'], rows.map((row): Keyed => [row, foldSearch(row.name)]))
}

/** @returns the rows that had to be renamed */
export async function newKeys (trx: Knex): Promise<Renamed[]> {
  await setTexts(trx, ['payee_key', 'description_key'], (row) => [
    searchKey(row.payee ?? ''), searchKey(row.description, partTextsFromRow(row)),
  ])
  const renamed: Renamed[] = []
  for (const table of NAMED_TABLES) {
    renamed.push(...await setNameKeys(trx, table, foldName))
    await setSearchKeys(trx, table)
  }
  return renamed
}

/** As the release before computed it. */
export async function oldKeys (trx: Knex): Promise<Renamed[]> {
  const units = PAYEE_MAX_CHARACTERS + DESCRIPTION_MAX_CHARACTERS + 1
  await setTexts(trx, ['search_key'], ({ payee, description }) =>
    [foldStart(`${payee ?? ''}\n${description}`, units, fold)])
  // No two names that differ by the new fold are one by the old.
  for (const table of NAMED_TABLES) await setNameKeys(trx, table, fold)
  return []
}
