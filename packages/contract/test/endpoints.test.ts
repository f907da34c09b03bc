import t from 'tap'
import type { TObject } from 'typebox'
import * as accounts from '../src/accounts.ts'
import * as auth from '../src/auth.ts'
import * as budgets from '../src/budgets.ts'
import * as categories from '../src/categories.ts'
import * as changes from '../src/changes.ts'
import { hasId, isByteStream, uploadTypeFor, type Endpoint } from '../src/endpoint.ts'
import { ENDPOINTS } from '../src/endpoints.ts'
import * as imports from '../src/imports.ts'
import { PROBLEM_CODES } from '../src/problem-body.ts'
import * as reports from '../src/reports.ts'
import * as sessions from '../src/sessions.ts'
import * as system from '../src/system.ts'
import * as tags from '../src/tags.ts'
import * as tokens from '../src/tokens.ts'
import * as transactionSets from '../src/transaction-sets.ts'
import * as transactions from '../src/transactions.ts'
import * as users from '../src/users.ts'
import { keyword } from '../src/validate.ts'

const endpoints = [...ENDPOINTS]
const propertiesOf = (schema: Endpoint['query']) =>
  schema === undefined ? [] : Object.entries(schema.properties)
const flawed = (flaw: (endpoint: Endpoint, name: string) => boolean) =>
  endpoints.filter(([name, endpoint]) => flaw(endpoint, name)).map(([name]) => name)

/** Fields with a mark behind those that must be given. */
function fieldsOf (schema: Endpoint['query']): string {
  const required: readonly string[] = schema?.required ?? []
  return propertiesOf(schema).map(([name]) => required.includes(name) ? `${name}!` : name).join(' ')
}

t.test('the API offers these endpoints, which take and refuse this [V16.4.2]', async (t) => {
  const surface = endpoints.map(([name, endpoint]) => {
    const {
      method, path, status, open, loginOnly, versioned, query, body, upload = [], readOnly = [], problems,
    } = endpoint
    const marks = Object.entries({ open, loginOnly, versioned }).filter(([, is]) => is === true).map(([mark]) => mark)
    const parts = {
      query: fieldsOf(query), body: fieldsOf(body), upload: upload.join(' '), ignored: readOnly.join(' '),
      problems: problems.join(' '),
    }
    return [
      [`${name}: ${method} ${path} ${status}`, ...marks].join(', '),
      ...Object.entries(parts).filter(([, text]) => text !== '').map(([part, text]) => `  ${part}: ${text}`),
    ].join('\n')
  })
  t.matchSnapshot(surface.join('\n'), 'surface')
})

t.test('each noun registers its endpoints, and no two have one name', async (t) => {
  const exported = [
    users, auth, sessions, tokens, accounts, categories, tags, transactions, transactionSets, budgets, reports, imports,
    changes, system,
  ].flatMap((noun) => Object.entries<unknown>({ ...noun }))
    .filter(([, value]) => typeof value === 'object' && value !== null && 'method' in value)
  t.equal(exported.length, endpoints.length)
  for (const [name, value] of exported) t.equal(ENDPOINTS.get(name), value, name)
})

t.test('no two endpoints have the same method and path', async (t) => {
  const ways = endpoints.map(([, { method, path }]) => `${method} ${path.replace(/\/$/, '')}`)
  t.equal(new Set(ways).size, ways.length)
})

t.test('the path of every endpoint is under /api and ends with a slash, except for those of operators', async (t) => {
  t.strictSame(flawed(({ path, tag }) => tag === 'system'
    ? !['/healthz', '/readyz', '/openapi.json'].includes(path)
    : !/^\/api\/(?:[a-z]+\/)+(?::id\/(?:[a-z]+\/)?)?$/.test(path)), [])
})

t.test('methods, statuses and bodies of endpoints agree, and GET changes nothing [V3.5.3]', async (t) => {
  t.strictSame(
    flawed(
      ({ method, body, upload }) => (method === 'GET' ||
        method === 'DELETE') !== (body === undefined && upload === undefined)
    ),
    ['deleteMe', 'partTransaction', 'undoChange'],
    'GET and DELETE have no body, but where a password is asked for; and what is undone is all in the path'
  )
  t.strictSame(flawed(({ status, reply }) => (status === 204) !== (reply === undefined)), [], '204 has no reply')
  t.strictSame(flawed(({ method, status }) => method === 'DELETE' && status !== 204), [])
  t.strictSame(
    flawed(
      (endpoint) => [
        'PUT', 'PATCH', 'DELETE',
      ].includes(endpoint.method) && !hasId(endpoint) && !endpoint.path.startsWith('/api/users/me/')
    ),
    [], 'a row is changed by its id, but for the user\'s own'
  )
  t.strictSame(
    flawed((endpoint) => endpoint.method === 'POST' && hasId(endpoint)),
    ['checkBalance', 'partTransaction', 'undoChange']
  )
  t.strictSame(
    flawed(
      ({ body, query }) => body !== undefined && Object.keys(body.properties).some(
        (name) => query !== undefined && name in query.properties
      )
    ),
    [], 'no name stands in both'
  )
  t.strictSame(
    flawed(({ body, upload }) => body !== undefined && upload !== undefined), [], 'a file comes in the place of a body'
  )
  t.strictSame(
    flawed(
      ({ versioned, tag, path }) => (versioned === true) !== (path === '/api/users/me/' || ([
        'accounts', 'categories', 'tags', 'transactions', 'budgets',
      ].includes(tag) && !/\/(?:bulk|checks|join|part|rename|merge)\/$/.test(path)))
    ),
    ['listAccounts', 'listCategories', 'listTags', 'listTransactions', 'listBudgets', 'getBudgetStatus'],
    'every row and the account have an entity tag; lists have none'
  )
  t.strictSame(
    flawed(
      ({ body, readOnly }) => readOnly !== undefined && (body === undefined || readOnly.some(
        (name) => name in body.properties
      ))
    ),
    []
  )
})

t.test('the ending of a file\'s name decides the format of an upload', async (t) => {
  const upload = ['text/csv', 'application/x-ofx', 'application/vnd.intu.qfx', 'application/camt.053+xml'] as const
  const formats = [
    'may.csv', '/tmp/may.OFX', 'C:\\a.b\\may.qfx', 'may.2024.xml',
  ].map((name) => uploadTypeFor({ upload }, name))
  t.strictSame(formats, upload)
  for (const name of [
    '-', '', 'csv', 'may.txt', 'may.', 'a.csv/may', 'x.csv.gz',
  ]) t.equal(uploadTypeFor({ upload }, name), undefined, name)
  t.equal(uploadTypeFor({}, 'may.csv'), undefined)
})

t.test('isByteStream distinguishes a stream of bytes from a JSON body', async (t) => {
  async function * bytes () { yield new Uint8Array([1]) }
  t.strictSame([undefined, {}, [], bytes()].map(isByteStream), [false, false, false, true])
})

t.test('PATCH requires no field, and PUT those of POST', async (t) => {
  const requiredBy = (name: string) => {
    const body = ENDPOINTS.get(name)?.body
    return body === undefined ? undefined : { fields: Object.keys(body.properties), required: body.required ?? [] }
  }
  for (const noun of ['Category', 'Transaction', 'Budget']) {
    t.strictSame(requiredBy(`replace${noun}`), requiredBy(`create${noun}`))
    t.strictSame(requiredBy(`change${noun}`), { fields: requiredBy(`create${noun}`)?.fields, required: [] })
  }
})

t.test('every field of a row that is read is accepted when the row is replaced', async (t) => {
  for (const [list, replace] of [
    [categories.CategorySchema, categories.replaceCategory],
    [transactions.TransactionSchema, transactions.replaceTransaction], [budgets.BudgetSchema, budgets.replaceBudget],
  ] as Array<[TObject, { body: TObject, readOnly: readonly string[] }]>) {
    const taken = [...Object.keys(replace.body.properties), ...replace.readOnly]
    t.strictSame(Object.keys(list.properties).filter((name) => !taken.includes(name)), [])
  }
})

t.test('every field has a description that completes the sentence "… is not …" [V2.2.1]', async (t) => {
  const phrases = endpoints.flatMap(([name, { query, body }]) => [...propertiesOf(query), ...propertiesOf(body)]
    .map(([field, schema]): [string, unknown] => [`${name}.${field}`, keyword(schema, 'description')]))
  t.strictSame(phrases.filter(([, phrase]) => !/^(?:(?:a|an|up to) \S.*[^.]|true or false)$/.test(String(phrase))), [])
  t.ok(phrases.length > 50)
})

t.test('every field that holds a secret is marked as secret [P3.5]', async (t) => {
  const secrets = endpoints.flatMap(([name, { body }]) => propertiesOf(body)
    .filter(
      ([field]) => /password|refresh/.test(field)
    ).map(([field, schema]): [string, unknown] => [`${name}.${field}`, keyword(schema, 'writeOnly')]))
  t.strictSame(secrets, [
    ['deleteMe.password', true], ['changePassword.old_password', true], ['changePassword.new_password', true],
    ['register.password', true],
    ['logIn.password', true], ['logOut.refresh', true], ['refreshTokens.refresh', true],
  ])
})

t.test('every endpoint has a summary, a noun and known problems', async (t) => {
  t.strictSame(flawed(({ summary }) => !/^[A-Z].*[^.]$/.test(summary)), [])
  t.strictSame([...new Set(endpoints.map(([, { tag }]) => tag))], [
    'users', 'token', 'sessions', 'tokens', 'accounts', 'categories', 'tags', 'transactions', 'budgets', 'reports',
    'imports', 'changes',
    'system',
  ])
  t.strictSame(
    flawed(
      ({ problems }) => new Set(problems).size < problems.length || problems.some(
        (code) => !PROBLEM_CODES.includes(code)
      )
    ),
    []
  )
  t.strictSame(
    flawed((endpoint) => hasId(endpoint) !== endpoint.problems.includes('not_found')),
    ['deleteTransactions', 'editTransactions'], 'which name their rows in the body'
  )
  t.strictSame(flawed(({ open, loginOnly }) => open === true && loginOnly === true), [])
  t.strictSame(
    flawed(
      ({ query, body, problems }) => (query !== undefined ||
        body !== undefined) !== problems.includes('validation_failed')
    ),
    ['partTransaction'], 'only a transfer can be parted'
  )
})
