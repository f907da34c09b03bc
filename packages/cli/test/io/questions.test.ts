/** Questions on a real terminal, in a real shell. */
import t from 'tap'
import { bundled, onTerminal, shellWords } from '../helpers/program.ts'
import { screen } from '../helpers/screen.ts'

const PROGRAM = await bundled(t)
const SHELL = ['bash', '--norc', '--noprofile', '-i']
/** Not as the terminal echoes what is typed. */
const CODE = 'echo "code"=$?\r'
const ENV = { env: { PS1: 'shell> ', HISTFILE: '/dev/null' } }

async function bookOf (home: string, rows = 1): Promise<void> {
  for (let row = 1; row <= rows; row += 1) {
    t.match(await screen(['tx', 'add', '12.50', '--date', '2024-05-03'], { home }), { code: 0 })
  }
}

t.test('Ctrl-D at a question means no, and a second one does not end the shell [case 18]', async (t) => {
  const home = t.testdir()
  await bookOf(home)
  const { code, drawn } = await onTerminal(SHELL, home, [], [
    ['shell> ', `${shellWords(PROGRAM)} tx rm 1\r`],
    ['(y/N)', '\u0004\u0004'],
    ['Nothing was removed.', CODE],
    ['code=0', 'exit 7\r'],
  ], ENV)
  t.equal(code, 7, drawn)
  t.match(await screen(['tx', 'show', '1'], { home }), { code: 0 })
})

t.test('keys that are pasted with an answer do not reach the shell', async (t) => {
  const home = t.testdir()
  await bookOf(home)
  const { code, drawn } = await onTerminal(SHELL, home, [], [
    ['shell> ', `${shellWords(PROGRAM)} tx rm 1\r`],
    ['(y/N)', 'yes\rexit 3\r'],
    ['Removed transaction 1', CODE],
    ['code=0', 'exit 7\r'],
  ], ENV)
  t.equal(code, 7, drawn)
  t.match(await screen(['tx', 'show', '1'], { home }), { code: 5 })
})

t.test('Ctrl-C at a question exits with 130 and leaves the shell its terminal', async (t) => {
  const home = t.testdir()
  await bookOf(home)
  const { code, drawn } = await onTerminal(SHELL, home, [], [
    ['shell> ', `${shellWords(PROGRAM)} tx rm 1\r`],
    ['(y/N)', '\u0003'],
    ['Interrupted.', CODE],
    ['code=130', 'exit 7\r'],
  ], ENV)
  t.equal(code, 7, drawn)
  t.match(await screen(['tx', 'show', '1'], { home }), { code: 0 })
})

t.test('Ctrl-D at a text and at a password ends them too', async (t) => {
  const home = t.testdir()
  const asked = async (question: string, ...argv: string[]) => {
    const { code, drawn } = await onTerminal(PROGRAM, home, argv, [[question, '\u0004']])
    return [code, /error: (.*?)\r\n/.exec(drawn)?.[1]]
  }
  t.strictSame(await asked('Username', 'login', '--server', 'http://127.0.0.1:1'), [2, 'Username was left empty.'])
  t.strictSame(await asked('Password', 'passwd', '--username', 'anna'), [2, 'The password is empty.'])
})
