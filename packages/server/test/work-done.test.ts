/**
 * The work of long requests in statements: their number does not grow with the rows, so that others, who wait for the
 * writer or for a connection, have their turn soon.
 */
import { checkBalance, createAccount, getAccount, listAccounts } from '@fintrack/contract/accounts'
import { getBudgetStatus } from '@fintrack/contract/budgets'
import { createCategory, deleteCategory } from '@fintrack/contract/categories'
import { listChanges, undoChange } from '@fintrack/contract/changes'
import { importTransactions } from '@fintrack/contract/imports'
import { getMonthlyReport } from '@fintrack/contract/reports'
import { createTransaction, createTransactions } from '@fintrack/contract/transactions'
import t from 'tap'
import { bothDatabases, bytesOf, httpApi, type HttpApi, type TestUser } from './helpers/api.ts'
import { shownTo } from './helpers/logged-rows.ts'

const ROWS = 1000
const MOST_STATEMENTS = 40

/** How many statements the API runs for this. */
async function statements (
  { served: { writer, reader, scanner } }: HttpApi, work: () => Promise<unknown>
): Promise<number> {
  let count = 0
  const handles = new Set([writer, reader, scanner])
  const listener = () => { count += 1 }
  for (const handle of handles) handle.on('query', listener)
  await work()
  for (const handle of handles) handle.removeListener('query', listener)
  return count
}

function rows (): string[] {
  return Array.from({ length: ROWS }, (_, at) => `2024-05-01,expense,Category ${at},${at + 1}`)
}

async function undo (user: TestUser): Promise<void> {
  const { body: [latest] } = await user.call(listChanges, { query: { limit: 1 } })
  await user.call(undoChange, { id: Number(latest?.id) })
}

bothDatabases(t, 'an import of 1,000 categories, its undo and redo take few statements [P3.10]', async (t, api) => {
  const user = await api.user()
  const csv = ['date,type,category,amount', ...rows()].join('\n')
  const importing = () => user.call(importTransactions, { body: bytesOf(csv) })
  for (const [name, work] of [
    ['import', importing], ['undo', () => undo(user)], ['redo', () => undo(user)], ['undo again', () => undo(user)],
  ] as const) {
    const count = await statements(api, work)
    t.ok(count > 0 && count < MOST_STATEMENTS, `${name}: ${count} statements`)
  }
})

bothDatabases(t, 'a category of 1,000 rows is removed, and put back, by few statements [P3.10]', async (t, api) => {
  const user = await api.user()
  const { body: food } = await user.call(createCategory, { body: { name: 'Food', type: 'expense' } })
  const lines = rows().map((line) => line.replace(/Category [0-9]+/, 'Food'))
  await user.call(importTransactions, { body: bytesOf(['date,type,category,amount', ...lines].join('\n')) })
  const removing = () => user.call(deleteCategory, { id: food.id, query: { uncategorize: true } })
  const before = await shownTo(user)
  for (const [name, work] of [['removal', removing], ['undo', () => undo(user)]] as const) {
    const count = await statements(api, work)
    t.ok(count > 0 && count < MOST_STATEMENTS, `${name}: ${count} statements`)
  }
  t.strictSame(await shownTo(user), before)
})

bothDatabases(t, 'a bulk write of a thousand rows takes few statements, stored or refused [P3.10]', async (t, api) => {
  const user = await api.user()
  await user.call(importTransactions, { body: bytesOf(['date,type,category,amount', ...rows()].join('\n')) })
  const transactions = Array.from({ length: ROWS }, (_, at) => ({
    date: '2024-06-01', amount: '1', category: `category ${at}`,
  }))
  const stored = await statements(api, () => user.call(createTransactions, { body: { transactions } }))
  t.ok(stored > 0 && stored < MOST_STATEMENTS, `${stored} statements`)
  const unknown = transactions.map((row) => ({ ...row, category: `no ${row.category}` }))
  const refused = await statements(api, () => user.refusal(createTransactions, { body: { transactions: unknown } }))
  t.ok(refused > 0 && refused < MOST_STATEMENTS, `${refused} statements`)
})

t.test('a bulk write whose ids others come between takes few statements, and none beside another', async (t) => {
  const api = await httpApi(t, {}, 'postgres')
  const user = await api.user()
  // As where others write at the same time: no two of its ids follow each other.
  await api.databases.writer.raw('ALTER SEQUENCE transactions_id_seq INCREMENT BY 2')
  const transactions = Array.from({ length: 100 }, (_, at) => ({ date: '2024-06-01', amount: at + 1, type: 'expense' }))
  let body: unknown
  const count = await statements(api, async () => {
    body = (await user.answer(createTransactions, { body: { transactions } })).body
  })
  t.ok(count < MOST_STATEMENTS, `${count} statements`)
  const results = transactions.map(({ amount }) => ({ transaction: { amount: `${amount}.00` } }))
  t.match(body, { created: 100, results })
})

const CURRENCIES = ['EUR', 'JPY', 'KWD', 'CHF', 'GBP']
const BUDGETED = 300

/** A book with each of its categories in each of five currencies, and a budget for each category, all in May. */
async function bookInManyCurrencies (api: HttpApi): Promise<TestUser> {
  const user = await api.user('ada', 'EUR')
  const lines = CURRENCIES.flatMap((currency) =>
    Array.from({ length: BUDGETED }, (_, at) => `2024-05-01,expense,Category ${at},${at + 1},${currency}`))
  await user.call(importTransactions, { body: bytesOf(['date,type,category,amount,currency', ...lines].join('\n')) })
  await api.databases.writer.raw(`
    INSERT INTO budgets (user_id, category, type, month, monthly_limit, currency, created_at, updated_at)
    SELECT user_id, id, type, '2024-05', 1, 'EUR', created_at, updated_at FROM categories`)
  return user
}

interface Answered { readonly sql: string, readonly bindings: readonly string[], readonly rows: number }

/** The statements that read transactions, and how many rows each brought. */
async function scans ({ served: { scanner } }: HttpApi, work: () => Promise<unknown>): Promise<Answered[]> {
  const answered: Answered[] = []
  const listener = (rows: unknown[], { sql, bindings }: Answered) => {
    if (sql.includes('transactions')) answered.push({ sql, bindings, rows: rows.length })
  }
  scanner.on('query-response', listener)
  await work()
  scanner.removeListener('query-response', listener)
  return answered
}

bothDatabases(t, 'a report brings its own currency by category, and others as sums [P3.10]', async (t, api) => {
  const user = await bookInManyCurrencies(api)
  const [{ rows } = { rows: 0 }, ...others] = await scans(
    api, () => user.call(getMonthlyReport, { query: { month: '2024-05' } })
  )
  t.strictSame([rows, others], [BUDGETED + CURRENCIES.length - 1, []])
})

t.test('SQLite reads a month\'s report, the status of budgets and balances from indexes alone [P3.10]', async (t) => {
  const api = await httpApi(t)
  const user = await bookInManyCurrencies(api)
  for (const [about, work] of [
    ['report', () => user.call(getMonthlyReport, { query: { month: '2024-05' } })],
    ['status', () => user.call(getBudgetStatus, { query: { month: '2024-05' } })],
    ['balances', () => user.call(listAccounts, { query: { on: '2024-05-31' } })],
  ] as const) {
    if (about === 'balances') await user.call(createAccount, { body: { name: 'Cash' } })
    const read = await scans(api, work)
    t.equal(read.length, 1, about)
    for (const { sql, bindings } of read) {
      const plan: Array<{ detail: string }> = await api.databases.reader.raw(`EXPLAIN QUERY PLAN ${sql}`, [...bindings])
      const steps = plan.map(({ detail }) => detail).filter((detail) => /(transactions|parts|\bt\b)/.test(detail))
      t.ok(steps.length > 0, about)
      t.strictSame(steps.filter((detail) => !detail.includes('COVERING INDEX')), [], about)
    }
  }
})

bothDatabases(t, 'the status of budgets reads the month once, or one category of it [P3.10]', async (t, api) => {
  const user = await bookInManyCurrencies(api)
  const status = (query: object) => user.call(getBudgetStatus, { query: { month: '2024-05', ...query } })
  const month = await scans(api, () => status({}))
  t.strictSame(month.map(({ rows }) => rows), [BUDGETED])
  const category = await scans(api, () => status({ category: 'Category 7' }))
  t.strictSame(category.map(({ rows }) => rows), [1])
  await user.call(createCategory, { body: { name: 'Category 7:Below', type: 'expense' } })
  await user.call(createTransaction, { body: { date: '2024-05-02', amount: '3', category: 'Category 7:Below' } })
  const branch = await scans(api, async () => {
    t.match((await status({ category: 'Category 7' })).body, [{ category_name: 'Category 7', spent: '11.00' }])
    t.match((await status({ category: '=Category 7' })).body, [{ category_name: 'Category 7', spent: '11.00' }])
    t.match((await status({ covers: 'Category 7:Below' })).body, [{ category_name: 'Category 7', spent: '11.00' }])
    t.strictSame((await status({ category: 'Category 7:Below' })).body, [], 'which has no budget')
  })
  t.strictSame(branch.map(({ rows }) => rows), [2, 2, 2])
  t.notOk([...month, ...category].some(({ sql }) => sql.includes('budgets')), 'the month is not read by budget')
})

t.test('the balance of one account is read from its own rows alone, and that of a new one from none', async (t) => {
  const api = await httpApi(t)
  const user = await bookInManyCurrencies(api)
  const { served: { writer, reader, scanner } } = api
  /** How the rows are looked for that the balance is summed from. */
  const searches = async (work: () => Promise<unknown>): Promise<string[]> => {
    const asked: Array<{ sql: string, bindings: readonly string[] }> = []
    const listener = (one: { sql: string, bindings: readonly string[] }) => {
      if (one.sql.includes('AS moved')) asked.push(one)
    }
    for (const handle of [writer, reader, scanner]) handle.on('query', listener)
    await work()
    for (const handle of [writer, reader, scanner]) handle.removeListener('query', listener)
    const found: string[] = []
    for (const { sql, bindings } of asked) {
      const plan: Array<{ detail: string }> = await api.databases.reader.raw(`EXPLAIN QUERY PLAN ${sql}`, [...bindings])
      found.push(...plan.map(({ detail }) => detail).filter((detail) => /(transactions|parts)/.test(detail)))
    }
    return found
  }
  t.strictSame(await searches(() => user.call(createAccount, { body: { name: 'Cash' } })), [])
  for (const work of [
    () => user.call(getAccount, { id: 1 }),
    () => user.call(checkBalance, { id: 1, body: { amount: '0', date: '2024-05-31' } }),
  ]) {
    const found = await searches(work)
    t.equal(found.length, 3)
    t.strictSame(found.filter((detail) => !/\(user_id=\? AND (to_)?account=\?/.test(detail)), [])
  }
})
