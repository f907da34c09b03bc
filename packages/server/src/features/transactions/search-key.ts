import { fold } from '@fintrack/contract/text'

/** What a transaction's `q` looks in, kept beside the row: SQLite itself folds the case of ASCII only. */
export function searchKey (payee: string | null, description: string): string {
  return fold(`${payee ?? ''}\n${description}`)
}
