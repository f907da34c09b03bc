import type { Session } from '@fintrack/contract/sessions'
import t from 'tap'
import { fakeBook, page, type Script } from '../helpers/fake-book.ts'
import { screen, type ScreenOptions } from '../helpers/screen.ts'

const LIST = 'GET /api/sessions/'
const ASKED_LIST = { call: LIST, query: [['limit', '1000']] }

function session (id: number, label: string, current = false): Session {
  return { id, created_at: '2024-05-03T10:20:30.456Z', last_used_at: '2024-05-19T07:00:00.000Z', label, current }
}

const LAPTOP = session(4, 'anna@laptop', true)
const PHONE = session(7, 'curl/8.5.0')

async function sessions (argv: readonly string[], options: ScreenOptions = {}, script: Script = {}) {
  const book = fakeBook({
    [LIST]: page([LAPTOP, PHONE]),
    'DELETE /api/sessions/4/': undefined,
    'DELETE /api/sessions/7/': undefined,
    ...script,
  })
  return { ...await screen(['session', ...argv], { send: book.send, ...options }), asked: book.asked }
}

t.test('session list prints the sessions in every format', async (t) => {
  t.strictSame(await sessions(['list']), {
    code: 0,
    stdout: '4\tanna@laptop\t2024-05-03T10:20:30.456Z\t2024-05-19T07:00:00.000Z\ttrue\n' +
      '7\tcurl/8.5.0\t2024-05-03T10:20:30.456Z\t2024-05-19T07:00:00.000Z\tfalse\n',
    stderr: '',
    asked: [ASKED_LIST],
  })
  t.equal((await sessions(['list', '--color', 'never'], { tty: true })).stdout, [
    'id  label        created_at         last_used_at       current',
    ' 4  anna@laptop  2024-05-03 10:20Z  2024-05-19 07:00Z  this one',
    ' 7  curl/8.5.0   2024-05-03 10:20Z  2024-05-19 07:00Z',
    '',
  ].join('\n'))
  t.equal((await sessions([
    'list', '-o', 'csv', '--fields', 'id,label,current',
  ], {}, { [LIST]: page([session(1, '@SUM(A1)')]) })).stdout, 'id,label,current\r\n1,\'@SUM(A1),false\r\n')
  t.strictSame(JSON.parse((await sessions(['list', '--json'])).stdout), [LAPTOP, PHONE])
  t.match(await sessions(['list'], { tty: true }, { [LIST]: page([]) }), {
    code: 0, stdout: '', stderr: 'There are no sessions.\n',
  })
  t.equal((await sessions(['list', '--color', 'never', '--fields', 'label'], { tty: true }, {
    [LIST]: page([session(1, 'x\u001b[2J\u202ey')]),
  })).stdout, 'label\nx\\u001b[2J\\u202ey\n')
})

t.test('session revoke prints the ids for programs [V7.5.2]', async (t) => {
  t.strictSame(await sessions(['revoke', '7', '07', '-y']), {
    code: 0,
    stdout: '7\n',
    stderr: 'Ended session 7 (curl/8.5.0, last used 2024-05-19 07:00Z).\n',
    asked: [ASKED_LIST, { call: 'DELETE /api/sessions/7/' }],
  })
  t.equal((await sessions(['revoke', '7', '-yq', '-o', 'json'])).stdout, '{\n  "id": 7\n}\n')
})

t.test('session revoke ends its own session last, and says that a login is needed next', async (t) => {
  t.strictSame(await sessions(['revoke', '4', '7', '-y']), {
    code: 0,
    stdout: '7\n4\n',
    stderr: 'Ended 2 sessions.\nThat was your own login too: the next command needs `fintrack login`.\n',
    asked: [ASKED_LIST, { call: 'DELETE /api/sessions/7/' }, { call: 'DELETE /api/sessions/4/' }],
  })
})

t.test('session revoke lists several sessions and asks for confirmation on a terminal', async (t) => {
  t.strictSame(await sessions(['revoke', '4'], { tty: true, answers: [''] }), {
    code: 0, stdout: '', stderr: '? End session 4 (anna@laptop, this one)?\nNothing was ended.\n', asked: [ASKED_LIST],
  })
  t.match(await sessions(['revoke', '7', '4'], { tty: true, answers: ['y'] }), {
    code: 0,
    stdout: '',
    stderr: /^ {2}7 {2}curl\/8\.5\.0, last used 2024-05-19 07:00Z\n {2}4 {2}anna@laptop, this one\n\? End 2 sessions\?\nEnded 2 sessions\.\n/,
  })
})

t.test('session revoke ends no session where one of them does not exist', async (t) => {
  t.strictSame(await sessions(['revoke', '7', '9']), {
    code: 5, stdout: '', stderr: 'error: There is no session 9; it may have ended already.\n', asked: [ASKED_LIST],
  })
  t.strictSame(await sessions(['revoke', 'x']), {
    code: 2,
    stdout: '',
    stderr: 'error: "x" is not the id of a session.\nhint: `fintrack session list` shows the ids, such as 17.\n',
    asked: [],
  })
})
