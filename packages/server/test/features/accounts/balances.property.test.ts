/**
 * Random books with accounts, transfers, splits and tags: balances and reports against a second computation over the
 * rows as a list shows them, and undo of everything.
 */
import { createAccount, listAccounts, type Account } from '@fintrack/contract/accounts'
import { createCategory } from '@fintrack/contract/categories'
import { listChanges, undoChange } from '@fintrack/contract/changes'
import { getMonthlyReport } from '@fintrack/contract/reports'
import {
  changeTransaction, createTransaction, deleteTransaction, listTransactions, type Transaction,
} from '@fintrack/contract/transactions'
import fc from 'fast-check'
import t from 'tap'
import { httpApi, type TestUser } from '../../helpers/api.ts'

const RUNS = 12
const DAYS = ['2024-04-30', '2024-05-01', '2024-05-15', '2024-05-31', '2024-06-01']
const NAMES = ['Checking', 'Savings', 'Card']

function cents (text: string): bigint {
  return BigInt(text.replace('.', ''))
}

const anyDay = fc.constantFrom(...DAYS)
const anyAccount = fc.constantFrom(...NAMES)
const anyCents = fc.integer({ min: -5000, max: 5000 })

function amount (value: number): string {
  return `${value < 0 ? '-' : ''}${Math.floor(Math.abs(value) / 100)}.${String(Math.abs(value) % 100).padStart(2, '0')}`
}

const common = { date: anyDay, tags: fc.subarray(['trip', 'kids']) }

const anyPlain = fc.record({
  ...common, amount: anyCents.map(amount), category: fc.constantFrom('Food', 'House', 'Salary'),
  account: fc.option(anyAccount),
})

const anyTransfer = fc.record({
  ...common,
  type: fc.constant('transfer' as const),
  amount: fc.nat({ max: 5000 }).map(amount),
  ends: fc.shuffledSubarray(NAMES, { minLength: 2, maxLength: 2 }),
}).map(({ ends: [account = '', to = ''], ...rest }) => ({ ...rest, account, to_account: to }))

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

const anyRow = fc.oneof(anyPlain, anyTransfer, anySplit)

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

/** The parts of rows that are income or expenses. */
function partsOf (rows: readonly Transaction[]): Array<{ month: string, name: string | null, effect: bigint }> {
  return rows.filter(({ type }) => type !== 'transfer').flatMap((row) => {
    const sign = row.type === 'income' ? 1n : -1n
    const month = row.date.slice(0, 7)
    if (row.splits.length === 0) return [{ month, name: row.category_name, effect: sign * cents(row.amount) }]
    return row.splits.filter((part) => part.to_account === null)
      .map((part) => ({ month, name: part.category_name, effect: sign * cents(part.amount) }))
  })
}

async function check (user: TestUser): Promise<void> {
  const { body: rows } = await user.call(listTransactions, {})
  for (const on of [...DAYS, '9999-12-31']) {
    for (const account of (await user.call(listAccounts, { query: { on } })).body) {
      const wanted = cents(account.opening_balance) + movedIn(rows, account, on)
      t.equal(cents(account.balance), wanted, `${account.name} on ${on}`)
    }
  }
  for (const month of ['2024-04', '2024-05', '2024-06']) {
    const { body: report } = await user.call(getMonthlyReport, { query: { month } })
    const parts = partsOf(rows).filter((part) => part.month === month)
    const net = parts.reduce((sum, part) => sum + part.effect, 0n)
    t.equal(cents(report.net_savings), net, `net of ${month}`)
    for (const { category_name: name, type, total } of report.category_breakdown) {
      const own = parts.filter((part) => part.name === name)
      // Without a category both types stand under one name.
      if (name === null) continue
      const sum = own.reduce((all, part) => all + part.effect, 0n)
      t.equal(cents(total), type === 'income' ? sum : -sum, `${name} in ${month}`)
    }
    const expenses = report.category_breakdown.filter(({ type }) => type === 'expense')
    const sum = expenses.reduce((all, { total }) => all + cents(total), 0n)
    t.equal(sum, cents(report.total_expense), 'rows sum to totals')
  }
}

t.test('balances and reports of random books agree with their rows, also once all is undone', async (t) => {
  const api = await httpApi(t)
  let book = 0
  await fc.assert(fc.asyncProperty(
    fc.array(anyRow, { minLength: 1, maxLength: 12 }), fc.array(fc.nat(), { maxLength: 4 }), anyRow,
    async (rows, gone, other) => {
      const user = await api.user(`book${book += 1}`)
      for (const name of ['Food', 'House']) await user.call(createCategory, { body: { name, type: 'expense' } })
      await user.call(createCategory, { body: { name: 'Salary', type: 'income' } })
      for (const name of [...NAMES, 'Loan']) {
        await user.call(createAccount, { body: { name, opening_balance: '100' } })
      }
      const furnished = JSON.stringify((await user.call(listAccounts, {})).body)
      const latest = Number((await user.call(listChanges, { query: { limit: 1 } })).body[0]?.id)
      const ids: number[] = []
      for (const body of rows) ids.push((await user.call(createTransaction, { body })).body.id)
      await check(user)
      for (const pick of gone) {
        const [id] = ids.splice(pick % Math.max(1, ids.length), 1)
        if (id === undefined) break
        // Some are removed, and some become another row altogether, or are refused whole.
        if (pick % 2 === 0) await user.call(deleteTransaction, { id })
        else await user.answer(changeTransaction, { id: String(id), body: other })
      }
      await check(user)
      for (const { id } of (await user.call(listChanges, {})).body) {
        if (id > latest) await user.call(undoChange, { id })
      }
      t.strictSame((await user.call(listTransactions, {})).body, [])
      t.equal(JSON.stringify((await user.call(listAccounts, {})).body), furnished)
    }
  ), { numRuns: RUNS })
})
