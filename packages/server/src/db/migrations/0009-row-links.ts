/**
 * The parts and the tags of a transaction, each by an index of their reference. Where a transaction is deleted SQLite
 * looks for those that refer to it; without these it read all of them, for each that was deleted. PostgreSQL finds them
 * by their keys, which begin with the owner, as the reference does there.
 */
const TABLES = ['parts', 'transaction_tags']
const up = TABLES.map((table) => `CREATE INDEX ${table}_by_transaction ON ${table} (transaction_id)`)
const down = TABLES.map((table) => `DROP INDEX ${table}_by_transaction`)

export const rowLinks = { up: { sqlite: up, postgres: [] }, down: { sqlite: down, postgres: [] } }
