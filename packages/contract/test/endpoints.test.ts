import t from 'tap'
import type { TObject } from 'typebox'
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
import * as tokens from '../src/tokens.ts'
import * as transactions from '../src/transactions.ts'
import * as users from '../src/users.ts'
import { keyword } from '../src/validate.ts'

const endpoints = [...ENDPOINTS]
const propertiesOf = (schema: Endpoint['query']) =>
  schema === undefined ? [] : Object.entries(schema.properties)
const flawed = (flaw: (endpoint: Endpoint, name: string) => boolean) =>
  endpoints.filter(([name, endpoint]) => flaw(endpoint, name)).map(([name]) => name)

t.test('the API', async (t) => {
  t.strictSame(Object.fromEntries(endpoints.map(([name, { method, path, status, open }]) =>
    [name, `${method} ${path} ${status}${open === true ? ' open' : ''}`])), {
    getMe: 'GET /api/users/me/ 200',
    changeMe: 'PATCH /api/users/me/ 200',
    deleteMe: 'DELETE /api/users/me/ 204',
    changePassword: 'PUT /api/users/me/password/ 204',
    register: 'POST /api/users/register/ 201 open',
    logIn: 'POST /api/token/ 200 open',
    refreshTokens: 'POST /api/token/refresh/ 200 open',
    logOut: 'POST /api/token/logout/ 204 open',
    listSessions: 'GET /api/sessions/ 200',
    endSession: 'DELETE /api/sessions/:id/ 204',
    listTokens: 'GET /api/tokens/ 200',
    createToken: 'POST /api/tokens/ 201',
    getToken: 'GET /api/tokens/:id/ 200',
    revokeToken: 'DELETE /api/tokens/:id/ 204',
    listCategories: 'GET /api/categories/ 200',
    createCategory: 'POST /api/categories/ 201',
    getCategory: 'GET /api/categories/:id/ 200',
    replaceCategory: 'PUT /api/categories/:id/ 200',
    changeCategory: 'PATCH /api/categories/:id/ 200',
    deleteCategory: 'DELETE /api/categories/:id/ 204',
    listTransactions: 'GET /api/transactions/ 200',
    createTransaction: 'POST /api/transactions/ 201',
    createTransactions: 'POST /api/transactions/bulk/ 201',
    getTransaction: 'GET /api/transactions/:id/ 200',
    replaceTransaction: 'PUT /api/transactions/:id/ 200',
    changeTransaction: 'PATCH /api/transactions/:id/ 200',
    deleteTransaction: 'DELETE /api/transactions/:id/ 204',
    listBudgets: 'GET /api/budgets/ 200',
    createBudget: 'POST /api/budgets/ 201',
    getBudget: 'GET /api/budgets/:id/ 200',
    replaceBudget: 'PUT /api/budgets/:id/ 200',
    changeBudget: 'PATCH /api/budgets/:id/ 200',
    deleteBudget: 'DELETE /api/budgets/:id/ 204',
    getBudgetStatus: 'GET /api/budgets/status/ 200',
    getMonthlyReport: 'GET /api/reports/monthly/ 200',
    importTransactions: 'POST /api/imports/ 201',
    listChanges: 'GET /api/changes/ 200',
    getChange: 'GET /api/changes/:id/ 200',
    listRowChanges: 'GET /api/changes/:id/rows/ 200',
    undoChange: 'POST /api/changes/:id/undo/ 201',
    getHealth: 'GET /healthz 200 open',
    getReadiness: 'GET /readyz 200 open',
    getOpenApi: 'GET /openapi.json 200 open',
  })
})

t.test('each noun hands in its endpoints, and no two have one name', async (t) => {
  const exported = [users, auth, sessions, tokens, categories, transactions, budgets, reports, imports, changes, system].flatMap((noun) => Object.entries<unknown>({ ...noun }))
    .filter(([, value]) => typeof value === 'object' && value !== null && 'method' in value)
  t.equal(exported.length, endpoints.length)
  for (const [name, value] of exported) t.equal(ENDPOINTS.get(name), value, name)
})

t.test('no two endpoints are reached alike', async (t) => {
  const ways = endpoints.map(([, { method, path }]) => `${method} ${path.replace(/\/$/, '')}`)
  t.equal(new Set(ways).size, ways.length)
})

t.test('a path is under /api and ends with a slash, but for those of operators', async (t) => {
  t.strictSame(flawed(({ path, tag }) => tag === 'system'
    ? !['/healthz', '/readyz', '/openapi.json'].includes(path)
    : !/^\/api\/(?:[a-z]+\/)+(?::id\/(?:[a-z]+\/)?)?$/.test(path)), [])
})

t.test('methods, statuses and bodies belong together', async (t) => {
  t.strictSame(flawed(({ method, body, upload }) => (method === 'GET' || method === 'DELETE') !== (body === undefined && upload === undefined)), ['deleteMe', 'undoChange'],
    'GET and DELETE have no body, but where a password is asked for; and what is undone is all in the path')
  t.strictSame(flawed(({ status, reply }) => (status === 204) !== (reply === undefined)), [], '204 has no reply')
  t.strictSame(flawed(({ method, status }) => method === 'DELETE' && status !== 204), [])
  t.strictSame(flawed((endpoint) => ['PUT', 'PATCH', 'DELETE'].includes(endpoint.method) && !hasId(endpoint) && !endpoint.path.startsWith('/api/users/me/')), [],
    'a row is changed by its id, but for the user\'s own')
  t.strictSame(flawed((endpoint) => endpoint.method === 'POST' && hasId(endpoint)), ['undoChange'])
  t.strictSame(flawed(({ body, query }) => body !== undefined && Object.keys(body.properties).some((name) => query !== undefined && name in query.properties)), [],
    'no name stands in both')
  t.strictSame(flawed(({ body, upload }) => body !== undefined && upload !== undefined), [], 'a file comes in the place of a body')
  t.strictSame(flawed(({ versioned, tag, path }) => (versioned === true) !== (path === '/api/users/me/' || (['categories', 'transactions', 'budgets'].includes(tag) && !path.endsWith('/bulk/')))),
    ['listCategories', 'listTransactions', 'listBudgets', 'getBudgetStatus'], 'every row and the account have an entity tag; lists have none')
  t.strictSame(flawed(({ body, readOnly }) => readOnly !== undefined && (body === undefined || readOnly.some((name) => name in body.properties))), [])
})

t.test('the format of a file is told by the ending of its name', async (t) => {
  const upload = ['text/csv', 'application/x-ofx', 'application/vnd.intu.qfx', 'application/camt.053+xml'] as const
  const formats = ['may.csv', '/tmp/may.OFX', 'C:\\a.b\\may.qfx', 'may.2024.xml'].map((name) => uploadTypeFor({ upload }, name))
  t.strictSame(formats, upload)
  for (const name of ['-', '', 'csv', 'may.txt', 'may.', 'a.csv/may', 'x.csv.gz']) t.equal(uploadTypeFor({ upload }, name), undefined, name)
  t.equal(uploadTypeFor({}, 'may.csv'), undefined)
})

t.test('a stream of bytes is told from a JSON body', async (t) => {
  async function * bytes () { yield new Uint8Array([1]) }
  t.strictSame([undefined, {}, [], bytes()].map(isByteStream), [false, false, false, true])
})

t.test('PATCH asks for no field and PUT for those of POST', async (t) => {
  const requiredBy = (name: string) => {
    const body = ENDPOINTS.get(name)?.body
    return body === undefined ? undefined : { fields: Object.keys(body.properties), required: body.required ?? [] }
  }
  for (const noun of ['Category', 'Transaction', 'Budget']) {
    t.strictSame(requiredBy(`replace${noun}`), requiredBy(`create${noun}`))
    t.strictSame(requiredBy(`change${noun}`), { fields: requiredBy(`create${noun}`)?.fields, required: [] })
  }
})

t.test('what was read can be put back', async (t) => {
  for (const [list, replace] of [
    [categories.CategorySchema, categories.replaceCategory], [transactions.TransactionSchema, transactions.replaceTransaction], [budgets.BudgetSchema, budgets.replaceBudget],
  ] as Array<[TObject, { body: TObject, readOnly: readonly string[] }]>) {
    const taken = [...Object.keys(replace.body.properties), ...replace.readOnly]
    t.strictSame(Object.keys(list.properties).filter((name) => !taken.includes(name)), [])
  }
})

t.test('every field says what it takes, as a phrase that fits behind "is not"', async (t) => {
  const phrases = endpoints.flatMap(([name, { query, body }]) => [...propertiesOf(query), ...propertiesOf(body)]
    .map(([field, schema]): [string, unknown] => [`${name}.${field}`, keyword(schema, 'description')]))
  t.strictSame(phrases.filter(([, phrase]) => !/^(?:(?:a|an|up to) \S.*[^.]|true or false)$/.test(String(phrase))), [])
  t.ok(phrases.length > 50)
})

t.test('every secret is marked as one', async (t) => {
  const secrets = endpoints.flatMap(([name, { body }]) => propertiesOf(body)
    .filter(([field]) => /password|refresh/.test(field)).map(([field, schema]): [string, unknown] => [`${name}.${field}`, keyword(schema, 'writeOnly')]))
  t.strictSame(secrets, [
    ['deleteMe.password', true], ['changePassword.old_password', true], ['changePassword.new_password', true], ['register.password', true],
    ['logIn.password', true], ['logOut.refresh', true], ['refreshTokens.refresh', true],
  ])
})

t.test('every endpoint has a summary, a noun and known problems', async (t) => {
  t.strictSame(flawed(({ summary }) => !/^[A-Z].*[^.]$/.test(summary)), [])
  t.strictSame([...new Set(endpoints.map(([, { tag }]) => tag))], ['users', 'token', 'sessions', 'tokens', 'categories', 'transactions', 'budgets', 'reports', 'imports', 'changes', 'system'])
  t.strictSame(flawed(({ problems }) => new Set(problems).size < problems.length || problems.some((code) => !PROBLEM_CODES.includes(code))), [])
  t.strictSame(flawed((endpoint) => hasId(endpoint) !== endpoint.problems.includes('not_found')), [])
  t.strictSame(flawed(({ open, loginOnly }) => open === true && loginOnly === true), [])
  t.strictSame(flawed(({ query, body, problems }) => (query !== undefined || body !== undefined) !== problems.includes('validation_failed')), [])
})
