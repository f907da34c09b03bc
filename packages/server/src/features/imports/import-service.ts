import { boundAfter, day, type Day } from '@fintrack/contract/dates'
import type { ImportResult } from '@fintrack/contract/imports'
import { Problem } from '@fintrack/contract/problem'
import { counted, fold, quote } from '@fintrack/contract/text'
import type { RequestContext } from '../../request-context.ts'
import type { ChangeLog } from '../changes/change-log.ts'
import type { PageKey } from '../paging.ts'
import type { RecordingRepositories, Repositories, UnitOfWork } from '../repositories.ts'
import { keyOf, type TransactionValues } from '../transactions/transaction-repository.ts'
import { currencyOf } from '../users/user-service.ts'
import type { CsvLine } from './csv-lines.ts'
import { readImport, type FileCategory, type FileRow, type ImportFile } from './import-rows.ts'

const CHUNK_ROWS = 1000

type Readable = Pick<Repositories, 'transactions'>

/** Two rows that a person could not tell apart have the same text. */
function likeness (row: TransactionValues): string {
  return JSON.stringify([row.date, row.type, row.category, row.amount, row.currency, row.payee, row.description])
}

/** The book's rows of some days, read a chunk after the other. */
async function * rowsBetween (repos: Readable, user: number, from: Day, to: Day) {
  let after: PageKey | undefined
  for (;;) {
    const rows = await repos.transactions.page(user, { from, before: boundAfter(to), sort: 'date' }, after, CHUNK_ROWS)
    yield * rows
    const last = rows.at(-1)
    if (last === undefined) return
    after = keyOf('date')(last)
  }
}

/** Whether the book has each of these rows, as many times as the file has it. */
async function hasAll (repos: Readable, user: number, rows: readonly TransactionValues[]): Promise<boolean> {
  const wanted = new Map<string, number>()
  let [first, last] = [day('9999-12-31'), day('0001-01-01')]
  for (const row of rows) {
    const text = likeness(row)
    wanted.set(text, (wanted.get(text) ?? 0) + 1)
    if (row.date < first) first = row.date
    if (row.date > last) last = row.date
  }
  for await (const row of rowsBetween(repos, user, first, last)) {
    const text = likeness(row)
    const left = wanted.get(text)
    if (left === 1) wanted.delete(text)
    else if (left !== undefined) wanted.set(text, left - 1)
    if (wanted.size === 0) return true
  }
  return false
}

function alreadyImported (rows: number): Problem {
  const subject = rows === 1 ? '1 row of this file is' : `All ${counted(rows, 'row')} of this file are`
  return new Problem(
    'already_imported', `${subject} already in the book; nothing was stored.`,
    { remedy: 'Send again=true to store them once more.' }
  )
}

function changedMeanwhile (what: string): Problem {
  return new Problem('import_rejected', `While the file was read, ${what}; import the file again.`)
}

function asRefusal (error: unknown): Problem {
  if (error instanceof Problem) return error
  throw error
}

/** Thrown inside the transaction of a dry run to roll it back, with what the import would have stored. */
class DryRun extends Error {
  readonly result: ImportResult

  constructor (result: ImportResult) {
    super('dry run')
    this.result = result
  }
}

/** Gives the rows the ids of their categories, and creates the categories that the book has not. */
async function resolveCategories (
  repos: RecordingRepositories, user: number, file: readonly FileRow[]
): Promise<{ readonly created: readonly FileCategory[], readonly rows: readonly TransactionValues[] }> {
  const book = new Map((await repos.categories.all(user)).map((category) => [fold(category.name), category]))
  const ids = new Map<FileCategory | null, number>()
  const created: FileCategory[] = []
  for (const category of new Set(file.map((row) => row.category))) {
    if (category === null) continue
    const { name, type } = category
    const existing = book.get(fold(name))
    if (existing !== undefined && existing.type !== type) {
      throw changedMeanwhile(`${quote(existing.name)} became a category of type ${existing.type}`)
    }
    ids.set(category, existing?.id ?? await repos.categories.insert({ name, type }))
    if (existing === undefined) created.push({ name, type })
  }
  return { created, rows: file.map((row): TransactionValues => ({ ...row, category: ids.get(row.category) ?? null })) }
}

export function importService ({ uow, log }: { uow: UnitOfWork, log: ChangeLog }) {
  /** @param currency that the file was read in, where its rows name none */
  const store = async (
    repos: RecordingRepositories, user: number, file: ImportFile, currency: string, again: boolean
  ): Promise<ImportResult> => {
    const currencyNow = await currencyOf(repos, user)
    if (file.isInAccountsCurrency && currencyNow !== currency) {
      throw changedMeanwhile(`the currency of this account became ${currencyNow}`)
    }
    const { rows, created } = await resolveCategories(repos, user, file.rows)
    if (!again && created.length === 0 && await hasAll(repos, user, rows)) throw alreadyImported(rows.length)
    await repos.transactions.insertMany(rows)
    return { rows: rows.length, categories_created: [...created] }
  }

  return {
    /**
     * Stores every row of a file, or none. The file is read before the transaction begins, so that a slow upload holds
     * nobody up; the user's currency and categories, which may have changed meanwhile, are read again inside of it.
     */
    run: async (
      context: RequestContext, lines: AsyncIterable<CsvLine>, { dryRun, again }: { dryRun: boolean, again: boolean }
    ): Promise<ImportResult> => {
      const { user } = context
      const currency = await currencyOf(uow.read, user)
      // The same request may have been stored before, though its file would be refused now: the log looks for that
      // first.
      const file = await readImport(lines, currency, await uow.read.categories.all(user)).catch(asRefusal)
      try {
        return await log.write(context, 'import', async (repos) => {
          if (file instanceof Problem) throw file
          const result = await store(repos, user, file, currency, again)
          if (dryRun) throw new DryRun(result)
          return { result, summary: `Imported ${counted(result.rows, 'row')}` }
        })
      } catch (error) {
        if (error instanceof DryRun) return error.result
        throw error
      }
    },
  }
}
