import type { Category, CategoryFilters } from '@fintrack/contract/categories'
import type { CategoryRef } from '@fintrack/contract/fields'
import { invalid, Problem } from '@fintrack/contract/problem'
import { counted, normalName, quote } from '@fintrack/contract/text'
import type { Clock } from '../../clock.ts'
import { violationOf } from '../../db/errors/violation.ts'
import type { Repositories, UnitOfWork } from '../../db/unit-of-work.ts'
import type { Origin, Requested } from '../../dispatch.ts'
import { paged, type Page } from '../paging.ts'
import { requireMatch } from '../etag.ts'
import { isNoOp } from '../changes/is-no-op.ts'
import { noChange, type ChangeLog, type Written } from '../changes/change-log.ts'
import type { CategoryRow, CategoryUses } from './category-repository.ts'
import { categoryNamed, requireCategory } from './find-category.ts'

type Values = Omit<Category, 'id'>

/** What becomes of the transactions of a category that goes. */
export interface Removal { readonly reassign_to?: CategoryRef, readonly uncategorize?: boolean }

function missing (id: number): Problem {
  return new Problem('not_found', `There is no category ${id}.`)
}

function normal<V extends Partial<Values>> (values: V): V {
  if (values.name === undefined) return values
  const name = normalName(values.name)
  if (/^[0-9]+$/.test(name)) {
    throw invalid({ name: [`${quote(name)} is only digits, which would be read as an id; add a letter.`] })
  }
  return { ...values, name }
}

function inUse ({ name }: Category, counts: CategoryUses, what: string): Problem {
  const uses = `${counted(counts.transactions, 'transaction')} and ${counted(counts.budgets, 'budget')}`
  return new Problem('category_in_use', `${quote(name)} is used by ${uses}; ${what}.`, { counts: { ...counts } })
}

/** What became of what used a category that went. */
function remainder (transactions: number, budgets: number, to: Category | null): string {
  const where = to === null ? 'without a category' : `to ${quote(to.name)}`
  return `${transactions === 0 ? '' : `; ${counted(transactions, 'transaction')} ${where}`}${budgets === 0 ? '' : `; ${counted(budgets, 'budget')} gone with it`}`
}

export type { CategoryRow }

export function categoryService ({ uow, ledger, clock }: { uow: UnitOfWork, ledger: ChangeLog, clock: Clock }) {
  const get = async (repos: Repositories, userId: number, id: number): Promise<CategoryRow> => {
    const category = await repos.categories.get(userId, id)
    if (category === undefined) throw missing(id)
    return category
  }

  /** One category of a name is a constraint of the database: its refusal is told here. */
  const told = async <T>(name: string, work: Promise<Written<T>>): Promise<T> => {
    try {
      return (await work).result
    } catch (error) {
      if (violationOf(error) !== 'unique') throw error
      throw new Problem('already_exists', `There is a category ${quote(name)} already; choose another name.`)
    }
  }

  /** That what uses it is of its type is a constraint of the database as well; what stands in the way is told as it is now. */
  const requireUnused = async (repos: Repositories, userId: number, category: CategoryRow, what: string): Promise<void> => {
    const uses = await repos.categories.uses(userId, category.id)
    if (uses.transactions + uses.budgets > 0) throw inUse(category, uses, what)
  }

  const update = (userId: number, id: number, change: Partial<Values>, { origin, ifMatch }: Requested): Promise<CategoryRow> => {
    const given = normal(change)
    return told(given.name ?? '', ledger.write(userId, origin, 'change', async (repos, recorder) => {
      const before = await get(repos, userId, id)
      requireMatch(ifMatch, before, `Category ${id}`)
      const after = { name: given.name ?? before.name, type: given.type ?? before.type }
      if (isNoOp(before, after)) return noChange(before)
      if (after.type !== before.type) await requireUnused(repos, userId, before, 'its type cannot change')
      await recorder.beforeUpdate('categories', [id])
      await repos.categories.update(userId, id, after, clock.now())
      const what = after.name === before.name ? quote(after.name) : `${quote(before.name)}, now ${quote(after.name)}`
      return { result: await get(repos, userId, id), summary: `Changed category ${id}: ${what}, ${after.type}` }
    }))
  }

  return {
    /** With a name: the one category of that name, or the refusal that suggests the nearest. */
    list: async (userId: number, query: CategoryFilters): Promise<Page<CategoryRow>> => {
      if (query.name !== undefined) return { body: [await categoryNamed(uow.read, userId, 'name', query.name)] }
      return paged<CategoryRow>('categories', query, ['number'], (row) => [row.id], (after, most) => uow.read.categories.page(userId, after, most))
    },

    get: (userId: number, id: number): Promise<CategoryRow> => get(uow.read, userId, id),

    create: (userId: number, values: Values, origin: Origin): Promise<CategoryRow> => {
      const given = normal(values)
      return told(given.name, ledger.write(userId, origin, 'create', async (repos, recorder) => {
        const id = await repos.categories.add(userId, given, clock.now())
        recorder.created('categories', id)
        return { result: await get(repos, userId, id), summary: `Added category ${id}: ${quote(given.name)}, ${given.type}` }
      }))
    },

    /** PUT and PATCH: with every field, or with some. */
    update,

    /** Deletes a category that is not in use, or one whose transactions are told where to go; its budgets go with it. */
    remove: async (userId: number, id: number, { reassign_to: target, uncategorize }: Removal, { origin, ifMatch }: Requested): Promise<void> => {
      if (target !== undefined && uncategorize === true) {
        throw invalid({ uncategorize: ['Give reassign_to or uncategorize, not both.'] })
      }
      await ledger.write(userId, origin, 'delete', async (repos, recorder) => {
        const category = await get(repos, userId, id)
        requireMatch(ifMatch, category, `Category ${id}`)
        let rest = ''
        if (target === undefined && uncategorize !== true) {
          await requireUnused(repos, userId, category, 'say what becomes of them: reassign_to=<category> or uncategorize=true')
        } else {
          const to = target === undefined ? null : await requireCategory(repos, userId, 'reassign_to', target)
          if (to?.id === id) throw invalid({ reassign_to: [`${quote(category.name)} is the category that is being deleted; name another.`] })
          if (to !== null && to.type !== category.type) {
            throw invalid({ reassign_to: [`${quote(to.name)} is of type ${to.type}, but ${quote(category.name)} is of type ${category.type}.`] })
          }
          const moved = await repos.categories.users(userId, id, 'transactions')
          await recorder.beforeUpdate('transactions', moved)
          await repos.categories.moveTransactions(userId, id, to, clock.now())
          const budgets = await repos.categories.users(userId, id, 'budgets')
          await recorder.beforeUpdate('budgets', budgets)
          await repos.categories.removeBudgets(userId, id)
          rest = remainder(moved.length, budgets.length, to)
        }
        await recorder.beforeUpdate('categories', [id])
        await repos.categories.remove(userId, id)
        return { result: undefined, summary: `Deleted category ${id}: ${quote(category.name)}, ${category.type}${rest}` }
      })
    },
  }
}
