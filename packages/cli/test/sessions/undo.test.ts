/** Slips that are taken back, on the embedded book and on a server alike. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { freshDatabase } from '../../../server/test/helpers/postgres.ts'
import { screen, type Screen } from '../helpers/screen.ts'
import { served } from '../helpers/served.ts'

const CSV = 'date,type,category,amount\n2024-05-02,expense,Food,2\n2024-05-03,income,Interest,0.05\n'

const STEPS: ReadonlyArray<readonly [argv: string, stdin?: string]> = [
  ['tx add 12.50 groceries --create --date 2024-05-03'],
  ['budget set groceries 400 --month 2024-05'],
  ['import -', CSV],
  ['category rm groceries --uncategorize'],
  ['tx list'],
  ['undo'],
  ['undo'],
  ['tx list'],
  ['tx edit 1 --amount 13'],
  ['undo 2'],
  ['undo 99'],
  ['undo'],
  ['tx list'],
  ['budget list'],
  ['undo 9'],
  ['tx list'],
  ['undo'],
  ['tx list'],
  ['undo 3 2 1'],
  ['undo 14 13 99 12'],
  ['tx list'],
  ['log --fields id,action,summary,rows,undone_by'],
]

const SCREENS = `$ tx add 12.50 groceries --create --date 2024-05-03 -> 0
1
Created the category groceries (expense).
Added 12.50 USD to groceries on 2024-05-03.
$ budget set groceries 400 --month 2024-05 -> 0
1
Set the budget of groceries for May 2024 to 400.00 USD (387.50 of 400.00 left in May 2024).
$ import - -> 0
Imported 2 transactions and created 2 categories.
$ category rm groceries --uncategorize -> 0
1
Removed the category groceries. Its transactions stay, without a category.
$ tx list -> 0
3\t2024-05-03\tincome\tInterest\t0.05\tUSD\t\t
1\t2024-05-03\texpense\t\t12.50\tUSD\t\t
2\t2024-05-02\texpense\tFood\t2.00\tUSD\t\t
$ undo -> 0
6
Took back change 5: Deleted category 1: "groceries", expense; 1 transaction without a category; 1 budget gone with it.
$ undo -> 0
7
Took back change 4: Imported 2 rows.
$ tx list -> 0
1\t2024-05-03\texpense\tgroceries\t12.50\tUSD\t\t
$ tx edit 1 --amount 13 -> 0
1
Changed transaction 1: 13.00 USD, groceries, 2024-05-03.
$ undo 2 -> 6
error: Change 2 cannot be taken back: transaction 1 changed or went since, by change 8 (Changed transaction 1 (expense of 12.50 USD, "groceries", 2024-05-03): amount now 13.00 USD): take that back first.
hint: \`fintrack log\` shows what was done since.
$ undo 99 -> 5
error: There is no change 99.
$ undo -> 0
9
Took back change 8: Changed transaction 1 (expense of 12.50 USD, "groceries", 2024-05-03): amount now 13.00 USD.
$ tx list -> 0
1\t2024-05-03\texpense\tgroceries\t12.50\tUSD\t\t
$ budget list -> 0
1\t2024-05\tgroceries\t400.00\tUSD
$ undo 9 -> 0
10
Did change 8 again: Changed transaction 1 (expense of 12.50 USD, "groceries", 2024-05-03): amount now 13.00 USD.
$ tx list -> 0
1\t2024-05-03\texpense\tgroceries\t13.00\tUSD\t\t
$ undo -> 0
11
Took back change 8: Changed transaction 1 (expense of 12.50 USD, "groceries", 2024-05-03): amount now 13.00 USD.
$ tx list -> 0
1\t2024-05-03\texpense\tgroceries\t12.50\tUSD\t\t
$ undo 3 2 1 -> 0
12
13
14
Took back change 3: Added budget 1: "groceries", 2024-05, 400.00 USD.
Took back change 2: Added transaction 1: expense of 12.50 USD, "groceries", 2024-05-03.
Took back change 1: Added category 1: "groceries", expense.
$ undo 14 13 99 12 -> 5
15
16
Did change 1 again: Added category 1: "groceries", expense.
Did change 2 again: Added transaction 1: expense of 12.50 USD, "groceries", 2024-05-03.
error: There is no change 99.
$ tx list -> 0
1\t2024-05-03\texpense\tgroceries\t12.50\tUSD\t\t
$ log --fields id,action,summary,rows,undone_by -> 0
16\tredo\tDid change 2 again: Added transaction 1: expense of 12.50 USD, "groceries", 2024-05-03\t1\t
15\tredo\tDid change 1 again: Added category 1: "groceries", expense\t1\t
14\tundo\tTook back change 1: Added category 1: "groceries", expense\t1\t15
13\tundo\tTook back change 2: Added transaction 1: expense of 12.50 USD, "groceries", 2024-05-03\t1\t16
12\tundo\tTook back change 3: Added budget 1: "groceries", 2024-05, 400.00 USD\t1\t
11\tundo\tTook back change 8: Changed transaction 1 (expense of 12.50 USD, "groceries", 2024-05-03): amount now 13.00 USD\t1\t
10\tredo\tDid change 8 again: Changed transaction 1 (expense of 12.50 USD, "groceries", 2024-05-03): amount now 13.00 USD\t1\t11
9\tundo\tTook back change 8: Changed transaction 1 (expense of 12.50 USD, "groceries", 2024-05-03): amount now 13.00 USD\t1\t
8\tchange\tChanged transaction 1 (expense of 12.50 USD, "groceries", 2024-05-03): amount now 13.00 USD\t1\t9
7\tundo\tTook back change 4: Imported 2 rows\t4\t
6\tundo\tTook back change 5: Deleted category 1: "groceries", expense; 1 transaction without a category; 1 budget gone with it\t3\t
5\tdelete\tDeleted category 1: "groceries", expense; 1 transaction without a category; 1 budget gone with it\t3\t6
4\timport\tImported 2 rows\t4\t7
3\tcreate\tAdded budget 1: "groceries", 2024-05, 400.00 USD\t1\t12
2\tcreate\tAdded transaction 1: expense of 12.50 USD, "groceries", 2024-05-03\t1\t
1\tcreate\tAdded category 1: "groceries", expense\t1\t
`

function home (t: Test): string {
  const path = mkdtempSync(join(tmpdir(), 'fintrack-undo-'))
  t.teardown(() => { rmSync(path, { recursive: true, force: true }) })
  return path
}

async function play (folder: string, env: Readonly<Record<string, string>> = {}): Promise<Screen[]> {
  const screens: Screen[] = []
  for (const [argv, stdin] of STEPS) screens.push(await screen(argv.split(' '), { home: folder, env, ...(stdin === undefined ? {} : { stdin }) }))
  return screens
}

t.test('what was slipped is as it was', async (t) => {
  const visitor = home(t)
  const address = await served(t)
  await screen(['register', '--server', address, '--username', 'ada', '--password-stdin'], { home: visitor, stdin: 'a quiet river at dawn\n' })
  const [embedded, remote] = [await play(home(t)), await play(visitor)]
  t.strictSame(remote, embedded, 'the embedded book and the server give the same bytes')
  t.strictSame(await play(home(t), { FINTRACK_DATABASE_URL: await freshDatabase(t) }), embedded, 'and so does PostgreSQL')
  t.equal(embedded.map(({ code, stdout, stderr }, at) => `$ ${STEPS[at]?.[0]} -> ${code}\n${stdout}${stderr}`).join(''), SCREENS)
})
