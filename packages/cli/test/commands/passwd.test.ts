import { join } from 'node:path'
import t from 'tap'
import { screen } from '../helpers/screen.ts'
import { served } from '../helpers/served.ts'

const PASSWORD = 'correct horse battery'

t.test('passwd gives the embedded book\'s user a name and a password for a server on its folder', async (t) => {
  const home = t.testdir()
  const remote = join(home, 'remote')
  await screen(['api', 'POST', '/api/categories/', '-f', 'name=Food', '-f', 'type=expense'], { home })
  t.strictSame(await screen(['passwd', '--password-stdin'], { home, stdin: `${PASSWORD}\n` }), {
    code: 0, stdout: '', stderr: 'You can log in to the book of this machine as anna while `fintrack serve` runs.\n',
  })
  t.strictSame(await screen(['passwd', '--username', 'bela'], { home, tty: true, answers: [PASSWORD, PASSWORD] }), {
    code: 0,
    stdout: '',
    stderr: '? Password\n? Password again\n' +
      'You can log in to the book of this machine as bela while `fintrack serve` runs.\n',
  })
  const address = await served(t, join(home, '.local/share/fintrack'))
  t.match(await screen([
    'login', '--server', address, '--username', 'bela', '--password-stdin',
  ], { home: remote, stdin: PASSWORD }), { code: 0 })
  t.match(await screen(['api', 'GET', '/api/categories/'], { home: remote }), { code: 0, stdout: '"name": "Food"' })
})

t.test('passwd refuses a bad username, --server, and a missing or short password', async (t) => {
  const refused: Array<[readonly string[], string]> = [
    [
      ['--username', 'a b', '--password-stdin'],
      'error: "a b" is not a username: it takes letters, digits and @ . + - _.\n' +
        'hint: Give another one with --username.\n',
    ],
    [
      ['--server', 'http://127.0.0.1:1'],
      'error: `fintrack passwd` works only on the book of this machine and takes no --server.\n',
    ],
    [
      [],
      'error: A password is needed, and fintrack cannot ask for it here.\n' +
        'hint: --password-stdin reads it from standard input.\n',
    ],
  ]
  for (const [argv, stderr] of refused) {
    t.strictSame(
      await screen(['passwd', ...argv], { stdin: PASSWORD }), { code: 2, stdout: '', stderr }
    )
  }
  t.match(await screen(['passwd', '--password-stdin'], { stdin: 'short' }), {
    code: 2, stdout: '', stderr: /^error: .+\n$/,
  })
})
