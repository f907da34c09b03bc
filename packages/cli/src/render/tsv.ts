/** Tab-separated values for pipelines: no header, a line a row; tabs and line breaks inside a cell are `\t`, `\n`, `\r`. */
import { visible } from './safe-text.ts'
import type { Pages, View } from './view.ts'

function cell (value: string | number | null): string {
  return String(value ?? '')
    .replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n').replaceAll('\r', '\\r')
}

/** @param onTerminal whether other acting characters become escapes too: a pipe gets them as they are */
export async function * tsv<Row> ({ columns }: View<Row>, pages: Pages<Row>, onTerminal: boolean): AsyncGenerator<string> {
  const shown = onTerminal ? visible : (text: string) => text
  for await (const rows of pages) {
    yield rows.map((row) => `${columns.map(({ value }) => shown(cell(value(row)))).join('\t')}\n`).join('')
  }
}
