import t from 'tap'
import type { Answer, Request } from '@fintrack/contract/call'
import { createCategory, getCategory, listCategories } from '@fintrack/contract/categories'
import { endpoint, type Endpoint } from '@fintrack/contract/endpoint'
import { importTransactions } from '@fintrack/contract/imports'
import { Problem, PROBLEM_TITLES, type ProblemCode } from '@fintrack/contract/problem'
import { getMonthlyReport } from '@fintrack/contract/reports'
import { deleteTransaction, listTransactions } from '@fintrack/contract/transactions'
import { Type } from 'typebox'
import { dispatcher, handle, handleFixed, handleOpen, type Outcome, type Route } from '../src/dispatch.ts'
import { HTTP_STATUS } from '../src/http-status.ts'
import { bytesOf, everyWay, dispatchApi } from './helpers/api.ts'

const Thing = Type.Object({ id: Type.Integer(), name: Type.String() })
const tag = 'things'
const getThing = endpoint({
  method: 'GET', path: '/api/things/:id/', tag, summary: '', status: 200, reply: Thing, problems: [],
})
const listThings = endpoint({
  method: 'GET', path: '/api/things/', tag, open: true, summary: '', status: 200, reply: Type.Array(Thing),
  problems: [],
})
const addThing = endpoint({
  method: 'POST', path: '/api/things/', tag, summary: '', body: Thing, status: 201, reply: Thing, problems: [],
})
const deleteThing = endpoint({
  method: 'DELETE', path: '/api/things/:id/', tag, summary: '', status: 204, problems: [],
})

const ACTOR = { actor: { userId: 7 } }
const NOTHING: Request = { query: [] }

/** Dispatches to these routes; what was reported comes with the answer. */
function dispatching (...routes: Route[]) {
  const reports: unknown[][] = []
  const dispatch = dispatcher(routes, (...told) => { reports.push(told) })
  return { dispatch, reports }
}

async function rowsOf ({ body }: Answer): Promise<unknown[]> {
  const rows = []
  for await (const row of body as AsyncIterable<unknown>) rows.push(row)
  return rows
}

const INTERNAL = {
  type: 'urn:fintrack:problem:internal_error',
  title: 'Internal error',
  status: 500,
  detail: 'Something went wrong here; the request was not carried out.',
  code: 'internal_error',
}

t.test('a handler gets checked input and the user who asks [V2.2.2]', async (t) => {
  const { dispatch, reports } = dispatching(
    handle(getThing, ({ user }, { id }) => ({ body: { id, name: `of ${user}` } }))
  )
  t.strictSame(await dispatch(getThing, { id: '012', query: [] }, ACTOR), {
    status: 200, body: { id: 12, name: 'of 7' },
  })
  t.strictSame(reports, [])
})

t.test('dispatch returns the next cursor and the location of an answer as fields of their own', async (t) => {
  const { dispatch } = dispatching(
    handle(addThing, (_, { body }) => ({ body, next: 'cursor', location: '/api/things/1/' }))
  )
  t.strictSame(await dispatch(addThing, { query: [], body: { id: 1, name: 'x' } }, ACTOR),
    { status: 201, body: { id: 1, name: 'x' }, next: 'cursor', location: '/api/things/1/' })
})

t.test('a closed endpoint needs a user, and an open one gets none [V8.3.1]', async (t) => {
  let ran = 0
  const { dispatch } = dispatching(
    handle(getThing, (_, { id }) => { ran += 1; return { body: { id, name: '' } } }),
    handleOpen(
      listThings,
      (origin, input) => ({ body: [{ id: 1, name: [...Object.keys(input), ...Object.keys(origin)].join() }] })
    ))
  t.match(await dispatch(getThing, { id: '1', query: [['nope', '1']] }, {}), {
    status: 401, body: { code: 'not_authenticated' },
  })
  t.equal(ran, 0)
  t.strictSame(await dispatch(listThings, NOTHING, { ...ACTOR, address: '::1' }), {
    status: 200, body: [{ id: 1, name: 'query,body,address' }],
  })
})

t.test('a reply that does not match its schema gets 500 and is reported [V16.5.3]', async (t) => {
  const wrong = { id: 'one', name: 'x' } as unknown as { id: number, name: string }
  const { dispatch, reports } = dispatching(handle(getThing, () => ({ body: wrong })))
  t.strictSame(await dispatch(getThing, { id: '1', query: [] }, ACTOR, 'r-1'), {
    status: 500, body: { ...INTERNAL, request_id: 'r-1' },
  })
  t.match(reports, [[{ message: 'The reply to GET /api/things/:id/ does not match its schema.' }, 'r-1']])
})

t.test('dispatch checks the rows of a stream as they come', async (t) => {
  const route = (rows: unknown[]) => handleOpen(
    listThings, () => ({ body: (async function * () { yield * rows })() }) as Outcome<typeof listThings>
  )
  const good = [{ id: 1, name: 'a' }, { id: 2, name: 'b' }]
  t.strictSame(await rowsOf(await dispatching(route(good)).dispatch(listThings, NOTHING, {})), good)
  const answer = await dispatching(route([...good, { id: 3 }])).dispatch(listThings, NOTHING, {})
  await t.rejects(rowsOf(answer), { message: 'The reply to GET /api/things/ does not match its schema.' })
})

t.test('dispatch sends no body where the endpoint describes no reply', async (t) => {
  const { dispatch } = dispatching(handle(deleteThing, () => ({ body: undefined })))
  t.strictSame(await dispatch(deleteThing, { id: '1', query: [] }, ACTOR), { status: 204, body: undefined })
})

t.test('a handler\'s problem is the answer, and any other error gets 500 [V16.5.1]', async (t) => {
  const thrown = [new Error('secret path /etc'), 'a text', {}, Object.assign(new Error('x'), { status: 404 })]
  for (const error of thrown) {
    // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- what others throw need not be an error
    const { dispatch, reports } = dispatching(handle(getThing, () => Promise.reject(error)))
    t.strictSame(await dispatch(getThing, { id: '1', query: [] }, ACTOR), { status: 500, body: INTERNAL })
    t.strictSame(reports, [[error, undefined]], 'reported once')
  }
  const problem = new Problem('too_many_requests', 'Wait.', { retryAfterSeconds: 9 })
  const { dispatch, reports } = dispatching(handle(getThing, async () => { throw problem }))
  t.match(await dispatch(getThing, { id: '1', query: [] }, ACTOR, 'r-1'), {
    status: 429, retryAfterSeconds: 9, body: { detail: 'Wait.', request_id: undefined },
  })
  t.strictSame(reports, [])
})

t.test('an endpoint that nobody serves is not found', async (t) => {
  t.match(await dispatching().dispatch(getThing, { id: '1', query: [] }, ACTOR),
    { status: 404, body: { code: 'not_found', detail: 'GET /api/things/:id/ is not served here.' } })
})

t.test('every problem has a status of its kind', async (t) => {
  for (const code of Object.keys(PROBLEM_TITLES) as ProblemCode[]) {
    t.ok(
      HTTP_STATUS[code] >= 400 && HTTP_STATUS[code] < 600, code
    )
  }
})

everyWay(t, 'an id in a path is digits, and faults of a body come before 404', async (t, api) => {
  const user = await api.user()
  for (const id of ['0', '99', '9007199254740992', '9'.repeat(30)]) {
    t.match(await user.answer(getCategory, { id }), { status: 404, body: { code: 'not_found' } }, id)
    t.match(await user.answer(getCategory, { id, query: [['x', '1']] }), { status: 400 })
  }
})

t.test('an id that no path could have is not found, too', async (t) => {
  const user = await (await dispatchApi(t)).user()
  for (const id of [
    '', 'x', '1.0', '-1', ' 1', '1e3', '٣',
  ]) t.match(await user.answer(getCategory, { id }), { status: 404, body: { code: 'not_found' } }, id)
  t.match(await user.answer(getCategory), { status: 404, body: { detail: 'There is no "" here.' } })
})

everyWay(t, 'an unknown query parameter is refused and names the nearest', async (t, api) => {
  const user = await api.user()
  const faults = async (of: Parameters<typeof user.answer>[0], ...query: Array<[string, string]>) => {
    const { status, body } = await user.answer(
      of, { id: '1', query, ...(of.body === undefined ? {} : { body: {} }) }
    ) as { status: number, body: { errors: object } }
    return [status, body.errors]
  }
  t.strictSame(await faults(listTransactions, ['limt', '5']), [
    400, { limt: ['"limt" is not a query parameter here; did you mean "limit"?'] },
  ])
  t.strictSame(await faults(getMonthlyReport, ['mnth', '2024-05'], ['xyz', '1']), [400, {
    mnth: ['"mnth" is not a query parameter here; did you mean "month"?'],
    xyz: ['"xyz" is not a query parameter here; there are: month, currency, depth.'],
    month: ['This field is required: a month as YYYY-MM, such as 2024-05.'],
  }])
  t.strictSame(await faults(deleteTransaction, ['force', '1']), [
    400, { force: ['"force" is not a query parameter here; there are none.'] },
  ])
  t.strictSame(await faults(createCategory, ['__proto__', '1']), [400, {
    ['__proto__']: ['"__proto__" is not a query parameter here; there are none.'],
    name: ['This field is required: a category name: 1 to 100 characters on one line, without control characters.'],
    type: ['This field is required: a type: income, expense.'],
  }], 'with the faults of the body')
})

everyWay(t, 'a query parameter given twice is refused, unless it is repeatable', async (t, api) => {
  const user = await api.user()
  t.match(await user.answer(listCategories, { query: [['limit', '1'], ['limit', '1']] }),
    { status: 400, body: { errors: { limit: ['This parameter was given more than once; give it once.'] } } })
  await user.call(createCategory, { body: { name: 'Food', type: 'expense' } })
  t.match(await user.answer(listTransactions, { query: [['category', '1'], ['category', 'Food']] }), {
    status: 200, body: [],
  })
})

everyWay(t, 'only numbers and flags in a query are converted from text [P3.1]', async (t, api) => {
  const user = await api.user()
  for (const [name, text] of [
    ['limit', ''], ['limit', '0'], ['limit', '1001'], ['limit', '1.0'], ['limit', '1e2'], ['limit', '+1'],
    ['limit', ' 1'], ['uncategorized', '1'], ['uncategorized', 'TRUE'], ['uncategorized', ''], ['type', 'Income'],
    ['sort', ''], ['month', '2024-13'], ['month', ''],
  ]) {
    t.match(
      await user.answer(listTransactions, { query: [[name ?? '', text ?? '']] }),
      { status: 400, body: { code: 'validation_failed' } }, `${name}=${text}`
    )
  }
  t.match(
    await user.answer(listTransactions, { query: [['limit', '0005'], ['uncategorized', 'true'], ['q', '']] }),
    { status: 200 }
  )
})

t.test('a body that comes without HTTP is still an object, and a CSV still a stream', async (t) => {
  const user = await (await dispatchApi(t)).user()
  for (const body of [undefined, []]) {
    t.match(await user.answer(createCategory, body === undefined ? {} : { body }), {
      status: 400, body: { code: 'malformed_request' },
    })
  }
  t.strictSame(importTransactions.upload, ['text/csv'])
  const refused = {
    status: 415,
    body: { code: 'unsupported_media_type', detail: 'This takes a file: send it as Content-Type: text/csv.' },
  }
  t.match(await user.answer(importTransactions, { body: {} }), refused)
  t.match(await user.answer(importTransactions, { body: bytesOf(''), mediaType: 'application/x-ofx' }), refused)
})

t.test('dispatch gives a handler the session and the origin of a request', async (t) => {
  const { dispatch } = dispatching(
    handle(getThing, (context, { id }) => ({ body: { id, name: JSON.stringify(context) } }))
  )
  const caller = { actor: { userId: 7, sessionId: 9 }, address: '192.0.2.1', network: '192.0.2.1', agent: 'curl' }
  t.match(await dispatch(getThing, { id: '1', query: [] }, caller),
    { body: { name: '{"user":7,"session":9,"origin":{"address":"192.0.2.1","network":"192.0.2.1","agent":"curl"}}' } })
})

t.test('a token of scope read may only read, and no token may do what needs a login [V8.2.1]', async (t) => {
  const loginOnly = endpoint({ ...addThing, path: '/api/secrets/', loginOnly: true })
  const { dispatch } = dispatching(
    handle(getThing, (_, { id }) => ({ body: { id, name: '' } })),
    handle(addThing, () => ({ body: { id: 1, name: '' } })),
    handle(loginOnly, () => ({ body: { id: 1, name: '' } })))
  const statusFor = async (of: Endpoint, tokenScope?: 'read' | 'read-write') =>
    (await dispatch(
      of, { id: '1', query: [], body: { id: 1, name: 'x' } },
      { actor: { userId: 7, ...(tokenScope === undefined ? {} : { tokenScope }) } }
    )).status
  t.strictSame(await Promise.all([getThing, addThing, loginOnly].map((of) => statusFor(of, 'read'))), [200, 403, 403])
  t.strictSame(
    await Promise.all([getThing, addThing, loginOnly].map((of) => statusFor(of, 'read-write'))), [200, 201, 403]
  )
  t.strictSame(await Promise.all([getThing, addThing, loginOnly].map((of) => statusFor(of))), [200, 201, 201])
})

t.test('a reference to nothing is answered with 401 where the user was deleted, else it is a fault', async (t) => {
  const refuses = () => {
    throw Object.assign(
      new Error('SQLITE_CONSTRAINT: FOREIGN KEY constraint failed'), { code: 'SQLITE_CONSTRAINT' }
    )
  }
  const reports: unknown[][] = []
  const complete = async (problem: Problem) => problem
  const answered = (of: Endpoint, isGone: (userId: number) => Promise<boolean>) => dispatcher(
    [handle(getThing, refuses), handleOpen(listThings, refuses)], (...reported) => { reports.push(reported) },
    { complete, isGone }
  )(of, { id: '1', query: [] }, of === getThing ? ACTOR : {})
  t.match(await answered(getThing, async (userId) => userId === 7), {
    status: 401, body: { detail: 'This user was deleted; log in as another.' },
  })
  t.strictSame(reports, [])
  t.match(await answered(getThing, async () => false), { status: 500, body: INTERNAL })
  t.match(await answered(getThing, async () => { throw new Error('The database does not answer.') }), { status: 500 })
  t.match(await answered(listThings, async () => true), { status: 500 }, 'which nobody asks')
  t.equal(reports.length, 3)
})

t.test('a field that the schema does not name is not sent', async (t) => {
  const Nested = Type.Object({ rows: Type.Array(Thing) })
  const getNested = endpoint({ ...getThing, reply: Nested })
  const more = { id: 1, name: 'x', password_hash: 'secret' }
  for (const [of, body] of [
    [getThing, more], [getNested, { rows: [{ id: 1, name: 'x' }, more] }], [listThings, [more]],
  ] as const) {
    const open = { ...of, open: true } as typeof listThings
    const { dispatch, reports } = dispatching({ ...handleOpen(open, () => ({ body: body as never })), endpoint: of })
    t.match(await dispatch(of, { id: '1', query: [] }, {}), { status: 500, body: INTERNAL })
    t.equal(reports.length, 1)
  }
})

t.test('an answer that never changes is made and checked once, for requests that are right', async (t) => {
  let made = 0
  const { dispatch } = dispatching(handleFixed(listThings, () => {
    made += 1
    return { body: [{ id: made, name: 'a' }] }
  }))
  t.match(await dispatch(listThings, { query: [['x', '1']] }, {}), { status: 400 })
  t.equal(made, 0)
  const first = await dispatch(listThings, NOTHING, {})
  t.strictSame(first, { status: 200, body: [{ id: 1, name: 'a' }], text: '[{"id":1,"name":"a"}]' })
  t.equal(await dispatch(listThings, NOTHING, ACTOR), first, 'the same')
  const wrong = dispatching(handleFixed(listThings, () => ({ body: [{ id: 1, name: 'a', more: 1 }] })))
  t.match(await wrong.dispatch(listThings, NOTHING, {}), { body: INTERNAL })
  t.match(await wrong.dispatch(listThings, NOTHING, {}), { body: INTERNAL }, 'nor the next time')
})

t.test('a list of more than 100 rows is checked as its rows are read, and a shorter one at once', async (t) => {
  const rows = (count: number) => Array.from({ length: count }, (_, at) => ({ id: at, name: 'a' }))
  const listing = (body: Outcome<typeof listThings>['body']) =>
    dispatching(handleOpen(listThings, () => ({ body, next: 'x' }))).dispatch(listThings, NOTHING, {})
  t.strictSame(await listing(rows(100)), { status: 200, body: rows(100), next: 'x' })
  const long = await listing(rows(101))
  t.match(long, { status: 200, next: 'x' })
  t.strictSame(await rowsOf(long), rows(101))
  const wrong = { id: 100, name: 'a', more: 1 }
  await t.rejects(
    rowsOf(await listing([...rows(100), wrong])),
    { message: 'The reply to GET /api/things/ does not match its schema.' }
  )
})
