import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { openJqFilter } from '../../src/output/jq.ts'
import { fakeBook, page } from '../helpers/fake-book.ts'
import { screen, type ScreenOptions } from '../helpers/screen.ts'

const FOOD = { id: 1, name: 'Food', type: 'expense', archived: false }
const SALARY = { id: 2, name: 'Salary \u001b[31m\nand "more"', type: 'income', archived: false }

const LISTED = { send: fakeBook({ 'GET /api/categories/': page([FOOD, SALARY]) }).send }

async function refused (
  t: Test, argv: readonly string[], detail: string, options: ScreenOptions = LISTED
): Promise<void> {
  const { code, stdout, stderr } = await screen(argv, options)
  t.match({ code, stdout }, { code: 2, stdout: '' }, argv.join(' '))
  const error: unknown = JSON.parse(stderr)
  t.match(error, { code: 'usage', detail, exit_code: 2 })
}

t.test('the whole list is the input of --jq; a string is printed as it is, the rest as JSON on a line', async (t) => {
  const jq = async (expression: string) => screen(['category', 'list', '--jq', expression], LISTED)
  t.strictSame(await jq('length'), { code: 0, stdout: '2\n', stderr: '' })
  t.strictSame(await jq('.[0] | .name, ., [.id], null, "", (1.10 | tojson)'), {
    code: 0,
    stdout: 'Food\n{"id":1,"name":"Food","type":"expense","archived":false}\n[1]\nnull\n\n1.10\n',
    stderr: '',
  })
  t.strictSame(await jq('empty'), { code: 0, stdout: '', stderr: '' }, 'nothing is printed for nothing')
  t.equal((await jq('.[1].name')).stdout, 'Salary \\u001b[31m\nand "more"\n', 'no control byte of a text is alive')
})

t.test('--jq takes the fields of --fields, and means JSON whatever the environment and config.json say', async (t) => {
  t.strictSame(
    await screen(['category', 'list', '--fields', 'name', '--jq', '.[0]'], {
      ...LISTED, env: { FINTRACK_OUTPUT: 'csv' },
    }),
    { code: 0, stdout: '{"name":"Food"}\n', stderr: '' }
  )
  t.match(await screen(['category', 'list', '-o', 'json', '--jq', 'length'], LISTED), { code: 0, stdout: '2\n' })
})

t.test('--jq filters what is written, reports, statuses and answers of the API', async (t) => {
  const home = mkdtempSync(join(tmpdir(), 'fintrack-jq-'))
  t.teardown(() => { rmSync(home, { recursive: true, force: true }) })
  const stdout = async (...argv: readonly string[]) => (await screen(argv, { home })).stdout
  t.equal(await stdout('category', 'add', 'Food', '--jq', '.name'), 'Food\n')
  t.equal(await stdout('tx', 'add', '12.50', 'food', '--jq', '.amount'), '12.50\n')
  t.equal(await stdout('tx', 'show', '1', '--jq', '.category_name'), 'Food\n')
  t.equal(await stdout('report', '--jq', '.total_expense'), '12.50\n')
  t.equal(await stdout('status', '--jq', '.server'), 'null\n')
  t.equal(await stdout('api', 'GET', '/api/categories/', '--jq', '.[].id'), '1\n')
  t.strictSame(await screen(['api', 'DELETE', '/api/transactions/1/', '--jq', '.id'], { home }), {
    code: 0, stdout: '', stderr: '',
  }, 'an answer without a body has nothing to filter')
})

t.test('an expression that jq does not understand is refused before anything is done', async (t) => {
  const { send, asked } = fakeBook({})
  await refused(t, ['category', 'add', 'Food', '--jq', '.['],
    '--jq is ".[", which jq does not understand: syntax error, unexpected end of file, line 1, column 2.', { send })
  await refused(t, ['category', 'add', 'Food', '--jq', 'nothing_like_it'],
    '--jq is "nothing_like_it", which jq does not understand: nothing_like_it/0 is not defined, line 1, column 1.',
    { send })
  t.strictSame(asked, [])
})

t.test('an expression that fails on the output is exit 2, after what it made until then', async (t) => {
  const { code, stdout, stderr } = await screen(['category', 'list', '--jq', '.[] | .id, .name.x'], LISTED)
  t.match({ code, stdout }, { code: 2, stdout: '1\n' })
  t.match(stderr, /failed on the output: Cannot index string with string \(\\"x\\"\)\./)
})

t.test('--jq is refused beside another format, and where a command prints no JSON', async (t) => {
  for (const format of ['csv', 'tsv', 'ndjson', 'table']) {
    await refused(t, ['category', 'list', '-o', format, '--jq', '.'],
      `--jq filters JSON, and there is no JSON in --output ${format}.`)
  }
  await refused(t, ['config', 'path', '--jq', '.'], '--jq filters JSON, and this command prints none.')
  await refused(t, ['help', 'tx', '--jq', '.'], '--jq filters JSON, and this command prints none.')
  const filter = await openJqFilter('.', async () => {})
  filter.take('function')
  await t.rejects(filter.print(), { message: '--jq filters JSON, and this command prints none.' })
  await refused(t, ['api', 'GET', '/api/categories/', '-i', '--jq', '.'],
    '--jq filters JSON, and the lines of --include are none.')
})
