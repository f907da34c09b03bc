/**
 * What an argument, or the value of an option, is: what a shell offers in its place. Most say it by the name of their
 * value (`<category>`), or by their own (`--payee`); where neither does, the command says it, with `takes`.
 */
import type { Argument, Command, Option } from 'commander'

/** `part` is a part of a split, `text` anything that nobody can guess; a list is all that there is, or the usual. */
export type Takes =
  | 'account' | 'category' | 'payee' | 'tag' | 'part' | 'alias' | 'profile' | 'command' | 'file' | 'folder' | 'text'
  | readonly string[]

const DAYS = ['today', 'yesterday']
const MONTHS = ['this', 'last']

const BY_NAME: Readonly<Record<string, Takes>> = {
  account: 'account',
  category: 'category',
  payee: 'payee',
  tag: 'tag',
  part: 'part',
  parts: 'part',
  file: 'file',
  day: DAYS,
  month: MONTHS,
  profile: 'profile',
  command: 'command',
  address: 'text',
  amount: 'text',
  code: 'text',
  expression: 'text',
  id: 'text',
  ids: 'text',
  number: 'text',
  rows: 'text',
  text: 'text',
  url: 'text',
}

const said = new WeakMap<Command, Readonly<Record<string, Takes>>>()

/** @param what by the name of an argument, or by an option's as its value is handed over (`toAccount`) */
export function takes (command: Command, what: Readonly<Record<string, Takes>>): void {
  said.set(command, what)
}

function byName (...names: readonly string[]): Takes | undefined {
  const name = names.find((one) => Object.hasOwn(BY_NAME, one))
  return name === undefined ? undefined : BY_NAME[name]
}

/** @returns undefined where neither its name nor its command says it */
function takenBy (command: Command, { choices, name }: {
  readonly choices: readonly string[] | undefined, readonly name: readonly string[],
}): Takes | undefined {
  const [own = ''] = name
  return said.get(command)?.[own] ?? choices ?? byName(...name.toReversed())
}

export function takenByArgument (command: Command, argument: Argument): Takes | undefined {
  return takenBy(command, { choices: argument.argChoices, name: [argument.name()] })
}

/** @param command whose option it is */
export function takenByOption (command: Command, option: Option): Takes | undefined {
  const [, value = ''] = /[<[]([^>\].]*)/.exec(option.flags) ?? []
  return takenBy(command, { choices: option.argChoices, name: [option.attributeName(), value] })
}
