import type { Category, CategoryFilters } from '@fintrack/contract/categories'
import type { CategoryRef } from '@fintrack/contract/fields'
import { invalid, Problem } from '@fintrack/contract/problem'
import { counted, normalName, quote } from '@fintrack/contract/text'
import type { RequestContext } from '../../request-context.ts'
import { noChange, type ChangeLog } from '../changes/change-log.ts'
import { paged, type Page } from '../paging.ts'
import type { RecordingRepositories, Repositories, UnitOfWork } from '../repositories.ts'
import { describeUses, splitsOf } from '../resources.ts'
import { requireMatch, translateUniqueViolation, updateRow } from '../update.ts'
import type { CategoryRow } from './category-repository.ts'
import { requireCategory, requireCategoryNamed } from './find-category.ts'

/** What becomes of the transactions of a category that is deleted. */
interface Removal { readonly reassign_to?: CategoryRef, readonly uncategorize?: boolean }

type Readable = Pick<Repositories, 'categories'>

/** What a request says of a category. */
type CategoryInput = Omit<Category, 'id'>

export type { CategoryRow }

function missing (id: number): Problem {
  return new Problem('not_found', `There is no category ${id}.`)
}

function nameTaken (name: string): Problem {
  return new Problem('already_exists', `There is a category ${quote(name)} already; choose another name.`)
}

function normalized<V extends Partial<CategoryInput>> (values: V): V {
  if (values.name === undefined) return values
  const name = normalName(values.name)
  if (/^[0-9]+$/.test(name)) {
    throw invalid({ name: [`${quote(name)} is only digits, which would be read as an id; add a letter.`] })
  }
  return { ...values, name }
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
  repos: Readable, user: number, { id, name }: Category, what: string, remedy?: string
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
  repos: Readable, user: number, { id, name, type }: Category, { reassign_to: reference, uncategorize }: Removal
): Promise<Category | null | undefined> {
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
  repos: RecordingRepositories, user: number, id: number, to: Category | null
): Promise<string> {
  const whole = await repos.transactions.updateWhere({ category: id }, { category: to?.id ?? null })
  const split = await repos.transactions.some(user, await repos.transactions.withPartIn(user, id))
  await repos.transactions.updateEach(split.map((row) => ({
    id: row.id,
    splits: JSON.stringify(splitsOf({ splits: row.splits }).map((part) =>
      part.category === id ? { ...part, category: to?.id ?? null } : part)),
  })))
  const transactions = whole + split.length
  const budgets = await repos.budgets.removeWhere({ category: id })
  const moved = to === null
    ? `made ${counted(transactions, 'transaction')} uncategorized`
    : `moved ${counted(transactions, 'transaction')} to ${quote(to.name)}`
  return `${transactions === 0 ? '' : `; ${moved}`}${budgets === 0 ? '' : `; deleted ${counted(budgets, 'budget')}`}`
}

export function categoryService ({ uow, log }: { uow: UnitOfWork, log: ChangeLog }) {
  return {
    /** With a name: the one category of that name, or the refusal that suggests the nearest. */
    list: async ({ user }: RequestContext, query: CategoryFilters): Promise<Page<CategoryRow>> => {
      if (query.name !== undefined) return { body: [await requireCategoryNamed(uow.read, user, 'name', query.name)] }
      return paged<CategoryRow>(
        'categories', query, ['number'], (row) => [row.id], (after, most) => uow.read.categories.page(user, after, most)
      )
    },

    get: ({ user }: RequestContext, id: number): Promise<CategoryRow> => getCategory(uow.read, user, id),

    create: (context: RequestContext, input: CategoryInput): Promise<CategoryRow> => {
      const values = { ...normalized(input), archived: 0 as const }
      return translateUniqueViolation(log.write(context, 'create', async (repos) => {
        const id = await repos.categories.insert(values)
        const result = await getCategory(repos, context.user, id)
        return { result, summary: `Added category ${id}: ${quote(values.name)}, ${values.type}` }
      }), () => nameTaken(values.name))
    },

    /** PUT and PATCH: with every field, or with some. */
    update: (context: RequestContext, id: number, change: Partial<CategoryInput>): Promise<CategoryRow> => {
      const given = normalized(change)
      return translateUniqueViolation(log.write(context, 'change', async (repos) => {
        const { before, after } = await updateRow({
          name: `Category ${id}`,
          ifMatch: context.ifMatch,
          get: () => getCategory(repos, context.user, id),
          ownColumns: (row) => row,
          valuesOf: ({ name, type, archived }) => ({ name, type, archived, ...given }),
          write: async (values, row) => {
            if (values.type !== row.type) {
              await requireUnused(repos, context.user, row, ', so that its type cannot change')
            }
            await repos.categories.update(id, values)
          },
        })
        if (before === after) return noChange(before)
        const name = after.name === before.name ? quote(after.name) : `${quote(before.name)}, now ${quote(after.name)}`
        return { result: after, summary: `Changed category ${id}: ${name}, ${after.type}` }
      }), () => nameTaken(String(given.name)))
    },

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
