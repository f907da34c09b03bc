import { UserError } from '@fintrack/contract/errors'
import { counted } from '@fintrack/contract/text'
import type { Command } from 'commander'
import { loadMaintenance } from '../api/embedded-transport.ts'
import type { Context } from '../context.ts'
import { asksForRows, newOutput } from '../output/output.ts'
import { visible } from '../render/safe-text.ts'
import { streamOf, type View } from '../render/view.ts'
import { localOnly, noteOtherBook } from '../shapes/local-only.ts'

type CheckResult = Awaited<ReturnType<Awaited<ReturnType<typeof loadMaintenance>>['checkBook']>>[number]

const CHECK_VIEW: View<CheckResult> = {
  noun: { one: 'check', many: 'checks' },
  columns: [
    { name: 'check', value: ({ check }) => check },
    { name: 'ok', value: ({ ok }) => String(ok) },
    { name: 'found', value: ({ found }) => found, free: true, shrinks: true },
    { name: 'remedy', value: ({ remedy }) => remedy, free: true, shrinks: true },
  ],
  keys: ['check', 'ok', 'found', 'remedy'],
}

const CHECK_CELLS = 12

/** A line for each check, the same for a terminal and a pipe. */
async function documentOf (cx: Context, results: readonly CheckResult[]): Promise<string> {
  const { green, red } = await cx.paint()
  return results.map(({ check, ok, found, remedy }) => {
    const text = visible(remedy === null ? found : `${found}; to repair it: ${remedy}`)
    return `${ok ? green('ok   ') : red('WRONG')}  ${check.padEnd(CHECK_CELLS)}  ${text}\n`
  }).join('')
}

async function check (cx: Context, file: string | undefined): Promise<void> {
  localOnly(cx, 'doctor')
  // A backup is the book of nobody in particular.
  if (file === undefined) noteOtherBook(cx)
  const output = newOutput(cx, CHECK_VIEW)
  const { checkBook } = await loadMaintenance()
  const progress = cx.progress('Checking')
  const results = await checkBook({
    dataDir: cx.dataDir, databaseUrl: cx.settings.FINTRACK_DATABASE_URL, file, node: cx.machine.node,
  }).finally(() => progress.done())
  if (asksForRows(cx)) await output.list(streamOf(results), '')
  else await cx.io.out(await documentOf(cx, results))
  const failed = results.filter(({ ok }) => !ok).length
  if (failed > 0) throw new UserError('check_failed', `${counted(failed, 'check')} of ${results.length} failed.`)
}

const HELP = `
It changes nothing, and a server and other commands can go on using the book. The exit code is 9 if a check fails.

It compares the schema with the one that this fintrack makes, and names a trigger, a view or anything else that does not
belong there; and it looks whether the rows agree with one another. On PostgreSQL \`pg_amcheck\` checks the tables and
indexes themselves.

Examples:
  fintrack doctor
  fintrack doctor ~/backups/book-2024-05-20.db
  fintrack doctor -q > /dev/null || echo "look at the book"
`

export function define (command: Command, cx: Context, run = check): void {
  command
    .argument('[file]', 'a backup (default: the book)')
    .addHelpText('after', HELP)
    .action((file: string | undefined) => run(cx, file))
}
