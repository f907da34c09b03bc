/**
 * What is true of a transaction without parts, as the index of a month has it: to SQLite an index with a computed
 * column covers nothing, to PostgreSQL one with an expression.
 */
export const UNSPLIT = { sqlite: 'CASE WHEN splits IS NULL THEN 0 ELSE 1 END = 0', postgres: 'is_split = 0' }
