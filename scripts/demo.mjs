// The README's `npx -y pnpm@12 demo`, once the program is built: imports the example book into a book of its own in a
// temporary folder, and prints a month as a person sees it, with what to try next.
import { execFileSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const program = join(root, 'packages/cli/dist/main.js')

// An install that could not make SQLite's addon has said so above, in many lines, and went on.
try {
  createRequire(join(root, 'packages/server/package.json'))('sqlite3')
} catch {
  console.error(`error: SQLite's addon is missing: npm could neither fetch nor compile it; what it said is above.
hint: It takes a C++ compiler, Python, and github.com or nodejs.org. Without those two, say where Node's headers are:
      npm_config_nodedir=${dirname(dirname(process.execPath))} npx -y pnpm@12 demo`)
  process.exit(1)
}

const book = mkdtempSync(join(tmpdir(), 'fintrack-demo-'))

// Nothing of the person's own book, login or settings is touched or looked at.
const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('FINTRACK_')))
const env = { ...own, FINTRACK_DATA_DIR: book, FINTRACK_CONFIG_DIR: join(book, 'config') }

/** Shows a command as it would be typed, and runs it. */
function fintrack (...args) {
  process.stdout.write(`\n$ fintrack ${args.map((arg) => /[ /]/.test(arg) ? `'${arg}'` : arg).join(' ')}\n`)
  execFileSync(process.execPath, [program, ...args], { env, cwd: root, stdio: 'inherit' })
}

try {
  fintrack('import', 'examples/household.csv')
  fintrack('budget', 'set', 'Food:Restaurant', '400', '--month', '2024-05')
  fintrack('budget', 'set', 'Food:Groceries', '250', '--month', '2024-05')
  fintrack('report', '2024-05')
} catch (error) {
  // What failed has said why.
  process.exit(error.status ?? 1)
}

process.stdout.write(`
Try next, on the same book (it stays in ${book} until you delete it):

  alias fintrack='FINTRACK_DATA_DIR=${book} FINTRACK_CONFIG_DIR=${book}/config node ${program}'

  fintrack tx list --month 2024-05 --category Food:Restaurant
  fintrack tx add 4.50 Food:Coffee 'flat white' --date 2024-05-31
  fintrack report 2024-05 --tree
  fintrack report 2024-05 --json
`)
