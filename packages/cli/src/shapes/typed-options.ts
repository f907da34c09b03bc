/** Which of the words behind `fintrack` are options, their values and operands, as commander will read them. */
import type { Command, Option } from 'commander'

/** The options that a command takes: its own, and those of all above it. */
export function optionsFor (command: Command): readonly Option[] {
  return [...command.options, ...command.parent === null ? [] : optionsFor(command.parent)]
}

/** The option that takes the word behind this one as its value; undefined where none does. @param word an option */
export function optionWaiting (options: readonly Option[], word: string): Option | undefined {
  const takers = options.filter(({ required }) => required)
  if (word.startsWith('--')) return takers.find(({ long }) => long === word)
  // Of `-qo` the first letter that takes a value takes what stands behind it, in the word if there is anything.
  const letters = [...word.slice(1)]
  const found = letters.map((letter) => takers.find(({ short }) => short === `-${letter}`))
  const at = found.findIndex((option) => option !== undefined)
  return at === letters.length - 1 ? found[at] : undefined
}

export function isOption (word: string): boolean {
  return word.startsWith('-') && word !== '-'
}

/** Where the first word stands that is no option and no value of one: the command. Undefined where there is none. */
export function commandAt (program: Command, words: readonly string[]): number | undefined {
  for (let at = 0; at < words.length; at += 1) {
    const word = String(words[at])
    if (!isOption(word)) return at
    if (word === '--') return undefined
    if (optionWaiting(program.options, word) !== undefined) at += 1
  }
  return undefined
}
