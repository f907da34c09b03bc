/** What one user may have, and ask for at once: a setting for each, and a sentence where it is reached. */
import { request } from 'node:http'
import { logIn } from '@fintrack/contract/auth'
import { createCategory, deleteCategory, listCategories } from '@fintrack/contract/categories'
import { undoChange } from '@fintrack/contract/changes'
import { importTransactions } from '@fintrack/contract/imports'
import { deleteTag } from '@fintrack/contract/tags'
import { createToken } from '@fintrack/contract/tokens'
import { createTransaction, createTransactions, listTransactions } from '@fintrack/contract/transactions'
import t from 'tap'
import { bothDatabases, bytesOf, everyWay, httpApi, PASSWORD, type TestUser } from '../helpers/api.ts'
import { ask, listening } from '../helpers/wire.ts'

const ROW = { date: '2024-05-01', type: 'expense', amount: '1' } as const
const FEW = { FINTRACK_ROWS_PER_USER: '3', FINTRACK_CATEGORIES_PER_USER: '2', FINTRACK_ROWS_PER_CHANGE: '4' }

function csv (...lines: string[]) {
  return { body: bytesOf(['date,type,category,amount', ...lines].join('\n')) }
}

async function rowsOf (user: TestUser): Promise<number> {
  return (await user.call(listTransactions, {})).body.length
}

everyWay(t, 'a user has so many rows, however they come, and others are as free as before', async (t, api) => {
  const [user, other] = [await api.user(), await api.user()]
  const full = {
    code: 'limit_reached',
    message: 'A user may have 3 transactions at most, and this would be more; remove some, or ask the operator ' +
      'for more (FINTRACK_ROWS_PER_USER).',
  }
  await user.call(createTransactions, { body: { transactions: [ROW, ROW] } })
  t.match(await user.refusal(createTransactions, { body: { transactions: [ROW, ROW] } }), full)
  t.match(await user.refusal(importTransactions, csv('2024-05-01,expense,,2', '2024-05-01,expense,,3')), full)
  await user.call(createTransaction, { body: ROW })
  t.match(await user.refusal(createTransaction, { body: ROW }), full)
  t.equal(await rowsOf(user), 3, 'nothing of what was refused is there')
  await other.call(createTransaction, { body: ROW })
}, FEW)

everyWay(t, 'a user has so many categories, also those that an import makes', async (t, api) => {
  const user = await api.user()
  await user.call(createCategory, { body: { name: 'Food', type: 'expense' } })
  const full = { code: 'limit_reached', message: /^A user may have 2 categories at most, and this would be more; / }
  t.match(await user.refusal(importTransactions, csv('2024-05-01,expense,a,2', '2024-05-01,expense,b,3')), full)
  await user.call(importTransactions, csv('2024-05-01,expense,a,2'))
  t.match(await user.refusal(createCategory, { body: { name: 'Rent', type: 'expense' } }), full)
  t.equal((await user.call(listCategories, {})).body.length, 2)
}, FEW)

everyWay(t, 'a file has so many rows', async (t, api) => {
  const user = await api.user()
  const lines = Array.from({ length: 5 }, (_, at) => `2024-05-01,expense,,${at + 1}`)
  t.match(await user.refusal(importTransactions, csv(...lines)), {
    code: 'limit_reached',
    message: 'The file has more than 4 rows, the most that one import takes; import it in parts, or ask the operator ' +
      'for more (FINTRACK_ROWS_PER_CHANGE).',
  })
  t.equal(await rowsOf(user), 0)
}, FEW)

everyWay(t, 'the removal of a category changes so many rows', async (t, api) => {
  const user = await api.user()
  const { body: food } = await user.call(createCategory, { body: { name: 'Food', type: 'expense' } })
  const rows = Array.from({ length: 5 }, () => ({ ...ROW, category: 'Food' }))
  await user.call(createTransactions, { body: { transactions: rows } })
  const removal = { id: food.id, query: { uncategorize: true } }
  t.match(await user.refusal(deleteCategory, removal), {
    code: 'limit_reached',
    message: 'One change may touch 4 rows at most, and this would change more transactions; change some of them ' +
      'first, or ask the operator for more (FINTRACK_ROWS_PER_CHANGE).',
  })
  t.match((await user.call(listTransactions, { query: { category: ['Food'] } })).body, rows.map(() => ({})))
}, { FINTRACK_ROWS_PER_CHANGE: '4' })

everyWay(t, 'the removal of a tag changes so many rows', async (t, api) => {
  const user = await api.user()
  const rows = Array.from({ length: 5 }, () => ({ ...ROW, tags: ['trip'] }))
  await user.call(createTransactions, { body: { transactions: rows } })
  t.match(await user.refusal(deleteTag, { id: 1 }), {
    code: 'limit_reached', message: /^One change may touch 4 rows at most, and this would change more transactions; /,
  })
  t.match((await user.call(listTransactions, { query: { tag: ['trip'] } })).body, rows.map(() => ({})))
}, { FINTRACK_ROWS_PER_CHANGE: '4' })

everyWay(t, 'a user has so many tokens', async (t, api) => {
  const user = await api.user()
  await user.call(createToken, { body: { name: 'a', scope: 'read' } })
  t.match(await user.refusal(createToken, { body: { name: 'b', scope: 'read' } }), {
    code: 'limit_reached', message: 'This user has 1 token, the most that they may have; revoke one first.',
  })
}, { FINTRACK_TOKENS_PER_USER: '1' })

bothDatabases(t, 'a user has so many open sessions, and those that have ended do not count', async (t, api) => {
  // This logs in once.
  await api.user('ada')
  const login = { body: { username: 'ada', password: PASSWORD } }
  t.match(await api.anonymous.refusal(logIn, login), {
    code: 'limit_reached',
    message: 'This user has 1 open session, the most that they may have. End one where you are logged in ' +
      '(`fintrack session revoke`), or ask the operator.',
  })
  api.clock.advance(91 * 86_400)
  t.equal((await api.anonymous.answer(logIn, login)).status, 200)
}, { FINTRACK_SESSIONS_PER_USER: '1' })

bothDatabases(t, 'a user\'s requests beyond the limit are refused until one of them ends', async (t, api) => {
  const [user, other] = [await api.user(), await api.user()]
  let more = (): void => {}
  const sent = new Promise<void>((resolve) => { more = resolve })
  async function * slowly (): AsyncGenerator<Uint8Array> {
    yield Buffer.from('date,type,category,amount\n')
    await sent
    yield Buffer.from('2024-05-01,expense,,1\n')
  }
  const running = [1, 2].map(() => user.call(importTransactions, { query: { again: true }, body: slowly() }))
  // Both have begun once a third is refused.
  let refused = await user.answer(listCategories)
  while (refused.status === 200) refused = await user.answer(listCategories)
  t.match(refused, {
    status: 429, retryAfterSeconds: 1, body: {
      code: 'too_many_requests',
      detail: '2 requests of this user are being answered already; send this one again later.',
    },
  })
  t.equal((await other.answer(listCategories)).status, 200, 'another user is answered')
  more()
  await Promise.all(running)
  t.equal((await user.answer(listCategories)).status, 200)
}, { FINTRACK_REQUESTS_PER_USER: '2' })

t.test('strangers\' requests from one address beyond the limit are refused before their body is read', async (t) => {
  const { server } = await httpApi(t, { FINTRACK_REQUESTS_PER_USER: '2', FINTRACK_TRUST_PROXY: '127.0.0.1' })
  const port = await listening(server)
  /** Sends a request but for the last byte of its body, which is no JSON. */
  const begin = (from: string, path: string) => {
    const sent = request({
      port, host: '127.0.0.1', method: 'POST', path, agent: false,
      headers: { 'x-forwarded-for': from, 'content-type': 'application/json', 'content-length': 2 },
    })
    sent.write('{')
    const answer = new Promise<unknown[]>((resolve, reject) => {
      sent.once('error', reject)
      sent.once('response', (response) => {
        response.setEncoding('utf8').once('data', (text: string) => {
          sent.destroy()
          resolve([response.statusCode, response.headers['retry-after'], JSON.parse(text).detail])
        })
      })
    })
    return { answer, end: () => { sent.end('{') } }
  }
  const read = [400, undefined, 'The body is not valid JSON.']
  const paths = ['/api/users/register/', '/api/token/', '/api/token/refresh/', '/api/token/logout/']
  const begun = new Promise<void>((resolve) => {
    let count = 0
    server.server.on('request', () => { if ((count += 1) === 2) setImmediate(resolve) })
  })
  const running = ['2001:db8::1', '2001:db8::2'].map((from) => begin(from, '/api/token/'))
  await begun
  for (const path of paths) {
    t.strictSame(await begin('2001:db8::3', path).answer, [
      429, '1', '2 requests from your address are being answered already; send this one again later.',
    ], path)
  }
  t.equal((await ask(port, { path: '/healthz', headers: { 'x-forwarded-for': '2001:db8::3' } })).status, 200)
  const other = begin('2001:db8:0:1::1', '/api/token/')
  other.end()
  t.strictSame(await other.answer, read, 'another network')
  for (const { end, answer } of running) {
    end()
    t.strictSame(await answer, read)
  }
  const next = begin('2001:db8::3', '/api/token/')
  next.end()
  t.strictSame(await next.answer, read)
})

everyWay(t, 'rows that come one by one are held to a larger limit as well', async (t, api) => {
  const [user, other] = [await api.user(), await api.user()]
  await user.call(createTransactions, { body: { transactions: Array.from({ length: 300 }, () => ROW) } })
  let refused = 0
  for (let at = 0; at < 30; at += 1) {
    // Others' rows come between, and take their ids.
    await other.call(createTransaction, { body: ROW })
    if ((await user.answer(createTransaction, { body: ROW })).status === 409) refused += 1
  }
  t.ok(refused >= 27, `${refused} of 30 were refused`)
  t.ok(await rowsOf(user) <= 303, 'at most a hundredth more')
}, { FINTRACK_ROWS_PER_USER: '300' })

everyWay(t, 'rows that a redo brings back are held to the limit', async (t, api) => {
  const user = await api.user()
  await user.call(createTransactions, { body: { transactions: [ROW, ROW] } })
  const undone = await user.call(undoChange, { id: 1 })
  await user.call(createTransactions, { body: { transactions: [ROW, ROW, ROW] } })
  t.match(await user.refusal(undoChange, { id: undone.body.id }), { code: 'limit_reached' })
  t.equal(await rowsOf(user), 3)
}, FEW)

everyWay(t, 'an import without new categories goes on in a book that has more than it may have', async (t, api) => {
  const user = await api.user()
  await api.databases.writer('categories').insert(['a', 'b', 'c'].map((name) => ({
    user_id: user.id, name, name_key: name, type: 'expense', created_at: '', updated_at: '',
  })))
  await user.call(importTransactions, csv('2024-05-01,expense,a,2'))
  t.equal(await rowsOf(user), 1)
}, FEW)
