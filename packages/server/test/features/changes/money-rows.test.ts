/** Accounts, checks of balances and tags in the change log, and the splits and tags of transactions. */
import { changeAccount, checkBalance, createAccount, deleteAccount } from '@fintrack/contract/accounts'
import { createCategory } from '@fintrack/contract/categories'
import { listChanges, listRowChanges, undoChange } from '@fintrack/contract/changes'
import { deleteTag, renameTag } from '@fintrack/contract/tags'
import { changeTransaction, createTransaction } from '@fintrack/contract/transactions'
import t from 'tap'
import { everyWay, type TestUser } from '../../helpers/api.ts'

async function latest (user: TestUser): Promise<number> {
  return Number((await user.call(listChanges, { query: { limit: 1 } })).body[0]?.id)
}

async function latestRows (user: TestUser): Promise<unknown[]> {
  return (await user.call(listRowChanges, { id: await latest(user) })).body
}

const row = (entity: string, operation: string, id: number, before: object | null, after: object | null) =>
  ({ entity, operation, first_id: id, last_id: id, before, after })

everyWay(t, 'the log lists an account and a check of its balance before and after', async (t, api) => {
  const user = await api.user()
  const account = {
    id: 1, name: 'Card', currency: 'EUR', opening_balance: '-20.50', opening_date: '2024-05-01',
    bank_ids: ['DE02120300000000202051'], archived: false,
  }
  const { name, currency, opening_balance: balance, opening_date: day, bank_ids: bankIds } = account
  await user.call(createAccount, {
    body: { name, currency, opening_balance: balance, opening_date: day, bank_ids: bankIds },
  })
  t.strictSame(await latestRows(user), [row('account', 'created', 1, null, null)])

  const changed = {
    ...account, name: 'Visa', opening_balance: '7.00', opening_date: null, archived: true, bank_ids: [],
  }
  await user.call(changeAccount, {
    id: 1, body: { name: 'Visa', opening_balance: '7', opening_date: null, archived: true, bank_ids: [] },
  })
  t.strictSame(await latestRows(user), [row('account', 'updated', 1, account, changed)])

  await user.call(checkBalance, { id: 1, body: { amount: '7.00', date: '2024-05-31' } })
  t.strictSame(await latestRows(user), [row('balance_check', 'created', 1, null, null)])
  const check = {
    id: 1, account: 1, date: '2024-05-31', amount: '7.00', currency: 'EUR', created_at: api.clock.now(),
  }
  await user.call(deleteAccount, { id: 1 })
  t.strictSame(await latestRows(user), [
    row('balance_check', 'deleted', 1, check, null), row('account', 'deleted', 1, changed, null),
  ])
  await user.call(undoChange, { id: await latest(user) })
  t.strictSame(await latestRows(user), [
    row('account', 'restored', 1, null, changed), row('balance_check', 'restored', 1, null, check),
  ])
})

everyWay(t, 'the log lists a tag, and a transaction with its parts and the ids of its tags', async (t, api) => {
  const user = await api.user()
  await user.call(createCategory, { body: { name: 'Food', type: 'expense' } })
  await user.call(createAccount, { body: { name: 'Loan' } })
  await user.call(createAccount, { body: { name: 'Bank' } })
  await user.call(createTransaction, {
    body: {
      date: '2024-05-01', amount: '60', type: 'expense', account: 'Bank', tags: ['trip', 'kids'],
      splits: [{ category: 'Food', amount: '45.50', description: 'bread' }, { to_account: 'Loan', amount: '14.50' }],
    },
  })
  t.strictSame(await latestRows(user), [
    { ...row('tag', 'created', 1, null, null), last_id: 2 }, row('transaction', 'created', 1, null, null),
  ])
  const now = api.clock.now()
  const split = {
    id: 1, date: '2024-05-01', type: 'expense', category: null, amount: '60.00', currency: 'USD', payee: null,
    description: '', created_at: now, updated_at: now, account: 2, to_account: null, to_amount: null,
    to_currency: null, to_date: null,
    splits: [
      { category: 1, to_account: null, amount: '45.50', description: 'bread' },
      { category: null, to_account: 1, amount: '14.50', description: '' },
    ],
    tags: [1, 2],
  }
  await user.call(renameTag, { id: 1, body: { name: 'Trip' } })
  const [trip, renamed] = [{ id: 1, name: 'trip' }, { id: 1, name: 'Trip' }]
  t.strictSame(await latestRows(user), [row('tag', 'updated', 1, trip, renamed)])

  await user.call(deleteTag, { id: 1 })
  const untagged = { ...split, tags: [2] }
  t.strictSame(await latestRows(user), [
    row('transaction', 'updated', 1, split, untagged), row('tag', 'deleted', 1, renamed, null),
  ])

  await user.call(changeTransaction, {
    id: 1, body: { type: 'transfer', amount: '60', splits: [], to_account: 'Loan', to_date: '2024-05-03' },
  })
  const transfer = { ...untagged, type: 'transfer', to_account: 1, to_date: '2024-05-03', splits: [] }
  t.strictSame(await latestRows(user), [row('transaction', 'updated', 1, untagged, transfer)])
})
