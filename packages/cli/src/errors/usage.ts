/** What was typed wrongly, as an error: what a command refuses, and what commander does. */
import { UserError } from '@fintrack/contract/errors'
import { nearest } from '@fintrack/contract/text'
import type { Command, CommanderError } from 'commander'

/** A bad flag, argument or value: exit 2. */
export function usage (message: string, hint?: string): UserError {
  return new UserError('usage', message, { hint })
}

/** Whether help (or the version) was all that was to be shown: asked for, or a noun without its verb. */
export function isHelp ({ exitCode, code }: CommanderError): boolean {
  return exitCode === 0 || code === 'commander.help'
}

function pathOf (command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`
}

function helpHint (of: Command): string {
  const { parent } = of
  // Where no command was typed, the page of all commands helps.
  const command = parent?.parent === null && !isNamed(of, parent.args[0]) ? parent : of
  return `\`${pathOf(command)} --help\` shows what it takes.`
}

function unknownCommand (noun: Command): UserError {
  const [verb = ''] = noun.args
  const meant = nearest(verb, noun.commands.flatMap((one) => [one.name(), ...one.aliases()]))
  return usage(
    `Unknown command '${verb}'.`, meant === undefined ? helpHint(noun) : `Did you mean \`${pathOf(noun)} ${meant}\`?`
  )
}

/** `error: unknown option '--foo'\n(Did you mean --food?)` as a sentence and a hint. */
function reworded (message: string, command: Command): UserError {
  const [line = '', guess] = message.replace(/^error: /, '').split('\n')
  const sentence = `${line.charAt(0).toUpperCase()}${line.slice(1)}`
  return usage(/[.?!]$/.test(sentence) ? sentence : `${sentence}.`, guess?.slice(1, -1) ?? helpHint(command))
}

/** @param command the one that refused */
export function usageErrorFor (command: Command, error: CommanderError): UserError {
  const { parent } = command
  if (error.code === 'commander.unknownCommand') return unknownCommand(command)
  // A noun that does something without a verb runs a command of its own: what stands there was meant as a verb.
  if (error.code === 'commander.excessArguments' && parent !== null && !isNamed(command, parent.args[0])) {
    return unknownCommand(parent)
  }
  return reworded(error.message, command)
}

function isNamed (command: Command, word: string | undefined): boolean {
  return word !== undefined && [command.name(), ...command.aliases()].includes(word)
}
