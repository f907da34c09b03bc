/** Slips that are undone, on the embedded book and on a server alike. */
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
  ['category rm groceries --uncategorize -y'],
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

function home (t: Test): string {
  const path = mkdtempSync(join(tmpdir(), 'fintrack-undo-'))
  t.teardown(() => { rmSync(path, { recursive: true, force: true }) })
  return path
}

async function play (folder: string, env: Readonly<Record<string, string>> = {}): Promise<Screen[]> {
  const screens: Screen[] = []
  for (const [argv, stdin] of STEPS) {
    screens.push(
      await screen(argv.split(' '), { home: folder, env, ...(stdin === undefined ? {} : { stdin }) })
    )
  }
  return screens
}

t.test('undo puts every slip right, on the embedded book, on a server and on PostgreSQL', async (t) => {
  const visitor = home(t)
  const address = await served(t)
  await screen([
    'register', '--server', address, '--username', 'ada', '--password-stdin',
  ], { home: visitor, stdin: 'a quiet river at dawn\n' })
  const [embedded, remote] = [await play(home(t)), await play(visitor)]
  t.strictSame(remote, embedded, 'the embedded book and the server give the same bytes')
  t.strictSame(
    await play(home(t), { FINTRACK_DATABASE_URL: await freshDatabase(t) }), embedded, 'and so does PostgreSQL'
  )
  t.matchSnapshot(
    embedded.map(({ code, stdout, stderr }, at) => `$ ${STEPS[at]?.[0]} -> ${code}\n${stdout}${stderr}`).join(''),
    'the screens'
  )
})
