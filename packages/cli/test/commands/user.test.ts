import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { invalid, Problem } from '@fintrack/contract/problem'
import t, { type Test } from 'tap'
import { fakeBook, tagged, type Script } from '../helpers/fake-book.ts'
import { screen, type ScreenOptions } from '../helpers/screen.ts'
import { served } from '../helpers/served.ts'

const ME = 'GET /api/users/me/'
const PATCH = 'PATCH /api/users/me/'
const PUT = 'PUT /api/users/me/password/'
const DELETE = 'DELETE /api/users/me/'
const ANNA = { id: 3, username: 'anna', email: 'a@b.example', currency: 'EUR' }
const NAMELESS = { id: 1, username: null, email: '', currency: 'USD' }
const [OLD, NEW] = ['correct horse battery', 'a quiet river at dawn']

async function user (argv: readonly string[], options: ScreenOptions = {}, script: Script = {}) {
  const book = fakeBook({
    [ME]: ANNA, [PATCH]: ({ body }) =>
      ({ ...ANNA, ...body }), [PUT]: undefined, [DELETE]: undefined, ...script
  })
  return { ...await screen(['user', ...argv], { send: book.send, ...options }), asked: book.asked }
}

t.test('user show prints the user, and user alone does the same', async (t) => {
  for (const argv of [[], ['show']]) {
    for (const tty of [false, true]) {
      t.strictSame(await user(argv, { tty }), {
        code: 0, stdout: 'User      anna\nE-mail    a@b.example\nCurrency  EUR\n', stderr: '', asked: [{ call: ME }],
      })
    }
  }
  t.equal(
    (await user([], {}, { [ME]: NAMELESS })).stdout,
    'User      (no name; `fintrack passwd` sets one)\nE-mail    (none)\nCurrency  USD\n'
  )
  t.equal(
    (await user([], {}, { [ME]: { ...ANNA, username: 'a\u001b[2J', email: '\u202ex' } })).stdout,
    'User      a\\u001b[2J\nE-mail    \\u202ex\nCurrency  EUR\n'
  )
  t.strictSame(JSON.parse((await user(['show', '-o', 'json'])).stdout), ANNA)
  t.equal((await user(['-o', 'csv'])).stdout, 'id,username,email,currency\r\n3,anna,a@b.example,EUR\r\n')
  t.equal(
    (await user(['-o', 'table'])).stdout, 'id  username  email        currency\n 3  anna      a@b.example  EUR\n'
  )
  t.equal((await user(['show', '--fields', 'currency'], {}, { [ME]: NAMELESS })).stdout, 'USD\n')
})

t.test('an unknown verb of user is refused with the nearest one', async (t) => {
  t.strictSame(await user(['pasword']), {
    code: 2,
    stdout: '',
    stderr: 'error: Unknown command \'pasword\'.\nhint: Did you mean `fintrack user password`?\n',
    asked: [],
  })
  t.strictSame(await user(['xyzzy']), {
    code: 2,
    stdout: '',
    stderr: 'error: Unknown command \'xyzzy\'.\nhint: `fintrack user --help` shows what it takes.\n',
    asked: [],
  })
})

t.test('user edit sends only what is given, and says what changed', async (t) => {
  t.strictSame(await user(['edit', '--email', 'x@y.example']), {
    code: 0,
    stdout: '3\n',
    stderr: 'Changed anna: the e-mail address is x@y.example.\n',
    asked: [{ call: PATCH, body: { email: 'x@y.example' } }],
  })
  t.strictSame(await user(['edit', '--email', '', '--currency', 'jpy'], { tty: true }), {
    code: 0,
    stdout: '',
    stderr: 'Changed anna: the e-mail address was removed, the currency is JPY.\n' +
      'Transactions that are stored keep their currency. New ones and the report are in JPY; `fintrack report ' +
        '--currency CODE` shows another.\n',
    asked: [{ call: PATCH, body: { email: '', currency: 'JPY' } }],
  })
  t.match(await user(['edit', '--currency', 'JPY'], {}, { [PATCH]: { ...NAMELESS, currency: 'JPY' } }), {
    stderr: 'Changed the book of this machine: the currency is JPY.\n',
  })
  t.strictSame(JSON.parse(
    (await user(['edit', '--currency', 'JPY', '--json'])).stdout
  ), { ...ANNA, currency: 'JPY' })
  t.equal(
    (await user(['edit', '--currency', 'JPY', '-q', '-o', 'csv'])).stdout,
    'id,username,email,currency\r\n3,anna,a@b.example,JPY\r\n'
  )
})

t.test('user edit refuses nothing to change and bad values', async (t) => {
  t.strictSame(await user(['edit']), {
    code: 2,
    stdout: '',
    stderr: 'error: There is nothing to change.\nhint: Give --email, --currency or both.\n',
    asked: [],
  })
  t.match(await user(['edit', '--currency', 'XYZ']), { code: 2, stdout: '', asked: [] })
  t.match(await user(['edit', '--email', 'x'], {}, {
    [PATCH]: invalid({ email: ['"x" is not an e-mail address.'] }),
  }), { code: 2, stdout: '', stderr: 'error: "x" is not an e-mail address.\n' })
})

t.test('user password reads two lines in a script and asks three questions on a terminal [V6.2.7]', async (t) => {
  const stderr = 'Changed the password of anna. Every other session has ended; access tokens stay valid (`fintrack ' +
    'token list` shows them).\n'
  const asked = [{ call: ME }, { call: PUT, body: { old_password: OLD, new_password: NEW } }]
  for (const stdin of [`${OLD}\n${NEW}\n`, `${OLD}\r\n${NEW}\r\nmore\n`, `${OLD}\n${NEW}`]) {
    t.strictSame(await user(['password', '--password-stdin'], { stdin }), { code: 0, stdout: '', stderr, asked })
  }
  t.strictSame(await user(['password'], { tty: true, answers: [OLD, NEW, NEW] }), {
    code: 0, stdout: '', stderr: `? Old password\n? New password\n? New password again\n${stderr}`, asked,
  })
})

t.test('user password refuses missing and empty passwords before anything is sent', async (t) => {
  const nobody = 'error: A password is needed, and fintrack cannot ask for it here.\n' +
    'hint: --password-stdin reads it from standard input.\n'
  const refused: Array<[readonly string[], ScreenOptions, string]> = [
    [[], {}, nobody],
    [['--no-input'], { tty: true }, nobody],
    [['--password-stdin'], { stdin: `${OLD}\n` }, 'error: The new password (the second line) is empty.\n'],
    [['--password-stdin'], { stdin: `\n${NEW}\n` }, 'error: The old password (the first line) is empty.\n'],
    [
      ['--password-stdin'],
      { stdin: `${OLD}\n${'x'.repeat(70_000)}` },
      'error: Standard input has a line of more than 65536 bytes, which is too long for a password.\n',
    ],
    [[], { tty: true, answers: [''] }, '? Old password\nerror: The old password is empty.\n'],
    [[], { tty: true, answers: [OLD, ''] }, '? Old password\n? New password\nerror: The new password is empty.\n'],
    [
      [],
      { tty: true, answers: [OLD, NEW, OLD] },
      '? Old password\n? New password\n? New password again\nerror: The two new passwords differ.\n',
    ],
  ]
  for (const [argv, options, stderr] of refused) {
    t.strictSame(await user(['password', ...argv], options), {
      code: 2, stdout: '', stderr, asked: [{ call: ME }],
    })
  }
})

t.test('the user of an embedded book without a name has no password to change and cannot be deleted', async (t) => {
  for (const argv of [['password', '--password-stdin'], ['delete', '-y', '--password-stdin']]) {
    t.strictSame(await user(argv, { stdin: OLD }, { [ME]: NAMELESS }), {
      code: 2,
      stdout: '',
      stderr: 'error: The book of this machine has no username and no password.\nhint: `fintrack passwd` sets them.\n',
      asked: [{ call: ME }],
    })
  }
})

t.test('user delete asks for the name, then for the password', async (t) => {
  const question = '? This deletes the user anna at this machine and everything in their book, for good. Type anna ' +
    'to go on\n'
  t.strictSame(await user(['delete'], { tty: true, answers: [' anna ', OLD] }), {
    code: 0,
    stdout: '',
    stderr: `${question}? Password\nDeleted the user anna at this machine and everything in their book.\n`,
    asked: [{ call: ME }, { call: DELETE, body: { password: OLD } }],
  })
  for (const answer of ['', 'y', 'Anna']) {
    t.strictSame(await user(['delete'], { tty: true, answers: [answer] }), {
      code: 0, stdout: '', stderr: `${question}Nothing was deleted.\n`, asked: [{ call: ME }],
    })
  }
  t.strictSame(await user(['delete', '-y', '--password-stdin'], { stdin: `${OLD}\n` }), {
    code: 0,
    stdout: '3\n',
    stderr: 'Deleted the user anna at this machine and everything in their book.\n',
    asked: [{ call: ME }, { call: DELETE, body: { password: OLD } }],
  })
})

t.test('user delete sends the entity tag that it read', async (t) => {
  const { asked } = await user(['delete', '-y', '--password-stdin'], { stdin: OLD }, { [ME]: tagged(ANNA, '"v3"') })
  t.strictSame(asked, [{ call: ME }, { call: DELETE, body: { password: OLD }, ifMatch: '"v3"' }])
})

t.test('user delete in a script needs --yes', async (t) => {
  t.strictSame(await user(['delete', '--password-stdin'], { stdin: OLD }), {
    code: 2,
    stdout: '',
    stderr: 'error: Deleting the user anna for good needs --yes, because fintrack cannot ask here.\n' +
      'hint: Nothing was changed. Add --yes (or -y) if that is what you want.\n',
    asked: [{ call: ME }],
  })
  t.match(await user(['delete', '-y']), {
    code: 2, stderr: 'error: A password is needed, and fintrack cannot ask for it here.\n',
  })
})

/** A shell that is logged in to a server as anna. */
async function shell (test: Test) {
  const folder = test.testdir({ home: {}, other: {} })
  const home = join(folder, 'home')
  const address = await served(test)
  const type = (argv: string, options: ScreenOptions = {}) => screen(argv.split(' '), { home, ...options })
  await type(`register --server ${address} --username anna --password-stdin`, { stdin: OLD })
  const file = (name: string): unknown => JSON.parse(readFileSync(join(home, '.config/fintrack', name), 'utf8'))
  return { address, type, file, other: join(folder, 'other') }
}

t.test('a new password ends the other sessions on a server, and a deleted user is forgotten [V6.2.2]', async (t) => {
  const { address, type, file, other } = await shell(t)
  t.equal((await screen([
    'login', '--server', address, '--username', 'anna', '--password-stdin',
  ], { home: other, stdin: OLD })).code, 0)
  t.match(await type(
    'user password --password-stdin', { stdin: `wrong one\n${NEW}\n` }
  ), { code: 2, stderr: 'old_password: ' })
  t.match(await type('user password --password-stdin', { stdin: `${OLD}\n${NEW}\n` }), { code: 0 })
  t.match(await screen(['user'], { home: other }), { code: 4 })
  t.match(await type('user'), { code: 0, stdout: 'User      anna\n' })
  t.match(await type('user delete -y --password-stdin', { stdin: OLD }), {
    code: 2, stdout: '', stderr: /^error: password: /,
  })
  t.match(file('credentials.json'), { default: { server: address } })
  t.strictSame(await type('user delete -y --password-stdin', { stdin: NEW }), {
    code: 0,
    stdout: '1\n',
    stderr: `Deleted the user anna at ${address} and everything in their book.\n` +
      'The login stored on this machine was removed too.\n',
  })
  t.strictSame([file('credentials.json'), file('config.json')], [{}, {}])
})

t.test('a stored login survives the deletion of another user by a token of the environment', async (t) => {
  const { address, type, file, other } = await shell(t)
  await screen(['register', '--server', address, '--username', 'bela', '--password-stdin'], { home: other, stdin: OLD })
  const { default: { access } } = JSON.parse(readFileSync(join(other, '.config/fintrack/credentials.json'), 'utf8'))
  const { code, stderr } = await type('user delete -y --password-stdin', {
    stdin: OLD, env: { FINTRACK_TOKEN: access },
  })
  t.strictSame([code, stderr], [0, `Deleted the user bela at ${address} and everything in their book.\n`])
  t.match(file('credentials.json'), { default: { server: address } })
})

t.test('user edit changes the currency of the embedded book, and the rest once its user has a name', async (t) => {
  const home = t.testdir()
  const type = (argv: string, options: ScreenOptions = {}) => screen(argv.split(' '), { home, ...options })
  await type('tx add 5')
  t.match(await type('user edit --currency EUR'), { code: 0, stdout: '1\n' })
  await type('tx add 6')
  t.equal((await type('tx list --fields amount,currency')).stdout, '6.00\tEUR\n5.00\tUSD\n')
  await type('passwd --username anna --password-stdin', { stdin: OLD })
  t.match(await type('user password --password-stdin', { stdin: `${OLD}\n${NEW}` }), { code: 0 })
  t.match(await type('user delete -y --password-stdin', { stdin: NEW }), {
    code: 0, stderr: 'Deleted the user anna at this machine and everything in their book.\n',
  })
  t.equal((await type('tx list')).stdout, '')
  t.notOk(existsSync(join(home, '.config')), 'no login was stored, and none is written')
})

t.test('user password exits with 3 where the server refuses after too many wrong passwords', async (t) => {
  t.match(await user(['password', '--password-stdin'], { stdin: `${OLD}\n${NEW}` }, {
    [PUT]: new Problem(
      'too_many_requests', 'Too many wrong passwords.'
    )
  }), { code: 3, stdout: '' })
})
