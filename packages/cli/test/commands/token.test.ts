import { Problem } from '@fintrack/contract/problem'
import type { AccessToken } from '@fintrack/contract/tokens'
import t from 'tap'
import { ClosedPipe } from '../../src/io/streams.ts'
import { fakeBook, page, type Script } from '../helpers/fake-book.ts'
import { screen, type ScreenOptions } from '../helpers/screen.ts'

const LIST = 'GET /api/tokens/'
const POST = 'POST /api/tokens/'
const ASKED_LIST = { call: LIST, query: [['limit', '1000']] }
const SECRET = `ftp_1_${'s'.repeat(43)}`

function accessToken (id: number, name: string, changes: Partial<AccessToken> = {}): AccessToken {
  return {
    id, name, scope: 'read', created_at: '2024-05-03T10:20:30.456Z', last_used_at: null, expires_at: null, ...changes,
  }
}

const CRON = accessToken(1, 'cron')
const BACKUP = accessToken(2, 'Backup', {
  scope: 'read-write', last_used_at: '2024-05-19T07:00:00.000Z', expires_at: '2025-05-03T10:20:30.000Z',
})

async function token (argv: readonly string[], options: ScreenOptions = {}, script: Script = {}) {
  const book = fakeBook({
    [LIST]: page([CRON, BACKUP]),
    [POST]: { ...CRON, token: SECRET },
    'DELETE /api/tokens/1/': undefined,
    'DELETE /api/tokens/2/': undefined,
    ...script,
  })
  return { ...await screen(['token', ...argv], { send: book.send, ...options }), asked: book.asked }
}

const SHOWN_ONCE = 'Created the token cron (read). It is shown only this once.\n'
const HOW_SERVED = 'To use it while `fintrack serve` runs, set FINTRACK_SERVER=<its address> and ' +
  'FINTRACK_TOKEN=<the token>.\n'

t.test('token create prints the token alone to stdout [P2.9]', async (t) => {
  for (const tty of [false, true]) {
    t.strictSame(await token(['create', 'cron'], { tty }), {
      code: 0,
      stdout: `${SECRET}\n`,
      stderr: SHOWN_ONCE + HOW_SERVED,
      asked: [{ call: POST, body: { name: 'cron', scope: 'read' } }],
    })
  }
  t.strictSame(await token(['create', 'cron', '-q']), {
    code: 0, stdout: `${SECRET}\n`, stderr: '', asked: [{ call: POST, body: { name: 'cron', scope: 'read' } }],
  })
  t.equal((await token(['create', 'cron', '--server', 'https://money.example'])).stderr,
    `${SHOWN_ONCE}To use it, set FINTRACK_SERVER=https://money.example and FINTRACK_TOKEN=<the token>.\n`)
})

t.test('token create prints the row with the token for programs', async (t) => {
  const row = { ...BACKUP, token: SECRET }
  const script = { [POST]: row }
  const made = await token(['create', 'Backup', '-o', 'json'], {}, script)
  t.strictSame({ ...made, stdout: JSON.parse(made.stdout) }, {
    code: 0,
    stdout: row,
    stderr: 'Created the token Backup (read-write, until 2025-05-03 10:20Z). It is shown only this once.\n' +
      `${HOW_SERVED}`,
    asked: [{ call: POST, body: { name: 'Backup', scope: 'read' } }],
  })
  t.equal((await token(['create', 'Backup', '-q', '-o', 'csv'], {}, script)).stdout,
    'id,name,scope,created_at,last_used_at,expires_at,token\r\n' +
      `2,Backup,read-write,2024-05-03T10:20:30.456Z,2024-05-19T07:00:00.000Z,2025-05-03T10:20:30.000Z,${SECRET}\r\n`)
  t.equal((await token(['create', 'Backup', '-q', '--fields', 'token'], {}, script)).stdout, `${SECRET}\n`)
})

t.test('token create says that a token was created also where the reader of its output has left', async (t) => {
  t.strictSame(await token(['create', 'cron'], { out: async () => { throw new ClosedPipe() } }), {
    code: 0,
    stdout: '',
    stderr: SHOWN_ONCE + HOW_SERVED,
    asked: [{ call: POST, body: { name: 'cron', scope: 'read' } }],
  })
})

t.test('token create escapes control characters in a token that a server gives', async (t) => {
  t.equal((await token(['create', 'cron', '-q'], { tty: true }, {
    [POST]: { ...CRON, token: 'a\u001b]0;x\u0007\nb' },
  })).stdout, 'a\\u001b]0;x\\u0007\\nb\n')
})

t.test('token create refuses bad options before anything is created', async (t) => {
  const refused: Array<[readonly string[], string]> = [
    [[], 'error: Missing required argument \'name\'.\nhint: `fintrack token create --help` shows what it takes.\n'],
    [
      ['x', '--scope', 'write'],
      'error: Option \'--scope <scope>\' argument \'write\' is invalid. Allowed choices are read, read-write.\n' +
        'hint: `fintrack token create --help` shows what it takes.\n',
    ],
    ...['0', '3651', '1.5', '-1', 'soon', ''].map((days): [string[], string] => [['x', '--expires-days', days],
      `error: --expires-days is ${JSON.stringify(days)}, which is not a whole number from 1 to 3650.\n` +
        'hint: Leave it out for a token that never expires.\n']),
    [
      ['x', '--fields', 'secret'],
      'error: --fields has "secret", which tokens do not have.\n' +
        'hint: There are: id, name, scope, created_at, last_used_at, expires_at, token.\n',
    ],
  ]
  for (const [argv, stderr] of refused) {
    t.strictSame(
      await token(['create', ...argv]), { code: 2, stdout: '', stderr, asked: [] }, argv.join(' ')
    )
  }
})

t.test('token create exits with 6 for a name that is taken, and with 7 when a token asks', async (t) => {
  t.match(await token(['create', 'cron'], {}, {
    [POST]: new Problem(
      'already_exists', 'There is a token "cron" already.'
    )
  }), { code: 6, stdout: '', stderr: 'error: There is a token "cron" already.\n' })
  t.match(await token(['create', 'cron'], {}, {
    [POST]: new Problem(
      'forbidden', 'A personal access token cannot do this; log in.'
    )
  }), { code: 7, stdout: '' })
})

t.test('token list prints the tokens in every format', async (t) => {
  t.strictSame(await token(['list']), {
    code: 0,
    stdout: '1\tcron\tread\t2024-05-03T10:20:30.456Z\t\t\n' +
      '2\tBackup\tread-write\t2024-05-03T10:20:30.456Z\t2024-05-19T07:00:00.000Z\t2025-05-03T10:20:30.000Z\n',
    stderr: '',
    asked: [ASKED_LIST],
  })
  t.equal((await token(['list', '--color', 'never'], { tty: true })).stdout, [
    'id  name    scope       created_at         last_used_at       expires_at',
    ' 1  cron    read        2024-05-03 10:20Z  never              never',
    ' 2  Backup  read-write  2024-05-03 10:20Z  2024-05-19 07:00Z  2025-05-03 10:20Z',
    '',
  ].join('\n'))
  t.equal((await token(['list', '--color', 'never'], { tty: true, columns: 45 })).stdout,
    'id  name    scope       expires_at\n 1  cron    read        never\n 2  Backup  read-write  2025-05-03 10:20Z\n',
    'on little room the times leave first')
  t.equal((await token(
    ['list', '-o', 'csv', '--fields', 'id,name'], {}, { [LIST]: page([accessToken(3, '=cmd()')]) }
  )).stdout, 'id,name\r\n3,\'=cmd()\r\n')
  t.strictSame(JSON.parse((await token(['list', '--json'])).stdout), [CRON, BACKUP])
  t.match(await token(['list'], { tty: true }, { [LIST]: page([]) }), {
    code: 0, stdout: '', stderr: 'There are no access tokens; `fintrack token create NAME` creates one.\n',
  })
})

t.test('token revoke finds tokens by name in any case or by id, each once', async (t) => {
  t.strictSame(await token(['revoke', 'CRON', '-y']), {
    code: 0,
    stdout: '1\n',
    stderr: 'Revoked the token cron (read).\n',
    asked: [ASKED_LIST, { call: 'DELETE /api/tokens/1/' }],
  })
  t.strictSame(await token(['revoke', '2', ' backup ', '01', '-y']), {
    code: 0,
    stdout: '2\n1\n',
    stderr: 'Revoked 2 tokens.\n',
    asked: [ASKED_LIST, { call: 'DELETE /api/tokens/2/' }, { call: 'DELETE /api/tokens/1/' }],
  })
  t.equal((await token(['revoke', 'cron', '-y', '-o', 'json'])).stdout, '{\n  "id": 1\n}\n')
  t.equal((await token(['revoke', 'cron', '2', '-y', '-o', 'csv'])).stdout, 'id\r\n1\r\n2\r\n')
})

t.test('token revoke lists several tokens and asks for confirmation on a terminal', async (t) => {
  t.strictSame(await token(['revoke', 'cron'], { tty: true, answers: ['n'] }), {
    code: 0, stdout: '', stderr: '? Revoke the token cron (read)?\nNothing was revoked.\n', asked: [ASKED_LIST],
  })
  t.strictSame(await token(['revoke', 'cron', '2'], { tty: true, answers: ['y'] }), {
    code: 0,
    stdout: '',
    stderr: '  1  cron (read)\n  2  Backup (read-write, until 2025-05-03 10:20Z)\n? Revoke 2 tokens?\n' +
      'Revoked 2 tokens.\n',
    asked: [ASKED_LIST, { call: 'DELETE /api/tokens/1/' }, { call: 'DELETE /api/tokens/2/' }],
  })
  t.match(await token(['revoke', 'x'], { tty: true, answers: ['n'] }, {
    [LIST]: page([accessToken(1, 'x\u001b[2Jy'), accessToken(2, 'x')]),
  }), {
    stderr: '? Revoke the token x (read)?\n',
  })
})

t.test('token revoke revokes no token where one of them does not exist', async (t) => {
  t.strictSame(await token(['revoke', 'cron', 'bakcup']), {
    code: 5,
    stdout: '',
    stderr: 'error: There is no token "bakcup".\nhint: Did you mean "Backup"?\n',
    asked: [ASKED_LIST],
  })
  t.strictSame(await token(['revoke', '7']), {
    code: 5, stdout: '', stderr: 'error: There is no token "7".\n', asked: [ASKED_LIST],
  })
  t.strictSame(await token(['revoke', 'crons']), {
    code: 5,
    stdout: '',
    stderr: 'error: There is no token "crons".\nhint: Did you mean "cron"?\n',
    asked: [ASKED_LIST],
  }, 'also where the name that was given contains the nearest')
})

t.test('token revoke tells a name of digits from an id, and refuses it where both exist', async (t) => {
  const digits = { [LIST]: page([CRON, accessToken(2, '1'), accessToken(3, '3'), accessToken(4, '2024')]) }
  t.strictSame(await token(['revoke', '1'], {}, digits), {
    code: 2,
    stdout: '',
    stderr: 'error: "1" is the name of token 2 and the id of "cron".\n' +
      'hint: Write 2 for the first, "cron" for the second.\n',
    asked: [ASKED_LIST],
  })
  for (const [reference, id] of [['2024', 4], ['3', 3]] as const) {
    t.match(await token(['revoke', reference, '-y'], {}, {
      ...digits, [`DELETE /api/tokens/${id}/`]: undefined,
    }), { code: 0, stdout: `${id}\n` })
  }
})
