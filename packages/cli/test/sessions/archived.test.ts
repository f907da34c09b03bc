/** What is archived: a category is not guessed, and what is named whole takes rows, which the command says. */
import t from 'tap'
import { screen } from '../helpers/screen.ts'

t.test('an archived category is not guessed nor made twice, and what is archived is said', async (t) => {
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

  const account = 'warning: the account "Karte" is archived; `fintrack account edit 2 --unarchive` ends that.\n'
  const category =
    'warning: the category "Essen:Restaurant" is archived; `fintrack category edit 1 --unarchive` ends that.\n'
  const warnings = async (...argv: string[]) => (await done(...argv)).split('\n').slice(1).join('\n')
  t.equal(await warnings('tx', 'add', '3', 'essen:restaurant', '--account', 'karte'), account + category)
  t.equal(await warnings('tx', 'add', '3', '--split', 'essen:restaurant=1', '--split', '@karte', '--account', 'giro'),
    account + category)
  t.equal(await warnings('tx', 'edit', '1', '--account', 'karte'), account)
  t.equal(await warnings('tx', 'edit', '1', '--category', '1'), category)
  t.equal(await warnings('tx', 'edit', '1', '--amount', '4'), '')
  t.equal(await warnings('tx', 'split', '2', 'essen:restaurant=1', '@giro'), account + category)
  t.equal(await warnings('transfer', '5', 'giro', 'karte'), account)
  t.equal(await warnings('tx', 'add', '3', '--account', 'giro'), '')
})
