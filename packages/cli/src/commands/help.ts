/** `fintrack help [command...]`, and `fintrack help environment`: the table of settings. */
import type { UserError } from '@fintrack/contract/errors'
import { SETTINGS, type Setting } from '@fintrack/contract/settings'
import { nearest, quote } from '@fintrack/contract/text'
import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { usage } from '../errors/usage.ts'
import { loaded, rootOf } from '../shapes/lazy-command.ts'

const SIDES: ReadonlyArray<readonly [Setting['side'], string]> = [
  ['client', 'The command line'],
  ['book', 'The book, in this process or served'],
  ['server', 'The server (`fintrack serve`)'],
]

function defaultOf (setting: Setting): string {
  if ('defaultText' in setting) return setting.defaultText
  if (setting.kind === 'switch') return setting.default ? 'on' : 'off'
  return 'default' in setting ? String(setting.default) : ''
}

function valuesOf (setting: Setting): string {
  switch (setting.kind) {
    case 'choice': return setting.choices.join(', ')
    case 'integer': return `${setting.least} to ${setting.most}`
    case 'switch': return 'on, off'
    case 'day': return 'a day as YYYY-MM-DD'
    case 'currency': return 'a currency code, such as EUR'
    case 'secret': return `${setting.leastBytes} bytes or more`
    case 'database':
    case 'text': return ''
  }
}

/** Every `FINTRACK_*` name with its meaning, its values and its default, by who reads it. */
function environmentText (): string {
  const sections = SIDES.map(([side, title]) => {
    const settings = Object.entries<Setting>(SETTINGS).filter(([, setting]) => setting.side === side)
    const lines = settings.flatMap(([name, setting]) => {
      const values = valuesOf(setting)
      const fallback = defaultOf(setting)
      const details = [values, fallback === '' ? '' : `default: ${fallback}`].filter((text) => text !== '')
      const described = details.length === 0 ? '' : ` (${details.join('; ')})`
      return [`  ${name}`, `      ${setting.meaning}${described}`]
    })
    return [`${title}:`, ...lines].join('\n')
  })
  const head = 'Settings in the environment. Flags override them, and they override config.json.'
  return `${[head, ...sections].join('\n\n')}\n`
}

async function find (program: Command, names: readonly string[]): Promise<Command> {
  let command = program
  for (const name of names) {
    const found = command.commands.find((one) => one.name() === name || one.aliases().includes(name))
    if (found === undefined) throw unknown(command, name)
    command = found
  }
  return loaded(command)
}

function unknown (noun: Command, name: string): UserError {
  const meant = nearest(name, noun.commands.map((one) => one.name()))
  return usage(`There is no command ${quote(name)}${noun.parent === null ? '' : ` in ${noun.name()}`}.`,
    meant === undefined ? '`fintrack --help` lists the commands.' : `Did you mean ${meant}?`)
}

export function define (command: Command, cx: Context): void {
  command
    .argument('[command...]', 'a command, or `environment`')
    .action(async (names: string[]) => {
      if (names.join(' ') === 'environment') await cx.io.out(environmentText())
      else (await find(rootOf(command), names)).help()
    })
}
