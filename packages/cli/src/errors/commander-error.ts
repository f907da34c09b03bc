/** What commander refuses, told in our own shape. */
import { nearest } from '@fintrack/contract/text'
import type { Command, CommanderError } from 'commander'
import { usage, type Fault } from './user-error.ts'

/** What commander ended at, and the command that it was in. */
export class CommanderExit extends Error {
  override readonly name = 'CommanderExit'
  readonly command: Command
  readonly error: CommanderError

  constructor (command: Command, error: CommanderError) {
    super(error.message)
    this.command = command
    this.error = error
  }

  /** Whether help (or the version) was all that was to be shown: asked for, or a noun without its verb. */
  get isHelp (): boolean {
    return this.error.exitCode === 0 || this.error.code === 'commander.help'
  }
}

function pathOf (command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`
}

function helpOf (command: Command): string {
  return `\`${pathOf(command)} --help\` shows what it takes.`
}

function sentenceOf (text: string): string {
  const sentence = `${text.charAt(0).toUpperCase()}${text.slice(1)}`
  return /[.?!]$/.test(sentence) ? sentence : `${sentence}.`
}

function unknownVerb (command: Command, verb: string): Fault {
  const meant = nearest(verb, command.commands.flatMap((one) => [one.name(), ...one.aliases()]))
  return usage(`Unknown command '${verb}'.`, meant === undefined ? helpOf(command) : `Did you mean \`${pathOf(command)} ${meant}\`?`)
}

/** `error: unknown option '--foo'\n(Did you mean --food?)` as a sentence and a hint. */
export function usageFault ({ command, error }: CommanderExit): Fault {
  const message = error.message.replace(/^error: /, '')
  const first = message.replace(/\n.*$/s, '')
  const guess = /\n\((.*)\)$/.exec(message)?.[1]
  // A noun that does something without a verb takes no argument: what stands there was meant as a verb.
  if (error.code === 'commander.excessArguments' && command.commands.length > 0) return unknownVerb(command, String(command.args[0]))
  if (error.code === 'commander.unknownCommand') {
    return unknownVerb(command, first.replace(/^[^']*'|'[^']*$/g, ''))
  }
  return usage(sentenceOf(first), guess ?? helpOf(command))
}
