import type { Command } from 'commander'
import { loadMaintenance } from '../api/embedded-transport.ts'
import type { Context } from '../context.ts'
import { usage } from '../errors/usage.ts'
import { asksForRows, newOutput, say } from '../output/output.ts'
import { bookInWords } from '../render/format.ts'
import { visible } from '../render/safe-text.ts'
import { streamOf, type View } from '../render/view.ts'
import { folderOnly, localOnly, noteOtherBook } from '../shapes/local-only.ts'

type RestoreBook = Awaited<ReturnType<typeof loadMaintenance>>['restoreBook']
type Restored = NonNullable<Awaited<ReturnType<RestoreBook>>>
type Replacement = Parameters<Parameters<RestoreBook>[0]['agree']>[0]

const RESTORED_VIEW: View<Restored> = {
  noun: { one: 'restored book', many: 'restored books' },
  columns: [
    { name: 'file', value: ({ file }) => file, free: true, shrinks: true },
    { name: 'transactions', value: ({ rows }) => rows.transactions, align: 'right' },
    { name: 'categories', value: ({ rows }) => rows.categories, align: 'right' },
    { name: 'budgets', value: ({ rows }) => rows.budgets, align: 'right' },
    { name: 'users', value: ({ rows }) => rows.users, align: 'right' },
    { name: 'aside', value: ({ aside }) => aside, free: true, shrinks: true },
  ],
  keys: ['file', 'rows', 'schema', 'latest', 'book', 'aside'],
}

/** Only a person, or --yes, puts a book aside: nobody should lose sight of one by a slip in a script. */
async function agreed (cx: Context, { file, rows, book }: Replacement): Promise<boolean> {
  if (book === null || cx.globals.yes) return true
  if (!cx.canAsk) {
    throw usage(
      `There is a book at ${book}; replacing it needs --yes, because fintrack cannot ask here.`,
      'Nothing was changed. With --yes (or -y) the old book is kept.'
    )
  }
  cx.io.err(
    `${visible(`  ${file} holds ${bookInWords(rows)}.`)}\n${visible(`  ${book} is kept under another name.`)}\n`
  )
  return (await cx.prompt()).confirm('Replace the book by the backup?', false)
}

async function restore (cx: Context, file: string): Promise<void> {
  localOnly(cx, 'restore')
  noteOtherBook(cx)
  folderOnly(cx, 'restore', 'Use `pg_restore`, which loads what `pg_dump` wrote into an empty database.')
  const output = newOutput(cx, RESTORED_VIEW)
  const { restoreBook } = await loadMaintenance()
  const restored = await restoreBook({ dataDir: cx.dataDir, file, agree: (replacement) => agreed(cx, replacement) })
  if (restored === undefined) return say(cx, 'Nothing was changed.')
  if (asksForRows(cx)) await output.written(streamOf(restored), true)
  const { rows, schema, latest, aside } = restored
  const newer = schema === latest ? '' : `, upgraded from schema ${schema} to ${latest}`
  say(cx, `Restored ${bookInWords(rows)} from ${restored.file}${newer}.`)
  if (aside !== null) say(cx, `The old book is kept as ${aside}.`)
}

const HELP = `
The file is checked first, as \`fintrack doctor FILE\` does. No server may be running on the book. The old book is kept
under a name with the time, even if it is damaged. Passwords, sessions and tokens are those of the backup: if you
changed or revoked one since, do it again.

Examples:
  fintrack restore ~/backups/book-2024-05-20.db
  fintrack restore --yes book.db
`

export function define (command: Command, cx: Context, run = restore): void {
  command
    .argument('<file>', 'a file that `fintrack backup` wrote')
    .addHelpText('after', HELP)
    .action((file: string) => run(cx, file))
}
