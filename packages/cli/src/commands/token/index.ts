/** `fintrack token`: access for scripts, in the place of a login. */
import { Command } from 'commander'
import type { Context } from '../../context.ts'
import { newCreateCommand } from './create.ts'
import { newListCommand } from './list.ts'
import { newRevokeCommand } from './revoke.ts'

export function newTokenCommand (cx: Context): Command {
  return new Command('token')
    .alias('tokens')
    .description('make, list and revoke access tokens for scripts')
    .addCommand(newCreateCommand(cx))
    .addCommand(newListCommand(cx))
    .addCommand(newRevokeCommand(cx))
}
