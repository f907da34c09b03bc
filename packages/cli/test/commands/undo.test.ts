import { join } from 'node:path'
import { Problem } from '@fintrack/contract/problem'
import t from 'tap'
import { fakeBook, page, type Script } from '../helpers/fake-book.ts'
import { change } from '../helpers/rows.ts'
import { screen, type ScreenOptions } from '../helpers/screen.ts'
import { served } from '../helpers/served.ts'

const LIST = 'GET /api/changes/'
/** Of everybody, and of those who ask. */
const ASKED_ALL = { call: LIST, query: [['limit', '20']] }
const ASKED_OWN = { call: LIST, query: [['limit', '20'], ['mine', 'true']] }
const ASKED_LIST = [ASKED_OWN, ASKED_ALL]
const POST = { call: 'POST /api/changes/10/undo/' }
const DONE = change(13, { action: 'undo', summary: 'Undid change 10: Added transaction 9: 12.50 USD', undoes: 10 })

async function undo (argv: readonly string[], options: ScreenOptions = {}, script: Script = {}) {
  const book = fakeBook({
    [LIST]: page([change(12, { action: 'undo', undoes: 11 }), change(11, { undone_by: 12 }), change(10), change(9)]),
    [POST.call]: DONE,
    ...script,
  })
  return { ...await screen(['undo', ...argv], { send: book.send, ...options }), asked: book.asked }
}

t.test('undo undoes the latest change that is in force and is no undo itself', async (t) => {
  t.strictSame(await undo([]), {
    code: 0,
    stdout: '13\n',
    stderr: 'Undid change 10: Added transaction 9: 12.50 USD.\n',
    asked: [...ASKED_LIST, POST],
  })
  t.strictSame(await undo(['-q']), { code: 0, stdout: '13\n', stderr: '', asked: [...ASKED_LIST, POST] })
})

t.test('undo looks for the latest change in force as far back as it is', async (t) => {
  const script: Script = {
    [LIST]: ({ query }) => query.some(([name]) => name === 'cursor')
      ? page([change(10)])
      : page([change(12, { action: 'undo', undoes: 11 })], 'c1')
  }
  const next = ({ call, query }: typeof ASKED_ALL) => ({
    call, query: [['limit', '20'], ['cursor', 'c1'], ...query.slice(1)],
  })
  t.strictSame((await undo([], {}, script)).asked, [ASKED_OWN, next(ASKED_OWN), ASKED_ALL, next(ASKED_ALL), POST])
})

t.test('undo undoes a redone change again where that change is in force', async (t) => {
  const again = change(13, { action: 'redo', undoes: 12 })
  const chain = {
    'GET /api/changes/12/': change(12, { action: 'undo', undoes: 11, undone_by: 13 }),
    'GET /api/changes/11/': change(11),
  }
  const [asked12, asked11] = [{ call: 'GET /api/changes/12/' }, { call: 'GET /api/changes/11/' }]
  const redo: Script = { ...chain, [LIST]: page([again, change(10)]), 'POST /api/changes/13/undo/': DONE }
  t.strictSame((await undo([], {}, redo)).asked, [
    ASKED_OWN, asked12, asked11, ASKED_ALL, { call: 'POST /api/changes/13/undo/' },
  ])
  const gone: Script = { ...redo, 'GET /api/changes/11/': change(11, { undone_by: 14 }) }
  t.strictSame(
    (await undo([], {}, gone)).asked,
    [ASKED_OWN, asked12, asked11, ASKED_ALL, asked12, asked11, POST], 'it was undone by another id'
  )
  const past: Script = { [LIST]: page([change(13, { action: 'redo', undoes: 12, undone_by: 14 }), change(10)]) }
  t.strictSame((await undo([], {}, past)).asked, [...ASKED_LIST, POST])
})

t.test('undo stops at a chain of changes that goes in a circle', async (t) => {
  const circle: Script = {
    [LIST]: page([change(13, { action: 'redo', undoes: 12 })]),
    'GET /api/changes/12/': change(12, { undoes: 13 }),
    'POST /api/changes/13/undo/': DONE,
  }
  t.match(await undo([], {}, circle), {
    code: 0, asked: [
      ASKED_OWN, { call: 'GET /api/changes/12/' }, ASKED_ALL, { call: 'POST /api/changes/13/undo/' },
    ],
  })
})

t.test('undo of several changes goes in the order given, up to the first that is refused', async (t) => {
  const script: Script = {
    'POST /api/changes/12/undo/': change(14, { action: 'undo', summary: 'Undid change 12: Twelve', undoes: 12 }),
    'POST /api/changes/11/undo/': new Problem(
      'not_undoable', 'Change 11 cannot be undone: change 12 undid it already.'
    ),
  }
  const [first, second, third] = [{ call: 'POST /api/changes/12/undo/' }, POST, { call: 'POST /api/changes/11/undo/' }]
  t.strictSame(await undo(['12', '10', '12'], {}, script), {
    code: 0,
    stdout: '14\n13\n',
    stderr: 'Undid change 12: Twelve.\nUndid change 10: Added transaction 9: 12.50 USD.\n',
    asked: [first, second],
  })
  t.strictSame(await undo(['12', '11', '10'], { tty: true }, script), {
    code: 6,
    stdout: '',
    stderr: 'Undid change 12: Twelve. `fintrack undo 14` undoes this.\n' +
      'error: Change 11 cannot be undone: change 12 undid it already.\n' +
        'hint: `fintrack log` shows what was done since.\n',
    asked: [first, third],
  })
  t.match(JSON.parse((await undo(['12', '10', '-o', 'json'], {}, script)).stdout), [{ id: 14 }, { id: 13 }])
  t.match(await undo(['12', 'x'], {}, script), { code: 2, stdout: '', asked: [] }, 'nothing is done where one is no id')
})

t.test('undo exits with 5 where there is nothing to undo', async (t) => {
  t.strictSame(await undo([], {}, { [LIST]: page([change(11, { undone_by: 12 })]) }), {
    code: 5,
    stdout: '',
    stderr: 'error: There is nothing of yours to take back.\nhint: `fintrack log` shows what was done.\n',
    asked: ASKED_LIST,
  })
})

t.test('undo wants the number of a later change that another login made, and names it [case 20]', async (t) => {
  const undoAmong = (own: readonly object[], ...others: readonly object[]) => undo([], {}, {
    [LIST]: ({ query }) => page(query.some(([name]) => name === 'mine') ? own : [...others, ...own]),
  })
  const sentence = 'There is nothing of yours to take back since change 12, "Added transaction 9: 12.50 USD", which'
  t.strictSame(await undoAmong([change(10)], change(12, { session: 3 })), {
    code: 6,
    stdout: '',
    stderr: `error: ${sentence} session 3 made.\n` +
      'hint: `fintrack undo 12` takes that back; `fintrack undo 10` takes back your own latest, ' +
      '"Added transaction 9: 12.50 USD".\n',
    asked: [ASKED_OWN, ASKED_ALL],
  })
  t.match(await undoAmong([], change(12, { session: 3, token: 4 })), {
    code: 6, stderr: `error: ${sentence} token 4 made.\nhint: \`fintrack undo 12\` takes that back.\n`,
  })
  t.match(await undoAmong([], change(12)), {
    code: 6, stderr: `error: ${sentence} was made on the machine of the book.\n`,
  })
  t.match(await undoAmong([change(10)], change(12, { session: 3, undone_by: 13 })), { code: 0, stdout: '13\n' })
})

t.test('undo undoes a change by its id', async (t) => {
  t.strictSame((await undo(['10'])).asked, [POST])
  t.match(await undo(['99'], {}, {
    'POST /api/changes/99/undo/': new Problem('not_found', 'There is no change 99.'),
  }), {
    code: 5, stdout: '', stderr: 'error: There is no change 99.\n',
  })
  t.match(await undo(['x']), { code: 2, stdout: '', stderr: /^error: "x" is not the id of a change\./, asked: [] })
})

t.test('undo says how to undo it again, and asks nothing on a terminal', async (t) => {
  t.strictSame(await undo([], { tty: true }), {
    code: 0,
    stdout: '',
    stderr: 'Undid change 10: Added transaction 9: 12.50 USD. `fintrack undo 13` undoes this.\n',
    asked: [...ASKED_LIST, POST],
  })
  t.match(await undo(['10', '-o', 'json'], { tty: true }), {
    stdout: `${JSON.stringify(DONE, null, 2)}\n`, stderr: 'Undid change 10: Added transaction 9: 12.50 USD.\n',
  })
})

t.test('undo exits with 6 and the sentence of the book where a change cannot be undone', async (t) => {
  const stuck = new Problem('not_undoable', 'Change 10 cannot be undone: transaction 9 changed since.')
  t.match(await undo(['10'], {}, { [POST.call]: stuck }), {
    code: 6,
    stdout: '',
    stderr: 'error: Change 10 cannot be undone: transaction 9 changed since.\n' +
      'hint: `fintrack log` shows what was done since.\n',
  })
})

t.test('each login, each token and the machine of a book takes back its own doing alone [case 20]', async (t) => {
  const folder = t.testdir({ home: {}, visitor: {}, data: {} })
  const [home, data] = [join(folder, 'home'), join(folder, 'data')]
  const password = 'correct horse battery'
  const machine = (...argv: string[]) => screen(argv, { home, env: { FINTRACK_DATA_DIR: data } })
  await screen(['passwd', '--username', 'anna', '--password-stdin'], {
    home, env: { FINTRACK_DATA_DIR: data }, stdin: password,
  })
  const address = await served(t, data)
  const visitor = { home: join(folder, 'visitor') }
  await screen(['login', '--server', address, '--username', 'anna', '--password-stdin'], {
    ...visitor, stdin: password,
  })
  const visit = (...argv: string[]) => screen(argv, visitor)
  const { stdout: token } = await visit('token', 'create', 'cron', '--scope', 'read-write')
  const cron = (...argv: string[]) => screen(argv, {
    env: { FINTRACK_SERVER: address, FINTRACK_TOKEN: token.trim() },
  })
  t.match(await machine('tx', 'add', '1'), { code: 0 })
  t.match(await visit('undo'), { code: 6, stderr: /since change 1, .*, which was made on the machine of the book\./ })
  t.match(await visit('tx', 'add', '2'), { code: 0 })
  t.match(await machine('undo'), {
    code: 6, stderr: /since change 2, .*, which session 1 made\.\nhint: `fintrack undo 2` .*`fintrack undo 1` takes back/,
  })
  t.match(await cron('tx', 'add', '3'), { code: 0 })
  t.match(await visit('undo'), { code: 6, stderr: /since change 3, .*, which token 1 made\./ })
  for (const [one, id] of [[cron, 3], [visit, 2], [machine, 1]] as const) {
    t.match(await one('undo'), { code: 0, stderr: `Undid change ${id}: ` })
  }
  t.match(await machine('undo'), { code: 5, stderr: 'error: There is nothing of yours to take back.\n' })
})
