/** `fintrack server`: what whoever holds the folder of a book does to it, beside a running server or without one. */
import { Command } from 'commander'
import type { Context } from '../../context.ts'
import { newKeysCommand } from './keys/index.ts'
import { newLogCommand } from './log.ts'
import { newUserCommand } from './user/index.ts'

export function newServerCommand (cx: Context): Command {
  return new Command('server')
    .description('look after the book of this machine: its users, its keys, its log')
    .addCommand(newUserCommand(cx))
    .addCommand(newKeysCommand(cx))
    .addCommand(newLogCommand(cx))
}
