import type { ImportResult } from '@fintrack/contract/imports'
import { Problem } from '@fintrack/contract/problem'
import { counted } from '@fintrack/contract/text'
import type { RequestContext } from '../../request-context.ts'
import type { ChangeLog } from '../changes/change-log.ts'
import type { RecordingRepositories, UnitOfWork } from '../repositories.ts'
import { allWithTags } from '../tags/tag-values.ts'
import { currencyOf } from '../users/user-service.ts'
import type { CsvLine } from './csv-lines.ts'
import { changedMeanwhile, checkAccounts, createMissing, matchCategories, valuesOf } from './file-categories.ts'
import { readImport, type ImportFile } from './import-rows.ts'
import { hasAll, type Scan } from './stored-rows.ts'

/** Then a file is compared inside the transaction, where nothing changes meanwhile. */
const MOST_COMPARISONS = 3

function alreadyImported (rows: number): Problem {
  const subject = rows === 1 ? '1 row of this file is' : `All ${counted(rows, 'row')} of this file are`
  return new Problem(
    'already_imported', `${subject} already in the book; nothing was stored.`,
    { remedy: 'Send again=true to store them once more.' }
  )
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

/** Thrown inside the transaction where the book has changed since the file was compared with it. */
class Outdated extends Error {}

/** Whether the book has all rows of a file, and its latest change at that time. */
interface Comparison { readonly isStored: boolean, readonly latestChange: number }

async function compare (scan: Scan, user: number, file: ImportFile): Promise<Comparison> {
  // Read first: what comes after it is seen by the transaction.
  const latestChange = await scan((repos) => repos.changes.latestId(user))
  const categories = await scan((repos) => matchCategories(repos, user, file))
  const isStored = categories.missing.length === 0 &&
    await hasAll(scan, user, valuesOf(file, categories).map(({ values }) => values))
  return { isStored, latestChange }
}

/** A file that was read, and how. */
interface Import {
  readonly file: ImportFile
  /** That it was read in, where its rows name none. */
  readonly currency: string
  /** Undefined where it is stored in any case. */
  readonly comparison: Comparison | undefined
}

export interface ImportSettings {
  /** The most rows of a file. */
  readonly rowsPerChange: number
}

interface Needs { readonly uow: UnitOfWork, readonly log: ChangeLog, readonly settings: ImportSettings }

export function importService ({ uow, log, settings }: Needs) {
  const store = async (
    repos: RecordingRepositories, user: number, { file, currency, comparison }: Import
  ): Promise<ImportResult> => {
    const currencyNow = await currencyOf(repos, user)
    if (file.isInUsersCurrency && currencyNow !== currency) {
      throw changedMeanwhile(`the currency of this book became ${currencyNow}`)
    }
    if (comparison !== undefined) {
      if (await repos.changes.latestId(user) !== comparison.latestChange) throw new Outdated()
      if (comparison.isStored) throw alreadyImported(file.rows.length)
    }
    const categories = await createMissing(repos, await matchCategories(repos, user, file))
    await checkAccounts(repos, user, file)
    await repos.transactions.insertMany(await allWithTags(repos, user, valuesOf(file, categories)))
    const created = categories.missing.map(({ name, type }) => ({ name, type }))
    return { rows: file.rows.length, categories_created: created }
  }

  return {
    /**
     * Stores every row of a file, or none. The file is read and compared with the book before the transaction begins,
     * so that neither a slow upload nor a long book holds others up; what may have changed meanwhile is looked at again
     * inside of it.
     */
    run: async (
      context: RequestContext, lines: AsyncIterable<CsvLine>, { dryRun, again }: { dryRun: boolean, again: boolean }
    ): Promise<ImportResult> => {
      const { user } = context
      const scan: Scan = (work) => uow.scan(user, work)
      const currency = await currencyOf(uow.read, user)
      const bookCategories = await scan((repos) => repos.categories.all(user))
      const bookAccounts = await scan((repos) => repos.accounts.all(user))
      // The same request may have been stored before, though its file would be refused now: the log looks for that
      // first.
      const { rowsPerChange: mostRows } = settings
      const file = await readImport(lines, { currency, bookCategories, bookAccounts, mostRows }).catch(asRefusal)
      for (let tried = 1; ; tried += 1) {
        const isCompared = !again && !(file instanceof Problem) && tried <= MOST_COMPARISONS
        const before = isCompared ? await compare(scan, user, file).catch(asRefusal) : undefined
        try {
          return await log.write(context, 'import', async (repos) => {
            if (file instanceof Problem) throw file
            if (before instanceof Problem) throw before
            const comparison = again || isCompared ? before : await compare((work) => work(repos), user, file)
            const result = await store(repos, user, { file, currency, comparison })
            if (dryRun) throw new DryRun(result)
            return { result, summary: `Imported ${counted(result.rows, 'row')}` }
          })
        } catch (error) {
          if (error instanceof DryRun) return error.result
          if (!(error instanceof Outdated)) throw error
        }
      }
    },
  }
}
