/** `fintrack tx split` */
import { Option, type Command } from 'commander'
import type { Context } from '../../context.ts'
import { usage } from '../../errors/usage.ts'
import { parseIds } from '../../options/numbers.ts'
import { parseParts, SPLIT_FORMS } from '../../options/splits.ts'
import { runEdit, type EditOptions } from './edit.ts'

function optionsOf (id: string, texts: readonly string[], isNone: boolean): EditOptions {
  const ids = parseIds([id])
  if (isNone && texts.length > 0) throw usage('--none and parts exclude each other.', 'Give one of the two.')
  if (isNone) return { ids, change: { splits: [] } }
  if (texts.length === 0) {
    throw usage('There are no parts.', 'Write them behind the id, such as groceries=45 household, or --none.')
  }
  return { ids, change: {}, parts: parseParts(texts, 'the part') }
}

const EXAMPLES = `
Examples:
  fintrack tx split 17 groceries=45 household
  fintrack tx split 17 interest=310.20 @loan
  fintrack tx split 17 --none
`

export function define (command: Command, cx: Context, run = runEdit): void {
  command
    .argument('<id>', 'as `fintrack tx list` shows it')
    .argument('[parts...]', SPLIT_FORMS)
    .addOption(new Option('--none', 'make it one again, without a category'))
    .addHelpText('after', EXAMPLES)
    .action((id: string, parts: string[], { none = false }: { none?: boolean }) =>
      run(cx, optionsOf(id, parts, none)))
}
