import { changeCategory } from '@fintrack/contract/categories'
import { CATEGORY_TYPES, type CategoryType } from '@fintrack/contract/choices'
import { Option, type Command } from 'commander'
import { isAsRead } from '../../api/versioned.ts'
import type { Context } from '../../context.ts'
import { usage, withHints, type Hints } from '../../errors/user-error.ts'
import { newOutput, say } from '../../output/output.ts'
import { streamOf } from '../../render/view.ts'
import { readCategory } from '../../shapes/find-category.ts'
import { CATEGORY_VIEW } from './view.ts'

interface EditOptions {
  /** Its name or id. */
  readonly category: string
  readonly change: { readonly name?: string, readonly type?: CategoryType }
}

async function editCategory (cx: Context, { category, change }: EditOptions): Promise<void> {
  const output = newOutput(cx, CATEGORY_VIEW)
  const read = await readCategory(cx, category)
  const { row: before, condition } = read
  const { body: after, etag } = await withHints((await cx.api()).call(changeCategory, { id: before.id, body: change, ...condition }), HINTS)
  await output.written(streamOf(after), true)
  say(cx, isAsRead(read, etag)
    ? `Nothing to change in the category ${after.name} (${after.type}).`
    : `Changed the category ${before.name} (${before.type}) to ${after.name} (${after.type}).`)
}

/** A category that is in use keeps its type. */
const HINTS: Hints = {
  category_in_use: 'Its type can change once nothing uses it: `fintrack tx edit ID... --category OTHER` moves transactions, ' +
    '`fintrack budget rm` removes a budget.',
}

function optionsOf (category: string, { name, type }: EditOptions['change']): EditOptions {
  if (name === undefined && type === undefined) throw usage('Nothing is said to change.', 'Give --name, --type or both.')
  return { category, change: { ...(name === undefined ? {} : { name }), ...(type === undefined ? {} : { type }) } }
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
    .addOption(new Option('--type <type>', 'what it is for').choices(CATEGORY_TYPES))
    .addHelpText('after', EXAMPLES)
    .action((category: string, flags: EditOptions['change']) => run(cx, optionsOf(category, flags)))
}
