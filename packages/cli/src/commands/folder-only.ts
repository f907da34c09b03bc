/** Commands that work with the files of a data folder: a book in PostgreSQL has none. */
import type { Context } from '../context.ts'
import { usage } from '../fault.ts'

/** @throws Fault where the book is in PostgreSQL @param instead what does it there, as a sentence */
export function folderOnly ({ settings }: Context, command: string, instead: string): void {
  if (settings.FINTRACK_DATABASE_URL === undefined) return
  throw usage(`\`fintrack ${command}\` is for a book in a data folder, and FINTRACK_DATABASE_URL puts the book into PostgreSQL.`, instead)
}
