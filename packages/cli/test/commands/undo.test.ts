import { Problem } from '@fintrack/contract/problem'
import t from 'tap'
import { fakeBook, page, type Script } from '../helpers/fake-book.ts'
import { change } from '../helpers/rows.ts'
import { screen, type ScreenOptions } from '../helpers/screen.ts'

const LIST = 'GET /api/changes/'
const ASKED_LIST = { call: LIST, query: [['limit', '20']] }
const POST = { call: 'POST /api/changes/10/undo/' }
const DONE = change(13, { action: 'undo', summary: 'Took back change 10: Added transaction 9: 12.50 USD', undoes: 10 })

async function undo (argv: readonly string[], options: ScreenOptions = {}, script: Script = {}) {
  const book = fakeBook({
    [LIST]: page([change(12, { action: 'undo', undoes: 11 }), change(11, { undone_by: 12 }), change(10), change(9)]),
    [POST.call]: DONE,
    ...script,
  })
  return { ...await screen(['undo', ...argv], { send: book.send, ...options }), asked: book.asked }
}

t.test('the latest change that is in force and no undo itself is taken back', async (t) => {
  t.strictSame(await undo([]), {
    code: 0, stdout: '13\n', stderr: 'Took back change 10: Added transaction 9: 12.50 USD.\n', asked: [ASKED_LIST, POST],
  })
  t.strictSame(await undo(['-q']), { code: 0, stdout: '13\n', stderr: '', asked: [ASKED_LIST, POST] })
})

t.test('it is looked for as far back as it is', async (t) => {
  const script: Script = { [LIST]: ({ query }) => query.length === 1 ? page([change(12, { undoes: 11 })], 'c1') : page([change(10)]) }
  t.strictSame((await undo([], {}, script)).asked, [ASKED_LIST, { call: LIST, query: [['limit', '20'], ['cursor', 'c1']] }, POST])
})

t.test('where there is none it is 5', async (t) => {
  t.strictSame(await undo([], {}, { [LIST]: page([change(11, { undone_by: 12 })]) }), {
    code: 5, stdout: '', stderr: 'error: There is nothing to take back.\nhint: `fintrack log` shows what was done.\n', asked: [ASKED_LIST],
  })
})

t.test('a change by its id', async (t) => {
  t.strictSame((await undo(['10'])).asked, [POST])
  t.match(await undo(['99'], {}, { 'POST /api/changes/99/undo/': new Problem('not_found', 'There is no change 99.') }), {
    code: 5, stdout: '', stderr: 'error: There is no change 99.\n',
  })
  t.match(await undo(['x']), { code: 2, stdout: '', stderr: /^error: "x" is not the id of a change\./, asked: [] })
})

t.test('a person is told how to take that back, and is asked nothing', async (t) => {
  t.strictSame(await undo([], { tty: true }), {
    code: 0,
    stdout: '',
    stderr: 'Took back change 10: Added transaction 9: 12.50 USD. `fintrack undo 13` takes this back.\n',
    asked: [ASKED_LIST, POST],
  })
  t.match(await undo(['10', '-o', 'json'], { tty: true }), {
    stdout: `${JSON.stringify(DONE, null, 2)}\n`, stderr: 'Took back change 10: Added transaction 9: 12.50 USD.\n',
  })
})

t.test('what cannot be taken back is 6, in the words of the book', async (t) => {
  const stuck = new Problem('not_undoable', 'Change 10 cannot be taken back: transaction 9 changed since.')
  t.match(await undo(['10'], {}, { [POST.call]: stuck }), {
    code: 6, stdout: '', stderr: 'error: Change 10 cannot be taken back: transaction 9 changed since.\nhint: `fintrack log` shows what was done since.\n',
  })
})
