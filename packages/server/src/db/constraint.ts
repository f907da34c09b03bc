/** What the database refused, told apart without its words reaching anyone. */
export type Violation = 'unique' | 'foreign_key' | undefined

/** SQLite names the kind in the message of its error. */
export function violationOf (error: unknown): Violation {
  const text = String(error)
  if (text.includes('UNIQUE constraint failed')) return 'unique'
  if (text.includes('FOREIGN KEY constraint failed')) return 'foreign_key'
  return undefined
}
