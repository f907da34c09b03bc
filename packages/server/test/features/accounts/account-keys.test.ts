import { checkBalance, createAccount, listAccounts } from '@fintrack/contract/accounts'
import t from 'tap'
import { everyWay } from '../../helpers/api.ts'

everyWay(t, 'an account that is sent twice with one key is added once and answered alike', async (t, api) => {
  const user = await api.user()
  const request = { body: { name: 'Checking', opening_balance: '-1240.50' }, idempotencyKey: 'one-account' }
  const first = await user.answer(createAccount, request)
  t.match(first, { status: 201, body: { name: 'Checking', balance: '-1240.50' } })
  t.strictSame(await user.answer(createAccount, request), first)
  t.equal((await user.call(listAccounts, { query: {} })).body.length, 1)
  const check = { id: '1', body: { amount: '-1240.50', date: '2024-05-31' }, idempotencyKey: 'one-check' }
  const checked = await user.answer(checkBalance, check)
  t.match(checked, { status: 200, body: { agreed: true, check: { id: 1 } } })
  t.strictSame(await user.answer(checkBalance, check), checked)
})
