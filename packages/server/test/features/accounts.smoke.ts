import { createAccount, listAccounts, getAccount, checkBalance, deleteAccount } from '@fintrack/contract/accounts'
import { listChanges, undoChange, listRowChanges } from '@fintrack/contract/changes'
import { createCategory, deleteCategory } from '@fintrack/contract/categories'
import { getMonthlyReport } from '@fintrack/contract/reports'
import { createTransaction, createTransactions, listTransactions, changeTransaction } from '@fintrack/contract/transactions'
import { listTags, renameTag, deleteTag } from '@fintrack/contract/tags'
import t from 'tap'
import { everyWay } from '../helpers/api.ts'

everyWay(t, 'smoke', async (t, api) => {
  const user = await api.user()
  await user.call(createCategory, { body: { name: 'Food', type: 'expense' } })
  await user.call(createCategory, { body: { name: 'House', type: 'expense' } })
  const { body: a } = await user.call(createAccount, { body: { name: 'Checking', opening_balance: '100.00' } })
  const { body: b } = await user.call(createAccount, { body: { name: 'Savings', currency: 'EUR', opening_date: '2024-05-02' } })
  t.comment(a, b)
  const { body: tr } = await user.call(createTransaction, { body: { date: '2024-05-01', type: 'transfer', amount: '50', account: 'checking', to_account: 'savings', to_amount: '45', to_date: '2024-05-03', tags: ['trip/rome'] } })
  t.comment(tr)
  const { body: sp } = await user.call(createTransaction, { body: { date: '2024-05-01', amount: '60', account: 'checking', splits: [{ category: 'Food', amount: '45' }, { category: 'House', amount: '15', description: 'lamp' }], tags: ['trip', 'Home'] } })
  t.comment(sp)
  await user.call(createTransactions, { body: { transactions: [{ date: '2024-05-04', amount: '7', category: 'Food', tags: ['TRIP'], account: a.id }] } })
  t.comment((await user.call(listAccounts, { query: {} })).body.map(x => x.balance), (await user.call(listAccounts, { query: { on: '2024-05-01' } })).body.map(x => x.balance))
  t.comment((await user.call(getMonthlyReport, { query: { month: '2024-05' } })).body)
  t.comment((await user.call(listTransactions, { query: { tag: ['trip'] } })).body.length, (await user.call(listTransactions, { query: { account: 'Savings' } })).body.map(x => x.signed_amount))
  t.comment((await user.call(listTags, { query: {} })).body)
  t.comment((await user.call(checkBalance, { id: a.id, body: { amount: '-17', date: '2024-05-31' } })).body)
  t.comment((await user.call(listTransactions, { query: { account: 'Checking' } })).body.map(x => x.checked))
  const { body: tags } = await user.call(listTags, { query: {} })
  await user.call(renameTag, { id: tags.find(x => x.name === 'Home').id, body: { name: 'trip' } })
  await user.call(deleteCategory, { id: 1, query: { uncategorize: true } })
  t.comment((await user.call(listTransactions, { query: {} })).body.map(x => [x.splits, x.tags, x.category]))
  for (;;) {
    const { body: [c] } = await user.call(listChanges, { query: {} })
    const { body: all } = await user.call(listChanges, { query: {} })
    const next = all.find(x => x.action !== 'undo' && x.undone_by === null)
    if (next === undefined) break
    await user.call(listRowChanges, { id: next.id })
    await user.call(undoChange, { id: next.id })
  }
  t.comment((await user.call(listTransactions, { query: {} })).body, (await user.call(listAccounts, { query: {} })).body)
})
