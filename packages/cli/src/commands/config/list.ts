import type { Command } from 'commander'
import type { Context } from '../../context.ts'
import { newOutput } from '../../output/output.ts'
import { streamOf } from '../../render/view.ts'
import { CONFIG_VIEW, configRows } from './view.ts'

async function listConfig (cx: Context): Promise<void> {
  await newOutput(cx, CONFIG_VIEW).list(streamOf(configRows(cx)), '')
}

export function define (command: Command, cx: Context, run = listConfig): void {
  command
    .addHelpText('after', '\nExamples:\n  fintrack config list\n')
    .action(() => run(cx))
}
