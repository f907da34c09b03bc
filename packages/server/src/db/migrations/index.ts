/** Every migration in its order: the number of a schema is how many have run. */
import type { Migration } from '../migrate.ts'
import { tables } from './0001-tables.ts'
import { identity } from './0002-identity.ts'
import { changes } from './0003-changes.ts'

export const MIGRATIONS: readonly Migration[] = [tables, identity, changes]
