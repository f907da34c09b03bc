import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { isOwnFile } from '../../src/files/data-folder.ts'
import { clearMoved, markMoved, movedError, requireNotMoved } from '../../src/files/moved-file.ts'
import { folder } from '../helpers/api.ts'

t.test('the mark of a moved book is private, names the new place, and can be cleared', async (t) => {
  const dataDir = folder(t)
  t.doesNotThrow(() => { requireNotMoved({ dataDir }) })
  const mark = markMoved(dataDir, { to: '/new', kind: 'folder' }, '2024-05-20T10:00:00.000Z')
  t.equal(mark, join(dataDir, 'moved.json'))
  t.ok(isOwnFile(mark, dataDir))
  t.equal((statSync(mark).mode & 0o777).toString(8), '600')
  t.equal(
    readFileSync(mark, 'utf8'), '{\n  "to": "/new",\n  "kind": "folder",\n  "at": "2024-05-20T10:00:00.000Z"\n}\n'
  )
  t.throws(() => { requireNotMoved({ dataDir }) }, {
    name: 'UserError', kind: 'book', place: dataDir, message: `The book of ${dataDir} moved to /new on 2024-05-20.`,
    hint: `use it there: set FINTRACK_DATA_DIR to /new; to go on with the old book, remove ${mark}`,
  })
  t.equal(
    movedError({ dataDir, named: '--from' })?.hint,
    `use it there: name /new in --from; to go on with the old book, remove ${mark}`
  )
  clearMoved(dataDir)
  t.notOk(existsSync(mark))
  t.doesNotThrow(() => { clearMoved(dataDir) })
})

t.test('the mark of a book that moved to a database names the setting or the option for it', async (t) => {
  const dataDir = folder(t)
  const to = 'PostgreSQL at db.example.org:5432, database "book"'
  const mark = markMoved(dataDir, { to, kind: 'database' }, '2024-05-20T10:00:00.000Z')
  const old = `; to go on with the old book, remove ${mark}`
  t.match(movedError({ dataDir }), {
    message: `The book of ${dataDir} moved to ${to} on 2024-05-20.`,
    hint: `use it there: set FINTRACK_DATABASE_URL to its address${old}`,
  })
  t.equal(movedError({ dataDir, named: '--from' })?.hint, `use it there: name its address in --from${old}`)
})

t.test('a mark that does not say where the book went stops as well, and shows nothing of its text', async (t) => {
  const dataDir = folder(t)
  const mark = join(dataDir, 'moved.json')
  const refusal = {
    message: `The book of ${dataDir} moved, and moved.json does not say where.`,
    hint: `to go on with the old book, remove ${mark}`,
  }
  for (const text of [
    '', '[]', '{}', '{"to":"/new"}', '{"to":7,"at":"2024-05-20"}', '{"to":"/new","at":"yesterday"}',
    '{"to":"\\u001b[2J","at":"2024-05-20"}',
  ]) {
    writeFileSync(mark, text)
    t.match(movedError({ dataDir }), refusal, text)
  }
  clearMoved(dataDir)
  execFileSync('mkfifo', [mark])
  t.match(movedError({ dataDir }), refusal, 'a pipe')
})
