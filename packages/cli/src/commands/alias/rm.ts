import { UserError } from '@fintrack/contract/errors'
import { listed, nearest, quote } from '@fintrack/contract/text'
import type { Command } from 'commander'
import type { Context } from '../../context.ts'
import { say } from '../../output/output.ts'
import { aliasesOf } from '../../shapes/aliases.ts'
import { takes } from '../../shapes/takes.ts'

async function removeAliases (cx: Context, names: readonly string[]): Promise<void> {
  await cx.store.locked(async () => {
    const config = cx.store.config()
    const aliases = new Map(aliasesOf(config))
    for (const name of names) {
      const meant = nearest(name, [...aliases.keys()])
      if (aliases.delete(name)) continue
      throw new UserError('not_found', `There is no alias ${quote(name)}.`, {
        hint: meant === undefined ? '`fintrack alias list` lists them.' : `Did you mean ${meant}?`,
      })
    }
    const { aliases: _, ...rest } = config
    await cx.store.saveConfig(aliases.size === 0 ? rest : { ...rest, aliases })
  })
  say(cx, `Removed the alias${names.length === 1 ? '' : 'es'} ${listed(names)}.`)
}

export function define (command: Command, cx: Context, run = removeAliases): void {
  takes(command, { name: 'alias' })
  command
    .argument('<name...>', 'as `fintrack alias list` shows them')
    .addHelpText('after', '\nExamples:\n  fintrack alias rm k\n')
    .action((names: string[]) => run(cx, names))
}
