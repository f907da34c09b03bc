/** What is wrong is refused with one sentence and its exit code by both ways to a book, which stays as it was. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { readDatabase } from '../../../server/src/db/sqlite/file.ts'
import { screen, type Screen, type ScreenOptions } from '../helpers/screen.ts'
import { served } from '../helpers/served.ts'
import { line, type Step } from '../helpers/session.ts'

const BOOK: readonly Step[] = [
  line('account add Checking'),
  line('account add Savings'),
  line('account add Card --currency EUR'),
  line('account add Spare'),
  line('category add Food'),
  line('category add Rent'),
  line('category add Salary --type income'),
  line('tx add 60 till --split Food=45 --split Rent=15 --account Checking --tag trip --date 2024-05-03'),
  line('tx add 12.50 Food --account Checking --date 2024-05-04'),
  line('tx add 5 --account Card --date 2024-05-05'),
  line('transfer 100 Checking Savings --date 2024-05-06'),
  line('budget set Food 300 --month 2024-05'),
]

interface Refused {
  readonly step: Step
  readonly code: number
  /** The sentence. */
  readonly says: RegExp
}

const long = 'a'.repeat(10_000)
const refused = (step: Step, code: number, says: RegExp): Refused => ({ step, code, says })
const json = (method: string, path: string, body: object): Step =>
  [['api', method, path, '--input', '-'], { stdin: JSON.stringify(body) }]

const REFUSALS: readonly Refused[] = [
  refused(line('tx add 60 --split Food=45 --split Rent=14 --account Checking'), 2, /59\.00.*60\.00|60\.00.*59\.00/),
  refused(line('tx split 2 Food=5 Rent=7'), 2, /12\.00.*12\.50|12\.50.*12\.00/),
  refused(line('tx add 60 --split Food=60'), 2, /two parts|2 parts|at least/),
  refused(line('transfer 5 Checking Checking'), 2, /Checking/),
  refused(json('POST', '/api/transactions/', {
    date: '2024-05-07', amount: '5', type: 'transfer', account: 1, to_account: 1,
  }), 2, /Checking/),
  refused(line('transfer 5 Checking 99'), 5, /99/),
  refused(line('tx add 5 --account Piggy'), 5, /Piggy/),
  refused(line('tx add 5 --account Checking --currency EUR'), 2, /USD.*EUR|EUR.*USD/),
  refused(line('tx edit 2 --account Card'), 2, /EUR/),
  refused(line('category add Food::Out'), 2, /empty part/),
  refused(line('category add Food:'), 2, /empty part/),
  refused(line('category rename Food \':\''), 2, /empty part/),
  refused(line('category add Salary:Bonus --type expense'), 6, /Salary/),
  refused(line('category add Food:Refunds --type income'), 6, /Food/),
  refused(line('account rm Checking --yes'), 6, /Checking/),
  refused([['tx', 'add', '5', '--tag', long]], 2, /tag/),
  refused([['tx', 'edit', '2', '--tag', long]], 2, /tag/),
  refused([['tag', 'rename', 'trip', long]], 2, /tag/),
  refused(line('tx add 5 --tag \'a b\''), 2, /a b/),
  refused(line('tx edit 1 --amount 61'), 2, /split/),
  refused(line('tx edit 2 --category Salary'), 2, /Salary/),
  refused(line('tx list --min 10 --max 5'), 2, /--min/),
]

const TABLES = [
  'accounts', 'balance_checks', 'tags', 'categories', 'transactions', 'budgets', 'parts', 'transaction_tags', 'changes',
  'change_rows',
]

/** Every row of a book and of its change log. */
async function dump (dataDir: string): Promise<unknown> {
  return readDatabase(join(dataDir, 'fintrack.db'), async (query) => {
    const rows: Record<string, unknown> = {}
    for (const table of TABLES) rows[table] = await query(`SELECT * FROM ${table} ORDER BY 1, 2, 3`)
    return rows
  })
}

function folder (t: Test): string {
  const path = mkdtempSync(join(tmpdir(), 'fintrack-refused-'))
  t.teardown(() => { rmSync(path, { recursive: true, force: true }) })
  return path
}

/** @returns what each refusal says */
async function refuseAll (t: Test, dataDir: string, run: (step: Step) => Promise<Screen>): Promise<string[]> {
  for (const step of BOOK) {
    const { code, stderr } = await run(step)
    t.equal(code, 0, stderr)
  }
  const said: string[] = []
  const before = await dump(dataDir)
  for (const { step, code, says } of REFUSALS) {
    const { code: exit, stdout, stderr } = await run(step)
    const name = step[0].join(' ').slice(0, 100)
    t.equal(exit, code, name)
    t.equal(stdout, '', 'nothing is said to be done')
    t.match(stderr, /^error: [^\n]+\.\n([a-z]+: [^\n]+\n)?$/, 'one sentence, and at most a hint')
    t.match(stderr, says)
    t.ok(stderr.length < 1000, 'what is long is not said again whole')
    t.strictSame(await dump(dataDir), before, `the book is as it was after ${name}`)
    said.push(stderr)
  }
  return said
}

t.test('a bad input is refused with one sentence by both ways to a book, which stays as it was', async (t) => {
  const runIn = (home: string, env: ScreenOptions['env'] = {}) => ([argv, options]: Step) =>
    screen(argv, { ...options, home, env: { ...env, ...options?.env } })
  const own = folder(t)
  const embedded = await refuseAll(t, own, runIn(folder(t), { FINTRACK_DATA_DIR: own }))
  const [shared, visitor] = [folder(t), folder(t)]
  const address = await served(t, shared)
  const registered = await screen(['register', '--server', address, '--username', 'ada', '--password-stdin'],
    { home: visitor, stdin: 'a quiet river at dawn\n' })
  t.equal(registered.code, 0, registered.stderr)
  t.strictSame(await refuseAll(t, shared, runIn(visitor)), embedded, 'both ways say the same')
})
