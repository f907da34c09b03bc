/** JSON and NDJSON of the API's rows. What a terminal would act on is an escape everywhere: the value is the same. */
import { visibleJson } from './safe-text.ts'
import type { Pages } from './view.ts'

function pretty (value: unknown): string {
  return visibleJson(JSON.stringify(value, null, 2))
}

/** One value, indented. */
export function json (value: unknown): string {
  return `${pretty(value)}\n`
}

/** A list as one array, written as its pages come. */
export async function * jsonArray (pages: Pages<unknown>): AsyncGenerator<string> {
  let before = '[\n'
  for await (const rows of pages) {
    yield rows.map((row) => {
      const text = `${before}  ${pretty(row).replaceAll('\n', '\n  ')}`
      before = ',\n'
      return text
    }).join('')
  }
  yield before === '[\n' ? '[]\n' : '\n]\n'
}

/** A value a line. */
export async function * ndjson (pages: Pages<unknown>): AsyncGenerator<string> {
  for await (const rows of pages) yield rows.map((row) => `${visibleJson(JSON.stringify(row))}\n`).join('')
}
