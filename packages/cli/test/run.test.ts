import t from 'tap'
import type { Send } from '@fintrack/contract/call'
import { Problem } from '@fintrack/contract/problem'
import { problemBody } from '@fintrack/contract/problem-body'
import { EXIT_CODES } from '../src/errors/exit-codes.ts'
import { usage } from '../src/errors/usage.ts'
import { ClosedPipe } from '../src/io/streams.ts'
import type { Flags } from '../src/options/globals.ts'
import { TOPIC_NAMES } from '../src/shapes/topic-names.ts'
import { version } from '../src/version.ts'
import { screen, type ScreenOptions } from './helpers/screen.ts'

const nobody: Send = async () => { throw new Error('asked') }
const type = (argv: string, options: ScreenOptions = {}) => screen(argv === ''
  ? []
  : argv.split(' '), { send: nobody, ...options })

t.test('help and version are data, and have no conditions', async (t) => {
  const help = await type('--help')
  t.matchSnapshot(help.stdout, 'help')
  const bad = { env: { FINTRACK_OUTPUT: 'xml', FINTRACK_SERVR: 'x' } }
  for (const argv of ['-h', '--help', 'help']) {
    t.strictSame(
      await type(argv, bad), { code: 0, stdout: help.stdout, stderr: '' }, argv
    )
  }
  for (const argv of ['--version', '-V']) {
    t.strictSame(
      await type(argv, bad), { code: 0, stdout: `fintrack ${version()}\n`, stderr: '' }, argv
    )
  }
  t.match(version(), /^[0-9]+\.[0-9]+\.[0-9]+/)
})

t.test('an argument that is not UTF-8 is refused, and nothing is done [case 24]', async (t) => {
  t.strictSame(await type('tx add 5 food Caf\uFFFD'), {
    code: 2,
    stdout: '',
    stderr: 'error: The argument "Caf\uFFFD" is not UTF-8 text; nothing was done.\n' +
      'hint: Set the terminal and the shell to UTF-8, as `locale` shows.\n',
  })
})

t.test('a noun without its verb shows its help, as `help` and --help do', async (t) => {
  const { code, stdout, stderr } = await type('config')
  t.strictSame([code, stderr], [0, ''])
  t.match(stdout, /^Usage: fintrack config \[options\] \[command\]\n/)
  t.match(stdout, 'Options of every command: fintrack help options\n')
  for (const argv of ['config --help', 'help config']) t.strictSame((await type(argv)).stdout, stdout)
  t.strictSame((await type('help transactions show')).stdout, (await type('tx show --help')).stdout)
})

t.test('help of an unknown command names the nearest', async (t) => {
  t.strictSame(await type('help confg'), {
    code: 2, stdout: '', stderr: 'error: There is no command "confg".\nhint: Did you mean config?\n',
  })
  t.strictSame(await type('help config xyzzy'), {
    code: 2,
    stdout: '',
    stderr: 'error: There is no command "xyzzy" in config.\nhint: `fintrack --help` lists the commands.\n',
  })
})

t.test('help has a page for each topic, at 80 columns and at 40', async (t) => {
  for (const topic of TOPIC_NAMES) {
    const { code, stdout } = await type(`help ${topic}`, { tty: true, columns: 80 })
    t.equal(code, 0)
    t.match(stdout, /^\S.*\.\n\n/)
    t.match((await type('--help')).stdout, topic)
    if (topic === 'environment') continue
    t.strictSame(stdout.split('\n').filter((line) => line.length > 80), [], topic)
    t.ok(stdout.split('\n').length <= 24, topic)
    t.matchSnapshot(`${stdout}\n${(await type(`help ${topic}`, { tty: true, columns: 40 })).stdout}`, topic)
  }
  t.match(await type('help optoins'), { code: 2, stderr: /Did you mean options\?/ })
})

t.test('help exit-codes has each number that a run ends with', async (t) => {
  const { stdout } = await type('help exit-codes')
  const listed = Array.from(stdout.matchAll(/^ {2}(\d+) /gm), ([, code]) => Number(code))
  t.strictSame(listed, [...new Set([0, ...Object.values(EXIT_CODES)])].toSorted((a, b) => a - b))
})

t.test('help environment is the contract\'s table of settings', async (t) => {
  const { code, stdout } = await type('help environment')
  t.equal(code, 0)
  t.matchSnapshot(stdout, 'help environment')
})

t.test('an error of commander is printed in the shape of fintrack\'s own errors', async (t) => {
  const refused: Array<[string, string]> = [
    ['repor', 'error: Unknown command \'repor\'.\nhint: Did you mean `fintrack report`?\n'],
    ['xyzzy', 'error: Unknown command \'xyzzy\'.\nhint: `fintrack --help` shows what it takes.\n'],
    ['--xyzzy', 'error: Unknown option \'--xyzzy\'.\nhint: `fintrack --help` shows what it takes.\n'],
    ['config lst', 'error: Unknown command \'lst\'.\nhint: Did you mean `fintrack config list`?\n'],
    ['config list --jsn', 'error: Unknown option \'--jsn\'.\nhint: Did you mean --json?\n'],
    [
      'config list --xyzzy',
      'error: Unknown option \'--xyzzy\'.\nhint: `fintrack config list --help` shows what it takes.\n',
    ],
    [
      'config get',
      'error: Missing required argument \'key\'.\nhint: `fintrack config get --help` shows what it takes.\n',
    ],
    [
      'config path x',
      'error: Too many arguments for \'path\'. Expected 0 arguments but got 1.\n' +
        'hint: `fintrack config path --help` shows what it takes.\n',
    ],
    [
      'config list --fields',
      'error: Option \'--fields <names>\' argument missing.\nhint: `fintrack --help` shows what it takes.\n',
    ],
    [
      '--local --server http://x config list',
      'error: Option \'--local\' cannot be used with option \'--server <url>\'.\n' +
        'hint: `fintrack --help` shows what it takes.\n',
    ],
  ]
  for (const [argv, stderr] of refused) t.strictSame(await type(argv), { code: 2, stdout: '', stderr }, argv)
})

t.test('global options stand before or after the command', async (t) => {
  for (const argv of [
    '-o json config list --fields key', 'config -o json list --fields key', 'config list --fields key -o json',
  ]) {
    t.strictSame(
      JSON.parse((await type(argv)).stdout),
      [{ key: 'output' }, { key: 'color' }, { key: 'ascii' }, { key: 'account' }, { key: 'server' }],
      argv
    )
  }
})

t.test('an unknown or bad setting stops every command, and helps', async (t) => {
  t.strictSame(await type('config path', { env: { FINTRACK_SERVR: 'http://x' } }), {
    code: 2,
    stdout: '',
    stderr: 'error: FINTRACK_SERVR is not a setting of fintrack; did you mean FINTRACK_SERVER?\n' +
      'hint: `fintrack help environment` lists the settings.\n',
  })
  t.strictSame(await type('config path --json', { env: { FINTRACK_TODAY: '2024-02-30' } }), {
    code: 2,
    stdout: '',
    stderr: '{"code":"usage","detail":"FINTRACK_TODAY is \\"2024-02-30\\", which is not a day as ' +
      'YYYY-MM-DD.","hint":"`fintrack help environment` lists the settings.","exit_code":2}\n',
  })
  t.equal((await type('config path', { env: { FINTRACK_PORT: 'not ours', FINTRACK_LOG_LEVEL: 'nor this' } })).code, 0)
})

t.test('a failure is printed as one JSON object where JSON is chosen, by flag, environment or config', async (t) => {
  const home = t.testdir()
  await type('config set output json', { home })
  const told = '{"code":"usage","detail":"Unknown command \'xyzzy\'.","hint":"`fintrack --help` shows what it ' +
    'takes.","exit_code":2}\n'
  t.equal((await type('--json xyzzy')).stderr, told)
  t.equal((await type('xyzzy', { env: { FINTRACK_OUTPUT: 'json' } })).stderr, told)
  t.equal((await type('xyzzy', { home })).stderr, told)
  t.match((await type('-o csv xyzzy', { home })).stderr, /^error: /)
})

t.test('a stack is printed with --debug only, and never the properties of a library\'s error', async (t) => {
  const cause = Object.assign(new Error('the cause'), { config: { headers: { Authorization: 'Bearer secret' } } })
  const send: Send = async () => { throw new TypeError('x is not\u001b a function', { cause }) }
  const plain = await type('api GET /api/categories/', { send })
  t.strictSame(plain, {
    code: 1,
    stdout: '',
    stderr: 'error: x is not\\u001b a function\nhint: Run it again with --debug to see where it happened.\n',
  })
  const { stderr } = await type('api GET /api/categories/ --debug', { send })
  t.match(stderr, /\nTypeError: x is not\\u001b a function\n {4}at .+\n[^]+\nError: the cause\n {4}at /)
  t.notMatch(stderr, 'secret')
  const odd: Send = async () => { throw Object.assign(new Error('bare'), { stack: undefined }) }
  t.match((await type('api GET /api/categories/ --debug', { send: odd })).stderr, /\nbare\n/)
})

t.test('a missing login is reported, also where no server is named', async (t) => {
  const body = { type: 'x', title: 'x', status: 401, detail: 'Who?', code: 'not_authenticated' }
  t.strictSame(await type('api GET /api/categories/', { send: async () => ({ status: 401, body }) }), {
    code: 4, stdout: '', stderr: 'error: Who?\nhint: Log in with `fintrack login --server URL`.\n',
  })
  t.strictSame((await type('--profile work --server https://x api GET /api/categories/', {
    send: async () =>
      ({ status: 401, body })
  })).stderr,
  'error: Who?\nhint: Log in with `fintrack login --profile work --server https://x`.\n')
})

t.test('a full disk is reported with the data folder that is on it, or with its server', async (t) => {
  const body = problemBody(new Problem('storage_full', 'The disk is full.'), 507)
  const full = { send: async () => ({ status: 507, body }), env: { FINTRACK_DATA_DIR: '/book' } }
  t.match(await type('api GET /api/categories/', full), {
    code: 3, stderr: 'error: The disk is full.\nhint: Make room on the disk of /book, and run it again.\n',
  })
  t.match(await type(
    '--server https://x api GET /api/categories/', full
  ), { stderr: /\nhint: Make room on the disk of the server's data folder, and run it again\.\n$/ })
})

t.test('a reader that leaves ends the run quietly', async (t) => {
  const out = async (): Promise<void> => { throw new ClosedPipe() }
  for (const argv of ['--help', 'config list', 'help environment']) {
    t.strictSame(
      await type(argv, { out }), { code: 0, stdout: '', stderr: '' }, argv
    )
  }
  t.match(await type('--help', { out: async () => { throw new Error('disk') } }), { code: 1, stderr: /^error: disk\n/ })
})

t.test('Ctrl-C exits with 130 and says whether something may have been stored [P4.6]', async (t) => {
  for (const [argv, stderr] of [
    ['api GET /api/categories/', 'error: Interrupted; no change was under way.\n'],
    [
      'api DELETE /api/categories/1/',
      'error: Interrupted before the answer came. The change may have been stored.\n' +
        'hint: Check with `fintrack log` before you run it again.\n',
    ],
    [
      'import -',
      'error: Interrupted before the answer came. The change may have been stored.\n' +
        'hint: Run it again: if everything was stored, it says so and stores nothing twice.\n',
    ],
    [
      'register --server https://x --username anna --password-stdin',
      'error: Interrupted before the answer came. The change may have been stored.\n' +
        'hint: Try `fintrack login` before you register again.\n',
    ],
    ['login --server https://x --username anna --password-stdin', 'error: Interrupted; no change was under way.\n'],
  ] as const) {
    let interrupt = (): void => {}
    const interrupted = new Promise<void>((resolve) => { interrupt = resolve })
    const send: Send = () => new Promise(() => { interrupt() })
    t.strictSame(
      await type(argv, { send, interrupted, stdin: 'correct horse battery' }), { code: 130, stdout: '', stderr }, argv
    )
  }
})

t.test('Ctrl-C after the answer of a write does not leave that write in doubt', async (t) => {
  let interrupt = (): void => {}
  const interrupted = new Promise<void>((resolve) => { interrupt = resolve })
  const send: Send = async () => ({ status: 200, body: {} })
  t.strictSame(await type('api PATCH /api/categories/1/ -f name=x', {
    send,
    interrupted,
    out: () => new Promise(() => { interrupt() }),
  }), { code: 130, stdout: '', stderr: 'error: Interrupted; no change was under way.\n' })
})

/** A context of a terminal, and what is drawn on it. */
async function contextWith (env: Record<string, string>, flags: Partial<Flags> = {}) {
  const { openContext } = await import('../src/open-context.ts')
  let drawn = ''
  const world = {
    io: {
      stdinIsTerminal: false, stderrIsTerminal: true, stdoutIsTerminal: true, err (text: string) { drawn += text },
    },
    machine: { env, home: '/nowhere', platform: 'linux', account: 'anna', hostname: 'laptop', node: '20.17.0' },
    today: () => '2024-05-20',
  } as unknown as Parameters<typeof openContext>[0]
  return { ...openContext(world, () => ({ input: true, ...flags })), drawn: () => drawn }
}

t.test('work that stores something without a request is in doubt while it runs', async (t) => {
  const opened = await contextWith({})
  const { cx } = opened
  let done = (): void => {}
  const working = cx.storing('Look first.', () => new Promise<void>((resolve) => { done = resolve }))
  t.equal(opened.inDoubt(), 'Look first.')
  done()
  await working
  t.equal(opened.inDoubt(), undefined)
  await t.rejects(cx.storing('Look first.', async () => { throw new Error('no') }), new Error('no'))
  t.equal(opened.inDoubt(), undefined)
})

t.test('a question that cannot be asked is a usage error', async (t) => {
  const { cx } = await contextWith({})
  t.throws(() => cx.prompt(), usage(
    'fintrack cannot ask here: there is no terminal, or --no-input, CI or FINTRACK_NO_INPUT is set.'
  ))
})

t.test('the day, the folder and the colours are those of the machine, unless the settings say otherwise', async (t) => {
  const { cx } = await contextWith({})
  t.strictSame([cx.today(), cx.dataDir, cx.color, (await cx.paint()).red('x')], [
    '2024-05-20', '/nowhere/.local/share/fintrack', true, '\u001b[31mx\u001b[39m',
  ])
  const other = (await contextWith({ FINTRACK_TODAY: '2024-02-29', FINTRACK_DATA_DIR: '/there', NO_COLOR: '1' })).cx
  t.strictSame([
    other.today(), other.dataDir, other.color, (await other.paint()).red('x'),
  ], ['2024-02-29', '/there', false, 'x'])
})

t.test('progress is shown on a terminal, unless it is dumb or --quiet is given', async (t) => {
  const cases: Array<[Record<string, string>, Partial<Flags>, RegExp]> = [
    [{}, {}, /Reading/], [{ TERM: 'dumb' }, {}, /^$/], [{}, { quiet: true }, /^$/],
  ]
  for (const [env, flags, expected] of cases) {
    const { cx, drawn } = await contextWith(env, flags)
    const progress = cx.progress('Reading')
    await new Promise((resolve) => { setTimeout(resolve, 350) })
    progress.done()
    t.match(drawn(), expected)
  }
})
