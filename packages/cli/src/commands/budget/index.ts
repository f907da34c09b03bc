/** `fintrack budget`: what a category is meant to come to in a month. */
import { Command } from 'commander'
import type { Context } from '../../context.ts'
import { newListCommand } from './list.ts'
import { newRmCommand } from './rm.ts'
import { newSetCommand } from './set.ts'

export function newBudgetCommand (cx: Context): Command {
  return new Command('budget')
    .alias('budgets')
    .description('set, list and remove monthly budgets')
    .addCommand(newSetCommand(cx))
    .addCommand(newListCommand(cx))
    .addCommand(newRmCommand(cx))
}
