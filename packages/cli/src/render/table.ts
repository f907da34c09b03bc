/** A table for people: a header, two spaces between columns, no borders. */
import type { Paint } from '../world.ts'
import { visibleCell } from './safe-text.ts'
import type { Column, Pages, View } from './view.ts'
import { cut, widthOf } from './width.ts'

export interface TableLook {
  /** In cells; undefined where nothing is cut. */
  readonly width: number | undefined
  readonly paint: Paint
  readonly ascii: boolean
  /** Whether the columns were asked for by their names: then those are shown that are empty as well. */
  readonly isChosen?: boolean
}

const GAP = '  '
/** A column that is cut keeps so many cells, unless it says how many. */
const LEAST_CELLS = 8
/** Rows that are held back to size the columns; a longer table begins anew where a later row needs more room. */
const ROWS_MEASURED = 10_000
/** What cli-table3 gets at once: its time for a row grows with them. */
const ROWS_LAID_OUT = 50

/** Takes the place of a text in cli-table3, which measures by an older Unicode (Thai marks, newer emoji). */
const STAND_IN = '\ue000'

interface Fitted<Row> { readonly column: Column<Row>, width: number }

/** A column as the rows so far want it. */
interface Wanted<Row> extends Fitted<Row> {
  /** The text of its first cell; undefined before there is one. */
  readonly first: string | undefined
  readonly isFilled: boolean
  readonly differs: boolean
}

function cellOf<Row> (column: Column<Row>, row: Row): string {
  return visibleCell(column.text === undefined ? String(column.value(row) ?? '') : column.text(row))
}

function sum (widths: readonly number[]): number {
  return widths.reduce((total, width) => total + width, 0) + GAP.length * (widths.length - 1)
}

/** The columns that have room, and theirs: first columns leave that cannot all be seen, then the widest ones shrink. */
function fit<Row> (all: ReadonlyArray<Wanted<Row>>, width: number): Array<Fitted<Row>> {
  const isCut = sum(all.map((one) => one.width)) > width
  const wanted = isCut ? all.filter(({ column }) => column.spare !== true) : all
  const stays = ({ column: { keeps }, differs }: Wanted<Row>) => keeps !== undefined && differs
  const leastOf = (one: Wanted<Row>) => {
    const { column: { shrinks, keeps }, width } = one
    const least = stays(one) ? keeps : shrinks === true ? LEAST_CELLS : shrinks
    return least === undefined ? width : Math.min(width, least)
  }
  const leaving = wanted
    .flatMap((one) => one.column.leaves === undefined || stays(one) ? [] : [{ one, order: one.column.leaves }])
    .toSorted((a, b) => a.order - b.order)
  let fitting = [...wanted]
  for (const { one: gone } of leaving) {
    if (sum(fitting.map(leastOf)) <= width) break
    fitting = fitting.filter((one) => one !== gone)
  }
  const fitted = fitting.map((one) => {
    const least = leastOf(one)
    // A very long text need not be brought down to the terminal's width cell by cell.
    return { ...one, least, width: Math.max(least, Math.min(one.width, width)) }
  })
  while (sum(fitted.map((one) => one.width)) > width) {
    const [widest] = fitted.filter((one) => one.width > one.least).toSorted((a, b) => b.width - a.width)
    if (widest === undefined) break
    widest.width -= 1
  }
  return fitted
}

/** Gathers rows until there are enough. */
async function * windows<Row> (pages: Pages<Row>, most: number): AsyncGenerator<readonly Row[]> {
  let window: Row[] = []
  for await (const rows of pages) {
    for (const row of rows) window.push(row)
    if (window.length >= most) {
      yield window
      window = []
    }
  }
  if (window.length > 0) yield window
}

/** The lines of rows whose widths are settled, with the header above them if it is asked for. */
async function block<Row> (
  fitted: ReadonlyArray<Fitted<Row>>, rows: readonly Row[], withHeader: boolean, look: TableLook
): Promise<string> {
  const { default: Table } = await import('cli-table3')
  const none = ''
  const table = new Table({
    chars: {
      top: none,
      'top-mid': none,
      'top-left': none,
      'top-right': none,
      bottom: none,
      'bottom-mid': none,
      'bottom-left': none,
      'bottom-right': none,
      left: none,
      'left-mid': none,
      mid: none,
      'mid-mid': none,
      right: none,
      'right-mid': none,
      middle: GAP,
    },
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [], compact: true },
    colWidths: fitted.map(({ width }) => width),
    colAligns: fitted.map(({ column }) => column.align ?? 'left'),
  })
  const texts: string[] = []
  const standIn = (text: string): string => {
    const width = widthOf(text)
    if (width === 0 || /^[ -~]*$/.test(text)) return text
    texts.push(text)
    return STAND_IN.repeat(width)
  }
  const ellipsis = look.ascii ? '...' : '…'
  if (withHeader) table.push(fitted.map(({ column, width }) => look.paint.bold(cut(column.name, width, ellipsis))))
  for (const row of rows) {
    table.push(fitted.map(({ column, width }) => standIn(cut(cellOf(column, row), width, ellipsis))))
  }
  return table.toString().replace(/\ue000+/g, () => String(texts.shift())).replace(/ +$/gm, '') + '\n'
}

function measured<Row> (before: Wanted<Row>, rows: readonly Row[]): Wanted<Row> {
  const { column } = before
  let { width, first, isFilled, differs } = before
  for (const row of rows) {
    const text = cellOf(column, row)
    width = Math.max(width, widthOf(text))
    first ??= text
    isFilled ||= text !== ''
    differs ||= text !== first
  }
  return { column, width, first, isFilled, differs }
}

export async function * table<Row> (view: View<Row>, pages: Pages<Row>, look: TableLook): AsyncGenerator<string> {
  let wanted = view.columns.map((column): Wanted<Row> =>
    ({ column, width: widthOf(column.name), first: undefined, isFilled: false, differs: false }))
  let current = ''
  for await (const rows of windows(pages, look.width === undefined ? Infinity : ROWS_MEASURED)) {
    wanted = wanted.map((one) => measured(one, rows))
    const shown = wanted.filter(({ column, isFilled }) => column.hides !== true || isFilled || look.isChosen === true)
    const fitted = fit(shown, look.width ?? Infinity)
    const shape = fitted.map(({ column, width }) => `${column.name} ${width}`).join()
    if (current !== '' && shape !== current) yield '\n'
    for (let at = 0; at < rows.length; at += ROWS_LAID_OUT) {
      yield await block(fitted, rows.slice(at, at + ROWS_LAID_OUT), at === 0 && shape !== current, look)
    }
    current = shape
  }
}
