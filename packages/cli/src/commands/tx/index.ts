/** `fintrack tx`: money that moved on a day. */
import { Command } from 'commander'
import type { Context } from '../../context.ts'
import { newAddCommand } from './add.ts'
import { newEditCommand } from './edit.ts'
import { newListCommand } from './list.ts'
import { newRmCommand } from './rm.ts'
import { newShowCommand } from './show.ts'

export function newTxCommand (cx: Context): Command {
  return new Command('tx')
    .aliases(['transaction', 'transactions'])
    .description('add, list, show, change and remove transactions')
    .addCommand(newAddCommand(cx))
    .addCommand(newListCommand(cx))
    .addCommand(newShowCommand(cx))
    .addCommand(newEditCommand(cx))
    .addCommand(newRmCommand(cx))
}
