import t from 'tap'
import { logIn, refreshTokens } from '@fintrack/contract/auth'
import { listCategories } from '@fintrack/contract/categories'
import { changePassword, register } from '@fintrack/contract/users'
import { bothDatabases, everyWay, logInAs, PASSWORD, type HttpApi, type TestApi } from '../../helpers/api.ts'

function guess ({ anonymous }: TestApi, username: string, password = 'wrong password') {
  return anonymous.answer(logIn, { body: { username, password } })
}

async function statuses (answers: Array<Promise<{ status: number }>>): Promise<Record<number, number>> {
  const counts: Record<number, number> = {}
  for (const { status } of await Promise.all(answers)) counts[status] = (counts[status] ?? 0) + 1
  return counts
}

async function post (
  { server }: HttpApi, url: string, payload: object, headers: Record<string, string> = {}, remoteAddress = '127.0.0.1'
) {
  const {
    statusCode, headers: { 'retry-after': retryAfter }, body,
  } = await server.inject({ method: 'POST', url, payload, headers, remoteAddress })
  return { status: statusCode, retryAfter, body: JSON.parse(body) }
}

everyWay(t, 'of sixty wrong passwords at once only ten are checked [V2.4.1 V6.3.1 P2.4]', async (t, api) => {
  const ada = await api.user('ada')
  t.strictSame(await statuses(Array.from({ length: 60 }, () => guess(api, 'ada'))), { 401: 10, 429: 50 })
  t.strictSame(await guess(api, 'ada', PASSWORD), {
    status: 429,
    retryAfterSeconds: 900,
    body: {
      type: 'urn:fintrack:problem:too_many_requests',
      title: 'Too many requests',
      status: 429,
      detail: 'There were too many wrong passwords; try again in 900 s.',
      code: 'too_many_requests',
    },
  })
  t.equal((await ada.answer(listCategories)).status, 200, 'an open session is not touched')
  api.clock.advance(900)
  t.equal((await guess(api, 'ada', PASSWORD)).status, 200)
})

bothDatabases(t, 'a forged X-Forwarded-For changes nothing [V6.3.1 P2.5]', async (t, api) => {
  await logInAs(api, 'ada')
  const answers = Array.from({ length: 60 }, (_, at) =>
    post(api, logIn.path, { username: 'ada', password: 'wrong password' }, {
      'x-forwarded-for': `10.0.0.${at}`, forwarded: `for=10.0.0.${at}`, 'x-real-ip': `10.0.0.${at}`,
    }))
  t.strictSame(await statuses(answers), { 401: 10, 429: 50 })
  api.clock.advance(900)
  t.equal((await post(api, logIn.path, { username: 'ada', password: PASSWORD })).status, 200)
})

bothDatabases(t, 'a forged X-Forwarded-For behind a listed proxy changes nothing either', async (t, api) => {
  await logInAs(api, 'ada')
  // The proxy adds the address that it sees behind what its client sent.
  const from = (real: string, at: number) =>
    post(
      api, logIn.path, { username: `user${at}`, password: 'wrong password' },
      { 'x-forwarded-for': `10.0.0.${at}, ${real}` }
    )
  t.strictSame(await statuses(Array.from({ length: 60 }, (_, at) => from('192.0.2.1', at))), { 401: 10, 429: 50 })
  t.equal((await from('192.0.2.2', 1)).status, 401, 'another client of the proxy is another')
}, {
  FINTRACK_TRUST_PROXY: '127.0.0.1', FINTRACK_LOGIN_FAILURES_PER_ADDRESS: '10',
  FINTRACK_LOGIN_FAILURES_PER_ACCOUNT: '1000',
})

everyWay(t, 'a right old password with refused new ones counts as no failure', async (t, api) => {
  const ada = await api.user('ada')
  const change = () => ada.answer(changePassword, { body: { old_password: PASSWORD, new_password: 'short' } })
  t.strictSame(await statuses([change(), change()]), { 400: 2 })
  t.strictSame(await statuses([change(), change()]), { 400: 2 })
  t.equal((await guess(api, 'ada', PASSWORD)).status, 200)
}, { FINTRACK_LOGIN_FAILURES_PER_ACCOUNT: '3' })

everyWay(t, 'a password guess that fails before it is checked does not count', async (t, api) => {
  await api.anonymous.call(register, { body: { username: 'ada', password: PASSWORD } })
  await api.databases.writer('users').update({ password_hash: 'no hash at all' })
  for (let times = 0; times < 5; times += 1) t.equal((await guess(api, 'ada')).status, 500)
  t.strictSame(await api.databases.reader('attempts').where('kind', 'like', 'password%'), [])
}, { FINTRACK_LOGIN_FAILURES_PER_ACCOUNT: '3' })

everyWay(t, 'each failed login counts for its window and no longer [P2.4]', async (t, api) => {
  await api.anonymous.call(register, { body: { username: 'ada', password: PASSWORD } })
  for (let times = 0; times < 3; times += 1) {
    t.equal((await guess(api, 'ada')).status, 401)
    api.clock.advance(10)
  }
  t.match(await guess(api, 'ada'), { status: 429, retryAfterSeconds: 30 })
  api.clock.advance(29)
  t.match(await guess(api, 'ada'), { status: 429, retryAfterSeconds: 1 }, 'what was refused does not count')
  api.clock.advance(1)
  t.equal((await guess(api, 'ada')).status, 401)
  t.match(await guess(api, 'ada'), { status: 429, retryAfterSeconds: 10 })
  api.clock.advance(3600)
  await guess(api, 'ada')
  t.equal(
    (await api.databases.reader('attempts').where({ kind: 'password_of_account' })).length, 1,
    'what is too old to count is gone'
  )
}, { FINTRACK_LOGIN_FAILURES_PER_ACCOUNT: '3', FINTRACK_THROTTLE_WINDOW_SECONDS: '60' })

everyWay(t, 'a right password clears the account\'s failures [P2.4]', async (t, api) => {
  await api.anonymous.call(register, { body: { username: 'ada', password: PASSWORD } })
  for (let round = 0; round < 3; round += 1) {
    t.strictSame(await statuses([guess(api, 'ada'), guess(api, 'ada')]), { 401: 2 })
    t.equal((await guess(api, 'ada', PASSWORD)).status, 200)
  }
}, { FINTRACK_LOGIN_FAILURES_PER_ACCOUNT: '3' })

everyWay(t, 'the throttle counts an account by its folded name, whether it exists or not', async (t, api) => {
  await api.anonymous.call(register, { body: { username: 'Ada', password: PASSWORD } })
  t.strictSame(
    await statuses([
      guess(api, 'Ada'), guess(api, 'ADA'), guess(api, 'ａｄａ'), guess(api, ' ada '), guess(api, 'bob'),
      guess(api, 'Bob'),
    ]),
    { 401: 5, 429: 1 }
  )
  t.equal((await guess(api, 'bob')).status, 401)
  t.equal((await guess(api, 'bob')).status, 429)
  t.equal((await guess(api, 'cyd')).status, 401, 'one account does not take from another')
  t.strictSame(await statuses([1, 2, 3, 4].map(() => guess(api, 'not a name\n'))), { 401: 3, 429: 1 })
}, { FINTRACK_LOGIN_FAILURES_PER_ACCOUNT: '3' })

bothDatabases(t, 'guesses from one address are counted over all accounts [V6.3.1]', async (t, api) => {
  await logInAs(api, 'ada')
  const from = (address: string, username: string, password = 'wrong password') => post(
    api, logIn.path, { username, password }, {}, address
  )
  for (let at = 0; at < 5; at += 1) t.equal((await from('192.0.2.1', `user${at}`)).status, 401)
  t.match(await from('192.0.2.1', 'ada', PASSWORD), { status: 429, retryAfter: '900' })
  t.equal((await from('192.0.2.2', 'ada', PASSWORD)).status, 200)
  api.clock.advance(900)
  for (let at = 0; at < 4; at += 1) t.equal((await from('192.0.2.1', `user${at}`)).status, 401)
  for (let times = 0; times < 3; times += 1) {
    t.equal(
      (await from('192.0.2.1', 'ada', PASSWORD)).status, 200, 'a right one does not count'
    )
  }
  t.strictSame(
    await statuses([from('192.0.2.1', 'x'), from('192.0.2.1', 'y')]), { 401: 1, 429: 1 },
    'nor does it clear the others'
  )
}, { FINTRACK_LOGIN_FAILURES_PER_ADDRESS: '5' })

bothDatabases(t, 'all addresses of an IPv6 /64 network count as one [P2.4]', async (t, api) => {
  const from = (address: string) => post(api, logIn.path, { username: 'ada', password: 'wrong password' }, {}, address)
  t.strictSame(
    await statuses([from('2001:db8::1'), from('2001:db8::ffff:2'), from('2001:db8:0:0:9::')]), { 401: 2, 429: 1 }
  )
  t.equal((await from('2001:db8:0:1::1')).status, 401)
}, { FINTRACK_LOGIN_FAILURES_PER_ADDRESS: '2' })

bothDatabases(t, 'registrations from one address are throttled [V2.3.2]', async (t, api) => {
  const add = (username: string, address = '192.0.2.1') => post(
    api, register.path, { username, password: PASSWORD }, {}, address
  )
  t.strictSame(await statuses(['a1', 'b1', 'c1', 'd1', 'e1'].map((name) => add(name))), { 201: 3, 429: 2 })
  t.match(await add('f1'), {
    status: 429, retryAfter: '3600',
    body: { detail: 'Too many users were registered from this address; try again in 3600 s.' },
  })
  t.equal((await add('g1', '192.0.2.2')).status, 201)
  t.equal((await api.databases.reader('users')).length, 4)
  api.clock.advance(3600)
  t.equal((await add('h1')).status, 201)
}, { FINTRACK_REGISTRATIONS_PER_ADDRESS: '3' })

bothDatabases(t, 'refreshing and using sessions and tokens is not throttled [P2.4]', async (t, api) => {
  await logInAs(api, 'ada')
  const { refresh } = (await post(api, logIn.path, { username: 'ada', password: PASSWORD })).body
  await post(api, logIn.path, { username: 'ada', password: 'wrong password' })
  t.equal((await post(api, logIn.path, { username: 'ada', password: PASSWORD })).status, 429)
  t.equal((await post(api, refreshTokens.path, { refresh })).status, 200)
}, { FINTRACK_LOGIN_FAILURES_PER_ACCOUNT: '1', FINTRACK_LOGIN_FAILURES_PER_ADDRESS: '1' })

bothDatabases(t, 'the throttle stores only a digest of a typed name [V16.2.5]', async (t, api) => {
  await guess(api, 'my secret password', 'ada')
  t.notMatch(
    JSON.stringify([await api.databases.reader('attempts'), await api.databases.reader('audit'), api.log]), /secret/
  )
})
