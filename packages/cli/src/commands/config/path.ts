import { Command } from 'commander'
import type { Context } from '../../context.ts'
import { visible } from '../../render/safe-text.ts'

async function printConfigPath ({ io, store }: Context): Promise<void> {
  await io.out(`${visible(store.configPath)}\n`)
}

export function newConfigPathCommand (cx: Context, run = printConfigPath): Command {
  return new Command('path')
    .description('print the path of config.json')
    .action(() => run(cx))
}
