import type { BudgetChange, BudgetFilters, BudgetInput, BudgetStatus, BudgetStatusFilters } from '@fintrack/contract/budgets'
import type { Category } from '@fintrack/contract/categories'
import { month, type Month } from '@fintrack/contract/dates'
import { formatAmount, parseAmount } from '@fintrack/contract/money'
import { Faults, Problem } from '@fintrack/contract/problem'
import { quote } from '@fintrack/contract/text'
import type { Clock } from '../../clock.ts'
import { violationOf } from '../../db/errors/violation.ts'
import type { Repositories, UnitOfWork } from '../../db/unit-of-work.ts'
import type { Origin, Requested } from '../../dispatch.ts'
import { paged, type Page } from '../paging.ts'
import { etagOf, requireMatch } from '../etag.ts'
import { findCategory, requireCategory, unknownCategory, type UnknownCategory } from '../categories/find-category.ts'
import { describeChangedFields } from '../changes/describe-changed-fields.ts'
import { isNoOp } from '../changes/is-no-op.ts'
import { noChange, type ChangeLog, type Written } from '../changes/change-log.ts'
import { budgetStatuses } from '../reports/report-math.ts'
import { currencyOf } from '../users/user-currency.ts'
import { keyOf, type BudgetRow, type BudgetValues } from './budget-repository.ts'

function missing (id: number): Problem {
  return new Problem('not_found', `There is no budget ${id}.`)
}

/** The month of a month or of any day of it. */
function monthIn (text: string): Month {
  return month(text.slice(0, 7))
}

/** POST makes a budget of an input; PUT and PATCH change one. */
type Source =
  | { readonly given: BudgetInput, readonly before?: undefined }
  | { readonly given: BudgetChange, readonly before: BudgetRow }

export type { BudgetRow }

/** The name of its category is another row's. */
function ownColumns ({ category_name: _, ...own }: BudgetRow): object {
  return own
}

export function budgetEtag (row: BudgetRow): string {
  return etagOf(ownColumns(row))
}

/** A budget in a line, as the change log tells it. */
function toldAs ({ category_name: category, month: of, monthly_limit: limit, currency }: BudgetRow): string {
  return `${quote(category)}, ${of}, ${formatAmount(limit, currency)} ${currency}`
}

/** `: limit now 90.00 USD` */
function differenceInWords (before: BudgetRow, after: BudgetRow): string {
  const fieldsOf = ({ category_name: category, month: of, monthly_limit: limit, currency }: BudgetRow) =>
    [['category', quote(category)], ['month', of], ['limit', `${formatAmount(limit, currency)} ${currency}`]] as const
  return describeChangedFields(fieldsOf(before), fieldsOf(after))
}

export function budgetService ({ uow, ledger, clock }: { uow: UnitOfWork, ledger: ChangeLog, clock: Clock }) {
  const get = async (repos: Repositories, userId: number, id: number): Promise<BudgetRow> => {
    const row = await repos.budgets.get(userId, id)
    if (row === undefined) throw missing(id)
    return row
  }

  const valuesOf = async (repos: Repositories, userId: number, source: Source): Promise<BudgetValues> => {
    const { given, before } = source
    const faults = new Faults()
    let unknown: UnknownCategory | undefined
    let category: Pick<Category, 'id' | 'type'> | undefined =
      before === undefined ? undefined : { id: before.category, type: before.type }
    if (given.category !== undefined) {
      const found = await findCategory(repos, userId, given.category)
      if ('category' in found) {
        category = found.category
      } else {
        unknown = found.unknown
        faults.add('category', unknown.sentence)
      }
    }
    const currency = before?.currency ?? await currencyOf(repos, userId)
    let limit = before?.monthly_limit
    if (given.monthly_limit !== undefined) {
      const parsed = parseAmount(given.monthly_limit, currency)
      if ('fault' in parsed) faults.add('monthly_limit', parsed.fault)
      else if (parsed.minor < 0) faults.add('monthly_limit', `${quote(given.monthly_limit)} is negative; a limit is 0 or more.`)
      else limit = parsed.minor
    }
    if (unknown !== undefined && faults.count === 1) throw unknownCategory('category', unknown)
    if (faults.count > 0 || category === undefined || limit === undefined) throw faults.problem()
    return {
      category: category.id,
      type: category.type,
      month: monthIn(source.before === undefined ? source.given.month : source.given.month ?? source.before.month),
      monthly_limit: limit,
      currency,
    }
  }

  /** One budget for a category, month and currency is a constraint of the database: its refusal is told here. */
  const told = async (work: Promise<Written<BudgetRow>>): Promise<BudgetRow> => {
    try {
      return (await work).result
    } catch (error) {
      if (violationOf(error) !== 'unique') throw error
      throw new Problem('already_exists', 'There is a budget for this category, month and currency already; change that one.')
    }
  }

  return {
    list: async (userId: number, filters: BudgetFilters): Promise<Page<BudgetRow>> => {
      const selection = {
        ...(filters.month === undefined ? {} : { month: month(filters.month) }),
        ...(filters.category === undefined ? {} : { category: (await requireCategory(uow.read, userId, 'category', filters.category)).id }),
      }
      return paged('budgets', filters, ['text', 'number'], keyOf, (after, most) => uow.read.budgets.page(userId, selection, after, most))
    },

    /** What is left of the budgets of a month in one currency, without the month's whole report. */
    status: (userId: number, { month: text, category: reference, currency: code }: BudgetStatusFilters): Promise<BudgetStatus[]> =>
      uow.snapshot(async (repos) => {
        const category = reference === undefined ? undefined : (await requireCategory(repos, userId, 'category', reference)).id
        const currency = code ?? await currencyOf(repos, userId)
        return budgetStatuses(await repos.reports.spending(userId, month(text), currency, category), currency)
      }),

    get: (userId: number, id: number): Promise<BudgetRow> => get(uow.read, userId, id),

    create: (userId: number, input: BudgetInput, origin: Origin): Promise<BudgetRow> => told(ledger.write(userId, origin, 'create', async (repos, recorder) => {
      const id = await repos.budgets.add(userId, await valuesOf(repos, userId, { given: input }), clock.now())
      recorder.created('budgets', id)
      const row = await get(repos, userId, id)
      return { result: row, summary: `Added budget ${id}: ${toldAs(row)}` }
    })),

    /** PUT and PATCH: with every field, or with some. */
    update: (userId: number, id: number, change: BudgetChange, { origin, ifMatch }: Requested): Promise<BudgetRow> => told(
      ledger.write(userId, origin, 'change', async (repos, recorder) => {
        const before = await get(repos, userId, id)
        requireMatch(ifMatch, ownColumns(before), `Budget ${id}`)
        const values = await valuesOf(repos, userId, { given: change, before })
        if (isNoOp(before, values)) return noChange(before)
        await recorder.beforeUpdate('budgets', [id])
        await repos.budgets.update(userId, id, values, clock.now())
        const row = await get(repos, userId, id)
        return { result: row, summary: `Changed budget ${id} (${toldAs(before)})${differenceInWords(before, row)}` }
      })),

    remove: async (userId: number, id: number, { origin, ifMatch }: Requested): Promise<void> => {
      await ledger.write(userId, origin, 'delete', async (repos, recorder) => {
        const row = await get(repos, userId, id)
        requireMatch(ifMatch, ownColumns(row), `Budget ${id}`)
        await recorder.beforeUpdate('budgets', [id])
        await repos.budgets.remove(userId, id)
        return { result: undefined, summary: `Deleted budget ${id}: ${toldAs(row)}` }
      })
    },
  }
}
