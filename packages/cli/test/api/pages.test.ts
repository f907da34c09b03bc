import { UserError } from '@fintrack/contract/errors'
import t from 'tap'
import { pagesOf, type PageQuery } from '../../src/api/pages.ts'

/** A list of so many numbers, asked for page by page. */
function listOf (count: number) {
  const asked: PageQuery[] = []
  return {
    asked,
    fetch: async (query: PageQuery) => {
      asked.push(query)
      const from = Number(query.cursor ?? 0)
      const to = Math.min(count, from + query.limit)
      return {
        body: Array.from({ length: to - from }, (_, at) => from + at), ...(to < count
          ? { next: String(to) }
          : {})
      }
    },
  }
}

async function walk (count: number, most?: number) {
  const list = listOf(count)
  let cuts = 0
  const sizes: number[] = []
  for await (const page of pagesOf(list.fetch, most, () => { cuts += 1 })) sizes.push(page.length)
  return { asked: list.asked, sizes, cuts }
}

t.test('a list comes a thousand rows at a time, to its end', async (t) => {
  t.strictSame(await walk(2500), {
    asked: [{ limit: 1000 }, { limit: 1000, cursor: '1000' }, { limit: 1000, cursor: '2000' }],
    sizes: [1000, 1000, 500],
    cuts: 0,
  })
  t.strictSame(await walk(0), { asked: [{ limit: 1000 }], sizes: [0], cuts: 0 })
})

t.test('paging asks for no more rows than are wanted, and reports that the list was cut', async (t) => {
  t.strictSame(await walk(2500, 1200), {
    asked: [{ limit: 1000 }, { limit: 200, cursor: '1000' }], sizes: [1000, 200], cuts: 1,
  })
  t.strictSame(await walk(2500, 2500), {
    asked: [{ limit: 1000 }, { limit: 1000, cursor: '1000' }, { limit: 500, cursor: '2000' }],
    sizes: [1000, 1000, 500],
    cuts: 0,
  })
  t.strictSame(await walk(3, 10), { asked: [{ limit: 10 }], sizes: [3], cuts: 0 })
})

t.test('paging cuts a list at its limit also where no callback wants to know', async (t) => {
  const pages = pagesOf(listOf(20).fetch, 10)
  t.equal((await pages.next()).value?.length, 10)
  t.equal((await pages.next()).done, true)
})

t.test('a page is asked for only when the one before has been taken', async (t) => {
  const list = listOf(5000)
  const pages = pagesOf(list.fetch)
  t.strictSame(list.asked.length, 0)
  await pages.next()
  t.equal(list.asked.length, 1)
  await pages.next()
  t.equal(list.asked.length, 2)
  await pages.return(undefined)
})

t.test('a list whose next page is the same page again is not followed for ever', async (t) => {
  const seen: number[] = []
  const walking = (async () => {
    for await (const page of pagesOf(async ({ cursor }) =>
      ({ body: [Number(cursor ?? 0)], next: '7' }))) seen.push(...page)
  })()
  await t.rejects(
    walking, new UserError('unreadable_answer', 'The list does not end: its next page is one that was there before.')
  )
  t.strictSame(seen, [0, 7])
})

t.test('a list that comes back to any page of before is not followed for ever', async (t) => {
  const after: Readonly<Record<string, string>> = { '': 'a', a: 'b', b: 'a' }
  const asked: string[] = []
  const walking = (async () => {
    for await (const page of pagesOf(async ({ cursor = '' }) => ({ body: [cursor], next: after[cursor] ?? 'lost' }))) {
      asked.push(...page)
      if (asked.length > 10) break
    }
  })()
  await t.rejects(
    walking, new UserError('unreadable_answer', 'The list does not end: its next page is one that was there before.')
  )
  t.strictSame(asked, ['', 'a', 'b'])
})

t.test('a list whose pages all name a new one is left after five thousand of them', async (t) => {
  let asked = 0
  const walking = (async () => {
    for await (const page of pagesOf(async () => {
      asked += 1
      return { body: [asked], next: String(asked) }
    })) if (page.length === 0 || asked > 20_000) break
  })()
  await t.rejects(
    walking, new UserError('unreadable_answer', 'The list does not end within 5000 pages; narrow it by its filters.')
  )
  t.equal(asked, 5_000)
})

t.test('a page without rows is the last one', async (t) => {
  let asked = 0
  const walking = (async () => {
    for await (const page of pagesOf(async () => {
      asked += 1
      return { body: asked === 1 ? [1] : [], next: String(asked) }
    })) {
      t.ok(page.length > 0, 'no empty page is handed on')
      if (asked > 10) break
    }
  })()
  await t.rejects(
    walking, new UserError('unreadable_answer', 'The list does not end: a page without rows names a next one.')
  )
  t.equal(asked, 2)
})
