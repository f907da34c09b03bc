/** Every migration in its order: the number of a schema is how many have run. */
import { tables } from './0001-tables.ts'
import { identity } from './0002-identity.ts'
import { changes } from './0003-changes.ts'
import { entities } from './0004-entities.ts'
import { packedRows } from './0005-packed-rows.ts'

/** SQL statements of one database. */
type Statements = Readonly<Record<'sqlite' | 'postgres', readonly string[]>>

/** SQL statements for each database, side by side. */
interface Migration { readonly up: Statements, readonly down: Statements }

export const MIGRATIONS: readonly Migration[] = [tables, identity, changes, entities, packedRows]

/** The number of the newest schema. */
export const LATEST = MIGRATIONS.length

/** The statements that bring a schema from one number to another, up or down. */
export function stepsBetween (version: number, target: number, database: keyof Statements): string[] {
  return version <= target
    ? MIGRATIONS.slice(version, target).flatMap((step) => step.up[database])
    : MIGRATIONS.slice(target, version).reverse().flatMap((step) => step.down[database])
}
