/** The main job on a whole book: import it, and each month's report tells the truth, by either way in. */
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import t from 'tap'
import { importTransactions } from '@fintrack/contract/imports'
import { getMonthlyReport } from '@fintrack/contract/reports'
import { listTransactions } from '@fintrack/contract/transactions'
import { everyWay, bytesOf, dispatchApi, httpApi, logInAs, type TestUser } from './helpers/api.ts'

const BOOK = readFileSync(new URL('../../../examples/household.csv', import.meta.url))

/** `month,type,category,total` by month; no cell of it needs quotes. */
const TOTALS = readFileSync(
  new URL('../../../examples/household-totals.csv', import.meta.url), 'utf8'
).trimEnd().split(/\r?\n/).slice(1)

/** A month's report as lines of the file of totals, in its order. */
async function totalsOf (user: TestUser, month: string): Promise<string[]> {
  const { body } = await user.call(getMonthlyReport, { query: { month } })
  return body.category_breakdown.map(
    ({ type, category_name: name, total }) => `${month},${type},${name ?? ''},${total}`
  ).sort()
}

everyWay(t, 'the imported example book reports each of its 36 months to the cent [P3.8]', async (t, api) => {
  const user = await api.user('ada', 'USD')
  const { body } = await user.call(importTransactions, { body: bytesOf(BOOK) })
  t.equal(body.rows, BOOK.toString().trimEnd().split('\n').length - 1)
  const months = [...new Set(TOTALS.map((line) => line.slice(0, 7)))]
  t.equal(months.length, 36)
  for (const month of months) {
    t.strictSame(await totalsOf(user, month), TOTALS.filter((line) => line.startsWith(month)).sort(), month)
  }
  t.strictSame(await totalsOf(user, '2021-12'), [])
  t.equal((await user.call(listTransactions, {})).body.length, body.rows)
})

t.test('reports and lists are the same bytes over HTTP and in the embedded book', async (t) => {
  const [http, book] = [await httpApi(t), await dispatchApi(t)]
  const users = [await http.user('ada', 'USD'), await book.user('ada', 'USD')] as const
  for (const user of users) await user.call(importTransactions, { body: bytesOf(BOOK) })
  const headers = { authorization: `Bearer ${await logInAs(http, 'ada')}` }
  for (const month of new Set(TOTALS.map((line) => line.slice(0, 7)))) {
    const { body: overHttp } = await http.server.inject({ url: `/api/reports/monthly/?month=${month}`, headers })
    const { body: direct } = await users[1].answer(getMonthlyReport, { query: [['month', month]] })
    t.equal(overHttp, JSON.stringify(direct), month)
  }
  const { body: overHttp } = await http.server.inject({ url: '/api/transactions/', headers })
  const { body: direct } = await users[1].answer(listTransactions)
  t.ok(overHttp === JSON.stringify(direct), 'all transactions')
})

interface Line {
  readonly month: string
  readonly day: number
  readonly category: number
  readonly cents: bigint
  readonly text: string
}

const EXPENSES = ['Food', 'Food / Out', 'Rent, home', '"Fun"', 'Äpfel', ''] as const
const CATEGORIES = [...EXPENSES, 'Salary', 'Gifts', 'Interest 5%', ''] as const

function typeOf (category: number): 'expense' | 'income' {
  return category < EXPENSES.length ? 'expense' : 'income'
}

const anyLine: fc.Arbitrary<Line> = fc.record({
  month: fc.constantFrom('2023-12', '2024-01', '2024-02', '2024-03'),
  day: fc.integer({ min: 1, max: 29 }),
  category: fc.integer({ min: 0, max: CATEGORIES.length - 1 }),
  cents: fc.oneof(fc.bigInt(-100_00n, 5_000_00n), fc.bigInt(-10_000_000_000_000n, 10_000_000_000_000n)),
  text: fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', 'é', ' '), maxLength: 5 }),
})

function amountOf (cents: bigint): string {
  const digits = String(cents < 0n ? -cents : cents).padStart(3, '0')
  return `${cents < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}

function cell (text: string): string {
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

everyWay(t, 'the totals of any imported book equal the sums of its lines', async (t, api) => {
  let books = 0
  await fc.assert(fc.asyncProperty(fc.array(anyLine, { minLength: 1, maxLength: 60 }), async (lines) => {
    books += 1
    const user = await api.user(`user${books}`, 'EUR')
    const rows = lines.map(({ month, day, category, cents, text }) =>
      [
        `${month}-${String(day).padStart(2, '0')}`, typeOf(category), String(CATEGORIES[category]), amountOf(cents),
        text,
      ].map(cell).join(','))
    await user.call(
      importTransactions, { body: bytesOf(['date,type,category,amount,description', ...rows, ''].join('\r\n')) }
    )
    const sums = new Map<string, bigint>()
    for (const { month, category, cents } of lines) {
      const key = `${month},${typeOf(category)},${CATEGORIES[category]}`
      sums.set(key, (sums.get(key) ?? 0n) + cents)
    }
    const expected = [...sums].map(([key, sum]) => `${key},${amountOf(sum)}`).sort()
    const found = (await Promise.all(
      ['2023-12', '2024-01', '2024-02', '2024-03'].map((month) => totalsOf(user, month))
    )).flat().sort()
    if (JSON.stringify(found) !== JSON.stringify(expected)) {
      throw new Error(
      `${found.join('\n')}\nis not\n${expected.join('\n')}`
      )
    }
  }), { numRuns: 15, seed: 8 })
  t.equal(books, 15)
})
