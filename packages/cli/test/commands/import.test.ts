import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Problem } from '@fintrack/contract/problem'
import t from 'tap'
import { fakeBook } from '../helpers/fake-book.ts'
import { screen, type ScreenOptions } from '../helpers/screen.ts'

const POST = 'POST /api/imports/'
const CSV = 'date,type,category,amount\n2024-05-03,expense,Groceries,12.50\n'
const RESULT = {
  rows: 1767, categories_created: [
    { name: 'Food / Groceries', type: 'expense' }, { name: '=Salary\u202e', type: 'income' },
  ]
}
const NOTHING_NEW = { rows: 1, categories_created: [] }

const folder = mkdtempSync(join(tmpdir(), 'fintrack-import-'))
t.teardown(() => rmSync(folder, { recursive: true }))
const FILE = join(folder, 'book.csv')
writeFileSync(FILE, CSV)

async function importing (argv: readonly string[], answer: object = RESULT, options: ScreenOptions = {}) {
  const book = fakeBook({ [POST]: answer })
  return { ...await screen(['import', ...argv], { send: book.send, ...options }), asked: book.asked }
}

t.test('import sends a file, or standard input, unchanged', async (t) => {
  t.strictSame(await importing([FILE]), {
    code: 0,
    stdout: '',
    stderr: 'Imported 1,767 transactions and created 2 categories.\n',
    asked: [{ call: POST, body: CSV }],
  })
  t.strictSame((await importing(['-'], RESULT, { stdin: CSV })).asked, [{ call: POST, body: CSV }])
  t.strictSame((await importing([FILE, '--dry-run', '--again'])).asked, [{
    call: POST, query: [['dry_run', 'true'], ['again', 'true']], body: CSV,
  }])
})

t.test('import says in one sentence what was stored', async (t) => {
  t.equal((await importing([FILE], NOTHING_NEW)).stderr, 'Imported 1 transaction.\n')
  t.match(await importing([FILE, '-q']), { code: 0, stdout: '', stderr: '' })
})

t.test('import --dry-run names each category and says that nothing was stored', async (t) => {
  t.match(await importing([FILE, '--dry-run']), {
    code: 0,
    stdout: '',
    stderr: 'Would import 1,767 transactions and create 2 categories; nothing was stored.\n' +
      '  Food / Groceries (expense)\n  =Salary\\u202e (income)\n',
  })
  t.equal(
    (await importing([FILE, '--dry-run'], NOTHING_NEW)).stderr, 'Would import 1 transaction; nothing was stored.\n'
  )
})

t.test('import prints the reply as JSON, and the new categories in the other formats', async (t) => {
  t.match(await importing([FILE, '-o', 'json', '--dry-run']), {
    stdout: `${JSON.stringify(RESULT, null, 2).replace('\u202e', '\\u202e')}\n`,
    stderr: 'Would import 1,767 transactions and create 2 categories; nothing was stored.\n',
  })
  t.equal((await importing([FILE, '-o', 'json', '--fields', 'rows'])).stdout, '{\n  "rows": 1767\n}\n')
  t.equal(
    (await importing([FILE, '-o', 'csv'])).stdout, 'name,type\r\nFood / Groceries,expense\r\n\'=Salary\u202e,income\r\n'
  )
  t.equal(
    (await importing([FILE, '-o', 'table'], NOTHING_NEW, { tty: true })).stderr,
    'No categories are new.\nImported 1 transaction.\n'
  )
  t.match(await importing([FILE, '-o', 'csv', '--fields', 'rows']), { code: 2, asked: [] })
  t.match(await importing([FILE, '-o', 'json', '--fields', 'name']), { code: 2, asked: [] })
})

t.test('a refused import names each bad line and exits with 2', async (t) => {
  const refused = new Problem('import_rejected', 'line 2: "x" is not a day. (2 lines have errors)', {
    errors: { 'line 2': ['"x" is not a day.', 'No amount.'], 'line 17': ['Bad\u001b.'] },
  })
  const { code, stdout, stderr } = await importing([FILE], refused)
  t.strictSame({ code, stdout }, { code: 2, stdout: '' })
  t.match(
    stderr,
    new RegExp('^line 2: "x" is not a day\\. No amount\\.\nline 17: Bad\\\\u001b\\.\n' +
      'error: line 2: "x" is not a day\\. \\(2 lines have errors\\)\n')
  )
  const json = await importing([FILE, '-o', 'json'], refused)
  t.match(JSON.parse(json.stderr), { code: 'import_rejected', errors: { 'line 17': ['Bad\u001b.'] }, exit_code: 2 })
  t.match(await importing(
    [FILE], new Problem('import_rejected', 'The file is empty.')
  ), { code: 2, stdout: '', stderr: /^error: The file is empty\.\n/ })
})

t.test('a refused import says how many faults there are beside those that it names', async (t) => {
  const refused = new Problem('import_rejected', 'line 2: "x" is not a day. (90 lines have errors)', {
    errors: { 'line 2': ['"x" is not a day.'], 'line 3': ['"y" is not a day.'] }, more: 88,
  })
  const { code, stderr } = await importing([FILE], refused)
  t.equal(code, 2)
  t.match(stderr, /^line 2: "x" is not a day\.\nline 3: "y" is not a day\.\nand 88 more faults\nerror: line 2: /)
})

t.test('an import of lines that are all stored already exits with 6', async (t) => {
  t.match(await importing(
    [FILE], new Problem('already_imported', 'All of it is there already.')
  ), { code: 6, stdout: '', stderr: /^error: All of it is there already\.\nhint: .*--again/ })
})

t.test('import exits with 2 for a file that cannot be read, and does not ask the book', async (t) => {
  t.match(await importing([join(folder, 'missing.csv')]), {
    code: 2, stdout: '', stderr: /^error: .*cannot be read/, asked: [],
  })
  t.match(await importing([]), { code: 2, stdout: '', asked: [] })
})
