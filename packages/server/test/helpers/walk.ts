/** Walks the pages of a list, as a client does: from cursor to cursor. */
import { queryPairs } from '@fintrack/contract/call'
import type { Endpoint } from '@fintrack/contract/endpoint'
import type { TestUser } from './api.ts'

/** A row of any list. */
export interface Row { readonly id: number }

export async function listed (user: TestUser, list: Endpoint, query: object = {}): Promise<Row[]> {
  const answer = await user.answer(list, { query: queryPairs({ ...query }) })
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
  return answer.body as Row[]
}

export async function idsOf (user: TestUser, list: Endpoint, query: object = {}): Promise<number[]> {
  return (await listed(user, list, query)).map(({ id }) => id)
}

/** The pages of a list, `limit` rows at a time; `between` runs before each page but the first. */
export async function pagesOf (
  user: TestUser, list: Endpoint, query: object, limit: number, between: () => Promise<unknown> = async () => {}
): Promise<Row[][]> {
  const pages: Row[][] = []
  let cursor: string | undefined
  do {
    if (cursor !== undefined) await between()
    const { status, body, next } = await user.answer(list, { query: queryPairs({ ...query, limit, cursor }) })
    if (status !== 200) throw new Error(JSON.stringify(body))
    pages.push(body as Row[])
    cursor = next
  } while (cursor !== undefined)
  return pages
}
