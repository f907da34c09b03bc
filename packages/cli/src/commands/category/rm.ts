/** `fintrack category rm` */
import { deleteCategory, type Category } from '@fintrack/contract/categories'
import { Option, type Command } from 'commander'
import type { Context } from '../../context.ts'
import { withoutUndefined } from '../../options/without-undefined.ts'
import { findCategory, readCategory } from '../../shapes/find-rows.ts'
import { removeMany } from '../../shapes/remove-many.ts'
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
  await removeMany(cx, CATEGORY_VIEW, {
    async find () {
      const category = await readCategory(cx, reference)
      target = reassignTo === undefined ? undefined : await findCategory(cx, reassignTo)
      return [category]
    },
    name: ({ name }) => `the category ${name}`,
    consequence () {
      if (target !== undefined) return ` Its transactions move to ${target.name}.`
      return uncategorize ? ' Its transactions stay, without a category.' : ''
    },
    remove: (api, { row: { id }, condition }) => api.call(deleteCategory, {
      id, ...condition, query: withoutUndefined({ reassign_to: target?.id, uncategorize: uncategorize || undefined }),
    }),
  })
}

const EXAMPLES = `
Examples:
  fintrack category rm coffee
  fintrack category rm coffee --reassign-to "eating out"
`

export function define (command: Command, cx: Context, run = removeCategory): void {
  command
    .argument('<name>', 'its name or id')
    .option('--reassign-to <category>', 'move its transactions to this category, by name or id')
    .addOption(new Option('--uncategorize', 'leave its transactions without a category').conflicts('reassignTo'))
    .addHelpText('after', EXAMPLES)
    .action((category: string, { reassignTo, uncategorize = false }: { reassignTo?: string, uncategorize?: boolean }) =>
      run(cx, { category, uncategorize, ...withoutUndefined({ reassignTo }) }))
}
