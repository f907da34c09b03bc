/** The words of a user's own that a shell completes. Not over Knex, which takes longer to load than they to be read. */

export type WordKind = 'account' | 'category' | 'payee' | 'tag'

/** Runs one statement. */
export type Ask = (sql: string) => Promise<ReadonlyArray<Readonly<Record<string, unknown>>>>

/** Of so many of the latest transactions the payees are offered. */
const LATEST_TRANSACTIONS = 1000

/** What is archived is offered no more. */
const STATEMENTS: Readonly<Record<WordKind, (owner: number) => string>> = {
  account: (owner) => `SELECT name AS word FROM accounts WHERE user_id = ${owner} AND archived = 0`,
  category: (owner) => `SELECT name AS word FROM categories WHERE user_id = ${owner} AND archived = 0`,
  tag: (owner) => `SELECT name AS word FROM tags WHERE user_id = ${owner}`,
  payee: (owner) => `SELECT payee AS word FROM transactions WHERE user_id = ${owner} ` +
    `ORDER BY date DESC, id DESC LIMIT ${LATEST_TRANSACTIONS}`,
}

export async function wordsOf (ask: Ask, owner: number, kind: WordKind): Promise<string[]> {
  const rows = await ask(STATEMENTS[kind](owner))
  return rows.flatMap(({ word }) => typeof word === 'string' ? [word] : [])
}

/** The embedded book's own user; undefined before its first command. */
export async function embeddedOwner (ask: Ask): Promise<number | undefined> {
  const [row] = await ask('SELECT id FROM users WHERE embedded = 1')
  return row === undefined ? undefined : Number(row.id)
}
