/** `fintrack category rm` */
import { listBudgets, type Budget } from '@fintrack/contract/budgets'
import { deleteCategory, type Category } from '@fintrack/contract/categories'
import { month, monthTitle } from '@fintrack/contract/dates'
import { PAGE_MAX_ROWS } from '@fintrack/contract/limits'
import { counted, listed } from '@fintrack/contract/text'
import { listTransactions } from '@fintrack/contract/transactions'
import { Option, type Command } from 'commander'
import type { Context } from '../../context.ts'
import { withoutUndefined } from '../../options/without-undefined.ts'
import { findCategory, readCategory } from '../../shapes/find-rows.ts'
import { removeMany } from '../../shapes/remove-many.ts'
import { takes } from '../../shapes/takes.ts'
import { CATEGORY_VIEW } from './view.ts'

interface RmOptions {
  /** Its name or id. */
  readonly category: string
  /** What becomes of its transactions; with neither, a category that has some is refused. */
  readonly reassignTo?: string
  readonly uncategorize: boolean
}

async function removeCategory (
  cx: Context, { category: reference, reassignTo, uncategorize }: RmOptions
): Promise<void> {
  let target: Category | undefined
  let uses: Uses = { budgets: [], hasTransactions: false }
  const moved = () => {
    if (!uses.hasTransactions) return ''
    if (target !== undefined) return ` Its transactions move to ${target.name}.`
    return uncategorize ? ' Its transactions stay, without a category.' : ''
  }
  await removeMany(cx, CATEGORY_VIEW, {
    async find () {
      const category = await readCategory(cx, reference)
      target = reassignTo === undefined ? undefined : await findCategory(cx, reassignTo)
      uses = await usesOf(cx, category.row)
      return [category]
    },
    name: ({ name }) => `the category ${name}`,
    consequence: () => moved() + describeBudgets(uses.budgets),
    remove: (api, { row: { id }, condition }) => {
      // Where only budgets use it, there is no choice to make: the question has said that they go.
      const onlyBudgets = !uses.hasTransactions && uses.budgets.length > 0
      const isDecided = uncategorize || (target === undefined && onlyBudgets)
      return api.call(deleteCategory, {
        id, ...condition, query: withoutUndefined({ reassign_to: target?.id, uncategorize: isDecided || undefined }),
      })
    },
  })
}

interface Uses {
  readonly budgets: readonly Budget[]
  readonly hasTransactions: boolean
}

/** What uses it alone: what lies below it stays as it is. */
async function usesOf (cx: Context, { id }: Category): Promise<Uses> {
  const api = await cx.api()
  const alone = `=${id}`
  const { body: budgets } = await api.call(listBudgets, { query: { category: alone, limit: PAGE_MAX_ROWS } })
  const { body: transactions } = await api.call(listTransactions, { query: { category: [alone], limit: 1 } })
  return { budgets: budgets.filter(({ category }) => category === id), hasTransactions: transactions.length > 0 }
}

/** More are counted. */
const MONTHS_NAMED = 3

/** ` Its budgets for April 2024 and May 2024 go with it.` */
function describeBudgets (budgets: readonly Budget[]): string {
  const [only, ...others] = budgets.map((budget) => monthTitle(month(budget.month)))
  if (only === undefined) return ''
  if (others.length === 0) return ` Its budget for ${only} goes with it.`
  const named = [only, ...others].slice(0, MONTHS_NAMED)
  const more = budgets.length - named.length
  return ` Its budgets for ${listed(more === 0 ? named : [...named, counted(more, 'other month')])} go with it.`
}

const EXAMPLES = `
Examples:
  fintrack category rm coffee
  fintrack category rm coffee --reassign-to "eating out"
`

export function define (command: Command, cx: Context, run = removeCategory): void {
  takes(command, { name: 'category' })
  command
    .argument('<name>', 'its name or id')
    .option('--reassign-to <category>', 'move its transactions to this category, by name or id')
    .addOption(new Option('--uncategorize', 'leave its transactions without a category').conflicts('reassignTo'))
    .addHelpText('after', EXAMPLES)
    .action((category: string, { reassignTo, uncategorize = false }: { reassignTo?: string, uncategorize?: boolean }) =>
      run(cx, { category, uncategorize, ...withoutUndefined({ reassignTo }) }))
}
