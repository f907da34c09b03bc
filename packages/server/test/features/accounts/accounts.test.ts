/** Accounts: where money is, what is in them on any day, and checks of that against the bank. */
import {
  changeAccount, checkBalance, createAccount, deleteAccount, getAccount, listAccounts, listBalanceChecks,
  replaceAccount,
} from '@fintrack/contract/accounts'
import { listChanges, undoChange } from '@fintrack/contract/changes'
import { createTransaction, getTransaction, listTransactions } from '@fintrack/contract/transactions'
import t from 'tap'
import { bothDatabases, everyWay, type TestUser } from '../../helpers/api.ts'
import { faulty, missing, refused } from '../../helpers/expected.ts'

const CHECKING = {
  id: 1, name: 'Checking', currency: 'USD', opening_balance: '100.00', opening_date: null, bank_ids: [],
  archived: false, balance: '100.00',
}

function add (user: TestUser, account: string, type: 'income' | 'expense', amount: string, date: string) {
  return user.call(createTransaction, { body: { account, type, amount, date } })
}

async function balancesOf (user: TestUser, on?: string): Promise<string[]> {
  const { body } = await user.call(listAccounts, { query: on === undefined ? {} : { on } })
  return body.map(({ balance }) => balance)
}

everyWay(t, 'an account is added, listed, shown, replaced, changed and deleted', async (t, api) => {
  const user = await api.user()
  t.strictSame(await user.answer(listAccounts), { status: 200, body: [] })
  t.strictSame(await user.answer(createAccount, { body: { name: ' Checking ', opening_balance: '100' } }), {
    status: 201, body: CHECKING, location: '/api/accounts/1/',
  })
  const card = {
    ...CHECKING, id: 2, name: 'Card', currency: 'EUR', opening_balance: '-20.50', opening_date: '2024-05-01',
    bank_ids: ['DE02120300000000202051'], balance: '-20.50',
  }
  t.strictSame((await user.answer(createAccount, {
    body: {
      name: 'Card', currency: 'EUR', opening_balance: '-20.50', opening_date: '2024-05-01',
      bank_ids: ['de02 1203 0000 0000 2020 51', 'DE02120300000000202051'],
    },
  })).body, card)
  t.strictSame((await user.answer(listAccounts)).body, [CHECKING, card])
  t.strictSame((await user.answer(listAccounts, { query: [['limit', '1']] })).body, [CHECKING])
  t.strictSame((await user.answer(listAccounts, { query: [['name', 'CARD']] })).body, [card])
  t.strictSame(await user.answer(getAccount, { id: '2' }), { status: 200, body: card })
  t.strictSame((await user.answer(replaceAccount, { id: '2', body: { name: 'Visa', bank_ids: [] } })).body, {
    ...card, name: 'Visa', bank_ids: [],
  })
  t.strictSame((await user.answer(changeAccount, { id: '2', body: { archived: true, opening_date: null } })).body, {
    ...card, name: 'Visa', bank_ids: [], archived: true, opening_date: null,
  })
  t.strictSame((await user.answer(listAccounts, { query: [['archived', 'false']] })).body, [CHECKING])
  t.match((await user.answer(listAccounts, { query: [['archived', 'true']] })).body, [{ name: 'Visa' }])
  t.strictSame((await user.answer(changeAccount, { id: '2', body: { archived: false } })).body, {
    ...card, name: 'Visa', bank_ids: [], opening_date: null,
  })
  const { status } = await user.answer(changeAccount, { id: '1', body: { currency: 'JPY', opening_balance: '5' } })
  t.equal(status, 200, 'nothing uses it')
  t.strictSame(await user.answer(changeAccount, { id: '1', body: {} }), await user.answer(getAccount, { id: '1' }))
  t.strictSame(await user.answer(deleteAccount, { id: '2' }), { status: 204, body: undefined })
  t.strictSame(await user.answer(getAccount, { id: '2' }), missing('account', 2))
  t.match((await user.call(listChanges, {})).body.map(({ summary }) => summary), [
    'Deleted account 2: "Visa"',
    'Changed account 1 ("Checking"): opening balance now 5 JPY',
    'Changed account 2 ("Visa"): archived now no',
    'Changed account 2 ("Visa"): opening day now none; archived now yes',
    'Changed account 2 ("Card"): name now "Visa"; bank ids now none',
    'Added account 2: "Card", -20.50 EUR',
    'Added account 1: "Checking", 100.00 USD',
  ])
})

everyWay(t, 'an account with faults changes nothing, and the answer has all of them', async (t, api) => {
  const user = await api.user()
  await user.call(createAccount, { body: { name: 'Checking', opening_balance: '100', bank_ids: ['A1'] } })
  const change = (body: object) => user.answer(changeAccount, { id: '1', body })
  t.strictSame(await user.answer(createAccount, { body: { name: '12', opening_balance: '1.005' } }), faulty({
    name: ['"12" is only digits, which would be read as an id; add a letter.'],
    opening_balance: ['"1.005" has 3 decimals; USD takes at most 2.'],
  }))
  t.strictSame(await change({ currency: 'EUR' }), faulty({
    currency: ['The currency changes only together with the opening balance; give that in EUR as well.'],
  }))
  t.strictSame(await user.answer(createAccount, { body: { name: 'checking' } }), refused(
    409, 'already_exists', 'There is an account "checking" already; choose another name.'
  ))
  t.strictSame(await user.answer(createAccount, { body: { name: 'Card', bank_ids: [' a 1 '] } }), faulty({
    bank_ids: ['"A1" belongs to the account "Checking" already.'],
  }))
  t.equal((await change({ bank_ids: ['a1', 'b2'] })).status, 200, 'its own are no fault')
  t.strictSame((await user.answer(listAccounts, { query: [['name', 'Cheking']] })), refused(
    400, 'unknown_account', 'There is no account "Cheking".', {
      errors: { name: ['There is no account "Cheking". Did you mean "Checking"?'] }, suggestion: 'Checking',
    }
  ))
  t.strictSame((await user.answer(listTransactions, { query: [['account', '9']] })), refused(
    400, 'unknown_account', 'There is no account "9".', { errors: { account: ['There is no account "9".'] } }
  ))
  t.equal((await user.answer(listTransactions, { query: [['account', '99999999999999999999']] })).status, 400)
  await add(user, 'Checking', 'expense', '1', '2024-05-01')
  t.strictSame(await user.answer(deleteAccount, { id: '1' }), refused(
    409, 'account_in_use', '"Checking" is used by 1 transaction.'
  ))
  t.strictSame(await change({ currency: 'EUR', opening_balance: '1' }), refused(
    409, 'account_in_use', '"Checking" is used by 1 transaction, so that its currency cannot change.'
  ))
})

everyWay(t, 'the balance of a day counts what moved to its end, backwards before the opening day', async (t, api) => {
  const user = await api.user()
  await user.call(createAccount, { body: { name: 'A', opening_balance: '100' } })
  await user.call(createAccount, { body: { name: 'B', opening_balance: '50', opening_date: '2024-05-10' } })
  for (const name of ['A', 'B']) {
    await add(user, name, 'expense', '30', '2024-05-01')
    await add(user, name, 'income', '7', '2024-05-09')
    await add(user, name, 'expense', '5', '2024-05-10')
    await add(user, name, 'expense', '-2', '2024-06-01')
  }
  t.strictSame(await balancesOf(user), ['74.00', '47.00'], 'older rows of a statement move nothing of today')
  t.strictSame(await balancesOf(user, '2024-05-31'), ['72.00', '45.00'])
  t.strictSame(await balancesOf(user, '2024-05-09'), ['77.00', '50.00'])
  t.strictSame(await balancesOf(user, '2024-05-01'), ['70.00', '43.00'])
  t.strictSame(await balancesOf(user, '2024-04-30'), ['100.00', '73.00'])
})

everyWay(t, 'a row in an account is in its currency, which is the default there', async (t, api) => {
  const user = await api.user()
  await user.call(createAccount, { body: { name: 'Giro', currency: 'EUR' } })
  const { body: row } = await add(user, 'giro', 'income', '10', '2024-05-01')
  t.match(row, { account: 1, account_name: 'Giro', currency: 'EUR', signed_amount: '10.00' })
  const given = { date: '2024-05-01', amount: '1', type: 'expense', account: 1 } as const
  t.strictSame(await user.answer(createTransaction, { body: { ...given, currency: 'USD' } }), faulty({
    currency: ['The account "Giro" is in EUR, so a transaction in it cannot be in USD.'],
  }))
  t.strictSame(await user.answer(createTransaction, { body: { ...given, account: 'Gio' } }), refused(
    400, 'unknown_account', 'There is no account "Gio".', {
      errors: { account: ['There is no account "Gio". Did you mean "Giro"?'] }, suggestion: 'Giro',
    }
  ))
  t.match((await user.answer(createTransaction, { body: { ...given, amount: 'x', account: 'Gio' } })).body, {
    code: 'validation_failed',
  })
})

everyWay(t, 'a balance is checked against the bank, and only what agrees is kept', async (t, api) => {
  const user = await api.user()
  await user.call(createAccount, { body: { name: 'Checking', opening_balance: '100' } })
  await add(user, 'Checking', 'expense', '30', '2024-05-02')
  const { body: later } = await add(user, 'Checking', 'expense', '1', '2024-05-20')
  const check = (amount: string, date: string) => user.answer(checkBalance, { id: '1', body: { amount, date } })
  t.strictSame((await check('80', '2024-05-10')).body, {
    agreed: false, balance: '70.00', difference: '10.00', since: null, check: null,
  })
  const kept = {
    id: 1, account: 1, date: '2024-05-10', amount: '70.00', currency: 'USD', created_at: api.clock.now(),
  }
  t.strictSame((await check('70', '2024-05-10')).body, {
    agreed: true, balance: '70.00', difference: '0.00', since: null, check: kept,
  })
  t.strictSame((await check('1', '2024-05-31')).body, {
    agreed: false, balance: '69.00', difference: '-68.00', since: '2024-05-10', check: null,
  })
  t.strictSame(await check('x1', '2024-05-31'), faulty({
    amount: ['"x1" is not an amount: digits with at most one point, such as 12.50.'],
  }))
  t.strictSame(await check('1.001', '2024-05-31'), faulty({ amount: ['"1.001" has 3 decimals; USD takes at most 2.'] }))
  t.equal((await user.answer(checkBalance, { id: '9', body: { amount: '1', date: '2024-05-01' } })).status, 404)
  await check('69', '2024-05-31')
  t.match((await user.call(listBalanceChecks, { id: 1 })).body, [{ date: '2024-05-31' }, { date: '2024-05-10' }])
  const pages = await user.call(listBalanceChecks, { id: 1, query: { limit: 1 } })
  t.match(pages.body, [{ date: '2024-05-31' }])
  t.match((await user.call(listBalanceChecks, { id: 1, query: { limit: 1, cursor: String(pages.next) } })).body, [kept])
  t.equal((await user.answer(listBalanceChecks, { id: '9' })).status, 404)
  t.equal((await user.call(getTransaction, { id: later.id })).body.checked, true)
  const { body: [change] } = await user.call(listChanges, { query: { limit: 1 } })
  t.equal(change?.summary, 'Checked account 1 ("Checking"): 69.00 USD on 2024-05-31')
  await user.call(undoChange, { id: Number(change?.id) })
  t.equal((await user.call(getTransaction, { id: later.id })).body.checked, false)
})

bothDatabases(t, 'an account is deleted with the checks of its balance, and both come back', async (t, api) => {
  const user = await api.user()
  await user.call(createAccount, { body: { name: 'Checking', opening_balance: '100' } })
  await user.call(checkBalance, { id: 1, body: { amount: '100', date: '2024-05-01' } })
  t.strictSame(await user.answer(changeAccount, { id: '1', body: { currency: 'EUR', opening_balance: '1' } }), refused(
    409, 'account_in_use', '"Checking" is used by 1 balance check, so that its currency cannot change.'
  ))
  await user.call(deleteAccount, { id: 1 })
  const { body: [change] } = await user.call(listChanges, { query: { limit: 1 } })
  t.match(change?.rows, { account: 1, balance_check: 1 })
  await user.call(undoChange, { id: Number(change?.id) })
  t.match((await user.call(listBalanceChecks, { id: 1 })).body, [{ amount: '100.00' }])
})

everyWay(t, 'an undo gives no account a bank id that another one has since', async (t, api) => {
  const user = await api.user()
  await user.call(createAccount, { body: { name: 'A', bank_ids: ['DE 12', 'X'] } })
  await user.call(createAccount, { body: { name: 'B' } })
  await user.call(changeAccount, { id: 1, body: { bank_ids: [] } })
  const { body: [taken] } = await user.call(listChanges, { query: { limit: 1 } })
  await user.call(changeAccount, { id: 2, body: { bank_ids: ['de12'] } })
  t.match(await user.refusal(undoChange, { id: Number(taken?.id) }), {
    code: 'not_undoable',
    message: `Change ${taken?.id} cannot be undone: "DE12" belongs to the account "B" now.`,
  })
  t.match((await user.call(listAccounts, {})).body, [{ bank_ids: [] }, { bank_ids: ['DE12'] }])
  await user.call(changeAccount, { id: 2, body: { bank_ids: [] } })
  await user.call(undoChange, { id: Number(taken?.id) })
  t.match((await user.call(listAccounts, {})).body, [{ bank_ids: ['DE12', 'X'] }, { bank_ids: [] }])
})

everyWay(t, 'neither the name of an account nor a bank id is one that shows nothing', async (t, api) => {
  const user = await api.user()
  t.strictSame(await user.answer(createAccount, { body: { name: '\u200b' } }), faulty({
    name: ['"\u200b" shows nothing; add a letter.'],
  }))
  t.match(await user.answer(createAccount, { body: { name: 'A', bank_ids: ['\u200b'] } }), {
    status: 400, body: { errors: { bank_ids: [/ is not a list of up to 20 names|^\["/] } },
  })
  t.match(await user.answer(createAccount, { body: { name: 'A', bank_ids: ['DE\u202e12'] } }), { status: 400 })
  await user.call(createAccount, { body: { name: 'A' } })
  t.equal((await user.refusal(changeAccount, { id: 1, body: { name: '\u2066A' } })).code, 'validation_failed')
})

everyWay(t, 'an account that is archived is suggested for no name', async (t, api) => {
  const user = await api.user()
  for (const name of ['Giro', 'Savings']) await user.call(createAccount, { body: { name } })
  const suggested = async (account: string) => {
    const { extras } = await user.refusal(createTransaction, {
      body: { account, type: 'expense', amount: '1', date: '2024-05-01' },
    })
    return extras.suggestion
  }
  t.equal(await suggested('Girl'), 'Giro')
  await user.call(changeAccount, { id: 1, body: { archived: true } })
  t.equal(await suggested('Girl'), undefined)
  t.equal(await suggested('Saving'), 'Savings')
})
