/** `fintrack account rm` */
import { deleteAccount } from '@fintrack/contract/accounts'
import type { Command } from 'commander'
import type { Context } from '../../context.ts'
import { withHints } from '../../errors/hints.ts'
import { readAccount } from '../../shapes/find-rows.ts'
import { removeMany } from '../../shapes/remove-many.ts'
import { takes } from '../../shapes/takes.ts'
import { ACCOUNT_VIEW } from './view.ts'

async function removeAccount (cx: Context, reference: string): Promise<void> {
  await removeMany(cx, ACCOUNT_VIEW, {
    find: async () => [await readAccount(cx, reference)],
    name: ({ name }) => `the account ${name}`,
    remove: (api, { row: { id }, condition }) => withHints(api.call(deleteAccount, { id, ...condition }), {
      account_in_use: `\`fintrack account edit ${id} --archive\` keeps its history, and offers it no more.`,
    }),
  })
}

export function define (command: Command, cx: Context, run = removeAccount): void {
  takes(command, { name: 'account' })
  command
    .argument('<name>', 'its name or id')
    .addHelpText('after', '\nOne that transactions use stays; `fintrack account edit NAME --archive` hides it.\n\n' +
      'Examples:\n  fintrack account rm "old card"\n')
    .action((reference: string) => run(cx, reference))
}
