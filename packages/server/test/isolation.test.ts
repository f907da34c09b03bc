/**
 * No one gets in where they do not belong: each endpoint of the contract is asked by Bob with Ada's ids, in its path,
 * in its query and in its body. Bob is answered, byte for byte, as with an id that nobody has, and Ada's rows stay as
 * they are. The cases come from the contract's own list: an endpoint that is new is asked as well, or fails here for
 * want of a value.
 */
import t from 'tap'
import type { Request } from '@fintrack/contract/call'
import { hasId, type Endpoint } from '@fintrack/contract/endpoint'
import { checkBalance, createAccount } from '@fintrack/contract/accounts'
import { createBudget } from '@fintrack/contract/budgets'
import { createCategory, deleteCategory, mergeCategories, renameCategories } from '@fintrack/contract/categories'
import { listChanges } from '@fintrack/contract/changes'
import { ENDPOINTS } from '@fintrack/contract/endpoints'
import { importTransactions } from '@fintrack/contract/imports'
import { createToken } from '@fintrack/contract/tokens'
import { deleteTransactions, editTransactions } from '@fintrack/contract/transaction-sets'
import {
  changeTransaction, createTransaction, createTransactions, joinTransactions, listTransactions,
} from '@fintrack/contract/transactions'
import type { Databases } from '../src/db/databases.ts'
import { everyWay, bytesOf, type TestApi, type TestUser } from './helpers/api.ts'
import { idsAfter, ownedTables } from './helpers/tables.ts'

/** An id that nobody has, as long as Ada's are: sentences that hold it are as long. */
const NOBODYS = 999

/**
 * Where references to rows stand: the names of fields and parameters that take an id. In this order a row that one
 * request changed is taken by the next.
 */
const REFERENCES = ['category', 'reassign_to', 'covers', 'ids', 'splits', 'to_account', 'account', 'set']

/** Fields that take a category in these bodies, and something else in others. */
const MORE_REFERENCES = new Map<Endpoint, readonly string[]>([
  [renameCategories, ['from']], [mergeCategories, ['from', 'to']],
])

/** How ids stand in a field that takes more than one; as itself elsewhere. */
const PLACES: Readonly<Record<string, ReadonlyArray<readonly [about: string, value: (at: unknown) => unknown]>>> = {
  ids: [['ids', (at) => [at, 6]]],
  splits: ['category', 'to_account'].map((field) =>
    [`splits: ${field}`, (at) => [{ [field]: at, amount: '10' }, { amount: '2.50' }]]),
  set: ['category', 'account'].map((field) => [`set: ${field}`, (at) => ({ [field]: at })]),
}

/** What stands beside a reference, so that nothing else is wrong with the request. */
const BESIDE: Readonly<Record<string, object>> = {
  splits: { type: 'expense', category: null },
  to_account: { type: 'transfer', category: null, account: 2 },
  account: { type: 'expense', category: 1, to_account: null },
}

/** A value that each field takes; what is no reference. */
const VALUES: Readonly<Record<string, unknown>> = {
  amount: '12.50', currency: 'EUR', cursor: undefined, date: '2024-05-01', description: 'x', email: 'bob@example.org',
  by: 'tag', expires_in_days: 1, mine: true,
  from: '2024-05-01', label: 'x', limit: 10, max: '100', min: '0', month: '2024-05', monthly_limit: '50', name: 'Hats',
  new_password: 'another quiet river',
  old_password: 'wrong password', password: 'wrong password', payee: 'x', q: 'x', refresh: 'fr1.1.1.1.x.y',
  scope: 'read', sort: 'date', to: '2024-05-31',
  type: 'expense', uncategorized: false, uncategorize: undefined, username: 'cyd', again: false, dry_run: false,
  partial: false,
  transactions: [{ date: '2024-05-01', amount: '1', category: 1 }],
  depth: 1, archived: false, on: '2024-05-31', opening_balance: '-3', opening_date: null, bank_ids: ['DE 1'],
  to_amount: null, to_date: null, tag: 'trip', tags: ['trip'], untag: ['trip'],
}

function valueOf (field: string): unknown {
  if (!(field in VALUES)) throw new Error(`Give ${field} a value here.`)
  return VALUES[field]
}

function fieldsOf (schema: Endpoint['query']): string[] {
  return schema === undefined ? [] : Object.keys(schema.properties)
}

/** A request that is right but for one reference, and names what that stands for. */
interface Case { readonly about: string, readonly request: (reference: number) => Partial<Request> }

function isReference (endpoint: Endpoint, field: string): boolean {
  return REFERENCES.includes(field) || MORE_REFERENCES.get(endpoint)?.includes(field) === true
}

function referencesOf (endpoint: Endpoint): string[] {
  const fields = fieldsOf(endpoint.body).filter((field) => isReference(endpoint, field))
  return fields.toSorted((one, other) => REFERENCES.indexOf(one) - REFERENCES.indexOf(other))
}

/** The columns of a file that name a row, as cells of one line. */
const CELLS: Readonly<Record<string, (at: unknown) => string>> = {
  category: (at) => `expense,${String(at)},,,`,
  account: (at) => `expense,Food,${String(at)},,`,
  to_account: (at) => `transfer,,Food,${String(at)},`,
  splits: (at) => `expense,,,,${String(at)}=1`,
  'splits to an account': (at) => `expense,,,,@${String(at)}=1`,
}

function uploaded (cells: string): Pick<Request, 'body'> {
  return { body: bytesOf(`date,type,category,account,to_account,splits,amount\n2024-05-01,${cells},1\n`) }
}

/** @param given the field of the reference with it, and what stands beside it */
function bodyOf (endpoint: Endpoint, given: Readonly<Record<string, unknown>> = {}): Pick<Request, 'body'> {
  if (endpoint.upload !== undefined) return uploaded('expense,Food,,,')
  if (endpoint.body === undefined) return {}
  const required: readonly string[] = endpoint.body.required ?? []
  // Not required by the schema, but by the server unless a type is given.
  const names = fieldsOf(endpoint.body).filter((name) =>
    required.includes(name) || (name === 'category' && endpoint.method !== 'PATCH'))
  const ids = endpoint === joinTransactions ? [5, 6] : [3]
  const own = (name: string) => name === 'ids' ? ids : isReference(endpoint, name) ? 1 : valueOf(name)
  return { body: { ...Object.fromEntries(names.map((name) => [name, own(name)])), ...given } }
}

function queryOf (endpoint: Endpoint, field?: string, reference?: number): Array<readonly [string, string]> {
  const required: readonly string[] = endpoint.query?.required ?? []
  return fieldsOf(endpoint.query).filter((name) => required.includes(name) || name === field)
    .map((name) => [name, String(name === field ? reference : valueOf(name))])
}

function bodiesOf (endpoint: Endpoint, field: string): Array<readonly [about: string, of: (at: number) => object]> {
  const places = endpoint === editTransactions && field === 'ids'
    ? [['ids', (at: unknown) => [at]] as const]
    : PLACES[field] ?? [[field, (at: unknown) => at] as const]
  return places.flatMap(([about, value]) => {
    const beside = BESIDE[field]
    const body = (at: unknown) => ({ ...bodyOf(endpoint, { ...beside, [field]: value(at) }) })
    const both = [[about, (at: number) => body(at)], [`${about} as text`, (at: number) => body(String(at))]] as const
    return field === 'ids' ? both.slice(0, 1) : both
  })
}

function casesOf (endpoint: Endpoint): Case[] {
  const id = (reference: number) => hasId(endpoint) ? { id: String(reference) } : {}
  // An own row: only the reference is somebody else's.
  const own = hasId(endpoint) ? { id: '1' } : {}
  return [
    ...(hasId(endpoint)
      ? [
          { about: 'path', request: (at: number) => ({ ...id(at), query: queryOf(endpoint), ...bodyOf(endpoint) }) },
        ]
      : []),
    ...fieldsOf(endpoint.query).filter((field) => REFERENCES.includes(field))
      .map(
        (field) => ({
          about: `?${field}`,
          request: (at: number) => ({ ...own, query: queryOf(endpoint, field, at), ...bodyOf(endpoint) }),
        })
      ),
    ...referencesOf(endpoint).flatMap((field) => bodiesOf(endpoint, field)).map(([about, of]) =>
      ({ about, request: (at: number) => ({ ...own, query: queryOf(endpoint), ...of(at) }) })),
    ...(endpoint.upload !== undefined
      ? Object.entries(CELLS).map(([column, cells]) => ({
        about: `csv: ${column}`,
        request: (at: number) => ({ query: queryOf(endpoint), ...uploaded(cells(at)) }),
      }))
      : []),
  ]
}

/**
 * Rows of every kind. Bob's have the ids 1 to 6, Ada's begin at 101: three of a category each, of which the second is
 * split; then a transfer, and the two halves of one.
 * @param mark what every text begins with
 */
async function furnished (user: TestUser, mark = ''): Promise<void> {
  const texts = (text: string) => ({ date: '2024-05-01', amount: '12.50', payee: `${mark}${text}` })
  const ids: number[] = []
  for (const text of ['Food', 'Rent', 'Fun']) {
    const name = `${mark}${text}`
    const { body: { id } } = await user.call(createCategory, { body: { name, type: 'expense' } })
    const { body: { id: account } } = await user.call(createAccount, { body: { name, bank_ids: [name] } })
    ids.push(account)
    const parts = [{ category: id, amount: '10', description: name }, { amount: '2.50' }]
    await user.call(createTransaction, {
      body: {
        ...texts(text), description: name, tags: [`${mark}trip/${text}`],
        ...text === 'Rent' ? { type: 'expense', splits: parts } : { category: id },
      },
    })
    await user.call(createBudget, { body: { category: id, month: '2024-04', monthly_limit: '100' } })
    await user.call(checkBalance, { id: Number(ids[0]), body: { amount: '0', date: '2024-04-30' } })
    await user.call(createToken, { body: { name, scope: 'read' } })
  }
  const [one, two] = ids
  await user.call(createTransaction, {
    body: { ...texts('moved'), type: 'transfer', account: Number(one), to_account: Number(two) },
  })
  await user.call(createTransaction, { body: { ...texts('out'), type: 'expense', account: Number(one) } })
  await user.call(createTransaction, { body: { ...texts('in'), type: 'income', account: Number(two) } })
}

async function twoUsers (api: TestApi): Promise<{ bob: TestUser, ada: TestUser }> {
  const bob = await api.user('bob')
  await furnished(bob)
  for (const table of [
    'categories', 'accounts', 'balance_checks', 'tags', 'transactions', 'budgets', 'tokens', 'sessions', 'changes',
  ]) await idsAfter(api.databases, table, 100)
  const ada = await api.user('ada')
  await furnished(ada, 'ADAS-SECRET-')
  return { bob, ada }
}

/** Everything that is Ada's, as text. */
async function rowsOf (databases: Databases, userId: number): Promise<string> {
  const rows: unknown[] = [await databases.reader('users').where({ id: userId })]
  for (const table of await ownedTables(databases)) {
    rows.push(
      table, await databases.reader(table).where({ user_id: userId })
    )
  }
  return JSON.stringify(rows)
}

/** An answer as text in which one id stands for the other. */
function told (answer: unknown, reference: number): string {
  return JSON.stringify(answer).replaceAll(String(reference), '<id>')
}

const closed = [...ENDPOINTS].filter(([, { open }]) => open !== true)

t.test('every field of the API is listed as naming a row or not', async (t) => {
  const fields = new Set(closed.flatMap(([, { query, body }]) => [...fieldsOf(query), ...fieldsOf(body)]))
  t.strictSame([...fields].filter((field) => !(field in VALUES) && !REFERENCES.includes(field)), [])
  t.strictSame([...fields].filter((field) => field in VALUES && REFERENCES.includes(field)), [])
})

/** Whether rows are named in a body as a path names one. */
function isOfSet (endpoint: Endpoint, about: string): boolean {
  return about === 'ids' && (endpoint === editTransactions || endpoint === deleteTransactions)
}

everyWay(t, 'every endpoint answers another user\'s id like one that does not exist [V8.2.2 P2.1]', async (t, api) => {
  const { bob, ada } = await twoUsers(api)
  const before = await rowsOf(api.databases, ada.id)
  let count = 0
  for (const [name, endpoint] of closed) {
    for (const { about, request } of casesOf(endpoint)) {
      const foreign = await bob.answer(endpoint, request(101))
      const nobodys = await bob.answer(endpoint, request(NOBODYS))
      t.equal(told(foreign, 101), told(nobodys, NOBODYS), `${name}: ${about}`)
      if (endpoint.upload === undefined) {
        t.match(
          foreign.status, about === 'path' || isOfSet(endpoint, about) ? 404 : 400, `${name}: ${about} is refused`
        )
      }
      count += 1
    }
  }
  t.equal(await rowsOf(api.databases, ada.id), before)
  t.ok(count > 80, `${count} cases`)
})

everyWay(t, 'another user\'s row in one of many rows counts as one that does not exist', async (t, api) => {
  const { bob } = await twoUsers(api)
  const bulk: Endpoint = createTransactions
  const fields = ['category', 'splits', 'to_account', 'account']
  for (const [about, body] of fields.flatMap((field) => bodiesOf(createTransaction, field))) {
    for (const query of [[], [['partial', 'true']]] as const) {
      const of = (at: number) => {
        const { body: row } = body(at) as { readonly body: object }
        return bob.answer(bulk, { query, body: { transactions: [row] } })
      }
      const foreign = await of(101)
      t.equal(told(foreign, 101), told(await of(NOBODYS), NOBODYS), about)
      t.match(JSON.stringify(foreign.body), /There is no (category|account)/, about)
    }
  }
})

everyWay(t, 'the same requests with the user\'s own ids are served [P2.1]', async (t, api) => {
  const { bob } = await twoUsers(api)
  for (const [name, endpoint] of closed) {
    // What deletes the user, or the rows that the others need, has its turn elsewhere.
    if (endpoint.method === 'DELETE' || endpoint.path.startsWith('/api/users/me/')) continue
    if (endpoint === mergeCategories || endpoint === deleteTransactions) continue
    const ids = new Map([['partTransaction', 4], ['joinTransactions', 5], ['editTransactions', 2]])
    // What an import names, it names by its name: there digits are none of anybody's.
    for (const { about, request } of casesOf(endpoint).filter((one) => !one.about.startsWith('csv'))) {
      const own = name.includes('Budget') && about !== 'path' ? 2 : ids.get(name) ?? 1
      const { status } = await bob.answer(endpoint, request(own))
      t.ok(status < 400 || status === 409, `${name}: ${about}: ${status}`)
      // What is asked next says nothing of parts.
      if (about.startsWith('splits')) {
        await bob.call(changeTransaction, { id: 1, body: { splits: [], category: 1, account: null } })
      }
    }
  }
})

everyWay(t, 'the lists, sums and exports of a user hold nothing of another user [V8.4.1]', async (t, api) => {
  const { bob, ada } = await twoUsers(api)
  for (const [name, endpoint] of closed.filter(([, { method }]) => method === 'GET')) {
    const filters = [
      undefined,
      ...fieldsOf(endpoint.query).filter((field) => !REFERENCES.includes(field) && valueOf(field) !== undefined),
    ]
    for (const field of filters) {
      // A name in a filter is that of a row that Bob has.
      const value = field === 'name' ? 'Food' : VALUES[field ?? '']
      const { status, body } = await bob.answer(endpoint, { id: '1', query: queryOf(endpoint, field, value as number) })
      t.equal(status, 200, `${name}: ${field ?? 'plain'}`)
      t.notMatch(
        JSON.stringify(body), /adas-secret|"(id|category|account|to_account)":10[0-9]/i, `${name}: ${field ?? 'plain'}`
      )
    }
  }
  const [secret, tagged] = [{ q: 'adas secret' }, { tag: ['ADAS-SECRET-trip'] }]
  t.strictSame((await bob.call(listTransactions, { query: secret })).body, [])
  t.equal((await ada.call(listTransactions, { query: secret })).body.length, 6)
  t.equal((await bob.refusal(listTransactions, { query: tagged })).code, 'unknown_tag')
  t.equal((await ada.call(listTransactions, { query: tagged })).body.length, 3)
})

everyWay(t, 'names, and the nearest ones, are looked for among the user\'s own only', async (t, api) => {
  const { bob, ada } = await twoUsers(api)
  await ada.call(createCategory, { body: { name: 'Zeppelins', type: 'expense' } })
  await ada.call(createAccount, { body: { name: 'Zeppelins', bank_ids: ['DE 7'] } })
  for (const name of ['Zeppelins', 'zeppelin']) {
    const row = { date: '2024-05-01', amount: '1' }
    const refusal = await bob.refusal(createTransaction, { body: { ...row, category: name } })
    t.strictSame([refusal.code, refusal.extras.suggestion], ['unknown_category', undefined])
    const account = await bob.refusal(createTransaction, { body: { ...row, category: 'Food', account: name } })
    t.strictSame([account.code, account.extras.suggestion], ['unknown_account', undefined])
    const tag = await bob.refusal(listTransactions, { query: { tag: [name.replaceAll(' ', '-')] } })
    t.strictSame([tag.code, tag.extras.suggestion], ['unknown_tag', undefined])
    const imported = await bob.answer(importTransactions, uploaded(`expense,Food,${name},,`))
    t.equal(imported.status, 400)
    t.match(JSON.stringify(imported.body), /; add it first/)
  }
  for (const [endpoint, body] of [
    [createCategory, { name: 'Zeppelins', type: 'expense' }],
    [createAccount, { name: 'Zeppelins', bank_ids: ['DE7'] }],
  ] as const) t.equal((await bob.answer(endpoint, { body })).status, 201, 'a name that another has is free')
})

everyWay(t, 'another user\'s cursor gives no access to their rows [P2.1]', async (t, api) => {
  const { bob, ada } = await twoUsers(api)
  await ada.call(deleteCategory, { id: 103, query: { uncategorize: true } })
  const { body: [change] } = await ada.call(listChanges, {})
  let lists = 0
  for (const [name, endpoint] of closed) {
    if (!fieldsOf(endpoint.query).includes('cursor') || name === 'listSessions') continue
    // What a row has below it is a list of its own: its cursor opens no other.
    const owner = name === 'listBalanceChecks' ? 101 : change?.id
    const [adas, bobs] = hasId(endpoint) ? [{ id: String(owner) }, { id: '1' }] : [{}, {}]
    const { next } = await ada.answer(endpoint, { ...adas, query: [['limit', '1']] })
    t.type(next, 'string', name)
    const { status, body } = await bob.answer(endpoint, {
      ...bobs, query: [['limit', '1000'], ['cursor', String(next)]],
    })
    t.equal(status, hasId(endpoint) ? 400 : 200, name)
    t.notMatch(JSON.stringify(body), /"id":10[0-9]/, name)
    lists += 1
  }
  t.equal(lists, 9)
})

t.test('only the listed endpoints are open without a token [V6.3.4]', async (t) => {
  t.strictSame([...ENDPOINTS].filter(([, { open }]) => open === true).map(([name]) => name),
    ['register', 'logIn', 'logOut', 'refreshTokens', 'getHealth', 'getOpenApi', 'getReadiness'])
})
