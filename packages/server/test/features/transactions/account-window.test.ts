import { createAccount } from '@fintrack/contract/accounts'
import {
  createTransaction, listTransactions, type TransactionFilters, type TransactionInput,
} from '@fintrack/contract/transactions'
import t from 'tap'
import { everyWay, type TestApi, type TestUser } from '../../helpers/api.ts'

everyWay(t, 'a list of one account has a transfer on the day on which it arrives there', async (t, api) => {
  const user = await api.user()
  for (const name of ['Checking', 'Savings']) await user.call(createAccount, { body: { name } })
  const transfer = { type: 'transfer', account: 'checking', to_account: 'savings' } as const
  const late = { ...transfer, date: '2024-04-30', to_date: '2024-05-02', amount: '1' }
  const plain = { ...transfer, date: '2024-05-03', amount: '2' }
  for (const body of [late, plain]) await user.call(createTransaction, { body })
  const spent = { date: '2024-05-04', type: 'expense', amount: '3', account: 'savings' } as const
  const { body: { id: last } } = await user.call(createTransaction, { body: spent })
  const [first, second] = [last - 2, last - 1]
  const cases: ReadonlyArray<readonly [TransactionFilters, readonly number[]]> = [
    [{ account: 'savings', from: '2024-05-01' }, [first, second, last]],
    [{ account: 'savings', month: '2024-05' }, [first, second, last]],
    [{ account: 'savings', to: '2024-05-01' }, []],
    [{ account: 'savings', to: '2024-05-02' }, [first]],
    [{ account: 'checking', from: '2024-05-01' }, [second]],
    [{ account: 'checking', to: '2024-04-30' }, [first]],
    [{ from: '2024-05-01' }, [second, last]],
  ]
  for (const [query, ids] of cases) {
    const { body } = await user.call(listTransactions, { query: { ...query, sort: 'date' } })
    t.strictSame(body.map(({ id }) => id), ids, JSON.stringify(query))
  }
})

everyWay(t, 'the pages of a list of one account keep to its days', async (t, api) => {
  const user = await api.user()
  for (const name of ['Checking', 'Savings']) await user.call(createAccount, { body: { name } })
  const late = {
    type: 'transfer', account: 'checking', to_account: 'savings', date: '2024-04-01', to_date: '2024-05-02',
    amount: '1',
  } as const
  await user.call(createTransaction, { body: late })
  const spent = { type: 'expense', amount: '3', account: 'savings' } as const
  for (const date of ['2024-04-15', '2024-05-04']) await user.call(createTransaction, { body: { ...spent, date } })
  const query = { account: 'savings', from: '2024-05-01', sort: 'date', limit: 1 } as const
  const first = await user.call(listTransactions, { query })
  t.strictSame(first.body.map(({ date }) => date), ['2024-04-01'])
  const { body } = await user.call(listTransactions, { query: { ...query, cursor: String(first.next) } })
  t.strictSame(body.map(({ date }) => date), ['2024-05-04'])
})

/** An account of USD and one of EUR, with rows that are in both of them. */
async function twoCurrencies (api: TestApi): Promise<TestUser> {
  const user = await api.user('ada', 'USD')
  await user.call(createAccount, { body: { name: 'Dollars', currency: 'USD' } })
  await user.call(createAccount, { body: { name: 'Euros', currency: 'EUR' } })
  await user.call(createAccount, { body: { name: 'Loan', currency: 'EUR' } })
  const rows: readonly TransactionInput[] = [
    // 1 arrives late, and 3 before it leaves.
    {
      type: 'transfer', account: 'Dollars', to_account: 'Euros', date: '2024-05-01', to_date: '2024-05-06',
      amount: '50', to_amount: '40',
    },
    { type: 'expense', account: 'Euros', date: '2024-05-04', amount: '45' },
    {
      type: 'transfer', account: 'Dollars', to_account: 'Euros', date: '2024-05-07', to_date: '2024-05-03',
      amount: '10', to_amount: '9',
    },
    { type: 'income', account: 'Euros', date: '2024-05-06', amount: '47' },
    { type: 'transfer', account: 'Euros', to_account: 'Loan', date: '2024-05-02', amount: '12' },
    {
      type: 'expense', account: 'Loan', date: '2024-05-05', amount: '100',
      splits: [{ amount: '54' }, { to_account: 'Euros', amount: '26' }, { to_account: 'Euros', amount: '20' }],
    },
    { type: 'expense', date: '2024-05-05', amount: '40', currency: 'EUR' },
  ]
  for (const body of rows) await user.call(createTransaction, { body })
  return user
}

everyWay(t, 'a list of one account has each row by its day and its amount there, page by page', async (t, api) => {
  const user = await twoCurrencies(api)
  const account = 'Euros'
  const byAmount = [3, 5, 1, 2, 6, 4]
  const cases: ReadonlyArray<readonly [TransactionFilters, readonly number[]]> = [
    [{ account, sort: 'date' }, [5, 3, 2, 6, 1, 4]],
    [{ account, sort: '-date' }, [4, 1, 6, 2, 3, 5]],
    [{ account, sort: 'date', from: '2024-05-03', to: '2024-05-05' }, [3, 2, 6]],
    [{ account, sort: '-date', from: '2024-05-03', to: '2024-05-05' }, [6, 2, 3]],
    [{ account, sort: 'amount' }, byAmount],
    [{ account, sort: '-amount' }, byAmount.toReversed()],
    [{ account, sort: 'amount', from: '2024-05-03', to: '2024-05-06' }, [3, 1, 2, 6, 4]],
    [{ account, currency: 'EUR', sort: 'date' }, [5, 3, 2, 6, 1, 4]],
    [{ account, currency: 'EUR', sort: 'amount' }, byAmount],
    [{ account, currency: 'USD', sort: 'date' }, []],
    [{ account, currency: 'USD', sort: 'amount' }, []],
    [{ account, min: '45', sort: 'date' }, [2, 6, 4]],
    [{ account, min: '40', max: '46', sort: 'date' }, [2, 6, 1]],
    [{ account, min: '40', max: '46', sort: 'amount' }, [1, 2, 6]],
    [{ account, min: '40', max: '46', sort: '-amount' }, [6, 2, 1]],
    [{ account: 'Dollars', min: '10', sort: 'date' }, [1, 3]],
    [{ account: 'Dollars', sort: '-amount' }, [1, 3]],
    [{ currency: 'EUR', min: '40', sort: 'amount' }, [7, 2, 4, 6]],
  ]
  for (const [query, ids] of cases) {
    const name = JSON.stringify(query)
    t.strictSame((await user.call(listTransactions, { query })).body.map(({ id }) => id), ids, name)
    const paged: number[] = []
    let cursor: string | undefined
    do {
      const { body, next } = await user.call(
        listTransactions, { query: { ...query, limit: 1, ...(cursor === undefined ? {} : { cursor }) } }
      )
      t.ok(body.length <= 1)
      paged.push(...body.map(({ id }) => id))
      cursor = next
    } while (cursor !== undefined)
    t.strictSame(paged, ids, `${name} by pages`)
  }
})
