/** The shape of a command that lists rows. */
import type { Command } from 'commander'
import { pagesOf, type Page, type PageQuery } from '../api/pages.ts'
import type { Api, Context } from '../context.ts'
import { newOutput, say } from '../output/output.ts'
import type { Pages, View } from '../render/view.ts'

export interface List<Row> {
  /** Asks for one page. */
  readonly fetch: (api: Api, page: PageQuery) => Promise<Page<Row>>
  /** The sentence for an empty list on a terminal. */
  readonly empty: string
  /** Stops after so many rows; undefined lists them all. */
  readonly most?: number | undefined
  /** What there is more of where `most` cut the list, as `More transactions match`. */
  readonly more?: string
}

/**
 * Lists every row, page by page.
 * @param lines makes the lines of the list from the rows of the API
 */
export async function listLines<Row, Line extends object> (
  cx: Context, view: View<Line>, {
    fetch, empty, most, more = 'There are more',
  }: List<Row>, lines: (pages: Pages<Row>) => Pages<Line>
): Promise<void> {
  const output = newOutput(cx, view)
  const api = await cx.api()
  let isCut = false
  await output.list(lines(pagesOf((page) => fetch(api, page), most, () => { isCut = true })), empty)
  if (isCut && most !== undefined) say(cx, `${more}: --limit ${most} cut the list.`)
}

export function listRows<Row extends object> (cx: Context, view: View<Row>, list: List<Row>): Promise<void> {
  return listLines(cx, view, list, (pages) => pages)
}

/** The file of a command that lists everything and has no options. */
export function listCommand<Row extends object> (
  view: View<Row>, fetch: List<Row>['fetch'], empty: string, example: string
) {
  return (command: Command, cx: Context): void => {
    command.addHelpText('after', `\nExamples:\n  ${example}\n`).action(() => listRows(cx, view, { fetch, empty }))
  }
}
