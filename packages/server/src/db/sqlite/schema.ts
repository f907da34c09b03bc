/**
 * Compares the schema of a database file with the one that the migrations make, character by character: a trigger or a
 * view of somebody else's would change what is stored or read, behind every check of the program.
 */
import { createHash } from 'node:crypto'
import { quote } from '@fintrack/contract/text'
import { SQLITE_HASHES, statementsBetween } from '../migrations/index.ts'
import { openFile, type Query } from './file.ts'

/** A row of `sqlite_schema`. */
interface SchemaObject {
  readonly type: string
  readonly name: string
  readonly table: string
  /** Null for an index that follows from a constraint of its table. */
  readonly sql: string | null
}

/** Tables that SQLite keeps for itself, in any database: the last ids, and what ANALYZE has counted. */
const INTERNAL: ReadonlySet<string | null> = new Set([
  'CREATE TABLE sqlite_sequence(name,seq)',
  'CREATE TABLE sqlite_stat1(tbl,idx,stat)',
  'CREATE TABLE sqlite_stat4(tbl,idx,neq,nlt,ndlt,sample)',
])

/** @param row of which SQLite has taken each value for a text, or the SQL for null, when it read the schema */
function fromRow (row: unknown): SchemaObject {
  return row as SchemaObject
}

async function objectsOf (query: Query): Promise<SchemaObject[]> {
  const rows = await query('SELECT type, name, tbl_name AS "table", sql FROM sqlite_schema ORDER BY type, name')
  return rows.map(fromRow).filter(({ sql }) => !INTERNAL.has(sql))
}

function hashOf (objects: readonly SchemaObject[]): string {
  return createHash('sha256').update(JSON.stringify(objects)).digest('hex')
}

/** What the migrations make, in a database in memory. */
async function objectsAt (version: number): Promise<SchemaObject[]> {
  const file = await openFile(':memory:', 'make', 0)
  try {
    for (const statement of statementsBetween(0, version, 'sqlite')) await file.query(statement)
    return await objectsOf(file.query)
  } finally {
    await file.close()
  }
}

/** The hash that a schema should have, of which `SQLITE_HASHES` is the list. */
export async function hashAt (version: number): Promise<string> {
  return hashOf(await objectsAt(version))
}

/** @returns such as `trigger "steal" on "transactions"` */
function describe ({ type, name, table }: SchemaObject): string {
  return `${type} ${quote(name)}${table === name ? '' : ` on ${quote(table)}`}`
}

function differences (found: readonly SchemaObject[], expected: readonly SchemaObject[]): string[] {
  const keyOf = ({ type, name }: SchemaObject) => `${type} ${name}`
  const unmet = new Map(expected.map((object) => [keyOf(object), object]))
  const wrongs = found.flatMap((object) => {
    const own = unmet.get(keyOf(object))
    unmet.delete(keyOf(object))
    if (own === undefined) return [`${describe(object)} does not belong to it`]
    return JSON.stringify(own) === JSON.stringify(object) ? [] : [`${describe(object)} is not as fintrack makes it`]
  })
  return [...wrongs, ...[...unmet.values()].map((object) => `${describe(object)} is missing`)]
}

/**
 * Names everything in which a database differs from the schema of its version.
 * @param query on one moment of the database, whose version is no newer than the newest that is known
 */
export async function schemaFaults (query: Query, version: number): Promise<string[]> {
  const found = await objectsOf(query)
  // A start costs a look and a hash; the schema itself is made where there is something to name.
  return hashOf(found) === SQLITE_HASHES[version] ? [] : differences(found, await objectsAt(version))
}
