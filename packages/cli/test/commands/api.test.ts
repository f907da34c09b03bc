import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import type { Answer, Send } from '@fintrack/contract/call'
import { screen, type ScreenOptions } from '../helpers/screen.ts'
import { served } from '../helpers/served.ts'

/** The same commands on the book of this machine and at a server. */
async function bothWays (
  test: Test,
  work: (
    type: (argv: readonly string[], options?: ScreenOptions) => ReturnType<typeof screen>, folder: string
  ) => Promise<void>
) {
  const folder = test.testdir({ local: {}, remote: {}, data: {} })
  const address = await served(test, join(folder, 'data'))
  const remote = { home: join(folder, 'remote') }
  await screen([
    'register', '--server', address, '--username', 'anna', '--password-stdin',
  ], { ...remote, stdin: 'correct horse battery' })
  for (const home of [join(folder, 'local'), remote.home]) {
    await work(
      (argv, options) => screen(argv, { home, ...options }), folder
    )
  }
}

t.test('fintrack api prints the answer of any endpoint alike over HTTP and on the embedded book', async (t) => {
  await bothWays(t, async (type, folder) => {
    const category = '{\n  "id": 1,\n  "name": "Food",\n  "type": "expense",\n  "archived": false\n}\n'
    t.strictSame(await type([
      'api', 'post', 'api/categories', '-f', 'name=Food', '--field', 'type=expense',
    ]), { code: 0, stdout: category, stderr: '' })
    t.strictSame(await type(['api', 'GET', '/api/categories/001/']), { code: 0, stdout: category, stderr: '' })
    t.strictSame(await type(['api', 'GET', '/api/categories/?limit=1']), {
      code: 0, stdout: `[\n  ${category.trimEnd().replaceAll('\n', '\n  ')}\n]\n`, stderr: '',
    })
    const row = JSON.parse((await type(['api', 'POST', '/api/transactions/', '--input', '-'], {
      stdin: '{"amount":"12.50","date":"2024-05-03","category":null,"type":"expense"}',
    })).stdout)
    t.match(row, { id: 1, amount: '12.50', category: null })
    const file = join(folder, 'book.csv')
    writeFileSync(file, 'date,type,category,amount\n2024-05-04,expense,Food,1.00\n')
    t.strictSame(await type(['api', 'POST', '/api/imports/', '-f', 'dry_run=true', '--input', file]), {
      code: 0, stdout: '{\n  "rows": 1,\n  "categories_created": []\n}\n', stderr: '',
    })
    t.strictSame(JSON.parse(
      (await type(['api', 'GET', '/api/transactions/', '-f', 'month=2024-05', '-f', 'q=no=such'])).stdout
    ), [])
    const upload = ['api', 'POST', '/api/imports/', '--input', '-']
    const stdin = 'date,type,category,amount\n2024-05-04,expense,Food,1.00\n'
    t.match(await type(upload, { stdin }), { code: 0, stdout: '{\n  "rows": 1,' })
    t.match(await type(upload, { stdin }), {
      code: 6, stdout: '', stderr: '\nhint: Send again=true to store them once more.\n',
    })
    t.strictSame(await type(['api', 'DELETE', '/api/transactions/1/']), { code: 0, stdout: '', stderr: '' })
    t.strictSame(await type(['api', 'GET', '/healthz']), { code: 0, stdout: '{\n  "status": "ok"\n}\n', stderr: '' })
  })
})

t.test('fintrack api sends and shows headers alike over HTTP and on the embedded book', async (t) => {
  await bothWays(t, async (type) => {
    const add = ['api', '-i', 'POST', '/api/categories/', '-f', 'type=expense', '-H', 'Idempotency-Key: food-1', '-f']
    const added = await type([...add, 'name=Food'])
    t.match(added, {
      code: 0, stdout: /^HTTP\/1\.1 201\nETag: ".+"\nLocation: \/api\/categories\/1\/\n\n\{\n {2}"id": 1,/,
    })
    t.strictSame(await type([...add, 'name=Food']), added)
    t.match(await type([...add, 'name=Foot']), { code: 2, stdout: '', stderr: /^error: / }, 'a key is for one request')
    const etag = /ETag: (.+)/.exec(added.stdout)?.[1]
    const change = (tag: string) =>
      type(['api', 'PATCH', '/api/categories/1/', '-f', 'name=Meals', '--header', `if-match:${tag}`])
    t.match(await change('"other"'), { code: 6, stdout: '' })
    t.match(await change(String(etag)), { code: 0, stdout: /"name": "Meals"/ })
    await type(['api', 'POST', '/api/categories/', '-f', 'name=Rent', '-f', 'type=expense'])
    const list = await type(['api', 'GET', '/api/categories/?limit=1', '-f', 'cursor=', '--include'])
    t.match(list.code, 2)
    const first = await type(['api', 'GET', '/api/categories/?limit=1', '--include'])
    t.match(first.stdout, /^HTTP\/1\.1 200\nLink: <\/api\/categories\/\?limit=1&cursor=[^>&]+>; rel="next"\n\n\[\n/)
    const next = /<(.+)>/.exec(first.stdout)?.[1]
    t.match((await type(['api', 'GET', String(next), '-i'])).stdout, /^HTTP\/1\.1 200\n\n\[/)
    t.strictSame(await type(['api', 'DELETE', '/api/categories/2/', '-i']), {
      code: 0, stdout: 'HTTP/1.1 204\n\n', stderr: '',
    })
  })
})

t.test('fintrack api -i shows the headers of an answer without terminal escapes', async (t) => {
  const send: Send = async () => ({ status: 200, body: [], etag: '"\u009b31m"', next: 'b' })
  t.equal((await screen(['api', 'GET', '/api/categories/?cursor=a&limit=1', '-i'], { send })).stdout,
    'HTTP/1.1 200\nETag: "\\u009b31m"\nLink: </api/categories/?limit=1&cursor=b>; rel="next"\n\n[]\n')
})

t.test('fintrack api reports a refusal alike over HTTP and on the embedded book', async (t) => {
  await bothWays(t, async (type) => {
    t.strictSame(await type(['api', 'GET', '/api/categoris/']), {
      code: 5,
      stdout: '',
      stderr: 'error: There is no "/api/categoris/" here.\nhint: Did you mean "/api/categories/"?\n',
    })
    t.strictSame(await type(['api', 'GET', '/xyzzy']), {
      code: 5, stdout: '', stderr: 'error: There is no "/xyzzy" here.\n',
    })
    t.strictSame(await type(['api', 'DELETE', '/api/categories/']), {
      code: 2, stdout: '', stderr: 'error: DELETE is not allowed here; use GET or POST.\n',
    })
    t.match(await type(['api', 'GET', '/api/categories/9/']), { code: 5, stdout: '', stderr: /^error: .+\n$/ })
    t.match(await type(['api', 'GET', '/api/categories/x/']), { code: 5 })
    t.match(await type(['api', 'POST', '/api/categories/', '-f', 'nam=Food', '-o', 'json']), {
      code: 2, stdout: '', stderr: /^\{"code":"validation_failed",.*"errors":\{.*"nam":.*"exit_code":2\}\n$/,
    })
  })
})

t.test('fintrack api refuses a request that cannot be sent before it sends anything', async (t) => {
  const folder = t.testdir({ 'list.json': '[1]', 'half.json': '{"name":' })
  const send: Send = async () => { throw new Error('sent') }
  const refused: Array<[readonly string[], string]> = [
    [['POST', '/api/categories/', '-f', 'name'], 'error: --field is "name", which is not name=value.\n'],
    [['POST', '/api/categories/', '-f', '=x'], 'error: --field is "=x", which is not name=value.\n'],
    [[
      'POST', '/api/categories/', '-f', 'name=a', '-f', 'name=b',
    ], 'error: --field gives "name" twice; give it once.\n'],
    ...([['POST', '/api/token/', 'password'], ['POST', '/api/token/refresh/', 'refresh'], [
      'PUT', '/api/users/me/password/', 'new_password',
    ]] as const)
      .map(([method, path, name]): [string[], string] => [[method, path, '-f', `${name}=hunter22`],
        `error: ${name} is a secret, and an argument can be seen by every account of this machine.\n` +
          'hint: --input - reads the whole body, as JSON, from standard input.\n']),
    ...([['--input', '-', '-f', 'password=hunter22'], [
      '--input', join(folder, 'half.json'), '-f', 'label=x', '-f', 'password=hunter22',
    ]])
      .map((rest): [string[], string] => [['POST', '/api/token/', ...rest],
        'error: password is a secret, and an argument can be seen by every account of this machine.\n' +
          'hint: --input - reads the whole body, as JSON, from standard input.\n']),
    ...([[], ['--input', '-']]).map((rest): [string[], string] => [['POST', '/api/token/?password=hunter22', ...rest],
      'error: password is a secret, and an argument can be seen by every account of this machine.\n' +
        'hint: --input - reads the whole body, as JSON, from standard input.\n']),
    [['GET', '/api/categories/', '-H', 'secret'], 'error: --header is not name: value.\n'],
    [['GET', '/api/categories/', '-H', ': secret'], 'error: --header is not name: value.\n'],
    [[
      'GET', '/api/categories/', '-H', 'Authorization: Bearer secret',
    ], 'error: --header gives "Authorization"; only If-Match and Idempotency-Key can be given.\n'],
    [[
      'GET', '/api/categories/', '-H', 'If-Match: "1"', '-H', 'if-match: "2"',
    ], 'error: --header gives "if-match" twice.\n'],
    ...(['', ' ', 'ä', 'a\r\nb'].map((value): [string[], string] => [[
      'GET', '/api/categories/', '-H', `If-Match:${value}`,
    ],
      `error: --header gives "If-Match" as ${JSON.stringify(value.trim())}, which is empty, or more than printable ` +
        'ASCII.\n'])),
    [['POST', '/api/imports/'], 'error: POST /api/imports/ takes a file: give it with --input.\n'],
    [['GET', '/api/categories/', '--input', '-'], 'error: GET /api/categories/ takes no body; leave --input out.\n'],
    [[
      'POST', '/api/categories/', '--input', join(folder, 'list.json'),
    ], `error: ${JSON.stringify(join(folder, 'list.json'))} is not a JSON object: it is [1].\n`],
    [[
      'POST', '/api/categories/', '--input', join(folder, 'half.json'),
    ], `error: ${JSON.stringify(join(folder, 'half.json'))} is not JSON: it begins with "{\\"name\\":".\n`],
    [['POST', '/api/categories/', '--input', '-'], 'error: Standard input is not JSON: it begins with "".\n'],
    [[
      'POST', '/api/token/', '--input', join(folder, 'half.json'),
    ], `error: ${JSON.stringify(join(folder, 'half.json'))} is not JSON.\n`],
    [[
      'POST', '/api/token/', '--input', join(folder, 'list.json'),
    ], `error: ${JSON.stringify(join(folder, 'list.json'))} is not a JSON object.\n`],
    [
      ['GET', '/api/categories/', '-o', 'csv'],
      'error: `fintrack api` prints the answer as it is and takes neither --output nor --fields.\n',
    ],
    [
      ['GET', '/api/categories/', '--fields', 'id'],
      'error: `fintrack api` prints the answer as it is and takes neither --output nor --fields.\n',
    ],
  ]
  for (const [argv, stderr] of refused) {
    t.strictSame(
      await screen(['api', ...argv], { send }), { code: 2, stdout: '', stderr }, argv.join(' ')
    )
  }
  t.match(await screen([
    'api', 'POST', '/api/categories/', '--input', join(folder, 'none.json'),
  ], { send }), { code: 2, stderr: /cannot be read/ })
})

t.test('fintrack api exits with 10 for an answer that is neither JSON nor a problem', async (t) => {
  const answers: Answer[] = [{ status: 200, body: '<h1>Hello</h1>' }, { status: 500, body: { oh: 'no' } }]
  for (const answer of answers) {
    t.match(await screen(['api', 'GET', '/api/categories/'], { send: async () => answer }), {
      code: 10,
      stdout: '',
      stderr: `error: GET /api/categories/ was answered with ${answer.status} and a body that this version does not ` +
        'understand.\n',
    })
  }
})
