/** The README's examples, run by the built program as they stand there. `tap --snapshot` writes what they print. */
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
const isWriting = process.env.TAP_SNAPSHOT === '1'
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
  FINTRACK_TODAY: '2024-05-31',
  FINTRACK_NO_INPUT: 'on',
  NO_COLOR: '1',
  TERM: 'dumb',
}

/** Runs the commands of a block in one shell on a terminal, so that a variable lasts, and tells what each showed. */
async function printedBy (commands: readonly string[], address = DOCUMENTED_ADDRESS): Promise<string[]> {
  const mark = '--- next ---'
  const script = [
    `fintrack() { '${process.execPath}' '${program}' "$@"; }`,
    ...commands.flatMap((command) => [command.replaceAll(DOCUMENTED_ADDRESS, address), 'echo', `echo '${mark}'`]),
  ].join('\n')
  const terminal = spawnTerminal('sh', ['-c', script], { cwd: home, env, cols: 80, rows: 50 })
  let shown = ''
  terminal.onData((text) => { shown += text })
  await new Promise<void>((resolve) => { terminal.onExit(() => { resolve() }) })
  return shown.replaceAll('\r\n', '\n').split(`\n${mark}\n`).slice(0, -1)
    .map((text) => text === '' || text.endsWith('\n') ? text : `${text}\n`)
}

async function run (examples: readonly Example[], address?: string): Promise<Example[]> {
  const printed = await printedBy(examples.map(({ command }) => command), address)
  return examples.map(({ command }, at) => ({ command, printed: printed[at] ?? '' }))
}

function settingsTable (): string {
  const rows = Object.entries(SETTINGS).map(([name, setting]: [string, Setting]) => {
    const shown = 'default' in setting ? setting.default : 'defaultText' in setting ? setting.defaultText : ''
    const text = typeof shown === 'boolean' ? (shown ? 'on' : 'off') : String(shown)
    const choices = setting.kind === 'choice' ? ` (${setting.choices.join(', ')})` : ''
    return `| \`${name}\` | ${setting.side} | ${setting.meaning}${choices} | ${text} |`
  })
  return ['| name | read by | meaning | default |', '|---|---|---|---|', ...rows].join('\n')
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
    const written = withBlocks(markdown, ran).replace(
      /(<!-- settings -->\n)[\s\S]*(<!-- \/settings -->)/, `$1\n${settingsTable()}\n\n$2`
    )
    writeFileSync(readme, written)
  }
})

if (!isWriting) {
  t.test('the examples of the README print what it says', async (t) => {
    t.strictSame(ran, blocks.map(({ examples }) => [...examples]))
  })

  t.test('the README has every setting', async (t) => {
    t.ok(markdown.includes(settingsTable()))
  })
}
