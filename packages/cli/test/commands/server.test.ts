import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { screen, type ScreenOptions } from '../helpers/screen.ts'
import { served } from '../helpers/served.ts'

const BOOK = 'the book in ~/.local/share/fintrack/fintrack.db'
const THE_BOOK = 'The book in ~/.local/share/fintrack/fintrack.db:\n'
const [OLD, NEW] = ['correct horse battery', 'a quiet river at dawn']

/** When something happened is the one thing that is not known beforehand. */
function timeless (text: string): string {
  return text.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>').replace(/\d{4}-\d\d-\d\d \d\d:\d\dZ/g, '<a minute in UTC>')
}

/** A machine whose book is served, and a visitor of it who is registered as bela. */
async function machine (test: Test) {
  const home = join(test.testdir({ home: {}, visitor: {} }), 'home')
  const visitor = join(home, '../visitor')
  const type = async (argv: string, options: ScreenOptions = {}) => {
    const { stdout, stderr, code } = await screen(['server', ...argv.split(' ')], { home, ...options })
    return { code, stdout: timeless(stdout), stderr: timeless(stderr).replaceAll(home, '~') }
  }
  const dataDir = join(home, '.local/share/fintrack')
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const address = await served(test, dataDir)
  const visit = (argv: string, options: ScreenOptions = {}) => screen(argv.split(' '), { home: visitor, ...options })
  await screen(['category', 'list'], { home })
  await visit(`register --server ${address} --username bela --email b@c.example --password-stdin`, { stdin: OLD })
  return { home, type, visit, address }
}

t.test('server user list prints the users with their sessions and tokens', async (t) => {
  const { type, visit } = await machine(t)
  await visit('token create cron')
  t.strictSame(await type('user list'), {
    code: 0, stdout: '1\t\t\tUSD\t<time>\t0\t0\ttrue\n2\tbela\tb@c.example\tUSD\t<time>\t1\t1\tfalse\n', stderr: '',
  })
  const person = await type('user list --color never', { tty: true })
  t.equal(person.stderr, THE_BOOK)
  t.equal(person.stdout, [
    'id  username   email        currency  created_at         sessions  tokens  embedded',
    ' 1  (no name)               USD       <a minute in UTC>         0       0  this machine\'s',
    ' 2  bela       b@c.example  USD       <a minute in UTC>         1       1',
    '',
  ].join('\n'))
  t.strictSame(JSON.parse((await type('user list -o json')).stdout), [
    { id: 1, username: null, email: '', currency: 'USD', embedded: true, created_at: '<time>', sessions: 0, tokens: 0 },
    {
      id: 2,
      username: 'bela',
      email: 'b@c.example',
      currency: 'USD',
      embedded: false,
      created_at: '<time>',
      sessions: 1,
      tokens: 1,
    },
  ])
  t.equal((await type(
    'user list -o csv --fields id,username,sessions'
  )).stdout, 'id,username,sessions\r\n1,,0\r\n2,bela,1\r\n')
  const home = t.testdir()
  t.strictSame(await screen(['server', 'user', 'list'], { tty: true, home }), {
    code: 0, stdout: '', stderr: `${THE_BOOK.replace('~', home)}There are no users yet.\n`,
  })
})

t.test('server user passwd sets a new password, ends sessions and keeps access tokens [V6.4.3]', async (t) => {
  const { type, visit } = await machine(t)
  t.strictSame(await type('user passwd bela --password-stdin', { stdin: NEW }), {
    code: 0,
    stdout: '',
    stderr: `Set a new password for bela in ${BOOK}: 1 session ended, there are no access tokens.\n`,
  })
  t.match(await visit('category list'), { code: 4 })
  t.match(await visit('login --username bela --password-stdin', { stdin: OLD }), { code: 4 })
  t.match(await visit('login --username bela --password-stdin', { stdin: NEW }), { code: 0 })
  await visit('token create cron')
  t.strictSame(await type('user passwd bela', { tty: true, answers: [OLD, OLD] }), {
    code: 0,
    stdout: '',
    stderr: `? Password\n? Password again\nSet a new password for bela in ${BOOK}: 1 session ended, 1 access token ` +
      'stays valid.\n',
  })
  await visit('login --username bela --password-stdin', { stdin: OLD })
  await visit('token create backup')
  await visit('logout')
  t.strictSame(await type('user passwd bela --password-stdin', { stdin: NEW }), {
    code: 0,
    stdout: '',
    stderr: `Set a new password for bela in ${BOOK}: no session was open, 2 access tokens stay valid.\n`,
  })
  t.strictSame(await type('user passwd bela --password-stdin -q -o csv', { stdin: NEW }), {
    code: 0, stdout: 'username,sessions,tokens\r\nbela,0,2\r\n', stderr: '',
  })
})

t.test('server user passwd refuses an unknown user and a bad password', async (t) => {
  const { type } = await machine(t)
  t.strictSame(await type('user passwd bella --password-stdin', { stdin: NEW }), {
    code: 5,
    stdout: '',
    stderr: `error: There is no user "bella" in ${BOOK}.\nhint: Did you mean "bela"?\n`,
  })
  t.strictSame(await type('user passwd Xyzzy', { stdin: NEW }), {
    code: 5, stdout: '', stderr: `error: There is no user "Xyzzy" in ${BOOK}.\n`,
  })
  t.match(await type('user passwd bela --password-stdin', { stdin: 'short' }), {
    code: 2, stdout: '', stderr: /^error: password: /,
  })
  t.match(await type('user passwd bela'), {
    code: 2, stdout: '', stderr: 'error: A password is needed, and fintrack cannot ask for it here.\n',
  })
})

t.test('server user rm asks for the name on a terminal and needs -y in a script', async (t) => {
  const { type, visit, home } = await machine(t)
  const question = `? This removes bela from ${BOOK}, with everything that they have, for good. Type bela to go on\n`
  t.strictSame(await type('user rm bela'), {
    code: 2,
    stdout: '',
    stderr: 'error: Removing the user bela for good needs --yes, because fintrack cannot ask here.\n' +
      'hint: Nothing was changed. Add --yes (or -y) if that is what you want.\n',
  })
  t.strictSame(await type('user rm bela', { tty: true, answers: ['yes'] }), {
    code: 0, stdout: '', stderr: `${question}Nothing was removed.\n`,
  })
  t.match(await visit('category list'), { code: 0 })
  t.strictSame(await type('user rm bela', { tty: true, answers: ['bela'] }), {
    code: 0, stdout: '', stderr: `${question}Removed the user bela from ${BOOK}, with everything that they had.\n`,
  })
  t.match(await visit('category list'), { code: 4 })
  t.match(await type('user rm bela -y'), { code: 5, stdout: '' })
  await screen(['passwd', '--password-stdin'], { home, stdin: OLD })
  t.match(await type('user rm anna', { tty: true, answers: [''] }), {
    stderr: `? This removes anna, whose book the commands on this machine use, from ${BOOK}, with everything that ` +
      'they have, for good. Type anna to go on\n',
  })
  t.strictSame(await type('user rm anna -y -o json'), {
    code: 0,
    stdout: '{\n  "id": 1\n}\n',
    stderr: `Removed the user anna from ${BOOK}, with everything that they had.\n`,
  })
})

t.test('server keys rotate keeps sessions, unless they are to end [V7.4.5]', async (t) => {
  const { type, visit } = await machine(t)
  const first = await type('keys rotate')
  t.strictSame([first.code, first.stdout], [0, ''])
  t.match(first.stderr, /^The new key [\w-]{11} signs for the book in ~\/\S+ from now on; 1 older key is still accepted\.\n$/)
  t.match(await type('keys rotate'), { stderr: /; 2 older keys are still accepted\.\n$/ })
  t.match(await visit('category list'), { code: 0 })
  t.strictSame(await type('keys rotate --end-sessions', { tty: true, answers: [''] }), {
    code: 0, stdout: '', stderr: `? End the sessions of all users of ${BOOK}?\nNothing was changed.\n`,
  })
  t.match(await visit('category list'), { code: 0 })
  t.match(await type('keys rotate --end-sessions'), {
    code: 2,
    stdout: '',
    stderr: `error: Ending the sessions of all users of ${BOOK} needs --yes, because fintrack cannot ask here.\n`,
  })
  t.match(await visit('category list'), { code: 0 })
  const ended = await type('keys rotate --end-sessions -y -o json')
  t.match(JSON.parse(ended.stdout), { kid: /^[\w-]{11}$/, older_keys: 0 })
  t.match(
    ended.stderr,
    /^The new key [\w-]{11} signs for the book in \S+ from now on\.\nEveryone has to log in again; access tokens of scripts stay valid\.\n$/
  )
  t.match(await visit('category list'), { code: 4 })
  t.match((await type('keys rotate -q -o csv')).stdout, /^kid,older_keys\r\n[\w-]{11},1\r\n$/)
  t.match(await screen(['server', 'keys', 'rotate'], { env: { FINTRACK_JWT_SECRET: 'x'.repeat(32) } }), {
    code: 1, stdout: '', stderr: /^error: .*FINTRACK_JWT_SECRET.*\nhint: /,
  })
})

t.test('server log lists the newest events first, of all users or of one', async (t) => {
  const { type, visit } = await machine(t)
  await visit('login --username bela --password-stdin', { stdin: 'wrong one' })
  await visit('login --username nobody --password-stdin', { stdin: 'wrong one' })
  await visit('token create cron')
  const lines = (await type('log')).stdout.split('\n').map((line) => line.split('\t').slice(2, 4))
  t.strictSame(lines, [
    ['token_created', 'bela'],
    ['login_failed', ''],
    ['login_failed', 'bela'],
    ['logged_in', 'bela'],
    ['registered', 'bela'],
    [],
  ])
  const own = JSON.parse((await type('log --user bela -o json')).stdout)
  t.strictSame(own[0], {
    id: 5,
    at: '<time>',
    event: 'token_created',
    user_id: 2,
    username: 'bela',
    session_id: 1,
    token_id: 1,
    address: '127.0.0.1',
  })
  t.equal(own.length, 4)
  t.equal((await type(
    'log --user bela --color never --fields at,event,username,session_id,token_id,address', { tty: true }
  )).stdout, [
    'at                 event          username  session_id  token_id  address',
    '<a minute in UTC>  token_created  bela               1         1  127.0.0.1',
    '<a minute in UTC>  login_failed   bela                            127.0.0.1',
    '<a minute in UTC>  logged_in      bela               1            127.0.0.1',
    '<a minute in UTC>  registered     bela                            127.0.0.1',
    '',
  ].join('\n'))
  t.match(await type('log --user bella'), { code: 5, stdout: '', stderr: 'hint: Did you mean "bela"?\n' })
  const home = t.testdir()
  t.strictSame(await screen(['server', 'log'], { tty: true, home }), {
    code: 0, stdout: '', stderr: `${THE_BOOK.replace('~', home)}There are no events yet.\n`,
  })
})

t.test('server commands work on the local folder, whatever server is named [V6.4.3]', async (t) => {
  for (const argv of ['user list', 'user passwd x', 'user rm x', 'keys rotate', 'log']) {
    t.strictSame(await screen(['--server', 'http://127.0.0.1:1', 'server', ...argv.split(' ')]), {
      code: 2,
      stdout: '',
      stderr: `error: \`fintrack server ${argv.replace(/ x$/, '')}\` works only on the book of this machine and ` +
        'takes no --server.\n',
    })
  }
  t.match(
    await screen(['server', 'log'], { env: { FINTRACK_SERVER: 'http://127.0.0.1:1' } }),
    { code: 0 },
    'one of the environment is for other commands'
  )
})
