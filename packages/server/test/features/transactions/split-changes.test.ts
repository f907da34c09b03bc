/** Changes of split rows, of which nothing may become of the parts that nobody said. */
import { checkBalance, createAccount, listAccounts } from '@fintrack/contract/accounts'
import { createCategory } from '@fintrack/contract/categories'
import {
  changeTransaction, createTransaction, getTransaction, listTransactions, replaceTransaction,
} from '@fintrack/contract/transactions'
import t from 'tap'
import { everyWay, type TestApi, type TestUser } from '../../helpers/api.ts'
import { faulty } from '../../helpers/expected.ts'

/** Accounts A and B in USD and Giro in EUR, and a row of A of which a part goes to B. */
async function household (api: TestApi): Promise<TestUser> {
  const user = await api.user()
  await user.call(createCategory, { body: { name: 'Food', type: 'expense' } })
  for (const name of ['A', 'B']) await user.call(createAccount, { body: { name } })
  await user.call(createAccount, { body: { name: 'Giro', currency: 'EUR' } })
  await user.call(createTransaction, {
    body: {
      date: '2024-05-01', amount: '60', account: 'A',
      splits: [{ category: 'Food', amount: '20' }, { to_account: 'B', amount: '40' }],
    },
  })
  return user
}

function alone (field: string) {
  return faulty({
    [field]: [`This transaction is split: ${field} alone does not say what its parts are; give its splits as well, ` +
      'or an empty list for none.'],
  })
}

everyWay(t, 'a split row goes into an account of another currency only with its parts', async (t, api) => {
  const user = await household(api)
  const { body: before } = await user.call(getTransaction, { id: 1 })
  const change = (body: object) => user.answer(changeTransaction, { id: '1', body })
  t.strictSame(await change({ account: 'Giro', amount: '60.00' }), alone('account'))
  t.strictSame(await change({ account: 'Giro', currency: 'EUR', amount: '60' }), alone('currency'))
  t.strictSame(
    await user.answer(replaceTransaction, {
      id: '1', body: { date: '2024-05-01', amount: '60', account: 'Giro', type: 'expense' },
    }), alone('account')
  )
  t.strictSame((await user.call(getTransaction, { id: 1 })).body, before)
  t.match((await change({ account: 'Giro', amount: '9', splits: [{ amount: '4' }, { amount: '5' }] })).body, {
    currency: 'EUR', amount: '9.00', splits: [{ amount: '4.00' }, { amount: '5.00' }],
  })
})

everyWay(t, 'the amount that a split row has is no change, however it is written', async (t, api) => {
  const user = await household(api)
  const change = (body: object) => user.answer(changeTransaction, { id: '1', body })
  for (const amount of [60, '60', '60.0', '60.00']) {
    t.match(await change({ amount, payee: `Shop ${amount}` }), { status: 200, body: { splits: [{}, {}] } })
  }
  t.strictSame(await change({ amount: '60.01' }), alone('amount'))
  t.strictSame(await change({ amount: '60.001' }), faulty({
    amount: ['"60.001" has 3 decimals; USD takes at most 2.'],
  }))
})

everyWay(t, 'a split row becomes a transfer only where its parts are given up', async (t, api) => {
  const user = await household(api)
  const change = (body: object) => user.answer(changeTransaction, { id: '1', body })
  t.strictSame(await change({ to_account: 'B' }), alone('to_account'))
  t.strictSame(await change({ type: 'transfer', to_account: 'B' }), alone('type'))
  t.match((await user.call(getTransaction, { id: 1 })).body, { type: 'expense', splits: [{}, {}] })
  t.match(await change({ to_account: 'B', splits: [] }), { status: 200, body: { type: 'transfer', splits: [] } })
})

everyWay(t, 'a part does not go to the account of the row itself', async (t, api) => {
  const user = await household(api)
  const splits = [{ category: 'Food', amount: '20' }, { to_account: 'A', amount: '40' }]
  const own = (field: string, name: string) => faulty({
    [field]: [`"${name}" is the account of the transaction itself.`],
  })
  t.strictSame(
    await user.answer(createTransaction, { body: { date: '2024-05-01', amount: '60', account: 'A', splits } }),
    own('splits[1].to_account', 'A')
  )
  t.strictSame(await user.answer(changeTransaction, { id: '1', body: { splits } }), own('splits[1].to_account', 'A'))
  t.strictSame(await user.answer(changeTransaction, { id: '1', body: { account: 'B' } }), faulty({
    account: ['A part of this transaction goes to "B"; give its splits as well, or another account.'],
  }))
  t.match((await user.call(listAccounts, {})).body, [{ balance: '-60.00' }, { balance: '40.00' }, {}])
  t.equal((await user.answer(changeTransaction, { id: '1', body: { account: null } })).status, 200)
})

everyWay(t, 'a check of the balance of the account that a part goes to covers its row', async (t, api) => {
  const user = await household(api)
  t.match((await user.call(getTransaction, { id: 1 })).body, { checked: false })
  await user.call(checkBalance, { id: 2, body: { amount: '0', date: '2024-04-30' } })
  t.match((await user.call(getTransaction, { id: 1 })).body, { checked: false }, 'which comes after')
  await user.call(checkBalance, { id: 2, body: { amount: '40', date: '2024-05-01' } })
  t.match((await user.call(getTransaction, { id: 1 })).body, { checked: true })
  t.match((await user.call(listTransactions, {})).body, [{ checked: true }])
})
