/** The words of a book that a shell completes, wherever the book is. Nothing is made, asked or waited for. */
import type { Send } from '@fintrack/contract/call'
import type { Api, Context } from '../context.ts'
import type { ServerDestination } from '../options/server-address.ts'
import type { WordKind } from './embedded-transport.ts'
import type { Limits } from './http-transport.ts'
import { pagesOf, type PageQuery } from './pages.ts'

export type { WordKind }

/** Of so many of the latest transactions the payees are offered, as the embedded book does. */
const LATEST_TRANSACTIONS = 1000
/** A list of names that is longer than this helps nobody. */
const MOST_NAMES = 5000

const MIB = 1024 * 1024

function within (ms: number): Limits {
  return { answerMs: ms, uploadMs: ms, exchangeMs: ms, longExchangeMs: ms, answerBytes: 16 * MIB }
}

const ANSWER = within(1500)
/** A token that was renewed and not received would be lost. */
const RENEWAL = within(5000)

/** No second attempt, and no key for what is made: nothing is. */
async function sendTo (cx: Context, destination: ServerDestination): Promise<Send> {
  const { newHttpTransport } = await import('./http-transport.ts')
  const { withSession } = await import('./session.ts')
  const { sessionOf } = await import('./open-book.ts')
  const renewing = newHttpTransport(destination, RENEWAL)
  return withSession(newHttpTransport(destination, ANSWER), await sessionOf(cx, destination, renewing))
}

interface Row { readonly name: string, readonly archived?: boolean }

async function namesOf (
  fetch: (page: PageQuery) => Promise<{ readonly body: readonly Row[], readonly next?: string }>
): Promise<string[]> {
  const names: string[] = []
  for await (const rows of pagesOf(fetch, MOST_NAMES)) {
    names.push(...rows.filter(({ archived }) => archived !== true).map(({ name }) => name))
  }
  return names
}

async function wordsOf (api: Api, kind: WordKind): Promise<string[]> {
  switch (kind) {
    case 'account': {
      const { listAccounts } = await import('@fintrack/contract/accounts')
      return namesOf((query) => api.call(listAccounts, { query }))
    }
    case 'category': {
      const { listCategories } = await import('@fintrack/contract/categories')
      return namesOf((query) => api.call(listCategories, { query }))
    }
    case 'tag': {
      const { listTags } = await import('@fintrack/contract/tags')
      return namesOf((query) => api.call(listTags, { query }))
    }
    case 'payee': {
      const { listTransactions } = await import('@fintrack/contract/transactions')
      const { body } = await api.call(listTransactions, { query: { limit: LATEST_TRANSACTIONS } })
      return body.flatMap(({ payee }) => payee === null ? [] : [payee])
    }
  }
}

/** Each word once. @throws where the book cannot be read just now, or nobody is logged in to it */
export async function bookWords (cx: Context, kind: WordKind): Promise<ReadonlySet<string>> {
  const destination = cx.destination()
  if (destination.kind === 'embedded') {
    const { embeddedWords } = await import('./embedded-transport.ts')
    return new Set(await embeddedWords(cx, kind))
  }
  const { clientOf } = await import('./open-book.ts')
  return new Set(await wordsOf(clientOf(await sendTo(cx, destination)), kind))
}
