import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Problem } from '@fintrack/contract/problem'
import t, { type Test } from 'tap'
import { fakeBook, tagged, type Script } from '../../helpers/fake-book.ts'
import { transaction } from '../../helpers/rows.ts'
import { screen, type ScreenOptions } from '../../helpers/screen.ts'

const ROW = transaction(17, { payee: 'Bar \u001b[1m', description: 'flat\nwhite', tags: ['trip'] })
const BOOK: Script = {
  'GET /api/transactions/17/': tagged(ROW, '"v1"'),
  'GET /api/transactions/18/': tagged(transaction(18), '"v2"'),
  'PATCH /api/transactions/17/': ROW,
  'PATCH /api/transactions/18/': transaction(18),
}

/** Where the scripts find their programs. */
const PATH = { PATH: String(process.env['PATH']) }

/** Runs the command with an editor that is a script of sed, and keeps what it opened. */
async function edit (t: Test, argv: readonly string[], sed: string, script: Script = {}, options: ScreenOptions = {}) {
  const home = t.testdir()
  const [editor, opened] = [join(home, 'my editor'), join(home, 'opened')]
  writeFileSync(editor, `#!/bin/sh\ncp "$1" '${opened}'\nsed -i -e '${sed}' "$1"\n`)
  chmodSync(editor, 0o755)
  const { send, asked } = fakeBook({ ...BOOK, ...script })
  const ended = await screen(['tx', 'edit', ...argv, '--editor'], {
    home, send, env: { ...PATH, EDITOR: `'${editor}'`, VISUAL: ' ' }, ...options,
  })
  const written = asked.filter(({ body }) => body !== undefined)
  return { ...ended, written, opened: () => readFileSync(opened, 'utf8') }
}

t.test('tx edit --editor opens the rows as a text, and changes what was changed there, once a row', async (t) => {
  const { code, stdout, opened, written } = await edit(t, ['17', '18'],
    's/^payee:.*/payee:/; s/^tags: trip/tags: a b/; s/^description: flat/description: long/; s/^category:.*/category:/')
  t.strictSame({ code, stdout }, { code: 0, stdout: '17\n18\n' })
  t.matchSnapshot(opened(), 'the text')
  t.strictSame(written, [
    {
      call: 'PATCH /api/transactions/17/',
      body: { category: null, payee: '', tags: ['a', 'b'], description: 'long\nwhite' },
      ifMatch: '"v1"',
    },
    { call: 'PATCH /api/transactions/18/', body: { category: null }, ifMatch: '"v2"' },
  ])
})

t.test('a text that was saved unchanged changes nothing', async (t) => {
  t.match(await edit(t, ['17', '18'], ''), { code: 0, stdout: '', stderr: 'Nothing was changed.\n', written: [] })
  t.match(await edit(t, ['17'], '/^payee/d'), { code: 0, written: [] }, 'nor does a line that is gone')
})

t.test('every field of the text is read as its option is', async (t) => {
  const sed = 's/^date:.*/date: yesterday/; s/^amount:.*/amount: 7.50/; s/^currency:.*/currency: eur/; ' +
    's/^type:.*/type: income/; s/^account:.*/account: Checking/; s/^category:.*/category: Salary/'
  const { written } = await edit(t, ['18'], sed)
  t.strictSame(written[0]?.body, {
    date: '2024-05-19', amount: '7.50', currency: 'EUR', type: 'income', category: 'Salary', account: 'Checking',
  })
  const transfer = transaction(18, {
    type: 'transfer', category: null, category_name: null, account: 1, account_name: 'A', to_account: 2,
    to_account_name: 'B', payee: null,
  })
  const gone = await edit(t, ['18'], 's/^to_account:.*/to_account: C/; s/^account:.*/account:/', {
    'GET /api/transactions/18/': tagged(transfer, '"v"'),
  })
  t.strictSame(gone.written[0]?.body, { account: null, to_account: 'C' })
  t.notMatch(gone.opened(), /^(type|category):/m)
  t.strictSame((await edit(t, ['17'], 's/^tags:.*/tags:/')).written[0]?.body, { tags: [] })
  const none = { 'GET /api/transactions/18/': tagged(transaction(18, { category: null, category_name: null }), '"v"') }
  t.match((await edit(t, ['18'], '', none)).opened(), /^category:$/m)
  const whole = { ...transfer, to_account_name: null }
  t.match((await edit(t, ['18'], '', { 'GET /api/transactions/18/': tagged(whole, '"v"') })).opened(), /^to_account:$/m)
})

t.test('a text that cannot be read, or that the book refuses, is kept in a file that is named', async (t) => {
  const refused = async (sed: string, sentence: string, script: Script = {}) => {
    const { code, stderr, stdout } = await edit(t, ['17'], sed, script)
    const [, path = '', error] = /^note: Your text is kept in (.*)\.\nerror: (.*)\n/.exec(stderr) ?? []
    t.match({ stdout, error }, { stdout: '', error: sentence })
    t.match(readFileSync(path, 'utf8'), /^# Change what is behind the colons/)
    t.match(dirname(path), /fintrack-/)
    return code
  }
  t.equal(await refused('s/^amount:.*/amount: x/', 'amount "x" is not an amount.'), 2)
  t.equal(await refused('s/^type:.*/type: x/', 'type is "x", which is not income or expense.'), 2)
  t.equal(await refused('s/^amount:/amout:/', 'Line 6 has "amout", which is no field of transaction 17.'), 2)
  t.equal(await refused('s/^amount:/zzzzzzzz:/', 'Line 6 has "zzzzzzzz", which is no field of transaction 17.'), 2)
  t.equal(await refused('s/^amount:/some words/', 'Line 6 is "some words 12.50", which is not `field: value`.'), 2)
  t.equal(await refused('s/^transaction:.*/transaction: 18/', 'Line 4 names transaction "18", which was not opened.'),
    2)
  t.equal(await refused('/^transaction:/d', 'Line 4 stands before the first `transaction:`.'), 2)
  const changed = new Problem('changed_since', 'Transaction 17 was changed since it was read.')
  t.equal(await refused('s/^payee:.*/payee: x/', 'Transaction 17 was changed since it was read.', {
    'PATCH /api/transactions/17/': changed,
  }), 6)
})

t.test('an editor that fails, and a run without one, are refused', async (t) => {
  const failing = (EDITOR: string) => edit(t, ['17'], '', {}, { env: { ...PATH, EDITOR } })
  t.match(await failing('false'), { code: 2, stderr: /error: The editor \(false\) ended with 1\.\n/, written: [] })
  t.match(await failing('kill -9 $$;'), { code: 2, stderr: /ended with a signal\./ })
  t.match(await edit(t, ['17'], '', {}, { env: {} }), {
    code: 2, stderr: 'error: There is no editor to open: VISUAL and EDITOR are not set, and there is no terminal.',
  })
  const bin = t.testdir({ vi: '#!/bin/sh\nprintf "transaction: 17\\npayee: vi\\n" > "$1"\n' })
  chmodSync(join(bin, 'vi'), 0o755)
  const { send, asked } = fakeBook(BOOK)
  await screen(['tx', 'edit', '17', '--editor'], { send, tty: true, env: { PATH: `${bin}:${PATH.PATH}` } })
  t.match(asked.at(-1), { body: { payee: 'vi' } }, 'on a terminal vi is opened where none is set')
  t.match(await edit(t, ['17', '--amount', '3'], ''), { code: 2, stderr: 'error: --editor changes what is written' })
})
