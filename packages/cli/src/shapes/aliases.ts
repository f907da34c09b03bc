/** Commands that a user made of others: `fintrack k` for `fintrack tx list cat:kids`. config.json keeps them. */
import { counted, quote } from '@fintrack/contract/text'
import type { Command } from 'commander'
import type { Config } from '../config/config.ts'
import type { Context } from '../context.ts'
import { usage } from '../errors/usage.ts'
import { shellWords } from '../options/shell-words.ts'
import { visible } from '../render/safe-text.ts'
import { commandAt } from './typed-options.ts'

export type Aliases = NonNullable<Config['aliases']>

export function aliasesOf (config: Config): Aliases {
  return config.aliases ?? new Map()
}

export function isCommand (program: Command, word: string): boolean {
  return program.commands.some((one) => one.name() === word || one.aliases().includes(word))
}

/** A word after the alias: `$1` is the first. */
const PLACE = /\$([1-9])/g

/** @throws UserError where fewer words stand after the alias than it has places for */
function filled (name: string, expansion: string, words: readonly string[], given: readonly string[]): string[] {
  const places = words.flatMap((word) => Array.from(word.matchAll(PLACE), ([, digit]) => Number(digit)))
  const wanted = Math.max(0, ...places)
  if (given.length < wanted) {
    throw usage(
      `The alias ${name} needs ${counted(wanted, 'word', 'words')} after it, and there ` +
      `${given.length === 1 ? 'is 1' : `are ${given.length}`}.`, `${name} is \`fintrack ${expansion}\`.`
    )
  }
  const used = new Set(places)
  return [
    ...words.map((word) => word.replace(PLACE, (_, digit: string) => String(given[Number(digit) - 1]))),
    ...given.filter((_, at) => !used.has(at + 1)),
  ]
}

/**
 * What a line means once its alias is replaced; the line itself where it begins with a command, or with nothing known.
 * @param aliases is asked only where the line does not begin with a command
 * @throws UserError too few words for the places of the alias; one that does not begin with a command
 */
export async function expanded (
  program: Command, argv: readonly string[], aliases: () => Aliases
): Promise<readonly string[]> {
  const at = commandAt(program, argv)
  const name = argv[at ?? argv.length]
  if (at === undefined || name === undefined || isCommand(program, name)) return argv
  const expansion = aliases().get(name)
  if (expansion === undefined) return argv
  const words = await shellWords(expansion)
  requireCommand(program, expansion, words, aliases())
  return [...argv.slice(0, at), ...filled(name, expansion, words, argv.slice(at + 1))]
}

/** @throws UserError for what does not begin with a command */
export function requireCommand (
  program: Command, expansion: string, words: readonly string[], aliases: Aliases
): void {
  const name = words[commandAt(program, words) ?? words.length]
  if (name !== undefined && isCommand(program, name)) return
  const behind = 'Write what stands behind `fintrack`, such as \'tx list --month last\'.'
  if (name === undefined) throw usage(`${quote(expansion)} names no command.`, behind)
  throw aliases.has(name)
    ? usage(`${quote(expansion)} begins with the alias ${quote(name)}, and an alias is not made of another one.`,
      'Write what that one stands for: `fintrack alias list` shows it.')
    : usage(`${quote(expansion)} begins with ${quote(name)}, which is not a command.`, behind)
}

/** The aliases as a part of the help; nothing where there are none, or where config.json cannot be read. */
export function aliasesHelp (cx: Context): string {
  try {
    const aliases = [...aliasesOf(cx.store.config())]
    const width = Math.max(0, ...aliases.map(([name]) => name.length))
    const lines = aliases.map(([name, expansion]) => `  ${name.padEnd(width)}  ${visible(expansion)}\n`)
    return lines.length === 0 ? '' : `\nYour aliases:\n${lines.join('')}`
  } catch {
    return ''
  }
}
