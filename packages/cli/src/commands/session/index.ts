/** `fintrack session`: where an account is logged in. */
import { Command } from 'commander'
import type { Context } from '../../context.ts'
import { newListCommand } from './list.ts'
import { newRevokeCommand } from './revoke.ts'

export function newSessionCommand (cx: Context): Command {
  return new Command('session')
    .alias('sessions')
    .description('list and end the logins of your account')
    .addCommand(newListCommand(cx))
    .addCommand(newRevokeCommand(cx))
}
