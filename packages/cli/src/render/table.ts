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

function cellOf<Row> (column: Column<Row>, row: Row): string {
  return visibleCell(column.text === undefined ? String(column.value(row) ?? '') : column.text(row))
}

function sum (widths: readonly number[]): number {
  return widths.reduce((total, width) => total + width, 0) + GAP.length * (widths.length - 1)
}

/** The columns that have room, and theirs: first columns leave that cannot all be seen, then the widest ones shrink. */
function fit<Row> (wanted: ReadonlyArray<Fitted<Row>>, width: number): Array<Fitted<Row>> {
  const leastOf = ({ column: { shrinks }, width }: Fitted<Row>) =>
    shrinks === undefined ? width : Math.min(width, shrinks === true ? LEAST_CELLS : shrinks)
  const leaving = wanted.flatMap((one) => one.column.leaves === undefined ? [] : [{ one, order: one.column.leaves }])
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

export async function * table<Row> (view: View<Row>, pages: Pages<Row>, look: TableLook): AsyncGenerator<string> {
  let wanted = view.columns.map((column) => ({ column, width: widthOf(column.name) }))
  let current = ''
  for await (const rows of windows(pages, look.width === undefined ? Infinity : ROWS_MEASURED)) {
    wanted = wanted.map(({ column, width }) =>
      ({ column, width: rows.reduce((most, row) => Math.max(most, widthOf(cellOf(column, row))), width) }))
    const fitted = fit(wanted, look.width ?? Infinity)
    const shape = fitted.map(({ column, width }) => `${column.name} ${width}`).join()
    if (current !== '' && shape !== current) yield '\n'
    for (let at = 0; at < rows.length; at += ROWS_LAID_OUT) {
      yield await block(fitted, rows.slice(at, at + ROWS_LAID_OUT), at === 0 && shape !== current, look)
    }
    current = shape
  }
}
