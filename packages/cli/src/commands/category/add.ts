/** `fintrack category add` */
import { createCategory } from '@fintrack/contract/categories'
import { CATEGORY_TYPES, type CategoryType } from '@fintrack/contract/choices'
import { Option, type Command } from 'commander'
import type { Context } from '../../context.ts'
import { asksForRows, newOutput, say } from '../../output/output.ts'
import { streamOf } from '../../render/view.ts'
import { takes } from '../../shapes/takes.ts'
import { CATEGORY_VIEW, describeCategory } from './view.ts'

interface AddOptions {
  readonly name: string
  readonly type: CategoryType
}

async function addCategory (cx: Context, body: AddOptions): Promise<void> {
  const output = newOutput(cx, CATEGORY_VIEW)
  const { body: category } = await (await cx.api()).call(createCategory, { body })
  await output.written(streamOf(category), true)
  const id = cx.io.stdoutIsTerminal && !asksForRows(cx) ? ` as category ${category.id}` : ''
  say(cx, `Added the category ${describeCategory(category)}${id}.`)
}

const EXAMPLES = `
Examples:
  fintrack category add groceries
  fintrack category add salary --type income
`

export function define (command: Command, cx: Context, run = addCategory): void {
  takes(command, { name: 'category' })
  command
    .argument('<name>', 'its name; not only digits')
    .addOption(new Option('--type <type>', 'what it is for').choices(CATEGORY_TYPES).default('expense'))
    .addHelpText('after', EXAMPLES)
    .action((name: string, { type }: { type: CategoryType }) => run(cx, { name, type }))
}
