/** CSV as RFC 4180 has it: lines end in CR LF, and what holds a comma, quote or line break is quoted. */
import { disarm } from '@fintrack/contract/csv-cell'
import { visible, visibleLines } from './safe-text.ts'
import type { Column, Pages, View } from './view.ts'

const EOL = '\r\n'

function quoted (text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

function line (cells: readonly string[]): string {
  return cells.map(quoted).join(',') + EOL
}

/** @param onTerminal whether acting characters become escapes: a file gets every text as it is */
export async function * csv<Row> (view: View<Row>, pages: Pages<Row>, onTerminal: boolean): AsyncGenerator<string> {
  const shown = onTerminal ? visibleLines : (text: string) => text
  const cell = (column: Column<Row>, row: Row) => {
    const text = String(column.value(row) ?? '')
    return shown(column.free === true ? disarm(text) : text)
  }
  yield line(view.columns.map(({ name }) => name))
  for await (const rows of pages) {
    yield rows.map((row) => line(view.columns.map((column) => cell(column, row)))).join('')
  }
}

function cell (value: string | number | null): string {
  return String(value ?? '')
    .replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n').replaceAll('\r', '\\r')
}

/** @param onTerminal whether other acting characters become escapes too: a pipe gets them as they are */
export async function * tsv<Row> (
  { columns }: View<Row>, pages: Pages<Row>, onTerminal: boolean
): AsyncGenerator<string> {
  const shown = onTerminal ? visible : (text: string) => text
  for await (const rows of pages) {
    yield rows.map((row) => `${columns.map(({ value }) => shown(cell(value(row)))).join('\t')}\n`).join('')
  }
}
