/**
 * The help of a command: a page that fits a terminal of 80 by 24, or the whole of it. What a page says does not depend
 * on the terminal; its lines do.
 */
import type { Command, Option } from 'commander'
import { LazyCommand, termOf } from './lazy-command.ts'

/** The size of the page; its last line is the shell's. */
const PAGE = { cells: 80, lines: 23 } as const
const MOST_CELLS = 100
/** Below this a text stands under its term. */
const ROOMY_FROM_CELLS = 60
const TERM_MOST_CELLS = 26
/** A page that is too long keeps so many examples, then fewer. */
const FEW_EXAMPLES = 2

interface Item { readonly term: string, readonly text: string }

/** How much of a help is shown. */
interface Extent {
  readonly notes: boolean
  readonly examples: number
  readonly options: number
  /** Whether each option has one line, and a longer text ends in dots. */
  readonly clipped: boolean
}

const WHOLE: Extent = { notes: true, examples: Infinity, options: Infinity, clipped: false }

/** What does not fit ends in dots. Help is ASCII: a letter is a cell. */
function cut (text: string, cells: number): string {
  return text.length <= cells ? text : `${text.slice(0, cells - 3).trimEnd()}...`
}

/** A text on lines of at most so many cells; a longer word has a line of its own. */
function wrapped (text: string, cells: number): string[] {
  const lines: string[] = []
  for (const word of text.split(/\s+/).filter((one) => one !== '')) {
    const last = lines.at(-1)
    if (last !== undefined && `${last} ${word}`.length <= cells) lines.splice(-1, 1, `${last} ${word}`)
    else lines.push(word)
  }
  return lines
}

export function itemLines (items: readonly Item[], cells: number, isClipped = false): string[] {
  const termCells = Math.min(TERM_MOST_CELLS, Math.max(0, ...items.map(({ term }) => term.length)))
  const indent = ' '.repeat(termCells + 4)
  return items.flatMap(({ term, text }) => {
    if (cells < ROOMY_FROM_CELLS) {
      return [`  ${term}`, ...wrapped(text, cells - 6).map((line) => `      ${line}`)]
    }
    const room = cells - indent.length
    const [first = '', ...others] = isClipped ? [cut(text, room)] : wrapped(text, room)
    const head = term.length <= termCells
      ? [`  ${term.padEnd(termCells)}  ${first}`.trimEnd()]
      : [`  ${term}`, `${indent}${first}`]
    return [...head, ...others.map((line) => indent + line)]
  })
}

/** A command over several lines, as a shell reads it, with what it does behind or below it. */
function exampleLines (example: string, cells: number): string[] {
  if (example.length <= cells) return [example]
  const [, command = example, remark = ''] = /^(\s*\S.*?\S)\s{2,}(\S.*)$/.exec(example) ?? []
  const words = Array.from(command.matchAll(/(?:[^\s"']+|"[^"]*"|'[^']*')+/g), ([word]) => word)
  const lines: string[] = []
  for (const word of words) {
    const last = lines.at(-1)
    if (last === undefined) lines.push(`  ${word}`)
    else if (`${last} ${word} \\`.length <= cells) lines.splice(-1, 1, `${last} ${word}`)
    else lines.splice(-1, 1, `${last} \\`, `      ${word}`)
  }
  return [...lines, ...wrapped(remark, cells - 6).map((line) => `      ${line}`)]
}

/** A paragraph is set anew; lines that are indented stay lines. */
function noteLines (paragraph: string, cells: number): string[] {
  const lines = paragraph.split('\n')
  if (!lines.some((line) => line.startsWith(' '))) return wrapped(paragraph, cells)
  return lines.flatMap((line) => line.length <= cells ? [line] : exampleLines(line, cells))
}

function sentence (text: string): string {
  const whole = `${text.charAt(0).toUpperCase()}${text.slice(1)}`
  return /[.?!]$/.test(whole) ? whole : `${whole}.`
}

function isHelpOption ({ long }: Option): boolean {
  return long === '--help'
}

/** The notes and the examples that a command's file adds to its help. */
function addedTo (command: Command): { readonly notes: readonly string[], readonly examples: readonly string[] } {
  const [notes = '', examples = ''] = command instanceof LazyCommand ? command.added.split(/^Examples:\n/m) : []
  return {
    notes: notes.split(/\n{2,}/).map((one) => one.replace(/^\n+|\n+$/g, '')).filter((one) => one.trim() !== ''),
    examples: examples.split('\n').filter((line) => line.trim() !== ''),
  }
}

function pathOf (command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`
}

function linesOf (command: Command, cells: number, extent: Extent): string[] {
  const helper = command.createHelp()
  const options = command.options.filter((option) => !option.hidden && !isHelpOption(option))
  const { notes, examples } = addedTo(command)
  const isWhole = (extent.notes || notes.length === 0) && examples.length <= extent.examples &&
    options.length <= extent.options && !extent.clipped
  const blocks = [
    [
      ...wrapped(`Usage: ${helper.commandUsage(command)}`, cells), ...wrapped(sentence(command.description()), cells),
    ],
    itemLines([
      ...command.registeredArguments.map((one) => ({
        term: helper.argumentTerm(one), text: helper.argumentDescription(one),
      })),
      ...options.slice(0, extent.options).map((one) => ({
        term: helper.optionTerm(one), text: helper.optionDescription(one),
      })),
      ...command.commands.map((one) => ({ term: termOf(one), text: one.description() })),
    ], cells, extent.clipped),
    ...extent.notes ? notes.map((note) => noteLines(note, cells)) : [],
    [
      ...examples.length > 0 ? ['Examples:'] : [],
      ...examples.slice(0, extent.examples).flatMap((one) => exampleLines(one, cells)),
      ...isWhole ? [] : wrapped(`All of it: ${pathOf(command).replace(' ', ' help ')}`, cells),
      ...wrapped('Options of every command: fintrack help options', cells),
    ],
  ]
  return blocks.filter((lines) => lines.length > 0).flatMap((lines, at) => at === 0 ? lines : ['', ...lines])
}

/** The most that fits the page: notes go first, then examples, then long texts, then the last options. */
function extentOf (command: Command): Extent {
  const short = { ...WHOLE, notes: false }
  const extents = [
    WHOLE, { ...WHOLE, examples: FEW_EXAMPLES }, short, { ...short, examples: FEW_EXAMPLES },
    { ...short, clipped: true, examples: FEW_EXAMPLES }, { ...short, clipped: true, examples: 1 },
    ...command.options.map((_, at) => (
      { ...short, clipped: true, examples: 1, options: command.options.length - at - 1 }
    )),
  ]
  const fits = (extent: Extent) => linesOf(command, PAGE.cells, extent).length <= PAGE.lines
  return extents.find(fits) ?? WHOLE
}

/** The program's own page: each command that is used daily, and the names of the others, by what they are for. */
function programLines (program: Command, cells: number, topics: readonly string[]): string[] {
  const [first = '', ...others] = new Set(program.commands.map((one) => one.helpGroup()).filter((one) => one !== ''))
  const of = (group: string) => program.commands.filter((one) => one.helpGroup() === group)
  const rest: Item[] = others.map((group) => ({
    term: group.replace(/:$/, ''), text: of(group).map((one) => one.name()).join(', '),
  }))
  return [
    ...wrapped(program.description(), cells),
    ...wrapped(`Usage: fintrack ${program.usage()}`, cells),
    '',
    ...itemLines(of(first).map((one) => ({ term: one.name(), text: one.description() })), cells),
    '',
    ...itemLines(rest, cells),
    '',
    ...wrapped('Each command: fintrack help COMMAND, such as fintrack help tx add', cells),
    ...wrapped(`More help: fintrack help ${topics.join(', ')}`, cells),
  ]
}

export interface HelpLook {
  /** The width of the terminal. */
  readonly cells: number
  /** The names of the pages that are of no command. */
  readonly topics: readonly string[]
  /** Whether nothing is left out where it makes the page longer. */
  readonly whole?: boolean
}

export function helpPage (command: Command, { cells, topics, whole = false }: HelpLook): string {
  const width = Math.min(cells, MOST_CELLS)
  const lines = command.parent === null
    ? programLines(command, width, topics)
    : linesOf(command, width, whole ? WHOLE : extentOf(command))
  return `${lines.join('\n')}\n`
}
