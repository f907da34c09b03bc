import { existsSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { screen, type ScreenOptions } from '../helpers/screen.ts'

const WIDE: ScreenOptions = { tty: true, columns: 80, env: { NO_COLOR: '1' } }

async function fill (home: string, ...commands: string[]): Promise<void> {
  for (const command of commands) t.match(await screen(command.split(' '), { home }), { code: 0 }, command)
}

t.test('fintrack alone shows three first steps where there is no book, and makes none', async (t) => {
  const home = t.testdir()
  const { code, stdout, stderr } = await screen([], { home, ...WIDE })
  t.strictSame([code, stderr], [0, ''])
  t.matchSnapshot(stdout, 'no book')
  t.equal((await screen([], { home })).stdout, stdout, 'a pipe gets the same')
  t.notOk(existsSync(join(home, '.local')), 'nothing is made by a look')
})

t.test('fintrack alone is a screen of this month, of at most 20 lines', async (t) => {
  const home = t.testdir()
  await fill(home, 'category add Food')
  t.match((await screen([], { home })).stdout, 'Your book is empty.', 'a book without transactions is empty')
  await fill(home, 'tx add 12 Food --date 2024-04-01')
  t.match((await screen([], { home })).stdout, /^May 2024 [^]*Expenses +0\.00\n[^]*\nNext:\n/)
  await fill(home, 'tx add 3000 Pay --create --type income', 'tx add 450 Food', 'budget set Food 400')
  const { stdout } = await screen([], { home, ...WIDE })
  t.matchSnapshot(stdout, 'a month with a budget that is over')
  t.equal((await screen([], { home })).stdout, stdout, 'a pipe gets the same')
  for (let at = 1; at <= 4; at += 1) {
    await fill(home, `tx add 9 Other${at} --create`, `budget set Other${at} 5`)
  }
  const full = (await screen([], { home, ...WIDE })).stdout
  t.match(full, /\n! Food is over budget by 50\.00\n! Other1 .*\n! Other2 .*\n {2}and 2 more budgets over\n/)
  t.ok(full.split('\n').length <= 21)
  const narrow = (await screen([], { home, ...WIDE, columns: 40 })).stdout
  t.strictSame(narrow.split('\n').filter((line) => line.length > 40), [])
  t.matchSnapshot(narrow, 'at 40 columns')
})

t.test('fintrack alone has no format for programs, and names the command that has', async (t) => {
  t.match(await screen(['-o', 'json']), { code: 2, stdout: '', stderr: /`fintrack report` has every format/ })
  t.match(await screen(['-o', 'table']), { code: 0, stdout: /^Your book is empty/ })
})
