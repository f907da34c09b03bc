import type { Command } from 'commander'
import { loadMaintenance } from '../api/embedded-transport.ts'
import type { Context } from '../context.ts'
import { usage } from '../errors/usage.ts'
import { asksForRows, newOutput, say } from '../output/output.ts'
import { bookInWords, bytesInWords } from '../render/format.ts'
import { streamOf, type View } from '../render/view.ts'
import { folderOnly, localOnly, noteOtherBook } from '../shapes/local-only.ts'

type Backup = Awaited<ReturnType<Awaited<ReturnType<typeof loadMaintenance>>['backupBook']>>

const BACKUP_VIEW: View<Backup> = {
  noun: { one: 'backup', many: 'backups' },
  columns: [
    { name: 'file', value: ({ file }) => file, free: true, shrinks: true },
    { name: 'bytes', value: ({ bytes }) => bytes, align: 'right' },
    { name: 'transactions', value: ({ rows }) => rows.transactions, align: 'right' },
    { name: 'categories', value: ({ rows }) => rows.categories, align: 'right' },
    { name: 'budgets', value: ({ rows }) => rows.budgets, align: 'right' },
    { name: 'users', value: ({ rows }) => rows.users, align: 'right' },
  ],
  keys: ['file', 'bytes', 'rows', 'keys'],
}

async function backUp (cx: Context, file: string): Promise<void> {
  localOnly(cx, 'backup')
  noteOtherBook(cx)
  folderOnly(cx, 'backup', 'Use `pg_dump --format=custom`, which copies the database while others go on using it.')
  if (file === '-') {
    throw usage('A backup is written to a file, and cannot go to standard output.',
      'Name a file and send it: `fintrack backup book.db && cat book.db | …`.')
  }
  const output = newOutput(cx, BACKUP_VIEW)
  const { backupBook } = await loadMaintenance()
  const progress = cx.progress('Backing up')
  const backup = await backupBook({ dataDir: cx.dataDir, file }).finally(() => progress.done())
  if (asksForRows(cx)) await output.written(streamOf(backup), true)
  say(cx, `Backed up ${bookInWords(backup.rows)} to ${backup.file} (${bytesInWords(backup.bytes)}).`)
  if (backup.keys !== null) {
    say(cx, `The keys that sign logins are not in it: copy ${backup.keys} too, ` +
      'or everyone has to log in again once it is lost.')
  }
}

const HELP = `
A server and other commands can go on using the book. The backup holds everything that was stored before it began.
An existing file is never overwritten. keys.json, which signs logins, is not in the backup: without that file everyone
has to log in again.

Examples:
  fintrack backup ~/backups/book-$(date +%F).db
  fintrack doctor ~/backups/book-2024-05-20.db
`

export function define (command: Command, cx: Context, run = backUp): void {
  command
    .argument('<file>', 'the file to write')
    .addHelpText('after', HELP)
    .action((file: string) => run(cx, file))
}
