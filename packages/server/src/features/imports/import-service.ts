import { boundAfter, day, type Day } from '@fintrack/contract/dates'
import type { ImportResult } from '@fintrack/contract/imports'
import { Problem } from '@fintrack/contract/problem'
import { counted, fold, quote } from '@fintrack/contract/text'
import type { Clock } from '../../clock.ts'
import type { Repositories, UnitOfWork } from '../../db/unit-of-work.ts'
import type { Origin } from '../../dispatch.ts'
import type { PageKey } from '../paging.ts'
import type { ChangeLog, Recorder } from '../changes/change-log.ts'
import { keyOf, type TransactionValues } from '../transactions/transaction-repository.ts'
import { currencyOf } from '../users/user-currency.ts'
import type { CsvLine } from './csv-lines.ts'
import { readImport, type FileCategory, type FileRow } from './import-rows.ts'

const CHUNK_ROWS = 1000

/** Two rows that a person could not tell apart have the same text. */
function likeness (row: TransactionValues): string {
  return JSON.stringify([row.date, row.type, row.category, row.amount, row.currency, row.payee, row.description])
}

/** The book's rows of some days, as they are read. */
async function * rowsBetween (repos: Repositories, userId: number, from: Day, to: Day) {
  let after: PageKey | undefined
  for (;;) {
    const rows = await repos.transactions.page(userId, { from, before: boundAfter(to), sort: 'date' }, after, CHUNK_ROWS)
    yield * rows
    const last = rows.at(-1)
    if (last === undefined) return
    after = keyOf('date')(last)
  }
}

/** Whether the book holds each of these rows, as many times as the file has it. */
async function holdsAll (repos: Repositories, userId: number, rows: readonly TransactionValues[]): Promise<boolean> {
  const wanted = new Map<string, number>()
  let [first, last] = [day('9999-12-31'), day('0001-01-01')]
  for (const row of rows) {
    const text = likeness(row)
    wanted.set(text, (wanted.get(text) ?? 0) + 1)
    if (row.date < first) first = row.date
    if (row.date > last) last = row.date
  }
  for await (const row of rowsBetween(repos, userId, first, last)) {
    const text = likeness(row)
    const left = wanted.get(text)
    if (left === 1) wanted.delete(text)
    else if (left !== undefined) wanted.set(text, left - 1)
    if (wanted.size === 0) return true
  }
  return false
}

function asRefusal (error: unknown): Problem {
  if (error instanceof Problem) return error
  throw error
}

/** Thrown inside a dry run's transaction to take it back, with what it would have stored. */
class DryRun extends Error {
  readonly result: ImportResult

  constructor (result: ImportResult) {
    super('dry run')
    this.result = result
  }
}

export function importService ({ uow, ledger, clock }: { uow: UnitOfWork, ledger: ChangeLog, clock: Clock }) {
  /** The rows with the ids of their categories, and the categories that had to be made. */
  const resolve = async (repos: Repositories, userId: number, file: readonly FileRow[], recorder: Recorder) => {
    const book = new Map((await repos.categories.all(userId)).map((category) => [fold(category.name), category]))
    const ids = new Map<FileCategory | null, number>()
    const made: FileCategory[] = []
    for (const category of new Set(file.map((row) => row.category))) {
      if (category === null) continue
      const held = book.get(fold(category.name))
      if (held !== undefined && held.type !== category.type) {
        throw new Problem('import_rejected', `While the file was read, ${quote(held.name)} became a category of type ${held.type}; import the file again.`)
      }
      const id = held?.id ?? await repos.categories.add(userId, { name: category.name, type: category.type }, clock.now())
      ids.set(category, id)
      if (held !== undefined) continue
      recorder.created('categories', id)
      made.push(category)
    }
    return { made, rows: file.map((row): TransactionValues => ({ ...row, category: ids.get(row.category) ?? null })) }
  }

  return {
    /**
     * Stores every row of a file, or none. The file is read before the transaction begins, so that a slow upload holds
     * nobody up; its user's currency and the book's categories, which may have changed meanwhile, are looked at again inside.
     */
    run: async (userId: number, lines: AsyncIterable<CsvLine>, options: { dryRun: boolean, again: boolean }, origin: Origin): Promise<ImportResult> => {
      const currency = await currencyOf(uow.read, userId)
      // A file that is refused today may have been stored before, by the same request: that is looked at first.
      const file = await readImport(lines, currency, await uow.read.categories.all(userId)).catch(asRefusal)
      try {
        const written = await ledger.write(userId, origin, 'import', async (repos, recorder) => {
          if (file instanceof Problem) throw file
          const now = await currencyOf(repos, userId)
          if (file.isInAccountsCurrency && now !== currency) throw new Problem('import_rejected', `While the file was read, the currency of this account became ${now}; import the file again.`)
          const { rows, made } = await resolve(repos, userId, file.rows, recorder)
          if (!options.again && made.length === 0 && await holdsAll(repos, userId, rows)) {
            throw new Problem('already_imported', `${counted(rows.length, 'row')} of this file ${rows.length === 1 ? 'is' : 'are all'} in the book already; nothing was stored (again=true stores them once more).`)
          }
          for (const { firstId, lastId } of await repos.imports.addAll(userId, rows, clock.now())) recorder.created('transactions', firstId, lastId)
          const result = { rows: rows.length, categories_created: made.map(({ name, type }) => ({ name, type })) }
          if (options.dryRun) throw new DryRun(result)
          return { result, summary: `Imported ${counted(rows.length, 'row')}` }
        })
        return written.result
      } catch (error) {
        if (error instanceof DryRun) return error.result
        throw error
      }
    },
  }
}
