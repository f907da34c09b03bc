import type { Command } from 'commander'
import type { Context } from '../../context.ts'
import { visible } from '../../render/safe-text.ts'

async function printConfigPath ({ io, store }: Context): Promise<void> {
  await io.out(`${visible(store.configPath)}\n`)
}

export function define (command: Command, cx: Context, run = printConfigPath): void {
  command
    .addHelpText('after', '\nExamples:\n  fintrack config path\n')
    .action(() => run(cx))
}
