/** A month with a card, savings, a split receipt, a trip's tag and a refund: whole screens, by both ways to a book. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { screen, type ScreenOptions } from '../helpers/screen.ts'
import { served } from '../helpers/served.ts'

type Step = readonly [argv: readonly string[], options?: ScreenOptions]

function account (name: string, currency: string): Step {
  return [
    ['api', 'POST', '/api/accounts/', '--input', '-'], { stdin: JSON.stringify({ name, currency }) },
  ]
}

const TERMINAL = { tty: true, columns: 80, env: { NO_COLOR: '1' } }
const STEPS: readonly Step[] = [
  account('Checking', 'USD'),
  [['tx', 'add', '3200', 'Salary', '--create', '--type', 'income', '--date', '05-01']],
  account('Savings', 'USD'),
  account('Card', 'EUR'),
  [[
    'tx', 'add', '60', 'till receipt', '--split', 'Groceries=45', '--split', 'Household', '--create', '--date', '05-03',
    '--account', 'checking',
  ]],
  [[
    'tx', 'add', '18.40', 'groceries', 'market', '--date', '05-04', '--account', 'card', '--currency', 'EUR', '--tag',
    'trip/rome', '--tag', 'food',
  ]],
  [['tx', 'add', '4', 'groceries', 'bottles', '--refund', '--date', '05-05', '--account', 'checking']],
  [['tx', 'add', '500', '--date', '05-06', '--account', 'checking']],
  [['tx', 'edit', '5', '--to-account', 'savings', '--text', 'for the roof']],
  [['tx', 'add', '39.90', '--type', 'income', '--date', '05-07', '--account', 'checking']],
  [['tx', 'edit', '6', '--category', 'household']],
  [['tx', 'edit', '6', '--category', 'household', '--type', 'expense']],
  [['tx', 'edit', '2', '--amount', '70']],
  [['tx', 'split', '2', 'groceries=50', 'household=20']],
  [['tx', 'split', '2', 'groceries=50', 'nowhere']],
  [['tx', 'split', '2', 'groceries=50', 'household']],
  [['tx', 'add', '5', '--account', 'savings', '--currency', 'EUR']],
  [['tx', 'add', '5', '--account', 'piggy bank']],
  [['tx', 'add', '5', '--tag', 'a b']],
  [['tx', 'edit', '5', '--to-account', 'checking']],
  [['tx', 'list', '--month', 'may'], TERMINAL],
  [['tx', 'list', '--month', 'may'], { ...TERMINAL, columns: 40 }],
  [['tx', 'list', '--month', 'may', '--ascii'], { ...TERMINAL, columns: 160 }],
  [['tx', 'list', '--tag', 'trip', '-o', 'csv']],
  [['tx', 'list', '--account', 'savings', '-o', 'ndjson', '--fields', 'id,amount,signed_amount']],
  [['tx', 'list', '--parts', '--category', 'groceries']],
  [['tx', 'list', '--total']],
  [['tx', 'list', '--total', '--account', 'checking', '--json']],
  [['tx', 'show', '2', '5']],
  [['tag', 'list'], TERMINAL],
  [['tag', 'rename', 'trip/rome', 'Rome']],
  [['tag', 'rename', 'food', 'rome']],
  [['tag', 'rm', 'rome', '--yes']],
  [['undo']],
  [['tx', 'split', '2', '--none']],
  [['report', 'may'], TERMINAL],
]

t.test('a month of all shapes looks the same on the embedded book and on a server', async (t) => {
  const homes = ['embedded', 'served'].map((name) => mkdtempSync(join(tmpdir(), `fintrack-${name}-`)))
  t.teardown(() => { for (const home of homes) rmSync(home, { recursive: true, force: true }) })
  const [embedded = '', visitor = ''] = homes
  const address = await served(t)
  await screen([
    'register', '--server', address, '--username', 'ada', '--password-stdin',
  ], { home: visitor, stdin: 'a quiet river at dawn\n' })
  const shown: string[] = []
  for (const [argv, options] of STEPS) {
    const [here, there] = await Promise.all([embedded, visitor].map(async (home) => {
      const { code, stdout, stderr } = await screen(argv, { home, ...options })
      const text = `$ fintrack ${argv.join(' ')}\n--- exit ${code}\n${stdout}--- stderr\n${stderr}`
      return text.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<timestamp>').replaceAll('\r', '␍')
    }))
    t.equal(there, here, argv.join(' '))
    shown.push(String(here))
  }
  t.matchSnapshot(shown.join('\n'))
})
