import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import t, { type Test } from 'tap'
import { fakeBook, page } from '../helpers/fake-book.ts'
import { screen, type ScreenOptions } from '../helpers/screen.ts'

function shell (test: Test) {
  const home = test.testdir()
  const path = join(home, '.config', 'fintrack', 'config.json')
  return {
    path,
    type: (argv: readonly string[], options: ScreenOptions = {}) => screen(argv, { home, ...options }),
    write: (config: object) => {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
      writeFileSync(path, JSON.stringify(config), { mode: 0o600 })
    },
  }
}

t.test('alias set, list and rm keep what a word stands for in config.json', async (t) => {
  const { path, type } = shell(t)
  t.strictSame(await type(['alias', 'set', 'k', 'tx list --category \'kids stuff\'']), {
    code: 0, stdout: '', stderr: '`fintrack k` is `fintrack tx list --category \'kids stuff\'` now.\n',
  })
  t.strictSame(await type(['alias', 'set', 'k', ' tx list ']), {
    code: 0,
    stdout: '',
    stderr: '`fintrack k` is `fintrack tx list` now; it was `fintrack tx list --category \'kids stuff\'`.\n',
  })
  t.strictSame(await type(['alias', 'set', 'k', 'tx list']), {
    code: 0, stdout: '', stderr: '`fintrack k` is `fintrack tx list` now.\n',
  })
  t.strictSame(await type(['alias', 'set', 'last', 'report last', '--jq', '.expansion']), {
    code: 0, stdout: 'report last\n', stderr: '`fintrack last` is `fintrack report last` now.\n',
  })
  t.strictSame(JSON.parse(readFileSync(path, 'utf8')), { aliases: { k: 'tx list', last: 'report last' } })
  t.strictSame(await type(['alias', 'list']), { code: 0, stdout: 'k\ttx list\nlast\treport last\n', stderr: '' })
  t.strictSame(await type(['alias', 'rm', 'k', 'lust']), {
    code: 5, stdout: '', stderr: 'error: There is no alias "lust".\nhint: Did you mean last?\n',
  })
  t.strictSame(await type(['alias', 'rm', 'zzzzzz']), {
    code: 5, stdout: '', stderr: 'error: There is no alias "zzzzzz".\nhint: `fintrack alias list` lists them.\n',
  })
  t.strictSame(await type(['alias', 'rm', 'k']), { code: 0, stdout: '', stderr: 'Removed the alias k.\n' })
  t.strictSame(await type(['alias', 'set', 'b', 'tx list']), {
    code: 0, stdout: '', stderr: '`fintrack b` is `fintrack tx list` now.\n',
  })
  t.strictSame(await type(['aliases', 'rm', 'last', 'b']), {
    code: 0, stdout: '', stderr: 'Removed the aliases last and b.\n',
  })
  t.strictSame(JSON.parse(readFileSync(path, 'utf8')), {})
  t.strictSame(await type(['alias', 'list'], { tty: true }), {
    code: 0,
    stdout: '',
    stderr: 'There are no aliases yet; `fintrack alias set k \'tx list --category kids\'` makes one.\n',
  })
})

t.test('an alias stands for its command, with the words after it at its end or in its places', async (t) => {
  const { type, write } = shell(t)
  write({ aliases: { k: 'tx list -o json', c: 'category add "$1: $2" --type $3', two: '-q category add $2' } })
  const { send, asked } = fakeBook({
    'GET /api/transactions/': page([]),
    'POST /api/categories/': { id: 1, name: 'x', type: 'income', archived: false },
  })
  t.strictSame(await type(['k'], { send }), { code: 0, stdout: '[]\n', stderr: '' })
  const before = ['-q', '--profile', 'default']
  t.match(await type([...before, 'k', '--search', 'a b', '--tag=x'], { send }), { code: 0, stderr: '' })
  t.match(await type(['c', 'one two', '$1 "', 'income'], { send }), { code: 0 })
  t.match(await type(['-y', '--color=never', 'two', '--type=income', 'food'], { send }), { code: 0, stderr: '' })
  t.strictSame(asked, [
    { call: 'GET /api/transactions/', query: [['limit', '1000']] },
    { call: 'GET /api/transactions/', query: [['tag', 'x'], ['q', 'a b'], ['limit', '1000']] },
    { call: 'POST /api/categories/', body: { name: 'one two: $1 "', type: 'income' } },
    { call: 'POST /api/categories/', body: { name: 'food', type: 'income' } },
  ])
  t.match((await type(['k', '--help'])).stdout, /^Usage: fintrack tx list/)
})

t.test('too few words for the places of an alias are refused with what it stands for', async (t) => {
  const { type, write } = shell(t)
  write({ aliases: { c: 'tx add $1 coffee $2' } })
  t.strictSame(await type(['c', '3']), {
    code: 2,
    stdout: '',
    stderr: 'error: The alias c needs 2 words after it, and there is 1.\nhint: c is `fintrack tx add $1 coffee $2`.\n',
  })
  t.match((await type(['c'])).stderr, /needs 2 words after it, and there are 0\./)
})

t.test('an alias takes the place of no command, and is made of a command and not of another alias', async (t) => {
  const { path, type, write } = shell(t)
  const refused = async (name: string, expansion: string, sentence: string) => {
    const { code, stderr } = await type(['alias', 'set', '--', name, expansion])
    t.match({ code, stderr }, { code: 2, stderr: `error: ${sentence}\n` }, sentence)
  }
  await type(['alias', 'set', 'k', 'tx list'])
  for (const name of ['tx', 'transactions', 'help', 'aliases', 'completion']) {
    await refused(name, 'tx list', `${name} is a command, and an alias cannot take its place.`)
  }
  await refused('-x', 'tx list', '"-x" is not a name for an alias.')
  await refused('__proto__', 'tx list', '"__proto__" is not a name for an alias.')
  await refused('k', 'k --json', '"k --json" begins with the alias "k", and an alias is not made of another one.')
  await refused('k2', '-q k', '"-q k" begins with the alias "k", and an alias is not made of another one.')
  await refused('k3', 'k3', '"k3" begins with the alias "k3", and an alias is not made of another one.')
  await refused('a', 'fintrack tx', '"fintrack tx" begins with "fintrack", which is not a command.')
  await refused('a', '-o json', '"-o json" names no command.')
  await refused('a', '', '"" names no command.')
  await refused('a', 'tx list "', '"tx list \\"" has a quote that does not end, or ends in a backslash.')
  t.strictSame(JSON.parse(readFileSync(path, 'utf8')), { aliases: { k: 'tx list' } })

  write({ aliases: { a: 'b', b: 'a', tx: 'report' } })
  t.match(await type(['a']), { code: 2, stderr: 'error: "b" begins with the alias "b"' })
  t.match((await type(['tx', 'list', '--help'])).stdout, /^Usage: fintrack tx list/, 'a command stays what it is')
})

t.test('help lists the aliases, and is to be had where config.json is damaged', async (t) => {
  const { path, type, write } = shell(t)
  t.notMatch((await type(['--help'])).stdout, /Your aliases/)
  write({ aliases: { k: 'tx list', food: 'tx list "\u001b[1m"' } })
  t.match((await type(['--help'])).stdout, /\nYour aliases:\n {2}k {5}tx list\n {2}food {2}tx list "\\u001b\[1m"\n/)
  write({ aliases: { k: 7 } })
  t.match(await type(['--help']), { code: 0, stdout: /\nUsage: fintrack <command>/ })
  t.match(await type(['k']), { code: 1, stderr: `error: ${path} is damaged: it has {"k":7} for aliases.` })
  t.match(await type(['status', '--help']), { code: 0 }, 'a command never reads the aliases')
})

t.test('a line without a command is not looked up', async (t) => {
  const { type, write } = shell(t)
  write({ aliases: 7 })
  t.match(await type(['--', 'tx', 'list', '--help']), { code: 2, stdout: '' })
  t.match(await type(['-V']), { code: 0 })
  write({ aliases: { k: 'tx list' } })
  t.match(await type(['kk']), { code: 2, stderr: 'error: Unknown command \'kk\'.' })
})
