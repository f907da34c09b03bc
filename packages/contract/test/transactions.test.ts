import t from 'tap'
import { changeTransaction, createTransaction, listTransactions, TransactionSchema } from '../src/transactions.ts'
import { matches } from '../src/validate.ts'
import { faultsOf, readForm, readQuery } from './faults.ts'

const row = {
  id: 17,
  date: '2024-05-03',
  type: 'expense',
  category: 4,
  category_name: 'Groceries',
  amount: '12.50',
  currency: 'EUR',
  payee: null,
  description: '',
  created_at: '2024-05-03T10:00:00.000Z',
  updated_at: '2024-05-03T10:00:00.000Z',
  account: 2,
  account_name: 'Checking',
  to_account: null,
  to_account_name: null,
  to_amount: null,
  to_currency: null,
  to_date: null,
  splits: [],
  tags: ['trip'],
  signed_amount: '-12.50',
  checked: false,
}

t.test('a transaction has an amount and a day, and optional fields', async (t) => {
  for (const body of [
    { amount: '12.50', date: '2024-05-03', category: 'groceries' },
    { amount: 12.5, date: '2024-05-03', category: 4 },
    {
      amount: '-3', date: '2024-05-03', category: null, type: 'income', payee: null, description: 'a\nb',
      currency: 'JPY',
    },
    { amount: '12.50', date: '2024-05-03', type: 'expense' },
  ]) t.equal(faultsOf(createTransaction.body, body), undefined, JSON.stringify(body))
  t.equal(faultsOf(createTransaction.body, row, createTransaction.readOnly), undefined, 'what was read can be put back')
  t.equal(faultsOf(changeTransaction.body, {}), undefined)
})

t.test('all faults of a new transaction are reported at once', async (t) => {
  t.strictSame(faultsOf(createTransaction.body, {
    amount: '1,5', category: true, type: 'Expense', description: null, payee: 5, currency: 'eur', text: 'milk',
  }), {
    text: ['"text" is not a field here; there are: amount, date, category, type, description, payee, currency, ' +
      'account, to_account, to_amount, to_date, splits, tags.'],
    amount: ['"1,5" is not an amount: digits with at most one point, such as 12.50.'],
    date: ['This field is required: a day as YYYY-MM-DD, such as 2024-02-29.'],
    category: ['true is not a category: its id or its name, or null with a type.'],
    type: ['"Expense" is not a type: income, expense, transfer.'],
    description: [
      'null is not a text of up to 20000 characters, without control characters except tabs and line breaks.',
    ],
    payee: ['5 is not a payee: up to 200 characters on one line, or null.'],
    currency: ['"eur" is not an ISO 4217 currency code, such as EUR.'],
  })
})

t.test('a transaction in a form is all text, and a blank is null where null is allowed', async (t) => {
  const { value } = readForm(
    createTransaction.body,
    new URLSearchParams('amount=12.50&date=2024-05-03&category=&type=expense&payee=&description=')
  )
  t.strictSame(value, {
    amount: '12.50', date: '2024-05-03', category: null, type: 'expense', payee: null, description: '',
  })
  t.equal(faultsOf(createTransaction.body, value), undefined)
})

t.test('a list of transactions is filtered and sorted', async (t) => {
  const query = new URLSearchParams(
    'from=2024-05-01&to=2024-05-31&category=3&category=a%2Fb&uncategorized=false&type=expense' +
      '&q=milk&currency=EUR&min=-1&max=.5&sort=-amount&limit=50&cursor=c'
  )
  t.strictSame(readQuery(listTransactions.query, query), {
    value: {
      from: '2024-05-01', to: '2024-05-31', category: ['3', 'a/b'], uncategorized: false, type: 'expense', q: 'milk',
      currency: 'EUR', min: '-1', max: '.5', sort: '-amount', limit: 50, cursor: 'c',
    },
    faults: undefined,
  })
  t.strictSame(readQuery(
    listTransactions.query, new URLSearchParams('month=2024-13&sort=payee&category=&mn=5')
  ).faults, {
    mn: ['"mn" is not a query parameter here; did you mean "min"?'],
    month: ['"2024-13" is not a month as YYYY-MM, such as 2024-05.'],
    category: ['[""] is not up to 100 categories, each by id or name.'],
    sort: ['"payee" is not an order: date, -date, amount, -amount.'],
  })
  const categories = (count: number) => Array.from(
    { length: count }, (_, at): [string, string] => ['category', `${at + 1}`]
  )
  t.equal(readQuery(listTransactions.query, categories(100)).faults, undefined)
  t.ok(readQuery(listTransactions.query, categories(101)).faults)
})

t.test('a transaction row has all of its fields', async (t) => {
  t.ok(matches(TransactionSchema, row))
  t.ok(matches(TransactionSchema, { ...row, category: null, category_name: null }))
  for (const name of Object.keys(row)) t.notOk(matches(TransactionSchema, { ...row, [name]: undefined }), name)
  for (const change of [
    { amount: 12.5 }, { date: '2024-02-30' }, { type: null }, { description: null }, { created_at: '2024-05-03' },
  ]) {
    t.notOk(matches(TransactionSchema, { ...row, ...change }), JSON.stringify(change))
  }
})
