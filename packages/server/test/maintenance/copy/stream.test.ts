/** The stream of a book, read from any pieces, and refused where it is not whole. */
import { createHash } from 'node:crypto'
import t from 'tap'
import { LATEST } from '../../../src/db/migrations/index.ts'
import type { RowValues } from '../../../src/db/rows.ts'
import { COPIED_TABLES, type BookReader, type BookWriter } from '../../../src/maintenance/copy/book.ts'
import { readStream, totalsOf, writeStream } from '../../../src/maintenance/copy/stream.ts'

const COUNT = COPIED_TABLES.length
const CHANGES = COPIED_TABLES.find(({ links }) => links !== undefined)

/** A row of a table, with these values in some of its columns. */
function row (columns: readonly string[], values: Readonly<Record<string, string>>): RowValues {
  return columns.map((column) => values[column] ?? null)
}

/** A book with two users and two changes, the first of which the second has undone. */
const BOOK: BookReader = {
  rows: async function * ({ name, columns }) {
    if (name === 'users') yield [row(columns, { id: '1', username: 'line\none \0 😀' }), row(columns, { id: '2' })]
    if (name === 'changes') {
      yield [
        row(columns, { id: '1', user_id: '1', undone_by: '2' }), row(columns, { id: '2', user_id: '1', undoes: '1' }),
        row(columns, { id: '3' }),
      ]
    }
  },
  lastIds: async () => ({ users: '7' }),
  stamp: async () => '',
}

async function textOf (book: BookReader): Promise<string> {
  let text = ''
  for await (const piece of writeStream(book)) text += piece
  return text
}

async function * cut (text: string, bytes: number): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += bytes) yield text.slice(at, at + bytes)
}

/** A book in memory. */
function memory (): { readonly into: BookWriter, readonly calls: unknown[] } {
  const calls: unknown[] = []
  return {
    calls,
    into: {
      insert: async ({ name }, rows) => { calls.push(['insert', name, rows.length]) },
      link: async ({ name }, rows) => { calls.push(['link', name, rows.length]) },
      lastIds: async (lastIds) => { calls.push(lastIds) },
    },
  }
}

t.test('a copy\'s stream names its format and schema, has a line a row, then counts and a checksum', async (t) => {
  const text = await textOf(BOOK)
  const lines = text.trimEnd().split('\n')
  t.equal(lines[0], `{"format":"fintrack-book","version":1,"schema":${LATEST}}`)
  t.equal(lines.length, 1 + COUNT + 5 + 2)
  t.equal(lines.at(-2), '{"last_ids":{"users":"7"}}')
  const end = JSON.parse(String(lines.at(-1)))
  t.match(end.rows, { users: 2, changes: 3, budgets: 0 })
  t.equal(end.sha256, createHash('sha256').update(text.slice(0, text.lastIndexOf('{"rows":'))).digest('hex'))
  t.strictSame(await totalsOf(BOOK), end)
})

t.test('the stream of a copy is read from pieces of any size', async (t) => {
  const text = await textOf(BOOK)
  for (const bytes of [1, 7, 100_000]) {
    const { into, calls } = memory()
    t.strictSame(await readStream(cut(text, bytes), into), await totalsOf(BOOK))
    t.strictSame(calls, [['insert', 'users', 2], ['insert', 'changes', 3], ['link', 'changes', 2], { users: '7' }])
  }
  t.equal(CHANGES?.name, 'changes')
})

t.test('the stream of a copy is whole without a newline at its end', async (t) => {
  await t.resolves(readStream(cut((await textOf(BOOK)).trimEnd(), 50), memory().into))
})

t.test('the stream of a copy is refused where it is not whole, or of another format', async (t) => {
  const text = await textOf(BOOK)
  const lines = text.trimEnd().split('\n')
  const refused = async (changed: string, reason: string) => {
    await t.rejects(readStream(cut(changed, 100), memory().into), {
      kind: 'book', message: 'The copy is incomplete ' +
      `or damaged (${reason}).`, hint: 'run it again; nothing was copied'
    })
  }
  await refused(text.replace(`"schema":${LATEST}`, `"schema":${LATEST + 1}`), 'it is of another format or schema')
  await refused(lines.slice(0, -1).join('\n'), 'it was cut off')
  await refused('', 'it was cut off')
  await refused(text.replace('["2"', '["3"'), 'its counts or its checksum differ')
  await refused(lines.filter((line) => !line.startsWith('["2"')).join('\n'), 'its counts or its checksum differ')
  await refused(
    [lines[0], lines[2], lines[2]].join('\n').replaceAll('{"table":"users"}', '["1"]'),
    'it has a row outside of a table'
  )
  await refused(text.replace('{"table":"users"}', '{"table":"passwords"}'), 'it has a line of an unknown kind')
})
