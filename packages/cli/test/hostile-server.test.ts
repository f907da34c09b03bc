/** Servers that are no fintrack, or mean harm: what a person sees of them, whole screens. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import type { RequestListener } from 'node:http'
import { join } from 'node:path'
import { json } from 'node:stream/consumers'
import t, { type Test } from 'tap'
import { problemBody } from '@fintrack/contract/problem-body'
import { Problem } from '@fintrack/contract/problem'
import { fakeBook, page } from './helpers/fake-book.ts'
import { listening } from './helpers/listening.ts'
import { GROCERIES } from './helpers/rows.ts'
import { screen, type ScreenOptions } from './helpers/screen.ts'

const PASSWORD = 'correct horse battery'
const VERSIONS = 'hint: Client and server may be of different versions; `fintrack --version` names this one.\n'

/** A shell that uses a server which answers everything as it is told. */
async function shell (test: Test, listener: RequestListener) {
  const home = test.testdir()
  const address = await listening(test, (request, response) => {
    listener(request, response)
    request.resume()
  })
  const type = (argv: string, options: ScreenOptions = {}) =>
    screen(['--server', address, ...argv.split(' ')], { home, env: { FINTRACK_TOKEN: 't' }, ...options })
  return { address, home, type }
}

function answering (status: number, body: string, headers: Record<string, string> = {}): RequestListener {
  return (_, response) => { response.writeHead(status, headers).end(body) }
}

t.test('an answer of another shape exits with 10 and is neither shown nor stored', async (t) => {
  for (const [status, body] of [
    [200, '<h1>\u001b[2JWelcome</h1>'],
    [200, ''],
    [200, 'null'],
    [200, '{"id":1}'],
    [200, '[{"id":"1","name":"x","type":"expense","archived":false}]'],
    [200, '[{"id":1,"name":5,"type":"expense","archived":false}]'],
    [200, '[{"id":1,"name":"x","type":"gift","archived":false}]'],
    [200, '['],
    [201, '[]'],
    [204, ''],
    [401, '<h1>Login</h1>'], [404, '{"message":"no"}'], [500, '{"code":"no_such_code"}'], [500, 'Traceback: secret'],
  ] as const) {
    await t.test(`${status} ${body}`, async (t) => {
      const { type, home } = await shell(t, answering(status, body))
      t.strictSame(await type('category list'), {
        code: 10,
        stdout: '',
        stderr: `error: GET /api/categories/ was answered with ${status} and a body that this version does not ` +
          `understand.\n${VERSIONS}`,
      })
      t.notOk(existsSync(join(home, '.config')))
    })
  }
})

t.test('tokens that are no texts are refused and not stored', async (t) => {
  for (const body of [
    '{"access":1,"refresh":2}', '{"access":"a"}', '{"access":"a","refresh":null}', '{"access":["a"],"refresh":{}}',
    '[]', '"a"',
  ]) {
    await t.test(body, async (t) => {
      const { type, home } = await shell(t, answering(200, body))
      t.strictSame(await type('login --username anna --password-stdin', { stdin: PASSWORD }), {
        code: 10,
        stdout: '',
        stderr: 'error: POST /api/token/ was answered with 200 and a body that this version does not understand.\n' +
          `${VERSIONS}`,
      })
      t.notOk(existsSync(join(home, '.config')))
    })
  }
})

t.test('a refresh that is answered without tokens keeps the stored ones', async (t) => {
  const { address, type, home } = await shell(t, (request, response) => {
    if (request.url === '/api/token/') response.writeHead(200).end('{"access":"a","refresh":"r"}')
    else if (request.url === '/api/token/refresh/') response.writeHead(200).end('{"access":{},"refresh":7}')
    else response.writeHead(401).end(JSON.stringify(problemBody(new Problem('not_authenticated', 'No.'), 401)))
  })
  const env = {}
  t.match(await type('login --username anna --password-stdin', { stdin: PASSWORD, env }), { code: 0 })
  t.match(await type('category list', { env }), { code: 10, stdout: '' })
  t.strictSame(JSON.parse(
    readFileSync(join(home, '.config/fintrack/credentials.json'), 'utf8')
  ), { default: { server: address, access: 'a', refresh: 'r' } })
})

t.test('a redirect takes no password and no token to another server [V12.2.1 P4.5]', async (t) => {
  const seen: Array<string | undefined> = []
  const elsewhere = await listening(t, (request, response) => {
    seen.push(request.url)
    response.writeHead(200).end('[]')
  })
  for (const status of [301, 302, 303, 307, 308]) {
    await t.test(String(status), async (t) => {
      const { address, type } = await shell(t, answering(status, '', { location: `${elsewhere}/api/token/` }))
      const expected = {
        code: 10,
        stdout: '',
        stderr: `error: The server at ${address} redirects to ${elsewhere}/api/token/ (${status}), and fintrack ` +
          'follows no redirects.\nhint: Log in with the address that it names.\n',
      }
      t.strictSame(await type('login --username anna --password-stdin', { stdin: PASSWORD }), expected)
      t.strictSame(await type('category list'), expected)
    })
  }
  t.strictSame(seen, [])
})

t.test('the target of a redirect is shown without terminal escapes', async (t) => {
  const { type } = await shell(t, (request) => {
    request.socket.end('HTTP/1.1 302 Found\r\nLocation: /\u009b2J\r\nContent-Length: 0\r\n\r\n', 'latin1')
  })
  const { stderr } = await type('category list')
  t.match(stderr, /redirects to \/\\u009b2J \(302\)/)
})

/** What acts on a terminal instead of being seen; the tabs and line ends of the formats are our own. */
const ALIVE = /[^\P{Cc}\n\t]|[\p{Zl}\p{Zp}\p{Bidi_Control}]/u

const EVIL = 'x\u001b]0;t\u0007\u202e\u2028\n=cmd()'

t.test('hostile names are harmless in tables, TSV, CSV and JSON [V3.2.2 P3.7]', async (t) => {
  const { type } = await shell(t, answering(
    200, JSON.stringify([
      { id: 1, name: EVIL, type: 'expense', archived: false },
      { id: 2, name: '=cmd()', type: 'income', archived: false },
    ])
  ))
  const options = { tty: true, env: { NO_COLOR: '1', FINTRACK_TOKEN: 't' } }
  const seen = 'x\\u001b]0;t\\u0007\\u202e\\u2028\\n=cmd()'
  t.strictSame(await type('category list', options), {
    code: 0,
    stdout: `id  name${' '.repeat(seen.length - 4)}  type\n 1  ${seen}  expense\n` +
      ` 2  =cmd()${' '.repeat(seen.length - 6)}  income\n`,
    stderr: '',
  })
  for (const format of ['csv', 'tsv', 'json', 'ndjson']) {
    const { code, stdout } = await type(`category list -o ${format}`, options)
    t.equal(code, 0)
    t.notMatch(stdout.replaceAll('\r\n', '\n'), ALIVE, format)
  }
  t.match((await type('category list -o csv --fields id,name')).stdout, '2,\'=cmd()\r\n')
  t.strictSame((JSON.parse(
    (await type('category list -o json', options)).stdout
  ) as Array<{ name: string }>).map(({ name }) => name), [EVIL, '=cmd()'])
})

t.test('hostile error texts are harmless, as text and as JSON [P3.7]', async (t) => {
  const body = {
    ...problemBody(
      new Problem('not_found', EVIL, { suggestion: EVIL, errors: { [EVIL]: [EVIL] } }), 404
    ), extra: EVIL
  }
  const { type } = await shell(t, answering(404, JSON.stringify(body)))
  const plain = await type('category list', { tty: true })
  t.strictSame([plain.code, plain.stdout], [5, ''])
  t.match(plain.stderr, /^error: x\\u001b\]0;t\\u0007\\u202e\\u2028\\n=cmd\(\)\n/)
  const json = await type('category list --json', { tty: true })
  t.strictSame([plain.stderr, json.stderr].map((text) => ALIVE.test(text)), [false, false])
  t.match(JSON.parse(json.stderr), { code: 'not_found', detail: EVIL, suggestion: EVIL, exit_code: 5 })
})

t.test('hostile names of users, sessions and tokens are harmless in questions and sentences [P3.7]', async (t) => {
  const at = '2024-05-03T10:20:30.456Z'
  const { type } = await shell(t, (request, response) => {
    const list = request.url?.startsWith('/api/sessions') === true
      ? [{ id: 1, created_at: at, last_used_at: at, label: EVIL, current: false }]
      : request.url?.startsWith('/api/tokens') === true
        ? [{ id: 1, name: EVIL, scope: 'read', created_at: at, last_used_at: null, expires_at: null }]
        : { id: 1, username: EVIL, email: EVIL, currency: 'EUR' }
    if (request.method === 'GET') response.writeHead(200).end(JSON.stringify(list))
    else response.writeHead(204).end()
  })
  for (const argv of [
    'session revoke 1 -y', 'token revoke 1 -y', 'user', 'user password --password-stdin',
    'user delete -y --password-stdin', 'status',
  ]) {
    const { code, stdout, stderr } = await type(argv, { stdin: `${PASSWORD}\n${PASSWORD}\n` })
    t.equal(code, 0, argv)
    t.notMatch(stdout + stderr, ALIVE, argv)
    t.match(stdout + stderr, argv === 'user' || argv === 'status' ? 'x\\u001b' : /x\\u001b/, argv)
  }
})

t.test('hostile names of accounts are harmless in documents, questions and sentences [P3.7]', async (t) => {
  const row = {
    id: 1, name: EVIL, currency: 'EUR', opening_balance: '1.00', opening_date: null, bank_ids: [EVIL], archived: false,
    balance: '1.00',
  }
  const result = { agreed: false, balance: '1.00', difference: '1.00', since: null, check: null }
  const { type } = await shell(t, (request, response) => {
    const path = request.url ?? ''
    const body = path.includes('/transactions/') || (path.includes('/checks/') && request.method === 'GET')
      ? []
      : path.includes('/checks/') ? result : row
    if (request.method === 'DELETE') response.writeHead(204).end()
    else response.writeHead(request.method === 'POST' && body === row ? 201 : 200).end(JSON.stringify(body))
  })
  for (const argv of [
    'account show 1', 'account add x', 'account edit 1 --name x --bank-id y --archive', 'account rm 1 -y',
    'account check 1 2', 'transfer 5 1 1',
  ]) {
    const { stdout, stderr } = await type(argv)
    t.notMatch(stdout + stderr, ALIVE, argv)
    t.match(stdout + stderr, /x\\u001b/, argv)
  }
})

t.test('a username that a hostile server makes up is not stored, nor offered at the next login', async (t) => {
  const seen: string[] = []
  const { address, type, home } = await shell(t, (request, response) => {
    if (request.url === '/api/users/register/') {
      response.writeHead(201).end(JSON.stringify({ id: 1, username: EVIL, email: '', currency: 'EUR' }))
      return
    }
    void json(request).then((body) => {
      seen.push((body as { username: string }).username)
      response.writeHead(200).end('{"access":"a","refresh":"r"}')
    })
  })
  const file = join(home, '.config/fintrack/config.json')
  const registered = await type('register --username anna --password-stdin', { stdin: PASSWORD })
  t.equal(registered.code, 0)
  t.notMatch(registered.stdout + registered.stderr, ALIVE)
  t.strictSame(JSON.parse(readFileSync(file, 'utf8')), { profiles: { default: { server: address, username: 'anna' } } })
  const person = { tty: true, env: { NO_COLOR: '1' } }
  t.strictSame(await type('login', { ...person, answers: ['', PASSWORD] }), {
    code: 0, stdout: '', stderr: `? Username\n? Password\nLogged in to ${address} as anna.\n`,
  })
  writeFileSync(file, JSON.stringify({ profiles: { default: { server: address, username: EVIL } } }))
  t.strictSame(await type('login', { ...person, answers: [''] }), {
    code: 2, stdout: '', stderr: '? Username\nerror: Username was left empty.\n',
  })
  t.strictSame(seen, ['anna', 'anna'])
})

t.test('a text that cannot be a token is not sent', async (t) => {
  const { type } = await shell(t, answering(200, '{"access":"a\\r\\nX-Evil: 1","refresh":"r"}'))
  const refusal = {
    code: 2,
    stdout: '',
    stderr: 'error: The token cannot be sent: it contains a space, a line break or a non-ASCII character.\n' +
      'hint: Log in again, or set FINTRACK_TOKEN to a token and nothing else.\n',
  }
  for (const token of ['a\nb', 'a b', 't\n', '\u00e9', '\u001b']) {
    t.strictSame(
      await type('category list', { env: { FINTRACK_TOKEN: token } }), refusal
    )
  }
  t.match(await type('login --username anna --password-stdin', { stdin: PASSWORD, env: {} }), { code: 0 })
  t.strictSame(await type('category list', { env: {} }), refusal)
})

t.test('a list whose pages go in a circle is left', async (t) => {
  const link = '</api/categories/?cursor=a>; rel="next"'
  const circle = await shell(t, answering(200, JSON.stringify([GROCERIES]), { link }))
  t.match(await circle.type('category list'), {
    code: 10, stderr: 'error: The list does not end: its next page is one that was there before.\n',
  })
  const empty = await shell(t, answering(200, '[]', { link }))
  t.strictSame(await empty.type('category list'), {
    code: 10, stdout: '', stderr: 'error: The list does not end: a page without rows names a next one.\n',
  })
})

t.test('a list that names a new page on every page is left', async (t) => {
  let pages = 0
  const { send } = fakeBook({
    'GET /api/categories/' () {
      pages += 1
      if (pages > 20_000) throw new Error('The list is followed for ever.')
      return page([{ ...GROCERIES, id: pages, version: 1 }], `page ${pages}`)
    },
  })
  t.match(await screen(['category', 'list', '-o', 'ndjson'], { send }), {
    code: 10, stderr: 'error: The list does not end within 5000 pages; narrow it by its filters.\n',
  })
  t.equal(pages, 5_000)
})

t.test('a gateway without its server exits with 3, whatever page it shows', async (t) => {
  const { address, type } = await shell(t, answering(503, '{"error":"upstream"}', { 'retry-after': '30' }))
  t.strictSame(await type('category list'), {
    code: 3,
    stdout: '',
    stderr: `error: The server at ${address} cannot be reached: a proxy in front of it answered 503.\n` +
      'hint: Try again in 30 s.\n',
  })
})

t.test('logout from a server that answers nonsense says that the session may go on [V14.3.1]', async (t) => {
  const { address, type } = await shell(t, (request, response) => {
    response.writeHead(200).end(request.url === '/api/token/' ? '{"access":"a","refresh":"r"}' : '<h1>Hi</h1>')
  })
  await type('login --username anna --password-stdin', { stdin: PASSWORD })
  t.strictSame(await type('logout'), {
    code: 0,
    stdout: '',
    stderr: `Logged out of ${address}.\n` +
      'note: The session at the server could not be ended, and expires by itself: POST /api/token/logout/ was ' +
        'answered with 200 and a body that this version does not understand.\n' +
        'Commands now use the book of this machine.\n',
  })
})
