/** Many rows in one statement, as one text: a statement for each row is eight times slower. */
import type { dialectOf } from '../db/dialect.ts'
import { derivedValues, type ColumnValues, type Resource } from './resources.ts'

type Dialect = ReturnType<typeof dialectOf>

/**
 * Rows in one text, and their own characters: large enough that the statement costs nothing, and small enough that
 * others have their turn between two. Some characters become eighteen in the text to search in.
 */
const MOST_ROWS = 2000
const MOST_CHARACTERS = 100_000

/** The key of a row: on PostgreSQL it begins with the owner, on SQLite it cannot. */
const KEYS = { sqlite: ['id'], postgres: ['user_id', 'id'] }

const OWNER = { sqlite: '?', postgres: '?::bigint' }

/** The rows of a text, each an array of values. */
const ROWS = {
  sqlite: 'json_each(?)', postgres: 'json_array_elements(?::json) WITH ORDINALITY AS rows (value, key)',
}

function charactersOf (values: ColumnValues): number {
  return Object.values(values).reduce<number>((sum, value) => sum + (typeof value === 'string' ? value.length : 0), 0)
}

/**
 * The texts of rows, one for each statement, with the columns that are computed from others.
 * @param columns in the order of the values of each row
 * @param valuesOf is called for the rows of one statement at a time
 */
export function * jsonTexts<Row> (
  resource: Resource, columns: readonly string[], rows: readonly Row[], valuesOf: (row: Row) => ColumnValues
): Generator<string, void, undefined> {
  let chunk: unknown[] = []
  let characters = 0
  for (const row of rows) {
    const values = valuesOf(row)
    const derived = derivedValues(resource, values)
    chunk.push(columns.map((column) => values[column] ?? derived[column] ?? resource.fallbacks[column] ?? null))
    characters += charactersOf(values)
    if (chunk.length < MOST_ROWS && characters < MOST_CHARACTERS) continue
    yield JSON.stringify(chunk)
    chunk = []
    characters = 0
  }
  if (chunk.length > 0) yield JSON.stringify(chunk)
}

function selected ({ values }: Resource, columns: readonly string[], dialect: Dialect): string {
  const isInteger = (column: string) => values[column] === 'integer' || column === 'id' || column === 'version'
  const read = columns.map((column, at) =>
    dialect === 'postgres' && isInteger(column) ? `(value ->> ${at})::bigint` : `value ->> ${at}`)
  return `${OWNER[dialect]}, ${read.join(', ')}`
}

/** For new rows, with the values of the owner, the time twice and the text. */
export function insertOfJson (resource: Resource, columns: readonly string[], dialect: Dialect): string {
  return `
    INSERT INTO ${resource.name} (user_id, ${columns.join(', ')}, created_at, updated_at)
    SELECT ${selected(resource, columns, dialect)}, ?, ?
    FROM ${ROWS[dialect]}
    ORDER BY key
    RETURNING id`
}

/** For rows with their ids, with the values of the owner, the text and the owner again. */
export function upsertOfJson (resource: Resource, columns: readonly string[], dialect: Dialect): string {
  // A key that is set, though to what it was, has SQLite look for the rows that refer to it.
  const updates = columns.filter((column) => column !== 'id').map((column) => `${column} = excluded.${column}`)
  return `
    INSERT INTO ${resource.name} (user_id, ${columns.join(', ')})
    SELECT ${selected(resource, columns, dialect)}
    FROM ${ROWS[dialect]}
    WHERE true
    ON CONFLICT (${KEYS[dialect].join(', ')}) DO UPDATE SET ${updates.join(', ')}
    WHERE ${resource.name}.user_id = ${OWNER[dialect]}`
}

const JSON_FUNCTIONS = {
  sqlite: { object: 'json_object', array: 'json_array', all: 'json_group_array' },
  postgres: { object: 'json_build_object', array: 'json_build_array', all: 'json_agg' },
}

/** A binding of this value's type, which PostgreSQL would not know. */
function typed (value: ColumnValues[string]): string {
  return `CAST(? AS ${typeof value === 'number' ? 'bigint' : 'text'})`
}

/**
 * Of rows that are about to change, one text: an array of each one's id, its contents and those that it will have.
 * @param values that the rows get, at this time; null where they are to be removed, and will have none
 */
export function jsonOfChanges (
  resource: Resource, values: ColumnValues | null, now: string, dialect: Dialect
): { readonly sql: string, readonly bindings: Array<ColumnValues[string]> } {
  const { object, array, all } = JSON_FUNCTIONS[dialect]
  const given = Object.entries({ ...values, updated_at: now })
  const changed = new Map(given.map(([column, value]) => [column, typed(value)])).set('version', 'version + 1')
  const { logged: columns } = resource
  const contents = (valueOf: (column: string) => string) =>
    `${object}(${columns.map((column) => `'${column}', ${valueOf(column)}`).join(', ')})`
  const after = values === null ? 'NULL' : contents((column) => changed.get(column) ?? column)
  const bindings = columns.flatMap((column) => given.filter(([name]) => name === column).map(([, value]) => value))
  return {
    sql: `CAST(${all}(${array}(id, ${contents((column) => column)}, ${after})) AS text)`,
    bindings: values === null ? [] : bindings,
  }
}

/** For the lines that such a text holds, with the values of the owner, the change, the first position, the entity. */
export function insertOfLines (table: string, dialect: Dialect): string {
  const [number, first] = dialect === 'sqlite' ? ['?', 'key'] : ['?::bigint', 'key - 1']
  const id = dialect === 'sqlite' ? 'value ->> 0' : '(value ->> 0)::bigint'
  return `
    INSERT INTO ${table} (user_id, change_id, position, entity, first_id, last_id, before, after)
    SELECT ${number}, ${number}, ${number} + ${first}, ?, ${id}, ${id}, value ->> 1, value ->> 2
    FROM ${ROWS[dialect]}`
}
