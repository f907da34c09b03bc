import type { Category } from '@fintrack/contract/categories'
import type { CategoryType } from '@fintrack/contract/choices'
import { boundAfter, day, daysOfMonth, isDay, isMonth } from '@fintrack/contract/dates'
import { parseAmount, type Minor } from '@fintrack/contract/money'
import { IMPORT_ERRORS_SHOWN } from '@fintrack/contract/limits'
import { Faults, invalid, Problem, type ProblemCode } from '@fintrack/contract/problem'
import { counted, normalName, quote } from '@fintrack/contract/text'
import { createTransaction, type TransactionChange, type TransactionFilters, type TransactionInput } from '@fintrack/contract/transactions'
import { faultsOf, known } from '@fintrack/contract/validate'
import type { Clock } from '../../clock.ts'
import type { Repositories, UnitOfWork } from '../../db/unit-of-work.ts'
import type { Origin, Requested } from '../../dispatch.ts'
import { paged, type Page } from '../paging.ts'
import { etagOf, requireMatch } from '../etag.ts'
import { findCategory, requireCategory, unknownCategory, type UnknownCategory } from '../categories/find-category.ts'
import { isNoOp } from '../changes/is-no-op.ts'
import { noChange, type ChangeLog, type Recorder } from '../changes/change-log.ts'
import { currencyOf } from '../users/user-currency.ts'
import { differenceInWords, inWords } from './describe-transaction.ts'
import { keyKinds, keyOf, type TransactionRow, type TransactionSelection, type TransactionValues } from './transaction-repository.ts'

function missing (id: number): Problem {
  return new Problem('not_found', `There is no transaction ${id}.`)
}

/** A payee as it is stored: a blank one is none. */
function normalPayee (payee: string | null): string | null {
  return payee === null || normalName(payee) === '' ? null : normalName(payee)
}

/** The sentence for a type and a category that do not go together. */
function disagreement (type: CategoryType, category: Category): string {
  return `${quote(category.name)} is of type ${category.type}, so a transaction in it cannot be of type ${type}.`
}

/** POST makes a row of an input; PUT and PATCH change one, and PUT is as whole as POST. */
type Source =
  | { readonly given: TransactionInput, readonly before?: undefined, readonly whole: true }
  | { readonly given: TransactionChange, readonly before: TransactionRow, readonly whole: boolean }

export type { TransactionRow }

/** The name of its category is another row's. */
function ownColumns ({ category_name: _, ...own }: TransactionRow): object {
  return own
}

export function transactionEtag (row: TransactionRow): string {
  return etagOf(ownColumns(row))
}

/** Why a row of a bulk write was not stored. */
export interface Refusal { readonly code: ProblemCode, readonly detail: string, readonly errors: Record<string, string[]> }

/** A fault of the row is an answer; any other is thrown. */
function refusalOf (error: unknown): Refusal {
  if (!(error instanceof Problem) || error.extras.errors === undefined) throw error
  const errors = Object.fromEntries(Object.entries(error.extras.errors).map(([field, sentences]) => [field, [...sentences]]))
  return { code: error.code, detail: error.message, errors }
}

/** A record that has the shape of a transaction's input. */
function transactionInputOf (row: Readonly<Record<string, unknown>>): TransactionInput {
  return known(createTransaction.body, row) as TransactionInput
}

export function transactionService ({ uow, ledger, clock }: { uow: UnitOfWork, ledger: ChangeLog, clock: Clock }) {
  const get = async (repos: Repositories, userId: number, id: number): Promise<TransactionRow> => {
    const row = await repos.transactions.get(userId, id)
    if (row === undefined) throw missing(id)
    return row
  }

  /** The row that an input makes of nothing, or a change of another row, all faults told at once. */
  const valuesOf = async (repos: Repositories, userId: number, source: Source): Promise<TransactionValues> => {
    const { given, before } = source
    const faults = new Faults()
    let unknown: UnknownCategory | undefined

    // Left out, the category stays; null takes it away.
    const reference = given.category === undefined ? before?.category ?? null : given.category
    let category: Category | undefined
    if (reference !== null) {
      const found = await findCategory(repos, userId, reference)
      if ('category' in found) {
        category = found.category
      } else {
        unknown = found.unknown
        faults.add('category', unknown.sentence)
      }
    }
    const named = given.type !== undefined || (given.category !== undefined && given.category !== null)
    if (source.whole && !named) {
      faults.add('category', 'This field is required unless a type is given: a category: its id or its name.')
    }
    const type = given.type ?? category?.type ?? before?.type
    if (category !== undefined && type !== undefined && type !== category.type) {
      faults.add('type', disagreement(type, category))
    }

    const currency = given.currency ?? before?.currency ?? await currencyOf(repos, userId)
    let amount = before?.amount
    if (given.amount !== undefined) {
      const parsed = parseAmount(given.amount, currency)
      if ('fault' in parsed) faults.add('amount', parsed.fault)
      else amount = parsed.minor
    } else if (currency !== before?.currency) {
      faults.add('currency', `The currency changes only together with the amount; give the amount in ${currency} as well.`)
    }
    if (unknown !== undefined && faults.count === 1) throw unknownCategory('category', unknown)
    if (faults.count > 0 || amount === undefined || type === undefined) throw faults.problem()

    return {
      date: day(source.before === undefined ? source.given.date : source.given.date ?? source.before.date),
      type,
      category: category?.id ?? null,
      amount,
      currency,
      payee: given.payee === undefined ? before?.payee ?? null : normalPayee(given.payee),
      description: given.description ?? before?.description ?? '',
    }
  }

  const update = async (
    userId: number, id: number, given: TransactionChange, whole: boolean, { origin, ifMatch }: Requested
  ): Promise<TransactionRow> => {
    const { result } = await ledger.write(userId, origin, 'change', async (repos, recorder) => {
      const before = await get(repos, userId, id)
      requireMatch(ifMatch, ownColumns(before), `Transaction ${id}`)
      const values = await valuesOf(repos, userId, { given, before, whole })
      if (isNoOp(before, values)) return noChange(before)
      await recorder.beforeUpdate('transactions', [id])
      await repos.transactions.update(userId, id, values, clock.now())
      const after = await get(repos, userId, id)
      return { result: after, summary: `Changed transaction ${id} (${inWords(before)})${differenceInWords(before, after)}` }
    })
    return result
  }

  const add = async (repos: Repositories, userId: number, input: TransactionInput, recorder: Recorder): Promise<TransactionRow> => {
    const id = await repos.transactions.add(userId, await valuesOf(repos, userId, { given: input, whole: true }), clock.now())
    recorder.created('transactions', id)
    return get(repos, userId, id)
  }

  /** A row of a bulk write: checked as a single one is. */
  const addRow = async (repos: Repositories, userId: number, row: Readonly<Record<string, unknown>>, recorder: Recorder): Promise<TransactionRow> => {
    const faults = faultsOf(createTransaction.body, row, createTransaction.readOnly)
    if (faults !== undefined) throw invalid(faults)
    return add(repos, userId, transactionInputOf(row), recorder)
  }

  const selectionOf = async (userId: number, filters: TransactionFilters): Promise<TransactionSelection> => {
    const faults = new Faults()
    const { month, from, to, type, q, uncategorized, sort = '-date' } = filters
    if (month !== undefined && (from !== undefined || to !== undefined)) {
      faults.add('month', 'Give month, or from and to, not both.')
    }
    if (from !== undefined && to !== undefined && from > to) {
      faults.add('to', `${to} is before ${from}; the range would be empty.`)
    }
    const byAmount = sort.endsWith('amount') || filters.min !== undefined || filters.max !== undefined
    const currency = filters.currency ?? (byAmount ? await currencyOf(uow.read, userId) : undefined)
    const bound = (field: 'min' | 'max'): Minor | undefined => {
      const text = filters[field]
      if (text === undefined || currency === undefined) return undefined
      const parsed = parseAmount(text, currency)
      if ('minor' in parsed) return parsed.minor
      faults.add(field, parsed.fault)
      return undefined
    }
    const [least, most] = [bound('min'), bound('max')]
    if (faults.count > 0) throw faults.problem()

    const categories: number[] = []
    for (const reference of filters.category ?? []) {
      categories.push((await requireCategory(uow.read, userId, 'category', reference)).id)
    }
    const range = month !== undefined && isMonth(month)
      ? daysOfMonth(month)
      : {
          ...(from === undefined ? {} : { from: day(from) }),
          ...(to !== undefined && isDay(to) ? { before: boundAfter(to) } : {}),
        }
    return {
      ...range,
      ...(filters.category === undefined ? {} : { categories }),
      ...(uncategorized === undefined ? {} : { uncategorized }),
      ...(type === undefined ? {} : { type }),
      ...(q === undefined || q === '' ? {} : { search: q }),
      ...(currency === undefined ? {} : { currency }),
      ...(least === undefined ? {} : { least }),
      ...(most === undefined ? {} : { most }),
      sort,
    }
  }

  return {
    list: async (userId: number, filters: TransactionFilters): Promise<Page<TransactionRow>> => {
      const selection = await selectionOf(userId, filters)
      return paged('transactions', filters, keyKinds(selection.sort), keyOf(selection.sort), (after, most) => uow.read.transactions.page(userId, selection, after, most))
    },

    get: (userId: number, id: number): Promise<TransactionRow> => get(uow.read, userId, id),

    create: async (userId: number, input: TransactionInput, origin: Origin): Promise<TransactionRow> => {
      const { result } = await ledger.write(userId, origin, 'create', async (repos, recorder) => {
        const row = await add(repos, userId, input, recorder)
        return { result: row, summary: `Added transaction ${row.id}: ${inWords(row)}` }
      })
      return result
    },

    /**
     * Many at once. Without `partial` all of them are stored, or none.
     * @returns the row that each made, or why it made none
     * @throws Problem validation_failed, with the faults of every row
     */
    createAll: async (
      userId: number, rows: ReadonlyArray<Readonly<Record<string, unknown>>>, partial: boolean, origin: Origin
    ): Promise<Array<TransactionRow | Refusal>> => {
      const { result } = await ledger.write(userId, origin, 'bulk', async (repos, recorder) => {
        const results: Array<TransactionRow | Refusal> = []
        for (const row of rows) results.push(await addRow(repos, userId, row, recorder).catch(refusalOf))
        const refused = results.flatMap((one, at) => 'code' in one ? Object.entries(one.errors).map(([field, sentences]) => [`transactions[${at}].${field}`, sentences] as const) : [])
        if (!partial && refused.length > 0) throw invalid(Object.fromEntries(refused.slice(0, IMPORT_ERRORS_SHOWN)))
        const stored = results.filter((one) => 'id' in one)
        return { result: results, summary: `Added ${counted(stored.length, 'transaction')}` }
      })
      return result
    },

    replace: (userId: number, id: number, input: TransactionInput, requested: Requested): Promise<TransactionRow> => update(userId, id, input, true, requested),

    change: (userId: number, id: number, change: TransactionChange, requested: Requested): Promise<TransactionRow> => update(userId, id, change, false, requested),

    remove: async (userId: number, id: number, { origin, ifMatch }: Requested): Promise<void> => {
      await ledger.write(userId, origin, 'delete', async (repos, recorder) => {
        const row = await get(repos, userId, id)
        requireMatch(ifMatch, ownColumns(row), `Transaction ${id}`)
        await recorder.beforeUpdate('transactions', [id])
        await repos.transactions.remove(userId, id)
        return { result: undefined, summary: `Deleted transaction ${id}: ${inWords(row)}` }
      })
    },
  }
}
