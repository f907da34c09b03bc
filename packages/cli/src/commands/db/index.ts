/** `fintrack db`: where the book of this machine is kept. */
import { Command } from 'commander'
import type { Context } from '../../context.ts'
import { newCopyCommand } from './copy.ts'

export function newDbCommand (cx: Context): Command {
  return new Command('db')
    .description('move the book of this machine, or of a server, between a data folder and PostgreSQL')
    .addCommand(newCopyCommand(cx))
}
