/** What can stand at the end of a line: the commands, options, choices and words of the book that fit. */
import { lastPartsOf } from '@fintrack/contract/paths'
import { foldName } from '@fintrack/contract/text'
import type { Command, Option } from 'commander'
import { bookWords } from '../../api/book-words.ts'
import type { Context } from '../../context.ts'
import { visible } from '../../render/safe-text.ts'
import { aliasesOf, expanded } from '../../shapes/aliases.ts'
import { loaded } from '../../shapes/lazy-command.ts'
import { takenByArgument, takenByOption, type Takes } from '../../shapes/takes.ts'
import { isOption, optionsFor, optionWaiting } from '../../shapes/typed-options.ts'

export interface Answer {
  /** `part` words are not ended by a space; the shell knows files and folders itself. */
  readonly kind: 'words' | 'part' | 'files' | 'folders'
  readonly offers: readonly Offer[]
}

interface Offer {
  readonly value: string
  readonly about?: string
}

const NOTHING: Answer = { kind: 'words', offers: [] }

/** Which book is meant is a matter of these, where they are typed. */
const OF_THE_BOOK = ['local', 'server', 'profile', 'insecureHttp']

/** The end of a line: the command, the option whose value comes next, and how many arguments there are. */
interface Place {
  readonly command: Command
  readonly waiting: Option | undefined
  readonly operands: number
  /** Behind `--` nothing is an option. */
  readonly isPlain: boolean
}

function childOf (command: Command, word: string): Command | undefined {
  return command.commands.find((one) => one.name() === word || one.aliases().includes(word))
}

/** The command of an option: itself, or one above it. */
function ownerOf (command: Command, option: Option): Command {
  return command.options.includes(option) || command.parent === null ? command : ownerOf(command.parent, option)
}

function noteBook (program: Command, option: Option | undefined, value: unknown): void {
  const name = option?.attributeName() ?? ''
  if (OF_THE_BOOK.includes(name)) program.setOptionValueWithSource(name, value, 'cli')
}

async function placeOf (program: Command, words: readonly string[]): Promise<Place | undefined> {
  let command = program
  let waiting: Option | undefined
  let [operands, isPlain] = [0, false]
  for (const word of words) {
    if (waiting !== undefined) {
      noteBook(program, waiting, word)
      waiting = undefined
    } else if (!isPlain && isOption(word)) {
      const options = optionsFor(command)
      isPlain = word === '--'
      waiting = optionWaiting(options, word)
      const [flag, ...value] = word.split('=')
      if (waiting === undefined) {
        noteBook(program, options.find(({ long }) => long === flag), value.length === 0 ? true : value.join('='))
      }
    } else {
      const child = childOf(command, word)
      if (child === undefined && command.commands.length > 0) return undefined
      if (child === undefined) operands += 1
      else command = await loaded(child)
    }
  }
  return { command, waiting, operands, isPlain }
}

/** A name that begins with what is typed, or, where there is none, one whose last parts do. */
function fitting (names: Iterable<string>, typed: string): string[] {
  const start = foldName(typed)
  const all = [...names]
  const whole = all.filter((name) => foldName(name).startsWith(start))
  const found = whole.length > 0
    ? whole
    : all.filter((name) => lastPartsOf(name).some((part) => part.startsWith(start)))
  return found.toSorted((a, b) => foldName(a) < foldName(b) ? -1 : 1)
}

function words (names: Iterable<string>, typed: string): Answer {
  return { kind: 'words', offers: fitting(names, typed).map((value) => ({ value })) }
}

/** The same with a sign before each name, which is typed already. */
function behindSign (sign: string, names: Iterable<string>, typed: string): string[] {
  return fitting(names, typed.slice(sign.length)).map((name) => `${sign}${name}`)
}

function commandsIn (command: Command, typed: string): Answer {
  const there = command.commands.filter((one) => !one.name().startsWith('_'))
  const named = there.flatMap((one) => [one.name(), ...one.aliases()].map((value): Offer =>
    ({ value, about: one.description() })))
  const fit = named.filter(({ value }) => value.startsWith(typed))
  // An alias of a command is offered where the command itself does not fit.
  const own = fit.filter(({ value }) => there.some((one) => one.name() === value))
  return { kind: 'words', offers: own.length > 0 ? own : fit }
}

async function valuesOf (cx: Context, program: Command, what: Takes | undefined, typed: string): Promise<Answer> {
  switch (what) {
    case 'category':
      return typed.startsWith('=')
        ? { kind: 'words', offers: behindSign('=', await bookWords(cx, what), typed).map((value) => ({ value })) }
        : words(await bookWords(cx, what), typed)
    case 'account':
    case 'payee':
    case 'tag': return words(await bookWords(cx, what), typed)
    case 'part': {
      const names = typed.startsWith('@')
        ? behindSign('@', await bookWords(cx, 'account'), typed)
        : fitting(typed.includes('=') ? [] : await bookWords(cx, 'category'), typed)
      return { kind: 'part', offers: names.map((name) => ({ value: `${name}=` })) }
    }
    case 'alias': return words(aliasesOf(cx.store.config()).keys(), typed)
    case 'profile': return words(cx.store.config().profiles.keys(), typed)
    case 'command': return commandsIn(program, typed)
    case 'file': return { kind: 'files', offers: [] }
    case 'folder': return { kind: 'folders', offers: [] }
    case 'text':
    case undefined: return NOTHING
    default: return words(what, typed)
  }
}

function optionsIn (command: Command, typed: string): Answer {
  const offers = [...optionsFor(command), command.createOption('--help', 'show this help')].flatMap(
    ({ long, hidden, description }): Offer[] =>
      typeof long === 'string' && !hidden && long.startsWith(typed) ? [{ value: long, about: description }] : [])
  return { kind: 'words', offers }
}

async function offered (cx: Context, program: Command, before: readonly string[], typed: string): Promise<Answer> {
  const place = await placeOf(program, before)
  if (place === undefined) return NOTHING
  const { command, waiting, operands, isPlain } = place
  if (waiting !== undefined) return valuesOf(cx, program, takenByOption(ownerOf(command, waiting), waiting), typed)
  const [, flag, value] = /^(--[^=]+)=([^]*)$/.exec(typed) ?? []
  if (!isPlain && flag !== undefined && value !== undefined) {
    const option = optionsFor(command).find(({ long }) => long === flag)
    if (option === undefined) return NOTHING
    const { kind, offers } = await valuesOf(cx, program, takenByOption(ownerOf(command, option), option), value)
    return { kind, offers: offers.map((one) => ({ ...one, value: `${flag}=${one.value}` })) }
  }
  if (!isPlain && typed.startsWith('-')) return optionsIn(command, typed)
  if (command.commands.length > 0) {
    const { kind, offers } = commandsIn(command, typed)
    const own = command === program ? aliasesOf(cx.store.config()) : []
    const aliases = Array.from(own, ([name, about]): Offer => ({ value: name, about }))
    return { kind, offers: [...offers, ...aliases.filter(({ value: name }) => name.startsWith(typed))] }
  }
  const { registeredArguments: taken } = command
  const last = taken.at(-1)
  const argument = taken[operands] ?? (last?.variadic === true ? last : undefined)
  return argument === undefined ? NOTHING : valuesOf(cx, program, takenByArgument(command, argument), typed)
}

/** What a shell or a terminal would act on, instead of showing it, is offered to none. */
function isShown ({ value }: Offer): boolean {
  return visible(value) === value
}

/**
 * @param before the words behind `fintrack`, up to the one at the cursor
 * @param typed that one, as far as it is typed
 */
export async function answer (
  cx: Context, program: Command, before: readonly string[], typed: string
): Promise<Answer> {
  const line = await expanded(program, before, () => aliasesOf(cx.store.config()))
  const { kind, offers } = await offered(cx, program, line, typed)
  return { kind, offers: offers.filter(isShown) }
}
