/** Every migration in its order: the number of a schema is how many have run. */
import type { Migration } from '../migrate.ts'
import { tables } from './0001-tables.ts'

export const MIGRATIONS: readonly Migration[] = [tables]
