/** The shape of the commands that move a category with all below it. */
import type { CategoryMoved, mergeCategories, renameCategories } from '@fintrack/contract/categories'
import { counted, listed } from '@fintrack/contract/text'
import type { Command } from 'commander'
import type { Context } from '../../context.ts'
import { newOutput, say } from '../../output/output.ts'
import { streamOf, type View } from '../../render/view.ts'
import { takes } from '../../shapes/takes.ts'

interface MoveOptions { readonly from: string, readonly to: string }

const MOVED_VIEW: View<CategoryMoved> = {
  noun: { one: 'move', many: 'moves' },
  columns: [
    { name: 'from', value: ({ from }) => from, free: true, shrinks: true },
    { name: 'to', value: ({ to }) => to, free: true, shrinks: true },
    { name: 'categories', value: ({ categories }) => categories, align: 'right' },
    { name: 'transactions', value: ({ transactions }) => transactions, align: 'right' },
    { name: 'budgets', value: ({ budgets }) => budgets, align: 'right' },
  ],
  keys: ['from', 'to', 'categories', 'transactions', 'budgets'],
}

/** `3 categories, 4 transactions and 1 budget` */
function describeMoved ({ categories, transactions, budgets }: CategoryMoved): string {
  return listed([
    counted(categories, 'category', 'categories'),
    ...transactions === 0 ? [] : [counted(transactions, 'transaction')],
    ...budgets === 0 ? [] : [counted(budgets, 'budget')],
  ])
}

export function moveCommand (
  endpoint: typeof renameCategories | typeof mergeCategories,
  { one, preposition }: { readonly one: string, readonly preposition: string }, examples: string
) {
  const move = async (cx: Context, body: MoveOptions): Promise<void> => {
    const output = newOutput(cx, MOVED_VIEW)
    const { body: moved } = await (await cx.api()).call(endpoint, { body })
    await output.written(streamOf(moved), true)
    say(cx, moved.categories === 0
      ? `${moved.from} is called that already.`
      : `${one} ${moved.from} ${preposition} ${moved.to}: ${describeMoved(moved)}.`)
  }
  return (command: Command, cx: Context, run = move): void => {
    takes(command, { old: 'category', new: 'category' })
    command
      .argument('<old>', 'its name or id, or what several names begin with')
      .argument('<new>', preposition === 'to' ? 'its new name' : 'the category that it becomes')
      .addHelpText('after', examples)
      .action((from: string, to: string) => run(cx, { from, to }))
  }
}
