import t from 'tap'
import { fakeBook, page, type Script } from '../helpers/fake-book.ts'
import { change } from '../helpers/rows.ts'
import { screen, type ScreenOptions } from '../helpers/screen.ts'

const LIST = 'GET /api/changes/'

async function log (argv: readonly string[], options: ScreenOptions = {}, script: Script = {}) {
  const book = fakeBook({
    [LIST]: page([change(12, { action: 'undo', summary: 'Took back change 11: Deleted transaction 9', undoes: 11 }), change(11, { action: 'delete', summary: 'Deleted transaction 9', undone_by: 12 })]),
    ...script,
  })
  return { ...await screen(['log', ...argv], { send: book.send, ...options }), asked: book.asked }
}

t.test('the latest first, for a program and for a person', async (t) => {
  t.strictSame(await log([]), {
    code: 0,
    stdout: '12\t2024-05-03T10:00:00.000Z\tundo\tTook back change 11: Deleted transaction 9\t1\t\n11\t2024-05-03T10:00:00.000Z\tdelete\tDeleted transaction 9\t1\t12\n',
    stderr: '',
    asked: [{ call: LIST, query: [['limit', '1000']] }],
  })
  t.equal((await log(['--color', 'never'], { tty: true })).stdout, [
    'id  at                    action  summary                                     rows  undone_by',
    '12  2024-05-03 10:00:00Z  undo    Took back change 11: Deleted transaction 9     1',
    '11  2024-05-03 10:00:00Z  delete  Deleted transaction 9                          1         12\n',
  ].join('\n'))
})

t.test('on a narrow terminal what was done, and when, stay', async (t) => {
  const rows = [change(1234, { action: 'change', summary: 'Changed transaction 9: amount now 13.00 USD', undone_by: 1235 }), change(9)]
  const at = async (columns: number) => (await log(['--color', 'never'], { tty: true, columns }, { [LIST]: page(rows) })).stdout
  t.equal(await at(60), [
    '  id  at             action  summary         rows  undone_by',
    '1234  2024-05-03 1…  change  Changed trans…     1       1235',
    '   9  2024-05-03 1…  create  Added transac…     1\n',
  ].join('\n'))
  t.equal(await at(55), [
    '  id  at                action  summary            rows',
    '1234  2024-05-03 10:0…  change  Changed transact…     1',
    '   9  2024-05-03 10:0…  create  Added transactio…     1\n',
  ].join('\n'))
  t.equal(await at(40), [
    '  id  at           action  summary',
    '1234  2024-05-03…  change  Changed tran…',
    '   9  2024-05-03…  create  Added transa…\n',
  ].join('\n'))
  t.equal(await at(30), '  id  action  summary\n1234  change  Changed transac…\n   9  create  Added transacti…\n')
  t.equal(await at(20), '  id  summary\n1234  Changed trans…\n   9  Added transac…\n')
})

t.test('in every format', async (t) => {
  const imported = change(3, { action: 'import', summary: '=2+2', rows: { transactions: 40, categories: 2, budgets: 1 } })
  const script = { [LIST]: page([imported]) }
  t.equal((await log(['-o', 'csv'], {}, script)).stdout, 'id,at,action,summary,rows,undone_by\r\n3,2024-05-03T10:00:00.000Z,import,\'=2+2,43,\r\n')
  t.equal((await log(['-o', 'ndjson'], {}, script)).stdout, `${JSON.stringify(imported)}\n`)
  t.equal((await log(['-o', 'json', '--fields', 'id,undoes'], {}, script)).stdout, '[\n  {\n    "id": 3,\n    "undoes": null\n  }\n]\n')
  t.equal((await log(['-o', 'json'], {}, { [LIST]: page([]) })).stdout, '[]\n')
  t.match(await log(['--fields', 'undoes']), { code: 2, stderr: /^error: --fields has "undoes", which changes do not have/, asked: [] })
})

t.test('cut where that is asked for', async (t) => {
  t.match(await log(['--limit', '1'], {}, { [LIST]: page([change(12)], 'c1') }), {
    code: 0, stderr: 'There are older changes: --limit 1 cut the list.\n', asked: [{ query: [['limit', '1']] }],
  })
  t.equal((await log(['--limit', '2'])).stderr, '')
  t.match(await log(['--limit', 'x']), { code: 2, stdout: '', stderr: /^error: --limit is "x"/, asked: [] })
})

t.test('a book that nothing was done to', async (t) => {
  t.match(await log([], { tty: true }, { [LIST]: page([]) }), {
    code: 0, stdout: '', stderr: 'Nothing was done to the book yet; `fintrack tx add 12.50` is a beginning.\n',
  })
})
