/**
 * No one gets in where they do not belong: each endpoint of the contract is asked by Bob with Ada's ids, in its path,
 * in its query and in its body. Bob is answered, byte for byte, as with an id that nobody has, and Ada's rows stay as
 * they are. The cases come from the contract's own list: an endpoint that is new is asked as well, or fails here for
 * want of a value.
 */
import t from 'tap'
import type { Request } from '@fintrack/contract/call'
import { hasId, type Endpoint } from '@fintrack/contract/endpoint'
import { createBudget } from '@fintrack/contract/budgets'
import { createCategory, deleteCategory } from '@fintrack/contract/categories'
import { listChanges } from '@fintrack/contract/changes'
import { ENDPOINTS } from '@fintrack/contract/endpoints'
import { createToken } from '@fintrack/contract/tokens'
import { createTransaction } from '@fintrack/contract/transactions'
import type { Databases } from '../src/db/databases.ts'
import { everyWay, bytesOf, type TestApi, type TestUser } from './helpers/api.ts'
import { idsAfter, ownedTables } from './helpers/tables.ts'

/** An id that nobody has, as long as Ada's are: sentences that hold it are as long. */
const NOBODYS = 999

/** Where references to rows stand: the names of fields and parameters that take an id. */
const REFERENCES = ['category', 'reassign_to', 'covers']

/** A value that each field takes; what is no reference. */
const VALUES: Readonly<Record<string, unknown>> = {
  amount: '12.50', currency: 'EUR', cursor: undefined, date: '2024-05-01', description: 'x', email: 'bob@example.org',
  expires_in_days: 1,
  from: '2024-05-01', label: 'x', limit: 10, max: '100', min: '0', month: '2024-05', monthly_limit: '50', name: 'Hats',
  new_password: 'another quiet river',
  old_password: 'wrong password', password: 'wrong password', payee: 'x', q: 'x', refresh: 'fr1.1.1.1.x.y',
  scope: 'read', sort: 'date', to: '2024-05-31',
  type: 'expense', uncategorized: false, uncategorize: undefined, username: 'cyd', again: false, dry_run: false,
  partial: false, ids: [1, 2],
  transactions: [{ date: '2024-05-01', amount: '1', category: 1 }],
  depth: 1,
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

function bodyOf (endpoint: Endpoint, field?: string, reference?: number | string): Pick<Request, 'body'> {
  if (endpoint.upload !== undefined) {
    return {
      body: bytesOf(`date,type,category,amount\n2024-05-01,expense,${String(reference ?? 'Food')},1\n`),
    }
  }
  if (endpoint.body === undefined) return {}
  const required: readonly string[] = endpoint.method === 'PATCH' ? [] : endpoint.body.required ?? []
  const isGiven = (name: string) => required.includes(name) || name === field ||
    (endpoint.method !== 'PATCH' && REFERENCES.includes(name))
  const names = fieldsOf(endpoint.body).filter(isGiven)
  return {
    body: Object.fromEntries(
      names.map((name) => [name, name === field ? reference : REFERENCES.includes(name) ? 1 : valueOf(name)])
    ),
  }
}

function queryOf (endpoint: Endpoint, field?: string, reference?: number): Array<readonly [string, string]> {
  const required: readonly string[] = endpoint.query?.required ?? []
  return fieldsOf(endpoint.query).filter((name) => required.includes(name) || name === field)
    .map((name) => [name, String(name === field ? reference : valueOf(name))])
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
    ...fieldsOf(endpoint.body).filter((field) => REFERENCES.includes(field)).flatMap((field) => [
      { about: field, request: (at: number) => ({ ...own, query: queryOf(endpoint), ...bodyOf(endpoint, field, at) }) },
      {
        about: `${field} as text`,
        request: (at: number) => ({ ...own, query: queryOf(endpoint), ...bodyOf(endpoint, field, String(at)) }),
      },
    ]),
    ...(endpoint.upload !== undefined
      ? [
          {
            about: 'csv',
            request: (at: number) => ({ query: queryOf(endpoint), ...bodyOf(endpoint, 'category', at) }),
          },
        ]
      : []),
  ]
}

/** Rows of every kind. Bob's have the ids 1 to 3, Ada's begin at 101. */
async function furnished (user: TestUser): Promise<void> {
  for (const name of ['Food', 'Rent', 'Fun']) {
    const { body: { id } } = await user.call(createCategory, { body: { name, type: 'expense' } })
    await user.call(createTransaction, { body: { date: '2024-05-01', amount: '12.50', category: id, payee: name } })
    await user.call(createBudget, { body: { category: id, month: '2024-04', monthly_limit: '100' } })
    await user.call(createToken, { body: { name, scope: 'read' } })
  }
}

async function twoUsers (api: TestApi): Promise<{ bob: TestUser, ada: TestUser }> {
  const bob = await api.user('bob')
  await furnished(bob)
  for (const table of [
    'categories', 'transactions', 'budgets', 'tokens', 'sessions', 'changes',
  ]) await idsAfter(api.databases, table, 100)
  const ada = await api.user('ada')
  await furnished(ada)
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
})

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
          foreign.status, about === 'path' ? 404 : 400, `${name}: ${about} is refused`
        )
      }
      count += 1
    }
  }
  t.equal(await rowsOf(api.databases, ada.id), before)
  t.ok(count > 30, `${count} cases`)
})

everyWay(t, 'another user\'s category in one of many rows counts as one that does not exist', async (t, api) => {
  const { bob } = await twoUsers(api)
  const bulk = ENDPOINTS.get('createTransactions') as Endpoint
  for (const query of [[], [['partial', 'true']]] as const) {
    const of = (category: number) => bob.answer(bulk, {
      query, body: { transactions: [{ date: '2024-05-01', amount: '1', category }] },
    })
    const foreign = await of(101)
    t.equal(told(foreign, 101), told(await of(NOBODYS), NOBODYS))
    t.match(JSON.stringify(foreign.body), /There is no category/)
  }
})

everyWay(t, 'the same requests with the user\'s own ids are served [P2.1]', async (t, api) => {
  const { bob } = await twoUsers(api)
  for (const [name, endpoint] of closed) {
    // What deletes the user, or the rows that the others need, has its turn elsewhere.
    if (endpoint.method === 'DELETE' || endpoint.path.startsWith('/api/users/me/')) continue
    // A category of an import is a name: there digits are none of anybody's.
    for (const { about, request } of casesOf(endpoint).filter((one) => one.about !== 'csv')) {
      const { status } = await bob.answer(endpoint, request(name.includes('Budget') && about !== 'path' ? 2 : 1))
      t.ok(status < 400 || status === 409, `${name}: ${about}: ${status}`)
    }
  }
})

everyWay(t, 'the lists, sums and exports of a user hold nothing of another user [V8.4.1]', async (t, api) => {
  const { bob, ada } = await twoUsers(api)
  await api.databases.writer('transactions').where({ user_id: ada.id }).update({
    payee: 'ADAS-SECRET', description: 'ADAS-SECRET', payee_key: 'adas-secret', description_key: 'adas-secret',
  })
  await api.databases.writer('categories').where({ user_id: ada.id }).update(
    { name: api.databases.writer.raw('\'ADAS-SECRET \' || id') }
  )
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
      t.notMatch(JSON.stringify(body), /ADAS-SECRET|"id":10/, `${name}: ${field ?? 'plain'}`)
    }
  }
  const search = await bob.answer(ENDPOINTS.get('listTransactions') as Endpoint, { query: [['q', 'adas-secret']] })
  t.strictSame(search.body, [])
})

everyWay(t, 'names, and the nearest ones, are looked for among the user\'s own only', async (t, api) => {
  const { bob, ada } = await twoUsers(api)
  await ada.call(createCategory, { body: { name: 'Zeppelins', type: 'expense' } })
  for (const name of ['Zeppelins', 'zeppelin']) {
    const refusal = await bob.refusal(createTransaction, { body: { date: '2024-05-01', amount: '1', category: name } })
    t.strictSame([refusal.code, refusal.extras.suggestion], ['unknown_category', undefined])
  }
  t.equal(
    (await bob.answer(createCategory, { body: { name: 'Zeppelins', type: 'expense' } })).status, 201,
    'a name that another has is free'
  )
})

everyWay(t, 'another user\'s cursor gives no access to their rows [P2.1]', async (t, api) => {
  const { bob, ada } = await twoUsers(api)
  await ada.call(deleteCategory, { id: 103, query: { uncategorize: true } })
  const { body: [change] } = await ada.call(listChanges, {})
  let lists = 0
  for (const [name, endpoint] of closed) {
    if (!fieldsOf(endpoint.query).includes('cursor') || name === 'listSessions') continue
    // What a row has below it is a list of its own: its cursor opens no other.
    const [adas, bobs] = hasId(endpoint) ? [{ id: String(change?.id) }, { id: '1' }] : [{}, {}]
    const { next } = await ada.answer(endpoint, { ...adas, query: [['limit', '1']] })
    t.type(next, 'string', name)
    const { status, body } = await bob.answer(endpoint, {
      ...bobs, query: [['limit', '1000'], ['cursor', String(next)]],
    })
    t.equal(status, hasId(endpoint) ? 400 : 200, name)
    t.notMatch(JSON.stringify(body), /"id":10/, name)
    lists += 1
  }
  t.equal(lists, 6)
})

t.test('only the listed endpoints are open without a token [V6.3.4]', async (t) => {
  t.strictSame([...ENDPOINTS].filter(([, { open }]) => open === true).map(([name]) => name),
    ['register', 'logIn', 'logOut', 'refreshTokens', 'getHealth', 'getOpenApi', 'getReadiness'])
})
