/**
 * The links between a change and its undo, each by an index. Where a change is deleted the database looks for others
 * that refer to it; without these it read all changes of the user, for each that was deleted.
 */
const up = ['undoes', 'undone_by'].map((column) =>
  `CREATE INDEX changes_by_${column} ON changes (user_id, ${column}) WHERE ${column} IS NOT NULL`)
const down = ['undoes', 'undone_by'].map((column) => `DROP INDEX changes_by_${column}`)

export const changeLinks = { up: { sqlite: up, postgres: up }, down: { sqlite: down, postgres: down } }
