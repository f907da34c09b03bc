import { Command } from 'commander'
import { configKey } from '../../config/keys.ts'
import type { Context } from '../../context.ts'
import { Fault } from '../../errors/user-error.ts'
import { asksForRows, newOutput } from '../../output/output.ts'
import { visible } from '../../render/safe-text.ts'
import { streamOf } from '../../render/view.ts'
import { CONFIG_VIEW, configRows } from './view.ts'

async function getConfig (cx: Context, name: string): Promise<void> {
  configKey(name)
  const output = newOutput(cx, CONFIG_VIEW)
  const rows = configRows(cx).filter(({ key, value }) => key === name && value !== null)
  if (rows.length === 0) throw new Fault('not_found', `${name} is not set.`, `\`fintrack config set ${name} VALUE\` sets it.`)
  for (const row of rows) {
    if (asksForRows(cx)) await output.written(streamOf(row), true)
    else await cx.io.out(`${visible(String(row.value))}\n`)
  }
}

export function newConfigGetCommand (cx: Context, run = getConfig): Command {
  return new Command('get')
    .description('print the value of a key')
    .argument('<key>', 'such as output')
    .action((name: string) => run(cx, name))
}
