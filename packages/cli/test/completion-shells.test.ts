/**
 * The completion in real shells, each in a pseudo-terminal: what is typed, a Tab, and the words that the shell then
 * gives to the program.
 */
import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { spawn, type IPty } from '@lydell/node-pty'
import t, { type Test } from 'tap'
import { bundle } from '../bundle.mjs'
import { screen } from './helpers/screen.ts'

const PROGRAM = await bundle(`node_modules/.cache/completion-${process.pid}`)
t.teardown(() => { rmSync(join(PROGRAM, '..'), { recursive: true, force: true }) })

interface Shell {
  readonly name: 'bash' | 'zsh' | 'fish'
  readonly argv: readonly string[]
  readonly setUp: string
}

const SHELLS: readonly Shell[] = [
  { name: 'bash', argv: ['--norc', '--noprofile', '-i'], setUp: 'source <(fintrack completion bash)' },
  { name: 'zsh', argv: ['-f', '-i'], setUp: 'source <(fintrack completion zsh)' },
  { name: 'fish', argv: ['--no-config', '-i'], setUp: 'fintrack completion fish | source' },
]

/** What is typed before the Tab, what after it, and the words that come of it. */
type Case = readonly [typed: string, words: readonly string[], after?: string]

const CASES: readonly Case[] = [
  ['fintrack acc', ['account']],
  ['fintrack tx list --uncat', ['tx', 'list', '--uncategorized']],
  ['fintrack tx list --type inc', ['tx', 'list', '--type', 'income']],
  ['fintrack tx list --category Food:Re', ['tx', 'list', '--category', 'Food:Restaurant']],
  // Bash completes what is behind a colon, and leaves what is before it.
  ['fintrack tx list --category food:re', ['tx', 'list', '--category', 'food:Restaurant']],
  ['fintrack tx list --category rest', ['tx', 'list', '--category', 'Food:Restaurant']],
  ['fintrack tx list --category=Food:Gro', ['tx', 'list', '--category=Food:Groceries']],
  ['fintrack tx list --category Eat', ['tx', 'list', '--category', 'Eating out']],
  ['fintrack tx list --category "Eat', ['tx', 'list', '--category', 'Eating out']],
  ['fintrack tx list --category Bo', ['tx', 'list', '--category', 'Bob\'s $1 "q"']],
  ['fintrack tx list --category \'Bo', ['tx', 'list', '--category', 'Bob\'s $1 "q"']],
  ['fintrack tx list --category "Bo', ['tx', 'list', '--category', 'Bob\'s $1 "q"']],
  ['fintrack tx list --category x=', ['tx', 'list', '--category', 'x=y']],
  ['fintrack tx edit 1 --payee caf', ['tx', 'edit', '1', '--payee', 'Café & Söhne']],
  ['fintrack tx list --account Ch', ['tx', 'list', '--account', 'Checking']],
  ['fintrack tx list --tag tr', ['tx', 'list', '--tag', 'trip']],
  ['fintrack tx split 1 Eat', ['tx', 'split', '1', 'Eating out=5'], '5'],
  ['fintrack k --limi', ['k', '--limit']],
  ['fintrack import my', ['import', 'my file.csv']],
  // Nothing fits: what is typed stays.
  ['fintrack tx list --category Arch', ['tx', 'list', '--category', 'Arch']],
  ['fintrack tx list --category zzz', ['tx', 'list', '--category', 'zzz']],
]

function isInstalled ({ name }: Shell): boolean {
  return String(process.env['PATH']).split(delimiter).some((folder) => existsSync(join(folder, name)))
}

/** A folder with a book, and with a `fintrack` that completes as it does and otherwise writes its words to a file. */
async function prepared (t: Test) {
  const home = t.testdir({ bin: {}, work: { 'my file.csv': '' } })
  const [calls, words] = [join(home, 'calls'), join(home, 'words')]
  writeFileSync(join(home, 'bin/fintrack'), `#!/bin/sh
case $1 in
  __complete) "${process.execPath}" "${PROGRAM}" "$@"; echo >> "${calls}" ;;
  completion) exec "${process.execPath}" "${PROGRAM}" "$@" ;;
  *) for word; do printf '%s\\0' "$word"; done > "${words}.new"; mv "${words}.new" "${words}" ;;
esac
`)
  chmodSync(join(home, 'bin/fintrack'), 0o755)
  const run = async (...argv: readonly string[]) => {
    const { code, stderr } = await screen(argv, { home })
    t.equal(code, 0, stderr)
  }
  for (const name of ['Food:Restaurant', 'Food:Groceries', 'Eating out', 'Bob\'s $1 "q"', 'x=y', 'Archive']) {
    await run('category', 'add', name)
  }
  await run('category', 'edit', 'Archive', '--archive')
  await run('account', 'add', 'Checking')
  await run('tx', 'add', '5', 'food:restaurant', '--payee', 'Café & Söhne', '--tag', 'trip')
  await run('alias', 'set', 'k', 'tx list')
  return { home, calls, words }
}

async function until (is: () => boolean, what: () => string): Promise<void> {
  for (let tries = 0; !is(); tries += 1) {
    if (tries > 1000) throw new Error(what())
    await setTimeout(20)
  }
}

for (const shell of SHELLS) {
  const skip = isInstalled(shell) ? false : `${shell.name} is not installed here: its completion is NOT tested`
  if (skip !== false) process.stderr.write(`${skip}\n`)
  void t.test(`${shell.name} completes commands, options, files and the words of the book`, { skip }, async (t) => {
    const { home, calls, words } = await prepared(t)
    const version = execFileSync(shell.name, ['--version'], { encoding: 'utf8' }).split('\n')[0]
    t.comment(String(version))
    const terminal: IPty = spawn(shell.name, [...shell.argv], {
      name: 'xterm',
      cols: 200,
      rows: 50,
      cwd: join(home, 'work'),
      env: {
        HOME: home,
        PATH: `${join(home, 'bin')}:${process.env['PATH']}`,
        TERM: 'xterm',
        LC_ALL: 'C.UTF-8',
        PS1: '> ',
        XDG_CONFIG_HOME: join(home, '.config'),
        XDG_DATA_HOME: join(home, '.local/share'),
      },
    })
    t.teardown(() => { terminal.kill() })
    let seen = ''
    terminal.onData((data) => { seen += data })
    await setTimeout(500)
    terminal.write(`${shell.setUp}; echo re''ady\r`)
    await until(() => seen.includes('ready'), () => `It does not start: ${seen}`)
    for (const [typed, expected, after = ''] of CASES) {
      writeFileSync(calls, '')
      rmSync(words, { force: true })
      seen = ''
      terminal.write(`${typed}\t`)
      await until(() => readFileSync(calls, 'utf8') !== '', () => `It does not complete ${typed}: ${seen}`)
      await setTimeout(150)
      terminal.write(`${after}\r`)
      let got: string[] = []
      await until(() => existsSync(words), () => `It runs nothing after ${typed}: ${seen}`)
        .then(() => { got = readFileSync(words, 'utf8').split('\0').slice(0, -1) }, () => { terminal.write('\u0003') })
      const replaced = shell.name === 'bash' ? expected : expected.map((word) => word.replace('food:', 'Food:'))
      t.strictSame(got, replaced, `${typed}: ${JSON.stringify(seen.slice(-200))}`)
    }
  })
}
