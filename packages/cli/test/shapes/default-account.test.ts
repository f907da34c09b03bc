import type { Account } from '@fintrack/contract/accounts'
import type { Request } from '@fintrack/contract/call'
import { Problem } from '@fintrack/contract/problem'
import { call } from '@fintrack/contract/call'
import t from 'tap'
import { NO_CONFIG, type Config } from '../../src/config/config.ts'
import type { Context } from '../../src/context.ts'
import { HintedProblem } from '../../src/errors/hints.ts'
import { accountFor } from '../../src/shapes/default-account.ts'
import { fakeBook, page, type Asked, type Script } from '../helpers/fake-book.ts'
import { CHECKING } from '../helpers/rows.ts'

const LIST = 'GET /api/accounts/'
const ME = { id: 1, username: 'anna', email: '', currency: 'USD' }
const OPEN = { call: LIST, query: [['archived', 'false'], ['limit', '2']] }
const TRAVEL: Account = { ...CHECKING, id: 2, name: 'Travel', currency: 'EUR' }

interface Wishes {
  readonly flag?: string
  readonly currency?: string
  readonly configured?: string
  readonly script?: Script
}

/** A book with these open accounts. */
function open (...accounts: readonly Account[]): Script {
  return { [LIST]: () => page(accounts), 'GET /api/users/me/': ME }
}

async function found ({ flag, currency, configured, script = {} }: Wishes): Promise<[unknown, Asked[]]> {
  const { send, asked } = fakeBook(script)
  const config: Config = configured === undefined ? NO_CONFIG : { ...NO_CONFIG, account: configured }
  const cx = {
    api: async () => ({ call: (endpoint: never, input: never) => call(endpoint, input, send) }),
    store: { config: () => config },
    globals: { local: false, profile: 'default', insecureHttp: false },
  } as unknown as Context
  return [await accountFor(cx, flag, currency), asked]
}

t.test('the account that --account names goes before every other, and nothing is asked', async (t) => {
  t.strictSame(await found({ flag: 'cash', configured: 'checking', currency: 'EUR' }), ['cash', []])
})

t.test('the configured account is taken, unless the row is in another currency', async (t) => {
  const script = { [LIST]: page([CHECKING]) }
  const asked = [{ call: LIST, query: [['name', 'checking']] }]
  t.strictSame(await found({ configured: 'checking', script }), [1, asked])
  t.strictSame(await found({ configured: 'checking', currency: 'USD', script }), [1, asked])
  t.strictSame(await found({ configured: 'checking', currency: 'EUR', script }), [undefined, asked])
})

t.test('a configured account that is not there any more is refused with the setting that names it', async (t) => {
  const gone = new Problem('unknown_account', 'There is no account "old".')
  await t.rejects(found({ configured: 'old', script: { [LIST]: gone } }), new HintedProblem(gone,
    'It is the default account: `fintrack config set account NAME` sets another, --unset removes the setting.'))
  const forbidden = new Problem('forbidden', 'This token may not do that.')
  await t.rejects(found({ configured: 'old', script: { [LIST]: forbidden } }), {
    code: 'forbidden', message: 'This token may not do that.',
  })
  const script = { [LIST]: (_: Request) => { throw new Error('broken') } }
  await t.rejects(found({ configured: 'old', script }), { message: 'broken' })
})

t.test('without a setting the only open account is taken, where it has the currency of the row', async (t) => {
  const me = { call: 'GET /api/users/me/' }
  t.strictSame(await found({ currency: 'USD', script: open(CHECKING) }), [1, [OPEN]])
  t.strictSame(await found({ currency: 'EUR', script: open(CHECKING) }), [undefined, [OPEN]])
  t.strictSame(await found({ script: open(CHECKING) }), [1, [OPEN, me]], 'else that of the book')
  t.strictSame(await found({ script: open(TRAVEL) }), [undefined, [OPEN, me]])
})

t.test('of several open accounts, or none, none is taken', async (t) => {
  t.strictSame(await found({ script: open(CHECKING, TRAVEL) }), [undefined, [OPEN]])
  t.strictSame(await found({ script: open() }), [undefined, [OPEN]])
})
