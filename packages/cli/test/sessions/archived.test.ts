/** What is archived: a category is not guessed, and an account takes no new rows. */
import t from 'tap'
import { screen } from '../helpers/screen.ts'

t.test('an archived category is not guessed nor made twice, and an archived account takes no new rows', async (t) => {
  const home = t.testdir()
  const run = (...argv: string[]) => screen(argv, { home })
  const done = async (...argv: string[]) => {
    const seen = await run(...argv)
    t.equal(seen.code, 0, seen.stderr)
    return seen.stderr
  }
  await done('category', 'add', 'Essen:Restaurant')
  for (const name of ['Giro', 'Karte']) await done('account', 'add', name)
  await done('tx', 'add', '3', 'restaurant', '--account', 'giro')
  await done('category', 'edit', 'restaurant', '--archive')
  await done('account', 'edit', 'karte', '--archive')
  const refused = {
    code: 2, stdout: '',
    stderr: /"restaurant" is archived as "Essen:Restaurant"; write its whole name, or unarchive it first/,
  }
  t.match(await run('tx', 'add', '3', 'restaurant'), refused)
  t.match(await run('tx', 'add', '3', 'restaurant', '--create'), refused)
  t.match(await run('tx', 'add', '3', '--split', 'restaurant=1', '--split', '@giro', '--create'), refused)
  t.match(await screen(['tx', 'add', '3', 'restaurant'], { home, tty: true }), { ...refused, stderr: /is archived as/ })
  t.match(await run('category', 'list', '-o', 'tsv'), { stdout: '' })

  const account = { code: 2, stdout: '', stderr: /The account "Karte" is archived; unarchive it first\./ }
  await done('tx', 'add', '3', 'essen:restaurant', '--account', 'giro')
  t.match(await run('tx', 'add', '3', '--account', 'karte'), account)
  t.match(
    await run('tx', 'add', '3', '--split', 'essen:restaurant=1', '--split', '@karte', '--account', 'giro'), account
  )
  t.match(await run('tx', 'edit', '1', '--account', 'karte'), account)
  t.match(await run('transfer', '5', 'giro', 'karte'), account)
  await done('account', 'edit', 'giro', '--archive')
  await done('tx', 'edit', '1', '--amount', '4')
  await done('tx', 'edit', '1', '--account', 'giro')
})
