/** `fintrack server user`: the users of the book of this machine. */
import { Command } from 'commander'
import type { Context } from '../../../context.ts'
import { newListCommand } from './list.ts'
import { newPasswdCommand } from './passwd.ts'
import { newRmCommand } from './rm.ts'

export function newUserCommand (cx: Context): Command {
  return new Command('user')
    .alias('users')
    .description('list users, help one who forgot his password, remove one')
    .addCommand(newListCommand(cx))
    .addCommand(newPasswdCommand(cx))
    .addCommand(newRmCommand(cx))
}
