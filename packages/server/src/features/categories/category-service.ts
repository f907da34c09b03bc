import type { CategoryFilters, CategoryInput } from '@fintrack/contract/categories'
import type { CategoryRef } from '@fintrack/contract/fields'
import { faultOfName, pathName } from '@fintrack/contract/paths'
import { invalid, Problem } from '@fintrack/contract/problem'
import { counted, normalName, quote } from '@fintrack/contract/text'
import type { RequestContext } from '../../request-context.ts'
import { noChange, type ChangeLog } from '../changes/change-log.ts'
import { paged, type Page } from '../paging.ts'
import type { RecordingRepositories, Repositories, UnitOfWork } from '../repositories.ts'
import { describeUses } from '../references.ts'
import { isId } from '../unknown-name.ts'
import { requireMatch, translateUniqueViolation, updateRow } from '../update.ts'
import { categoryMoves } from './category-moves.ts'
import type { CategoryRow } from './category-repository.ts'
import { moveTransactions } from './category-rows.ts'
import { requireOneType } from './category-types.ts'
import { requireCategory, requireCategoryNamed } from './find-category.ts'

/** What becomes of the transactions of a category that is deleted. */
interface Removal { readonly reassign_to?: CategoryRef, readonly uncategorize?: boolean }

type Readable = Pick<Repositories, 'categories'>

export type { CategoryRow }

function missing (id: number): Problem {
  return new Problem('not_found', `There is no category ${id}.`)
}

function nameTaken (name: string): Problem {
  return new Problem('already_exists', `There is a category ${quote(name)} already; choose another name.`)
}

/**
 * A name as it is stored. One of before there were paths may be given as it is.
 * @throws Problem validation_failed
 */
function nameFrom (given: string, before?: string): string {
  if (normalName(given) === before) return before
  const name = pathName(given)
  const fault = faultOfName(name)
  if (fault !== undefined) throw invalid({ name: [fault] })
  return name
}

function flagOf (archived: boolean | undefined, before: 0 | 1): 0 | 1 {
  return archived === undefined ? before : archived ? 1 : 0
}

async function getCategory (repos: Readable, user: number, id: number): Promise<CategoryRow> {
  const category = await repos.categories.get(user, id)
  if (category === undefined) throw missing(id)
  return category
}

/**
 * That the rows of a category are of its type is a constraint of the database as well; here the sentence says what
 * stands in the way.
 * @param remedy in terms of the API
 */
async function requireUnused (
  repos: Readable, user: number, { id, name }: CategoryRow, what: string, remedy?: string
): Promise<void> {
  const counts = await repos.categories.uses(user, id)
  const uses = describeUses('category', counts)
  if (uses === '') return
  throw new Problem(
    'category_in_use', `${quote(name)} is used by ${uses}${what}.`,
    { counts, ...(remedy === undefined ? {} : { remedy }) }
  )
}

/** Where the transactions of a category move: null for none, undefined where the request does not say. */
async function targetOf (
  repos: Readable, user: number, { id, name, type }: CategoryRow, { reassign_to: reference, uncategorize }: Removal
): Promise<CategoryRow | null | undefined> {
  if (reference === undefined) return uncategorize === true ? null : undefined
  const to = await requireCategory(repos, user, 'reassign_to', reference)
  if (to.id === id) {
    throw invalid({ reassign_to: [`${quote(name)} is the category that is being deleted; name another.`] })
  }
  if (to.type !== type) {
    throw invalid({ reassign_to: [`${quote(to.name)} is of type ${to.type}, but ${quote(name)} is of type ${type}.`] })
  }
  return to
}

/** @returns what happened to the rows of a category, as the end of a summary */
async function emptyCategory (
  repos: RecordingRepositories, user: number, id: number, to: CategoryRow | null
): Promise<string> {
  const { whole, split } = await moveTransactions(repos, user, id, to?.id ?? null)
  const transactions = whole + split.length
  const budgets = await repos.budgets.removeWhere({ category: id })
  const moved = to === null
    ? `made ${counted(transactions, 'transaction')} uncategorized`
    : `moved ${counted(transactions, 'transaction')} to ${quote(to.name)}`
  return `${transactions === 0 ? '' : `; ${moved}`}${budgets === 0 ? '' : `; deleted ${counted(budgets, 'budget')}`}`
}

/** `"Food", now "Eating"`, or `"Food", now archived` */
function describeChange (before: CategoryRow, after: CategoryRow): string {
  const name = after.name === before.name ? '' : `, now ${quote(after.name)}`
  const archived = after.archived === before.archived ? '' : `, now ${after.archived === 1 ? 'archived' : 'unarchived'}`
  return `${quote(before.name)}${name}${archived}`
}

export function categoryService ({ uow, log }: { uow: UnitOfWork, log: ChangeLog }) {
  return {
    /** With a name: the one category of that name, or the refusal that suggests the nearest. */
    list: async ({ user }: RequestContext, query: CategoryFilters): Promise<Page<CategoryRow>> => {
      if (query.name !== undefined) return { body: [await requireCategoryNamed(uow.read, user, 'name', query.name)] }
      return paged<CategoryRow>(
        'categories', query, ['number'], (row) => [row.id],
        (after, most) => uow.read.categories.page(user, query.archived, after, most)
      )
    },

    get: ({ user }: RequestContext, id: number): Promise<CategoryRow> => getCategory(uow.read, user, id),

    create: (context: RequestContext, { name: given, type, archived }: CategoryInput): Promise<CategoryRow> => {
      const values = { name: nameFrom(given), type, archived: flagOf(archived, 0) }
      return translateUniqueViolation(log.write(context, 'create', async (repos) => {
        await requireOneType(repos, context.user, values)
        const id = await repos.categories.insert(values)
        const result = await getCategory(repos, context.user, id)
        return { result, summary: `Added category ${id}: ${quote(values.name)}, ${values.type}` }
      }), () => nameTaken(values.name))
    },

    /** PUT and PATCH: with every field, or with some. */
    update: async (context: RequestContext, id: number, given: Partial<CategoryInput>): Promise<CategoryRow> => {
      // What can be told without the row is told first.
      if (given.name !== undefined && isId(pathName(given.name))) nameFrom(given.name)
      return translateUniqueViolation(log.write(context, 'change', async (repos) => {
        const { before, after } = await updateRow({
          name: `Category ${id}`,
          ifMatch: context.ifMatch,
          get: () => getCategory(repos, context.user, id),
          ownColumns: (row) => row,
          valuesOf: (row) => ({
            name: given.name === undefined ? row.name : nameFrom(given.name, row.name),
            type: given.type ?? row.type,
            archived: flagOf(given.archived, row.archived),
          }),
          write: async (values, row) => {
            if (values.type !== row.type) {
              await requireUnused(repos, context.user, row, ', so that its type cannot change')
            }
            if (values.type !== row.type || values.name !== row.name) {
              await requireOneType(repos, context.user, values, id)
            }
            await repos.categories.update(id, values)
          },
        })
        if (before === after) return noChange(before)
        return { result: after, summary: `Changed category ${id}: ${describeChange(before, after)}, ${after.type}` }
      }), () => nameTaken(pathName(String(given.name))))
    },

    ...categoryMoves({ log }),

    /**
     * Deletes a category that is not in use, or one whose removal says where its transactions go; its budgets are
     * deleted with it.
     */
    remove: async (context: RequestContext, id: number, removal: Removal): Promise<void> => {
      if (removal.reassign_to !== undefined && removal.uncategorize === true) {
        throw invalid({ uncategorize: ['Give reassign_to or uncategorize, not both.'] })
      }
      await log.write(context, 'delete', async (repos) => {
        const category = await getCategory(repos, context.user, id)
        requireMatch(context.ifMatch, category, `Category ${id}`)
        const to = await targetOf(repos, context.user, category, removal)
        if (to === undefined) {
          await requireUnused(
            repos, context.user, category, '', 'Say what becomes of them: reassign_to=<category> or uncategorize=true.'
          )
        }
        const rest = to === undefined ? '' : await emptyCategory(repos, context.user, id, to)
        await repos.categories.remove(id)
        return {
          result: undefined, summary: `Deleted category ${id}: ${quote(category.name)}, ${category.type}${rest}`,
        }
      })
    },
  }
}
