import type {
  BudgetChange, BudgetFilters, BudgetInput, BudgetStatus, BudgetStatusFilters,
} from '@fintrack/contract/budgets'
import { daysOfMonth, month, type Month } from '@fintrack/contract/dates'
import { formatMoney, parseAmount } from '@fintrack/contract/money'
import { keysAlong } from '@fintrack/contract/paths'
import { Problem } from '@fintrack/contract/problem'
import { foldName, quote } from '@fintrack/contract/text'
import type { RequestContext } from '../../request-context.ts'
import { categoriesIn, categoryFor, requireCategory } from '../categories/find-category.ts'
import { noChange, type ChangeLog } from '../changes/change-log.ts'
import { paged, type Page } from '../paging.ts'
import { budgetStatuses, type MonthBudget } from '../reports/report-math.ts'
import type { Repositories, UnitOfWork } from '../repositories.ts'
import { RowFaults } from '../unknown-name.ts'
import { describeChangedFields, etagOf, requireMatch, translateUniqueViolation, updateRow } from '../update.ts'
import { currencyOf } from '../users/user-service.ts'
import { keyOf, type BudgetRow, type BudgetValues } from './budget-repository.ts'

/** POST makes a budget of an input; PUT and PATCH change one. */
type Source =
  | { readonly given: BudgetInput, readonly before?: undefined }
  | { readonly given: BudgetChange, readonly before: BudgetRow }

type Readable = Pick<Repositories, 'budgets' | 'categories' | 'users'>

export type { BudgetRow }

function missing (id: number): Problem {
  return new Problem('not_found', `There is no budget ${id}.`)
}

/** One budget for a category, month and currency is a constraint of the database. */
function budgetExists (): Problem {
  return new Problem(
    'already_exists', 'There is a budget for this category, month and currency already; change that one.'
  )
}

/** The month of a month or of any day of it. */
function monthIn (text: string): Month {
  return month(text.slice(0, 7))
}

/** The name of its category is another row's. */
function ownColumns ({ category_name: _, ...own }: BudgetRow): object {
  return own
}

export function budgetEtag (row: BudgetRow): string {
  return etagOf(ownColumns(row))
}

/** `"Food", 2024-05, 100.00 USD`, for the change log */
function describe (row: BudgetRow): string {
  return `${quote(row.category_name)}, ${row.month}, ${formatMoney(row.monthly_limit, row.currency)}`
}

/** `: limit now 90.00 USD` */
function describeDifference (before: BudgetRow, after: BudgetRow): string {
  const fieldsOf = (row: BudgetRow) => [
    ['category', quote(row.category_name)],
    ['month', row.month],
    ['limit', formatMoney(row.monthly_limit, row.currency)],
  ] as const
  return describeChangedFields(fieldsOf(before), fieldsOf(after))
}

async function getBudget (repos: Readable, user: number, id: number): Promise<BudgetRow> {
  const row = await repos.budgets.get(user, id)
  if (row === undefined) throw missing(id)
  return row
}

/** The values of a new budget, or of one that is changed. @throws Problem with all faults at once */
async function valuesOf (repos: Readable, user: number, source: Source): Promise<BudgetValues> {
  const { given, before } = source
  const faults = new RowFaults()
  const current = before === undefined
    ? undefined
    : { id: before.category, name: before.category_name, type: before.type }
  const category = await categoryFor(repos, user, given.category, current, faults)
  const currency = before?.currency ?? await currencyOf(repos, user)
  let limit = before?.monthly_limit
  if (given.monthly_limit !== undefined) {
    const parsed = parseAmount(given.monthly_limit, currency)
    const isNegative = 'minor' in parsed && parsed.minor < 0
    if ('fault' in parsed) faults.add('monthly_limit', parsed.fault)
    else if (isNegative) faults.add('monthly_limit', `${quote(given.monthly_limit)} is negative; a limit is 0 or more.`)
    else limit = parsed.minor
  }
  if (faults.count > 0 || category === undefined || limit === undefined) throw faults.problem()
  return {
    category: category.id,
    type: category.type,
    month: monthIn(source.before === undefined ? source.given.month : source.given.month ?? source.before.month),
    monthly_limit: limit,
    currency,
  }
}

/** The categories whose budgets are asked for; undefined for those of all. */
async function categoriesOf (
  repos: Readable, user: number, { category, covers }: BudgetStatusFilters
): Promise<number[] | undefined> {
  const within = category === undefined ? undefined : await categoriesIn(repos, user, 'category', category)
  if (covers === undefined) return within
  const covered = await requireCategory(repos, user, 'covers', covers)
  const along = [covered, ...await repos.categories.above(user, covered.name)]
  const ids = along.filter(({ type }) => type === covered.type).map(({ id }) => id)
  return within === undefined ? ids : ids.filter((id) => within.includes(id))
}

/** The categories that budgets cover, where these are one with all below it; undefined where they may be many. */
async function coveredBy (
  repos: Readable, user: number, budgets: readonly MonthBudget[]
): Promise<number[] | undefined> {
  const keys = new Set(budgets.map((budget) => foldName(budget.category_name)))
  const [top, another] = budgets.filter((budget) =>
    !keysAlong(budget.category_name).slice(0, -1).some((key) => keys.has(key)))
  if (top === undefined || another !== undefined) return undefined
  return [top.category, ...(await repos.categories.below(user, top.category_name)).map(({ id }) => id)]
}

export function budgetService ({ uow, log }: { uow: UnitOfWork, log: ChangeLog }) {
  return {
    list: async ({ user }: RequestContext, filters: BudgetFilters): Promise<Page<BudgetRow>> => {
      const { month: ofMonth, category } = filters
      const selection = {
        ...(ofMonth === undefined ? {} : { month: month(ofMonth) }),
        ...(category === undefined ? {} : { categories: await categoriesIn(uow.read, user, 'category', category) }),
      }
      return paged(
        'budgets', filters, ['text', 'number'], keyOf,
        (after, most) => uow.scan(user, (repos) => repos.budgets.page(user, selection, after, most))
      )
    },

    /** What is left of the budgets of a month in one currency, without the month's whole report. */
    status: ({ user }: RequestContext, filters: BudgetStatusFilters): Promise<BudgetStatus[]> =>
      uow.snapshot(user, async (repos) => {
        const categories = await categoriesOf(repos, user, filters)
        const currency = filters.currency ?? await currencyOf(repos, user)
        const ofMonth = month(filters.month)
        const budgets = await repos.reports.budgets(user, ofMonth, currency, categories)
        if (budgets.length === 0) return []
        const covered = categories === undefined ? undefined : await coveredBy(repos, user, budgets)
        return budgetStatuses(
          budgets, await repos.reports.spent(user, daysOfMonth(ofMonth), currency, covered), currency
        )
      }),

    get: ({ user }: RequestContext, id: number): Promise<BudgetRow> => getBudget(uow.read, user, id),

    create: (context: RequestContext, input: BudgetInput): Promise<BudgetRow> =>
      translateUniqueViolation(log.write(context, 'create', async (repos) => {
        const id = await repos.budgets.insert(await valuesOf(repos, context.user, { given: input }))
        const row = await getBudget(repos, context.user, id)
        return { result: row, summary: `Added budget ${id}: ${describe(row)}` }
      }), budgetExists),

    /** PUT and PATCH: with every field, or with some. */
    update: (context: RequestContext, id: number, change: BudgetChange): Promise<BudgetRow> =>
      translateUniqueViolation(log.write(context, 'change', async (repos) => {
        const { before, after } = await updateRow({
          name: `Budget ${id}`,
          ifMatch: context.ifMatch,
          get: () => getBudget(repos, context.user, id),
          ownColumns,
          valuesOf: (row) => valuesOf(repos, context.user, { given: change, before: row }),
          write: (values) => repos.budgets.update(id, values),
        })
        if (before === after) return noChange(before)
        return {
          result: after, summary: `Changed budget ${id} (${describe(before)})${describeDifference(before, after)}`,
        }
      }), budgetExists),

    remove: (context: RequestContext, id: number): Promise<void> => log.write(context, 'delete', async (repos) => {
      const row = await getBudget(repos, context.user, id)
      requireMatch(context.ifMatch, ownColumns(row), `Budget ${id}`)
      await repos.budgets.remove(id)
      return { result: undefined, summary: `Deleted budget ${id}: ${describe(row)}` }
    }),
  }
}
