/** `fintrack help [command...]`, and the pages that are of no command, such as `fintrack help environment`. */
import type { UserError } from '@fintrack/contract/errors'
import { nearest, quote } from '@fintrack/contract/text'
import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { usage } from '../errors/usage.ts'
import { helpPage } from '../shapes/help-page.ts'
import { loaded, rootOf } from '../shapes/lazy-command.ts'
import { TOPIC_NAMES } from '../shapes/topic-names.ts'
import { TOPICS } from './help-topics.ts'

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
  const topics = noun.parent === null ? TOPIC_NAMES : []
  const meant = nearest(name, [...noun.commands.map((one) => one.name()), ...topics])
  return usage(`There is no command ${quote(name)}${noun.parent === null ? '' : ` in ${noun.name()}`}.`,
    meant === undefined ? '`fintrack --help` lists the commands.' : `Did you mean ${meant}?`)
}

export function define (command: Command, cx: Context): void {
  command
    .argument('[command...]', `a command, or one of ${TOPIC_NAMES.join(', ')}`)
    .addHelpText('after', '\nExamples:\n  fintrack help tx add\n  fintrack help dates\n')
    .action(async (names: string[]) => {
      const program = rootOf(command)
      const cells = cx.io.columns ?? 80
      const topic = TOPIC_NAMES.find((name) => name === names.join(' '))
      await cx.io.out(topic === undefined
        ? helpPage(await find(program, names), { cells, topics: TOPIC_NAMES, whole: true })
        : TOPICS[topic].text(program, cells))
    })
}
