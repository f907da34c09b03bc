/**
 * Runs the README's examples with the built program, and compares what they print with the README.
 * `tap --snapshot` writes the output, and the tables of settings, into the documents.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { spawn as spawnTerminal } from '@lydell/node-pty'
import { SETTINGS, type Setting } from '@fintrack/contract/settings'
import t from 'tap'
import { consoleBlocks, withBlocks, type Example } from './helpers/console-blocks.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const program = join(root, 'packages/cli/dist/main.js')
const readme = join(root, 'README.md')
const markdown = readFileSync(readme, 'utf8')
const settingsPage = join(root, 'docs/settings.md')
const isWriting = process.env.TAP_SNAPSHOT === '1'
/** A day that no example names: readers type the examples on some later day, and must see the same. */
const TODAY = '2031-02-28'
const DOCUMENTED_ADDRESS = 'http://127.0.0.1:8787'

const home = mkdtempSync(join(tmpdir(), 'fintrack-readme-'))
cpSync(join(root, 'examples'), join(home, 'examples'), { recursive: true })
t.teardown(() => { rmSync(home, { recursive: true, force: true }) })

const { PATH = '' } = process.env
const env = {
  PATH,
  HOME: home,
  XDG_CONFIG_HOME: join(home, 'config'),
  FINTRACK_DATA_DIR: join(home, 'book'),
  FINTRACK_TODAY: TODAY,
  FINTRACK_NO_INPUT: 'on',
  FINTRACK_CURRENCY: 'USD',
  NO_COLOR: '1',
  TERM: 'dumb',
}

/** Runs the commands of a block in one shell on a terminal, so that a variable lasts. Returns what each printed. */
async function outputsOf (commands: readonly string[], address = DOCUMENTED_ADDRESS): Promise<string[]> {
  const mark = '--- next ---'
  const script = [
    `fintrack() { '${process.execPath}' '${program}' "$@"; }`,
    ...commands.flatMap((command) => [command.replaceAll(DOCUMENTED_ADDRESS, address), 'echo', `echo '${mark}'`]),
  ].join('\n')
  const terminal = spawnTerminal('sh', ['-c', script], { cwd: home, env, cols: 80, rows: 50 })
  let shown = ''
  terminal.onData((text) => { shown += text })
  await new Promise<void>((resolve) => { terminal.onExit(() => { resolve() }) })
  // A terminal adds a CR to each line, and CSV has one of its own: the README has neither.
  return shown.replaceAll(/\r+\n/g, '\n').split(`\n${mark}\n`).slice(0, -1)
    .map((text) => text === '' || text.endsWith('\n') ? text : `${text}\n`)
}

async function run (examples: readonly Example[], address?: string): Promise<Example[]> {
  const printed = await outputsOf(examples.map(({ command }) => command), address)
  return examples.map(({ command }, at) => ({ command, printed: printed[at] ?? '' }))
}

function settingsTable (isListed: (setting: Setting) => boolean): string {
  const listed = Object.entries<Setting>(SETTINGS).filter(([, setting]) => isListed(setting))
  const rows = listed.map(([name, setting]) => {
    const shown = 'default' in setting ? setting.default : 'defaultText' in setting ? setting.defaultText : ''
    const text = typeof shown === 'boolean' ? (shown ? 'on' : 'off') : String(shown)
    const choices = setting.kind === 'choice' ? ` (${setting.choices.join(', ')})` : ''
    return `| \`${name}\` | ${setting.side} | ${setting.meaning}${choices} | ${text} |`
  })
  return ['| name | read by | meaning | default |', '|---|---|---|---|', ...rows].join('\n')
}

const isOfClient = ({ side }: Setting) => side === 'client'
const isAny = () => true

function withSettings (text: string, isListed: (setting: Setting) => boolean): string {
  return text.replace(/(<!-- settings -->\n)[\s\S]*(<!-- \/settings -->)/, `$1\n${settingsTable(isListed)}\n\n$2`)
}

const blocks = consoleBlocks(markdown)
const ran: Example[][] = []

t.before(async () => {
  const server = spawn(process.execPath, [program, 'serve'], {
    cwd: home,
    env: { ...env, FINTRACK_DATA_DIR: join(home, 'served'), FINTRACK_PORT: '0', FINTRACK_LOG_LEVEL: 'silent' },
  })
  try {
    const [line] = await once(createInterface(server.stdout), 'line')
    const address = /http:\S+/.exec(String(line))?.[0]
    for (const { name, examples } of blocks) ran.push(await run(examples, name === 'api' ? address : undefined))
  } finally {
    server.kill()
    await once(server, 'close')
  }
  if (isWriting) {
    writeFileSync(readme, withSettings(withBlocks(markdown, ran), isOfClient))
    writeFileSync(settingsPage, withSettings(readFileSync(settingsPage, 'utf8'), isAny))
  }
})

if (!isWriting) {
  t.test('the examples of the README print what it says', async (t) => {
    t.strictSame(ran, blocks.map(({ examples }) => [...examples]))
  })

  t.test('no example of the README depends on the day on which it is typed', async (t) => {
    const [year = ''] = TODAY.split('-')
    t.strictSame(ran.flat().filter(({ printed }) => printed.includes(year)), [])
  })

  t.test('the README has every setting of the command line, and docs/settings.md every setting', async (t) => {
    t.equal(markdown, withSettings(markdown, isOfClient))
    const page = readFileSync(settingsPage, 'utf8')
    t.equal(page, withSettings(page, isAny))
  })
}
