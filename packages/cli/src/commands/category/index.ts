/** `fintrack category`: what money is for, or from. */
import { Command } from 'commander'
import type { Context } from '../../context.ts'
import { newAddCommand } from './add.ts'
import { newEditCommand } from './edit.ts'
import { newListCommand } from './list.ts'
import { newRmCommand } from './rm.ts'

export function newCategoryCommand (cx: Context): Command {
  return new Command('category')
    .alias('categories')
    .description('list, add, change and remove categories')
    .addCommand(newListCommand(cx))
    .addCommand(newAddCommand(cx))
    .addCommand(newEditCommand(cx))
    .addCommand(newRmCommand(cx))
}
