/**
 * Compares the schema of a database with the one that the migrations make. PostgreSQL keeps no text of a statement: its
 * own descriptions of columns, constraints and indexes are compared, with those of a second schema that is made for it
 * in temporary tables, and is gone with the transaction. Nothing else belongs there: no view, trigger, rule, function
 * or policy.
 */
import type { Knex } from 'knex'
import { quote } from '@fintrack/contract/text'
import { MARK } from './schema.ts'
import { statementsBetween } from '../migrations/index.ts'

/** What is in a schema, with PostgreSQL's description of it, which names other tables without their schema. */
interface SchemaObject {
  readonly kind: string
  readonly name: string
  /** The table or view that it is a part of. */
  readonly owner: string | null
  readonly description: string
}

/**
 * Of the schema whose oid is given, twice. Of a reference it counts too whether its triggers are on. Functions and
 * views of an extension are the administrator's, and stand for themselves.
 */
const OBJECTS = `
  WITH members AS (SELECT objid FROM pg_depend WHERE deptype = 'e'),
  relations AS (
    SELECT * FROM pg_class
    WHERE relnamespace = ? AND relkind NOT IN ('i', 'I', 't', 'c') AND oid NOT IN (SELECT objid FROM members)
  )
  SELECT CASE relkind WHEN 'r' THEN 'table' WHEN 'v' THEN 'view' WHEN 'S' THEN 'sequence' ELSE 'relation' END AS kind,
    relname AS name, NULL AS owner, concat_ws(' ', relkind, relrowsecurity, relforcerowsecurity) AS description
  FROM relations
  UNION ALL
  SELECT 'column', attname, relname, concat_ws(' ', format_type(atttypid, atttypmod), attnotnull, attidentity,
    attgenerated, attcollation::regcollation, pg_get_expr(adbin, adrelid))
  FROM relations JOIN pg_attribute ON attrelid = relations.oid AND attnum > 0 AND NOT attisdropped AND relkind <> 'S'
  LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
  UNION ALL
  SELECT 'constraint', conname, relname, concat_ws(' ', pg_get_constraintdef(pg_constraint.oid, true), convalidated,
    (SELECT string_agg(tgenabled::text, '' ORDER BY tgenabled) FROM pg_trigger WHERE tgconstraint = pg_constraint.oid))
  FROM relations JOIN pg_constraint ON conrelid = relations.oid
  UNION ALL
  SELECT 'index', index.relname, relations.relname, pg_get_indexdef(indexrelid, 0, true) || ' ' || indisvalid
  FROM relations JOIN pg_index ON indrelid = relations.oid JOIN pg_class index ON index.oid = indexrelid
  UNION ALL
  SELECT 'trigger', tgname, relname, '' FROM relations JOIN pg_trigger ON tgrelid = relations.oid AND NOT tgisinternal
  UNION ALL
  SELECT 'rule', rulename, relname, '' FROM relations JOIN pg_rewrite ON ev_class = relations.oid
  UNION ALL
  SELECT 'policy', polname, relname, '' FROM relations JOIN pg_policy ON polrelid = relations.oid
  UNION ALL
  SELECT 'function', proname, NULL, '' FROM pg_proc WHERE pronamespace = ? AND oid NOT IN (SELECT objid FROM members)
  ORDER BY 1, 3, 2, 4`

function fromRow (row: unknown): SchemaObject {
  return row as SchemaObject
}

async function objectsIn (trx: Knex.Transaction, schema: string): Promise<SchemaObject[]> {
  const rows: unknown[] = await trx.raw(OBJECTS, [schema, schema])
  return rows.map(fromRow)
}

/** @param sql gives the oid of a schema */
async function objectsOf (trx: Knex.Transaction, sql: string): Promise<SchemaObject[]> {
  const [row]: Array<{ oid: string }> = await trx.raw(sql)
  return objectsIn(trx, String(row?.oid))
}

/** @returns such as `trigger "steal" on "transactions"` */
function keyOf ({ kind, name, owner }: SchemaObject): string {
  return `${kind} ${quote(name)}${owner === null ? '' : ` on ${quote(owner)}`}`
}

function differences (found: readonly SchemaObject[], expected: readonly SchemaObject[]): string[] {
  const unmet = new Map(expected.map((object) => [keyOf(object), object.description]))
  const owners = new Set([null, ...expected.map(({ name }) => name)])
  const wrongs = found.flatMap((object) => {
    const key = keyOf(object)
    const own = unmet.get(key)
    unmet.delete(key)
    if (own === object.description) return []
    // The parts of a foreign table are not named beside it.
    if (own === undefined) return owners.has(object.owner) ? [`${key} does not belong to it`] : []
    return [`${key} is not as fintrack makes it`]
  })
  return [...wrongs, ...[...unmet.keys()].map((key) => `${key} is missing`)]
}

/**
 * Names everything in which a database differs from the schema of its version. Nothing is left of what is made for it.
 * @param handle may write
 * @throws what the driver throws, also where the account may make no temporary tables
 */
export async function schemaFaults (handle: Knex, version: number): Promise<string[]> {
  const trx = await handle.transaction()
  try {
    // Before there are temporary tables, which would hide those of the same names.
    const found = await objectsOf(trx, 'SELECT oid::text FROM pg_namespace WHERE nspname = current_schema()')
    await trx.raw('SET LOCAL search_path = pg_temp')
    for (const statement of [...MARK, ...statementsBetween(0, version, 'postgres')]) await trx.raw(statement)
    return differences(found, await objectsOf(trx, 'SELECT pg_my_temp_schema()::oid::text AS oid'))
  } finally {
    await trx.rollback()
  }
}
