import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { logIn } from '@fintrack/contract/auth'
import type { Send } from '@fintrack/contract/call'
import t, { type Test } from 'tap'
import { version } from '../../src/version.ts'
import { nobodyAt } from '../helpers/listening.ts'
import { screen, type ScreenOptions } from '../helpers/screen.ts'
import { served } from '../helpers/served.ts'

const PASSWORD = 'correct horse battery'

/** A shell of anna's, and a server. */
async function shell (test: Test, options: ScreenOptions = {}) {
  const folder = test.testdir({ home: {}, data: {}, empty: {} })
  const [home, data] = [join(folder, 'home'), join(folder, 'data')]
  const address = await served(test, data)
  const type = (argv: string, more: ScreenOptions = {}) => screen(argv.split(' '), { home, ...options, ...more })
  return { home, data, empty: join(folder, 'empty'), address, type, config: join(home, '.config', 'fintrack') }
}

t.test('register makes a user and logs in, and logout returns to the local book [V6.2.7]', async (t) => {
  const { address, type, config, home } = await shell(t)
  t.strictSame(await type(
    `register --server ${address} --username anna --email a@b.example --currency eur --password-stdin`,
    { stdin: `${PASSWORD}\nmore` }
  ), {
    code: 0, stdout: '1\n', stderr: `Registered anna at ${address} and logged in; the currency is EUR.\n`,
  })
  t.strictSame(readdirSync(config).map((name) => [
    name, (statSync(join(config, name)).mode & 0o777).toString(8),
  ]), [['config.json', '600'], ['credentials.json', '600']])
  t.strictSame(JSON.parse(
    readFileSync(join(config, 'config.json'), 'utf8')
  ), { profiles: { default: { server: address, username: 'anna' } } })
  t.strictSame(await type('status'), {
    code: 0,
    stdout: [
      `Book         on the server ${address}`,
      'Logged in    yes',
      'User         anna',
      'Token        stored in credentials.json',
      'Profile      default',
      `Config       ${config}/config.json`, `Credentials  ${config}/credentials.json`, `Version      ${version()}`, '',
    ].join('\n'),
    stderr: '',
  })
  t.strictSame(await type('api get /api/categories/'), { code: 0, stdout: '[]\n', stderr: '' })
  t.strictSame(await type('logout'), {
    code: 0, stdout: '', stderr: `Logged out of ${address}.\nCommands now use the book of this machine.\n`,
  })
  t.strictSame(await type('logout --profile two'), {
    code: 0,
    stdout: '',
    stderr: 'You were not logged in.\nRemoved the profile two; without --profile, commands use the default one.\n',
  })
  t.strictSame(await type('logout'), {
    code: 0, stdout: '', stderr: 'You were not logged in.\nCommands now use the book of this machine.\n',
  })
  t.strictSame(await type('status'), {
    code: 0,
    stdout: `Book         on this machine\nDatabase     ${home}/.local/share/fintrack/fintrack.db\n` +
      `Config       ${config}/config.json\nVersion      ${version()}\n`,
    stderr: '',
  })
})

t.test('login and register ask on a terminal for what is missing, and twice for a new password', async (t) => {
  const { address, type } = await shell(t, { tty: true })
  t.strictSame(await type('register', { answers: [address, 'anna', PASSWORD, PASSWORD] }), {
    code: 0,
    stdout: '',
    stderr: '? Address of the server\n? Username\n? Password\n? Password again\n' +
      `Registered anna at ${address} and logged in; the currency is USD.\n`,
  })
  t.strictSame(await type('login', { answers: ['', PASSWORD] }), {
    code: 0, stdout: '', stderr: `? Username\n? Password\nLogged in to ${address} as anna.\n`,
  }, 'the server and the name of before are taken')
  t.strictSame(await type('register', { answers: ['bela', PASSWORD, 'other'] }), {
    code: 2, stdout: '', stderr: '? Username\n? Password\n? Password again\nerror: The two passwords differ.\n',
  })
  t.strictSame(await type('login', { answers: ['anna', ''] }), {
    code: 2, stdout: '', stderr: '? Username\n? Password\nerror: The password is empty.\n',
  })
  t.strictSame(await type('--profile new login', { answers: [''] }), {
    code: 2, stdout: '', stderr: '? Address of the server\nerror: Address of the server was left empty.\n',
  })
})

t.test('login and register name the missing flag where nobody can be asked', async (t) => {
  const where = 'http://127.0.0.1:1'
  const missing: Array<[string, ScreenOptions, string]> = [
    ['login', {}, 'error: --server is needed, because fintrack cannot ask for it here.\n'],
    [`login --server ${where}`, {}, 'error: --username is needed, because fintrack cannot ask for it here.\n'],
    [
      `login --server ${where} --username anna`,
      {},
      'error: A password is needed, and fintrack cannot ask for it here.\n' +
        'hint: --password-stdin reads it from standard input.\n',
    ],
    [
      `register --server ${where} --username anna --no-input`,
      { tty: true },
      'error: A password is needed, and fintrack cannot ask for it here.\n' +
        'hint: --password-stdin reads it from standard input.\n',
    ],
    [
      `login --server ${where}`,
      { tty: true, env: { CI: 'true' } },
      'error: --username is needed, because fintrack cannot ask for it here.\n',
    ],
    [`login --server ${where}`, {
      tty: true, env: { FINTRACK_NO_INPUT: '1' },
    }, 'error: --username is needed, because fintrack cannot ask for it here.\n'],
    [
      `login --server ${where} --username anna --password-stdin`,
      { stdin: '\nsecret\n' },
      'error: The password is empty.\n',
    ],
    [
      `login --server ${where} --username anna --password-stdin`,
      { stdin: 'x'.repeat(70_000) },
      'error: Standard input has a line of more than 65536 bytes, which is too long for a password.\n',
    ],
    ['login --local', {}, 'error: --local means the book of this machine, which has no login.\n'],
    [
      'register --server nowhere',
      {},
      'error: "nowhere" is not the address of a server.\nhint: Did you mean http://nowhere?\n',
    ],
    [
      'login --server http://money.example',
      {},
      'error: http://money.example is another machine, and over http everyone on the way can read your password and your book.\nhint: Use https, or --insecure-http if the connection is protected in another way.\n',
    ],
  ]
  for (const [argv, options, stderr] of missing) {
    t.strictSame(
      await screen(argv.split(' '), options), { code: 2, stdout: '', stderr }, argv
    )
  }
})

t.test('login with a wrong password exits with 4 and changes nothing', async (t) => {
  const { address, type, config } = await shell(t)
  await type(`register --server ${address} --username anna --password-stdin`, { stdin: PASSWORD })
  const before = readFileSync(join(config, 'credentials.json'), 'utf8')
  const { code, stdout, stderr } = await type('login --username anna --password-stdin', { stdin: 'wrong one\r\n' })
  t.strictSame([code, stdout], [4, ''])
  t.match(stderr, /^error: .+\n$/)
  t.equal(readFileSync(join(config, 'credentials.json'), 'utf8'), before)
})

t.test('a login again keeps the default account of that user, and a login as another does not', async (t) => {
  const home = t.testdir()
  const file = join(home, '.config/fintrack/config.json')
  const send: Send = async () => ({ status: 200, body: { access: 'a', refresh: 'r' } })
  const type = (argv: string) => screen(argv.split(' '), { home, send, stdin: PASSWORD })
  const profile = { server: 'https://work.example', username: 'anna', account: 'Checking' }
  await type('login --server https://work.example --username anna --password-stdin')
  writeFileSync(file, JSON.stringify({ profiles: { default: profile } }))
  t.match(await type('login --username anna --password-stdin'), { code: 0 })
  t.strictSame(JSON.parse(readFileSync(file, 'utf8')), { profiles: { default: profile } })
  t.match(await type('login --username bela --password-stdin'), { code: 0 })
  t.strictSame(JSON.parse(readFileSync(file, 'utf8')), {
    profiles: { default: { server: 'https://work.example', username: 'bela' } },
  })
})

t.test('--insecure-http at the login stays allowed for that server, and for no other', async (t) => {
  const home = t.testdir()
  const file = join(home, '.config/fintrack/config.json')
  const send: Send = async (endpoint) => endpoint === logIn
    ? { status: 200, body: { access: 'a', refresh: 'r' } }
    : { status: 204, body: undefined }
  const type = (argv: string) => screen(argv.split(' '), { home, send, stdin: PASSWORD })
  t.match(await type('login --server http://10.0.0.5 --username anna --password-stdin'), { code: 2 })
  for (const argv of [
    'login --server http://10.0.0.5 --username anna --password-stdin --insecure-http',
    'login --username anna --password-stdin',
  ]) {
    t.match(await type(argv), { code: 0 })
    t.strictSame(JSON.parse(readFileSync(file, 'utf8')), {
      profiles: { default: { server: 'http://10.0.0.5', username: 'anna', insecure_http: true } },
    })
  }
  t.match(await type('login --server http://10.0.0.6 --username anna --password-stdin'), { code: 2 })
  t.match(await type('login --server https://10.0.0.6 --username anna --password-stdin'), { code: 0 })
  t.strictSame(JSON.parse(readFileSync(file, 'utf8')), {
    profiles: { default: { server: 'https://10.0.0.6', username: 'anna' } },
  })
  writeFileSync(file, '{"profiles":{"default":{"server":"https://10.0.0.6"}}}')
  t.strictSame(await type('logout -o csv'), {
    code: 0,
    stdout: 'server,username,profile\r\nhttps://10.0.0.6,,default\r\n',
    stderr: 'Logged out of https://10.0.0.6.\nCommands now use the book of this machine.\n',
  })
})

t.test('login prints its result in a format for programs', async (t) => {
  const { address, type } = await shell(t)
  const registered = await type(
    `register -q -o json --server ${address} --username anna --password-stdin`, { stdin: PASSWORD }
  )
  t.strictSame({ ...registered, stdout: JSON.parse(registered.stdout) }, {
    code: 0, stdout: { id: 1, username: 'anna', email: '', currency: 'USD' }, stderr: '',
  })
  t.strictSame((await type(
    `register -q -o csv --server ${address} --username bela --email b@c.example --password-stdin`, { stdin: PASSWORD }
  )).stdout,
  'id,username,email,currency\r\n2,bela,b@c.example,USD\r\n')
  const row = { server: address, username: 'anna', profile: 'default' }
  const login = await type('login -q --json --username anna --password-stdin', { stdin: PASSWORD })
  t.strictSame({ ...login, stdout: JSON.parse(login.stdout) }, { code: 0, stdout: row, stderr: '' })
  t.strictSame(
    (await type('login -q -o csv --username anna --password-stdin', { stdin: PASSWORD })).stdout,
    `server,username,profile\r\n${address},anna,default\r\n`
  )
  const status = await type('status -o json')
  t.match(JSON.parse(status.stdout), {
    book: 'server', server: address, profile: 'default', username: 'anna', logged_in: true, token: 'credentials.json',
  })
  const csv = await type('status -o csv --fields book,logged_in')
  t.strictSame(csv, { code: 0, stdout: 'book,logged_in\r\nserver,true\r\n', stderr: '' })
  const logout = await type('logout -q -o ndjson')
  t.strictSame(logout, { code: 0, stdout: `${JSON.stringify(row)}\n`, stderr: '' })
  t.strictSame(await type('logout -q -o ndjson'), { code: 0, stdout: '', stderr: '' })
})

t.test('logout works when the server cannot be reached [V7.4.4 V14.3.1]', async (t) => {
  const { type, config } = await shell(t)
  const nobody = await nobodyAt()
  await type(`config set server ${nobody}`)
  writeFileSync(join(config, 'credentials.json'), JSON.stringify({
    default: { server: nobody, access: 'a', refresh: 'r' },
  }), { mode: 0o600 })
  t.strictSame(await type('status'), {
    code: 3,
    stdout: [
      `Book         on the server ${nobody}`,
      'Logged in    unknown',
      'Token        stored in credentials.json',
      'Profile      default',
      `Config       ${config}/config.json`, `Credentials  ${config}/credentials.json`, `Version      ${version()}`, '',
    ].join('\n'),
    stderr: `error: The server at ${nobody} cannot be reached: nothing listens there.\n` +
      'hint: Is it running, and is the address right? --local uses the book of this machine.\n',
  })
  t.strictSame(await type('logout'), {
    code: 0,
    stdout: '',
    stderr: `Logged out of ${nobody}.\n` +
      `note: The session at the server could not be ended, and expires by itself: The server at ${nobody} cannot be ` +
        'reached: nothing listens there.\nCommands now use the book of this machine.\n',
  })
  t.strictSame(JSON.parse(readFileSync(join(config, 'credentials.json'), 'utf8')), {})
})

t.test('logout says that FINTRACK_SERVER still sends commands to its server', async (t) => {
  const { address, type } = await shell(t)
  const env = { FINTRACK_SERVER: address }
  t.equal((await type('register --username anna --password-stdin', { stdin: PASSWORD, env })).code, 0)
  t.strictSame(
    (await type('logout', { env })).stderr,
    `Logged out of ${address}.\nFINTRACK_SERVER still sends commands to ${address}.\n`
  )
  t.match(await type('status', { env }), {
    code: 4, stdout: /Logged in {4}no\n/, stderr: `hint: Log in with \`fintrack login --server ${address}\`.\n`,
  })
})

t.test('logout refuses the address of another server', async (t) => {
  const { address, type } = await shell(t)
  await type(`register --server ${address} --username anna --password-stdin`, { stdin: PASSWORD })
  t.strictSame(await type('logout --server https://other.example'), {
    code: 2, stdout: '', stderr: 'error: There is no login for https://other.example in profile default.\n',
  })
  t.strictSame((await type(`logout --server ${address}/`)).code, 0)
})

t.test('each profile has a login of its own', async (t) => {
  const { address, type } = await shell(t)
  t.strictSame(await type('--profile work status'), {
    code: 2,
    stdout: '',
    stderr: 'error: There is no profile "work".\nhint: `fintrack login --profile work --server URL` creates it.\n',
  })
  await type(`--profile work register --server ${address} --username anna --password-stdin`, { stdin: PASSWORD })
  t.match(await type('status'), { code: 0, stdout: /^Book {9}on this machine\n/ })
  t.match(await type('--profile work status'), { code: 0, stdout: /Profile {6}work\n/ })
  t.match(await type('status', { env: { FINTRACK_PROFILE: 'work' } }), { code: 0, stdout: /User {9}anna\n/ })
  t.match(await type(`--server ${address} status`), {
    code: 4, stderr: `hint: Log in with \`fintrack login --server ${address}\`.\n`,
  })
})

t.test('FINTRACK_TOKEN is used for its own server only, and is not stored [P4.4]', async (t) => {
  const { address, type, config, empty: home } = await shell(t)
  await type(`register --server ${address} --username anna --password-stdin`, { stdin: PASSWORD })
  const { access } = JSON.parse(readFileSync(join(config, 'credentials.json'), 'utf8')).default
  const env = { FINTRACK_TOKEN: access }
  t.match(await screen([
    '--server', address, 'api', 'get', '/api/categories/',
  ], { home, env }), { code: 0, stdout: '[]\n' })
  t.match(await screen(['api', 'get', '/api/categories/'], {
    home, env: { ...env, FINTRACK_SERVER: address },
  }), { code: 0 })
  t.match(await screen(['--server', address, 'api', 'get', '/api/categories/'], {
    home, env: { ...env, FINTRACK_SERVER: 'https://other.example' },
  }), { code: 4 })
  t.strictSame(readdirSync(home), [])
  t.match(await type('api get /api/categories/', { env: { FINTRACK_TOKEN: 'bad' } }), {
    code: 4,
    stderr: 'hint: The server refused the token of FINTRACK_TOKEN: set another, or unset it and log in with ' +
      `\`fintrack login --server ${address}\`.\n`,
  })
  t.match(await screen(['--server', address, 'category', 'list'], {
    home, env: { ...env, FINTRACK_SERVER: 'https://other.example' },
  }), {
    code: 4,
    stderr: 'hint: FINTRACK_TOKEN is for the server of FINTRACK_SERVER and goes to no other; log in with `fintrack ' +
      `login --server ${address}\`.\n`,
  })
})

t.test('a damaged config sends no command to another book [P4.1]', async (t) => {
  const { address, type, config } = await shell(t)
  await type(`register --server ${address} --username anna --password-stdin`, { stdin: PASSWORD })
  writeFileSync(join(config, 'config.json'), '{"profiles": {"default": {"server": "http')
  const hint = 'hint: Correct it, or start afresh: `fintrack login --server URL` for a server, `fintrack logout` ' +
    'for the book of this machine.\n'
  for (const argv of ['report 2024-05', 'api get /api/categories/', 'status']) {
    t.match(await type(argv), {
      code: 1,
      stdout: '',
      stderr: /^error: \S+config\.json is damaged: it is not JSON\. A copy is kept as \S+config\.damaged-[0-9]{8}T[0-9]{9}Z\.json\.\n/,
    })
    t.match((await type(argv)).stderr, hint)
  }
  t.match(await type(`login --server ${address} --username anna --password-stdin`, { stdin: PASSWORD }), {
    code: 0, stderr: /^note: \S+config\.json is damaged: .+\nLogged in to /,
  })
  t.match(await type('status'), { code: 0, stdout: /Logged in {4}yes/ })
  writeFileSync(join(config, 'credentials.json'), '')
  t.match(await type('api get /api/categories/'), { code: 1, stderr: /credentials\.json is damaged/ })
  t.match(await type('logout'), { code: 0, stderr: /^note: \S+credentials\.json is damaged: .+\nLogged out of / })
  t.match(await type('status'), { code: 0, stdout: /^Book {9}on this machine\n/ })
})

t.test('status names who a token of the environment belongs to, and that it is not stored', async (t) => {
  const { address, type, empty } = await shell(t)
  await type(`register --server ${address} --username anna --password-stdin`, { stdin: PASSWORD })
  const token = (await type('token create status -q')).stdout.trim()
  const lines = async (env: Record<string, string>, home?: string) =>
    (await type('status', { env, ...(home === undefined ? {} : { home }) })).stdout.split('\n').slice(1, 5)
  t.strictSame(await lines({ FINTRACK_TOKEN: token, FINTRACK_SERVER: address }, empty),
    ['Logged in    yes', 'User         anna', 'Token        from FINTRACK_TOKEN, not stored', 'Profile      default'])
  t.strictSame(await lines({ FINTRACK_TOKEN: 'bad' }), [
    'Logged in    no',
    'Token        from FINTRACK_TOKEN, not stored',
    'Profile      default',
    `Config       ${join(empty, '../home/.config/fintrack/config.json')}`,
  ],
  'whose it would be is not known')
  t.match(JSON.parse(
    (await type('status -o json', { env: { FINTRACK_TOKEN: token } })).stdout
  ), { username: 'anna', token: 'FINTRACK_TOKEN' })
})

t.test('status of the embedded book names its user and creates no book', async (t) => {
  const home = t.testdir()
  const status = async () => (await screen(['status'], { home })).stdout.split('\n').slice(0, 2)
  const database = `Database     ${home}/.local/share/fintrack/fintrack.db`
  t.strictSame(await status(), ['Book         on this machine', database])
  t.strictSame(readdirSync(home), [])
  await screen(['category', 'list'], { home })
  t.strictSame(await status(), ['Book         on this machine', database])
  await screen(['passwd', '--password-stdin'], { home, stdin: PASSWORD })
  t.strictSame(await status(), ['Book         on this machine', 'User         anna'])
  writeFileSync(join(home, '.local/share/fintrack/fintrack.db'), 'this is no database, whatever its name may say')
  t.match(await screen(['status'], { home }), { code: 1, stdout: database, stderr: /^error: / })
})

t.test('a session is labelled with the account and machine of its login', async (t) => {
  const { address, type } = await shell(t)
  await type(`register --server ${address} --username anna --password-stdin`, { stdin: PASSWORD })
  t.equal((await type('session list --fields label,current')).stdout, 'anna@laptop\ttrue\n')
})
