/**
 * Random books with accounts, transfers, splits and tags on both databases: balances and reports against a second
 * computation over the rows as a list shows them, and undo of everything, step by step.
 */
import { createAccount, listAccounts, type Account } from '@fintrack/contract/accounts'
import { createCategory } from '@fintrack/contract/categories'
import { listChanges, undoChange } from '@fintrack/contract/changes'
import { getMonthlyReport, getReport } from '@fintrack/contract/reports'
import {
  changeTransaction, createTransaction, deleteTransaction, listTransactions, type Transaction,
} from '@fintrack/contract/transactions'
import fc from 'fast-check'
import t, { type Test } from 'tap'
import { bothDatabases, type TestUser } from '../../helpers/api.ts'

const RUNS = 5
const DAYS = ['2024-04-30', '2024-05-01', '2024-05-15', '2024-05-31', '2024-06-01']
const MONTHS = ['2024-04', '2024-05', '2024-06']
const NAMES = ['Checking', 'Savings', 'Card']

function cents (text: string): bigint {
  return BigInt(text.replace('.', ''))
}

function sumOf<Row> (rows: readonly Row[], value: (row: Row) => bigint): bigint {
  return rows.reduce((sum, row) => sum + value(row), 0n)
}

const anyDay = fc.constantFrom(...DAYS)
const anyAccount = fc.constantFrom(...NAMES)
const anyCents = fc.integer({ min: -5000, max: 5000 })

function amount (value: number): string {
  return `${value < 0 ? '-' : ''}${Math.floor(Math.abs(value) / 100)}.${String(Math.abs(value) % 100).padStart(2, '0')}`
}

const common = { date: anyDay, tags: fc.subarray(['trip', 'trip/rome', 'kids']) }

const anyPlain = fc.record({
  ...common, amount: anyCents.map(amount), category: fc.constantFrom('Food', 'Food:Out', 'House:Roof', 'Salary'),
  account: fc.option(anyAccount),
})

/** Between accounts of one currency; it may arrive later. */
const anyTransfer = fc.record({
  ...common,
  type: fc.constant('transfer' as const),
  amount: fc.nat({ max: 5000 }).map(amount),
  ends: fc.shuffledSubarray(NAMES, { minLength: 2, maxLength: 2 }),
  later: fc.boolean(),
}).map(({ ends: [account = '', to = ''], later, ...rest }) =>
  ({ ...rest, account, to_account: to, to_date: later ? '2024-06-01' : null }))

const anyExchange = fc.record({
  ...common, type: fc.constant('transfer' as const), account: anyAccount, to_account: fc.constant('Travel'),
  amount: fc.nat({ max: 5000 }).map(amount), to_amount: fc.nat({ max: 5000 }).map(amount),
})

const anySplit = fc.record({
  ...common, account: fc.option(anyAccount), parts: fc.array(anyCents, { minLength: 2, maxLength: 4 }),
  loan: fc.boolean(),
}).map(({ parts, loan, ...rest }) => ({
  ...rest,
  type: 'expense' as const,
  amount: amount(parts.reduce((sum, part) => sum + part, 0)),
  splits: parts.map((part, at) => ({
    amount: amount(part), ...(loan && at === 0 ? { to_account: 'Loan' } : { category: at % 2 === 0 ? 'Food' : null }),
  })),
}))

const anyRow = fc.oneof(anyPlain, anyTransfer, anyExchange, anySplit)

/** What the rows do to an account up to a day: the second computation. */
function movedIn (rows: readonly Transaction[], account: Account, on: string): bigint {
  let sum = 0n
  for (const row of rows) {
    const sign = row.type === 'income' ? 1n : -1n
    if (row.account === account.id && row.date <= on) sum += sign * cents(row.amount)
    if (row.to_account === account.id && (row.to_date ?? row.date) <= on) sum += cents(row.to_amount ?? row.amount)
    for (const part of row.splits) {
      if (part.to_account === account.id && row.date <= on) sum -= sign * cents(part.amount)
    }
  }
  return sum
}

interface Part {
  readonly row: Transaction
  readonly name: string | null
  /** Added to what is there: an expense takes away. */
  readonly effect: bigint
}

/** The parts of rows that are income or expenses. */
function partsOf (rows: readonly Transaction[]): Part[] {
  return rows.filter(({ type }) => type !== 'transfer').flatMap((row) => {
    const sign = row.type === 'income' ? 1n : -1n
    if (row.splits.length === 0) return [{ row, name: row.category_name, effect: sign * cents(row.amount) }]
    return row.splits.filter((part) => part.to_account === null)
      .map((part) => ({ row, name: part.category_name, effect: sign * cents(part.amount) }))
  })
}

async function checkBalances (t: Test, user: TestUser, rows: readonly Transaction[]): Promise<void> {
  for (const on of [...DAYS, '9999-12-31']) {
    for (const account of (await user.call(listAccounts, { query: { on } })).body) {
      const wanted = cents(account.opening_balance) + movedIn(rows, account, on)
      t.equal(cents(account.balance), wanted, `${account.name} on ${on}`)
    }
  }
}

/** Rows of a month's report, by type, name and total, cut to a depth by a second computation. */
function rowsAt (parts: readonly Part[], depth: number): Record<string, bigint> {
  const sums: Record<string, bigint> = {}
  for (const { row: { type }, name, effect } of parts) {
    const key = `${type} ${name?.split(':').slice(0, depth).join(':') ?? ''}`
    sums[key] = (sums[key] ?? 0n) + (type === 'income' ? effect : -effect)
  }
  return sums
}

async function checkReport (t: Test, user: TestUser, month: string, parts: readonly Part[]): Promise<bigint> {
  const net = sumOf(parts, ({ effect }) => effect)
  for (const depth of [1, 2, 3]) {
    const { body: report } = await user.call(getMonthlyReport, { query: { month, depth } })
    t.equal(cents(report.net_savings), net, `net of ${month}`)
    t.strictSame(
      Object.fromEntries(report.category_breakdown.map(({ category_name: name, type, total }) =>
        [`${type} ${name ?? ''}`, cents(total)])),
      rowsAt(parts, depth), `rows of ${month} at depth ${depth}`
    )
    for (const [type, total] of [['income', report.total_income], ['expense', report.total_expense]] as const) {
      const ofType = report.category_breakdown.filter((row) => row.type === type)
      t.equal(sumOf(ofType, (row) => cents(row.total)), cents(total), `rows sum to the ${type} at depth ${depth}`)
    }
  }
  return net
}

/** By tag a row counts in each of its tags, in the totals once. */
async function checkTags (t: Test, user: TestUser, parts: readonly Part[]): Promise<void> {
  const { body: report } = await user.call(
    getReport, { query: { from: DAYS[0] ?? '', to: DAYS.at(-1) ?? '', by: 'tag' } }
  )
  const sums: Record<string, { total: bigint, ids: Set<number> }> = {}
  for (const { row, effect } of parts) {
    for (const tag of row.tags.length === 0 ? [''] : row.tags) {
      const sum = sums[`${row.type} ${tag}`] ??= { total: 0n, ids: new Set() }
      sum.total += row.type === 'income' ? effect : -effect
      sum.ids.add(row.id)
    }
  }
  t.strictSame(
    Object.fromEntries(report.rows.map(({ name, type, total, count }) =>
      [`${type} ${name ?? ''}`, [cents(total), count]])),
    Object.fromEntries(Object.entries(sums).map(([key, { total, ids }]) => [key, [total, ids.size]]))
  )
  t.equal(cents(report.net_savings), sumOf(parts, ({ effect }) => effect), 'a tag changes no total')
  t.equal(report.overlapping, parts.some(({ row }) => row.tags.length > 1))
}

async function check (t: Test, user: TestUser): Promise<void> {
  const { body: rows } = await user.call(listTransactions, {})
  await checkBalances(t, user, rows)
  const parts = partsOf(rows)
  let net = 0n
  for (const month of MONTHS) {
    net += await checkReport(t, user, month, parts.filter(({ row }) => row.date.startsWith(month)))
  }
  await checkTags(t, user, parts)

  // Income less expenses is how all balances changed, but for what lies in no account and what was exchanged.
  const outside = sumOf(parts.filter(({ row }) => row.account === null), ({ effect }) => effect)
  const intoLoan = sumOf(rows.filter(({ account }) => account === null), (row) =>
    sumOf(row.splits.filter((part) => part.to_account !== null), (part) => cents(part.amount)))
  const exchanged = sumOf(rows.filter(({ to_currency: to }) => to === 'EUR'), (row) => cents(row.amount))
  const { body: accounts } = await user.call(listAccounts, {})
  const changed = sumOf(accounts.filter(({ currency }) => currency === 'USD'), (account) =>
    cents(account.balance) - cents(account.opening_balance))
  t.equal(changed, net - outside + intoLoan - exchanged, 'income less expenses is the change of all balances')
}

/** All that a book shows of its money. */
async function shown (user: TestUser): Promise<string> {
  return JSON.stringify([(await user.call(listTransactions, {})).body, (await user.call(listAccounts, {})).body])
}

async function latestChange (user: TestUser): Promise<number> {
  return Number((await user.call(listChanges, { query: { limit: 1 } })).body[0]?.id)
}

async function openAccounts (user: TestUser): Promise<void> {
  for (const name of ['Food', 'Food:Out', 'House:Roof']) {
    await user.call(createCategory, { body: { name, type: 'expense' } })
  }
  await user.call(createCategory, { body: { name: 'Salary', type: 'income' } })
  for (const name of [...NAMES, 'Loan']) {
    await user.call(createAccount, { body: { name, opening_balance: name === 'Loan' ? '-900' : '100' } })
  }
  await user.call(createAccount, { body: { name: 'Travel', currency: 'EUR', opening_balance: '20' } })
}

let book = 0

bothDatabases(t, 'balances and reports of random books agree with their rows, and each undo restores them',
  async (t, api) => {
    await fc.assert(fc.asyncProperty(
      fc.array(anyRow, { minLength: 1, maxLength: 12 }), fc.array(fc.nat(), { maxLength: 4 }), anyRow,
      async (rows, gone, other) => {
        const user = await api.user(`book${book += 1}`)
        await openAccounts(user)
        const befores: Array<{ change: number, book: string }> = []
        const step = async (work: () => Promise<unknown>) => {
          const [book, latest] = [await shown(user), await latestChange(user)]
          await work()
          const change = await latestChange(user)
          if (change !== latest) befores.push({ change, book })
        }
        const ids: number[] = []
        for (const body of rows) {
          await step(async () => { ids.push((await user.call(createTransaction, { body })).body.id) })
        }
        await check(t, user)
        for (const pick of gone) {
          const [id] = ids.splice(pick % Math.max(1, ids.length), 1)
          if (id === undefined) break
          // Some are removed, and some become another row altogether, or are refused whole.
          await step(() => pick % 2 === 0
            ? user.call(deleteTransaction, { id })
            : user.answer(changeTransaction, { id: String(id), body: other }))
        }
        await check(t, user)
        for (const { change, book } of befores.toReversed()) {
          await user.call(undoChange, { id: change })
          t.equal(await shown(user), book, 'an undo restores every row and balance')
        }
      }
    ), { numRuns: RUNS })
  })
