/** `fintrack category edit` */
import { changeCategory } from '@fintrack/contract/categories'
import { CATEGORY_TYPES, type CategoryType } from '@fintrack/contract/choices'
import { Option, type Command } from 'commander'
import { isUnchanged } from '../../api/versioned.ts'
import type { Context } from '../../context.ts'
import { withHints, type Hints } from '../../errors/hints.ts'
import { usage } from '../../errors/usage.ts'
import { withoutUndefined } from '../../options/without-undefined.ts'
import { newOutput, say } from '../../output/output.ts'
import { streamOf } from '../../render/view.ts'
import { readCategory } from '../../shapes/find-rows.ts'
import { CATEGORY_VIEW, describeCategory } from './view.ts'

interface EditOptions {
  /** Its name or id. */
  readonly category: string
  readonly change: { readonly name?: string, readonly type?: CategoryType }
}

/** A category that is in use keeps its type. */
const HINTS: Hints = {
  category_in_use: 'Its type can change once nothing uses it: `fintrack tx edit ID... --category OTHER` moves ' +
    'transactions, `fintrack budget rm` removes a budget.',
}

async function editCategory (cx: Context, { category, change }: EditOptions): Promise<void> {
  const output = newOutput(cx, CATEGORY_VIEW)
  const read = await readCategory(cx, category)
  const { row: before, condition } = read
  const { body: after, etag } = await withHints(
    (await cx.api()).call(changeCategory, { id: before.id, body: change, ...condition }), HINTS)
  await output.written(streamOf(after), true)
  say(cx, isUnchanged(read, etag)
    ? `The category ${describeCategory(after)} is like that already.`
    : `Changed the category ${describeCategory(before)} to ${describeCategory(after)}.`)
}

function optionsOf (category: string, { name, type }: EditOptions['change']): EditOptions {
  if (name === undefined && type === undefined) {
    throw usage('There is nothing to change.', 'Give --name, --type or both.')
  }
  return { category, change: withoutUndefined({ name, type }) }
}

const EXAMPLES = `
Examples:
  fintrack category edit grocries --name groceries
  fintrack category edit bonus --type income
`

export function define (command: Command, cx: Context, run = editCategory): void {
  command
    .argument('<name>', 'its name or id')
    .option('--name <name>', 'its new name')
    .addOption(new Option('--type <type>', 'its new type').choices(CATEGORY_TYPES))
    .addHelpText('after', EXAMPLES)
    .action((category: string, flags: EditOptions['change']) => run(cx, optionsOf(category, flags)))
}
