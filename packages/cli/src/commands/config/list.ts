import { Command } from 'commander'
import type { Context } from '../../context.ts'
import { newOutput } from '../../output/output.ts'
import { streamOf } from '../../render/view.ts'
import { CONFIG_VIEW, configRows } from './view.ts'

async function listConfig (cx: Context): Promise<void> {
  await newOutput(cx, CONFIG_VIEW).list(streamOf(configRows(cx)), '')
}

export function newConfigListCommand (cx: Context, run = listConfig): Command {
  return new Command('list')
    .description('list the keys and their values')
    .action(() => run(cx))
}
