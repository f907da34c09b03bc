/** `fintrack account`: who you are where your book is. */
import { Command } from 'commander'
import type { Context } from '../../context.ts'
import { newDeleteCommand } from './delete.ts'
import { newEditCommand } from './edit.ts'
import { newPasswordCommand } from './password.ts'
import { newShowCommand, showAccount } from './show.ts'

export function newAccountCommand (cx: Context, run = showAccount): Command {
  return new Command('account')
    .description('show your account (without a verb), change or delete it')
    .addCommand(newShowCommand(cx))
    .addCommand(newEditCommand(cx))
    .addCommand(newPasswordCommand(cx))
    .addCommand(newDeleteCommand(cx))
    .action(() => run(cx))
}
