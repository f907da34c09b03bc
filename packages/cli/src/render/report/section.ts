/** Sections of a document: a title, and lines of a name, its numbers and a bar. Numbers are never cut. */
import type { Paint } from '../../world.ts'
import { visible } from '../safe-text.ts'
import { cut, padLeft, padRight, widthOf } from '../width.ts'

/** Names with less room (that of `Not budgeted`) get a line of their own, above their numbers. */
const LEAST_NAME_CELLS = 12
const MARK_CELLS = 2

/** What a report calls lines that are no category's. */
export const UNCATEGORIZED = '(uncategorized)'
const OWN_WORDS: readonly string[] = [UNCATEGORIZED, 'Total', 'Not budgeted']

/** The name of a category, in quotes where a line of the report itself is called like it. */
export function categoryLabel (name: string): string {
  const text = visible(name)
  return OWN_WORDS.some((word) => word.toLowerCase() === text.toLowerCase()) ? `"${text}"` : text
}

export interface NumberColumn {
  readonly header: string
  /** Columns of one kind are equally wide, in all sections. */
  readonly kind: string
  /** Cells before it. */
  readonly gap: number
  readonly least: number
}

interface BarColumn {
  /** Stands before the column of this number, or behind all; takes the place of that column's header. */
  readonly at: number
  readonly gap: number
  readonly least: number
  readonly most: number
}

export interface Line {
  readonly name: string
  readonly numbers: readonly string[]
  /** Draws the line's bar in so many cells. */
  readonly bar?: (cells: number) => string
  /** Marked by `!`, and red where there is colour. */
  readonly over?: boolean
}

export interface Section {
  readonly title: string
  /** The title where there is little room. */
  readonly short: string
  readonly columns: readonly NumberColumn[]
  readonly bar?: BarColumn
  /** False where the section above has the same header. */
  readonly header: boolean
  readonly lines: readonly Line[]
}

export interface Paper {
  /** How many cells of a line may be written. */
  readonly cells: number
  /** Enough room for bars and wide gaps. */
  readonly roomy: boolean
  readonly ascii: boolean
  readonly paint: Paint
}

export function shortened (text: string, cells: number, { ascii }: Paper): string {
  return cut(text, cells, ascii ? '...' : '…')
}

/** The lines of all sections, with the columns of one under those of another. */
export function sectionBlocks (sections: readonly Section[], leastNameCells: number, paper: Paper): string[][] {
  const widths = kindWidths(sections)
  const wanted = Math.max(leastNameCells, ...sections.flatMap(({ lines }) => lines.map(({ name }) => widthOf(name))))
  const rooms = sections.map((section) => roomBeside(section, widths, paper)).filter((room) => room >= LEAST_NAME_CELLS)
  const nameCells = Math.min(wanted, ...rooms)
  return sections.map((section) => blockOf(section, widths, nameCells, paper))
}

/** The width of each kind of column. */
type Widths = (kind: string) => number

function kindWidths (sections: readonly Section[]): Widths {
  const cells = sections.flatMap(({ columns, lines }) => columns.map(({ kind, header, least }, at) =>
    ({ kind, most: Math.max(least, widthOf(header), ...lines.map(({ numbers }) => widthOf(numbers[at] ?? ''))) })))
  return (wanted) => Math.max(...cells.filter(({ kind }) => kind === wanted).map(({ most }) => most))
}

/** What the numbers of a section leave for its names. */
function roomBeside ({ columns }: Section, widths: Widths, { cells }: Paper): number {
  return columns.reduce((room, { kind, gap }) => room - gap - widths(kind), cells - MARK_CELLS)
}

function blockOf (section: Section, widths: Widths, nameCells: number, paper: Paper): string[] {
  const { columns, bar } = section
  const left = roomBeside(section, widths, paper) - nameCells
  const isStacked = left < 0
  const room = bar === undefined ? 0 : Math.min(bar.most, left - bar.gap)
  const barCells = bar === undefined || !paper.roomy || room < bar.least ? 0 : room

  const numbersOf = (texts: readonly string[], drawn: string): string => {
    const cells = columns.map(({ gap, kind }, at) => ' '.repeat(gap) + padLeft(texts[at] ?? '', widths(kind)))
    if (bar !== undefined && barCells > 0) cells.splice(bar.at, 0, ' '.repeat(bar.gap) + padRight(drawn, barCells))
    return cells.join('')
  }
  const linesOf = (mark: string, name: string, numbers: string): string[] => {
    const lines = isStacked
      ? [mark + shortened(name, paper.cells - MARK_CELLS, paper), ` ${numbers}`]
      : [mark + padRight(shortened(name, nameCells, paper), nameCells) + numbers]
    return lines.map((line) => line.trimEnd()).filter((line) => line !== '')
  }

  const title = widthOf(section.title) > MARK_CELLS + nameCells && !isStacked ? section.short : section.title
  const headers = columns.map(({ header }) => header)
  const barHeader = barCells > 0 && bar !== undefined ? headers.splice(bar.at, 1, '').join('') : ''
  return [
    ...linesOf(
      title.slice(0, MARK_CELLS), title.slice(MARK_CELLS), section.header ? numbersOf(headers, barHeader) : ''
    ).map((line) => paper.paint.bold(line)),
    ...section.lines.flatMap(({ name, numbers, bar: draw, over }) => {
      const drawn = barCells > 0 && draw !== undefined ? draw(barCells) : ''
      const lines = linesOf(over === true ? '! ' : '  ', name, numbersOf(numbers, drawn))
      return over === true ? lines.map((line) => paper.paint.red(line)) : lines
    }),
  ]
}

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const

/** `dividend / divisor`, rounded to the nearest whole number; both positive. */
function rounded (dividend: bigint, divisor: bigint): number {
  return Number((dividend * 2n + divisor) / (divisor * 2n))
}

/** `part` of `whole` as a bar of at most `cells`; what is not positive has none. */
export function bar (part: bigint, whole: bigint, cells: number, ascii: boolean): string {
  if (part <= 0n || whole <= 0n) return ''
  const drawn = part < whole ? part : whole
  if (ascii) return '#'.repeat(rounded(drawn * BigInt(cells), whole))
  const eighths = rounded(drawn * BigInt(cells * 8), whole)
  return '█'.repeat(Math.floor(eighths / 8)) + EIGHTHS.slice(eighths % 8, eighths % 8 + 1).join('')
}
