import { quote } from '@fintrack/contract/text'
import type { Command } from 'commander'
import { CONFIG_KEYS, configKey } from '../../config/keys.ts'
import type { Context } from '../../context.ts'
import { usage } from '../../errors/usage.ts'
import { say } from '../../output/output.ts'
import { findAccount } from '../../shapes/find-rows.ts'
import { takes } from '../../shapes/takes.ts'

interface ConfigSetOptions {
  readonly key: string
  readonly value: string | undefined
  /** Removes the setting, so that its default counts again. */
  readonly unset: boolean
}

async function setConfig (cx: Context, { key: name, value, unset }: ConfigSetOptions): Promise<void> {
  const key = configKey(name)
  if (unset && value !== undefined) {
    throw usage(`--unset removes ${name}, so it takes no value, and ${quote(value)} is one.`)
  }
  if (!unset && value === undefined) {
    throw usage(`The value for ${name} is missing.`, `\`fintrack config set ${name} --unset\` removes the setting.`)
  }
  // A default that is not there would have every later command refused.
  const text = name === 'account' && value !== undefined ? (await findAccount(cx, value)).name : value
  await cx.store.locked(async () => {
    const config = cx.store.config()
    await cx.store.saveConfig(text === undefined ? key.unset(config, cx.globals) : key.set(config, text, cx.globals))
  })
  say(cx, value === undefined
    ? `Removed the setting ${name}.`
    : `Set ${name} to ${key.get(cx.store.config(), cx.globals)}.`)
}

const EXAMPLES = `
Examples:
  fintrack config set output csv
  fintrack config set account checking
  fintrack config set output --unset
`

export function define (command: Command, cx: Context, run = setConfig): void {
  takes(command, { key: Object.keys(CONFIG_KEYS), value: 'text' })
  command
    .argument('<key>', 'such as output')
    .argument('[value]', 'its value')
    .option('--unset', 'remove the setting; its default counts again')
    .addHelpText('after', EXAMPLES)
    .action((key: string, value: string | undefined, { unset = false }: { unset?: boolean }) =>
      run(cx, { key, value, unset }))
}
