/** A list of the API, page by page. */
import { UserError } from '@fintrack/contract/errors'
import { PAGE_MAX_ROWS } from '@fintrack/contract/limits'
import type { Pages } from '../render/view.ts'

/** Five million rows, in pages that are full: five times what a user may have unless the operator allows more. */
const MOST_PAGES = 5_000

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
  const seen = new Set<string>()
  do {
    const page = await fetch({ limit: Math.min(PAGE_MAX_ROWS, wanted), ...(cursor === undefined ? {} : { cursor }) })
    // A server that is mistaken, or means harm, is not followed for ever.
    if (page.next !== undefined && page.body.length === 0) {
      throw new UserError('unreadable_answer', 'The list does not end: a page without rows names a next one.')
    }
    yield page.body
    wanted -= page.body.length
    cursor = page.next
    if (cursor !== undefined && seen.has(cursor)) {
      throw new UserError('unreadable_answer', 'The list does not end: its next page is one that was there before.')
    }
    if (cursor !== undefined) seen.add(cursor)
    if (seen.size >= MOST_PAGES) {
      throw new UserError(
        'unreadable_answer', `The list does not end within ${MOST_PAGES} pages; narrow it by its filters.`
      )
    }
  } while (cursor !== undefined && wanted > 0)
  if (cursor !== undefined) onCut()
}
