/** What the database refused, told apart without its words reaching anyone. */
export type Violation = 'unique' | 'foreign_key' | undefined

/** SQLite names the kind in the message of its error. */
export function violationOf(error: unknown): Violation {
  if (!(error instanceof Error)) return undefined
  if (error.message.includes('UNIQUE constraint failed')) return 'unique'
  if (error.message.includes('FOREIGN KEY constraint failed')) return 'foreign_key'
  return undefined
}
