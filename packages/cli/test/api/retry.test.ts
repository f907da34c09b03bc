import { refreshTokens } from '@fintrack/contract/auth'
import type { Answer, Request } from '@fintrack/contract/call'
import {
  changeCategory, createCategory, deleteCategory, listCategories, replaceCategory,
} from '@fintrack/contract/categories'
import type { Endpoint } from '@fintrack/contract/endpoint'
import { UserError } from '@fintrack/contract/errors'
import { importTransactions } from '@fintrack/contract/imports'
import t from 'tap'
import { GatewayAnswer } from '../../src/api/http-transport.ts'
import { withRetry } from '../../src/api/retry.ts'
import { listening } from '../helpers/listening.ts'
import { GROCERIES } from '../helpers/rows.ts'
import { screen } from '../helpers/screen.ts'

function unreachable (code: string): UserError {
  return new UserError('unreachable', 'The server cannot be reached.', {
    cause: Object.assign(new Error(code), { code }),
  })
}

/** What becomes of a request whose first answers are these, how often it was sent, and how long was waited between. */
async function sent (endpoint: Endpoint, request: Request, ...answers: ReadonlyArray<Answer | Error>) {
  const left = [...answers]
  const seen: unknown[] = []
  const waits: number[] = []
  let clock = 5000
  const send = withRetry(async (...asked) => {
    seen.push(asked)
    const next = left.shift()
    if (next === undefined || next instanceof Error) throw next ?? new Error('That was asked too often.')
    return next
  }, 20_000, async (ms) => {
    waits.push(ms)
    clock += ms
  }, () => clock)
  const result = await send(endpoint, request, 'token').catch((error: unknown) => error)
  let leftMs = 20_000
  for (const [at, asked] of seen.entries()) {
    t.strictSame(asked, [endpoint, request, 'token', leftMs])
    leftMs -= waits[at] ?? 0
  }
  t.equal(waits.length, seen.length - 1)
  return { result, waits }
}

const OK: Answer = { status: 200, body: [] }
const GONE: Answer = { status: 404, body: { code: 'not_found' } }
const LIST: readonly [Endpoint, Request] = [listCategories, { query: [] }]
const MAKE: readonly [Endpoint, Request] = [createCategory, { query: [], body: {}, idempotencyKey: 'k1' }]
const REMOVE: readonly [Endpoint, Request] = [deleteCategory, { id: '4', query: [] }]
const REPEATABLE = [LIST, MAKE, REMOVE]
const ONCE: ReadonlyArray<readonly [Endpoint, Request]> = [
  [createCategory, { query: [], body: {} }],
  [changeCategory, { id: '4', query: [], body: {}, ifMatch: '"1"' }],
  [replaceCategory, { id: '4', query: [], body: {}, ifMatch: '"1"' }],
  [importTransactions, {
    query: [], body: (async function * () { yield Buffer.from('date') })(), idempotencyKey: 'k1',
  }],
]
const BROKEN = ['ECONNRESET', 'EPIPE']
const SILENT = ['ECONNABORTED', 'ETIMEDOUT']

function gateway (status: number): UserError {
  return new UserError('unreachable', `The server is out of reach: ${status}.`, { cause: new GatewayAnswer(status) })
}

/** As a failure is told where what was sent may have been stored. */
function doubted (fault: UserError, hint = 'Check with `fintrack log` before you run it again.'): Partial<UserError> {
  return {
    kind: fault.kind,
    message: `${fault.message} The request may have been carried out.`,
    hint,
    cause: fault.cause,
  }
}

t.test('a request that may be repeated is sent again for some seconds after the connection breaks', async (t) => {
  for (const [endpoint, request] of REPEATABLE) {
    for (const code of BROKEN) {
      t.strictSame(
        await sent(endpoint, request, unreachable(code), OK), { result: OK, waits: [200] }, `${endpoint.method} ${code}`
      )
      const later = [unreachable('ECONNREFUSED'), gateway(502), gateway(504), OK]
      t.strictSame(await sent(
        endpoint, request, unreachable(code), ...later
      ), { result: OK, waits: [200, 500, 1000, 2000] }, 'also while it is started anew')
    }
  }
})

t.test('a request that may be repeated is sent once more after a timeout', async (t) => {
  for (const [endpoint, request] of REPEATABLE) {
    for (const code of SILENT) {
      t.strictSame(
        await sent(endpoint, request, unreachable(code), OK), { result: OK, waits: [200] }, `${endpoint.method} ${code}`
      )
      t.strictSame((await sent(endpoint, request, unreachable(code), unreachable(code))).waits, [200])
      t.strictSame((await sent(endpoint, request, unreachable('ECONNRESET'), unreachable(code))).waits, [200])
    }
  }
})

t.test('a request and all further attempts at it take no longer than the time that is set [case 22]', async (t) => {
  let clock = 0
  const left: unknown[] = []
  const take = (ms: number, code: string) => withRetry(async (...[, , , leftMs]) => {
    left.push(leftMs)
    clock += ms
    throw unreachable(code)
  }, 20_000, async (ms) => { clock += ms }, () => clock)
  await t.rejects(take(20_000, 'ECONNABORTED')(...LIST), unreachable('ECONNABORTED'))
  await t.rejects(take(9_000, 'ECONNRESET')(...LIST), unreachable('ECONNRESET'))
  t.strictSame(left, [20_000, 20_000, 10_800, 1_300])
})

t.test('a write that never got an answer fails with a note that it may have been stored', async (t) => {
  const last = unreachable('ECONNREFUSED')
  const broken = Array.from({ length: 4 }, () => unreachable('ECONNRESET'))
  for (const [endpoint, request] of [MAKE, REMOVE]) {
    const { result, waits } = await sent(endpoint, request, ...broken, last)
    t.match(result, doubted(last))
    t.strictSame(waits, [200, 500, 1000, 2000])
  }
  t.strictSame((await sent(...LIST, ...broken, last)).result, last, 'what is only read is not in doubt')
  t.strictSame(
    (await sent(refreshTokens, { query: [], body: {} }, broken[0]!)).result, broken[0], 'nobody misses a token'
  )
  for (const loss of [unreachable('ERR_CANCELED'), gateway(502), gateway(504)]) {
    t.match(await sent(...MAKE, loss, OK), { result: doubted(loss), waits: [] }, 'that was not sent again')
  }
  const nonsense = new UserError('unreadable_answer', 'Nonsense.')
  t.match(await sent(...MAKE, unreachable('ECONNRESET'), nonsense, OK), { result: doubted(nonsense), waits: [200] })
})

t.test('a request that must not be done twice is sent once, and its outcome reported as unknown [P1.5]', async (t) => {
  const hints = [
    undefined, undefined, undefined, 'Run it again: if everything was stored, it says so and stores nothing twice.',
  ]
  for (const [at, [endpoint, request]] of ONCE.entries()) {
    for (const code of [...BROKEN, ...SILENT]) {
      const fault = unreachable(code)
      t.match(
        await sent(endpoint, request, fault, OK), { result: doubted(fault, hints[at]), waits: [] }, endpoint.method
      )
    }
  }
})

t.test('a request is not repeated where the server was not reached, or where it answered', async (t) => {
  const faults = [
    unreachable('ECONNREFUSED'),
    unreachable('ENOTFOUND'),
    gateway(429),
    gateway(503),
    new UserError('unreachable', 'No way.'),
    new UserError('unreadable_answer', 'Nonsense.'), new Error('ours'),
  ]
  for (const [endpoint, request] of [LIST, MAKE]) {
    for (const fault of faults) t.strictSame(await sent(endpoint, request, fault, OK), { result: fault, waits: [] })
  }
  t.strictSame(await sent(...MAKE, { status: 503, body: {} }, OK), { result: { status: 503, body: {} }, waits: [] })
  const ours = new Error('ours')
  t.strictSame(await sent(...MAKE, unreachable('ECONNRESET'), ours), { result: ours, waits: [200] })
})

t.test('a write is repeated while the server is busy, and may have been done by its first request', async (t) => {
  const first = unreachable('ECONNRESET')
  const busy = [429, 500, 503].map((status): Answer => ({ status, body: {} }))
  t.strictSame(await sent(...MAKE, first, ...busy, OK), { result: OK, waits: [200, 500, 1000, 2000] })
  t.match(await sent(...MAKE, first, ...busy, { status: 503, body: {} }), {
    result: doubted(first), waits: [200, 500, 1000, 2000],
  })
  t.strictSame(await sent(...LIST, first, { status: 503, body: {} }), {
    result: { status: 503, body: {} }, waits: [200],
  })
  t.strictSame(await sent(...MAKE, first, { status: 409, body: {} }), {
    result: { status: 409, body: {} }, waits: [200],
  })
})

t.test('a repeated DELETE that finds no row counts as done', async (t) => {
  const tagged = [deleteCategory, { id: '4', query: [], ifMatch: '"1"' }] as const
  for (const [endpoint, request] of [REMOVE, tagged]) {
    t.strictSame(await sent(
      endpoint, request, unreachable('ECONNRESET'), GONE
    ), { result: { status: 204, body: undefined }, waits: [200] })
    t.strictSame(await sent(endpoint, request, GONE), { result: GONE, waits: [] })
  }
  t.strictSame(await sent(...LIST, unreachable('ECONNRESET'), GONE), { result: GONE, waits: [200] })
})

t.test('a registration whose answer is lost is reported as possibly stored, with the hint to log in', async (t) => {
  const address = await listening(t, (request) => { request.socket.destroy() })
  t.strictSame(await screen([
    'register', '--server', address, '--username', 'anna', '--password-stdin',
  ], { stdin: 'correct horse battery' }), {
    code: 3,
    stdout: '',
    stderr: `error: The server at ${address} cannot be reached: it closed the connection. The request may have been ` +
      'carried out.\n' +
      'hint: Try `fintrack login` before you register again.\n',
  })
})

t.test('a POST whose answer was lost is repeated with the same idempotency key', async (t) => {
  const keys: unknown[] = []
  const address = await listening(t, (request, response) => {
    request.resume()
    keys.push(request.headers['idempotency-key'])
    if (keys.length === 1) request.socket.destroy()
    else response.writeHead(201, { 'content-type': 'application/json' }).end(JSON.stringify(GROCERIES))
  })
  const env = { FINTRACK_SERVER: address, FINTRACK_TOKEN: 'x' }
  t.strictSame(await screen(['category', 'add', 'Groceries'], { env }), {
    code: 0, stdout: '4\n', stderr: 'Added the category Groceries (expense).\n',
  })
  t.equal(keys.length, 2)
  t.match(keys[0], /^[0-9a-f-]{36}$/)
  t.equal(keys[1], keys[0])
})
