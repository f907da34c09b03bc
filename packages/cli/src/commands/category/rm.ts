import { deleteCategory } from '@fintrack/contract/categories'
import { Option, type Command } from 'commander'
import type { Context } from '../../context.ts'
import { newOutput, say } from '../../output/output.ts'
import { streamOf } from '../../render/view.ts'
import { confirmed } from '../../shapes/confirm.ts'
import { findCategory, readCategory } from '../../shapes/find-category.ts'
import { removedView } from '../../shapes/remove-many.ts'
import { CATEGORY_VIEW } from './view.ts'

interface RmOptions {
  /** Its name or id. */
  readonly category: string
  /** What becomes of its transactions; neither is refused where it has some. */
  readonly reassignTo?: string
  readonly uncategorize: boolean
}

async function removeCategory (cx: Context, { category: reference, reassignTo, uncategorize }: RmOptions): Promise<void> {
  const output = newOutput(cx, removedView(CATEGORY_VIEW.noun))
  const { row: category, condition } = await readCategory(cx, reference)
  const target = reassignTo === undefined ? undefined : await findCategory(cx, reassignTo)
  const fate = target !== undefined
    ? ` Its transactions move to ${target.name}.`
    : uncategorize ? ' Its transactions stay without a category.' : ''
  if (!await confirmed(cx, `Remove the category ${category.name}?${fate}`)) return say(cx, 'Nothing was removed.')

  await (await cx.api()).call(deleteCategory, {
    id: category.id,
    ...condition,
    query: { ...(target === undefined ? {} : { reassign_to: target.id }), ...(uncategorize ? { uncategorize } : {}) },
  })
  await output.written(streamOf({ id: category.id }), true)
  say(cx, `Removed the category ${category.name}.${fate}`)
}

const EXAMPLES = `
Examples:
  fintrack category rm coffee
  fintrack category rm coffee --reassign-to "eating out"
`

export function define (command: Command, cx: Context, run = removeCategory): void {
  command
    .argument('<name>', 'its name or id')
    .option('--reassign-to <category>', 'move its transactions to this one, by name or id')
    .addOption(new Option('--uncategorize', 'leave its transactions without a category').conflicts('reassignTo'))
    .addHelpText('after', EXAMPLES)
    .action((category: string, { reassignTo, uncategorize = false }: { reassignTo?: string, uncategorize?: boolean }) =>
      run(cx, { category, uncategorize, ...(reassignTo === undefined ? {} : { reassignTo }) }))
}
