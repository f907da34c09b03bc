import { UserError } from '@fintrack/contract/errors'
import type { Command } from 'commander'
import { CONFIG_KEYS, configKey } from '../../config/keys.ts'
import type { Context } from '../../context.ts'
import { asksForRows, newOutput } from '../../output/output.ts'
import { visible } from '../../render/safe-text.ts'
import { streamOf } from '../../render/view.ts'
import { takes } from '../../shapes/takes.ts'
import { CONFIG_VIEW, configRows } from './view.ts'

async function getConfig (cx: Context, name: string): Promise<void> {
  configKey(name)
  const output = newOutput(cx, CONFIG_VIEW)
  const rows = configRows(cx).filter(({ key, value }) => key === name && value !== null)
  if (rows.length === 0) {
    throw new UserError('not_found', `${name} is not set.`, {
      hint: `\`fintrack config set ${name} VALUE\` sets it.`,
    })
  }
  for (const row of rows) {
    if (asksForRows(cx)) await output.written(streamOf(row), true)
    else await cx.io.out(`${visible(String(row.value))}\n`)
  }
}

export function define (command: Command, cx: Context, run = getConfig): void {
  takes(command, { key: Object.keys(CONFIG_KEYS) })
  command
    .argument('<key>', 'such as output')
    .addHelpText('after', '\nExamples:\n  fintrack config get output\n')
    .action((name: string) => run(cx, name))
}
