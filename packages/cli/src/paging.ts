/** A list of the API, page by page. */
import { PAGE_MAX_ROWS } from '@fintrack/contract/limits'
import { Fault } from './fault.ts'
import type { Pages } from './render/view.ts'

export interface PageQuery { readonly limit: number, readonly cursor?: string }
export interface Page<Row> { readonly body: readonly Row[], readonly next?: string }

/**
 * Every row of a list, one call a page, as they are asked for.
 * @param most stops after so many rows
 * @param onCut told once if there would have been more
 */
export async function * pagesOf<Row> (
  fetch: (query: PageQuery) => Promise<Page<Row>>, most = Infinity, onCut: () => void = () => {}
): Pages<Row> & AsyncGenerator<readonly Row[]> {
  let wanted = most
  let cursor: string | undefined
  do {
    const page = await fetch({ limit: Math.min(PAGE_MAX_ROWS, wanted), ...(cursor === undefined ? {} : { cursor }) })
    yield page.body
    wanted -= page.body.length
    if (page.next !== undefined && page.next === cursor) throw new Fault('unreadable_answer', 'The list does not end: its next page is the same page again.')
    cursor = page.next
  } while (cursor !== undefined && wanted > 0)
  if (cursor !== undefined) onCut()
}
