import { createAccount } from '@fintrack/contract/accounts'
import { createCategory } from '@fintrack/contract/categories'
import {
  changeTransaction, createTransaction, getTransaction, listTransactions, replaceTransaction, type TransactionChange,
  type TransactionInput,
} from '@fintrack/contract/transactions'
import t from 'tap'
import { everyWay, type TestApi, type TestUser } from '../../helpers/api.ts'
import { faulty } from '../../helpers/expected.ts'

const DAY = '2024-05-03'

async function bookOf (api: TestApi): Promise<TestUser> {
  const user = await api.user('ada', 'USD')
  await user.call(createCategory, { body: { name: 'Salary', type: 'income' } })
  await user.call(createCategory, { body: { name: 'Shopping', type: 'expense' } })
  for (const name of ['Giro', 'Savings']) await user.call(createAccount, { body: { name, currency: 'USD' } })
  return user
}

/** The row, and what a change of it comes to: its type and amounts, or the refusal with the row as it was. */
async function changed (user: TestUser, row: TransactionInput, body: TransactionChange): Promise<unknown> {
  const { body: before } = await user.call(createTransaction, { body: row })
  const answer = await user.answer(changeTransaction, { id: String(before.id), body })
  const { body: after } = await user.call(getTransaction, { id: before.id })
  if (answer.status === 200) return [after.type, after.amount, after.signed_amount]
  t.strictSame(after, before, 'and nothing changed')
  return answer
}

everyWay(t, 'a category of the other type needs the type in the same PATCH [case 3]', async (t, api) => {
  const user = await bookOf(api)
  const income = { amount: '39.90', date: DAY, type: 'income' } as const
  t.strictSame(await changed(user, income, { category: 'shopping' }), faulty({
    category: ['"Shopping" is of type expense, and the transaction of type income; give the type as well.'],
  }))
  t.strictSame(await changed(user, { ...income, type: 'expense' }, { category: 'salary' }), faulty({
    category: ['"Salary" is of type income, and the transaction of type expense; give the type as well.'],
  }))
  const splits = [{ category: 'Shopping', amount: '30' }, { amount: '9.90' }]
  t.strictSame(await changed(user, income, { splits }), faulty({
    type: ['A part is of type expense, and the transaction of type income; give the type as well.'],
  }))
  const transfer = { amount: '5', date: DAY, type: 'transfer', account: 'giro', to_account: 'savings' } as const
  t.strictSame(await changed(user, transfer, { category: 'shopping' }), faulty({
    category: ['"Shopping" is of type expense, and the transaction of type transfer; give the type as well.'],
  }))
  t.strictSame(await changed(user, { ...income, account: 'giro' }, { to_account: 'savings' }), faulty({
    account: ['An income came into its account; give the account that the transfer comes from as well.'],
  }))
})

everyWay(t, 'the sign turns where the type changes and no amount is given [case 3]', async (t, api) => {
  const user = await bookOf(api)
  const income = { amount: '39.90', date: DAY, type: 'income' } as const
  const shopping = { category: 'Shopping', type: 'expense' } as const
  t.strictSame(await changed(user, income, shopping), ['expense', '-39.90', '39.90'])
  t.strictSame(await changed(user, income, { type: 'expense' }), ['expense', '-39.90', '39.90'])
  t.strictSame(await changed(user, { ...income, amount: '0' }, { type: 'expense' }), ['expense', '0.00', '0.00'])
  t.strictSame(
    await changed(user, { ...shopping, amount: '-5', date: DAY }, { type: 'income', category: null }),
    ['income', '5.00', '5.00']
  )
  t.strictSame(await changed(user, income, { ...shopping, amount: '39.90' }), ['expense', '39.90', '-39.90'])
  t.strictSame(
    await changed(user, income, { ...shopping, account: 'savings', to_account: null }), ['expense', '-39.90', '39.90']
  )
  const { body: row } = await user.call(createTransaction, { body: income })
  const { body: whole } = await user.call(
    replaceTransaction, { id: row.id, body: { amount: '39.90', date: DAY, category: 'Shopping' } }
  )
  t.strictSame([whole.type, whole.amount], ['expense', '39.90'], 'PUT gives the whole row: nothing turns')
})

everyWay(t, 'a range of amounts whose ends are exchanged is refused [case 25]', async (t, api) => {
  const user = await bookOf(api)
  const between = (min: string, max: string) => user.answer(listTransactions, { query: [['min', min], ['max', max]] })
  t.strictSame(await between('10', '5'), faulty({ max: ['5 is less than 10; no amount would be left.'] }))
  t.strictSame(await between('-1.50', '-2'), faulty({ max: ['-2 is less than -1.50; no amount would be left.'] }))
  t.match(await between('5.0', '5'), { status: 200, body: [] })
})
