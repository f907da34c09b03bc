import { existsSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { localCurrency } from '../../src/options/local-currency.ts'
import { bundled, onTerminal } from '../helpers/program.ts'
import { screen, type ScreenOptions } from '../helpers/screen.ts'

const PROGRAM = await bundled(t)
/** Nobody says which currency the book has. */
const UNTOLD = { FINTRACK_CURRENCY: '', LANG: 'de_DE.UTF-8' }
const CURRENCY = '? This book is new. Its currency\n'
const ACCOUNT = '? A first account, such as checking (Enter for none)\n'

t.test('the currency of a place is that of its locale', (t) => {
  const rows: ReadonlyArray<readonly [Record<string, string>, string | undefined]> = [
    [{ LANG: 'de_DE.UTF-8' }, 'EUR'],
    [{ LANG: 'de_CH.UTF-8@euro' }, 'CHF'],
    [{ LANG: 'bg_BG' }, 'EUR'],
    [{ LANG: 'en_US.UTF-8', LC_MONETARY: 'ja_JP.UTF-8' }, 'JPY'],
    [{ LANG: 'en_US.UTF-8', LC_MONETARY: 'ja_JP.UTF-8', LC_ALL: 'ar_KW' }, 'KWD'],
    [{ LANG: 'en_US.UTF-8', LC_ALL: 'C.UTF-8' }, undefined],
    [{ LANG: '' }, undefined],
    [{}, undefined],
    [{ LANG: 'de_XX' }, undefined],
    [{ LANG: 'de_AQ' }, undefined],
    [{ LANG: 'xx_constructor' }, undefined],
    [{ LANG: 'nonsense' }, undefined],
  ]
  for (const [env, currency] of rows) t.equal(localCurrency(env), currency, JSON.stringify(env))
  t.end()
})

t.test('the first command on a terminal asks once for the currency, and for an account', async (t) => {
  const home = t.testdir()
  const type = (argv: string, options: ScreenOptions) =>
    screen(argv.split(' '), { home, tty: true, env: UNTOLD, ...options })
  t.strictSame(await type('tx add 5', { answers: ['', 'checking'] }), {
    code: 0,
    stdout: '',
    stderr: `${CURRENCY}${ACCOUNT}` +
      'Added 5.00 EUR without a category on 2024-05-20, in the account checking as transaction 1.\n',
  })
  t.match(await type('account list --fields name,currency', {}), { code: 0, stderr: '', stdout: /checking +EUR/ })
})

t.test('the currency that a person types is that of the book, and an account is not needed', async (t) => {
  const home = t.testdir()
  const { code, stdout } = await screen(['user', 'show', '-o', 'json'], {
    home, tty: true, env: UNTOLD, answers: [' chf ', ''],
  })
  t.equal(code, 0)
  t.match(JSON.parse(stdout), { currency: 'CHF' })
  t.equal((await screen(['account', 'list', '-o', 'json'], { home })).stdout, '[]\n')
})

t.test('an account whose name cannot be is named, and the command goes on', async (t) => {
  t.match(await screen(['tx', 'add', '5'], { tty: true, env: UNTOLD, answers: ['', '123'] }), {
    code: 0, stderr: /note: .* `fintrack account add NAME` adds one\.\nAdded 5\.00 EUR/,
  })
})

t.test('a person who gives no currency, or none that there is, is asked again by the next command', async (t) => {
  const home = t.testdir()
  const type = (...answers: string[]) => screen(['tx', 'add', '5'], {
    home, tty: true, env: { FINTRACK_CURRENCY: '' }, answers,
  })
  t.match(await type(' '), { code: 2, stderr: /^\? .*\nerror: A book needs a currency, and none was given\.\n/ })
  t.match(await type('XXQ'), { code: 2, stdout: '' })
  t.match(await type('', ''), { code: 0, stderr: /Added 5\.00 USD/ })
})

t.test('the first command of a script says which currency its new book has, and how to change it', async (t) => {
  const home = t.testdir()
  const env = UNTOLD
  const told = 'note: This book is new, and its currency is USD; `fintrack user edit --currency EUR` changes that.\n'
  t.strictSame(await screen(['tx', 'list'], { home, env }), { code: 0, stdout: '', stderr: told })
  t.strictSame(await screen(['tx', 'list'], { home, env }), { code: 0, stdout: '', stderr: '' })
  for (const [argv, tty, more, stderr] of [
    [['tx', 'list', '-q'], false, {}, ''],
    [['tx', 'list', '-y', '-o', 'tsv'], true, {}, told],
    [['tx', 'list', '-o', 'tsv'], true, { FINTRACK_CURRENCY: 'EUR' }, ''],
  ] as const) t.match(await screen(argv, { tty, env: { ...env, ...more } }), { code: 0, stderr })
})

t.test('Ctrl-D at the question for the currency makes no book that has one', async (t) => {
  const home = t.testdir()
  const { code, drawn } = await onTerminal(
    PROGRAM, home, ['tx', 'add', '5'], [['Its currency', '\u0004']], { env: UNTOLD }
  )
  t.equal(code, 2)
  t.match(drawn, 'error: A book needs a currency, and none was given.')
  const again = await onTerminal(PROGRAM, home, ['tx', 'add', '5'], [
    ['Its currency', '\r'], ['A first account', 'checking\r'],
  ], { env: UNTOLD })
  t.match(again, { code: 0, drawn: 'Added 5.00 EUR without a category on' })
  t.ok(existsSync(join(home, '.local/share/fintrack/fintrack.db')))
})
