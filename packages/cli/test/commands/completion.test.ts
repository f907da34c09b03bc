import { once } from 'node:events'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { SCRIPTS } from '../../src/commands/completion/scripts.ts'
import { listening } from '../helpers/listening.ts'
import { screen, type ScreenOptions } from '../helpers/screen.ts'
import { served } from '../helpers/served.ts'

const NAMES = ['Food:Restaurant', 'Food:Groceries', 'Fun', 'Eating out', 'Travel:Food', 'Archive']
const WORDS: ReadonlyArray<readonly string[]> = [
  ...NAMES.map((name) => ['category', 'add', name]),
  ['category', 'edit', 'Archive', '--archive'],
  ['account', 'add', 'Checking'],
  ['account', 'add', 'Old'],
  ['account', 'edit', 'Old', '--archive'],
  ['tx', 'add', '5', 'fun', '--payee', 'Café', '--tag', 'trip', '--account', 'Checking', '--date', '2024-05-01'],
  ['tx', 'add', '5', 'fun', '--account', 'Checking'],
  ['tx', 'add', '6', 'fun', '--payee', 'Café', '--account', 'Checking'],
  ['tx', 'add', '6', 'fun', '--payee', 'Bar\u001b[1m', '--account', 'Checking'],
  ['alias', 'set', 'k', 'tx list --category food'],
]

interface Typist {
  readonly home: string
  /** What is offered for the last of the words: its kind, then each value without what is said about it. */
  readonly offers: (line: readonly string[], options?: ScreenOptions) => Promise<string[]>
}

async function typist (home: string, steps = WORDS): Promise<Typist> {
  for (const argv of steps) await screen(argv, { home })
  return {
    home,
    async offers (line, options) {
      const { stdout, stderr } = await screen(['__complete', 'fish', '--', ...line], { home, ...options })
      if (stderr !== '') throw new Error(stderr)
      return stdout.split('\n').slice(0, -1).map((one) => one.replace(/\t.*$/, ''))
    },
  }
}

async function onServer (t: Test): Promise<Typist> {
  const home = t.testdir()
  const login = ['register', '--server', await served(t), '--username', 'ada', '--password-stdin']
  await screen(login, { home, stdin: 'a quiet river at dawn\n' })
  return typist(home)
}

t.test('the words of the book are offered where they are taken, embedded and by a server alike', async (t) => {
  for (const { offers } of [await typist(t.testdir()), await onServer(t)]) {
    t.strictSame(await offers(['tx', 'list', '--category', 'foo']), ['words', 'Food:Groceries', 'Food:Restaurant'])
    t.strictSame(await offers(['tx', 'list', '--category', 'REST']), ['words', 'Food:Restaurant'], 'by its last parts')
    t.strictSame(await offers(['tx', 'list', '--category', '=fu']), ['words', '=Fun'])
    t.strictSame(await offers(['tx', 'list', '--category=fu']), ['words', '--category=Fun'])
    t.strictSame(await offers(['tx', 'add', '5', '']), [
      'words', 'Eating out', 'Food:Groceries', 'Food:Restaurant', 'Fun', 'Travel:Food',
    ], 'what is archived is not offered')
    t.strictSame(await offers(['tx', 'add', '5', '"Eating o']), ['words', 'Eating out'], 'a quote may be open')
    t.strictSame(await offers(['category', 'rm', 'fu']), ['words', 'Fun'])
    t.strictSame(await offers(['account', 'show', '']), ['words', 'Checking'])
    t.strictSame(await offers(['tx', 'edit', '1', '2', '--to-account', '']), ['words', 'Checking'])
    t.strictSame(await offers(['tx', 'edit', '1', '--payee', '']), [
      'words', 'Café',
    ], 'each payee once, and none that a terminal would act on')
    t.strictSame(await offers(['tag', 'rm', 't']), ['words', 'trip'])
    t.strictSame(await offers(['tx', 'split', '1', 'fun=3', 'eat']), ['part', 'Eating out='])
    t.strictSame(await offers(['tx', 'split', '1', '@che']), ['part', '@Checking='])
    t.strictSame(await offers(['tx', 'split', '1', 'fun=']), ['part'])
  }
})

t.test('commands, options, choices, aliases, settings and files are offered', async (t) => {
  const { offers } = await typist(t.testdir(), WORDS.slice(-1))
  const asked: ReadonlyArray<readonly [line: readonly string[], offered: readonly string[]]> = [
    [['tx', 'sp'], ['words', 'split']],
    [['transac'], ['words', 'transaction', 'transactions']],
    [['k'], ['words', 'k']],
    [['-q', '--output', 'json', 'k', '--uncat'], ['words', '--uncategorized']],
    [['tx', 'list', '--sor'], ['words', '--sort']],
    [['tx', 'list', '--he'], ['words', '--help']],
    [['tx', 'list', '--js'], ['words', '--json']],
    [['tx', 'list', '--sort', '-d'], ['words', '-date']],
    [['tx', 'list', '-o', 'c'], ['words', 'csv']],
    [['tx', 'list', '-qo', 'c'], ['words', 'csv']],
    [['tx', 'list', '--output=c'], ['words', '--output=csv']],
    [['report', 'l'], ['words', 'last']],
    [['tx', 'list', '--from', 'y'], ['words', 'yesterday']],
    [['completion', ''], ['words', 'bash', 'fish', 'zsh']],
    [['config', 'get', 'o'], ['words', 'output']],
    [['alias', 'rm', ''], ['words', 'k']],
    [['help', 'ta'], ['words', 'tag', 'tags'].slice(0, 2)],
    [['api', 'P'], ['words', 'PATCH', 'POST', 'PUT']],
    [['import', 'x'], ['files']],
    [['db', 'copy', '--from', 'x'], ['folders']],
    [['--profile', ''], ['words']],
    // Nothing fits, or nobody can guess.
    [['tx', 'list', '--search', ''], ['words']],
    [['tx', 'list', '--nonsense='], ['words']],
    [['tx', 'nonsense', ''], ['words']],
    [['tx', 'list', '--', '--sor'], ['words']],
    [['status', ''], ['words']],
    [['__comp'], ['words']],
  ]
  for (const [line, offered] of asked) t.strictSame(await offers(line), offered, line.join(' '))
  const { stdout } = await screen(['__complete', 'zsh', '--', 'tx', 'sp'])
  t.equal(stdout, 'words\nsplit\tdivide a transaction over several categories\n')
})

t.test('the book that the line names is the one whose words are offered', async (t) => {
  const there = await onServer(t)
  await screen(['--local', 'category', 'add', 'Here'], { home: there.home })
  t.strictSame(await there.offers(['--local', 'tx', 'add', '5', '']), ['words', 'Here'])
  t.strictSame(await there.offers(['tx', 'add', '5', 'fu', '--server=http://127.0.0.1:1', '--account', '']), [])
  t.strictSame(await there.offers(['--profile', 'default', 'tx', 'add', '5', 'fu']), ['words', 'Fun'])
})

t.test('bash gets the rest of its word, quoted as it is open', async (t) => {
  const { home } = await typist(t.testdir(), [
    ...WORDS, ['category', 'add', 'Bob\'s $1'], ['category', 'add', 'say "hi"'],
  ])
  const bash = async (text: string) => {
    const line = `fintrack tx add 5 ${text}`
    const { stdout } = await screen(['__complete', 'bash', '--', ' \t\n"\'><=;|&(:', line], { home })
    return stdout.split('\n').slice(1, -1)
  }
  t.strictSame(await bash('Food:'), ['Groceries', 'Restaurant'])
  t.strictSame(await bash('food:r'), ['Restaurant'])
  t.strictSame(await bash('restau'), ['Food:Restaurant'])
  t.strictSame(await bash('Eat'), ['Eating\\ out'])
  t.strictSame(await bash('Eating\\ o'), ['Eating\\ out'])
  t.strictSame(await bash('"Eat'), ['Eating out'])
  t.strictSame(await bash('"Food:R'), ['Food:Restaurant'])
  t.strictSame(await bash('Bob'), ['Bob\\\'s\\ \\$1'])
  t.strictSame(await bash('"Bob'), ['Bob\'s \\$1'])
  t.strictSame(await bash('\'Bob'), ['Bob\'\\\'\'s $1'])
  t.strictSame(await bash('"Bob\'s \\$'), ['Bob\'s \\$1'])
  t.strictSame(await bash('"say \\"h'), ['say \\"hi\\""'], 'bash takes the last sign for the end of the quote')
  t.strictSame(await bash('\'Fu\''), ['n'], 'a quote has ended')
  t.strictSame(await bash('5 --category=Fu'), [], 'what is no option offers nothing')
  t.strictSame(await bash('fun x --currency=EUR --account=C'), ['Checking'])
  t.strictSame(await bash('fun\\'), ['Fun'])
  t.strictSame(await bash('zzz'), [])
  await screen(['category', 'add', 'Fix:Restore'], { home })
  t.strictSame(await bash('resto'), ['Fix:Restore'])
  t.strictSame(await bash('rest'), [], 'what begins alike, F, would take the place of what is typed')
})

t.test('completing makes no book, asks nothing, and says nothing of what is wrong', async (t) => {
  const empty = await typist(t.testdir(), [])
  const line = ['tx', 'add', '5', '']
  t.strictSame(await empty.offers(line), ['words'])
  t.notOk(existsSync(join(empty.home, '.local')))
  t.strictSame(await empty.offers(line, { env: { FINTRACK_DATABASE_URL: 'postgres://nobody@127.0.0.1:1/x' } }), [])
  t.strictSame(await empty.offers(line, { env: { FINTRACK_NONSENSE: '1' } }), [], 'a setting that is none')
  t.strictSame(await empty.offers(line, { env: { FINTRACK_SERVER: 'http://127.0.0.1:1' } }), [])
  mkdirSync(join(empty.home, '.config/fintrack'), { recursive: true, mode: 0o700 })
  writeFileSync(join(empty.home, '.config/fintrack/config.json'), '{', { mode: 0o600 })
  t.strictSame(await empty.offers(line), [], 'a damaged config.json')
  t.match(await screen(['__complete'], { home: empty.home }), { code: 0, stderr: '' })
})

t.test('a server that does not answer is given up after a short time', async (t) => {
  const address = await listening(t, () => {})
  const { offers } = await typist(t.testdir(), [])
  const begun = process.hrtime.bigint()
  t.strictSame(await offers(['tx', 'add', '5', ''], { env: { FINTRACK_SERVER: address } }), [])
  t.ok(process.hrtime.bigint() - begun < 5_000_000_000n)
})

t.test('a completion that takes too long ends, and the process with it', async (t) => {
  const server = createServer((_, response) => {
    response.writeHead(401, { 'Content-Type': 'application/json' }).end('{}')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => { server.close() })
  const address = `http://127.0.0.1:${Object(server.address()).port}`
  const home = t.testdir()
  const folder = join(home, '.config/fintrack')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const write = (name: string, value: object) => {
    writeFileSync(join(folder, name), JSON.stringify(value), { mode: 0o600 })
  }
  write('config.json', { profiles: { default: { server: address } } })
  write('credentials.json', { default: { server: address, access: 'a', refresh: 'r' } })
  // Another process renews the token, and does not end.
  writeFileSync(join(folder, 'credentials.lock'), `${process.pid} other`)
  const { code, stdout } = await screen(['__complete', 'zsh', '--', 'tx', 'add', '5', ''], { home })
  t.strictSame({ code, stdout }, { code: 130, stdout: '' })
  rmSync(join(folder, 'credentials.lock'), { force: true })
})

t.test('completion prints the script of a shell', async (t) => {
  for (const shell of ['bash', 'zsh', 'fish'] as const) {
    t.strictSame(await screen(['completion', shell]), { code: 0, stdout: SCRIPTS[shell], stderr: '' })
    t.notMatch(SCRIPTS[shell], /\\\$\{/)
  }
  t.match(await screen(['completion', 'tcsh']), { code: 2, stderr: /Allowed choices are bash, zsh, fish/ })
})
