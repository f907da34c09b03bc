import t from 'tap'
import { fakeBook, type Script } from '../helpers/fake-book.ts'
import { screen, type ScreenOptions } from '../helpers/screen.ts'

const GET = 'GET /api/tags/'
const TRIP = { id: 3, name: 'trip', count: 2 }

async function tag (argv: readonly string[], script: Script = {}, options: ScreenOptions = {}) {
  const book = fakeBook({ [GET]: [TRIP], ...script })
  return { ...await screen(['tag', ...argv], { send: book.send, ...options }), asked: book.asked }
}

t.test('tag list shows the tags with the number of their transactions', async (t) => {
  t.match(await tag(['list']), { code: 0, stdout: '3\ttrip\t2\n', stderr: '' })
  t.equal((await tag(['list', '--color', 'never'], {}, { tty: true })).stdout, 'id  name  count\n 3  trip      2\n')
  t.match(await tag(['list'], { [GET]: [] }, { tty: true }), {
    code: 0, stdout: '', stderr: 'There are no tags yet; `fintrack tx edit 17 --tag trip` makes one.\n',
  })
  t.match(await screen(['tags', 'list'], { send: fakeBook({ [GET]: [TRIP] }).send }), { stdout: '3\ttrip\t2\n' })
})

t.test('tag rename says whether two tags became one', async (t) => {
  const renamed = (after: object, argv: readonly string[] = ['rename', 'TRIP', 'rome']) =>
    tag(argv, { 'PATCH /api/tags/3/': after })
  t.strictSame(await renamed({ ...TRIP, name: 'rome' }), {
    code: 0,
    stdout: '3\n',
    stderr: 'Renamed the tag trip to rome.\n',
    asked: [{ call: GET, query: [['name', 'TRIP']] }, { call: 'PATCH /api/tags/3/', body: { name: 'rome' } }],
  })
  t.match(await renamed(TRIP), { stdout: '3\n', stderr: 'The tag is called trip already.\n' })
  t.match(await renamed({ id: 7, name: 'rome', count: 5 }), {
    stdout: '7\n', stderr: 'Merged the tag trip into rome, which 5 transactions have now.\n',
  })
  t.match(await renamed({ id: 7, name: 'rome', count: 1 }), {
    stderr: 'Merged the tag trip into rome, which 1 transaction has now.\n',
  })
})

t.test('tag rm takes a tag from its transactions, after a question', async (t) => {
  const script = { 'DELETE /api/tags/3/': undefined }
  t.match(await tag(['rm', 'trip'], script, { tty: true, answers: ['y'] }), {
    code: 0,
    stderr: '? Remove the tag trip? It is taken from 2 transactions, which stay.\n' +
      'Removed the tag trip. It is taken from 2 transactions, which stay.\n',
  })
  t.match(await tag(['rm', 'trip', '-y'], { ...script, [GET]: [{ ...TRIP, count: 0 }] }), {
    code: 0, stdout: '3\n', stderr: 'Removed the tag trip.\n',
  })
})

t.test('a tag that is not there is 5', async (t) => {
  for (const argv of [['rename', 'x', 'y'], ['rm', 'x', '-y']]) {
    t.match(await tag(argv, { [GET]: [] }), {
      code: 5, stdout: '', stderr: 'error: There is no tag "x".\nhint: `fintrack tag list` lists the tags.\n',
    })
  }
})
