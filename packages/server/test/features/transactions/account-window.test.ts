import { createAccount } from '@fintrack/contract/accounts'
import { createTransaction, listTransactions, type TransactionFilters } from '@fintrack/contract/transactions'
import t from 'tap'
import { everyWay } from '../../helpers/api.ts'

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
