/** What rows refer to, and what refers to them, by the descriptors of their tables. */
import type { Entity } from '@fintrack/contract/changes'
import { counted, listed } from '@fintrack/contract/text'
import { INDEX_TABLES, RESOURCES, type ColumnValues, type Resource } from './resources.ts'
import { splitsOf, tagIdsOf } from './transaction-json.ts'

/** A column that refers to rows of a resource, in the table of a resource or in one that is made of it. */
interface Referrer { readonly resource: Resource, readonly table: string, readonly id: string, readonly column: string }

function columnsTo (
  entity: Entity, { references }: Pick<Resource, 'references'>
): Array<{ readonly column: string, readonly agreesOn: string }> {
  return Object.entries(references).filter(([, reference]) => reference.entity === entity)
    .map(([column, { agreesOn }]) => ({ column, agreesOn }))
}

/** Every column that refers to rows of a resource. */
export function referrersOf (entity: Entity): readonly Referrer[] {
  return [
    ...Object.values(RESOURCES).flatMap((one) => columnsTo(entity, one).map(({ column }) =>
      ({ resource: one, table: one.name, id: 'id', column }))),
    ...INDEX_TABLES.flatMap((one) => columnsTo(entity, one).map(({ column }) =>
      ({ resource: RESOURCES[one.of], table: one.name, id: `${one.of}_id`, column }))),
  ]
}

/** What a row refers to: by its columns, and by what stands in its JSON. */
export function referencesOf ({ references }: Resource, row: ColumnValues): Array<readonly [Entity, number]> {
  const own = Object.entries(references).map(([column, to]) => [to.entity, row[column]] as const)
  // Only a transaction has these columns.
  const inner = [
    ...splitsOf(row).flatMap((split) => [['category', split.category], ['account', split.to_account]] as const),
    ...tagIdsOf(row).map((id) => ['tag', id] as const),
  ]
  return [...own, ...inner].flatMap(([to, id]) => typeof id === 'number' ? [[to, id] as const] : [])
}

/**
 * `2 transactions and 1 budget`, or `` where nothing refers to a row.
 * @param counts of the rows that do, by their table
 */
export function describeUses (entity: Entity, counts: Readonly<Record<string, number>>): string {
  const tables = new Map(referrersOf(entity).map(({ resource: { name, label } }) => [name, label]))
  return listed([...tables].flatMap(([name, { one, many }]) => {
    const count = counts[name] ?? 0
    return count === 0 ? [] : [counted(count, one, many)]
  }))
}
