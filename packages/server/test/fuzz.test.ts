/**
 * Thousands of requests to every path by every verb, over each database: whatever comes in, what goes out is
 * documented. How many is a setting of the test, `FUZZ_RUNS` (for each operation); `FUZZ_SEED` repeats a run that
 * failed.
 */
import { ProblemSchema } from '@fintrack/contract/problem-body'
import { matches } from '@fintrack/contract/validate'
import fc from 'fast-check'
import t, { type Test } from 'tap'
import type { TSchema } from 'typebox'
import { openApiDocument } from '../src/features/system/openapi.ts'
import { httpApi, PASSWORD, type Database, type HttpApi } from './helpers/api.ts'
import { hostileRequest, type HostileRequest, type Operation } from './helpers/hostile.ts'

const RUNS = Number(process.env.FUZZ_RUNS ?? 40)
/** A verb that a path does not have takes no more looking at than this. */
const RUNS_ELSEWHERE = Math.ceil(RUNS / 10)
const VERBS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND'] as const
type Verb = (typeof VERBS)[number]

// The users come last: some of these requests end one.
const PATHS = Object.entries(
  openApiDocument().paths as Record<string, Record<string, Operation & { security?: unknown[] }>>
).reverse()

/** Nobody is slowed down here, so that all of it is looked at. */
const UNTHROTTLED = {
  FINTRACK_REGISTRATIONS_PER_ADDRESS: '1000000', FINTRACK_LOGIN_FAILURES_PER_ACCOUNT: '1000000',
  FINTRACK_LOGIN_FAILURES_PER_ADDRESS: '1000000',
}

/** What tokens there are for a request; made anew when the requests themselves have ended them. */
async function tokensOf (api: HttpApi) {
  const post = async (url: string, payload: object, access = '') =>
    (await api.server.inject({ method: 'POST', url, payload, headers: { authorization: `Bearer ${access}` } })).json()
  let users = 0
  const fresh = async () => {
    const login = { username: `fuzzer${users += 1}`, password: PASSWORD }
    await post('/api/users/register/', login)
    const { access } = await post('/api/token/', login)
    const [reader, writer] = [
      await post('/api/tokens/', { name: 'r', scope: 'read' }, access),
      await post('/api/tokens/', { name: 'w', scope: 'read-write' }, access),
    ]
    for (const name of [
      'Food', 'Salary', 'Other', 'More',
    ]) await post('/api/categories/', { name, type: name === 'Salary' ? 'income' : 'expense' }, access)
    for (const name of ['Cash', 'Bank', 'Card']) {
      await post('/api/accounts/', { name, bank_ids: [name], currency: name === 'Card' ? 'EUR' : 'USD' }, access)
    }
    const row = { date: '2024-05-01', amount: '1.00', tags: ['trip'] }
    for (const category of ['Food', 'Salary', 'Food', 'Other']) {
      await post('/api/transactions/', { ...row, category }, access)
    }
    for (const more of [
      { type: 'expense', account: 'Cash' }, { type: 'income', account: 'Bank' },
      { type: 'transfer', account: 'Cash', to_account: 'Bank' },
      { type: 'expense', splits: [{ category: 'Food', amount: '0.60' }, { category: 'Other', amount: '0.40' }] },
    ]) await post('/api/transactions/', { ...row, ...more }, access)
    for (const month of [
      '2024-01', '2024-02', '2024-03', '2024-04',
    ]) await post('/api/budgets/', { category: 'Other', month, monthly_limit: '9' }, access)
    return {
      user: access, reader: reader.token, writer: writer.token, stranger: 'eyJhbGciOiJub25lIn0.e30.', nobody: undefined,
    }
  }
  let tokens = await fresh()
  return {
    of: (who: HostileRequest['who']): string | undefined => tokens[who],
    /** After a request that may have ended them. */
    renew: async () => {
      for (const token of [tokens.user, tokens.reader, tokens.writer]) {
        const { statusCode } = await api.server.inject({
          url: '/api/users/me/', headers: { authorization: `Bearer ${token}` },
        })
        if (statusCode === 200) continue
        tokens = await fresh()
        return
      }
    },
  }
}

interface Told { readonly status: number, readonly headers: Readonly<Record<string, unknown>>, readonly text: string }

/** The operations of a path, by the template that it fits; undefined where it fits none. */
function operationsAt (path: string) {
  return PATHS.find(
    ([template]) => new RegExp(
      `^${template.replaceAll('.', '\\.').replace('{id}', '[0-9]+').replace(/\/$/, '')}/?$`
    ).test(path)
  )?.[1]
}

/** What is wrong with an answer, or undefined. */
function faultOf (verb: Verb, { path }: HostileRequest, { status, headers, text }: Told): string | undefined {
  const operations = operationsAt(path)
  const operation = operations?.[verb === 'HEAD' ? 'get' : verb.toLowerCase()]
  const isOpen = Object.values(operations ?? {}).every(({ security }) => security?.length === 0)
  const elsewhere = operations === undefined ? [404, 421] : isOpen ? [405, 421] : [401, 405, 421]
  const expected = operation === undefined ? elsewhere : Object.keys(operation.responses).map(Number)
  if (status >= 500) return 'a fault of the server'
  if (!expected.includes(status)) return `not one of ${expected.join(', ')}`
  if (headers['cache-control'] !== 'no-store' || headers['x-content-type-options'] !== 'nosniff' ||
    typeof headers['x-request-id'] !== 'string') return 'a header is missing'
  if (status === 401 && headers['www-authenticate'] !== 'Bearer') return '401 does not name its scheme'
  if (status === 405 && typeof headers.allow !== 'string') return '405 does not name what is allowed'
  if (status === 429 && !/^[1-9][0-9]*$/.test(String(headers['retry-after']))) return '429 does not say when'
  if (verb === 'HEAD' || status === 204) return text === '' ? undefined : 'a body where there is none'
  const type = String(headers['content-type'])
  const body: unknown = JSON.parse(text)
  if (status < 400) {
    const schema = operation?.responses[status]?.content?.['application/json']?.schema
    if (type !== 'application/json; charset=utf-8') return `the content type ${type}`
    return schema !== undefined && matches(schema as TSchema, body) ? undefined : 'a reply that is not of its schema'
  }
  if (!/^application\/problem\+json(; charset=utf-8)?$/.test(type)) return `the content type ${type}`
  if (Buffer.byteLength(text) > 16 * 1024) return 'a refusal of over 16 KiB'
  if (!matches(ProblemSchema, body) || body.status !== status) return 'a problem that is not of its schema'
  if (body.request_id !== undefined) return 'an id for the log, though it is no fault of ours'
  if (/SQLITE|PostgreSQL|pg_|\.ts\b|node_modules|\n\s+at /.test(text)) return 'something of the inside'
  // Of an import the whole file may be wrong.
  const isWhole = body.code === 'malformed_request' || body.code === 'import_rejected'
  return status === 400 && !isWhole && Object.keys(body.errors ?? {}).length === 0
    ? 'a 400 that names no field'
    : undefined
}

const NOTHING: Operation = { parameters: [], responses: {} }

/** An API with the tokens that its requests are made with. */
interface Target { readonly api: HttpApi, readonly tokens: Awaited<ReturnType<typeof tokensOf>> }

async function fuzzed (
  test: Test, { api, tokens }: Target, template: string, count: (status: number) => void
): Promise<void> {
  const operations = PATHS.find(([one]) => one === template)?.[1] ?? {}
  for (const verb of VERBS) {
    const operation = operations[verb === 'HEAD' ? 'get' : verb.toLowerCase()]
    await fc.assert(fc.asyncProperty(hostileRequest(template, operation ?? NOTHING), async (request) => {
      const token = tokens.of(request.who)
      const answer = await api.server.inject({
        method: verb as 'GET',
        url: request.query === '' ? request.path : `${request.path}?${request.query}`,
        headers: { ...request.headers, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
        ...(request.payload === undefined ? {} : { payload: request.payload }),
      })
      count(answer.statusCode)
      if (answer.statusCode === 204) await tokens.renew()
      const fault = faultOf(verb, request, { status: answer.statusCode, headers: answer.headers, text: answer.body })
      if (fault !== undefined) {
        throw new Error(
        `${verb} ${request.path} was answered with ${answer.statusCode} ${answer.body.slice(0, 500)}: ${fault}`
        )
      }
    }), {
      numRuns: operation === undefined ? RUNS_ELSEWHERE : RUNS,
      // What was made by the requests before does not come back.
      endOnFailure: true,
      ...(process.env.FUZZ_SEED === undefined ? {} : { seed: Number(process.env.FUZZ_SEED) }),
    })
  }
  test.strictSame(api.log, [], 'nothing is logged as a fault')
}

// However many there are.
t.setTimeout(1_200_000)

for (const database of ['sqlite', 'postgres'] satisfies Database[]) {
  const api = await httpApi(t, { ...UNTHROTTLED, FINTRACK_LOG_LEVEL: 'error' }, database)
  const target = { api, tokens: await tokensOf(api) }
  const seen = new Map<number, number>()

  for (const [template] of PATHS) {
    t.test(`${template} answers random input as documented (${database}) [P3.1]`, { timeout: 600_000 }, async (t) => {
      await fuzzed(t, target, template, (status) => { seen.set(status, (seen.get(status) ?? 0) + 1) })
    })
  }

  t.test(`the random requests covered every kind of answer (${database}) [V2.2.1 P3.1]`, async (t) => {
    const total = [...seen.values()].reduce((sum, count) => sum + count, 0)
    t.comment([...seen].sort().map(([status, count]) => `${status}: ${count}`).join(', '))
    t.ok(total > 35 * RUNS, 'thousands')
    for (const status of [
      200, 201, 204, 400, 401, 403, 404, 405, 409, 415,
    ]) t.ok((seen.get(status) ?? 0) > RUNS / 20, `some are ${status}`)
  })
}
