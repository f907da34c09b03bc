import type { Command } from 'commander'
import type { Context } from '../../context.ts'
import { newOutput } from '../../output/output.ts'
import { streamOf } from '../../render/view.ts'
import { aliasesOf } from '../../shapes/aliases.ts'
import { ALIAS_VIEW } from './view.ts'

async function listAliases (cx: Context): Promise<void> {
  const rows = Array.from(aliasesOf(cx.store.config()), ([name, expansion]) => ({ name, expansion }))
  await newOutput(cx, ALIAS_VIEW).list(streamOf(rows),
    'There are no aliases yet; `fintrack alias set k \'tx list --category kids\'` makes one.')
}

export function define (command: Command, cx: Context, run = listAliases): void {
  command
    .addHelpText('after', '\nExamples:\n  fintrack alias list\n')
    .action(() => run(cx))
}
