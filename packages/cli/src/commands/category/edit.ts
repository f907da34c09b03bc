/** `fintrack category edit` */
import { changeCategory, type Category } from '@fintrack/contract/categories'
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
import { takes } from '../../shapes/takes.ts'
import { CATEGORY_VIEW, describeCategory } from './view.ts'

interface EditOptions {
  /** Its name or id. */
  readonly category: string
  readonly change: { readonly name?: string, readonly type?: CategoryType, readonly archived?: boolean }
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
    : sentenceOf(before, after))
}

function sentenceOf (before: Category, after: Category): string {
  const isSame = describeCategory(before) === describeCategory(after)
  if (isSame && after.archived) {
    return `Archived the category ${describeCategory(after)}: it keeps what is in it, and is offered no more.`
  }
  if (isSame) return `The category ${describeCategory(after)} is no longer archived.`
  return `Changed the category ${describeCategory(before)} to ${describeCategory(after)}.`
}

interface Flags {
  readonly name?: string
  readonly type?: CategoryType
  readonly archive?: true
  readonly unarchive?: true
}

function optionsOf (category: string, { name, type, archive, unarchive }: Flags): EditOptions {
  const archived = archive ?? (unarchive === true ? false : undefined)
  if (name === undefined && type === undefined && archived === undefined) {
    throw usage('There is nothing to change.', 'Give --name, --type, --archive or --unarchive.')
  }
  return { category, change: withoutUndefined({ name, type, archived }) }
}

const EXAMPLES = `
Examples:
  fintrack category edit grocries --name groceries
  fintrack category edit bonus --type income
  fintrack category edit canteen --archive

It renames this category alone; \`fintrack category rename\` moves what lies below it as well.
`

export function define (command: Command, cx: Context, run = editCategory): void {
  takes(command, { name: 'category' })
  command
    .argument('<name>', 'its name or id')
    .option('--name <name>', 'its new name')
    .addOption(new Option('--type <type>', 'its new type').choices(CATEGORY_TYPES))
    .option('--archive', 'offer it no more; what is in it stays')
    .addOption(new Option('--unarchive', 'offer it again').conflicts('archive'))
    .addHelpText('after', EXAMPLES)
    .action((category: string, flags: Flags) => run(cx, optionsOf(category, flags)))
}
