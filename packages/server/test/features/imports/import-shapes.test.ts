import t from 'tap'
import { changeAccount, createAccount, deleteAccount } from '@fintrack/contract/accounts'
import type { Answer } from '@fintrack/contract/call'
import { changeCategory, createCategory, listCategories } from '@fintrack/contract/categories'
import { importTransactions } from '@fintrack/contract/imports'
import { listTags } from '@fintrack/contract/tags'
import { listTransactions } from '@fintrack/contract/transactions'
import { bytesOf, everyWay, type TestUser } from '../../helpers/api.ts'
import { rejected } from '../../helpers/expected.ts'

const HEADER = 'date,type,category,amount,currency,account,to_account,to_amount,to_date,tags,splits,signed_amount'

function send (user: TestUser, lines: readonly string[]): Promise<Answer> {
  return user.answer(importTransactions, { body: bytesOf([HEADER, ...lines].join('\n')), query: [] })
}

async function withAccounts (user: TestUser): Promise<TestUser> {
  for (const [name, currency] of [['Giro', 'USD'], ['Loan', 'USD'], ['Euro', 'EUR']] as const) {
    await user.call(createAccount, { body: { name, currency } })
  }
  return user
}

async function rowsOf (user: TestUser): Promise<unknown[]> {
  const { body } = await user.call(listTransactions, {})
  return body.toSorted((a, b) => a.id - b.id).map((row) => [
    row.type, row.category_name, row.amount, row.currency, row.account_name, row.to_account_name, row.to_amount,
    row.to_date, row.tags,
    row.splits.map((part) => [part.category_name, part.to_account_name, part.amount, part.description]),
  ])
}

everyWay(t, 'an import reads accounts, transfers, parts and tags, and makes what it lacks', async (t, api) => {
  const user = await withAccounts(await api.user('ada', 'USD'))
  await user.call(createCategory, { body: { name: 'Salary', type: 'income' } })
  const answer = await send(user, [
    '2024-05-01,expense,Food,1,,giro,,,,trip TRIP a/b,,-1.00',
    '2024-05-01,expense,,1,,EURO,,,,,,x',
    '2024-05-02,transfer,,5,,Giro,loan,,,,,0',
    '2024-05-02,transfer,,5,USD,Giro,loan,5.00,2024-05-03,trip,,',
    '2024-05-02,Transfer,,5,,Giro,Euro,4.5,,,,',
    '2024-05-03,expense,,60,,Giro,,,,,"food=45; Household=10 ""a lamp""; @loan=3; =2",',
    '2024-05-03,,,60,,,,,,,@Loan=-1; salary=61,',
  ])
  t.strictSame(answer, {
    status: 201,
    body: {
      rows: 7,
      categories_created: [{ name: 'Food', type: 'expense' }, { name: 'Household', type: 'expense' }],
    },
  })
  t.strictSame(await rowsOf(user), [
    ['expense', 'Food', '1.00', 'USD', 'Giro', null, null, null, ['a/b', 'trip'], []],
    ['expense', null, '1.00', 'EUR', 'Euro', null, null, null, [], []],
    ['transfer', null, '5.00', 'USD', 'Giro', 'Loan', null, null, [], []],
    ['transfer', null, '5.00', 'USD', 'Giro', 'Loan', null, '2024-05-03', ['trip'], []],
    ['transfer', null, '5.00', 'USD', 'Giro', 'Euro', '4.50', null, [], []],
    ['expense', null, '60.00', 'USD', 'Giro', null, null, null, [], [
      ['Food', null, '45.00', ''], ['Household', null, '10.00', 'a lamp'], [null, 'Loan', '3.00', ''],
      [null, null, '2.00', ''],
    ]],
    ['income', null, '60.00', 'USD', null, null, null, null, [], [
      [null, 'Loan', '-1.00', ''], ['Salary', null, '61.00', ''],
    ]],
  ])
  t.strictSame(
    (await user.call(listTags, {})).body.map(({ name, count }) => `${name} ${count}`).sort(), ['a/b 1', 'trip 2']
  )
})

everyWay(t, 'an import names each fault of accounts, transfers, parts and tags, and stores nothing', async (t, api) => {
  const user = await withAccounts(await api.user('ada', 'USD'))
  const lines = async (...given: readonly string[]) => send(user, given)
  const split = (text: string, rest = '2024-05-03,expense,,60,,,,,,') => `${rest},"${text.replaceAll('"', '""')}",`
  t.strictSame(await lines(
    '2024-05-01,expense,,1,,Gir,,,,,,', // 2
    '2024-05-01,expense,,1,,Cash on hand,,,,,,',
    '2024-05-01,expense,,1,EUR,Giro,,,,,,', // 4
    '2024-05-01,expense,,1,,Giro,Loan,,,,,',
    '2024-05-01,expense,,1,,Giro,,1,,,,', // 6
    '2024-05-01,expense,,1,,,,,,#a,,',
    `2024-05-01,expense,,1,,,,,,${'abcdefghijklmnopqrstu'.split('').join(' ')},,`, // 8
    '2024-05-01,transfer,Food,1,,Giro,Loan,,,,,',
    '2024-05-01,transfer,,-1,,Giro,Loan,,,,,', // 10
    '2024-05-01,transfer,,1,,Giro,Loan,,x,,,',
    '2024-05-01,transfer,,1,,,Loan,1,,,,', // 12
    '2024-05-01,transfer,,1,,Giro,,,,,,',
    '2024-05-01,transfer,,1,,Giro,giro,,,,,', // 14
    '2024-05-01,transfer,,1,,Giro,Euro,,,,,'
  ), rejected({
    'line 2': ['There is no account "Gir"; did you mean "Giro"?'],
    'line 3': ['There is no account "Cash on hand"; add it first.'],
    'line 4': ['The account "Giro" is in USD, and the row in EUR.'],
    'line 5': ['to_account: Only a transfer has this; give type=transfer, or leave it out.'],
    'line 6': ['to_amount: Only a transfer has this; give type=transfer, or leave it out.'],
    'line 7': ['"#a" is not a tag: 1 to 100 letters, digits, - and _, with / between the parts of a path.'],
    'line 8': ['This row has 21 tags; it may have 20.'],
    'line 9': ['category: A transfer between accounts has no category; leave this out.'],
    'line 10': ['amount: What is transferred is 0 or more; swap the two accounts for the other direction.'],
    'line 11': ['"x" is not a day as YYYY-MM-DD, such as 2024-02-29.'],
    'line 12': ['account: A transfer needs the account that it comes from: its id or its name.'],
    'line 13': ['to_account: A transfer needs the account that it goes to: its id or its name.'],
    'line 14': ['to_account: The transfer comes from "Giro" already; name another account.'],
    'line 15': ['to_amount: "Euro" is in EUR; give what arrives there in EUR as well.'],
  }))
  t.strictSame(await lines(
    '2024-05-01,transfer,,1,,Giro,Euro,x,,,,', // 2
    '2024-05-01,transfer,,1,,Giro,Euro,-1,,,,',
    '2024-05-01,transfer,,1,,Giro,Loan,2,,,,', // 4
    '2024-05-01,transfer,,1,,Giro,Lone,,,,,',
    split('a'), // 6
    split('a=60'),
    split(`${'a=0;'.repeat(101)}`), // 8
    split('a=45; b=16'),
    split('a=45; b=15', '2024-05-03,expense,Food,60,,,,,,'), // 10
    split('a=45; @Euro=15'),
    split('a=45; @=15'), // 12
    split('a=45; @x=15'),
    split('a=45; 7=15'), // 14
    split('a=45; b=x'),
    split('a=45; b=15 "\\u0000"'), // 16
    split('a=45; b=15', '2024-05-03,transfer,,60,,Giro,Loan,,,'),
    split('a=45; @giro=15', '2024-05-03,expense,,60,,Giro,,,,') // 18
  ), rejected({
    'line 2': ['to_amount: "x" is not an amount: write digits with at most one point, such as 12.50.'],
    'line 3': ['to_amount: What arrives is 0 or more.'],
    'line 4': ['to_amount: Both accounts are in USD, so that what arrives is what leaves; leave this out.'],
    'line 5': ['There is no account "Lone"; add it first.'],
    'line 6': ['"a" is not a list of parts, such as Groceries=45.00; Household=15.00.'],
    'line 7': ['A split has two parts or more.'],
    'line 8': ['This row has 101 parts; it may have 100.'],
    'line 9': ['The parts sum to 61.00 USD, and the amount is 60.00 USD; make them the same.'],
    'line 10': [
      'category: A split transaction has its categories in its parts; leave this out, or give no splits.',
    ],
    'line 11': ['"Euro" is in EUR, and the transaction in USD.'],
    'line 12': ['A part that begins with @ needs the name of an account.'],
    'line 13': ['There is no account "x"; add it first.'],
    'line 14': ['"7" is only digits; name the category by its name.'],
    'line 15': [
      '"x" is not an amount: write digits with at most one point, such as 12.50.',
    ],
    'line 16': ['"\\u0000" is not a description.'],
    'line 17': ['splits: A transfer between accounts has no parts; leave this out.'],
    'line 18': ['"Giro" is the account of the transaction itself.'],
  }))
  t.strictSame(await rowsOf(user), [])
  t.strictSame((await user.call(listCategories, {})).body, [])
  t.strictSame((await user.call(listTags, {})).body, [])
})

everyWay(t, 'an import is refused where an account of it changes while it is read', async (t, api) => {
  const user = await withAccounts(await api.user('ada', 'USD'))
  const late = (change: () => Promise<unknown>) => user.answer(importTransactions, {
    body: (async function * () {
      yield Buffer.from(`${HEADER}\n2024-05-01,expense,,1,,Loan,,,,,,\n`)
      yield Buffer.from('2024-05-01,expense,,1,,Loan,,,,,,\n')
      await change()
    })(),
    query: [],
  })
  const sentence = 'While the file was read, the account "Loan" was changed; import the file again.'
  const currency = await late(() => user.call(changeAccount, { id: 2, body: { currency: 'EUR' } }))
  t.match(currency, { status: 400, body: { code: 'import_rejected', detail: sentence } })
  await user.call(changeAccount, { id: 2, body: { currency: 'USD' } })
  t.match(await late(() => user.call(deleteAccount, { id: 2 })), {
    status: 400, body: { code: 'import_rejected', detail: sentence },
  })
})

everyWay(t, 'an import offers no archived category, and guesses no type of unknown parts', async (t, api) => {
  const user = await withAccounts(await api.user('ada', 'USD'))
  const { body: old } = await user.call(createCategory, { body: { name: 'Food:Old', type: 'expense' } })
  await user.call(changeCategory, { id: old.id, body: { archived: true } })
  const archived = rejected({
    'line 2': ['"Old" is archived as "Food:Old"; write its whole name, or unarchive it first.'],
  })
  t.strictSame(await send(user, ['2024-05-01,expense,Old,1,,,,,,,,']), archived)
  t.strictSame(await send(user, ['2024-05-01,,,3,,,,,,,Old=1; =2,']), archived)
  t.equal((await send(user, ['2024-05-01,expense,food:old,1,,,,,,,,'])).status, 201)
  t.match((await user.call(listCategories, {})).body, [{ name: 'Food:Old' }])
  t.strictSame(await send(user, ['2024-05-01,,,3,,,,,,,Nope=1; Nada=2,']), rejected({
    'line 2': ['"" is not a type; write income, expense or transfer.'],
  }))
})

everyWay(t, 'a split row without a type has that of a part, also by the last parts of its category', async (t, api) => {
  const user = await withAccounts(await api.user('ada', 'USD'))
  await user.call(createCategory, { body: { name: 'Home:Lamp', type: 'expense' } })
  await user.call(createCategory, { body: { name: 'Work:Pay', type: 'income' } })
  for (const top of ['Food', 'Trip']) {
    await user.call(createCategory, { body: { name: `${top}:Out`, type: 'expense' } })
  }
  t.strictSame(await send(user, ['2024-05-12,,,60,,,,,,,Lamp=45;=15,', '2024-05-12,,,60,,,,,,,=15; Work : pay=45,']), {
    status: 201, body: { rows: 2, categories_created: [] },
  })
  t.match(await rowsOf(user), [['expense'], ['income']])
  t.strictSame(await send(user, ['2024-05-12,,,60,,,,,,,Out=45;=15,']), rejected({
    'line 2': ['"Out" may be "Food:Out" or "Trip:Out"; write more of the name.'],
  }))
})

everyWay(t, 'rows of one account are not those of another, and one without an account is either', async (t, api) => {
  const user = await withAccounts(await api.user('ada', 'USD'))
  const row = (account: string) => `2024-05-01,expense,,1,USD,${account},,,,,,`
  const statuses = async (...accounts: string[]) => (await send(user, accounts.map(row))).status
  t.equal(await statuses('Giro'), 201)
  t.equal(await statuses('Loan'), 201, 'the other account has none of it')
  t.equal(await statuses('Giro'), 409)
  t.equal(await statuses('Loan', 'Giro'), 409)
  t.equal(await statuses('', ''), 409, 'both of the book')
  t.equal(await statuses('', '', ''), 201)
  t.equal(await statuses('Giro', 'Giro', 'Loan', 'Loan', ''), 409, 'three of the book without one are any of them')
  t.equal(await statuses('Giro', 'Giro', 'Loan', 'Loan', 'Loan', 'Giro'), 201)
})
