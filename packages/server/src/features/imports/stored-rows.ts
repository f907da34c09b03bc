/** Whether a book has the rows of a file already. */
import { boundAfter, day, type Day } from '@fintrack/contract/dates'
import type { PageKey } from '../paging.ts'
import type { Repositories } from '../repositories.ts'
import { keyOf } from '../transaction-order.ts'
import type { TransactionRow, TransactionValues } from '../transactions/transaction-repository.ts'

/** Runs one read of many: each may be a read of its own, or all in one transaction. */
export type Scan = <T>(work: (repos: Repositories) => Promise<T>) => Promise<T>

const CHUNK_ROWS = 1000

/** Two rows that a person could not tell apart, but by their accounts, have the same text. */
function likeness (row: TransactionValues): string {
  return JSON.stringify([
    row.date, row.type, row.category, row.amount, row.currency, row.payee, row.description, row.to_account, row.splits,
  ])
}

/** The book's rows of some days, read a chunk after the other. */
async function * rowsBetween (scan: Scan, user: number, from: Day, to: Day): AsyncGenerator<TransactionRow> {
  let after: PageKey | undefined
  for (;;) {
    const rows = await scan((repos) =>
      repos.transactions.page(user, { from, before: boundAfter(to), sort: 'date' }, after, CHUNK_ROWS))
    yield * rows
    const last = rows.at(-1)
    if (last === undefined) return
    after = keyOf('date')(last)
  }
}

/**
 * Rows of the same text: a row of the file may be any of the book in the same account, and where one of the two is in
 * none, any at all.
 */
class AlikeRows {
  /** Of the file, how many more there are than in the book, by their account. */
  readonly #left = new Map<number, number>()
  #leftInAccounts = 0
  #leftOfAll = 0
  #withoutAccount = 0

  addWanted (account: number | null): void {
    this.#leftOfAll += 1
    if (account === null) return
    this.#leftInAccounts += 1
    this.#left.set(account, (this.#left.get(account) ?? 0) + 1)
  }

  addStored (account: number | null): void {
    this.#leftOfAll -= 1
    const left = this.#left.get(account ?? 0) ?? 0
    if (account === null) this.#withoutAccount += 1
    if (left === 0) return
    this.#leftInAccounts -= 1
    this.#left.set(Number(account), left - 1)
  }

  /** Whether each row of the file has one of the book. */
  get areAllStored (): boolean {
    return this.#leftOfAll <= 0 && this.#leftInAccounts <= this.#withoutAccount
  }
}

/** Whether the book has each of these rows, as many times as the file has it. */
export async function hasAll (scan: Scan, user: number, rows: readonly TransactionValues[]): Promise<boolean> {
  const wanted = new Map<string, AlikeRows>()
  let [first, last] = [day('9999-12-31'), day('0001-01-01')]
  for (const row of rows) {
    const text = likeness(row)
    const alike = wanted.get(text) ?? new AlikeRows()
    wanted.set(text, alike)
    alike.addWanted(row.account)
    if (row.date < first) first = row.date
    if (row.date > last) last = row.date
  }
  for await (const row of rowsBetween(scan, user, first, last)) {
    const text = likeness(row)
    const alike = wanted.get(text)
    alike?.addStored(row.account)
    if (alike?.areAllStored === true) wanted.delete(text)
    if (wanted.size === 0) return true
  }
  return false
}
